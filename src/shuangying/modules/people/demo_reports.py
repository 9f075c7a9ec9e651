"""Where those came from who returned, and what four villages of a township reported of them before records were kept there."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from shuangying.core.story import World
from shuangying.kernel.divisions.models import Division
from shuangying.kernel.registers.writing import Change
from shuangying.modules.people.demo_residents import short_name
from shuangying.modules.people.demo_stays import HOME, RETURN, Stay
from shuangying.modules.people.figures import at_home, at_home_from_hubei

CLERK = "town"
TOWN, OF_THE_DEMO = "黄岗镇", "黄岗镇土山村民委员会"
WUHAN = "420100"
OTHERS_OF_HUBEI = ("420600", "420900", "421100", "421300")
CAME_FROM = {"武汉返乡": (WUHAN,), "湖北返乡（武汉以外）": OTHERS_OF_HUBEI}
"""Why somebody is isolated, with where they came from. Who only passed through Wuhan came from elsewhere."""

VILLAGES = 4
REPORTS_FROM, KEEPS_RECORDS_FROM = date(2020, 2, 1), date(2020, 2, 8)
"""In between the villages report numbers; from then on the register of isolations is kept with all that belongs into it."""
SILENT_ON = (date(2020, 2, 4), date(2020, 2, 5))
"""Days on which the last of the villages, the one with the fewest people at home, says nothing."""
MISCOUNTED_ON = date(2020, 2, 3)
"""On this day the first of them counts somebody of another village along."""
LATE = {date(2020, 2, 6): date(2020, 2, 7)}
"""Days whose numbers come late from the second, with the day on which they come."""


def say_where_from(world: World, stays: Sequence[Stay]) -> None:
    """Write where those came from who returned from Hubei."""
    dice = world.dice("came from")
    changes = {
        stay.person.pk: Change({"origin": world.place(dice.choice(CAME_FROM[stay.cause]))}, stay.person)
        for stay in stays
        if stay.wave == RETURN and stay.cause in CAME_FROM
    }
    world.write("people", list(changes.values()), note="返乡人员来源地")


def report(world: World, stays: Sequence[Stay]) -> None:
    """Four villages of a township report each day how many are isolated at home, until the register is kept."""
    town, own = world.place(TOWN).path, world.place(OF_THE_DEMO)
    there: dict[int, list[Stay]] = defaultdict(list)
    for stay in stays:
        if stay.kind == HOME and stay.place.path.startswith(town):
            there[stay.place.pk].append(stay)
    villages = Division.objects.valid_on(REPORTS_FROM).under(town).filter(level="village").exclude(pk=own.pk)
    *_between, fewest = most = sorted(
        villages.order_by("position", "code"), key=lambda village: -len(_in_force(there[village.pk], SILENT_ON[0]))
    )
    units = {village.pk: _unit(world, village) for village in (own, *most[: VILLAGES - 2], fewest)}
    world.write(
        "figures.duties",
        [
            Change({"figure": figure.id, "unit": unit, "from_on": REPORTS_FROM, "until_on": KEEPS_RECORDS_FROM})
            for unit in units.values()
            for figure in (at_home, at_home_from_hubei)
        ],
        CLERK,
    )
    world.write("figures.tallies", _numbers(there, units), CLERK)


def _unit(world: World, village: Any) -> Any:
    name = f"{short_name(village)}{'社区' if village.kind == 'community' else '村'}"
    values = {"name": name, "kind": "village", "division": village, "from_on": date(2020, 1, 1)}
    (unit,) = world.write("parties.units", [Change(values)], CLERK)
    return unit


def _numbers(there: Mapping[int, Sequence[Stay]], units: Mapping[int, Any]) -> list[Change]:
    changes = []
    first, second, *_others, last = units
    for n in range((KEEPS_RECORDS_FROM - REPORTS_FROM).days):
        day = REPORTS_FROM + timedelta(days=n)
        for pk, unit in units.items():
            if pk == last and day in SILENT_ON:
                continue
            found = _in_force(there[pk], day)
            from_hubei = [stay for stay in found if stay.cause in CAME_FROM]
            late = pk == second and day in LATE
            told = {"unit": unit, "day": day, "answered_on": LATE[day] if late else day, "note": "迟报" if late else ""}
            more = int(pk == first and day == MISCOUNTED_ON)
            changes += [
                Change({**told, "figure": at_home.id, "value": len(found) + more}),
                Change({**told, "figure": at_home_from_hubei.id, "value": len(from_hubei)}),
            ]
    return changes


def _in_force(stays: Sequence[Stay], day: date) -> list[Stay]:
    return [stay for stay in stays if stay.record.holds_on(day)]
