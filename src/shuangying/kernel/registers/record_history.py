"""A record's past as its page shows it: a time line of states, and who changed what, from which sheet and row."""

from datetime import date
from typing import Any

from shuangying.kernel.audit import api as audit
from shuangying.kernel.registers import spans
from shuangying.kernel.registers.columns import Column
from shuangying.kernel.registers.declaration import Register
from shuangying.kernel.registers.fields import FOREVER


def timeline_of(register: Register, record: Any, day: date) -> list[dict[str, Any]]:
    """The record's states with their days and what they rest on, then the statements that a date disproves."""
    lines: list[dict[str, Any]] = []
    for stages in register.model.stage_sets:
        for span in stages.Span.objects.filter(record=record).order_by("from_on"):
            lines.append(
                {
                    "label": stages.labels[span.state],
                    "from_on": span.from_on,
                    "until_on": None if span.until_on == FOREVER else span.until_on,
                    "basis": span.basis,
                    "current": span.from_on <= day < span.until_on,
                    "disproved": False,
                }
            )
        for statement in spans.statements_of(stages, [record.pk]).get(record.pk, []):
            if statement.disproved:
                lines.append(
                    {
                        "label": stages.labels[statement.state],
                        "from_on": statement.on,
                        "until_on": None,
                        "basis": "statement",
                        "current": False,
                        "disproved": True,
                    }
                )
    return lines


def history_of(register: Register, record: Any) -> list[dict[str, Any]]:
    """Who changed what and when, newest first, each value old → new."""
    return [
        {
            "at": change.at,
            "who": change.actor_name or change.actor,
            "action": change.action,
            "reason": change.reason,
            "source": change.source,
            "row": change.row,
            "changes": [_line(register, name, *pair) for name, pair in change.changes.items()],
        }
        for change in audit.history(register.id, record.pk)
    ]


def _line(register: Register, name: str, old: Any, new: Any) -> dict[str, Any]:
    column = register.by_name.get(name)
    if column is None:
        return {"label": name, "old": old, "new": new, "unit": ""}
    return {"label": column.label, "old": _shown(column, old), "new": _shown(column, new), "unit": column.unit}


def _shown(column: Column, kept: Any) -> str:
    if kept in (None, ""):
        return ""
    return column.show_kept(kept)
