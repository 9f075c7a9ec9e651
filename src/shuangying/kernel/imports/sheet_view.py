"""The user's own sheet as the preview draws it: every cell, what is wrong where it is wrong, what becomes of each row."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from shuangying.core.sheets import address, letters, place
from shuangying.kernel.imports.discretion import shown_cell
from shuangying.kernel.imports.drafts import chosen_for
from shuangying.kernel.imports.models import ImportRow
from shuangying.kernel.imports.receipts import mark_of
from shuangying.kernel.imports.report import problems_of
from shuangying.kernel.imports.running import Reading
from shuangying.kernel.imports.sentences import KINDS, NAMED, OUTCOMES, WHY, WORST_FIRST
from shuangying.kernel.imports.sheet_columns import UID, read_columns

PAGE = 100
MOST_COLUMNS = 60
SHOWN = ("all", "rejected", "review", "created", "updated", "unchanged")


def columns_of(reading: Reading, *, editable: bool) -> list[dict[str, Any]]:
    """The columns: letters, header, what each is read as, and in a draft what it may be read as."""
    register = reading.register
    headings = {each.column: each for each in reading.layout.headings}
    names = [
        ("", _("not read")),
        *((column.name, str(column.label)) for column in read_columns(register)),
        (UID, _("System number")),
    ]
    columns = []
    for number in range(1, min(reading.grid.width, MOST_COLUMNS) + 1):
        heading = headings.get(number)
        wanted = chosen_for(heading, reading) if heading else ""
        read = register.by_name.get(heading.reads or "") if heading else None
        unit = ""
        if heading and read is not None and read.kind == "money":
            unit = heading.unit or reading.layout.unit or read.sheet_unit or "元"
        columns.append(
            {
                "letter": letters(number),
                "header": heading.text if heading else "",
                "chosen": wanted,
                "means": dict(names)[wanted],
                "unit": unit,
                "field": f"map-{letters(number)}" if editable else "",
                "choices": names,
            }
        )
    return columns


def chips_of(lines: Sequence[ImportRow], show: str, base: str) -> list[dict[str, Any]]:
    """The rows by outcome, as filters."""
    counts = {name: sum(1 for line in lines if line.outcome == name) for name in SHOWN[1:]}
    every = len({line.number for line in lines})
    chips = [{"label": _("All lines"), "count": every, "url": f"{base}?show=all#sheet", "active": show == "all"}]
    for name, count in counts.items():
        if count:
            chips.append(
                {
                    "label": str(OUTCOMES[name]),
                    "count": count,
                    "url": f"{base}?show={name}#sheet",
                    "active": show == name,
                }
            )
    return chips


def by_number(lines: Sequence[ImportRow]) -> list[list[ImportRow]]:
    """The lines of the sheet, each with what became of it or, in a wide sheet, of its cells."""
    found: dict[int, list[ImportRow]] = {}
    for line in lines:
        found.setdefault(line.number, []).append(line)
    return list(found.values())


def lines_of(reading: Reading, lines: Sequence[Sequence[ImportRow]], *, editable: bool) -> list[dict[str, Any]]:
    """The lines as the grid draws them."""
    spread = {(merge.top, merge.left): merge.right - merge.left + 1 for merge in reading.grid.merged}
    return [_line(reading, here, spread, editable=editable) for here in lines]


def _line(
    reading: Reading, here: Sequence[ImportRow], spread: Mapping[tuple[int, int], int], *, editable: bool
) -> dict[str, Any]:
    first = here[0]
    wrong: dict[str, list[str]] = {}
    reasons: dict[str, None] = {}
    for line in here:
        for problem in problems_of(line):
            if problem["cell"] and place(problem["cell"])[0] == line.number:
                wrong.setdefault(problem["cell"], []).append(problem["message"])
            else:
                reasons[problem["message"]] = None
        if line.why in WHY and line.outcome != "review":
            reasons[str(WHY[line.why])] = None
        reasons |= dict.fromkeys(_named(reading, line))
    cells, column = [], 1
    about = {line.column: line for line in here}
    while column <= min(reading.grid.width, MOST_COLUMNS):
        cell = _cell(reading, about.get(letters(column), first), column, wrong, editable=editable)
        cell["span"] = spread.get((first.number, column), 1)
        cells.append(cell)
        column += cell["span"]
    kind = KINDS.get(first.kind, "") if first.kind != "blank" else ""
    return {
        "number": first.number,
        "kind": first.kind,
        "outcome": next((one for one in WORST_FIRST if any(line.outcome == one for line in here)), first.outcome),
        "label": str(kind) if first.outcome == "skipped" else mark_of(here).outcome,
        "reasons": list(reasons),
        "cells": cells,
    }


def _named(reading: Reading, line: ImportRow) -> list[str]:
    """Which of the records that a line names are known, and which would be new."""
    columns = reading.register.by_name
    return [str(NAMED[state]) % {"what": columns[name].label} for name, state in line.named.items() if name in columns]


def _cell(
    reading: Reading, line: ImportRow, column: int, wrong: Mapping[str, list[str]], *, editable: bool
) -> dict[str, Any]:
    where = address(line.number, column)
    heading = next((each for each in reading.layout.headings if each.column == column), None)
    name = (heading.reads if heading else None) or ""
    is_told = heading is None or heading.across is None or line.column == letters(column)
    corrected = where in reading.record.corrections
    known = reading.register.by_name.get(name)
    change = line.changes.get(name) if line.outcome == "updated" and known and is_told else None
    text = reading.grid.text(line.number, column)
    shown, original = (
        shown_cell(reading.register, "" if line.outcome == "skipped" else name, each)
        for each in (text, reading.original.text(line.number, column))
    )
    state, was = "", ""
    mends = editable and (where in wrong or corrected) and (shown == text or _is_own(reading))
    if corrected:
        state, was = "changed", _("was: %(text)s") % {"text": original or "—"}
    elif change is not None and text:
        state, was = "changed", _was(reading, name, change[0])
    elif line.outcome == "created" and name and text and is_told:
        state = "new"
    elif line.outcome == "review" and name == reading.meaning.name_column:
        state = "doubtful"
    return {
        "text": text if mends else shown,
        "state": "wrong" if where in wrong else state,
        "reason": " ".join(wrong.get(where, ())),
        "was": was,
        "field": f"cell-{where}" if mends else "",
        "end": known is not None and known.kind in ("money", "number", "area"),
    }


def _is_own(reading: Reading) -> bool:
    """Whether the reader sent the sheet, and so may see in it what must be corrected."""
    return reading.record.user_id is not None and reading.record.user_id == reading.actor.user_id


def _was(reading: Reading, name: str, old: Any) -> str:
    column = reading.register.by_name[name]
    text = column.show_kept(old) if old not in (None, "") else ""
    return _("was: %(text)s") % {"text": text or "—"}
