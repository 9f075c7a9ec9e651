"""Closures of the demonstration: all market entities from 27 January, 502 villages, the passenger lines, the venues; reopened step by step.

The county's report gives the numbers and that it was done; the days of single villages, lines and venues are invented. The code
list of 2019 has 485 villages and 23 communities. The report's 502 administrative villages are here the 485 villages and those
17 communities whose name ends in 社区居民委员会: the six written 社区居委会 are the old quarters of the town in 北城 and 南城,
which have streets and no village road to close.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from shuangying.core.story import World
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.divisions.models import Division
from shuangying.kernel.registers.writing import Change
from shuangying.modules.closures.covering import settled_together
from shuangying.modules.closures.demo_places import LINES, VENUES
from shuangying.modules.closures.models import Closure
from shuangying.modules.enterprises.demo_days import ALLOWED_ON, SHUT_ON, WHY

CLERK = "clerk"
SHEET = "closures_venues_2020.xlsx"
REPORT = "the county's report of March 2020"
OLD_TOWN = "社区居委会"
"""How the names of the six quarters end that have no village road."""

HIGHER = "山东省人民政府2020年1月24日启动重大突发公共卫生事件Ⅰ级响应"
LAW = "《中华人民共和国传染病防治法》（2013年修正）第四十二条"
ISSUER = "单县疫情处置工作领导小组（指挥部）（示例）"
VILLAGES, ENTITIES, LINES_ORDER, VENUES_ORDER = (f"单疫指发〔2020〕{n}号（示例）" for n in (4, 5, 3, 2))
ORDERS = (
    (VENUES_ORDER, "关于关停公共文化娱乐场所的通告", "listed", date(2020, 1, 24), "16:00"),
    (LINES_ORDER, "关于停运城际公交、城乡公交、长途客运和出租车的通告", "listed", date(2020, 1, 26), "09:00"),
    (VILLAGES, "关于实行封村封路的通告", "listed", date(2020, 1, 26), "12:00"),
    (ENTITIES, "关于关停全部市场主体的通告", "entities", SHUT_ON, "00:00"),
)
CINEMAS = "单影发〔2020〕1号（示例）"
CINEMAS_FROM = date(2020, 1, 24)

SILENT = "曹庄乡"
"""A township that has not reported one reopened village by 5 March."""
FIRST_REOPENED = date(2020, 2, 25)
DISPUTED = "龙王庙镇"
"""A township whose clerk wrote villages as reopened that were not; the county took it back."""


def make(world: World) -> None:
    """Write the orders, what each closes, and what has been let open by and by."""
    orders = _write_orders(world)
    _close_villages(world, orders[VILLAGES])
    _stop_lines(world, orders[LINES_ORDER])
    _close_venues(world, orders[VENUES_ORDER])
    _reopen_villages(world)


def _write_orders(world: World) -> dict[str, Any]:
    """Write the orders; that on all market entities together with what has been lifted of it, so that its rows are made once."""
    county = world.place("单县")
    common = {"issuer": ISSUER, "basis": LAW, "higher_decision": HIGHER, "division": county}
    found: dict[str, Any] = {}
    for number, document, covers, day, clock in ORDERS:
        values = {"number": number, "document": document, "covers": covers, "from_on": day, **common}
        values["issued_at"] = world.at(day - timedelta(days=clock == "00:00"), "20:00" if clock == "00:00" else clock)
        with settled_together():
            (found[number],) = world.write("closures.orders", [Change(values)], CLERK, f"that it was done: {REPORT}")
            if covers == "entities":
                world.write("closures.liftings", _liftings(found[number]), CLERK, note="lifted by trade")
    film = {
        "number": CINEMAS,
        "document": "关于暂停影院营业的通知",
        "covers": "entities",
        "trade": "cinema",
        "from_on": CINEMAS_FROM,
        "issued_at": world.at(CINEMAS_FROM, "10:00"),
        **common,
        "issuer": "单县县委宣传部（示例）",
    }
    world.write("closures.orders", [Change(film)], CLERK, note="cinemas first")
    return found


def _liftings(order: Any) -> list[Change]:
    return [
        Change({"order": order, "trade": trade, "from_on": day, "reason": WHY[trade]})
        for trade, day in ALLOWED_ON.items()
    ]


def counted_villages(day: date) -> list[Division]:
    """The 502 administrative villages of the county's report, as this demonstration takes them."""
    nodes = [node for node in divisions.tree(day).at_level("village") if not node.name.endswith(OLD_TOWN)]
    rows = Division.objects.in_bulk([node.id for node in nodes])
    return [rows[node.id] for node in nodes]


def _close_villages(world: World, order: Any) -> None:
    dice = world.dice("villages")
    changes = []
    for village in counted_villages(world.today):
        closed = SHUT_ON - timedelta(days=1) + timedelta(days=dice.choice((0, 0, 0, 0, 1, 1, 2)))
        changes.append(Change({"order": order, "village": village, "closed_on": closed}))
    world.write("closures", changes, CLERK, f"number only: 502个行政村, {REPORT}", "villages")


def _reopen_villages(world: World) -> None:
    """Townships let villages open by and by, those near the county's border last; one is silent, and one is put right."""
    rows = Closure.objects.live().filter(kind="village").select_related("division", "village").order_by("village__code")
    by_day: dict[date, list[Change]] = {}
    silent, disputed = world.place(SILENT), world.place(DISPUTED)
    mistaken: list[Any] = []
    for row in rows:
        dice = world.dice("reopened", row.village.code)
        day = FIRST_REOPENED + timedelta(days=min(int(dice.expovariate(1 / 6)), 40))
        if row.division.path.startswith(silent.path) or day > world.today:
            continue
        by_day.setdefault(day, []).append(Change({"reopened_on": day}, row))
        if row.division.path.startswith(disputed.path) and len(mistaken) < 3:
            mistaken.append(row)
    for day in sorted(by_day):
        world.write("closures", by_day[day], CLERK, note=f"reopened {day}")
    taken_back = Closure.objects.filter(pk__in=[row.pk for row in mistaken]).select_related("division")
    world.write(
        "closures", [Change({"reopened_on": None}, row) for row in taken_back], CLERK, note="not reopened after all"
    )


def _stop_lines(world: World, order: Any) -> None:
    changes = [Change({"order": order, "division": world.place("单县"), **values}) for values in _dated_lines(world)]
    world.write("closures", changes, CLERK, f"kinds of lines: {REPORT}", "lines")


def _dated_lines(world: World) -> Iterable[dict[str, Any]]:
    """Each kind of line stops on one day; lines within the county and the city run again first, those beyond the province not yet."""
    for mode, stopped, again, names in LINES:
        for name in names:
            dice = world.dice("line", name)
            values = {"kind": "line", "name": name, "mode": mode, "closed_on": stopped}
            if again is not None and (day := again + timedelta(days=dice.choice((0, 0, 1, 2, 4)))) <= world.today:
                values["reopened_on"] = day
            yield values


def _close_venues(world: World, order: Any) -> None:
    """Write the venues: most from the sheet of the culture office, the rest typed in."""
    for real, listed in (
        ("", [one for one in VENUES if not one.real]),
        ("name only", [one for one in VENUES if one.real]),
    ):
        changes: Sequence[Change] = [
            Change(
                {
                    "order": order,
                    "site.name": venue.name,
                    "site.kind": venue.kind,
                    "division": world.place(venue.place),
                    "closed_on": venue.closed_on,
                    "reopened_on": venue.reopened_on,
                }
            )
            for venue in listed
        ]
        world.write("closures", changes, CLERK, real, "venues")
    world.bring("closures", SHEET, CLERK)
