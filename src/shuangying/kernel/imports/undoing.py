"""Take an import back while nobody has touched its rows since."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shuangying.core.problems import Invalid
from shuangying.kernel.accounts.api import Actor
from shuangying.kernel.audit import api as audit
from shuangying.kernel.audit.models import Entry
from shuangying.kernel.divisions.models import Division
from shuangying.kernel.imports.models import Import, ImportRow
from shuangying.kernel.registers import writing
from shuangying.kernel.registers.api import Column, Record, Register
from shuangying.kernel.registers.writing import Change

BATCH = 500


def touched_since(record: Import, register: Register) -> list[ImportRow]:
    """The written lines whose record was changed or deleted after the import wrote it, or which other records refer to by now."""
    lines = list(record.lines.filter(outcome__in=("created", "updated")))
    now = _records(register, lines)
    created = {line.record_id for line in lines if line.outcome == "created" and line.record_id}
    needed = referred_to(register.model, created)
    newest: dict[int, int] = {}
    for line in lines:
        newest[line.record_id or 0] = max(newest.get(line.record_id or 0, 0), line.version or 0)
    return [
        line
        for line in lines
        if (found := now.get(line.record_id or 0)) is None
        or found.deleted_at is not None
        or found.version != newest[line.record_id or 0]
        or line.record_id in needed
    ]


def referred_to(model: type[Any], pks: Iterable[int]) -> set[int]:
    """Those of the records that live records refer to."""
    found: set[int] = set()
    ordered = sorted(pks)
    for relation in model._meta.get_fields(include_hidden=True):
        other = relation.related_model
        if not (relation.one_to_many and relation.auto_created and issubclass(other, Record)):
            continue
        name = relation.field.name
        for start in range(0, len(ordered), BATCH):
            rows = other.objects.live().filter(**{f"{name}__in": ordered[start : start + BATCH]})
            found.update(rows.values_list(f"{name}_id", flat=True))
    return found


def undo(record: Import, register: Register, actor: Actor) -> Import:
    """Take an import back: its new records are deleted with that reason, its changes reversed, its statements withdrawn.

    Records that its rows named and that it created go too, where nothing else refers to them and the actor may write there;
    what it added to known ones stays.

    Raises:
        Invalid: `undo_not_done` (it is not written, or undone already), `undo_touched` with the `rows` changed since,
            `undo_forgotten` (sealed values that it overwrote have been let go with its sheet).
        writing.Refused: the actor may not write all of its rows.
    """
    with transaction.atomic():
        writing.lock(register)
        record = Import.objects.select_for_update().get(pk=record.pk)
        if record.status != Import.Status.DONE:
            raise Invalid("undo_not_done")
        if touched := touched_since(record, register):
            raise Invalid("undo_touched", rows="、".join(dict.fromkeys(str(line.number) for line in touched[:20])))
        lines = list(record.lines.filter(outcome__in=("created", "updated")))
        records = _records(register, lines)
        reason = _("Import %(number)s undone") % {"number": record.pk}
        created = [line for line in lines if line.outcome == "created"]
        for line in created:
            writing.delete(register, actor, records[line.record_id or 0], reason)
        updated = [line for line in lines if line.outcome == "updated"]
        _reverse(register, actor, record, updated, records, created)
        _take_back_named(record, register, actor, reason)
        record.decisions.all().delete()
        record.status, record.undone_at, record.replaced = Import.Status.UNDONE, timezone.now(), {}
        record.save()
        audit.record(
            actor, "undo", register=register.id, source={"import": record.pk}, reason=reason, detail=record.counts
        )
    return record


def _take_back_named(record: Import, register: Register, actor: Actor, reason: str) -> None:
    """Delete what the import created besides its rows, wholes and people, once nothing refers to it."""
    for other in _named_registers(register, {register.id}):
        versions: dict[int, int] = {}
        created: set[int] = set()
        for entry in Entry.objects.filter(register=other.id, source__import=record.pk):
            for row in audit.rows_of(entry):
                versions[row["id"]] = max(versions.get(row["id"], 0), row["version"])
                if row["action"] == "create":
                    created.add(row["id"])
        left = sorted(created - referred_to(other.model, created))
        for start in range(0, len(left), BATCH):
            for found in other.model.objects.live().filter(pk__in=left[start : start + BATCH]):
                if found.version == versions[found.pk]:
                    _delete_if_allowed(other, actor, found, reason)


def _delete_if_allowed(register: Register, actor: Actor, record: Any, reason: str) -> None:
    try:
        writing.delete(register, actor, record, reason)
    except writing.Refused:
        return


def _named_registers(register: Register, seen: set[str]) -> Iterator[Register]:
    """The registers of the records that rows name inline, those that need others before these."""
    for reference in register.linked:
        other = register.referenced(reference)
        if other.id not in seen:
            seen.add(other.id)
            yield other
            yield from _named_registers(other, seen)


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
        sealed = record.replaced.get(str(line.record_id), {})
        for name, (old, _new) in line.changes.items():
            column = register.by_name.get(name)
            if column is None or column.kind == "state" or column.of:
                continue
            if column.kind == "sealed" and old is not None and name not in sealed:
                raise Invalid("undo_forgotten")
            mine[name] = sealed.get(name) or None if column.kind == "sealed" else value_kept(column, old)
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
    if column.kind == "moment":
        return datetime.fromisoformat(kept)
    if column.kind == "division":
        return Division.objects.filter(code=kept).order_by("valid_until", "-pk").first()
    if column.kind == "reference" and column.related is not None:
        return column.related._default_manager.filter(uid=kept).first()
    if column.kind in ("text", "number"):
        try:
            return column.parse(kept)
        except Invalid:
            return kept
    return kept


def _records(register: Register, lines: list[ImportRow]) -> dict[int, Any]:
    pks = list({line.record_id for line in lines if line.record_id})
    found: dict[int, Any] = {}
    for start in range(0, len(pks), 500):
        rows = register.model.objects.select_related("division").filter(pk__in=pks[start : start + 500])
        found |= {row.pk: row for row in rows}
    return found
