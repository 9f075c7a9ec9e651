"""The user's own sheet as the preview draws it: every cell, what is wrong where it is wrong, what becomes of each row."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from shuangying.core.sheets import address, letters
from shuangying.kernel.imports.discretion import shown_cell
from shuangying.kernel.imports.models import ImportRow
from shuangying.kernel.imports.report import problems_of
from shuangying.kernel.imports.running import Reading
from shuangying.kernel.imports.sentences import KINDS, OUTCOMES, WHY
from shuangying.kernel.imports.sheet_columns import UID

PAGE = 100
MOST_COLUMNS = 60
SHOWN = ("all", "rejected", "review", "created", "updated", "unchanged")


def columns_of(reading: Reading, *, editable: bool) -> list[dict[str, Any]]:
    """The columns: letters, header, what each is read as, and in a draft what it may be read as."""
    register = reading.register
    headings = {each.column: each for each in reading.layout.headings}
    names = [
        ("", _("not read")),
        *((column.name, str(column.label)) for column in register.bound),
        (UID, _("System number")),
    ]
    columns = []
    for number in range(1, min(reading.grid.width, MOST_COLUMNS) + 1):
        heading = headings.get(number)
        wanted = (heading.wanted if heading else None) or ""
        unit = ""
        if heading and wanted in register.by_name and register.by_name[wanted].kind == "money":
            unit = heading.unit or reading.layout.unit or register.by_name[wanted].sheet_unit or "元"
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
    chips = [{"label": _("All lines"), "count": len(lines), "url": f"{base}?show=all#sheet", "active": show == "all"}]
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


def lines_of(reading: Reading, lines: Sequence[ImportRow], *, editable: bool) -> list[dict[str, Any]]:
    """The lines as the grid draws them."""
    spread = {(merge.top, merge.left): merge.right - merge.left + 1 for merge in reading.grid.merged}
    return [_line(reading, line, spread, editable=editable) for line in lines]


def _line(
    reading: Reading, line: ImportRow, spread: Mapping[tuple[int, int], int], *, editable: bool
) -> dict[str, Any]:
    problems = problems_of(line)
    wrong: dict[str, list[str]] = {}
    for problem in problems:
        if problem["cell"]:
            wrong.setdefault(problem["cell"], []).append(problem["message"])
    reasons = [problem["message"] for problem in problems if not problem["cell"]]
    if line.why in WHY and line.outcome != "review":
        reasons.append(str(WHY[line.why]))
    names = {each.column: each.wanted for each in reading.layout.headings if each.wanted}
    cells, column = [], 1
    while column <= min(reading.grid.width, MOST_COLUMNS):
        cell = _cell(reading, line, column, wrong, names.get(column) or "", editable=editable)
        cell["span"] = spread.get((line.number, column), 1)
        cells.append(cell)
        column += cell["span"]
    label = (
        OUTCOMES[line.outcome]
        if line.outcome != "skipped"
        else KINDS.get(line.kind, "")
        if line.kind != "blank"
        else ""
    )
    return {
        "number": line.number,
        "kind": line.kind,
        "outcome": line.outcome,
        "label": str(label),
        "reasons": reasons,
        "cells": cells,
    }


def _cell(
    reading: Reading, line: ImportRow, column: int, wrong: Mapping[str, list[str]], name: str, *, editable: bool
) -> dict[str, Any]:
    where = address(line.number, column)
    corrected = where in reading.record.corrections
    known = reading.register.by_name.get(name)
    change = line.changes.get(name) if line.outcome == "updated" and known else None
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
    elif line.outcome == "created" and name and text:
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
