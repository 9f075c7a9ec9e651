"""What a clerk sees of enterprises: columns, the headers of real sheets, who may do what."""

from django.utils.translation import gettext_lazy as _

from shuangying.kernel.accounts.api import ADMIN, CLERK, LEADER, VILLAGE, Right
from shuangying.kernel.registers.api import COUNTY, Choice, Column, Register, State, Via, declare_consequence
from shuangying.kernel.registers.words import declare
from shuangying.modules.enterprises.deciding import approve, refuse, resume
from shuangying.modules.enterprises.models import Enterprise, Resumption, StaffReport, Ticket, Visit
from shuangying.modules.enterprises.roles import LIAISON
from shuangying.modules.enterprises.superseding import supersede

declare(
    {
        "more_back_than_staff": _("%(back)s are back and only %(staff)s work there. Correct one of the two numbers."),
        "more_outside_than_back": _(
            "%(outside)s come from outside the province and only %(back)s are back. Correct one of the two numbers."
        ),
        "decided_without_check": _(
            "Nothing is decided before the check on the spot. Enter the day of the check first."
        ),
    }
)

PLACE = ("乡镇", "乡镇（街道）", "所在乡镇", "所属乡镇", "镇街", "属地", "所在村", "村居")
FIRM = Via(
    "enterprise",
    ("organisation.name", "organisation.credit_code"),
    headers={
        "organisation.name": ("企业名称", "企业", "单位名称", "市场主体名称"),
        "organisation.credit_code": ("统一社会信用代码", "信用代码"),
    },
    labels={"organisation.name": _("Enterprise")},
    listed=("organisation.name",),
    only_finds=True,
)
"""The firm that a line is about, by name or credit code."""

WATCHED = {ADMIN: Right.READ, LEADER: Right.READ, CLERK: Right.WRITE, LIAISON: Right.WRITE, VILLAGE: Right.COUNT}
"""What liaison officers keep: visits, difficulties and staff of the firms in their division."""


class Enterprises(Register):
    id = "enterprises"
    model = Enterprise
    label = _("Market entities")
    purpose = _(
        "Firms, traders and cooperatives: when each was shut for the epidemic, and since when it is back at work."
    )
    front = "development"
    kept_by = COUNTY
    identity = (("organisation",),)
    recognised_by = (("organisation.credit_code",), ("organisation.name", "division"), ("organisation.name",))
    place_from = "organisation"
    columns = (
        Via(
            "organisation",
            ("name", "credit_code", "kind", "representative", "phone", "address"),
            required=("name",),
            listed=("name", "kind"),
        ),
        Column(name="division", label=_("Where"), headers=PLACE),
        State(
            name="state",
            headers=("状态", "经营状态", "登记状态", "开业状态", "复工状态"),
            words={
                "在营": "open",
                "开业": "open",
                "存续": "open",
                "正常": "open",
                "停业": "closed",
                "关停": "closed",
                "歇业": "closed",
                "复工": "resumed",
                "已复工": "resumed",
                "复业": "resumed",
                "注销": "ended",
                "吊销": "ended",
            },
        ),
        Choice(
            name="sector",
            headers=("行业", "行业门类", "所属行业", "国民经济行业"),
            words={
                "农业": "A",
                "农林牧渔": "A",
                "农、林、牧、渔业": "A",
                "采矿业": "B",
                "采矿": "B",
                "制造": "C",
                "制造业": "C",
                "工业": "C",
                "电力": "D",
                "电力、热力、燃气及水生产和供应业": "D",
                "建筑": "E",
                "建筑业": "E",
                "批发和零售业": "F",
                "批发零售": "F",
                "批发零售业": "F",
                "批发": "F",
                "零售": "F",
                "零售业": "F",
                "交通运输": "G",
                "交通运输、仓储和邮政业": "G",
                "运输": "G",
                "物流": "G",
                "住宿和餐饮业": "H",
                "住宿餐饮": "H",
                "住宿餐饮业": "H",
                "餐饮": "H",
                "餐饮业": "H",
                "住宿": "H",
                "信息技术": "I",
                "信息传输、软件和信息技术服务业": "I",
                "金融": "J",
                "金融业": "J",
                "房地产": "K",
                "房地产业": "K",
                "租赁和商务服务业": "L",
                "商务服务": "L",
                "科学研究和技术服务业": "M",
                "技术服务": "M",
                "水利、环境和公共设施管理业": "N",
                "居民服务": "O",
                "居民服务业": "O",
                "居民服务、修理和其他服务业": "O",
                "修理": "O",
                "教育": "P",
                "教育培训": "P",
                "卫生": "Q",
                "卫生和社会工作": "Q",
                "文化": "R",
                "文化娱乐": "R",
                "文化、体育和娱乐业": "R",
            },
        ),
        Choice(
            name="trade",
            headers=("业态", "经营业态", "经营类别", "主营"),
            words={
                "超市": "food",
                "食品店": "food",
                "粮油店": "food",
                "便利店": "food",
                "药店": "pharmacy",
                "农贸市场": "market",
                "集贸市场": "market",
                "商店": "shop",
                "服装店": "shop",
                "五金": "shop",
                "百货": "shop",
                "批发": "wholesale",
                "批发部": "wholesale",
                "饭店": "restaurant",
                "餐馆": "restaurant",
                "餐饮": "restaurant",
                "小吃": "restaurant",
                "宾馆": "hotel",
                "旅馆": "hotel",
                "酒店": "hotel",
                "影院": "cinema",
                "电影院": "cinema",
                "网吧": "entertainment",
                "KTV": "entertainment",
                "棋牌室": "entertainment",
                "歌舞厅": "entertainment",
                "浴池": "bath",
                "洗浴": "bath",
                "健身房": "sport",
                "游泳馆": "sport",
                "理发": "beauty",
                "理发店": "beauty",
                "美容": "beauty",
                "培训机构": "training",
                "培训班": "training",
                "托管": "care",
                "养老院": "care",
                "诊所": "clinic",
                "维修": "repair",
                "修理": "repair",
                "加油站": "fuel",
                "运输": "transport",
                "物流": "transport",
                "中介": "office",
                "工厂": "factory",
                "生产企业": "factory",
                "加工": "factory",
                "加工厂": "factory",
                "煤矿": "factory",
                "建筑": "builder",
                "施工": "builder",
                "养殖": "farm",
                "种植": "farm",
                "合作社": "farm",
            },
        ),
        Choice(
            name="scale",
            headers=("规模", "企业规模", "是否规上"),
            words={
                "规上": "above",
                "规模以上": "above",
                "限上": "above",
                "限额以上": "above",
                "是": "above",
                "规下": "below",
                "规模以下": "below",
                "限下": "below",
                "限额以下": "below",
                "小微": "below",
                "否": "below",
            },
            listed=False,
        ),
        Column(name="staff", headers=("从业人数", "职工人数", "员工总数", "员工数", "从业人员")),
        Column(name="opened_on", headers=("成立日期", "开业日期", "注册日期"), listed=False),
        Column(name="closed_on", headers=("停业日期", "关停日期", "关停时间")),
        Column(name="resumed_on", headers=("复工日期", "复工时间", "复工复产时间", "复业日期")),
        Column(name="ended_on", headers=("注销日期", "吊销日期"), listed=False),
        Column(name="note", headers=("备注",), listed=False),
    )
    filters = ("state", "division", "trade", "sector", "scale", "organisation.kind")
    search = ("organisation__name", "organisation__credit_code")
    order = "organisation.name"
    sums = ("staff",)
    may = {ADMIN: Right.READ, LEADER: Right.READ, CLERK: Right.WRITE, LIAISON: Right.READ, VILLAGE: Right.COUNT}
    shows_names_to = (LEADER, LIAISON)
    actions = (resume((CLERK, LIAISON)),)


class Staff(Register):
    id = "enterprises.staff"
    model = StaffReport
    label = _("Staff back at work")
    purpose = _("How many of each firm's staff are back at their posts; a report holds until the next one of the firm.")
    front = "development"
    kept_by = COUNTY
    part_of = "enterprise"
    in_menu = True
    identity = (("enterprise", "day"),)
    columns = (
        FIRM,
        Column(name="day", headers=("日期", "填报日期", "统计日期")),
        Column(name="staff", headers=("职工总数", "员工总数", "用工总数", "应返岗人数")),
        Column(name="back", headers=("返岗人数", "已返岗人数", "到岗人数", "已到岗人数")),
        Column(name="outside", headers=("省外返岗人数", "其中省外", "其中：省外人员", "省外返回人数")),
        State(name="state", listed=False),
        Column(name="superseded_on", only_by_action=True, listed=False),
        Column(name="division", label=_("Where"), headers=PLACE),
    )
    filters = ("state", "day", "division", "enterprise")
    search = ("enterprise__organisation__name",)
    order = "-day"
    may = WATCHED


class Resumptions(Register):
    id = "enterprises.resumptions"
    model = Resumption
    label = _("Applications to resume work")
    purpose = _("What each firm applied for, what the check on the spot found, and whether it may go back to work.")
    front = "development"
    kept_by = COUNTY
    part_of = "enterprise"
    in_menu = True
    identity = (("enterprise", "applied_on"),)
    columns = (
        FIRM,
        State(name="state", headers=("状态", "办理状态", "审核状态")),
        Column(name="applied_on", headers=("申请日期", "申请时间", "报备日期")),
        Column(name="planned_on", headers=("计划复工日期", "拟复工日期", "拟复工时间")),
        Column(name="checked_on", headers=("核查日期", "现场核查日期", "验收日期")),
        Column(name="checked_by", headers=("核查人", "验收人", "核查单位")),
        Column(name="conditions", headers=("复工条件", "落实情况", "防控措施"), listed=False),
        Column(name="approved_on", only_by_action=True),
        Column(name="refused_on", only_by_action=True),
        Column(name="reasons", only_by_action=True, listed=False),
        Column(name="decided_by", only_by_action=True, listed=False),
        Column(name="division", label=_("Where"), headers=PLACE),
    )
    filters = ("state", "division", "applied_on", "enterprise")
    search = ("enterprise__organisation__name",)
    order = "-applied_on"
    may = {ADMIN: Right.READ, LEADER: Right.READ, CLERK: Right.WRITE, LIAISON: Right.READ, VILLAGE: Right.COUNT}
    actions = (approve((LEADER,)), refuse((LEADER,)))


class Visits(Register):
    id = "enterprises.visits"
    model = Visit
    label = _("Liaison visits")
    purpose = _("When a liaison officer looked in at a firm, and what was found.")
    front = "development"
    kept_by = COUNTY
    part_of = "enterprise"
    in_menu = True
    identity = (("enterprise", "day", "by"),)
    columns = (
        FIRM,
        Column(name="day", headers=("日期", "走访日期", "走访时间")),
        Column(name="by", headers=("走访人", "联络员", "驻企联络员")),
        Choice(
            name="means",
            headers=("方式", "走访方式"),
            words={"现场": "site", "实地": "site", "电话": "phone", "微信": "phone"},
        ),
        Column(name="found", headers=("走访情况", "发现问题", "工作开展情况")),
        Column(name="division", label=_("Where"), headers=PLACE),
    )
    filters = ("means", "day", "division", "enterprise")
    search = ("enterprise__organisation__name", "by", "found")
    order = "-day"
    may = WATCHED


class Tickets(Register):
    id = "enterprises.problems"
    model = Ticket
    label = _("Difficulties of enterprises")
    purpose = _("What a firm cannot overcome alone, which office is to solve it, and when it was solved.")
    front = "development"
    kept_by = COUNTY
    part_of = "enterprise"
    in_menu = True
    identity = (("enterprise", "raised_on", "what"),)
    columns = (
        FIRM,
        Column(name="raised_on", headers=("提出日期", "反映日期", "收集日期")),
        Choice(
            name="kind",
            headers=("问题类别", "问题类型", "类别"),
            words={
                "防疫物资": "supplies",
                "口罩": "supplies",
                "用工": "staff",
                "招工": "staff",
                "原材料": "materials",
                "原料": "materials",
                "物流": "transport",
                "运输": "transport",
                "通行证": "transport",
                "资金": "money",
                "贷款": "money",
                "融资": "money",
                "订单": "orders",
                "销售": "orders",
                "手续": "approval",
                "审批": "approval",
                "其他": "other",
            },
        ),
        Column(name="what", headers=("问题", "存在问题", "困难", "问题描述", "需协调解决的问题")),
        Column(name="owner", headers=("责任单位", "承办单位", "牵头单位")),
        State(
            name="state",
            headers=("状态", "办理情况", "是否解决"),
            words={"未解决": "open", "办理中": "open", "已解决": "solved", "办结": "solved"},
        ),
        Column(name="solved_on", headers=("解决日期", "办结日期", "办结时间")),
        Column(name="outcome", headers=("解决情况", "办理结果"), listed=False),
        Column(name="division", label=_("Where"), headers=PLACE),
    )
    filters = ("state", "kind", "division", "raised_on", "enterprise")
    search = ("enterprise__organisation__name", "what", "owner")
    order = "-raised_on"
    may = WATCHED


declare_consequence(Staff.id, supersede, writes=(Staff.id,))
