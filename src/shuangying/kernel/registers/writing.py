"""The one way in: every form, sheet, program and phone ends here.

Scope, facts, identity and version are checked, the rows, their state spans and the journal are written in one transaction.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from shuangying.core import states
from shuangying.core.problems import Invalid, Problem
from shuangying.kernel.accounts.api import Actor, Reach, Right
from shuangying.kernel.audit import api as audit
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.divisions.models import Division
from shuangying.kernel.registers import spans
from shuangying.kernel.registers.columns import Column
from shuangying.kernel.registers.declaration import Register, of_model
from shuangying.kernel.registers.following import follow, place
from shuangying.kernel.registers.identities import Taken, one_writer, strong_identities

BATCH = 500
Problems = list[tuple[str, Problem]]


class Refused(Exception):
    """The actor has no right to do this here."""


class Rejected(Exception):
    """The values contradict themselves or the register; `problems` says where and why."""

    def __init__(self, problems: Problems) -> None:
        super().__init__(problems)
        self.problems = problems


class Stale(Exception):
    """The record has changed since it was read: `theirs` is what it is now, `mine` what was to be written."""

    def __init__(self, theirs: Any, mine: Mapping[str, Any]) -> None:
        super().__init__(theirs)
        self.theirs, self.mine = theirs, mine


@dataclass(slots=True)
class Change:
    """What to write to one record.

    Attributes:
        values: parsed value by column; None clears, a missing column stays as it is.
        record: the record as it was read, None for a new one.
        states: stated states by stage attribute, as observed at the end of the day `on`.
        on: the day of the observation.
        row: the row of the sheet that says so.
        withdraw: the import whose statements about the record are taken back.
    """

    values: Mapping[str, Any]
    record: Any = None
    states: Mapping[str, str] = field(default_factory=dict)
    on: date | None = None
    row: int | None = None
    withdraw: int | None = None


@dataclass(slots=True)
class Result:
    """What became of one change: outcome "created", "updated", "unchanged", "rejected", "refused" or "stale"."""

    outcome: str
    record: Any
    problems: Problems = field(default_factory=list)
    changes: dict[str, list[Any]] = field(default_factory=dict)
    statements: list[Any] = field(default_factory=list)


def parse_values(register: Register, raw: Mapping[str, Any]) -> tuple[dict[str, Any], Problems]:
    """Parse values as people and programs give them; blank means "clear".

    Returns:
        The parsed values and what is wrong with the others, by column.
    """
    values: dict[str, Any] = {}
    problems: Problems = []
    for column in register.stored:
        if column.name not in raw:
            continue
        value = raw[column.name]
        if value is None or (isinstance(value, str) and not value.strip()):
            values[column.name] = None
            continue
        try:
            values[column.name] = column.parse(value)
        except Invalid as error:
            problems.append((column.name, error.problem))
    return values, problems


def save(
    register: Register,
    actor: Actor,
    values: Mapping[str, Any],
    *,
    record: Any = None,
    version: int | None = None,
    states: Mapping[str, str] | None = None,
    on: date | None = None,
    source: Mapping[str, Any] | None = None,
) -> Any:
    """Create or change one record.

    Args:
        register: the register.
        actor: who writes.
        values: parsed values by column (see `parse_values`).
        record: the record to change, None for a new one.
        version: the version that the person saw, if not the record's own.
        states, on: stated states and the day at whose end they were seen.
        source: where the values came from.

    Returns:
        The saved record.

    Raises:
        Refused, Rejected, Stale: nothing is written.
    """
    if record is not None and version is not None:
        record.version = version
    change = Change(values, record, states or {}, on)
    with transaction.atomic():
        (result,) = save_many(register, actor, [change], source=source)
        if result.outcome == "refused":
            raise Refused
        if result.outcome == "stale":
            raise Stale(result.record, values)
        if result.outcome == "rejected":
            raise Rejected(result.problems)
    return result.record


def save_many(
    register: Register,
    actor: Actor,
    changes: Sequence[Change],
    *,
    source: Mapping[str, Any] | None = None,
    action: str = "",
    dry_run: bool = False,
) -> list[Result]:
    """Create or change many records: the good ones in one transaction, the others untouched.

    Args:
        register: the register.
        actor: who writes.
        changes: what to write.
        source: where the values came from; `source["import"]` ties statements to their import.
        action: the journal's word for it, by default "create" or "update".
        dry_run: check everything and write nothing.

    Returns:
        A result for each change, in order.
    """
    with transaction.atomic():
        one_writer(register)
        current = _read_again(register, changes)
        taken = _taken(register, changes, current)
        statements = _statements(register, current)
        allowed = register.reach(actor, Right.WRITE)
        covered: dict[int, bool] = {}

        def covers(division: Any) -> bool:
            if division.pk not in covered:
                covered[division.pk] = allowed.covers(division.path)
            return covered[division.pk]

        references = [
            (column, of_model(column.related).reach(actor, Right.READ))
            for column in register.stored
            if column.kind == "reference" and column.related is not None
        ]
        today = divisions.today()
        results = []
        for change in changes:
            if change.states and change.on is not None and change.on > today:
                not_yet = Problem("day_not_come", {"day": change.on})
                results.append(Result("rejected", change.record, [("on", not_yet)]))
            elif hidden := _hidden_references(references, change, current):
                results.append(Result("rejected", change.record, hidden))
            else:
                results.append(_apply(register, change, current, taken, statements, covers))
        if not dry_run:
            _write(register, actor, changes, results, statements, source or {}, action)
    return results


def _hidden_references(
    references: Sequence[tuple[Column, Reach]], change: Change, current: Mapping[int, Any]
) -> Problems:
    """Records newly named that the actor may not read: for them they do not exist."""
    before = None if change.record is None else current.get(change.record.pk)
    problems: Problems = []
    for column, reach in references:
        named = change.values.get(column.name)
        if named is None or reach.everywhere or getattr(before, f"{column.name}_id", None) == named.pk:
            continue
        if not reach.covers(named.division.path):
            problems.append((column.name, Problem("reference_unknown", {})))
    return problems


def _read_again(register: Register, changes: Sequence[Change]) -> dict[int, Any]:
    pks = [change.record.pk for change in changes if change.record is not None]
    rows: dict[int, Any] = {}
    for start in range(0, len(pks), BATCH):
        found = register.model.objects.select_for_update().order_by("pk").filter(pk__in=pks[start : start + BATCH])
        rows |= {record.pk: record for record in found}
    places = Division.objects.in_bulk({record.division_id for record in rows.values()})
    for record in rows.values():
        record.division = places[record.division_id]
    return rows


def _statements(register: Register, current: Mapping[int, Any]) -> dict[str, dict[int, list[Any]]]:
    pks = list(current)
    return {stages.name: spans.statements_of(stages, pks) if pks else {} for stages in register.model.stage_sets}


def _taken(register: Register, changes: Sequence[Change], current: Mapping[int, Any]) -> Taken:
    """The identities that the records of these changes have or will have."""
    firsts: dict[tuple[str, ...], list[Any]] = {}
    for identity in strong_identities(register):
        name = identity[0]
        kept = [getattr(record, name) for record in current.values()]
        firsts[identity] = [*kept, *(change.values.get(name) for change in changes)]
    return Taken(register, firsts)


def _apply(
    register: Register,
    change: Change,
    current: Mapping[int, Any],
    taken: Taken,
    statements: dict[str, dict[int, list[Any]]],
    covers: Any,
) -> Result:
    fresh = change.record is None
    changes: dict[str, list[Any]] = {}
    if fresh:
        record = _new(register, change.values, changes)
    else:
        record = current.get(change.record.pk)
        if record is None or record.deleted_at is not None:
            return Result("stale", change.record)
        if record.version != change.record.version:
            return Result("stale", record)
        if not covers(record.division):
            return Result("refused", record)
        for column in register.stored:
            if column.name in change.values:
                _set(record, column, change.values[column.name], changes)
    if register.place_from and getattr(record, f"{register.place_from}_id"):
        home = getattr(record, register.place_from).division
        given = change.values.get("division")
        if given is not None and not home.path.startswith(given.path):
            return Result("rejected", change.record, [("division", Problem("belongs_elsewhere", {"place": home.name}))])
        place(record, home, changes)
    problems: Problems = [
        (column.name, Problem("required", {"column": column.label}))
        for column in register.stored
        if column.required and getattr(record, f"{column.name}_id" if column.related else column.name) in (None, "")
    ]
    if problems:
        return Result("rejected", change.record, problems)
    if not covers(record.division):
        return Result("refused", record)
    problems = _check(register, record, taken)
    if problems:
        return Result("rejected", change.record, problems)
    taken.take(record)
    said = _observe(register, change, record, statements, changes)
    if not fresh and not changes and not said:
        return Result("unchanged", record)
    return Result("created" if fresh else "updated", record, [], changes, said)


def _new(register: Register, values: Mapping[str, Any], changes: dict[str, list[Any]]) -> Any:
    """A new record with these values; what is empty keeps the model's default."""
    filled = {}
    for column in register.stored:
        value = values.get(column.name)
        if value is not None and value != "":
            filled[column.name] = value
            changes[column.name] = [None, column.keep(value)]
    return register.model(**filled)


def _set(record: Any, column: Column, value: Any, changes: dict[str, list[Any]]) -> None:
    if column.related:
        old_key = getattr(record, f"{column.name}_id")
        if old_key == getattr(value, "pk", None):
            return
        old = getattr(record, column.name) if old_key else None
    else:
        if value is None:
            model_field = record._meta.get_field(column.name)
            value = None if model_field.null else model_field.get_default()
        old = getattr(record, column.name)
        if old == value:
            return
    setattr(record, column.name, value)
    changes[column.name] = [column.keep(old), column.keep(value)]


def _check(register: Register, record: Any, taken: Taken) -> Problems:
    problems = list(record.check_facts())
    for stages in record.stage_sets:
        last_state, last_day = None, None
        for state, field_name in stages.dates.items():
            day = getattr(record, field_name)
            if day is None:
                continue
            if last_day is not None and day < last_day:
                earlier = {
                    "state": stages.labels[state],
                    "day": day,
                    "before": stages.labels[last_state],
                    "before_day": last_day,
                }
                problems.append((field_name, Problem("stages_out_of_order", earlier)))
            last_state, last_day = state, day
    for identity in taken.clashes(record):
        labels = "、".join(str(register.by_name[name].label) for name in identity)
        problems.append((identity[0], Problem("already_exists", {"columns": labels})))
    return problems


def _observe(
    register: Register,
    change: Change,
    record: Any,
    statements: dict[str, dict[int, list[Any]]],
    changes: dict[str, list[Any]],
) -> list[Any]:
    """Turn stated states into statements, save those that say nothing new; take back those of a withdrawn import."""
    new = []
    for stages in register.model.stage_sets:
        said = statements[stages.name].get(record.pk, []) if record.pk else []
        if change.withdraw is not None and (gone := [one for one in said if one.import_id == change.withdraw]):
            said = [one for one in said if one.import_id != change.withdraw]
            statements[stages.name][record.pk] = said
            stages.Statement.objects.filter(pk__in=[one.pk for one in gone]).delete()
            changes[stages.name] = [gone[-1].state, None]
        state = change.states.get(stages.name)
        if state is None or change.on is None:
            continue
        now = states.state_on(spans.of_record(stages, record, said).spans, change.on)
        if now == state:
            continue
        new.append(stages.Statement(state=state, on=change.on, row=change.row))
        changes[stages.name] = [now, state]
    return new


def _write(
    register: Register,
    actor: Actor,
    changes: Sequence[Change],
    results: Sequence[Result],
    statements: dict[str, dict[int, list[Any]]],
    source: Mapping[str, Any],
    action: str,
) -> None:
    model = register.model
    created = [result.record for result in results if result.outcome == "created"]
    updated = [result for result in results if result.outcome == "updated"]
    model.objects.bulk_create(created, batch_size=1000)
    if updated:
        names = {name for result in updated for name in result.changes if name in register.by_name} - {
            s.name for s in model.stage_sets
        }
        for result in updated:
            result.record.version += 1
        model.objects.bulk_update([result.record for result in updated], [*names, "version"], batch_size=200)
    _write_statements(register, results, statements, source)
    for stages in model.stage_sets:
        spans.write(stages, created, statements[stages.name], fresh=True)
        touched = [result.record for result in updated if _moves(result, stages)]
        spans.write(stages, touched, statements[stages.name], fresh=False)
    follow(
        register, actor, {result.record.pk: result.record for result in updated if "division" in result.changes}, source
    )
    rows = [
        {
            "id": result.record.pk,
            "uid": str(result.record.uid),
            "version": result.record.version,
            "row": change.row,
            "action": "create" if result.outcome == "created" else "update",
            "changes": result.changes,
        }
        for change, result in zip(changes, results, strict=True)
        if result.outcome in ("created", "updated")
    ]
    word = action or ("create" if created else "update")
    for start in range(0, len(rows), BATCH):
        audit.record(actor, word, register=register.id, rows=rows[start : start + BATCH], source=source)


def _moves(result: Result, stages: Any) -> bool:
    moving = {stages.name, "division", *stages.dates.values()}
    return bool(result.statements) or not moving.isdisjoint(result.changes)


def _write_statements(
    register: Register,
    results: Iterable[Result],
    statements: dict[str, dict[int, list[Any]]],
    source: Mapping[str, Any],
) -> None:
    for stages in register.model.stage_sets:
        new = []
        for result in results:
            for statement in result.statements:
                if isinstance(statement, stages.Statement):
                    statement.record_id = result.record.pk
                    statement.import_id = source.get("import")
                    new.append(statement)
                    statements[stages.name].setdefault(result.record.pk, []).append(statement)
        stages.Statement.objects.bulk_create(new, batch_size=2000)
        for statement in new:
            statements[stages.name][statement.record_id].sort(key=lambda one: (one.on, one.pk))


def delete(register: Register, actor: Actor, record: Any, reason: str) -> None:
    """Delete a record with a reason; it stays in the table and can be restored.

    Args:
        record: the record as the person saw it.

    Raises:
        Refused: no right to write here.
        Rejected: no reason is given.
        Stale: the record has changed or is deleted already.
    """
    if not reason.strip():
        raise Rejected([("reason", Problem("reason_required", {}))])
    with transaction.atomic():
        row = _alone(register, actor, record)
        if row.deleted_at is not None:
            raise Stale(row, {})
        _set_deleted(register, actor, row, timezone.now(), reason.strip(), "delete")


def restore(register: Register, actor: Actor, record: Any) -> None:
    """Bring a deleted record back.

    Args:
        record: the record as the person saw it.

    Raises:
        Refused: no right to write here.
        Rejected: a live record has the same identity by now.
        Stale: the record has changed or is not deleted.
    """
    with transaction.atomic():
        row = _alone(register, actor, record)
        if row.deleted_at is None:
            raise Stale(row, {})
        if clashes := _check(register, row, _taken(register, [], {row.pk: row})):
            raise Rejected(clashes)
        _set_deleted(register, actor, row, None, "", "restore")


def _alone(register: Register, actor: Actor, record: Any) -> Any:
    """The record as it is now, with nobody else writing; Refused or Stale where it may not be written as it was seen."""
    one_writer(register)
    row = register.model.objects.select_for_update(of=("self",)).select_related("division").get(pk=record.pk)
    if not register.reach(actor, Right.WRITE).covers(row.division.path):
        raise Refused
    if row.version != record.version:
        raise Stale(row, {})
    return row


def _set_deleted(register: Register, actor: Actor, row: Any, at: datetime | None, reason: str, action: str) -> None:
    row.deleted_at, row.deletion_reason = at, reason
    row.version += 1
    row.save(update_fields=["deleted_at", "deletion_reason", "version"])
    for stages in register.model.stage_sets:
        spans.write(stages, [row], spans.statements_of(stages, [row.pk]), fresh=False)
    entry = {"id": row.pk, "uid": str(row.uid), "version": row.version, "row": None, "changes": {}}
    audit.record(actor, action, register=register.id, rows=[entry], reason=reason)
