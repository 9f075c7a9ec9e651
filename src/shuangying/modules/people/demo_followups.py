"""How those were, day by day, who came into isolation by another part of the story: from a gate, or as contacts of a case."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from shuangying.core.story import World
from shuangying.kernel.registers.writing import Change
from shuangying.modules.people.demo_residents import short_name
from shuangying.modules.people.models import Isolation

HEALTH = "health"
TOLD, TOLD_TODAY = 0.97, 0.9
"""How many of a hundred follow-ups are told; of today not all have come in yet."""


def follow_up(world: World, isolations: Sequence[Any], since: date = date.min) -> None:
    """Follow up each in isolation on each day until released; a few are missed, nobody has a fever.

    Args:
        isolations: written isolations, with their rooms and divisions.
        since: the first day of which it is told.
    """
    found = Isolation.objects.select_related("division", "room__facility").in_bulk([one.pk for one in isolations])
    changes = [change for number, pk in enumerate(sorted(found)) for change in _days(world, number, found[pk], since)]
    world.write("people.followups", changes, HEALTH, note="随访日报")


def _days(world: World, number: int, isolation: Any, since: date) -> list[Change]:
    dice = world.dice("followed up", number, isolation.from_on)
    day, told = isolation.from_on, []
    while day <= world.today and isolation.holds_on(day):
        share, tenths = dice.random(), min(max(round(dice.gauss(364.5, 1.8)), 359), 371)
        if day >= since and share < (TOLD_TODAY if day == world.today else TOLD):
            values = {
                "isolation": isolation,
                "day": day,
                "temperature": Decimal(tenths) / 10,
                "by": _by(isolation),
            }
            told.append(Change(values))
        day += timedelta(days=1)
    return told


def _by(isolation: Any) -> str:
    if isolation.room is not None:
        return "隔离点医疗组（示例）"
    place = isolation.division
    return f"{short_name(place)}村卫生室（示例）" if place.level == "village" else f"{place.name}卫生院（示例）"
