"""What is seen of cases: events, cases, contacts and tests; who may do what. None of it is public."""

from django.utils.translation import gettext_lazy as _

from shuangying.kernel.accounts.api import ADMIN, CLERK, LEADER, Right
from shuangying.kernel.registers.api import COUNTY, Choice, Column, Moment, Register, State, Via
from shuangying.kernel.registers.words import declare
from shuangying.modules.cases.models import Case, Contact, Event, Sample
from shuangying.modules.people.roles import HEALTH

declare(
    {
        "case_not_confirmed": _("Only a confirmed case is discharged or dies of it. Fill in the day of confirmation."),
        "case_not_asymptomatic": _("Only the observation of somebody without symptoms ends so. Fill in since when."),
        "case_imported_and_infected_here": _(
            "An imported case was not infected by a case of this list. Correct one of the two."
        ),
        "case_hospital_elsewhere": _("The hospital lies in %(place)s. Leave the division empty or correct it."),
        "case_reported_early": _("The report is before the first finding on %(day)s. Correct one of the two."),
        "contact_of_nobody": _("Say whose contact this is: a case of this list, or one elsewhere in words."),
        "contact_of_oneself": _("Nobody is a contact of themselves. Choose the other person."),
        "contact_due_early": _(
            "A close contact of %(contact)s is observed until %(day)s. Choose that day or a later one."
        ),
        "contact_released_early": _("A close contact of %(contact)s may not be released before %(day)s."),
        "test_result_undated": _("A result and its time belong together. Fill in both or neither."),
        "test_result_before_sample": _("The result is before the sample. Correct one of the two times."),
    }
)

PLACES = ("乡镇", "乡镇（街道）", "所在乡镇", "属地", "管理单位", "村居", "所在村")
NAMES = {"name": ("姓名", "患者姓名", "密接姓名", "受检者姓名", "被采样人")}
MAY = {ADMIN: Right.COUNT, LEADER: Right.READ, CLERK: Right.READ, HEALTH: Right.WRITE}
"""Health workers keep what is known of cases; clerks and leaders read it with names masked; villages see nothing of it."""


class Events(Register):
    id = "cases.events"
    model = Event
    label = _("Case events")
    purpose = _("Events with cases that were handled as one. Whether one is open follows from its dates.")
    front = "epidemic"
    kept_by = COUNTY
    identity = (("name",),)
    columns = (
        Column(name="name", headers=("事件", "事件名称", "疫情事件")),
        Column(name="place", headers=("地点", "发生地点")),
        Column(name="division", label=_("Division"), headers=PLACES),
        State(name="state", headers=("状态",)),
        Column(name="from_on", headers=("发生日期", "开始日期")),
        Column(name="until_on", headers=("办结日期", "结束日期")),
        Column(name="account", headers=("经过", "处置经过"), listed=False),
    )
    filters = ("state", "division")
    order = "-from_on"
    may = MAY


class Cases(Register):
    id = "cases"
    model = Case
    label = _("Cases")
    purpose = _("Suspected and confirmed cases. How a case is classed on a day follows from its dates.")
    front = "epidemic"
    kept_by = COUNTY
    identity = (("code",), ("person", "reported_at"))
    resembles = False
    columns = (
        Column(name="code", headers=("病例编号", "编号", "卡片编号")),
        Via("person", ("name", "id_number", "phone"), headers=NAMES, required=("name",), listed=("name",)),
        State(
            name="classification",
            headers=("病例分类", "分类", "诊断类型", "当前状态"),
            words={
                "疑似病例": "suspected",
                "无症状感染者": "asymptomatic",
                "确诊病例": "confirmed",
                "确诊": "confirmed",
                "排除": "excluded",
                "治愈": "discharged",
                "治愈出院": "discharged",
                "死亡": "died",
            },
        ),
        Column(name="home_division", headers=("常住地", "现住址所在地", "居住地")),
        Moment(name="reported_at", headers=("报告时间", "报卡时间", "录卡时间")),
        Via(
            "hospital",
            ("name",),
            headers={"name": ("报告医院", "报告单位", "收治医院")},
            labels={"name": _("Reporting hospital")},
            listed=(),
            only_finds=True,
        ),
        Column(name="hospital_division", headers=("医院所在地", "报告地区")),
        Choice(
            name="infection",
            headers=("感染来源", "输入或本地", "病例来源"),
            words={
                "输入性": "imported",
                "输入型": "imported",
                "境内输入": "imported",
                "本地": "local",
                "本土": "local",
            },
        ),
        Choice(
            name="severity",
            headers=("临床分型", "严重程度", "病情"),
            words={"轻型": "mild", "普通型": "moderate", "重型": "severe", "危重型": "critical"},
            listed=False,
        ),
        Column(name="onset_on", headers=("发病日期", "发病时间"), listed=False),
        Column(name="symptoms", headers=("症状", "主要症状"), listed=False),
        Column(name="suspected_on", headers=("疑似日期",), listed=False),
        Column(name="asymptomatic_on", headers=("无症状感染日期", "阳性日期"), listed=False),
        Column(name="excluded_on", headers=("排除日期",), listed=False),
        Column(name="ended_on", headers=("解除隔离日期", "解除观察日期"), listed=False),
        Column(name="confirmed_on", headers=("确诊日期", "确诊时间")),
        Column(name="discharged_on", headers=("出院日期", "治愈日期", "出院时间")),
        Column(name="died_on", headers=("死亡日期",), listed=False),
        Column(name="event", headers=("所属事件", "关联事件"), listed=False),
        Column(name="infected_by", headers=("传染来源", "上一代病例"), listed=False),
        Column(name="division", label=_("Division"), headers=PLACES, listed=False),
        Column(name="note", headers=("备注",), listed=False),
    )
    filters = ("classification", "infection", "division", "event", "reported_at")
    search = ("code", "person__name")
    order = "-reported_at"
    may = MAY


class Contacts(Register):
    id = "cases.contacts"
    model = Contact
    label = _("Contacts")
    purpose = _(
        "Those who were near a case. Isolation is due to end 14 days after the last contact; the state follows from the dates."
    )
    front = "epidemic"
    kept_by = COUNTY
    identity = (("case", "person"),)
    resembles = False
    columns = (
        Via("person", ("name", "id_number", "phone"), headers=NAMES, required=("name",), listed=("name",)),
        Via(
            "case",
            ("code",),
            headers={"code": ("病例", "关联病例", "对应病例", "原病例编号")},
            labels={"code": _("Case")},
            only_finds=True,
        ),
        Column(name="case_elsewhere", headers=("外地病例", "外地病例情况"), listed=False),
        Choice(
            name="kind",
            headers=("接触类型", "密接类型", "类别"),
            words={"密切接触者": "close", "密接": "close", "次密接": "secondary", "一般接触者": "secondary"},
        ),
        Choice(
            name="relation",
            headers=("接触方式", "与病例关系", "关系"),
            words={
                "家人": "household",
                "家属": "household",
                "共同居住": "household",
                "同住": "household",
                "同车": "vehicle",
                "同乘": "vehicle",
                "聚餐": "meal",
                "同餐": "meal",
                "诊疗": "care",
                "护理": "care",
                "同事": "work",
                "其他": "other",
            },
        ),
        Column(name="local", headers=("本地接触", "是否本地密接", "本地密切接触者"), listed=False),
        State(
            name="state",
            headers=("状态", "管理状态"),
            words={
                "已追踪": "traced",
                "隔离中": "isolated",
                "集中隔离": "isolated",
                "已解除": "released",
                "转为病例": "infected",
                "转病例": "infected",
            },
        ),
        Column(name="last_contact_on", headers=("末次接触日期", "末次接触时间", "最后接触时间", "最后一次接触日期")),
        Column(name="traced_on", headers=("追踪日期", "判定日期", "排查日期"), listed=False),
        Column(name="isolated_on", headers=("隔离日期", "隔离开始日期", "开始隔离时间", "隔离时间")),
        Column(name="due_on", headers=("应解除日期", "预计解除日期", "观察期满日期")),
        Column(name="released_on", headers=("解除日期", "解除隔离日期", "解除时间")),
        Column(name="infected_on", headers=("转为病例日期",), listed=False),
        Column(name="division", label=_("Division"), headers=PLACES),
        Column(name="note", headers=("备注",), listed=False),
    )
    filters = ("state", "kind", "case", "division", "local", "due_on")
    search = ("person__name",)
    order = "-last_contact_on"
    may = MAY


class Tests(Register):
    id = "cases.tests"
    model = Sample
    label = _("Tests")
    purpose = _("Samples taken of people, with their results.")
    front = "epidemic"
    kept_by = COUNTY
    identity = (("person", "kind", "sampled_at"),)
    resembles = False
    columns = (
        Via("person", ("name", "id_number", "phone"), headers=NAMES, required=("name",), listed=("name", "id_number")),
        Choice(
            name="kind",
            headers=("检测项目", "检测类型", "项目"),
            words={
                "核酸": "nucleic_acid",
                "核酸检测": "nucleic_acid",
                "抗体": "antibody",
                "血清抗体": "antibody",
                "CT": "ct",
                "胸部CT": "ct",
            },
        ),
        Choice(
            name="reason",
            headers=("检测原因", "人员类别", "采样原因"),
            words={
                "发热": "symptoms",
                "有症状": "symptoms",
                "密接": "contact",
                "密切接触者": "contact",
                "重点人员": "key_person",
                "出院": "discharge",
                "解除隔离": "discharge",
                "排查": "survey",
            },
        ),
        Moment(name="sampled_at", headers=("采样时间", "采样日期", "送检时间")),
        Column(name="laboratory", headers=("检测机构", "检测单位", "实验室"), listed=False),
        Choice(
            name="result",
            headers=("检测结果", "结果"),
            words={
                "阴性": "negative",
                "-": "negative",
                "阳性": "positive",
                "+": "positive",
                "可疑": "unclear",
                "待复检": "unclear",
            },
        ),
        Moment(name="result_at", headers=("报告时间", "出结果时间", "结果时间")),
        Column(name="division", label=_("Division"), headers=PLACES, listed=False),
        Column(name="note", headers=("备注",), listed=False),
    )
    filters = ("result", "reason", "kind", "division", "sampled_at")
    search = ("person__name",)
    order = "-sampled_at"
    may = MAY
