"""The one way in: every form, sheet, program and phone ends here.

Scope, facts, identity and version are checked, the rows, their state spans and the journal are written in one transaction.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from shuangying.core import states
from shuangying.core.masks import hide_numbers
from shuangying.core.problems import Invalid, Problem
from shuangying.kernel.accounts.api import EVERYWHERE, Actor, Reach, Right, reach
from shuangying.kernel.audit import api as audit
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.divisions.models import Division
from shuangying.kernel.registers import consequences, linking, spans
from shuangying.kernel.registers.columns import Column
from shuangying.kernel.registers.declaration import Register, get, of_model
from shuangying.kernel.registers.following import follow, place
from shuangying.kernel.registers.identities import Taken, one_writer, strong_identities
from shuangying.kernel.registers.inserting import blank, insert
from shuangying.kernel.registers.models import Record

BATCH = 500
ROWS_AN_ENTRY = 2000
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
        named: the references that the write path itself found by what the line says.
    """

    values: Mapping[str, Any]
    record: Any = None
    states: Mapping[str, str] = field(default_factory=dict)
    on: date | None = None
    row: int | None = None
    withdraw: int | None = None
    named: frozenset[str] | set[str] = frozenset()


@dataclass(slots=True)
class Result:
    """What became of one change: outcome "created", "updated", "unchanged", "rejected", "refused" or "stale"."""

    outcome: str
    record: Any
    problems: Problems = field(default_factory=list)
    changes: dict[str, list[Any]] = field(default_factory=dict)
    statements: list[Any] = field(default_factory=list)


@dataclass(slots=True)
class Line:
    """A line of a grid of parts.

    Attributes:
        values: parsed value by column.
        record: the part as it was read, None for a new one.
        version: the version that the person saw.
        removed: why the part is taken away; "" keeps it.
    """

    values: Mapping[str, Any]
    record: Any = None
    version: int | None = None
    removed: str = ""


def parse_values(register: Register, raw: Mapping[str, Any]) -> tuple[dict[str, Any], Problems]:
    """Parse values as people and programs give them; blank means "clear".

    Returns:
        The parsed values and what is wrong with the others, by column.
    """
    values: dict[str, Any] = {}
    problems: Problems = []
    for column in (*register.entered, *register.inline_references.values()):
        if column.name not in raw or column.unchanged(raw[column.name]):
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


def save_with_parts(
    register: Register,
    actor: Actor,
    values: Mapping[str, Any],
    parts: Mapping[str, Sequence[Line]],
    *,
    record: Any = None,
    version: int | None = None,
    states: Mapping[str, str] | None = None,
    on: date | None = None,
) -> Any:
    """Create or change a record together with its parts, all or nothing.

    Args:
        register, actor, values, record, version, states, on: as for `save`.
        parts: the lines of each grid by the id of the part's register.

    Returns:
        The saved record.

    Raises:
        Refused, Stale: nothing is written.
        Rejected: nothing is written; a problem of a part is at `<register>.<line>.<column>`, lines counted from 0.
    """
    with transaction.atomic():
        lock(register, *register.parts)
        now = {part.id: _parts_now(part, parts.get(part.id, ())) for part in register.parts}
        saved = save(register, actor, values, record=record, version=version, states=states, on=on)
        problems: Problems = []
        for part in register.parts:
            lines = parts.get(part.id, ())
            _refuse_stale(lines, now[part.id])
            _see_moved(part, lines)
            for line in lines:
                if line.removed and line.record is not None:
                    delete(part, actor, line.record, line.removed)
            kept = [(number, line) for number, line in enumerate(lines) if not line.removed]
            changes = [Change({**line.values, part.part_of: saved}, line.record) for _number, line in kept]
            for (number, line), result in zip(kept, save_many(part, actor, changes), strict=True):
                if result.outcome == "refused":
                    raise Refused
                if result.outcome == "stale":
                    raise Stale(result.record, line.values)
                problems += [(f"{part.id}.{number}.{name}", problem) for name, problem in result.problems]
        if problems:
            raise Rejected(problems)
    return saved


def _parts_now(part: Register, lines: Sequence[Line]) -> dict[int, Any]:
    """The live parts of these lines as they are before anything is written."""
    pks = [line.record.pk for line in lines if line.record is not None]
    return part.model.objects.live().select_related(*part.references).in_bulk(pks) if pks else {}


def _refuse_stale(lines: Sequence[Line], now: Mapping[int, Any]) -> None:
    """Stale where a part was no longer as the person saw it."""
    for line in lines:
        if line.record is None:
            continue
        if line.version is not None:
            line.record.version = line.version
        found = now.get(line.record.pk)
        if found is None or found.version != line.record.version:
            raise Stale(line.record if found is None else found, line.values)


def _see_moved(part: Register, lines: Sequence[Line]) -> None:
    """Parts that went elsewhere with their whole have another version by that, which nobody could have seen."""
    pks = [line.record.pk for line in lines if line.record is not None]
    versions = dict(part.model.objects.filter(pk__in=pks).values_list("pk", "version")) if pks else {}
    for line in lines:
        if line.record is not None:
            line.record.version = versions[line.record.pk]


def act(
    register: Register,
    actor: Actor,
    record: Any,
    name: str,
    entered: Mapping[str, Any],
    reason: str,
    *,
    version: int | None = None,
) -> Any:
    """Do a declared action to a record.

    Args:
        record: the record as the person saw it.
        name: the action's name.
        entered: parsed values of the action's columns.
        reason: why; it stays in the record's history.
        version: the version that the person saw, if not the record's own.

    Returns:
        The record as it is now.

    Raises:
        KeyError: the register has no such action.
        Refused, Rejected, Stale: nothing is written.
    """
    action = next((one for one in register.actions if one.name == name), None)
    if action is None:
        raise KeyError(name)
    with transaction.atomic():
        lock(register)
        row = register.model.objects.select_for_update(of=("self",)).select_related("division").get(pk=record.pk)
        if not reach(actor, action.rights, Right.WRITE).covers(row.division.path):
            raise Refused
        if not reason.strip():
            raise Rejected([("reason", Problem("reason_required", {}))])
        if row.version != (record.version if version is None else version) or row.deleted_at is not None:
            raise Stale(row, entered)
        spans.attach([row], divisions.today())
        if not action.when(row):
            raise Rejected([("", Problem("not_now", {"action": action.label}))])
        if action.run is not None:
            action.run(row, entered, actor, reason.strip())
            return register.model.objects.get(pk=row.pk)
        change = Change(action.values(row, entered, actor, timezone.now()), row)
        (result,) = save_many(register, actor, [change], action=name, reason=reason.strip(), granted=EVERYWHERE)
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
    reason: str = "",
    dry_run: bool = False,
    granted: Reach | None = None,
) -> list[Result]:
    """Create or change many records: the good ones in one transaction, the others untouched.

    Args:
        register: the register.
        actor: who writes.
        changes: what to write.
        source: where the values came from; `source["import"]` ties statements to their import.
        action: the journal's word for it, by default "create" or "update".
        reason: the reason that the person gave.
        dry_run: check everything and write nothing.
        granted: where may be written, for an act that has a right of its own.

    Returns:
        A result for each change, in order.
    """
    allowed = register.reach(actor, Right.WRITE) if granted is None else granted
    left_out: dict[int, Result] = {}
    with transaction.atomic():
        lock(register)
        while True:
            with transaction.atomic():
                results = _attempt(
                    register, actor, changes, left_out, allowed, source or {}, action, reason, dry_run=dry_run
                )
                lost = _lost(register, changes, results) - left_out.keys()
                if dry_run or lost:
                    transaction.set_rollback(True)
            if dry_run or not lost:
                return results
            left_out |= {at: results[at] for at in lost}


def lock(*registers: Register) -> None:
    """Wait until nobody else writes to these registers, to those that their lines name or to their wholes, always in one order."""
    found: dict[str, Register] = {}
    waiting = list(registers)
    while waiting:
        one = waiting.pop()
        if one.id not in found:
            found[one.id] = one
            waiting += [one.referenced(name) for name in (*one.linked, *([one.part_of] if one.part_of else ()))]
            waiting += [get(id_) for id_ in consequences.written_with(one.id)]
    for id_ in sorted(found):
        one_writer(found[id_])


def _lost(register: Register, changes: Sequence[Change], results: Sequence[Result]) -> set[int]:
    """The lines that are not written but may have created a record that they name."""
    names = [column.name for columns in register.linked.values() for column in columns]
    if not names:
        return set()
    return {
        at
        for at, (change, result) in enumerate(zip(changes, results, strict=True))
        if result.outcome in ("rejected", "refused", "stale") and any(name in change.values for name in names)
    }


def _attempt(
    register: Register,
    actor: Actor,
    all_changes: Sequence[Change],
    left_out: Mapping[int, Result],
    allowed: Reach,
    source: Mapping[str, Any],
    action: str,
    reason: str,
    *,
    dry_run: bool,
) -> list[Result]:
    """Link, check and write all changes but those left out; a line that is not written leaves what it named behind."""
    taking = [at for at in range(len(all_changes)) if at not in left_out]
    current = _read_again(register, [all_changes[at] for at in taking])
    changes, unlinked = _link(register, actor, [all_changes[at] for at in taking], current, source)
    taken = _taken(register, changes, current)
    statements = _statements(register, current)
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
    gone = _deleted_wholes(register, changes)
    results = []
    for at, change in enumerate(changes):
        if change.states and change.on is not None and change.on > today:
            not_yet = Problem("day_not_come", {"day": change.on})
            results.append(Result("rejected", change.record, [("on", not_yet)]))
        elif at in unlinked:
            results.append(Result("rejected", change.record, unlinked[at]))
        elif hidden := _hidden_references(references, change, current):
            results.append(Result("rejected", change.record, hidden))
        elif gone and getattr(change.values.get(register.part_of), "pk", None) in gone:
            results.append(Result("rejected", change.record, [(register.part_of, Problem("whole_deleted", {}))]))
        else:
            results.append(_apply(register, change, current, taken, statements, covers))
    _check_together(register, results)
    if not dry_run:
        _write(register, actor, changes, results, statements, source, action, reason)
    found = dict(zip(taking, results, strict=True)) | dict(left_out)
    return [found[at] for at in range(len(all_changes))]


def _check_together(register: Register, results: list[Result]) -> None:
    written = [at for at, result in enumerate(results) if result.outcome in ("created", "updated")]
    wrong = register.check_together([results[at].record for at in written]) if written else {}
    for position, problems in wrong.items():
        at = written[position]
        results[at] = Result(
            "rejected", None if results[at].outcome == "created" else results[at].record, list(problems)
        )


def _link(
    register: Register, actor: Actor, changes: Sequence[Change], current: Mapping[int, Any], source: Mapping[str, Any]
) -> tuple[list[Change], dict[int, Problems]]:
    """Find or create the records that lines name inline, so that each line refers to them.

    Returns:
        The changes with references instead of what was said of them, and what is wrong, by position.
    """
    linked = list(changes)
    wrong: dict[int, Problems] = {}
    for reference, columns in register.linked.items():
        other, own_parent = register.referenced(reference), reference == register.part_of
        named = []
        for at, change in enumerate(linked):
            said = linking.values_for(reference, columns, change.values)
            if any(value not in (None, "") for value in said.values()):
                before = change.record and current.get(change.record.pk)
                stated = change.values.get(reference)
                given = stated or (before and getattr(before, reference)) or None
                place = change.values.get("division") or (before.division if before else None)
                named.append(linking.Named(at, said, place, given, stated is not None))
        if not named:
            continue
        linking.find(other, named, actor, everywhere=not own_parent)
        _save_named(
            register, reference, other, actor, named, linked, source, granted=None if own_parent else EVERYWHERE
        )
        names = {column.name for column in columns}
        for one in named:
            if one.problems:
                wrong.setdefault(one.at, []).extend(
                    (f"{reference}.{name}" if name else reference, problem) for name, problem in one.problems
                )
                continue
            values = {name: value for name, value in linked[one.at].values.items() if name not in names}
            found = set() if one.stated else {reference}
            linked[one.at] = replace(
                linked[one.at], values={**values, reference: one.record}, named={*linked[one.at].named, *found}
            )
    return linked, wrong


def _save_named(
    register: Register,
    reference: str,
    other: Register,
    actor: Actor,
    named: Sequence[linking.Named],
    changes: Sequence[Change],
    source: Mapping[str, Any],
    *,
    granted: Reach | None,
) -> None:
    groups = linking.same_new(other, [one for one in named if one.record is None and not one.problems])
    if register.linked[reference][0].only_finds:
        for one in (one for group in groups for one in group):
            one.problems.append((next(iter(one.values)), Problem("reference_unknown", {})))
        return
    known: dict[int, list[linking.Named]] = {}
    for one in named:
        if one.record is not None and not one.problems:
            known.setdefault(one.record.pk, []).append(one)
    todo: list[tuple[list[linking.Named], Change]] = []
    for group in groups:
        said = {name: value for one in group for name, value in one.values.items() if value not in (None, "")}
        line = changes[group[0].at]
        here = line.record.division if line.record is not None else line.values.get("division")
        if "division" not in said and not (other.place_from and said.get(other.place_from)):
            said["division"] = here or _own_place(register, actor)
        todo.append((group, Change(said, None, row=line.row)))
    for group in known.values():
        record = group[0].record
        said = {name: value for one in group for name, value in one.values.items() if value not in (None, "")}
        differing = {
            name: value for name, value in said.items() if name != "name" and not _is_kept(other, record, name, value)
        }
        if differing:
            todo.append((group, Change(differing, record, row=changes[group[0].at].row)))
    if not todo:
        return
    results = save_many(other, actor, [change for _group, change in todo], source=source, granted=granted)
    for (group, _change), result in zip(todo, results, strict=True):
        for one in group:
            if result.outcome in ("created", "updated", "unchanged"):
                one.record = result.record
            else:
                one.problems += result.problems or [("", Problem("out_of_reach_here", {}))]


def _own_place(register: Register, actor: Actor) -> Any:
    """Where somebody is kept of whom no place is known: in the county; for a writer with one place, there."""
    county, reach_ = divisions.home().county, register.reach(actor, Right.WRITE)
    if county is None or reach_.covers(county.path) or len(reach_.paths) != 1:
        return county
    return Division.objects.filter(path=reach_.paths[0]).first() or county


def _is_kept(register: Register, record: Any, name: str, value: Any) -> bool:
    return bool(register.by_name[name].raw(record) == value)


def _hidden_references(
    references: Sequence[tuple[Column, Reach]], change: Change, current: Mapping[int, Any]
) -> Problems:
    """Records newly named that the actor may not read: for them they do not exist."""
    before = None if change.record is None else current.get(change.record.pk)
    problems: Problems = []
    for column, readable in references:
        named = change.values.get(column.name)
        if column.name in change.named:
            continue
        if named is None or readable.everywhere or getattr(before, f"{column.name}_id", None) == named.pk:
            continue
        if not readable.covers(named.division.path):
            problems.append((column.name, Problem("reference_unknown", {})))
    return problems


def _deleted_wholes(register: Register, changes: Sequence[Change]) -> set[int]:
    """Those of the wholes named here that somebody has deleted since they were looked up."""
    named = {
        change.values[register.part_of].pk for change in changes if change.values.get(register.part_of) is not None
    }
    pks, found = sorted(named), set[int]()
    for start in range(0, len(pks), BATCH):
        rows = register.referenced(register.part_of).model.objects.deleted().filter(pk__in=pks[start : start + BATCH])
        found.update(rows.values_list("pk", flat=True))
    return found


def _read_again(register: Register, changes: Sequence[Change]) -> dict[int, Any]:
    """The records as they are now, locked, with what they refer to."""
    pks = [change.record.pk for change in changes if change.record is not None]
    locked = register.model.objects.select_for_update(of=("self",)).order_by("pk")
    locked = locked.select_related(*register.references, *_places(register))
    rows: dict[int, Any] = {}
    for start in range(0, len(pks), BATCH):
        rows |= {record.pk: record for record in locked.filter(pk__in=pks[start : start + BATCH])}
    return rows


def _places(register: Register) -> tuple[str, ...]:
    return (f"{register.place_from}__division",) if register.place_from else ()


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
    for name, value in record.derived().items():
        _set(record, register.by_name[name], value, changes)
    if register.place_from and getattr(record, f"{register.place_from}_id"):
        home = getattr(record, register.place_from).division
        given = change.values.get("division")
        if given is not None and not home.path.startswith(given.path):
            return Result("rejected", change.record, [("division", Problem("belongs_elsewhere", {"place": home.name}))])
        place(record, home, changes)
    problems: Problems = [
        (column.name, Problem("required", {"column": column.label}))
        for column in register.stored
        if column.required and getattr(record, column.kept_as) in (None, "")
    ]
    if not problems and record.division_id is None:
        problems = [("division", Problem("required", {"column": Record._meta.get_field("division").verbose_name}))]
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
    record = blank(register.model)
    for column in register.stored:
        value = values.get(column.name)
        if value is not None and value != "":
            setattr(record, column.name, value)
            changes[column.name] = [None, column.keep(value)]
    return record


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
    first = changes.pop(column.name, None)
    changed = [column.keep(old) if first is None else first[0], column.keep(value)]
    if first is None or changed[0] != changed[1]:
        changes[column.name] = changed


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
    reason: str,
) -> None:
    model = register.model
    created = [result.record for result in results if result.outcome == "created"]
    updated = [result for result in results if result.outcome == "updated"]
    insert(model, created)
    if updated:
        names = {name for result in updated for name in result.changes if name in register.by_name} - {
            s.name for s in model.stage_sets
        }
        names |= {
            register.by_name[name].key_lookup
            for name in names
            if register.by_name[name].kind == "sealed" and register.by_name[name].holds != "text"
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
            "action": action if action not in ("", "import") else "create" if result.outcome == "created" else "update",
            "changes": result.changes,
        }
        for change, result in zip(changes, results, strict=True)
        if result.outcome in ("created", "updated")
    ]
    word = action or ("create" if created else "update")
    for start in range(0, len(rows), ROWS_AN_ENTRY):
        some = rows[start : start + ROWS_AN_ENTRY]
        audit.record(actor, word, register=register.id, rows=some, source=source, reason=reason)
    consequences.draw(register.id, actor, [*created, *(result.record for result in updated)], source)


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
        now = timezone.now()
        _set_deleted(register, actor, [row], now, reason.strip(), "delete")
        for part, rows in _parts_of(register, [row], deleted_at=None):
            _set_deleted(part, actor, rows, now, reason.strip(), "delete")


def delete_many(register: Register, actor: Actor, records: Sequence[Any], reason: str) -> None:
    """Delete records that followed from others and do so no longer (see `consequences`), by the right to write those."""
    now = timezone.now()
    pks = [record.pk for record in records]
    with transaction.atomic():
        lock(register)
        for start in range(0, len(pks), ROWS_AN_ENTRY):
            some = register.model.objects.live().select_for_update(of=("self",)).select_related("division")
            rows = list(some.filter(pk__in=pks[start : start + ROWS_AN_ENTRY]).order_by("pk"))
            _set_deleted(register, actor, rows, now, reason, "delete")
            for part, found in _parts_of(register, rows, deleted_at=None):
                _set_deleted(part, actor, found, now, reason, "delete")


def restore(register: Register, actor: Actor, record: Any) -> None:
    """Bring a deleted record back.

    Args:
        record: the record as the person saw it.

    Raises:
        Refused: no right to write here.
        Rejected: a live record has the same identity by now, or what was written meanwhile forbids it or one of its parts.
        Stale: the record has changed or is not deleted.
    """
    with transaction.atomic():
        row = _alone(register, actor, record)
        if row.deleted_at is None:
            raise Stale(row, {})
        if register.part_of and (whole := getattr(row, register.part_of)) is not None and whole.deleted_at is not None:
            raise Rejected([(register.part_of, Problem("whole_deleted", {}))])
        back = [(register, [row]), *_parts_of(register, [row], deleted_at=row.deleted_at)]
        for one, rows in back:
            if problems := _against_return(one, rows):
                raise Rejected(problems)
        for one, rows in back:
            _set_deleted(one, actor, rows, None, "", "restore")


def _against_return(register: Register, rows: Sequence[Any]) -> Problems:
    """What has come to stand against deleted records meanwhile: their identity is taken, or they cannot be beside the others."""
    for start in range(0, len(rows), BATCH):
        prefetch_related_objects(rows[start : start + BATCH], *register.references)
    taken = _taken(register, [], {row.pk: row for row in rows})
    problems = [problem for row in rows for problem in _check(register, row, taken)]
    return problems or [problem for found in register.check_together(rows).values() for problem in found]


def _alone(register: Register, actor: Actor, record: Any) -> Any:
    """The record as it is now, with nobody else writing; Refused or Stale where it may not be written as it was seen."""
    lock(register)
    row = register.model.objects.select_for_update(of=("self",)).select_related("division").get(pk=record.pk)
    if not register.reach(actor, Right.WRITE).covers(row.division.path):
        raise Refused
    if row.version != record.version:
        raise Stale(row, {})
    return row


def _parts_of(
    register: Register, wholes: Sequence[Any], *, deleted_at: datetime | None
) -> Iterator[tuple[Register, list[Any]]]:
    """The parts of these records, and their parts in turn, that are live or were deleted at that moment."""
    for part in register.parts:
        rows = part.model.objects.select_for_update(of=("self",)).select_related("division")
        found = list(rows.filter(**{f"{part.part_of}__in": wholes}, deleted_at=deleted_at).order_by("pk"))
        if found:
            yield part, found
            yield from _parts_of(part, found, deleted_at=deleted_at)


def _set_deleted(
    register: Register, actor: Actor, rows: Sequence[Any], at: datetime | None, reason: str, action: str
) -> None:
    for row in rows:
        row.deleted_at, row.deletion_reason = at, hide_numbers(reason)
        row.version += 1
    register.model.objects.bulk_update(rows, ["deleted_at", "deletion_reason", "version"], batch_size=200)
    for stages in register.model.stage_sets:
        spans.write(stages, rows, spans.statements_of(stages, [row.pk for row in rows]), fresh=False)
    entries = [{"id": row.pk, "uid": str(row.uid), "version": row.version, "row": None, "changes": {}} for row in rows]
    for start in range(0, len(entries), ROWS_AN_ENTRY):
        some = entries[start : start + ROWS_AN_ENTRY]
        audit.record(actor, action, register=register.id, rows=some, reason=reason)
    consequences.draw(register.id, actor, rows, {})
