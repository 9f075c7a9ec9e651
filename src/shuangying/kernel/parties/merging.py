"""Two records that are one: merge the one into the other with all that names it, and undo that."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from shuangying.core.problems import Problem
from shuangying.kernel.accounts.api import EVERYWHERE, Actor, Right
from shuangying.kernel.audit import api as audit
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.divisions.models import Division
from shuangying.kernel.parties.models import Alias, Household, Merge, Organisation, Person, Site, Unit
from shuangying.kernel.parties.other_names import learn_alias, name_column, party_of
from shuangying.kernel.registers import writing
from shuangying.kernel.registers.api import Record, Register, all_registers, of_model, words_for
from shuangying.kernel.registers.writing import Change, Refused, Rejected, Stale

MERGEABLE = (Person, Household, Organisation, Site, Unit)
SHOWN = 5
MERGED, UNMERGED = "merge", "unmerge"
BATCH = 500


@dataclass(frozen=True)
class Pointer:
    """A column by which records of some model name parties of another.

    Attributes:
        register: the register of those records, None where they are in none.
    """

    model: type[models.Model]
    field: str
    register: Register | None

    @property
    def rows(self) -> Any:
        """All rows of the model, deleted ones too."""
        return self.model._default_manager.all()

    @property
    def written(self) -> bool:
        """Whether the register's write path writes this column."""
        return self.register is not None and self.field in {column.name for column in self.register.stored}


def is_mergeable(register: Register) -> bool:
    """Whether records of the register can be merged."""
    return register.model in MERGEABLE


def register_of(merge: Merge) -> Register:
    """The register whose records were merged."""
    return of_model(apps.get_model("parties", merge.party))


def pointers(model: type[models.Model]) -> list[Pointer]:
    """All columns of all models that name records of a model, its own state tables left out."""
    own = {table for stages in getattr(model, "stage_sets", ()) for table in (stages.Span, stages.Statement)}
    registers: dict[Any, Register] = {register.model: register for register in reversed(all_registers())}
    return [
        Pointer(field.related_model, field.field.name, registers.get(field.related_model))
        for field in model._meta.get_fields(include_hidden=True)
        if isinstance(field, models.ManyToOneRel) and field.related_model not in own
    ]


def counts(actor: Actor, keep: Any, drop: Any) -> list[tuple[Register, int]]:
    """How many records of which registers name the record that would go, as far as the actor may read them."""
    found = []
    for pointer in pointers(type(drop)):
        if pointer.register is not None:
            rows = pointer.register.visible(actor).filter(**{pointer.field: drop})
            if count := (rows.exclude(pk=keep.pk) if pointer.model is type(keep) else rows).count():
                found.append((pointer.register, count))
    return found


def contradictions(register: Register, keep: Any, drop: Any) -> writing.Problems:
    """Why the two cannot be one: numbers that are given once for each, and differ."""
    problems: writing.Problems = []
    for identity in register.identity:
        if name_column(register.model) in identity or "division" in identity:
            continue
        for name in identity:
            column = register.by_name[name]
            mine, theirs = column.raw(keep), column.raw(drop)
            if mine and theirs and mine != theirs:
                problems.append((name, Problem("merge_numbers_differ", {"column": column.label})))
    return problems


def merge(register: Register, actor: Actor, keep: Any, drop: Any, reason: str) -> Merge:
    """Merge a record into another: all that names the one names the other from now on, and the one is deleted.

    What is empty in the record that stays is filled from the other, whose name becomes another name of it.

    Args:
        register: the register of both.
        actor: who does it, with the right to write both.
        keep, drop: the record that stays and the one that goes, as the person saw them.
        reason: why they are the same.

    Returns:
        The merge, by which it can be undone.

    Raises:
        Refused: the actor may not write both.
        Stale: one of them has changed or is deleted.
        Rejected: no reason is given, they are the same record already, their numbers differ, or a rule of a register forbids
            what would come of it (somebody isolated in two places at once). Nothing is written.
    """
    if not reason.strip():
        raise Rejected([("reason", Problem("reason_required", {}))])
    if keep.pk == drop.pk:
        raise Rejected([("", Problem("merge_with_itself", {}))])
    reason = reason.strip()
    named_by = pointers(register.model)
    with transaction.atomic():
        writing.lock(register, *(pointer.register for pointer in named_by if pointer.register is not None))
        keep, drop = (_as_seen(register, actor, record) for record in (keep, drop))
        if problems := contradictions(register, keep, drop):
            raise Rejected(problems)
        done = Merge.objects.create(
            party=party_of(register.model),
            keep_id=keep.pk,
            drop_id=drop.pk,
            reason=reason,
            actor=actor.name or actor.login,
        )
        mover = _Mover(actor, MERGED, reason, {"merge": done.pk})
        keep, done.turned = _turn(register, mover, keep, drop, [p for p in named_by if p.model is register.model])
        done.moved = [
            {"model": pointer.model._meta.label, "field": pointer.field, "ids": ids}
            for pointer in named_by
            if (ids := mover.move(pointer, drop, keep))
        ]
        writing.delete(register, actor, register.model.objects.get(pk=drop.pk), reason)
        seen = keep.version
        keep, done.filled = _fill(register, mover, keep, drop)
        if keep.version == seen:
            mover.note(register, keep)
        done.names = _take_names(keep, drop)
        learn_alias(register, actor, keep, getattr(drop, name_column(register.model)), merge=done)
        done.save()
    return done


def unmerge(done: Merge, actor: Actor, reason: str) -> None:
    """Undo a merge: the record that went is back, with all that named it, and what it gave to the other is taken from that.

    What was changed since by hand stays: a reference that names a third record by now, a filled column with another value.

    Args:
        done: the merge.
        actor: who does it, with the right to write both records.
        reason: why they are not the same.

    Raises:
        Refused: the actor may not write both.
        Stale: it is undone already.
        Rejected: no reason is given, the record that stayed is deleted (perhaps merged into another), or a rule forbids it.
    """
    if not reason.strip():
        raise Rejected([("reason", Problem("reason_required", {}))])
    register, reason = register_of(done), reason.strip()
    named_by = {(pointer.model._meta.label, pointer.field): pointer for pointer in pointers(register.model)}
    with transaction.atomic():
        writing.lock(register, *(pointer.register for pointer in named_by.values() if pointer.register is not None))
        done = Merge.objects.select_for_update().get(pk=done.pk)
        both = register.model.objects.select_for_update(of=("self",)).select_related("division")
        keep, drop = both.get(pk=done.keep_id), both.get(pk=done.drop_id)
        reach = register.reach(actor, Right.WRITE)
        if not (reach.covers(keep.division.path) and reach.covers(drop.division.path)):
            raise Refused
        if done.undone_at is not None:
            raise Stale(keep, {})
        if keep.deleted_at is not None:
            raise Rejected([("", Problem("merge_kept_is_gone", {}))])
        mover = _Mover(actor, UNMERGED, reason, {"merge": done.pk})
        seen = keep.version
        keep = _empty(register, mover, keep, drop, done.filled)
        if drop.deleted_at is not None:
            writing.restore(register, actor, drop)
            drop = both.get(pk=drop.pk)
        for one in done.moved:
            pointer = named_by.get((one["model"], one["field"]))
            if pointer is not None:
                mover.move(pointer, keep, drop, only=one["ids"])
        back = {name: drop for name, pk in done.turned.items() if getattr(keep, f"{name}_id") == pk}
        keep = mover.write(register, keep, back)
        if keep.version == seen:
            mover.note(register, keep)
        done.aliases.all().delete()
        _take_names(drop, keep, only=done.names)
        done.undone_at = timezone.now()
        done.save(update_fields=["undone_at"])


def _as_seen(register: Register, actor: Actor, record: Any) -> Any:
    row = register.model.objects.select_for_update(of=("self",)).select_related("division").get(pk=record.pk)
    if not register.reach(actor, Right.WRITE).covers(row.division.path):
        raise Refused
    if row.version != record.version or row.deleted_at is not None:
        raise Stale(row, {})
    return row


@dataclass(frozen=True)
class _Mover:
    """Writes what a merge or its undoing changes, with one word, reason and source in the journal.

    Records that name a party are moved whatever the actor may write there, as records follow the one they are about.
    """

    actor: Actor
    action: str
    reason: str
    source: Mapping[str, Any]

    def write(self, register: Register, record: Any, values: Mapping[str, Any]) -> Any:
        """Write values to one record by its register's write path; the record as it is now."""
        if not values:
            return record
        (result,) = self.save(register, [Change(values, record)])
        return result.record

    def move(self, pointer: Pointer, old: Any, new: Any, only: Sequence[int] | None = None) -> list[int]:
        """Let the rows that name `old` name `new`, neither of the two themselves; returns their ids."""
        rows = pointer.rows.filter(**{pointer.field: old})
        if pointer.model is type(old):
            rows = rows.exclude(pk__in=(old.pk, new.pk))
        found = list(rows.order_by("pk")) if only is None else _in_parts(rows, only)
        live = [row for row in found if pointer.written and row.deleted_at is None]
        others = [row for row in found if not pointer.written or row.deleted_at is not None]
        try:
            with transaction.atomic():
                if live and pointer.register is not None:
                    self.save(pointer.register, [Change({pointer.field: new}, row) for row in live])
                if others:
                    self._move_directly(pointer, others, new)
        except IntegrityError:
            of = pointer.register.label if pointer.register else pointer.model._meta.verbose_name
            raise Rejected([("", Problem("merge_clashes", {"register": of}))]) from None
        return [row.pk for row in found]

    def note(self, register: Register, record: Any) -> None:
        """Say in a record's history what was done, where nothing in it changed."""
        row = {"id": record.pk, "uid": str(record.uid), "version": record.version}
        self._record(register, [row])

    def save(self, register: Register, changes: Sequence[Change]) -> list[writing.Result]:
        """Write by a register's write path; Rejected with its words where it refuses."""
        results = writing.save_many(
            register,
            self.actor,
            changes,
            source=self.source,
            action=self.action,
            reason=self.reason,
            granted=EVERYWHERE,
        )
        problems = [
            problem
            for result in results
            if result.outcome not in ("updated", "unchanged")
            for problem in self._hindrances(register, result)
        ]
        if problems:
            raise Rejected(problems[:SHOWN])
        return results

    def _hindrances(self, register: Register, result: writing.Result) -> writing.Problems:
        """Which record stands against it and why; nothing of one that the person may not read."""
        if not register.reach(self.actor, Right.READ).covers(result.record.division.path):
            return [("", Problem("merge_hindered_unseen", {}))]
        whys = [words_for(problem) for _name, problem in result.problems] or [result.outcome]
        words = {"register": register.label, "record": str(result.record)}
        return [("", Problem("merge_hindered", {**words, "why": why})) for why in whys]

    def _move_directly(self, pointer: Pointer, rows: Sequence[Any], new: Any) -> None:
        """Move what the write path does not write: deleted records, and columns and models outside the registers."""
        columns, entries = {pointer.field}, []
        follows = pointer.register is not None and pointer.register.place_from == pointer.field
        for row in rows:
            changes: dict[str, list[Any]] = {pointer.field: [str(getattr(row, pointer.field).uid), str(new.uid)]}
            setattr(row, pointer.field, new)
            if follows and row.division_id != new.division_id:
                changes["division"] = [row.division.code, new.division.code]
                row.division = new.division
                columns.add("division")
            if isinstance(row, Record):
                row.version += 1
                columns.add("version")
                entries.append({"id": row.pk, "uid": str(row.uid), "version": row.version, "changes": changes})
        pointer.rows.bulk_update(rows, sorted(columns), batch_size=200)
        if pointer.register is not None:
            self._record(pointer.register, entries)

    def _record(self, register: Register, entries: Sequence[Mapping[str, Any]]) -> None:
        for start in range(0, len(entries), writing.ROWS_AN_ENTRY):
            some = entries[start : start + writing.ROWS_AN_ENTRY]
            audit.record(
                self.actor, self.action, register=register.id, rows=some, source=self.source, reason=self.reason
            )


def _in_parts(rows: Any, pks: Sequence[int]) -> list[Any]:
    return [
        row
        for start in range(0, len(pks), BATCH)
        for row in rows.filter(pk__in=pks[start : start + BATCH]).order_by("pk")
    ]


def _turn(
    register: Register, mover: _Mover, keep: Any, drop: Any, own: Sequence[Pointer]
) -> tuple[Any, dict[str, int | None]]:
    """Where the record that stays names the one that goes, it names what that one named."""
    values = {}
    for pointer in own:
        if pointer.written and getattr(keep, f"{pointer.field}_id") == drop.pk:
            beyond = getattr(drop, pointer.field)
            values[pointer.field] = None if beyond is None or beyond.pk == keep.pk else beyond
    return mover.write(register, keep, values), {name: getattr(value, "pk", None) for name, value in values.items()}


def _fill(register: Register, mover: _Mover, keep: Any, drop: Any) -> tuple[Any, dict[str, Any]]:
    """Fill what is empty in the record that stays; returns it, and what was filled as `Merge.filled` keeps it."""
    values = {}
    for column in register.stored:
        if column.related is not register.model and _is_empty(column.raw(keep)) and not _is_empty(column.raw(drop)):
            value = column.raw(drop)
            values[column.name] = value.open() if column.kind == "sealed" else value
    if _is_unplaced(keep.division) and drop.division.path.startswith(keep.division.path):
        values["division"] = drop.division
    before = keep.division_id
    if not values:
        return keep, {}
    (result,) = mover.save(register, [Change(values, keep)])
    kept = result.record
    filled = {
        name: None if register.by_name[name].kind == "sealed" else new
        for name, (_old, new) in result.changes.items()
        if name != "division"
    }
    if kept.division_id != before:
        filled["division"] = [before, kept.division_id]
    return kept, filled


def _empty(register: Register, mover: _Mover, keep: Any, drop: Any, filled: Mapping[str, Any]) -> Any:
    """Take from the record that stayed what it got, as far as it is still that."""
    values: dict[str, Any] = {}
    for name, kept in filled.items():
        if name == "division":
            before, after = kept
            if keep.division_id == after:
                values[name] = Division.objects.get(pk=before)
            continue
        column = next((column for column in register.stored if column.name == name), None)
        if column is None:
            continue
        now = column.raw(keep)
        if now == column.raw(drop) if column.kind == "sealed" else column.keep(now) == kept:
            values[name] = None
    return mover.write(register, keep, values)


def _is_empty(value: Any) -> bool:
    return value is None or value == "" or (not isinstance(value, bool | int) and not value)


def _is_unplaced(division: Division) -> bool:
    county = divisions.home().county
    return county is not None and division.pk == county.pk


def _take_names(to: Any, of: Any, only: Sequence[int] | None = None) -> list[int]:
    """Let the other names of one record be those of another, but those that it has already; returns which."""
    party = party_of(type(to))
    known = Alias.objects.filter(party=party, record_id=to.pk).values_list("folded", flat=True)
    moving = Alias.objects.filter(party=party, record_id=of.pk).exclude(folded__in=list(known))
    ids = list((moving if only is None else moving.filter(pk__in=only)).values_list("pk", flat=True))
    Alias.objects.filter(pk__in=ids).update(record_id=to.pk)
    return ids


def merges_of(record: Any) -> Iterator[tuple[Merge, Any]]:
    """The merges that a record is part of and that hold, newest first, each with the other record."""
    party = party_of(type(record))
    found = Merge.objects.filter(models.Q(keep_id=record.pk) | models.Q(drop_id=record.pk), party=party, undone_at=None)
    for one in found.order_by("-pk"):
        other = type(record).objects.filter(pk=one.drop_id if one.keep_id == record.pk else one.keep_id).first()
        if other is not None:
            yield one, other
