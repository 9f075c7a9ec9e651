"""`shuangying registers`: the registers and their columns."""

from typing import Any

from shuangying.cli.call import Call, command
from shuangying.cli.tables import table
from shuangying.cli.words import _


@command("registers", _("The registers and their columns."))
def show_registers(call: Call) -> None:
    call.start()
    from shuangying.kernel.registers import api as registers

    found = list(registers.readable(call.actor))
    if call.as_json:
        call.answer([described(register) for register in found])
        return
    for register in found:
        call.say(f"\n{register.id}  {register.label}\n{register.purpose}\n")
        rows = [
            (
                column.name,
                str(column.label),
                column.kind,
                column.sheet_unit,
                _("required") if column.required else "",
                "、".join(column.headers),
            )
            for column in register.bound
        ]
        heads = (_("Column"), _("Called"), _("Kind"), _("Unit in sheets"), "", _("Headers in sheets"))
        call.say(table(heads, rows))


def described(register: Any) -> dict[str, Any]:
    """A register as JSON: its columns as a sheet, a form and the API know them."""
    return {
        "id": register.id,
        "label": str(register.label),
        "purpose": str(register.purpose),
        "front": register.front,
        "kept_by": register.kept_by,
        "identity": [list(identity) for identity in register.identity],
        "filters": list(register.filters),
        "columns": [
            {
                "name": column.name,
                "label": str(column.label),
                "kind": column.kind,
                "required": column.required,
                "unit": column.sheet_unit,
                "headers": list(column.headers),
                "choices": {str(code): str(label) for code, label in column.choices},
            }
            for column in register.bound
        ],
    }
