"""An import summed up: rows by outcome, the sheet's own totals checked, what the user should know."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from shuangying.core.masks import hide_numbers
from shuangying.kernel.imports.discretion import kept_params
from shuangying.kernel.imports.models import ImportRow

if TYPE_CHECKING:
    from shuangying.kernel.imports.running import Reading


def counts_of(lines: Sequence[ImportRow]) -> dict[str, int]:
    """How many rows came to which end; "rows" is the sum of all but "skipped"."""
    counts = dict.fromkeys(("created", "updated", "unchanged", "review", "rejected", "skipped"), 0)
    for line in lines:
        counts[line.outcome] += 1
    return {"rows": sum(counts.values()) - counts["skipped"], **counts}


def totals_of(reading: "Reading") -> list[dict[str, Any]]:
    """What the sheet states about its rows, beside what they give."""
    totals = []
    for compared in reading.table.compare():
        heading = reading.layout.heading(compared.name) if compared.name else None
        column = reading.register.by_name[heading.reads] if heading and heading.reads else None
        is_money = column is not None and column.kind == "money"
        totals.append(
            {
                "row": compared.stated.row,
                "kind": compared.stated.kind,
                "label": hide_numbers(compared.stated.label),
                "column": compared.name,
                "header": heading.text if heading else "",
                "unit": "yuan" if is_money else "",
                "sheet_unit": (reading.table.unit_at(compared.stated.row, compared.name) or "") if is_money else "",
                "stated": _number(compared.says),
                "found": _number(compared.found),
                "unread": compared.unread,
                "covers": len(compared.stated.scope),
                "verdict": compared.verdict,
            }
        )
    return totals


def _changes_of_unit(reading: "Reading") -> list[dict[str, Any]]:
    """Where a table further down has its amounts in another unit than the rows above it."""
    table, notes = reading.table, []
    named = [each.wanted for each in reading.layout.headings if each.wanted]
    for before, here in pairwise(table.sections):
        units = [(table.unit_at(before.start, name), table.unit_at(here.start, name)) for name in named]
        if changed := next((new for old, new in units if new and new != old), None):
            notes.append({"code": "unit_changes", "params": {"row": here.start, "unit": changed}})
    return notes


def _goes_back(reading: "Reading", changes: Mapping[str, Sequence[Any]]) -> bool:
    """Whether a stated stage comes before the one that the record had on that day."""
    for stages in reading.register.model.stage_sets:
        order = list(stages.dates)
        old, new = changes.get(stages.name, (None, None))
        if old in order and new in order and order.index(new) < order.index(old):
            return True
    return False


def _number(value: Any) -> Any:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def notes_of(reading: "Reading") -> list[dict[str, Any]]:
    """What the user should know about the reading, beside problems of rows."""
    notes: list[dict[str, Any]] = [
        {"code": problem.code, "params": dict(problem.params)} for problem in reading.layout.problems
    ]
    day, origin = reading.day
    if origin == "today":
        notes.append({"code": "day_assumed", "params": {"day": day.isoformat()}})
    unitless = [
        each
        for each in reading.layout.headings
        if each.reads
        and each.reads in reading.register.by_name
        and reading.register.by_name[each.reads].kind == "money"
        and not each.unit
        and not reading.layout.unit
    ]
    for each in {each.reads: each for each in reversed(unitless)}.values():
        unit = reading.register.by_name[each.reads or ""].sheet_unit or "元"
        notes.append({"code": "unit_assumed", "params": {"header": each.text, "unit": unit}})
    notes += _changes_of_unit(reading)
    others = [each.name for each in reading.book.sheets if each.visible and each.name != reading.grid.name]
    if others:
        notes.append({"code": "other_sheets", "params": {"sheet": reading.grid.name, "others": "、".join(others[:10])}})
    if hidden := [row.number for row in reading.table.data if row.hidden]:
        notes.append({"code": "hidden_rows", "params": {"rows": "、".join(map(str, hidden[:20]))}})
    results = (
        [(one.number, result) for one in reading.plan.rows if (result := reading.results.get(one.at))]
        if reading.ready
        else []
    )
    if back := sorted({number for number, result in results if _goes_back(reading, result.changes)}):
        notes.append({"code": "goes_back", "params": {"rows": "、".join(map(str, back[:20]))}})
    if reading.ready:
        looked_for = any(column.kind == "state" for column in reading.meaning.headed_by_batches)
        unknown = reading.plan.unknown_batches if looked_for else []
        notes += [{"code": "batch_unknown", "params": {"text": text}} for text in unknown]
        if not reading.plan.names_compared:
            notes.append({"code": "names_not_compared", "params": {}})
    if said := {text.text: None for text in reading.layout.given.values()}:
        notes.append({"code": "said_above", "params": {"text": "、".join(said)}})
    return [{**note, "params": kept_params(note["params"])} for note in notes]
