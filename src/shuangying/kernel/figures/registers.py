"""What a clerk sees of reported numbers and of the duty to report them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from shuangying.core.problems import Problem
from shuangying.kernel.accounts.api import ADMIN, CLERK, LEADER, Right
from shuangying.kernel.figures import reporting
from shuangying.kernel.figures.models import Tally, TallyDuty
from shuangying.kernel.registers.api import UNIT, Choice, Column, Register, Wide
from shuangying.kernel.registers.words import declare

declare(
    {
        "tally_other_kind": _("This figure is reported by a %(kind)s; %(unit)s is none. Choose another unit."),
        "tally_changed_meanwhile": _(
            "Somebody else has reported %(value)s for this line meanwhile. Look at it and save again if yours is right."
        ),
        "tally_two_units_here": _(
            "%(other)s reports this figure for the same division already. Its records could belong to either: end one of the two duties."
        ),
    }
)

UNIT_HEADERS = (
    "上报单位",
    "填报单位",
    "单位",
    "单位名称",
    "检查站",
    "检查站名称",
    "卡点",
    "乡镇",
    "乡镇（街道）",
    "村居",
)
FIGURE_HEADERS = ("指标", "上报指标", "项目")


class Tallies(Register):
    id = "figures.tallies"
    model = Tally
    label = _("Reported numbers")
    purpose = _(
        "What units report day by day where they keep no records yet. 0 is a report; where nothing stands nobody knows."
    )
    front = "command"
    kept_by = UNIT
    identity = (("figure", "unit", "day"),)
    resembles = False
    place_from = "unit"
    sheet = Wide("figure", value="value")
    columns = (
        Column(name="unit", headers=UNIT_HEADERS),
        Choice(name="figure", headers=FIGURE_HEADERS, words=reporting.WORDS),
        Column(name="day", headers=("日期", "上报日期", "统计日期", "填报日期", "截至日期")),
        Column(name="value", headers=("数量", "上报数", "人数", "数值", "累计")),
        Column(name="division", label=_("Township"), headers=("所属乡镇", "属地")),
        Column(name="answered_on", headers=("填报时间", "上报时间"), listed=False),
        Column(name="note", headers=("备注", "说明"), listed=False),
    )
    filters = ("figure", "unit", "day", "division")
    search = ("unit__name", "note")
    order = "-day"
    may = reporting.MAY


class TallyDuties(Register):
    id = "figures.duties"
    model = TallyDuty
    label = _("Duties to report")
    purpose = _("Which unit owes which figure from when on, and from when on its records count instead.")
    front = "command"
    identity = (("figure", "unit", "from_on"),)
    recognised_by = (("figure", "unit"),)
    resembles = False
    place_from = "unit"
    columns = (
        Column(name="unit", headers=UNIT_HEADERS),
        Choice(name="figure", headers=FIGURE_HEADERS, words=reporting.WORDS),
        Column(name="from_on", headers=("起始日期", "开始日期", "开始时间")),
        Column(name="until_on", headers=("终止日期", "结束日期", "截止日期")),
        Column(name="records_from", headers=("台账启用日期", "建台账日期")),
        Column(name="division", label=_("Township"), headers=("所属乡镇", "属地")),
    )
    filters = ("figure", "unit", "division")
    search = ("unit__name",)
    order = "-from_on"
    may = {ADMIN: Right.READ, LEADER: Right.READ, CLERK: Right.WRITE}

    def check_together(self, records: Sequence[Any]) -> Mapping[int, list[tuple[str, Problem]]]:
        """Where records name no unit they belong to the unit of their division, so that there may be only one."""
        found: dict[int, list[tuple[str, Problem]]] = {}
        asked = {record.figure for record in records if not _told_by_unit(record.figure)}
        kept = list(TallyDuty.objects.live().filter(figure__in=asked).select_related("unit")) if asked else []
        for position, record in enumerate(records):
            if record.figure not in asked:
                continue
            beside = [*(one for one in kept if one.pk != record.pk), *records[:position]]
            other = next((one for one in beside if _meets(record, one)), None)
            if other is not None:
                problem = Problem("tally_two_units_here", {"other": other.unit.name})
                found[position] = [("unit", problem)]
        return found


def _told_by_unit(figure_id: str) -> bool:
    known = reporting.answered().get(figure_id)
    return known is None or bool(known.figure.source.unit)


def _meets(one: TallyDuty, other: TallyDuty) -> bool:
    """Whether two units owe one figure for one division on some day."""
    same = (one.figure, one.division_id) == (other.figure, other.division_id) and one.unit_id != other.unit_id
    return (
        same
        and (one.until_on is None or one.until_on > other.from_on)
        and (other.until_on is None or other.until_on > one.from_on)
    )
