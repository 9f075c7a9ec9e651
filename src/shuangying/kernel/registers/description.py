"""A register described for programs: what its declaration says, in the reader's language."""

from typing import Any

from shuangying.kernel.registers.columns import Column
from shuangying.kernel.registers.declaration import Register

API_UNITS = {"money": "元", "area": "亩"}


def describe(register: Register) -> dict[str, Any]:
    """The declaration as JSON: the columns as a sheet, a form and the API know them."""
    return {
        "id": register.id,
        "label": str(register.label),
        "purpose": str(register.purpose),
        "front": register.front,
        "kept_by": register.kept_by,
        "identity": [list(identity) for identity in register.identity],
        "filters": list(register.filters),
        "sort": register.order,
        "sums": list(register.sums),
        "columns": [_column(column) for column in register.bound],
    }


def _column(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "label": str(column.label),
        "help": str(column.help),
        "kind": column.kind,
        "required": column.required,
        "sheet_unit": column.sheet_unit,
        "api_unit": API_UNITS.get(column.kind, ""),
        "headers": list(column.headers),
        "choices": {str(code): str(label) for code, label in column.choices},
    }
