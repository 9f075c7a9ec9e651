"""What a clerk sees of command: columns, the headers of real sheets, who may do what."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from shuangying.kernel.accounts.api import ADMIN, CLERK, LEADER, VILLAGE, Right
from shuangying.kernel.registers.api import COUNTY, Choice, Column, Register, State, Via
from shuangying.kernel.registers.words import declare
from shuangying.modules.command.models import Posting, ResponseLevel

declare(
    {
        "level_ends_before_it_begins": _("The level ends before it begins. Correct one of the two moments."),
        "posting_without_enterprise": _(
            "A liaison is posted to an enterprise, others to a village. Name the enterprise, or choose another kind."
        ),
    }
)


class Level(Choice):
    """A response level: a number with a name, I to IV."""

    def show(self, value: Any) -> str:
        return super().show(str(value))

    def parse(self, value: Any) -> int:  # type: ignore[override]
        return int(super().parse(value))

    def keep(self, value: Any) -> Any:
        return None if value is None else str(value)


PLACE = ("村居", "所属村居", "行政村", "乡镇", "乡镇（街道）", "镇街", "属地", "所在乡镇")


class ResponseLevels(Register):
    id = "command.response_levels"
    model = ResponseLevel
    label = _("Response levels")
    purpose = _("Emergency response levels by division: who ordered which, from when until when, on what basis.")
    front = "command"
    kept_by = COUNTY
    identity = (("issuer", "division", "from_at"),)
    columns = (
        Level(
            name="level",
            headers=("响应级别", "级别", "应急响应级别"),
            words={
                "Ⅰ级": "1",
                "I级": "1",
                "一级": "1",
                "1级": "1",
                "Ⅱ级": "2",
                "II级": "2",
                "二级": "2",
                "2级": "2",
                "Ⅲ级": "3",
                "III级": "3",
                "三级": "3",
                "3级": "3",
                "Ⅳ级": "4",
                "IV级": "4",
                "四级": "4",
                "4级": "4",
            },
        ),
        Column(name="division", label=_("Division"), headers=("地区", "适用地区", *PLACE)),
        Column(name="issuer", headers=("发布单位", "发布机关", "签发单位")),
        Column(name="from_at", headers=("启动时间", "起始时间", "生效时间")),
        Column(name="until_at", headers=("终止时间", "结束时间")),
        Column(name="document", headers=("文号", "文件", "依据文件")),
        Column(name="basis", headers=("法律依据", "依据"), listed=False),
        Column(name="note", headers=("备注", "说明"), listed=False),
    )
    filters = ("level", "division", "issuer")
    search = ("issuer", "document")
    order = "-from_at"
    may = {ADMIN: Right.READ, LEADER: Right.READ, CLERK: Right.WRITE, VILLAGE: Right.READ}


class Postings(Register):
    id = "command.postings"
    model = Posting
    label = _("Postings")
    purpose = _("Cadres whom county departments post to enterprises and villages: who, from where, to what, from when.")
    front = "command"
    kept_by = COUNTY
    identity = (("name", "department", "from_on"), ("name", "from_on"))
    resembles = False
    columns = (
        Column(name="name", headers=("姓名", "派驻干部", "联络员", "驻企联络员", "干部姓名")),
        Choice(
            name="kind",
            headers=("派驻类别", "派驻类型", "类别"),
            words={"驻企": "enterprises", "驻企联络员": "enterprises", "驻村": "villages", "帮扶": "relief"},
        ),
        Column(name="department", headers=("派出单位", "所在单位", "工作单位", "单位")),
        Via(
            "organisation",
            ("name", "credit_code"),
            headers={"name": ("联系企业", "派驻企业", "企业名称"), "credit_code": ("统一社会信用代码",)},
            labels={"name": _("Enterprise")},
            listed=("name",),
            only_finds=True,
        ),
        Column(name="division", label=_("Posted in"), headers=PLACE),
        State(name="state", headers=("状态",), words={"在岗": "serving", "离岗": "ended"}),
        Column(name="from_on", headers=("派驻日期", "派驻时间", "进驻日期")),
        Column(name="until_on", headers=("结束日期", "撤回日期", "离岗日期")),
        Column(name="phone", headers=("联系电话", "手机", "电话"), listed=False),
        Column(name="duty", headers=("职责", "工作任务"), listed=False),
    )
    filters = ("kind", "state", "division", "department")
    search = ("name", "organisation__name")
    order = "-from_on"
    may = {ADMIN: Right.READ, LEADER: Right.READ, CLERK: Right.WRITE, VILLAGE: Right.COUNT}
