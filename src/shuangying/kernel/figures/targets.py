"""How far a figure is from what is to be reached."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal
from typing import Any

from shuangying.kernel.accounts.api import Actor
from shuangying.kernel.figures.declaration import Figure, Target
from shuangying.kernel.figures.values import difference, values


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a target is reached.

    Attributes:
        target: what is to be reached, and by when.
        value: what is reached in its year up to the day; None where unknown.
        share, stretch_share: in %, rounded down, so that 100 is only said when it is reached.
        elapsed: how much of the year has passed, in %.
    """

    target: Target
    value: Any
    share: Decimal | None
    stretch_share: Decimal | None
    elapsed: Decimal


def reached(figure: Figure, day: date, actor: Actor, division: Any) -> list[Reached]:
    """How far each target of a figure is reached on a day, for years that have begun.

    A running total counts what came in the target's year; any other figure stands for itself on the day. After the year
    it is what was reached at its end.
    """
    found = []
    for target in figure.targets:
        first, last = date(target.period, 1, 1), date(target.period, 12, 31)
        if day < first:
            continue
        at = min(day, last)
        (now,) = values([figure], day=at, actor=actor, division=division)
        value = now.value
        if figure.running and value is not None:
            (before,) = values([figure], day=first - timedelta(days=1), actor=actor, division=division)
            value = value if before.value is None else difference(now, before)
        elapsed = Decimal((at - first).days + 1) * 100 / ((last - first).days + 1)
        found.append(
            Reached(target, value, _share(value, target.value), _share(value, target.stretch), _rounded(elapsed))
        )
    return found


def _share(value: Any, whole: Decimal | None) -> Decimal | None:
    return None if value is None or not whole else _rounded(Decimal(value) * 100 / whole)


def _rounded(share: Decimal) -> Decimal:
    return share.quantize(Decimal("0.1"), ROUND_DOWN)
