"""Whether a number is known in a place: 0 is a report, silence is not."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from shuangying.kernel.figures.adding import Added, Amount, Day, Owner
from shuangying.kernel.figures.asked import Place
from shuangying.kernel.figures.declaration import Figure
from shuangying.kernel.figures.reports import RECORDS, TALLY, Difference, Key, Reporter

Number = int | Decimal
NO_DAY = Day()


@dataclass(frozen=True)
class Known:
    """What is known of a figure in a place.

    Attributes:
        number: None where nothing is known.
        total: the rows, records and tallies behind it.
        owners: the number of each reporter that is known, and under None that of records that belong to nobody who reports.
        silent: who owes an answer and has not given it.
        differences: days on which tallies and records differ.
    """

    number: Number | None
    total: Amount
    owners: Mapping[Owner, Number]
    silent: Sequence[Reporter]
    differences: Sequence[Difference]


class Knowledge:
    """What is known of one figure on a day, or up to it for a running total.

    Args:
        figure: the figure.
        added: what its source adds up to.
        day: the day.
        began: whether a list kept by the county had begun by the day.
    """

    def __init__(self, figure: Figure, added: Added, day: date, began: Any) -> None:
        self.figure, self.asked, self.day, self.began = figure, added.asked, day, began
        self.reports = added.reports[figure]
        self.days: Mapping[date, Day] = {
            one: found for one, found in added.days[figure].items() if one == day or (figure.running and one < day)
        }

    def of(self, place: Place, node: Any) -> Known:
        """What is known in a place; its node tells who stands above it."""
        total, over = self._total(place), self._over(place, node)
        is_known, listed = self._is_known(total, place, over)
        answering = [one for one in self._here.get(place, ()) if self._concerned(one.key)]
        asked = answering if over is None else [self.reports.reporters[over]]
        numbers = {
            owner: number
            for owner, amount in self._owners.get(place, {}).items()
            if (number := amount.number(self.figure)) is not None
        }
        nothing = Amount().number(self.figure) or 0
        if listed:
            numbers.setdefault(None, nothing)
        for one in answering:
            if self._said(one.key) and one.key not in self._owners.get(place, {}):
                numbers[one.key] = nothing
        return Known(
            total.number(self.figure) if is_known else None,
            total,
            numbers,
            [one for one in asked if self.silent(one.key)],
            self._differences.get(place, ()),
        )

    def number(self, place: Place, node: Any) -> Number | None:
        """The number alone, None where nothing is known."""
        total = self._total(place)
        is_known, _listed = self._is_known(total, place, self._over(place, node))
        return total.number(self.figure) if is_known else None

    def _is_known(self, total: Amount, place: Place, over: Key | None) -> tuple[bool, bool]:
        """Whether the number is known, and whether as that of a list which the county keeps."""
        said = bool(total.rows or total.tallies)
        if over is not None:
            return said or self._nothing_below(over), False
        answering = [one.key for one in self._here.get(place, ()) if self._concerned(one.key)]
        if answering:
            return said or any(self._said(key) for key in answering), False
        if said and not self.reports:
            return True, False
        begun = bool(self.began)
        return said or begun, begun

    def _total(self, place: Place) -> Amount:
        total = Amount()
        for day in self.days.values():
            total.add(day.total(place))
        return total

    def _over(self, place: Place, node: Any) -> Key | None:
        """The nearest unit above a place that reports for it, where none does in it."""
        if not self.reports or place is None or self._here.get(place):
            return None
        return self.reports.over(node.id)

    def silent(self, key: Key) -> bool:
        """Whether an answer that was owed is missing: of the day, or for a running total of any day up to it."""
        if not self.figure.running or self.reports.standing:
            return self.reports.owes(key, self.day) and not self._said(key)
        owed = self.reports.owed_days(key, date.min, self.day)
        return any(key not in self.days.get(day, NO_DAY).settled for day in owed)

    @cached_property
    def _owners(self) -> Mapping[Place, Mapping[Owner, Amount]]:
        found: dict[Place, dict[Owner, Amount]] = defaultdict(dict)
        for day in self.days.values():
            for place, owners in day.places.items():
                for owner, amount in owners.items():
                    found[place].setdefault(owner, Amount()).add(amount)
        return found

    @cached_property
    def _here(self) -> Mapping[Place, Sequence[Reporter]]:
        found: dict[Place, list[Reporter]] = defaultdict(list)
        for reporter in self.reports.reporters.values():
            if self.asked.holds(reporter.division_id):
                found[self.asked.place_of(reporter.division_id)].append(reporter)
        return found

    @cached_property
    def _differences(self) -> Mapping[Place, Sequence[Difference]]:
        found: dict[Place, list[Difference]] = defaultdict(list)
        for _day, told in sorted(self.days.items()):
            for one in told.differences:
                found[self.asked.place_of(one.reporter.division_id)].append(one)
        return found

    def _said(self, key: Key) -> bool:
        return any(key in day.settled for day in self.days.values())

    def _concerned(self, key: Key) -> bool:
        """Whether somebody owes an answer, or reported a number without owing it."""
        if self.reports.owes(key, self.day) or any(day.settled.get(key) == TALLY for day in self.days.values()):
            return True
        return self.figure.running and any(begun <= self.day for begun, _ended in self.reports.duties.get(key, ()))

    def _nothing_below(self, key: Key) -> bool:
        """Whether what the unit above says leaves nothing open for a place below it: its own records, or 0."""
        said = [(day, found.settled[key]) for day, found in self.days.items() if key in found.settled]
        return bool(said) and all(how == RECORDS or self.reports.tallies.get((key, day)) == 0 for day, how in said)
