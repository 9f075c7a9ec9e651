"""Take an import back while nobody has touched its rows since."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shuangying.core.problems import Invalid
from shuangying.kernel.accounts.api import Actor
from shuangying.kernel.audit import api as audit
from shuangying.kernel.divisions.models import Division
from shuangying.kernel.imports.models import Import, ImportRow
from shuangying.kernel.registers import writing
from shuangying.kernel.registers.api import Column, Register
from shuangying.kernel.registers.writing import Change


def touched_since(record: Import, register: Register) -> list[ImportRow]:
    """The written lines whose record was changed or deleted after the import wrote it."""
    lines = list(record.lines.filter(outcome__in=("created", "updated")))
    now = _records(register, lines)
    newest: dict[int, int] = {}
    for line in lines:
        newest[line.record_id or 0] = max(newest.get(line.record_id or 0, 0), line.version or 0)
    return [
        line
        for line in lines
        if (found := now.get(line.record_id or 0)) is None
        or found.deleted_at is not None
        or found.version != newest[line.record_id or 0]
    ]


def undo(record: Import, register: Register, actor: Actor) -> Import:
    """Take an import back: its new records are deleted with that reason, its changes reversed, its statements withdrawn.

    Raises:
        Invalid: `undo_not_done` (it is not written, or undone already), `undo_touched` with the `rows` changed since.
        writing.Refused: the actor may not write all of its rows.
    """
    with transaction.atomic():
        writing.one_writer(register)
        record = Import.objects.select_for_update().get(pk=record.pk)
        if record.status != Import.Status.DONE:
            raise Invalid("undo_not_done")
        if touched := touched_since(record, register):
            raise Invalid("undo_touched", rows="、".join(str(line.number) for line in touched[:20]))
        lines = list(record.lines.filter(outcome__in=("created", "updated")))
        records = _records(register, lines)
        reason = _("Import %(number)s undone") % {"number": record.pk}
        created = [line for line in lines if line.outcome == "created"]
        for line in created:
            writing.delete(register, actor, records[line.record_id or 0], reason)
        _reverse(register, actor, record, [line for line in lines if line.outcome == "updated"], records, created)
        record.decisions.all().delete()
        record.status, record.undone_at = Import.Status.UNDONE, timezone.now()
        record.save()
        audit.record(
            actor, "undo", register=register.id, source={"import": record.pk}, reason=reason, detail=record.counts
        )
    return record


def _reverse(
    register: Register,
    actor: Actor,
    record: Import,
    updated: list[ImportRow],
    records: Mapping[int, Any],
    created: list[ImportRow],
) -> None:
    values: dict[int, dict[str, Any]] = {}
    gone = {line.record_id for line in created}
    for line in sorted(updated, key=lambda each: each.version or 0, reverse=True):
        if line.record_id in gone:
            continue
        mine = values.setdefault(line.record_id or 0, {})
        for name, (old, _new) in line.changes.items():
            column = register.by_name.get(name)
            if column is not None and column.kind != "state":
                mine[name] = value_kept(column, old)
    changes = [Change(mine, records[pk], withdraw=record.pk) for pk, mine in values.items()]
    results = writing.save_many(register, actor, changes, source={"undo": record.pk}, action="undo")
    for result in results:
        if result.outcome == "refused":
            raise writing.Refused
        if result.outcome in ("rejected", "stale"):
            raise Invalid("undo_touched", rows=register.title_of(result.record))


def value_kept(column: Column, kept: Any) -> Any:
    """The value that the journal kept, as the record has it."""
    if kept in (None, ""):
        return None
    if column.kind in ("money", "area"):
        return Decimal(str(kept))
    if column.kind == "date":
        return date.fromisoformat(kept)
    if column.kind == "division":
        return Division.objects.filter(code=kept).order_by("valid_until", "-pk").first()
    if column.kind == "reference" and column.related is not None:
        return column.related._default_manager.filter(uid=kept).first()
    return kept


def _records(register: Register, lines: list[ImportRow]) -> dict[int, Any]:
    pks = list({line.record_id for line in lines if line.record_id})
    found: dict[int, Any] = {}
    for start in range(0, len(pks), 500):
        rows = register.model.objects.select_related("division").filter(pk__in=pks[start : start + 500])
        found |= {row.pk: row for row in rows}
    return found
