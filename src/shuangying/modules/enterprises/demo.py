"""Enterprises of the demonstration: 68,000 market entities shut and back at work, and 200 firms followed day by day from 10 February."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from shuangying.core.story import World
from shuangying.kernel.registers.writing import Change
from shuangying.modules.enterprises.demo_days import INDUSTRY_FROM, MASKS, resume, shut
from shuangying.modules.enterprises.demo_firms import Firm, firms
from shuangying.modules.enterprises.models import StaffReport

CLERK = "clerk"
SHEET = "enterprises_2020.xlsx"
CLOSED_IN_ALL = "number only: 6.8万余户, the county's report of March 2020"
FOLLOWED = 174
LATER, LATER_FROM = 134, date(2020, 2, 11)
"""Liaison officers after the first so many are at their firms from this day on, the others from the first day."""
CALLED_BACK = {18: date(2020, 2, 28), 119: date(2020, 3, 2)}
"""Liaison officers by number with the first day on which they visit no more."""
SILENT, SILENT_DAYS = "浮岗镇", (date(2020, 2, 15), date(2020, 2, 17))
"""A township whose liaison officers report nothing for three days; what they did is typed in on the fourth."""
REPORTED_LATE = 120
CORRECTED = 15

CONDITIONS = "返岗人员台账一人一档；口罩、消毒液储备不少于5天；设置测温点和临时隔离间；每日消毒两次；分时错峰就餐。"
REFUSALS = (
    "口罩储备不足3天，补足后再申请。",
    "未设置临时隔离间。",
    "省外返岗人员隔离未满14天。",
    "未落实入厂测温登记。",
)
FINDINGS = (
    "防控措施落实到位，生产正常。",
    "测温、消毒记录齐全。",
    "返岗人员台账已更新。",
    "食堂未分餐，已当场整改。",
    "口罩储备可用3天，已提醒补充。",
    "省外返岗人员单独住宿，情况正常。",
)
DIFFICULTIES = (
    ("supplies", "缺少口罩和消毒液", "县工业和信息化局", "协调调拨口罩一批"),
    ("staff", "外地员工因交通管制不能返岗", "县人力资源和社会保障局", "点对点包车接回"),
    ("materials", "原材料库存不足，供应商未复工", "县工业和信息化局", "协调供应商复工"),
    ("transport", "货车无通行证，产品运不出", "县交通运输局", "办理车辆通行证"),
    ("money", "流动资金紧张，贷款到期", "县金融服务中心", "贷款展期六个月"),
    ("orders", "订单取消，产品积压", "县商务局", "组织线上产销对接"),
    ("approval", "新增防护用品生产缺少许可", "县市场监督管理局", "开通绿色通道"),
)


def make(world: World) -> None:
    """Write the market entities, then what happened at the firms that liaison officers follow."""
    told = firms(world)
    shut(world, told)
    applications = _applications(world, told)
    approved = {firm.code: days["approved_on"] for firm, days in applications if "approved_on" in days}
    resume(world, told, approved)
    entities = _write_entities(world, told)
    world.bring("enterprises", SHEET, CLERK)
    _write_applications(world, applications, entities)
    followed = [firm for firm in told if firm.large and "closed_on" in firm.days][:FOLLOWED]
    _write_staff(world, followed, entities)
    _write_visits(world, followed, entities)
    _write_difficulties(world, followed, entities)


def _applications(world: World, told: Sequence[Firm]) -> list[tuple[Firm, dict[str, Any]]]:
    """Every firm above designated size applies to go back to work; some are refused and apply anew, some wait still."""
    dice = world.dice("applications")
    found: list[tuple[Firm, dict[str, Any]]] = []
    for firm in told:
        if not firm.large:
            continue
        early = MASKS.get(firm.name)
        applied = (early or INDUSTRY_FROM) - timedelta(days=2)
        if not early:
            applied += timedelta(days=min(int(dice.expovariate(1 / 6)), 26))
        if not early and dice.random() < 0.12:
            checked = max(applied + timedelta(days=1), date(2020, 2, 9))
            refused = {"checked_on": checked, "refused_on": checked, "reasons": dice.choice(REFUSALS)}
            found.append((firm, _application(applied, refused if checked <= world.today else {})))
            applied = checked + timedelta(days=dice.randint(2, 5))
            if applied > world.today:
                continue
        checked = applied + timedelta(days=1)
        if checked > world.today:
            found.append((firm, _application(applied, {})))
            continue
        decided: dict[str, Any] = {"checked_on": checked}
        approved = checked + timedelta(days=dice.choice((0, 1, 1)))
        if approved <= world.today:
            decided |= {"approved_on": max(approved, early or INDUSTRY_FROM), "reasons": "条件具备，同意复工。"}
        found.append((firm, _application(applied, decided)))
    return found


def _application(applied: date, decided: dict[str, Any]) -> dict[str, Any]:
    values = {"applied_on": applied, "planned_on": applied + timedelta(days=3), "conditions": CONDITIONS, **decided}
    if "checked_on" in decided:
        values["checked_by"] = "县复工复产专班核查组（示例）"
    if "reasons" in decided:
        values["decided_by"] = "县复工复产专班（示例）"
    return values


def _write_entities(world: World, told: Sequence[Firm]) -> dict[str, Any]:
    """Write all market entities, by credit code; of some it is known only some days after that they are back at work."""
    entities: dict[str, Any] = {}
    back = [firm for firm in told if "resumed_on" in firm.days and not firm.large]
    late = {firm.code: firm.days["resumed_on"] for firm in world.dice("late").sample(back, REPORTED_LATE)}
    for named in (True, False):
        some = [firm for firm in told if bool(firm.real) is named]
        real = some[0].real if named else ""
        changes = [Change(firm.organisation()) for firm in some]
        organisations = world.write("parties.organisations", changes, CLERK, real, "business register")
        changes = [Change(firm.entity(organisation)) for firm, organisation in zip(some, organisations, strict=True)]
        for firm, change in zip(some, changes, strict=True):
            if firm.code in late:
                change.values = {name: value for name, value in change.values.items() if name != "resumed_on"}
        records = world.write("enterprises", changes, CLERK, real or CLOSED_IN_ALL, "market supervision")
        entities |= {firm.code: record for firm, record in zip(some, records, strict=True)}
    known_late = [Change({"resumed_on": day}, entities[code]) for code, day in late.items()]
    world.write("enterprises", known_late, CLERK, note="reported late")
    return entities


def _write_applications(
    world: World, applications: Sequence[tuple[Firm, dict[str, Any]]], entities: dict[str, Any]
) -> None:
    changes = [Change({"enterprise": entities[firm.code], **values}) for firm, values in applications]
    world.write("enterprises.resumptions", changes, CLERK, note="work resumption office")


def _write_staff(world: World, followed: Sequence[Firm], entities: dict[str, Any]) -> None:
    """Each followed firm reports its staff on the day on which it is back at work and every third day from then on."""
    changes = []
    for firm in followed:
        dice = world.dice("staff", firm.code)
        day, share = firm.days.get("resumed_on", date.max), dice.uniform(0.3, 0.6)
        while day <= world.today:
            back = min(firm.staff, round(firm.staff * share))
            outside = round(back * dice.uniform(0, 0.04))
            values: dict[str, Any] = {"staff": firm.staff, "back": back, "outside": outside}
            following = day + timedelta(days=3)
            values["superseded_on"] = following if following <= world.today else None
            changes.append(Change({"enterprise": entities[firm.code], "day": day, **values}))
            share = min(0.99, share + dice.uniform(0.02, 0.12))
            day = following
    world.write("enterprises.staff", changes, CLERK, note="daily reports")
    mistaken = StaffReport.objects.live().select_related("division", "enterprise").order_by("pk")[5 : 5 + CORRECTED]
    corrections = [Change({"outside": 0 if report.outside else min(2, report.back)}, report) for report in mistaken]
    world.write("enterprises.staff", corrections, CLERK, note="corrected by the firm")


def _write_visits(world: World, followed: Sequence[Firm], entities: dict[str, Any]) -> None:
    """A liaison officer looks in at each followed firm on nearly every day; one township is silent and reports afterwards."""
    first, last = SILENT_DAYS
    silent = world.place(SILENT)
    in_time: list[Change] = []
    late: list[Change] = []
    for number, firm in enumerate(followed, 1):
        dice = world.dice("visits", firm.code)
        for after in range((world.today - INDUSTRY_FROM).days + 1):
            day = INDUSTRY_FROM + timedelta(days=after)
            if dice.random() < 0.08:
                continue
            values = {
                "enterprise": entities[firm.code],
                "day": day,
                "by": f"联络员{number:03d}（示例）",
                "means": "phone" if dice.random() < 0.2 else "site",
                "found": dice.choice(FINDINGS),
            }
            if (number > LATER and day < LATER_FROM) or day >= CALLED_BACK.get(number, date.max):
                continue
            is_late = first <= day <= last and firm.place.path.startswith(silent.path)
            (late if is_late else in_time).append(Change(values))
    world.write("enterprises.visits", in_time, CLERK, note="liaison reports")
    world.write("enterprises.visits", late, CLERK, note=f"typed in late: {SILENT}")


def _write_difficulties(world: World, followed: Sequence[Firm], entities: dict[str, Any]) -> None:
    changes = []
    for firm in followed:
        dice = world.dice("difficulties", firm.code)
        for kind, what, owner, outcome in dice.sample(DIFFICULTIES, dice.choice((0, 1, 1, 2, 2))):
            raised = INDUSTRY_FROM + timedelta(days=dice.randrange((world.today - INDUSTRY_FROM).days + 1))
            values = {
                "enterprise": entities[firm.code],
                "raised_on": raised,
                "kind": kind,
                "what": what,
                "owner": owner,
            }
            solved = raised + timedelta(days=min(1 + int(dice.expovariate(1 / 3)), 12))
            if solved <= world.today and dice.random() < 0.92:
                values |= {"solved_on": solved, "outcome": outcome}
            changes.append(Change(values))
    world.write("enterprises.problems", changes, CLERK, note="difficulties collected")
