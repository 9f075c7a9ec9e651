"""What a clerk sees of closures: columns, the headers of real sheets, who may do what."""

from django.utils.translation import gettext_lazy as _

from shuangying.kernel.accounts.api import ADMIN, CLERK, LEADER, VILLAGE, Right
from shuangying.kernel.registers.api import COUNTY, Choice, Column, Register, State, Via, declare_consequence
from shuangying.kernel.registers.words import declare
from shuangying.modules.closures.acting import cover, lift, reopen
from shuangying.modules.closures.consequences import (
    of_closures,
    of_enterprises,
    of_liftings,
    of_orders,
    of_resumptions,
)
from shuangying.modules.closures.models import Closure, Lifting, Order
from shuangying.modules.enterprises.registers import Enterprises, Resumptions
from shuangying.modules.enterprises.roles import LIAISON

declare(
    {
        "trade_without_entities": _(
            "A trade is of market entities. Choose that the order closes those, or empty the trade."
        ),
        "higher_decision_missing": _(
            "A county closes nothing in its whole territory without the decision of a higher government. Name that decision."
        ),
        "order_target_fixed": _("What an order closes does not change. Lift it and write another one."),
        "order_has_closures": _(
            "%(closures)s closures rest on this order. Lift it, or name another order in those first."
        ),
        "lifted_before_order": _("The order holds only from %(day)s on. Correct the day."),
        "lifted_outside_order": _("The order holds in %(place)s only. Choose a division within."),
        "lifted_other_trade": _("The order does not close this trade. Choose one that it closes, or none."),
        "closure_of_one_thing": _(
            "A closure is of one thing: a village, a line, a venue or a market entity. Name that one and no other."
        ),
        "closed_before_order": _("The order holds only from %(day)s on. Correct the day, or name the order before it."),
    }
)

PLACE = ("乡镇", "乡镇（街道）", "所在乡镇", "所属乡镇", "镇街", "属地")
RIGHTS = {ADMIN: Right.READ, LEADER: Right.READ, CLERK: Right.WRITE, LIAISON: Right.READ, VILLAGE: Right.READ}


class Orders(Register):
    id = "closures.orders"
    model = Order
    label = _("Closure orders")
    purpose = _("Who ordered on what legal basis that what is closed where. What an order covers follows from it.")
    front = "epidemic"
    kept_by = COUNTY
    identity = (("number",),)
    columns = (
        Column(name="number", headers=("文号", "编号", "关停令文号", "通告文号", "依据文号")),
        Column(name="document", headers=("标题", "文件名称", "名称")),
        Column(name="issuer", headers=("发布单位", "制发单位", "发文单位")),
        Column(name="division", label=_("Applies in"), headers=("适用范围", "范围", *PLACE)),
        Choice(name="covers", headers=("关停范围",), words={"清单所列": "listed", "市场主体": "entities"}),
        Choice(name="trade", headers=("业态", "关停业态")),
        State(
            name="state",
            headers=("状态",),
            words={"有效": "in_force", "执行中": "in_force", "解除": "lifted", "废止": "lifted"},
        ),
        Column(name="from_on", headers=("生效日期", "执行日期", "关停日期")),
        Column(name="lifted_on", headers=("解除日期", "废止日期")),
        Column(name="issued_at", headers=("发布时间", "发文时间", "签发时间"), listed=False),
        Column(name="basis", headers=("法律依据", "依据"), listed=False),
        Column(name="higher_decision", headers=("上级决定", "上级政府决定"), listed=False),
    )
    filters = ("state", "covers", "trade", "division")
    search = ("number", "document", "issuer")
    order = "-from_on"
    may = RIGHTS
    actions = (lift((CLERK,)), cover((CLERK,)))


class Liftings(Register):
    id = "closures.liftings"
    model = Lifting
    label = _("Liftings")
    purpose = _("What of an order may open again, step by step: a trade, an area, or both, from which day on and why.")
    front = "epidemic"
    kept_by = COUNTY
    part_of = "order"
    identity = (("order", "from_on", "trade", "area"),)
    columns = (
        Via("order", ("number",), headers={"number": ("文号", "关停令文号")}, required=("number",), only_finds=True),
        Choice(name="trade", headers=("业态", "放开业态")),
        Column(name="area", headers=("放开区域", "区域", "范围")),
        Column(name="from_on", headers=("放开日期", "复工日期", "解除日期")),
        Column(name="reason", headers=("理由", "原因", "依据")),
        Column(name="division", label=_("Applies in"), headers=PLACE, listed=False),
    )
    filters = ("trade", "from_on", "division", "order")
    search = ("reason", "order__number")
    order = "-from_on"
    may = RIGHTS


class Closures(Register):
    id = "closures"
    model = Closure
    label = _("Closures")
    purpose = _("What is closed by order, from when until when: villages, passenger lines, venues, market entities.")
    front = "epidemic"
    kept_by = COUNTY
    identity = (("organisation", "order"), ("site", "order"), ("village", "order"), ("name", "order"))
    place_from = "organisation"
    columns = (
        Choice(
            name="kind",
            headers=("关停对象", "封控对象", "对象类别"),
            words={
                "行政村": "village",
                "村": "village",
                "线路": "line",
                "客运线路": "line",
                "场所": "venue",
                "企业": "enterprise",
            },
        ),
        Column(name="village", headers=("行政村", "村居", "村（社区）", "封控村")),
        Via(
            "site",
            ("name", "kind", "address"),
            headers={"name": ("场所", "关停场所", "场所名称")},
            labels={"name": _("Venue")},
            listed=("name",),
        ),
        Via(
            "organisation",
            ("name", "credit_code"),
            headers={"name": ("市场主体", "企业名称", "商户名称")},
            labels={"name": _("Market entity")},
            listed=("name",),
            only_finds=True,
        ),
        Column(name="name", headers=("线路名称", "线路", "班线")),
        Choice(
            name="mode",
            headers=("线路类别", "班线类别"),
            words={
                "城际公交": "intercity",
                "城乡公交": "rural",
                "长途客运": "coach",
                "省际班线": "coach",
                "市际班线": "coach",
                "出租车": "taxi",
                "巡游出租车": "taxi",
            },
            listed=False,
        ),
        Column(name="division", label=_("Where"), headers=PLACE),
        State(
            name="state",
            headers=("状态", "目前状态", "管控状态"),
            words={
                "关停": "closed",
                "已关停": "closed",
                "封闭": "closed",
                "停运": "closed",
                "停业": "closed",
                "开放": "reopened",
                "恢复": "reopened",
                "已恢复": "reopened",
                "解封": "reopened",
                "复工": "reopened",
            },
        ),
        Column(name="closed_on", headers=("关停日期", "关停时间", "封闭日期", "停运日期", "停业日期")),
        Column(name="reopened_on", headers=("恢复日期", "恢复时间", "解封日期", "恢复运营日期", "复业日期")),
        Column(name="ended_by", only_by_action=True, listed=False),
        Via(
            "order",
            ("number",),
            headers={"number": ("关停依据", "关停令文号", "依据文号", "文号")},
            required=("number",),
            only_finds=True,
        ),
        Column(name="note", headers=("备注",), listed=False),
    )
    filters = ("state", "kind", "division", "mode", "order")
    search = ("organisation__name", "site__name", "village__name", "name")
    order = "-closed_on"
    may = RIGHTS
    actions = (reopen((CLERK,)),)


declare_consequence(Orders.id, of_orders, writes=(Closures.id, Enterprises.id))
declare_consequence(Liftings.id, of_liftings, writes=(Closures.id, Enterprises.id))
declare_consequence(Closures.id, of_closures, writes=(Closures.id,))
declare_consequence(Enterprises.id, of_enterprises, writes=(Closures.id, Enterprises.id))
declare_consequence(Resumptions.id, of_resumptions, writes=(Closures.id,))
