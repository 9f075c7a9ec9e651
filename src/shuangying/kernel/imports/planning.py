"""What an import would do, row by row, before anything is written."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from shuangying.core.codes import fold
from shuangying.core.matching import NameIndex
from shuangying.core.problems import Problem
from shuangying.core.sheets import Row, Table, letters, pieces
from shuangying.kernel.accounts.api import Actor, Right
from shuangying.kernel.divisions.models import Division
from shuangying.kernel.imports.identities import Asked, Known, key_of, prefixes_of
from shuangying.kernel.imports.models import Decision
from shuangying.kernel.imports.naming import Link, links_of
from shuangying.kernel.imports.row_values import Meaning, Meant, Wrong, decision_keys
from shuangying.kernel.registers.api import Register
from shuangying.kernel.registers.writing import Change

MOST_CANDIDATES = 5
BATCH = 500
SAME, NEW, LEAVE = "same", "new", "leave"


@dataclass(frozen=True)
class Candidate:
    """What a held row may be: a record by its key, or another row of the sheet; and why."""

    pk: int | None
    row: int | None
    reason: str


@dataclass
class Planned:
    """One data row, or of a wide sheet one cell of it, and what is to become of it.

    Attributes:
        fate: "write", "review", "rejected", "left_out" or "nothing" (a line of a wide sheet without a value).
        pk: the record that it is; None for a new one.
        place: the village that it is about where it says nothing else, because its sender writes only there.
        links: the records that it names inline, by reference.
        decided: a person said which record it is, here or by another name on record, so the record keeps its name and the row's is another way to write it.
        follows: where the row stands with which it is about one record; both are written as one.
        why: why it is held.
        keys: how a decision about it is remembered: for what it resembles, and for being listed twice.
    """

    row: Row
    meant: Meant
    fate: str = "write"
    pk: int | None = None
    place: Division | None = None
    links: Mapping[str, Link] = field(default_factory=dict)
    decided: bool = False
    follows: str | None = None
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

    @cached_property
    def at(self) -> str:
        """Where it stands: "12", or of a wide sheet "12F"."""
        return place_of(self.row.number, self.row.column)

    @cached_property
    def asked(self) -> Asked:
        """What it says of which record it is, once the records that it names are found."""
        return Asked(self.said, self.links, self.meant.uid)

    @property
    def said(self) -> Mapping[str, Any]:
        """Its values, with the village that is meant where it names none."""
        return {"division": self.place, **self.meant.values} if self.place else self.meant.values


def place_of(number: int, column: int) -> str:
    """Where a row, or a cell of a wide sheet, stands: "12" or "12F"."""
    return f"{number}{letters(column)}"


@dataclass
class Plan:
    """All data rows of a sheet, planned."""

    rows: list[Planned]
    day: date
    unknown_batches: list[str]
    name_column: str | None = None
    names_compared: bool = True
    place_from: str = ""

    def together(self) -> list[list[Planned]]:
        """The rows to be written, those about one record together, the leading one first."""
        groups = {one.at: [one] for one in self.rows if one.fate == "write" and one.follows is None}
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
        link = group[0].links.get(self.place_from)
        home = link.record if link is not None else values.get(self.place_from)
        if record is None and place is not None and values.get("division") is None and home is None:
            values["division"] = place
        return Change(values, record, states, self.day, group[0].number)


def plan(
    register: Register,
    actor: Actor,
    table: Table,
    meaning: Meaning,
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
        decided: the user's decisions about held rows of this sheet, by where they stand: {"verdict", "record"}.
        accepted: rows whose proposed division the user confirmed.
    """
    scope = "" if meaning.everywhere else "".join(sorted(meaning.reach.paths))
    rows = []
    for row in (piece for line in table.data for piece in pieces(line, table.layout)):
        meant = meaning.of(row)
        planned = Planned(row, meant, wrong=list(meant.wrong), keys=decision_keys(register, meant, row, scope))
        if row.number in accepted and len(meant.proposals) == 1:
            planned.accepted = meant.proposals[0]
        if planned.wrong:
            planned.fate = "rejected"
        elif table.layout.is_wide and not row.column:
            planned.fate = "nothing"
        rows.append(planned)
    open_rows = [planned for planned in rows if planned.fate == "write"]
    _name_wholes(register, actor, meaning, open_rows)
    _link(register, actor, meaning, open_rows)
    known = Known(register, actor, meaning.county, [planned.asked for planned in open_rows])
    remembered = _Remembered(register, rows, decided, known)
    for planned in open_rows:
        if planned.fate == "write":
            _identify(planned, meaning, known, remembered)
    _link_again(register, actor, open_rows)
    compared = _hold_what_resembles(rows, meaning, known, remembered)
    _hold_listed_twice(known, rows, remembered)
    _follow_those_that_are_written(rows)
    batches = _unknown_batches(table, meaning)
    return Plan(rows, meaning.day, batches, known.name_column, compared, register.place_from)


def _name_wholes(register: Register, actor: Actor, meaning: Meaning, rows: Sequence[Planned]) -> None:
    """In a wide sheet the system number is that of the record that the line is about."""
    if not meaning.across or not register.part_of:
        return
    numbers = {planned.meant.uid for planned in rows if planned.meant.uid}
    whole = register.referenced(register.part_of)
    found: dict[Any, Any] = {}
    for start in range(0, len(ordered := sorted(numbers)), BATCH):
        visible = (
            whole.visible(actor, Right.READ).select_related("division").filter(uid__in=ordered[start : start + BATCH])
        )
        found |= {record.uid: record for record in visible}
    for planned in rows:
        if (uid := planned.meant.uid) is None:
            continue
        planned.meant.uid = None
        if uid in found:
            planned.meant.values[register.part_of] = found[uid]
        else:
            _reject(planned, meaning, Problem("uid_unknown", {"text": str(uid)}))


def _link(register: Register, actor: Actor, meaning: Meaning, rows: Sequence[Planned]) -> None:
    """Find the records that rows name inline; a village clerk's rows are about the village where they say nothing else."""
    place = meaning.default_place()
    for planned in rows:
        planned.place = place if place is not None and place.level == "village" else None
    with_uid = [planned.meant.uid for planned in rows if planned.meant.uid]
    befores: dict[Any, Any] = {}
    if register.linked:
        for start in range(0, len(with_uid), BATCH):
            visible = register.visible(actor, Right.WRITE).select_related(*register.references)
            befores |= {record.uid: record for record in visible.filter(uid__in=with_uid[start : start + BATCH])}
    found = links_of(register, actor, [planned.said for planned in rows], [befores.get(one.meant.uid) for one in rows])
    for planned, links in zip(rows, found, strict=True):
        planned.links = links


def _link_again(register: Register, actor: Actor, rows: Sequence[Planned]) -> None:
    """A row found by other means names whom its record named until now, where it gives no other identity."""
    found = [one for one in rows if one.pk is not None and any(link.fresh for link in one.links.values())]
    records: dict[int, Any] = {}
    for start in range(0, len(found), BATCH):
        some = [one.pk for one in found[start : start + BATCH]]
        kept = register.model.objects.select_related(*register.references).filter(pk__in=some)
        records |= {record.pk: record for record in kept}
    befores = [records[one.pk or 0] for one in found]
    for planned, links in zip(found, links_of(register, actor, [one.said for one in found], befores), strict=True):
        planned.links = links


def _reject(planned: Planned, meaning: Meaning, problem: Problem) -> None:
    planned.fate = "rejected"
    planned.wrong.append(meaning.wrong(planned.row, "uid", problem))


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
        self.pks = known.pks_of(uids) if uids else {}

    def other_row(self, planned: Planned) -> str | None:
        """Where the row of this sheet stands that the user said is the same record."""
        here = self.decided.get(planned.at, {})
        if here.get("verdict") != SAME or here.get("record") or here.get("row") is None:
            return None
        return place_of(here["row"], planned.row.column)

    def about(self, planned: Planned, *, twice: bool = False) -> tuple[str, int | None]:
        """The verdict on a row and the record that it is, ("", None) where nobody decided."""
        here = self.decided.get(planned.at)
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
        planned.pk = known.by_uid.get(meant.uid)
        if planned.pk is None:
            _reject(planned, meaning, Problem("uid_unknown", {"text": str(meant.uid)}))
        return
    verdict, pk = remembered.about(planned)
    if verdict == LEAVE:
        planned.fate = "left_out"
        return
    if any(not link.state for link in planned.links.values()):
        return
    if verdict == SAME and pk is not None:
        planned.pk, planned.decided = pk, True
        return
    if (other := remembered.other_row(planned)) is not None:
        planned.follows, planned.decided = other, True
        return
    match = known.match(planned.asked)
    if match.pk is not None:
        planned.pk, planned.decided = match.pk, match.by_other_name
        return
    if verdict == NEW:
        planned.forced_new = True
        return
    if match.doubt:
        planned.fate, planned.why = "review", match.doubt
        planned.candidates = [Candidate(pk, None, match.doubt) for pk in match.pks[:MOST_CANDIDATES]]


def _hold_what_resembles(rows: Sequence[Planned], meaning: Meaning, known: Known, remembered: _Remembered) -> bool:
    """A new row that resembles a record or another row of the sheet is held.

    Returns:
        Whether the names of records were compared: in a large register only those of the rows' own places, while they are few.
    """
    if not known.compares_names:
        return True
    fresh = [
        one for one in rows if one.fate == "write" and one.pk is None and one.follows is None and not one.forced_new
    ]
    compared = not fresh or known.gather_names([place for one in fresh if (place := one.meant.values.get("division"))])
    for planned in fresh if compared else ():
        near = known.resembling(planned.meant.name, planned.meant.values.get("division")) if planned.meant.name else []
        if near:
            planned.fate, planned.why = "review", "resembles"
            planned.candidates = [Candidate(pk, None, reason) for pk, reason in near[:MOST_CANDIDATES]]
    _hold_what_resembles_another_row(rows, meaning)
    return compared


def _hold_what_resembles_another_row(rows: Sequence[Planned], meaning: Meaning) -> None:
    """Of two rows of a sheet that resemble each other the one with an addition is held, else the later."""
    named: dict[str, list[Planned]] = defaultdict(list)
    for planned in rows:
        if planned.meant.name and planned.fate not in ("left_out", "nothing"):
            named[fold(planned.meant.name)].append(planned)
    fresh = [planned for planned in rows if planned.fate in ("write", "review") and planned.pk is None]
    if not fresh:
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


def _hold_listed_twice(known: Known, rows: Sequence[Planned], remembered: _Remembered) -> None:
    """Rows of one sheet about one record are all held, unless a person said which of them counts and which does not."""
    for group in _about_one_record(known, rows):
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
                planned.follows = counted[0].at
        if len(undecided) == 1 and not counted:
            continue
        for planned in undecided:
            planned.fate, planned.why = "review", "listed_twice"
            others = [Candidate(other.pk, other.number, "listed_twice") for other in group if other is not planned]
            planned.candidates = others[:MOST_CANDIDATES]


def _follow_those_that_are_written(rows: Sequence[Planned]) -> None:
    """A row said to be the same record as another row waits while that one is held or refused."""
    by_place = {planned.at: planned for planned in rows}
    for planned in rows:
        other = by_place.get(planned.follows) if planned.follows is not None else None
        if planned.follows is None:
            continue
        if other is None or other.fate != "write" or other.follows is not None:
            planned.fate, planned.why = "review", "resembles"
            planned.candidates = [Candidate(other.pk, other.number, "waits")] if other else []
            planned.follows = None


def _about_one_record(known: Known, rows: Sequence[Planned]) -> list[list[Planned]]:
    by_record: dict[int, list[Planned]] = defaultdict(list)
    fresh: list[tuple[Planned, dict[str, Any]]] = []
    for planned in rows:
        if planned.fate != "write" or planned.follows is not None:
            continue
        if planned.pk is not None:
            by_record[planned.pk].append(planned)
        else:
            fresh.append((planned, dict(known.own(planned.asked))))
    groups = [group for group in by_record.values() if len(group) > 1]
    seen: set[str] = set()
    for position, identity in enumerate(known.identities):
        if position == len(known.register.identity):
            fresh = [(planned, {**own, "division": known.village(planned.asked)}) for planned, own in fresh]
        by_key: dict[tuple[Any, ...], list[tuple[Planned, dict[str, Any]]]] = defaultdict(list)
        for planned, own in fresh:
            if planned.at not in seen and (key := key_of(identity, own)) is not None:
                by_key[key].append((planned, own))
        for members in by_key.values():
            if len(members) == 1:
                continue
            stronger = known.identities[:position]
            group = [
                one
                for one, own in members
                if any(_agree(own, theirs, stronger) for other, theirs in members if other is not one)
            ]
            if len(group) > 1:
                groups.append(group)
                seen.update(one.at for one in group)
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
