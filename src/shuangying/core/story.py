"""The small vocabulary in which the records of a demonstration county are told: who writes, where, on which day.

A story has a fixed seed. Each thing in it draws from dice of its own, so that adding one changes no other.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from shuangying.core.calendar import SHANGHAI


@dataclass(frozen=True)
class World:
    """What a module is given to tell its part of a demonstration.

    Args:
        today: the day on which the story stands.
        seed: the same seed tells the same story.
        who: the actors who write, by login.
        place: the division that a name means.
        bring: imports a sample sheet as a clerk would: (register id, file name, login).
        write: writes records as a person would: (register id, changes, login, real, note) to the saved records; `real` cites
            what is real of them, "" says that they are invented, and both stay in each record's history.
        residents: how many people live in the county of the story.
    """

    today: date
    seed: int
    who: Mapping[str, Any]
    place: Callable[[str], Any]
    bring: Callable[[str, str, str], Any]
    write: Callable[..., list[Any]]
    residents: int = 20_000

    def at(self, day: date, clock: str) -> datetime:
        """An instant of the story, such as `world.at(day, "03:20")`."""
        return datetime.combine(day, time.fromisoformat(clock), SHANGHAI)

    def dice(self, *about: object) -> random.Random:
        """Dice of their own for one thing of the story."""
        return random.Random("/".join(map(str, (self.seed, *about))))


def months(first: date, last: date) -> list[date]:
    """The first days of the months from that of `first` to that of `last`, both included."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [
        date(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1) for n in range(max(count, 0))
    ]


def shares(total: Decimal, weights: Sequence[float], step: Decimal) -> list[Decimal]:
    """Split a total by weights into amounts of whole steps that sum to it exactly; the largest takes what is left over."""
    whole = sum(weights)
    parts = [total * Decimal(str(weight / whole)) // step * step for weight in weights]
    largest = max(range(len(parts)), key=lambda at: (parts[at], -at))
    parts[largest] += total - sum(parts, Decimal(0))
    return parts
