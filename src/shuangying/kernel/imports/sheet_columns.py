"""A register's columns as a reader of sheets looks for them, and as a writer of sheets heads them."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils import translation

from shuangying.core.codes import fold
from shuangying.core.problems import Invalid
from shuangying.core.sheets import Across, Label, Wanted, headed_by, headed_by_words
from shuangying.kernel.accounts.api import Actor, Right
from shuangying.kernel.registers.api import Column, Month, Register, Wide, of_model

UID = "uid"
UID_HEADER = "系统编号"
LANGUAGES = ("zh-hans", "en")
MOST_ACROSS = 2000


def read_columns(register: Register) -> tuple[Column, ...]:
    """The columns that a sheet may fill: all but those that only an action writes."""
    return tuple(column for column in register.bound if not column.only_by_action)


def wanted_columns(register: Register) -> tuple[Wanted, ...]:
    """What to look for: each column under the names that sheets give it and its labels, and the record's own number."""
    by_day = days_of_values(register)
    found = []
    for column in read_columns(register):
        required = column.required and column.kind != "division" and column.name not in by_day
        unit = column.sheet_unit if column.kind == "money" else ""
        group = column.of if column.of and column.of == register.part_of else ""
        found.append(Wanted(column.name, _headers(column), _kind(column), required, unit, group))
    return (Wanted(UID, (UID_HEADER, "System number"), "key"), *found)


def days_of_values(register: Register) -> tuple[str, ...]:
    """Of a register with a value for each day, the columns with that day: where a sheet has none, its own day is meant."""
    if register.sheet is None:
        return ()
    names = dict.fromkeys(name for identity in register.identity for name in identity)
    return tuple(name for name in names if register.by_name[name].kind == "date")


def name_column(register: Register) -> str:
    """The column that names a record in a sheet: its own name or that of what it is about, else what else identifies it."""
    identifying = dict.fromkeys(name for one in (*register.identity, *register.recognised_by) for name in one)
    columns = [register.by_name[name] for name in identifying]
    ways = (
        [one for one in columns if one.kind == "text" and one.name.rpartition(".")[2] == "name"],
        [one for one in register.bound if one.mask == "name" and one.kind == "text"],
        [one for one in register.bound if one.kind == "text" and one.name.rpartition(".")[2] == "name"],
        [one for one in reversed(columns) if one.kind == "text"],
        [one for one in columns if one.kind == "reference"],
        columns,
    )
    return next((one.name for found in ways for one in found), "")


def across_of(register: Register, actor: Actor) -> Across | None:
    """What the columns of a wide sheet of the register are, None for a register without wide sheets."""
    if not isinstance(register.sheet, Wide):
        return None
    column, value = register.by_name[register.sheet.across], register.by_name[register.sheet.value]
    headers = _headers(value)
    wanted = Wanted(
        value.name, headers, _kind(value), value.required, value.sheet_unit if value.kind == "money" else ""
    )
    return Across(column.name, wanted, _meant_by(column, headers, actor))


def _meant_by(column: Column, value_headers: tuple[str, ...], actor: Actor) -> Callable[[Label], Any]:
    if isinstance(column, Month):
        return headed_by("month", value_headers)
    if column.kind in ("date", "number"):
        return headed_by(column.kind, value_headers)
    if column.kind == "reference" and column.related is not None:
        titles: dict[str, list[Any]] = {}
        for record in of_model(column.related).visible(actor, Right.READ)[:MOST_ACROSS]:
            titles.setdefault(record.title, []).append(record)
        return headed_by_words({title: found[0] for title, found in titles.items() if len(found) == 1})
    words: dict[str, Any] = dict(column.words)
    for language in LANGUAGES:
        with translation.override(language):
            words |= {str(label): code for code, label in column.choices}
    return headed_by_words(words)


def across_header(column: Column, value: Any) -> str:
    """What an exported wide sheet writes over the column of a value of its dimension."""
    if isinstance(column, Month):
        return f"{value.year}-{value.month:02}"
    if column.kind == "date":
        return str(value.isoformat())
    if column.kind == "number":
        return f"第{value}天"
    with translation.override("zh-hans"):
        return str(value.title) if column.related else column.show(value)


def _kind(column: Column) -> str:
    return "month" if isinstance(column, Month) else column.kind


def _headers(column: Column) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*column.headers, *_labels(column), column.name)))


def _labels(column: Column) -> list[str]:
    labels = []
    for language in LANGUAGES:
        with translation.override(language):
            labels.append(str(column.label))
    return labels


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


def sheet_headers(register: Register) -> Mapping[str, str]:
    """What an exported sheet calls each column, with the unit of money: no two alike."""
    taken: set[str] = set()
    found: dict[str, str] = {}
    for column in register.bound:
        names = [name for name in _headers(column) if fold(name) not in taken]
        name = names[0] if names else column.name
        taken.add(fold(name))
        found[column.name] = f"{name}（{column.sheet_unit or '元'}）" if column.kind == "money" else name
    return found
