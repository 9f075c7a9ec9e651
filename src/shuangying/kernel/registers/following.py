"""Records that belong where another record belongs, and go with it (`Register.place_from`)."""

from collections.abc import Mapping
from typing import Any

from shuangying.kernel.accounts.api import Actor
from shuangying.kernel.audit import api as audit
from shuangying.kernel.registers import consequences, spans
from shuangying.kernel.registers.declaration import Register, all_registers

BATCH = 500


def place(record: Any, division: Any, changes: dict[str, list[Any]]) -> None:
    """Put a record where the record belongs that it is about."""
    if record.division_id != division.pk:
        old = record.division.code if record.pk else None
        record.division = division
        changes["division"] = [old, division.code]


def follow(register: Register, actor: Actor, moved: Mapping[int, Any], source: Mapping[str, Any]) -> None:
    """Records about these ones go with them to their new division, whatever the actor may write there."""
    for other in all_registers():
        if not other.place_from or other.referenced(other.place_from) is not register:
            continue
        rows = other.model.objects.select_for_update(of=("self",)).select_related("division")
        followers = list(rows.filter(**{f"{other.place_from}__in": list(moved)}).order_by("pk"))
        entries = []
        for row in followers:
            changes: dict[str, list[Any]] = {}
            place(row, moved[getattr(row, f"{other.place_from}_id")].division, changes)
            row.version += 1
            entries.append({"id": row.pk, "uid": str(row.uid), "version": row.version, "row": None, "changes": changes})
        other.model.objects.bulk_update(followers, ["division", "version"], batch_size=200)
        for stages in other.model.stage_sets:
            spans.write(stages, followers, spans.statements_of(stages, [row.pk for row in followers]), fresh=False)
        for start in range(0, len(entries), BATCH):
            audit.record(actor, "update", register=other.id, rows=entries[start : start + BATCH], source=source)
        if followers:
            follow(other, actor, {row.pk: row for row in followers}, source)
            consequences.draw(other.id, actor, followers, source)
