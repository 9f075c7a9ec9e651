"""Who of the demonstration is isolated where, from when until when: planned as a whole, so that nobody is in two places."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from shuangying.modules.people.models import DAYS, Isolation

FACILITY, HOME, OBSERVATION = Isolation.Kind.FACILITY, Isolation.Kind.HOME, Isolation.Kind.OBSERVATION
COMPLETED, LIFTED, TRANSFERRED, HOSPITAL = (
    Isolation.Outcome.COMPLETED,
    Isolation.Outcome.LIFTED,
    Isolation.Outcome.TRANSFERRED,
    Isolation.Outcome.HOSPITAL,
)
RING = date(2020, 1, 27)
"""The province's control ring: from here on who returns from Hubei is not only kept at home."""

RETURN, WORKERS, RESUMPTION = "return", "workers", "resumption"
"""The three waves: those who came home for the new year, the workers of one night's screening, those who go back to work."""

RETURNS = (date(2020, 1, 20), (2, 3, 6, 9, 14, 13, 12, 11, 10, 9, 8, 6, 5, 4, 3, 2, 2, 1))
NIGHT = {date(2020, 2, 2): 41, date(2020, 2, 3): 45, date(2020, 2, 4): 17}
"""How many of the 103 workers came under control on which day."""
RESUMPTIONS = (date(2020, 2, 8), (1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 4, 4, 4, 4, 4, 4, 4, 4, 4, 3, 3, 3))
RENCHENG = (date(2020, 2, 21), date(2020, 2, 25))
"""Days on which workers came back from 任城, where an outbreak was told of on 20 February."""
CODES = date(2020, 3, 1)


@dataclass
class Stay:
    """One isolation before and after it is written."""

    person: Any
    wave: str
    kind: str
    cause: str
    from_on: date
    due_on: date
    exposed_on: date | None = None
    room: Any = None
    released_on: date | None = None
    outcome: str = ""
    record: Any = None

    @property
    def place(self) -> Any:
        """The division in which somebody is isolated."""
        return self.room.division if self.room else self.person.division

    def days(self, today: date) -> Iterator[date]:
        """The days at whose end somebody is isolated, up to today."""
        last = min(today, self.released_on - timedelta(days=1) if self.released_on else today)
        for n in range((last - self.from_on).days + 1):
            yield self.from_on + timedelta(days=n)


@dataclass
class Rooms:
    """The rooms of the facilities, each with the day from which it is free again."""

    facilities: Mapping[Any, Sequence[Any]]
    free_from: dict[Any, date] = field(default_factory=dict)

    def take(self, day: date, until: date, *, most: int | None = None) -> Any:
        """A room free from the day on, taken until another; None where all are taken."""
        for facility, rooms in self.facilities.items():
            if day < facility.from_on or (facility.until_on and until > facility.until_on):
                continue
            for room in rooms[:most]:
                if self.free_from.get(room.pk, day) <= day:
                    self.free_from[room.pk] = until
                    return room
        return None


def plan(
    people: Sequence[Any], neighbours: Sequence[Any], rooms: Rooms, dice: random.Random, today: date
) -> list[Stay]:
    """All stays in the order of their first days.

    Args:
        people: who is isolated, in no order; the first 103 are the workers.
        neighbours: people who are isolated at home in the villages of the first red agents.
        rooms: the rooms of the facilities.
        dice: the dice of this part of the story.
        today: the last day of the story.
    """
    waiting = list(people)
    drafts: list[tuple[date, Any, str, str]] = []
    workers = [(day, WORKERS) for day, number in NIGHT.items() for _n in range(number)]
    rest = len(waiting) - len(workers)
    returns = [(day, RETURN) for day in _days(*RETURNS, rest * 46 // 100)]
    resumed = [(day, RESUMPTION) for day in _days(*RESUMPTIONS, rest - len(returns))]
    for (day, wave), person in zip([*workers, *returns, *resumed], waiting, strict=True):
        drafts.append((day, person, wave, ""))
    drafts += [(date(2020, 2, 10 + n % 3), person, RESUMPTION, HOME) for n, person in enumerate(neighbours)]
    drafts.sort(key=lambda draft: draft[0])
    stays: list[Stay] = []
    for day, person, wave, kind in drafts:
        if day <= today:
            stays += _stays(_begun(day, person, wave, kind, dice), rooms, dice, today)
    return sorted(stays, key=lambda stay: stay.from_on)


def _days(first: date, weights: Sequence[int], wanted: int) -> list[date]:
    """So many days from the first on, as often as their weights say."""
    found: list[date] = []
    for n, upto in enumerate(sum(weights[: n + 1]) for n in range(len(weights))):
        found += [first + timedelta(days=n)] * (wanted * upto // sum(weights) - len(found))
    return found


def _begun(day: date, person: Any, wave: str, kind: str, dice: random.Random) -> Stay:
    """A stay as it begins: why, and how somebody is to be kept."""
    chance, exposed = dice.random(), None
    if wave == WORKERS:
        kind, cause = FACILITY, "外出务工集中返乡，连夜摸排"
    elif wave == RETURN:
        cause = "武汉返乡" if chance < 0.5 else "湖北返乡（武汉以外）" if chance < 0.7 else "途经武汉返乡"
        kind = FACILITY if day > RING and dice.random() < 0.4 else HOME
        exposed = day - timedelta(days=dice.randint(0, 2)) if dice.random() < 0.6 else None
    elif RENCHENG[0] <= day <= RENCHENG[1] and chance < 0.3:
        kind, cause = FACILITY, "任城区务工返乡"
    elif day >= CODES and chance < 0.25:
        kind, cause = OBSERVATION, "省内返乡无健康码"
    else:
        cause = "省外返乡复工"
        kind = kind or (OBSERVATION if chance < 0.65 else FACILITY if chance < 0.8 else HOME)
    return Stay(person, wave, kind, cause, day, max((exposed or day) + DAYS, day), exposed)


def _stays(stay: Stay, rooms: Rooms, dice: random.Random, today: date) -> list[Stay]:
    """A stay with its end, and the one in a facility to which some are moved."""
    if stay.kind == FACILITY:
        stay.room = rooms.take(stay.from_on, stay.due_on)
        if stay.room is None:
            stay.kind = HOME
    chance = dice.random()
    moved_on = stay.from_on + timedelta(days=dice.randint(1, 4))
    if stay.kind == HOME and chance < 0.04 and stay.wave == RETURN and moved_on <= today:
        room = rooms.take(moved_on, stay.due_on)
        if room is not None:
            stay.released_on, stay.outcome = moved_on, TRANSFERRED
            cause = "居家条件不符，转集中隔离"
            moved = replace(stay, kind=FACILITY, room=room, from_on=moved_on, cause=cause, released_on=None, outcome="")
            _end(moved, 1.0, dice, today)
            return [stay, moved]
    _end(stay, chance, dice, today)
    return [stay]


def _end(stay: Stay, chance: float, dice: random.Random, today: date) -> None:
    """How a stay ends; it has no end where that lies after today."""
    if stay.wave != WORKERS and chance < 0.055:
        fever = chance > 0.042
        ended = stay.from_on + timedelta(days=dice.randint(2, 9) if fever else dice.randint(9, 12))
        outcome = HOSPITAL if fever else LIFTED
        if ended >= stay.due_on:
            ended, outcome = stay.due_on, COMPLETED
    else:
        late = stay.room is None and stay.wave != WORKERS and dice.random() < 0.04
        ended, outcome = stay.due_on + timedelta(days=dice.randint(1, 2) if late else 0), COMPLETED
    if ended <= today:
        stay.released_on, stay.outcome = ended, outcome
