"""A register's columns as a reader of sheets looks for them."""

from typing import Any

from django.utils import translation

from shuangying.core.problems import Invalid
from shuangying.core.sheets import Wanted
from shuangying.kernel.registers.api import Column, Month, Register

UID = "uid"
UID_HEADER = "系统编号"
LANGUAGES = ("zh-hans", "en")


def wanted_columns(register: Register) -> tuple[Wanted, ...]:
    """What to look for: each column under the names that sheets give it and its labels, and the record's own number."""
    found = []
    for column in register.bound:
        kind = "month" if isinstance(column, Month) else column.kind
        required = column.required and column.kind != "division"
        found.append(
            Wanted(column.name, _headers(column), kind, required, column.sheet_unit if kind == "money" else "")
        )
    return (Wanted(UID, (UID_HEADER, "System number"), "key"), *found)


def _headers(column: Column) -> tuple[str, ...]:
    labels = []
    for language in LANGUAGES:
        with translation.override(language):
            labels.append(str(column.label))
    return tuple(dict.fromkeys((*column.headers, *labels, column.name)))


def parsed(column: Column, value: Any) -> Any:
    """The column's value for what a sheet says, whichever language the page has: a sheet is written in its own.

    Raises:
        Invalid: no language makes sense of it.
    """
    try:
        return column.parse(value)
    except Invalid as error:
        for language in LANGUAGES:
            with translation.override(language):
                try:
                    return column.parse(value)
                except Invalid:
                    continue
        raise error


def sheet_header(column: Column) -> str:
    """What an exported sheet calls the column, with the unit of money."""
    name = column.headers[0] if column.headers else str(column.label)
    return f"{name}（{column.sheet_unit or '元'}）" if column.kind == "money" else name
