"""Command in the demonstration: the response level, and the 174 cadres posted to enterprises."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from shuangying.core.story import World
from shuangying.kernel.parties.models import Organisation
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.writing import Change
from shuangying.modules.command.models import Posting, ResponseLevel

COUNTY = "单县"
REAL_PROVINCE = "gxt.shandong.gov.cn 2020-01-25: level I from 2020-01-24. The page gives no hour: the beginning of the day is taken."
REAL_COUNTY = "The county's report: the first in the city to start level I. The day is not given, so none is kept."
REAL_POSTINGS = "The county's report: 174 liaisons posted to enterprises. Persons, firms and days are invented."

DEPARTMENTS = (
    *(
        "县发展和改革局",
        "县工业和信息化局",
        "县财政局",
        "县人力资源和社会保障局",
        "县自然资源和规划局",
        "县住房和城乡建设局",
    ),
    *(
        "县交通运输局",
        "县水务局",
        "县农业农村局",
        "县商务局",
        "县文化和旅游局",
        "县应急管理局",
        "县审计局",
        "县市场监督管理局",
    ),
    *(
        "县统计局",
        "县行政审批服务局",
        "县医疗保障局",
        "县综合行政执法局",
        "县教育和体育局",
        "县民政局",
        "县司法局",
        "县退役军人事务局",
    ),
)
DAYS = ((date(2020, 2, 9), 60), (date(2020, 2, 10), 74), (date(2020, 2, 11), 40))
"""How many liaisons were posted on which day."""
RECALLED = {17: date(2020, 2, 28), 118: date(2020, 3, 2)}
"""Liaisons whose posting ended, by their place in the list."""


def make(world: World) -> None:
    """Tell which level holds and who was posted where."""
    _levels(world)
    _postings(world)


def _levels(world: World) -> None:
    county = world.place(COUNTY)
    first = {"level": ResponseLevel.Level.FIRST, "division": county, "basis": "国家突发公共卫生事件应急预案"}
    province = {
        "issuer": "山东省人民政府",
        "from_at": world.at(date(2020, 1, 24), "00:00"),
        "note": "来源未载时刻，按当日0时计",
    }
    own = {"issuer": "单县人民政府", "note": "县委、县政府文章：在全市第一个率先启动Ⅰ级响应，未载日期"}
    world.write("command.response_levels", [Change(first | province)], real=REAL_PROVINCE)
    world.write("command.response_levels", [Change(first | own)], real=REAL_COUNTY)


def _postings(world: World) -> None:
    county = world.place(COUNTY)
    departments = world.write(
        "parties.units", [Change({"name": name, "kind": "department", "division": county}) for name in DEPARTMENTS]
    )
    begun = [day for day, number in DAYS for _n in range(number)]
    changes = [
        Change(
            {
                "kind": Posting.Kind.ENTERPRISES,
                "name": name,
                "phone": f"1548{n:07}",
                "department": departments[n % len(departments)],
                "organisation": firm,
                "division": firm.division,
                "from_on": day,
                "duty": "指导防控和复工，收集并协调解决问题",
            }
        )
        for n, (day, (name, firm)) in enumerate(zip(begun, _liaisons(world, len(begun)), strict=True))
    ]
    posted = world.write("command.postings", changes, real=REAL_POSTINGS)
    ended = [Change({"until_on": day}, posted[n]) for n, day in RECALLED.items()]
    world.write("command.postings", ended, note="调回原单位")


def _liaisons(world: World, wanted: int) -> list[tuple[str, Any]]:
    """Liaisons by name, each with the firm that the story of enterprises lets them visit; where it is not told, with firms of its own."""
    found = [(f"联络员{n + 1:03}（示例）", firm) for n, firm in enumerate(_visited()[:wanted])]
    county = world.place(COUNTY)
    own = [
        Change({"name": f"单县示例第{n + 1}企业有限公司", "kind": Organisation.Kind.ENTERPRISE, "division": county})
        for n in range(len(found), wanted)
    ]
    made = world.write("parties.organisations", own)
    return found + [(f"联络员{n + 1:03}（示例）", firm) for n, firm in enumerate(made, len(found))]


def _visited() -> Sequence[Any]:
    """The firms that liaisons visit, in the order of the liaisons: 联络员001 has the first."""
    visits = next(
        (register.model for register in registers.all_registers() if register.id == "enterprises.visits"), None
    )
    if visits is None:
        return ()
    named = visits.objects.live().values_list("by", "enterprise__organisation").distinct().order_by("by")
    firms = Organisation.objects.select_related("division").in_bulk([pk for _by, pk in named])
    return [firms[pk] for pk in dict.fromkeys(pk for _by, pk in named)]
