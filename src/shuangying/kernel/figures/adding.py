"""Figures that count or sum: all of one source in one statement, with what units report beside their records."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from shuangying.kernel.figures.asked import Asked, Place
from shuangying.kernel.figures.declaration import Figure, Source
from shuangying.kernel.figures.reports import RECORDS, TALLY, Difference, Key, Reports, reports_of
from shuangying.kernel.figures.rows import as_of, between, column, condition, day_of, since

AS_STORED = F("division_id") + 0
"""A row's division, to group by: no index has it in this form, so that rows are read as they lie and not one by one by division,
which at 200,000 rows takes a third longer and at a million three times as long."""

Owner = Key | None
"""Whose an amount is: a reporter's, or None for records that belong to nobody who reports."""


@dataclass(slots=True)
class Amount:
    """Some rows: how many there are, how many of them a figure counts, their sum, and what was reported instead of records."""

    rows: int = 0
    records: int = 0
    statements: int = 0
    amount: int | Decimal | None = None
    tallies: int = 0
    tallied: int = 0

    def add(self, other: "Amount") -> None:
        """Add another amount to this one."""
        self.rows += other.rows
        self.records += other.records
        self.statements += other.statements
        self.tallies += other.tallies
        self.tallied += other.tallied
        if other.amount is not None:
            self.amount = other.amount if self.amount is None else self.amount + other.amount

    def number(self, figure: Figure) -> int | Decimal | None:
        """The figure's number; None where it sums records of which none has an amount."""
        if not figure.sums:
            return self.records + self.tallied
        if self.amount is None and self.records and not self.tallies:
            return None
        nothing = Decimal(0) if figure.kind in ("money", "area") else 0
        return (nothing if self.amount is None else self.amount) + self.tallied


@dataclass(slots=True)
class Day:
    """What a figure adds up to on one day: by place and owner, what counts of each reporter, and where both differ."""

    places: dict[Place, dict[Owner, Amount]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(Amount)))
    settled: dict[Key, str] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)
    _totals: dict[Place, Amount] = field(default_factory=dict)

    def total(self, place: Place) -> Amount:
        """Everything in a place."""
        if place not in self._totals:
            total = self._totals[place] = Amount()
            for amount in self.places.get(place, {}).values():
                total.add(amount)
        return self._totals[place]


@dataclass(slots=True)
class Group:
    """Rows that are asked about together: of one division, unit and day as far as these matter."""

    division_id: int | None
    unit_id: int | None
    day: date | None
    rows: int
    amounts: dict[Figure, Amount]

    def place(self, asked: Asked) -> Place:
        """The part that its rows are counted in."""
        return int(asked.division.id) if self.division_id is None else asked.place_of(self.division_id)


@dataclass
class Added:
    """What the figures of one source add up to, and how many rows it has in each place."""

    asked: Asked
    rows: Mapping[Place, int]
    reports: Mapping[Figure, Reports]
    days: Mapping[Figure, Mapping[date, Day]]


def add_up(source: Source, figures: Sequence[Figure], asked: Asked, days: Sequence[date] = ()) -> Added:
    """Ask the database once and share out what it says by figure, day, place and owner.

    Args:
        source: the source of all of them.
        figures: figures that count or sum.
        asked: the question.
        days: for a course the days, in order; by default the day asked for.
    """
    running = any(figure.running for figure in figures)
    first = None if running else (days[0] if days else asked.day)
    reports = reports_of(figures, asked, since=first)
    reported = any(reports.values())
    by_day = bool(source.on) and (bool(days) or (reported and running))
    keys: dict[str, Any] = {}
    if asked.by or reported:
        keys["division_id"] = AS_STORED
    if any(one.told_by_unit for one in reports.values() if one):
        keys["own_unit"] = F(f"{source.unit}_id")
    if by_day:
        keys["own_day"] = day_of(source)
    groups = list(_groups(source, figures, _rows(source, asked, reports.values()), asked, keys, running, first))
    rows: dict[Place, int] = defaultdict(int)
    for group in groups:
        rows[group.place(asked)] += group.rows
    found = {figure: _share_out(figure, groups, reports[figure], asked) for figure in figures}
    return Added(asked, rows, reports, found)


def _rows(source: Source, asked: Asked, reports: Iterable[Reports]) -> QuerySet[Any]:
    """The rows in the division asked about, and those that units there keep elsewhere: they say whether a tally counts."""
    rows = as_of(source, asked.day)
    keepers = {
        reporter.key
        for one in reports
        if one.told_by_unit
        for reporter in one.reporters.values()
        if asked.holds(reporter.division_id)
    }
    if asked.whole_county or not keepers:
        return asked.within(rows)
    return rows.filter(Q(division__in=asked.held) | Q(**{f"{source.unit}__in": keepers}))


def _groups(
    source: Source,
    figures: Sequence[Figure],
    rows: QuerySet[Any],
    asked: Asked,
    keys: Mapping[str, Any],
    running: bool,
    first: date | None,
) -> Iterator[Group]:
    """The rows by these keys, with what each figure counts and sums of them."""
    if source.on and first is not None:
        rows = rows.filter(between(source, first, asked.day))
    day_alone = since(source, asked.day) if source.on and running and "own_day" not in keys else Q()
    wanted = {figure: condition(figure, asked.day) & (Q() if figure.running else day_alone) for figure in figures}
    cells = {asked_for: f"n_{n}" for n, asked_for in enumerate(dict.fromkeys([Q(), day_alone, *wanted.values()]))}
    counts = {name: Count("pk", filter=asked_for or None) for asked_for, name in cells.items()}
    sums = {
        f"{cells[wanted[figure]]}_{figure.sums}": Sum(column(source, figure.sums), filter=wanted[figure] or None)
        for figure in figures
        if figure.sums
    }
    named = {f"key_{name}": way for name, way in keys.items()}
    stated: dict[tuple[Any, ...], Mapping[str, Any]] = {}
    if source.stages is not None:
        by_statement = rows.filter(basis="statement")
        stated = {_key(row, named): row for row in _grouped(by_statement, named, counts)}
    for row in _grouped(rows, named, counts | sums):
        said = stated.get(_key(row, named), {})
        amounts = {}
        for figure in figures:
            cell = cells[wanted[figure]]
            amounts[figure] = Amount(
                row[cells[Q() if figure.running else day_alone]],
                row[cell],
                said.get(cell, 0),
                row[f"{cell}_{figure.sums}"] if figure.sums else None,
            )
        yield Group(
            row.get("key_division_id"), row.get("key_own_unit"), row.get("key_own_day"), row[cells[Q()]], amounts
        )


def _grouped(rows: QuerySet[Any], keys: Mapping[str, Any], cells: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """Conditional counts and sums: of everything in one pass without sorting, or by the keys."""
    if not keys:
        return [rows.aggregate(**cells)]
    found: Iterable[Mapping[str, Any]] = rows.values(**keys).annotate(**cells)
    return found


def _key(row: Mapping[str, Any], keys: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in keys)


def _share_out(figure: Figure, groups: Iterable[Group], reports: Reports, asked: Asked) -> dict[date, Day]:
    """The groups and tallies of a figure by day, place and owner; of each reporter and day only what counts."""
    kept: dict[tuple[Key, date], dict[Place, Amount]] = defaultdict(dict)
    days: dict[date, Day] = defaultdict(Day)
    for group in groups:
        amount = group.amounts[figure]
        if not amount.rows:
            continue
        day, place = group.day or asked.day, group.place(asked)
        owner = (
            None if group.division_id is None or not reports else reports.of_record(group.division_id, group.unit_id)
        )
        if owner not in reports.reporters:
            days[day].places[place][owner].add(amount)
        else:
            kept[owner, day].setdefault(place, Amount()).add(amount)
    for owner, day in dict.fromkeys([*kept, *reports.tallies]):
        _settle(owner, day, kept.get((owner, day), {}), reports, asked, days[day], figure)
    return dict(days)


def _settle(
    owner: Key, day: date, kept: Mapping[Place, Amount], reports: Reports, asked: Asked, found: Day, figure: Figure
) -> None:
    rows = sum(amount.rows for amount in kept.values())
    counted = reports.counts(owner, day, rows)
    tally = reports.tallies.get((owner, day))
    reporter = reports.reporters[owner]
    here = asked.holds(reporter.division_id)
    if counted is not None:
        found.settled[owner] = counted
    if counted == RECORDS:
        for place, amount in kept.items():
            found.places[place][owner].add(amount)
    elif counted == TALLY and here and tally is not None:
        found.places[asked.place_of(reporter.division_id)][owner].add(Amount(tallies=1, tallied=tally))
    if tally is None or not here:
        return
    everything = Amount()
    for amount in kept.values():
        everything.add(amount)
    records = everything.number(figure) if rows else None
    if (rows and records != tally) or counted is None:
        found.differences.append(Difference(reporter, day, tally, records, counted or ""))
