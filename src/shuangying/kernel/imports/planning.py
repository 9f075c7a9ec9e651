"""What an import would do, row by row, before anything is written."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from shuangying.core.codes import fold
from shuangying.core.matching import NameIndex
from shuangying.core.problems import Problem
from shuangying.core.sheets import Row, Table
from shuangying.kernel.accounts.api import Actor
from shuangying.kernel.divisions.models import Division
from shuangying.kernel.imports.identities import Known, folded, key_of, prefixes_of
from shuangying.kernel.imports.models import Decision
from shuangying.kernel.imports.row_values import Meaning, Meant, Wrong, decision_keys
from shuangying.kernel.registers.api import Register
from shuangying.kernel.registers.writing import Change

MOST_CANDIDATES = 5
SAME, NEW, LEAVE = "same", "new", "leave"


@dataclass(frozen=True)
class Candidate:
    """What a held row may be: a record by its key, or another row of the sheet; and why."""

    pk: int | None
    row: int | None
    reason: str


@dataclass
class Planned:
    """One data row and what is to become of it.

    Attributes:
        fate: "write", "review", "rejected" or "left_out".
        pk: the record that it is; None for a new one.
        decided: a person said which record it is, so the record keeps its name and the row's is another way to write it.
        follows: the row of this sheet with which it is about one record; both are written as one.
        why: why it is held.
        keys: how a decision about it is remembered: for what it resembles, and for being listed twice.
    """

    row: Row
    meant: Meant
    fate: str = "write"
    pk: int | None = None
    decided: bool = False
    follows: int | None = None
    why: str = ""
    wrong: list[Wrong] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    keys: tuple[str, str] = ("", "")
    forced_new: bool = False
    accepted: Division | None = None

    @property
    def number(self) -> int:
        """The row's number in the sheet."""
        return self.row.number


@dataclass
class Plan:
    """All data rows of a sheet, planned."""

    rows: list[Planned]
    day: date
    unknown_batches: list[str]
    name_column: str | None = None

    def together(self) -> list[list[Planned]]:
        """The rows to be written, those about one record together, the leading one first."""
        groups = {one.number: [one] for one in self.rows if one.fate == "write" and one.follows is None}
        for one in self.rows:
            if one.fate == "write" and one.follows in groups:
                groups[one.follows].append(one)
        return list(groups.values())

    def change(self, group: Sequence[Planned], record: Any, place: Division | None) -> Change:
        """What to write for rows about one record: where they differ the later row counts."""
        values: dict[str, Any] = {}
        states: dict[str, str] = {}
        for planned in sorted(group, key=lambda one: one.number):
            named = planned.decided and (record is not None or planned is not group[0])
            said = planned.meant.values
            values |= {name: value for name, value in said.items() if not (named and name == self.name_column)}
            states |= planned.meant.states
            if planned.accepted is not None:
                values["division"] = planned.accepted
        if record is None and place is not None and values.get("division") is None:
            values["division"] = place
        return Change(values, record, states, self.day, group[0].number)


def plan(
    register: Register,
    actor: Actor,
    table: Table,
    meaning: Meaning,
    known: Known,
    *,
    decided: Mapping[str, Mapping[str, Any]],
    accepted: Sequence[int],
) -> Plan:
    """Say what each data row is to become.

    Args:
        register: the register.
        actor: who imports; records beyond their reach are not compared.
        table: the sheet as read.
        meaning: reads rows for this register.
        known: the register's records.
        decided: the user's decisions about held rows of this sheet, by row number: {"verdict", "record"}.
        accepted: rows whose proposed division the user confirmed.
    """
    scope = "" if meaning.everywhere else "".join(sorted(meaning.reach.paths))
    rows = []
    for row in table.data:
        meant = meaning.of(row)
        planned = Planned(row, meant, wrong=list(meant.wrong), keys=decision_keys(register, meant, row, scope))
        if row.number in accepted and len(meant.proposals) == 1:
            planned.accepted = meant.proposals[0]
        if planned.wrong:
            planned.fate = "rejected"
        rows.append(planned)
    remembered = _Remembered(register, rows, decided, known)
    for planned in rows:
        if planned.fate == "write":
            _identify(planned, meaning, known, remembered)
    _hold_what_resembles_another_row(rows, meaning, known, remembered)
    _hold_listed_twice(register, rows, remembered)
    _follow_those_that_are_written(rows)
    return Plan(rows, meaning.day, _unknown_batches(table, meaning), known.name_column)


class _Remembered:
    """Decisions about rows: those of this draft, and those made in earlier imports."""

    def __init__(
        self, register: Register, rows: Sequence[Planned], decided: Mapping[str, Mapping[str, Any]], known: Known
    ) -> None:
        self.decided = decided
        keys = list({key for planned in rows for key in planned.keys})
        self.kept: dict[str, Decision] = {}
        for start in range(0, len(keys), 500):
            found = Decision.objects.filter(register=register.id, key__in=keys[start : start + 500])
            self.kept |= {decision.key: decision for decision in found}
        uids = {decision.record_uid for decision in self.kept.values() if decision.record_uid}
        uids |= {one["record"] for one in decided.values() if one.get("record")}
        self.pks: dict[str, int] = {}
        for start in range(0, len(ordered := sorted(map(str, uids))), 500):
            live = register.model.objects.live().filter(uid__in=ordered[start : start + 500])
            self.pks |= {str(uid): pk for uid, pk in live.values_list("uid", "pk") if pk in known.values}

    def other_row(self, planned: Planned) -> int | None:
        """The row of this sheet that the user said is the same record."""
        here = self.decided.get(str(planned.number), {})
        return here.get("row") if here.get("verdict") == SAME and not here.get("record") else None

    def about(self, planned: Planned, *, twice: bool = False) -> tuple[str, int | None]:
        """The verdict on a row and the record that it is, ("", None) where nobody decided."""
        here = self.decided.get(str(planned.number))
        if here:
            return str(here["verdict"]), self.pks.get(str(here.get("record")))
        decision = self.kept.get(planned.keys[1 if twice else 0])
        if decision is None:
            return "", None
        pk = self.pks.get(str(decision.record_uid)) if decision.record_uid else None
        if decision.verdict == SAME and pk is None and decision.record_uid:
            return "", None
        return decision.verdict, pk


def _identify(planned: Planned, meaning: Meaning, known: Known, remembered: _Remembered) -> None:
    meant = planned.meant
    if meant.uid is not None:
        record = known.register.model.objects.live().filter(uid=meant.uid).values_list("pk", flat=True).first()
        if record is None or record not in known.values:
            planned.fate = "rejected"
            planned.wrong.append(meaning.wrong(planned.row, "uid", Problem("uid_unknown", {"text": str(meant.uid)})))
            return
        planned.pk = record
        return
    verdict, pk = remembered.about(planned)
    if verdict == LEAVE:
        planned.fate = "left_out"
        return
    if verdict == SAME and pk is not None:
        planned.pk, planned.decided = pk, True
        return
    if (other := remembered.other_row(planned)) is not None:
        planned.follows, planned.decided = other, True
        return
    match = known.match(meant.values)
    if match.pk is not None:
        planned.pk = match.pk
        return
    if verdict == NEW:
        planned.forced_new = True
        return
    if match.doubt:
        planned.fate, planned.why = "review", match.doubt
        planned.candidates = [Candidate(pk, None, match.doubt) for pk in match.pks[:MOST_CANDIDATES]]
        return
    if known.name_column and meant.name:
        near = known.resembling(meant.name, meant.values.get("division"))
        if near:
            planned.fate, planned.why = "review", "resembles"
            planned.candidates = [Candidate(pk, None, reason) for pk, reason in near[:MOST_CANDIDATES]]


def _hold_what_resembles_another_row(
    rows: Sequence[Planned], meaning: Meaning, known: Known, remembered: _Remembered
) -> None:
    """A new row that resembles another row of the sheet is held; of two, the one with an addition, else the later."""
    named: dict[str, list[Planned]] = defaultdict(list)
    for planned in rows:
        if planned.meant.name and planned.fate != "left_out":
            named[fold(planned.meant.name)].append(planned)
    fresh = [planned for planned in rows if planned.fate in ("write", "review") and planned.pk is None]
    if not known.name_column or not fresh:
        return
    index = NameIndex(named, prefixes=prefixes_of(meaning.county))
    for planned in fresh:
        if planned.forced_new or planned.follows is not None or planned.why not in ("", "resembles"):
            continue
        for other_name, reason in index.closest(fold(planned.meant.name)):
            for other in named[other_name]:
                known_already = other.pk is not None and other.pk in {each.pk for each in planned.candidates}
                doubtful = _is_the_doubtful_one(planned, other, str(reason))
                if known_already or not doubtful or _other_place(planned, other, meaning.county):
                    continue
                planned.fate, planned.why = "review", "resembles"
                planned.candidates.append(Candidate(other.pk, other.number, str(reason)))
        planned.candidates = planned.candidates[:MOST_CANDIDATES]


def _other_place(one: Planned, other: Planned, county: Division | None) -> bool:
    mine, theirs = one.meant.values.get("division"), other.meant.values.get("division")
    if mine is None or theirs is None or mine.pk == theirs.pk:
        return False
    return county is None or county.pk not in (mine.pk, theirs.pk)


def _is_the_doubtful_one(planned: Planned, other: Planned, reason: str) -> bool:
    if other.pk is not None:
        return True
    mine, theirs = len(fold(planned.meant.name)), len(fold(other.meant.name))
    if reason in ("addition", "prefix") and mine != theirs:
        return mine > theirs
    return planned.number > other.number


def _hold_listed_twice(register: Register, rows: Sequence[Planned], remembered: _Remembered) -> None:
    """Rows of one sheet about one record are all held, unless a person said which of them counts and which does not."""
    for group in _about_one_record(register, rows):
        undecided = []
        for planned in group:
            verdict, _pk = remembered.about(planned, twice=True)
            if verdict == LEAVE:
                planned.fate = "left_out"
            elif verdict not in (SAME, NEW):
                undecided.append(planned)
        counted = [planned for planned in group if planned.fate == "write" and planned not in undecided]
        for planned in counted[1:]:
            if remembered.about(planned, twice=True)[0] == SAME:
                planned.follows = counted[0].number
        if len(undecided) == 1 and not counted:
            continue
        for planned in undecided:
            planned.fate, planned.why = "review", "listed_twice"
            others = [Candidate(other.pk, other.number, "listed_twice") for other in group if other is not planned]
            planned.candidates = others[:MOST_CANDIDATES]


def _follow_those_that_are_written(rows: Sequence[Planned]) -> None:
    """A row said to be the same record as another row waits while that one is held or refused."""
    by_number = {planned.number: planned for planned in rows}
    for planned in rows:
        other = by_number.get(planned.follows) if planned.follows is not None else None
        if planned.follows is None:
            continue
        if other is None or other.fate != "write" or other.follows is not None:
            planned.fate, planned.why = "review", "resembles"
            planned.candidates = [Candidate(other.pk, other.number, "waits")] if other else []
            planned.follows = None


def _about_one_record(register: Register, rows: Sequence[Planned]) -> list[list[Planned]]:
    by_record: dict[int, list[Planned]] = defaultdict(list)
    fresh: list[tuple[Planned, dict[str, Any]]] = []
    for planned in rows:
        if planned.fate != "write" or planned.follows is not None:
            continue
        if planned.pk is not None:
            by_record[planned.pk].append(planned)
        else:
            own = {name: folded(getattr(value, "pk", value)) for name, value in planned.meant.values.items()}
            fresh.append((planned, own))
    groups = [group for group in by_record.values() if len(group) > 1]
    seen: set[int] = set()
    for position, identity in enumerate(register.identity):
        by_key: dict[tuple[Any, ...], list[tuple[Planned, dict[str, Any]]]] = defaultdict(list)
        for planned, own in fresh:
            if planned.number not in seen and (key := key_of(identity, own)) is not None:
                by_key[key].append((planned, own))
        for members in by_key.values():
            stronger = register.identity[:position]
            group = [
                one
                for one, own in members
                if any(_agree(own, theirs, stronger) for other, theirs in members if other is not one)
            ]
            if len(group) > 1:
                groups.append(group)
                seen.update(one.number for one in group)
    return groups


def _agree(mine: Mapping[str, Any], theirs: Mapping[str, Any], identities: Sequence[tuple[str, ...]]) -> bool:
    """Whether no identity that both rows fill tells them apart."""
    keys = [(key_of(identity, mine), key_of(identity, theirs)) for identity in identities]
    return all(a is None or b is None or a == b for a, b in keys)


def _unknown_batches(table: Table, meaning: Meaning) -> list[str]:
    """Batches from which no state or choice could be read, though the register looked for one there."""
    if not meaning.headed_by_batches:
        return []
    groups = dict.fromkeys(group for row in table.data for group in row.groups)
    return [g for g in groups if all(meaning.batch_means(c, g) is None for c in meaning.headed_by_batches)]
