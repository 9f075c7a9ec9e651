"""The user's own sheet as the preview draws it: every cell, what is wrong where it is wrong, what becomes of each row."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from shuangying.core.sheets import address, letters
from shuangying.kernel.imports.models import ImportRow
from shuangying.kernel.imports.report import problems_of
from shuangying.kernel.imports.running import Reading
from shuangying.kernel.imports.sentences import KINDS, OUTCOMES, WHY
from shuangying.kernel.imports.sheet_columns import UID

PAGE = 100
MOST_COLUMNS = 60
SHOWN = ("all", "rejected", "review", "created", "updated", "unchanged")


def heads_of(reading: Reading) -> list[dict[str, Any]]:
    """The columns: letters, header, what each is read as, and what it may be read as."""
    register = reading.register
    headings = {each.column: each for each in reading.layout.headings}
    choices = [(column.name, str(column.label)) for column in register.bound]
    heads = []
    for column in range(1, min(reading.grid.width, MOST_COLUMNS) + 1):
        heading = headings.get(column)
        wanted = (heading.wanted if heading else None) or ""
        unit = ""
        if heading and wanted in register.by_name and register.by_name[wanted].kind == "money":
            unit = heading.unit or reading.layout.unit or register.by_name[wanted].sheet_unit or "元"
        heads.append(
            {
                "letter": letters(column),
                "text": heading.text if heading else "",
                "wanted": wanted,
                "label": _("System number") if wanted == UID else dict(choices).get(wanted, ""),
                "unit": unit,
                "options": [(name, label, name == wanted) for name, label in choices],
            }
        )
    return heads


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


def rows_of(reading: Reading, lines: Sequence[ImportRow], *, editable: bool) -> list[dict[str, Any]]:
    """The lines as the grid draws them."""
    spread = {(merge.top, merge.left): merge.right - merge.left + 1 for merge in reading.grid.merged}
    return [_row(reading, line, spread, editable=editable) for line in lines]


def _row(reading: Reading, line: ImportRow, spread: Mapping[tuple[int, int], int], *, editable: bool) -> dict[str, Any]:
    wrong: dict[str, list[str]] = {}
    for problem in problems_of(line):
        if problem["cell"]:
            wrong.setdefault(problem["cell"], []).append(problem["message"])
    reasons = [problem["message"] for problem in problems_of(line) if not problem["cell"]]
    if line.why in WHY and line.outcome != "review":
        reasons.append(str(WHY[line.why]))
    headings = {each.column: each.wanted for each in reading.layout.headings if each.wanted}
    cells, column = [], 1
    while column <= min(reading.grid.width, MOST_COLUMNS):
        width = spread.get((line.number, column), 1)
        cells.append(_cell(reading, line, column, width, wrong, headings.get(column) or "", editable=editable))
        column += width
    is_data = line.outcome != "skipped"
    return {
        "number": line.number,
        "look": f"row-{line.kind}",
        "outcome": line.outcome,
        "label": str(OUTCOMES[line.outcome])
        if is_data
        else str(KINDS.get(line.kind, ""))
        if line.kind != "blank"
        else "",
        "reasons": reasons,
        "cells": cells,
    }


def _cell(
    reading: Reading,
    line: ImportRow,
    column: int,
    width: int,
    wrong: Mapping[str, list[str]],
    name: str,
    *,
    editable: bool,
) -> dict[str, Any]:
    where = address(line.number, column)
    corrected = where in reading.record.corrections
    old = reading.original.text(line.number, column) if corrected else ""
    was = _("was: %(text)s") % {"text": old or "—"} if corrected else ""
    look = "cell-wrong" if where in wrong else "cell-changed" if corrected else ""
    if not look and line.outcome == "created" and name:
        look = "cell-new"
    if not look and line.outcome == "review" and name == reading.meaning.name_column:
        look = "cell-doubtful"
    change = line.changes.get(name) if line.outcome == "updated" and name in reading.register.by_name else None
    if not look and change is not None and reading.grid.text(line.number, column):
        look, was = "cell-changed", _was(reading, name, change[0])
    kind = reading.register.by_name[name].kind if name in reading.register.by_name else ""
    return {
        "address": where,
        "text": reading.grid.text(line.number, column),
        "width": width,
        "look": look,
        "reasons": wrong.get(where, []),
        "was": was,
        "editable": editable and (where in wrong or corrected),
        "end": kind in ("money", "number", "area"),
    }


def _was(reading: Reading, name: str, old: Any) -> str:
    column = reading.register.by_name[name]
    text = column.show_kept(old) if old not in (None, "") else ""
    return _("was: %(text)s") % {"text": text or "—"}
