"""What is seen of the gates: checkpoints, passages and the people in them; who may do what."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from shuangying.core.codes import plate
from shuangying.core.problems import Problem
from shuangying.kernel.accounts.api import ADMIN, CLERK, LEADER, VILLAGE, Actor, Right
from shuangying.kernel.registers.api import COUNTY, UNIT, Action, Choice, Column, Moment, Register, State, Via
from shuangying.kernel.registers.words import declare
from shuangying.modules.gates.models import Checkpoint, Passage, Traveller
from shuangying.modules.gates.roles import CHECKPOINT
from shuangying.modules.people.roles import HEALTH
from shuangying.modules.people.temperatures import Temperature

declare(
    {
        "passage_before_checkpoint": _("This checkpoint stands only since %(day)s. Check the time and the checkpoint."),
        "passage_after_checkpoint": _("This checkpoint ended on %(day)s. Check the time and the checkpoint."),
        "two_drivers": _("A vehicle has one driver. Make the others passengers."),
        "override_incomplete": _("An override says which outcome it changed, who decided and when. Fill in all three."),
        "override_changes_nothing": _("This is the outcome that was to be overridden. Choose another one."),
    }
)

BATCH = 500
PLACES = ("乡镇", "乡镇（街道）", "所在乡镇", "属地")
DIRECTIONS = {
    "进": "in",
    "入": "in",
    "进县": "in",
    "入县": "in",
    "驶入": "in",
    "出": "out",
    "出县": "out",
    "驶出": "out",
}
VEHICLES = {
    "小客车": "car",
    "轿车": "car",
    "小车": "car",
    "私家车": "car",
    "面包车": "car",
    "货车": "truck",
    "大货车": "truck",
    "卡车": "truck",
    "客车": "coach",
    "大客车": "coach",
    "公交车": "coach",
    "摩托车": "motorcycle",
    "电动车": "motorcycle",
    "其他": "other",
    "步行": "foot",
    "行人": "foot",
}
OUTCOMES = {
    "放行": "pass",
    "通过": "pass",
    "登记": "register",
    "登记放行": "register",
    "登记后放行": "register",
    "留观": "observe",
    "隔离": "observe",
    "隔离观察": "observe",
    "集中隔离": "observe",
    "劝返": "turn_back",
    "劝回": "turn_back",
    "送医": "medical",
    "就医": "medical",
    "转诊": "medical",
}


WATCHED = {
    ADMIN: Right.COUNT,
    LEADER: Right.READ,
    CLERK: Right.WRITE,
    CHECKPOINT: Right.WRITE,
    HEALTH: Right.READ,
    VILLAGE: Right.COUNT,
}
"""Who passed: written at the gate and at headquarters, read by health workers, by leaders with names masked."""


class Plate(Column):
    """A number plate in its one form (GA 36-2018)."""

    def parse(self, value: Any) -> str:
        return plate(value)


def overridden(record: Traveller, entered: Mapping[str, Any], actor: Actor, now: datetime) -> dict[str, Any]:
    """What an override writes: the new outcome, and beside it the one that the checkpoint decided, who overrode it and when."""
    return {
        "outcome": entered.get("outcome") or record.outcome,
        "prior_outcome": record.prior_outcome or record.outcome,
        "overridden_by": entered.get("overridden_by") or actor.name or actor.login,
        "overridden_at": entered.get("overridden_at") or now,
    }


class Checkpoints(Register):
    id = "gates.checkpoints"
    model = Checkpoint
    label = _("Checkpoints")
    purpose = _(
        "Joint checkpoints on expressway exits, national and provincial roads. Whether one is in service follows from its dates."
    )
    front = "epidemic"
    kept_by = COUNTY
    identity = (("name",),)
    columns = (
        Column(name="name", headers=("检查站名称", "检查站", "卡口名称", "站点名称", "名称")),
        Choice(
            name="kind",
            headers=("类别", "类型", "检查站类别"),
            words={
                "高速": "expressway",
                "高速公路": "expressway",
                "高速出口": "expressway",
                "国道": "road",
                "省道": "road",
            },
        ),
        Column(name="road", headers=("道路", "路线", "所在道路", "公路名称")),
        Column(name="direction", headers=("通往", "方向", "毗邻地区"), listed=False),
        Column(name="division", label=_("Township"), headers=PLACES),
        State(
            name="state",
            headers=("状态", "运行状态"),
            words={"运行": "in_service", "在用": "in_service", "撤销": "ended", "关闭": "ended"},
        ),
        Column(name="set_up_on", headers=("设立日期", "设立时间", "启用时间")),
        Column(name="ended_on", headers=("撤销日期", "撤销时间", "关闭时间")),
        Column(name="unit", headers=("填报单位", "责任单位"), listed=False),
        Column(name="note", headers=("备注",), listed=False),
    )
    filters = ("state", "kind", "division")
    search = ("name", "road")
    may = {
        ADMIN: Right.READ,
        LEADER: Right.READ,
        CLERK: Right.WRITE,
        CHECKPOINT: Right.READ,
        HEALTH: Right.READ,
        VILLAGE: Right.COUNT,
    }


class Passages(Register):
    id = "gates.passages"
    model = Passage
    label = _("Passages")
    purpose = _("Each vehicle, or somebody on foot, that passed a checkpoint, with the people in it.")
    front = "epidemic"
    kept_by = UNIT
    identity = (("checkpoint", "at", "plate"),)
    resembles = False
    place_from = "checkpoint"
    columns = (
        Moment(name="at", headers=("时间", "通行时间", "检查时间", "登记时间", "日期时间")),
        Column(name="checkpoint", headers=("检查站", "检查站名称", "卡口", "站点")),
        Choice(name="direction", headers=("进出", "方向", "进/出", "行驶方向"), words=DIRECTIONS),
        Choice(name="vehicle", headers=("车型", "车辆类型", "车辆类别"), words=VEHICLES),
        Plate(name="plate", headers=("车牌号", "车牌", "车牌号码", "车号", "号牌")),
        Column(name="division", label=_("Township"), headers=PLACES, listed=False),
        Column(name="note", headers=("备注",), listed=False),
    )
    filters = ("vehicle", "direction", "checkpoint", "at", "division")
    search = ("plate",)
    order = "-at"
    may = WATCHED


class Travellers(Register):
    id = "gates.people"
    model = Traveller
    label = _("Travellers")
    purpose = _(
        "Each person in each passage, judged for themselves: one vehicle may hold somebody turned back and others sent to observation."
    )
    front = "epidemic"
    kept_by = UNIT
    part_of = "passage"
    in_menu = True
    identity = (("passage", "person"),)
    recognised_by = (("passage", "person.name"),)
    resembles = False
    columns = (
        Via(
            "passage",
            ("at", "checkpoint", "direction", "vehicle", "plate"),
            required=("at", "checkpoint"),
            listed=("at", "checkpoint", "plate"),
        ),
        Via(
            "person",
            ("name", "id_number", "phone"),
            headers={"name": ("姓名", "人员姓名", "驾乘人员", "司乘人员")},
            required=("name",),
            listed=("name", "id_number"),
        ),
        Choice(
            name="seat",
            headers=("驾/乘", "驾乘", "身份", "人员类别"),
            words={
                "驾驶员": "driver",
                "司机": "driver",
                "驾": "driver",
                "乘客": "passenger",
                "乘员": "passenger",
                "乘": "passenger",
            },
        ),
        Column(name="origin", headers=("来自何地", "来自地", "来源地", "出发地", "从何处来", "始发地")),
        Column(name="destination", headers=("去往何地", "去往地", "目的地", "到何处去"), listed=False),
        Column(name="exposed", headers=("14日内重点疫区旅居史", "重点疫区旅居史", "14天内到过疫区"), listed=False),
        Temperature(name="temperature", headers=("体温", "体温（℃）", "体温℃")),
        Column(name="symptoms", headers=("症状", "有无症状", "异常症状"), listed=False),
        Choice(
            name="health_code",
            headers=("健康码", "健康通行卡", "通行码"),
            words={
                "无": "none",
                "无码": "none",
                "未申领": "none",
                "绿": "green",
                "绿码": "green",
                "黄": "yellow",
                "黄码": "yellow",
                "红": "red",
                "红码": "red",
            },
            listed=False,
        ),
        Choice(name="outcome", headers=("处置", "处置情况", "处理结果", "处置结果", "检查结果"), words=OUTCOMES),
        Choice(name="prior_outcome", headers=("原处置",), words=OUTCOMES, listed=False, only_by_action=True),
        Column(name="overridden_by", headers=("决定单位",), listed=False, only_by_action=True),
        Moment(name="overridden_at", headers=("决定时间",), listed=False, only_by_action=True),
        Column(name="division", label=_("Township"), headers=PLACES, listed=False),
        Column(name="note", headers=("备注",), listed=False),
    )
    filters = ("outcome", "passage.at", "passage.checkpoint", "division", "seat", "health_code", "overridden_at")
    search = ("passage__plate", "person__name")
    order = "-passage.at"
    may = WATCHED
    shows_names_to = (HEALTH,)
    actions = (
        Action(
            "override",
            _("Override the outcome"),
            may=(CHECKPOINT, CLERK),
            purpose=_(
                "Headquarters decides otherwise about this person. The outcome of the checkpoint is kept beside the new one and counted apart."
            ),
            columns=("outcome", "overridden_by", "overridden_at"),
            values=overridden,
            done=_("overridden"),
        ),
    )

    def check_together(self, records: Sequence[Any]) -> Mapping[int, list[tuple[str, Problem]]]:
        """A vehicle has one driver, so that it is turned back or not: the first who was written."""
        drivers = [(at, record) for at, record in enumerate(records) if record.seat == Traveller.Seat.DRIVER]
        driven = self._driven({record.passage_id for _at, record in drivers}, {record.pk for record in records})
        wrong: dict[int, list[tuple[str, Problem]]] = {}
        for at, record in drivers:
            if record.passage_id in driven:
                wrong[at] = [("seat", Problem("two_drivers"))]
            driven.add(record.passage_id)
        return wrong

    def _driven(self, passages: set[int], without: set[int]) -> set[int]:
        """Those of the passages that have a driver besides these records."""
        found: set[int] = set()
        wanted = sorted(passages)
        for start in range(0, len(wanted), BATCH):
            rows = Traveller.objects.live().filter(
                passage__in=wanted[start : start + BATCH], seat=Traveller.Seat.DRIVER
            )
            found |= {passage for pk, passage in rows.values_list("pk", "passage_id") if pk not in without}
        return found
