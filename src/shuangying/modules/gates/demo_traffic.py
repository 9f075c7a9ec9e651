"""The ordinary traffic of the demonstration's gates: how many pass where on each day, in which cars, and what becomes of them.

All of it is invented but for what shapes it: the ring from 27 January, three exits of which one stays open from 29 January
18:00, the State Council's correction of 11 February, and totals as the county reported them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import accumulate, cycle, islice, pairwise
from random import Random
from typing import Any

from shuangying.core.calendar import SHANGHAI, day_begins

VEHICLES = 40_340
"""Vehicles to 5 March, with those that are only reported as numbers ("4万余辆")."""
TURNED_BACK = 2_540
"""Vehicles turned back ("2500余辆")."""
FIRST, LAST = date(2020, 1, 25), date(2020, 3, 5)
RING = date(2020, 1, 27)
"""The province's ring: from 0:00 of this day vehicles from Hubei are turned back."""
EXITS_SHUT = datetime(2020, 1, 29, 18, tzinfo=SHANGHAI)
CORRECTED = date(2020, 2, 11)
"""The State Council corrects that everybody from outside is turned back: from here on few are."""
CODES = date(2020, 2, 25)
"""The electronic health pass begins."""
ALL_OBSERVED = date(2020, 3, 1)
"""Returnees from other provinces are all observed (the article's rule for March; its day is invented)."""
CODE_NEEDED = date(2020, 3, 3)
"""Who has no code is observed until there is one (the article's rule for March; its day is invented)."""

BUSY = tuple(
    int(number)
    for number in [
        "380",
        "900",
        "1700",
        "2000",
        "1900",
        "1060",
        "990",
        "1000",
        "1080",
        "1020",
        "860",
        "760",
        "720",
        "700",
        "720",
        "800",
        "980",
        "900",
        "860",
        "840",
        "850",
        "820",
        "840",
        "960",
        "980",
        "1000",
        "1000",
        "1010",
        "990",
        "1000",
        "1150",
        "1140",
        "1120",
        "1120",
        "1100",
        "1060",
        "1080",
        "1120",
        "1140",
        "1130",
        "1120",
    ]
)
"""How busy the days are beside each other, from the first day of the lunar year on."""
SHARE_TURNED_BACK = (
    (CORRECTED + timedelta(6), 2),
    (CORRECTED, 4),
    (date(2020, 2, 6), 8),
    (date(2020, 1, 30), 11),
    (RING, 13),
)
"""From which day on how many of a hundred vehicles are turned back, latest first; before the ring nobody is."""
SIZES = (1, 2, 3, 1, 2, 4, 1, 2, 1, 3, 2, 1, 2, 5, 1, 2, 3, 1, 2, 1, 4, 2, 1, 2, 2)
SIZES_TURNED_BACK = (1, 2, 1, 2, 2)
HOURS = (1, 1, 1, 1, 1, 2, 5, 9, 11, 11, 10, 8, 6, 8, 9, 9, 9, 8, 6, 4, 3, 2, 2, 1)

HERE = "371722"
HUBEI = ("421300", "420100", "420900", "421100", "421000", "420500", "420600", "421200", "420300", "421303", "421381")
KEY_AREAS = (
    "411500",
    "411300",
    "411700",
    "330300",
    "331000",
    "341200",
    "341600",
    "430600",
    "430100",
    "360100",
    "500000",
)
OTHERS = ("411425", "411400", "341321", "320321", "320300", "410100", "310000", "110000", "320500", "330100", "341300")
IN_PROVINCE = (
    "371721",
    "371723",
    "371724",
    "370828",
    "370827",
    "371702",
    "370811",
    "370100",
    "371300",
    "370400",
    "370200",
)
PLATES = {
    **{"11": "京", "31": "沪", "32": "苏", "33": "浙", "34": "皖", "36": "赣"},
    **{"37": "鲁", "41": "豫", "42": "鄂", "43": "湘", "50": "渝"},
}
SHORTEST_TRIP = timedelta(minutes=25)
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass(slots=True)
class Gate:
    """A checkpoint as the traffic sees it: how much passes it beside the others, and how much of that is from afar."""

    name: str
    weight: int
    from_afar: float
    first: datetime
    last: datetime


@dataclass(slots=True, eq=False)
class Party:
    """People who travel together in one vehicle.

    Attributes:
        people: residents, or numbers of people from elsewhere who are still to be written.
        home: the code of the division where they live; "" for residents of the county.
    """

    people: list[Any]
    vehicle: str
    plate: str
    home: str = ""
    inside: bool = False
    last_on: date = date.min


@dataclass(slots=True)
class Pass:
    """One passage, and for each of its people what is written about them."""

    gate: str
    at: datetime
    direction: str
    party: Party
    people: list[dict[str, Any]] = field(default_factory=list)


def days() -> list[date]:
    """The days told."""
    return [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]


def whole_numbers(total: int, weights: Sequence[float]) -> list[int]:
    """Split a number by weights into whole numbers that sum to it; each is its share rounded up or down."""
    whole = sum(weights)
    marks = [round(total * mark / whole) for mark in accumulate(weights, initial=0.0)]
    return [after - before for before, after in pairwise(marks)]


def quotas(gates: Iterable[Gate], silent: Iterable[tuple[str, date]]) -> dict[tuple[date, str], tuple[int, int]]:
    """How many vehicles pass each gate on each day, and how many of them are turned back.

    Args:
        gates: the gates.
        silent: gates and days of which nothing is known.
    """
    cells: list[tuple[date, str]] = []
    passing: list[float] = []
    turned: list[float] = []
    for day, busy in zip(days(), BUSY, strict=True):
        share = next((part for begun, part in SHARE_TURNED_BACK if begun <= day), 0)
        open_ones = [gate for gate in gates if gate.first.date() <= day and day_begins(day) < gate.last]
        whole = sum(gate.weight for gate in open_ones)
        for gate in open_ones:
            if (gate.name, day) not in silent:
                cells.append((day, gate.name))
                passing.append(busy * gate.weight / whole)
                turned.append(passing[-1] * share * gate.from_afar)
    pairs = zip(whole_numbers(VEHICLES, passing), whole_numbers(TURNED_BACK, turned), strict=True)
    return dict(zip(cells, pairs, strict=True))


class Traffic:
    """Who passes the gates, day after day. Nobody is at two gates on one day, and who is turned back or observed stays away.

    Args:
        dice: the dice of the story.
        residents: lists of people of one household or neighbourhood who may share a car, the first of whom drives.
        returning: residents who come home from elsewhere once, each of them alone.
    """

    def __init__(self, dice: Random, residents: Sequence[Sequence[Any]], returning: Sequence[Any]) -> None:
        self.dice = dice
        self.strangers: list[str] = []
        """People from elsewhere, by number: the code of the division where each lives."""
        self._plates: set[str] = set()
        self._sizes, self._sizes_turned_back = cycle(SIZES), cycle(SIZES_TURNED_BACK)
        self._returning = iter(returning)
        self._own = [Party(list(people), *self._vehicle("37")) for people in residents]
        self._near: list[Party] = []
        self._far: list[Party] = []

    def of_day(self, day: date, gate: Gate, vehicles: int, turned_back: int) -> Iterator[Pass]:
        """All passages of a gate on a day.

        Args:
            vehicles: how many vehicles pass.
            turned_back: how many of them are turned back.
        """
        for _n in range(turned_back):
            yield self._told(day, gate, self._turned_back(day), "in", back=True)
        left = vehicles - turned_back
        for party in self._come_home(day, left):
            yield self._told(day, gate, party, "in")
            left -= 1
        for party in self._free(self._own, day, int(left * 0.31)):
            left -= 2
            out, home = self._out_and_home(day, gate)
            yield self._told(day, gate, party, "out", out)
            yield self._told(day, gate, party, "in", home)
        far = round(left * (0.3 if day < CORRECTED else 0.24))
        for pool, wanted, codes in ((self._far, far, OTHERS), (self._near, left - far, IN_PROVINCE)):
            for party in self._known_or_new(pool, day, wanted, codes):
                party.inside = not party.inside
                yield self._told(day, gate, party, "in" if party.inside else "out")

    def _turned_back(self, day: date) -> Party:
        codes = HUBEI if self.dice.random() < (0.45 if day < CORRECTED else 0.15) else KEY_AREAS
        return self._strangers_from(self.dice.choice(codes), next(self._sizes_turned_back))

    def _come_home(self, day: date, at_most: int) -> Iterator[Party]:
        """Residents who return from Hubei or, once all are observed, from other provinces: to be observed."""
        early = {0: 3, 1: 5, 2: 4, 3: 3, 4: 2}.get((day - FIRST).days, 1 if day.day % 3 == 0 else 0)
        number = self.dice.randint(0, early) if day < ALL_OBSERVED else self.dice.randint(2, 6)
        for person in [next(self._returning, None) for _n in range(min(number, at_most))]:
            if person is not None:
                code = self.dice.choice(HUBEI if day < ALL_OBSERVED else KEY_AREAS)
                yield Party([person], *self._vehicle(code[:2]), home=code)

    def _free(self, pool: list[Party], day: date, wanted: int) -> list[Party]:
        """Parties of a pool that have not travelled on the day, those that rested longest first."""
        found = [party for party in pool[:wanted] if party.last_on < day]
        for party in found:
            party.last_on = day
        del pool[: len(found)]
        pool.extend(found)
        return found

    def _known_or_new(self, pool: list[Party], day: date, wanted: int, codes: Sequence[str]) -> list[Party]:
        found = self._free(pool, day, int(wanted * 0.72))
        new = [self._strangers_from(self.dice.choice(codes), next(self._sizes)) for _n in range(wanted - len(found))]
        for party in new:
            party.last_on = day
        pool.extend(new)
        return [*found, *new]

    def _strangers_from(self, code: str, size: int) -> Party:
        first = len(self.strangers)
        self.strangers += [code] * size
        return Party(list(range(first, first + size)), *self._vehicle(code[:2], size), home=code)

    def _vehicle(self, province: str, size: int = 4) -> tuple[str, str]:
        kind = "truck" if size <= 2 and self.dice.random() < 0.3 else "car"
        issued = PLATES[province] if self.dice.random() < 0.9 else self.dice.choice(list(PLATES.values()))
        while True:
            letter = "R" if issued == "鲁" and self.dice.random() < 0.7 else self.dice.choice(LETTERS)
            plate = f"{issued}{letter}{self.dice.choice(LETTERS)}{self.dice.randrange(10_000):04}"
            if plate not in self._plates:
                self._plates.add(plate)
                return kind, plate

    def _clock(self, day: date, gate: Gate) -> datetime:
        """A time of the day while the gate is open, more often when more drive."""
        while True:
            (hour,) = self.dice.choices(range(24), HOURS)
            at = datetime.combine(day, time(hour, self.dice.randrange(60)), SHANGHAI)
            if gate.first <= at < gate.last:
                return at

    def _out_and_home(self, day: date, gate: Gate) -> tuple[datetime, datetime]:
        while True:
            out, home = sorted((self._clock(day, gate), self._clock(day, gate)))
            if home - out >= SHORTEST_TRIP:
                return out, home

    def _told(
        self, day: date, gate: Gate, party: Party, direction: str, at: datetime | None = None, *, back: bool = False
    ) -> Pass:
        told = Pass(gate.name, at or self._clock(day, gate), direction, party)
        for number, person in enumerate(party.people):
            told.people.append(
                {"person": person, "seat": "passenger" if number else "driver"} | self._judged(told, day, back=back)
            )
        return told

    def _judged(self, told: Pass, day: date, *, back: bool) -> dict[str, Any]:
        """What is asked and measured of one person, and decided by the rules of the day."""
        home, coming = told.party.home, told.direction == "in"
        returns = coming and home[:2] not in ("", "37") and not isinstance(told.party.people[0], int)
        fever = coming and not back and self.dice.random() < 0.0004
        degrees = self.dice.uniform(37.3, 38.6) if fever else min(37.2, max(35.7, self.dice.gauss(36.4, 0.25)))
        near = self.dice.choice(IN_PROVINCE) if not home else ""
        found: dict[str, Any] = {
            "origin": (home or near) if coming else HERE,
            "destination": HERE if coming else (home or near),
            "temperature": Decimal(f"{degrees:.1f}"),
            "outcome": "pass" if home in ("", *IN_PROVINCE) else "register",
        }
        if coming and not back and self.dice.random() < 0.008:
            del found["origin"]
        elif coming and home and home[:2] != "37":
            found["exposed"] = home in (*HUBEI, *KEY_AREAS)
        if day >= CODES:
            found["health_code"] = (
                self.dice.choices(("green", "none", "yellow"), (975, 22, 3))[0] if not back else "none"
            )
        if back:
            return found | {"outcome": "turn_back"}
        if fever:
            return found | {"outcome": "medical", "symptoms": self.dice.choice(("发热", "发热、咳嗽", "发热、乏力"))}
        without_code = found.get("health_code") == "none" and day >= CODE_NEEDED and self.dice.random() < 0.3
        if (returns and (day >= RING or home in HUBEI)) or (coming and without_code):
            found["outcome"] = "observe"
        return found


def pools(residents: Sequence[Any]) -> tuple[list[Sequence[Any]], list[Any]]:
    """Who of the residents shares a car, and who returns from elsewhere.

    Args:
        residents: grown-up residents, neighbours beside each other.

    Returns:
        Lists of people for cars, and people who come home once.
    """
    alone = list(residents[::18])
    left = [one for number, one in enumerate(residents) if number % 18]
    marks = list(accumulate(islice(cycle(SIZES), len(left)), initial=0))
    return [left[begun:ended] for begun, ended in pairwise(marks) if ended <= len(left)], alone
