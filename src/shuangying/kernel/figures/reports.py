"""What units said of a figure up to a day, and whether a unit's tally or its records count on a day."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from shuangying.kernel.figures.asked import Asked
from shuangying.kernel.figures.declaration import Figure
from shuangying.kernel.figures.models import Tally, TallyDuty
from shuangying.kernel.figures.reporting import is_reported
from shuangying.kernel.registers.api import TOWNSHIP

RECORDS, TALLY = "records", "tally"

Key = int | str
"""Who reports: a unit's id, or the code of a township that keeps a list of its own."""


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who reports a figure: a unit, or a township that keeps a list of its own."""

    key: Key
    name: str
    division_id: int


@dataclass(frozen=True, slots=True)
class Difference:
    """A day on which a unit's tally and its records differ; `counted` says which of them counts."""

    reporter: Reporter
    day: date
    tally: int
    records: Any
    counted: str


@dataclass
class Reports:
    """What units owe and said of one figure.

    Attributes:
        reporters: who reports, by key.
        reported: whether anybody reports it at all; the county alone keeps the list of other figures.
        standing: every reporter owes it always, because the register says that townships keep its list.
        told_by_unit: records name the unit that they belong to; else they belong to the unit of their division.
    """

    tree: Any
    reported: bool = False
    standing: bool = False
    told_by_unit: bool = False
    reporters: dict[Key, Reporter] = field(default_factory=dict)
    duties: dict[Key, list[tuple[date, date | None]]] = field(default_factory=lambda: defaultdict(list))
    records_from: dict[Key, date] = field(default_factory=dict)
    tallies: dict[tuple[Key, date], int] = field(default_factory=dict)
    at: dict[int, Key] = field(default_factory=dict)
    _of: dict[int, Key | None] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return self.reported

    def add(self, reporter: Reporter) -> None:
        """Take in somebody who reports."""
        self.reporters[reporter.key] = reporter
        self.at.setdefault(reporter.division_id, reporter.key)
        unit = self.tree.place(reporter.division_id) if reporter.division_id in self.tree.nodes else None
        if unit is not None:
            self.at.setdefault(unit, reporter.key)

    def owes(self, key: Key, day: date) -> bool:
        """Whether an answer is due for the day."""
        return self.standing or any(
            begun <= day and (ended is None or day < ended) for begun, ended in self.duties.get(key, ())
        )

    def keeps(self, key: Key, day: date) -> bool:
        """Whether the unit's records count on the day, whatever it reports."""
        begun = self.records_from.get(key)
        return begun is not None and begun <= day

    def counts(self, key: Key, day: date, rows: int) -> str | None:
        """What counts of a unit on a day with so many rows: its `RECORDS`, its `TALLY`, or nothing is known."""
        tally = self.tallies.get((key, day))
        if self.keeps(key, day):
            return RECORDS if rows else TALLY if tally == 0 else None
        if tally is not None:
            return TALLY
        return RECORDS if rows else None

    def of_record(self, division_id: int, unit_id: int | None) -> Key | None:
        """Who a record belongs to: the unit that it names, or the nearest one that reports, at its division or above."""
        if self.told_by_unit:
            return unit_id
        if division_id not in self._of:
            self._of[division_id] = self.at.get(division_id) or self.over(division_id)
        return self._of[division_id]

    def over(self, division_id: int) -> Key | None:
        """The nearest reporter at the division's unit of the day or above it."""
        if division_id not in self.tree.nodes:
            return None
        unit = self.tree.place(division_id)
        above = [] if unit is None else [unit, *(node.id for node in self.tree.ancestors(unit))]
        return next((self.at[id_] for id_ in above if id_ in self.at), None)

    def owed_days(self, key: Key, first: date, last: date) -> Iterable[date]:
        """The days of a period for which an answer was due."""
        for begun, ended in self.duties.get(key, ()):
            day, end = max(begun, first), min(last, ended - timedelta(days=1) if ended else last)
            while day <= end:
                yield day
                day += timedelta(days=1)


def reports_of(figures: Iterable[Figure], asked: Asked, *, since: date | None) -> Mapping[Figure, Reports]:
    """What was owed and said of each of these figures of one source.

    Args:
        figures: figures that count or sum.
        asked: the question.
        since: tallies from this day on; None for all.
    """
    found: dict[Figure, Reports] = {}
    by_id: dict[str, list[Reports]] = defaultdict(list)
    for figure in figures:
        reports = found[figure] = Reports(asked.tree, told_by_unit=bool(figure.source.unit))
        if is_reported(figure):
            reports.reported = True
            by_id[figure.reported_as().id].append(reports)
    if by_id:
        _read(by_id, asked, since)
    for figure, reports in found.items():
        if figure.register.kept_by == TOWNSHIP and not reports.duties:
            _keep_lists(reports)
    return found


def _read(by_id: Mapping[str, list[Reports]], asked: Asked, since: date | None) -> None:
    duties = TallyDuty.objects.live().filter(figure__in=by_id).order_by("unit_id", "from_on")
    for id_, unit_id, name, division_id, begun, ended, records_from in duties.values_list(
        "figure", "unit_id", "unit__name", "division_id", "from_on", "until_on", "records_from"
    ):
        for reports in by_id[id_]:
            reports.add(Reporter(unit_id, name, division_id))
            reports.duties[unit_id].append((begun, ended))
            if records_from is not None:
                known = reports.records_from.get(unit_id, records_from)
                reports.records_from[unit_id] = min(known, records_from)
    tallies = Tally.objects.live().filter(figure__in=by_id, day__lte=asked.day)
    if since is not None:
        tallies = tallies.filter(day__gte=since)
    for id_, unit_id, name, division_id, day, value in tallies.order_by("unit_id").values_list(
        "figure", "unit_id", "unit__name", "division_id", "day", "value"
    ):
        for reports in by_id[id_]:
            if unit_id not in reports.reporters:
                reports.add(Reporter(unit_id, name, division_id))
            reports.tallies[unit_id, day] = value


def _keep_lists(reports: Reports) -> None:
    """Every township answers for its own list; a number that one of its units reports is the township's."""
    told = [(reports.reporters[key], day, value) for (key, day), value in reports.tallies.items()]
    reports.reporters, reports.at, reports.tallies, reports.standing = {}, {}, {}, True
    reports.told_by_unit, reports.reported = False, True
    for node in reports.tree.at_level("township"):
        reports.add(Reporter(node.code, node.name, node.id))
    for reporter, day, value in told:
        key = reports.over(reporter.division_id)
        if key is not None:
            reports.tallies[key, day] = reports.tallies.get((key, day), 0) + value
