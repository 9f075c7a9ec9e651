"""What a clerk sees of key projects: columns, the headers of real sheets, who may do what."""

from django.utils.translation import gettext_lazy as _

from shuangying.kernel.accounts.api import ADMIN, CLERK, LEADER, VILLAGE, Right
from shuangying.kernel.registers.api import COUNTY, Choice, Column, Money, Month, Register, State, Wide
from shuangying.kernel.registers.words import declare
from shuangying.modules.projects.models import Progress, Project

declare(
    {
        "project_due_before_start": _(
            "The deadline %(due)s is before the start on %(started)s. Correct one of the two dates."
        )
    }
)


class Projects(Register):
    id = "projects"
    model = Project
    label = _("Key projects")
    purpose = _("Key projects of the four batches. The stage on a day follows from dates and statements.")
    front = "development"
    kept_by = COUNTY
    identity = (("code",), ("name", "division"), ("name",))
    columns = (
        Column(name="code", headers=("编号", "项目编号", "项目代码", "代码")),
        Column(name="name", headers=("项目名称", "名称", "项目", "工程名称")),
        Column(
            name="division",
            label=_("Township"),
            headers=("乡镇", "乡镇（街道）", "所在乡镇", "属地", "建设地点", "所属乡镇", "镇街"),
        ),
        State(
            name="stage",
            headers=("类别", "批次", "项目类别", "所属批次", "进展阶段", "阶段", "状态"),
            words={
                "开工": "started",
                "开工项目": "started",
                "在建": "started",
                "竣工": "completed",
                "竣工项目": "completed",
                "建成": "completed",
                "储备": "reserve",
                "储备项目": "reserve",
                "谋划": "planned",
                "谋划项目": "planned",
            },
        ),
        Money(
            name="investment",
            headers=("总投资", "计划总投资", "投资额", "总投资额", "投资总额", "投资"),
            sheet_unit="亿元",
        ),
        Choice(
            name="sector",
            headers=("行业", "所属行业", "产业类别"),
            words={
                "工业": "industry",
                "农业": "agriculture",
                "服务业": "services",
                "基础设施": "infrastructure",
                "民生": "livelihood",
            },
        ),
        Choice(
            name="kind",
            headers=("建设性质", "性质", "项目性质"),
            words={"新建": "new", "续建": "continued", "扩建": "extension", "改扩建": "extension"},
            listed=False,
        ),
        Column(name="started_on", headers=("开工日期", "开工时间", "实际开工时间")),
        Column(name="completed_on", headers=("竣工日期", "竣工时间", "实际竣工时间")),
        Column(name="due_on", headers=("计划竣工时间", "计划竣工日期", "完成时限", "计划完成时间")),
        Column(name="planned_on", headers=("谋划日期", "谋划时间"), listed=False),
        Column(name="reserved_on", headers=("储备日期", "入库时间", "入库日期"), listed=False),
        Column(name="collective_start_on", headers=("集中开工日期", "集中开工"), listed=False),
        Column(name="owner", headers=("建设单位", "业主单位", "项目单位", "责任单位"), listed=False),
        Column(name="builder", headers=("施工单位", "承建单位"), listed=False),
        Column(name="leader", headers=("包保领导", "县级领导", "责任领导", "分包领导"), listed=False),
        Column(name="content", headers=("建设内容", "主要建设内容", "建设内容及规模"), listed=False),
    )
    filters = ("stage", "division", "sector", "kind", "collective_start_on")
    search = ("name", "code", "owner")
    order = "code"
    sums = ("investment",)
    may = {ADMIN: Right.READ, LEADER: Right.READ, CLERK: Right.WRITE, VILLAGE: Right.COUNT}


class ProjectProgress(Register):
    id = "projects.progress"
    model = Progress
    label = _("Investment by month")
    purpose = _("What each key project invested in each month.")
    front = "development"
    identity = (("project", "month"),)
    part_of = "project"
    sheet = Wide("month", value="invested")
    columns = (
        Column(name="project", headers=("项目名称", "项目")),
        Month(name="month", headers=("月份", "月度")),
        Money(name="invested", headers=("完成投资", "本月完成投资", "当月完成投资"), sheet_unit="万元"),
        Column(name="division", label=_("Township"), headers=("乡镇", "属地")),
    )
    filters = ("project", "month", "division")
    search = ("project__name",)
    order = "-month"
    sums = ("invested",)
    may = {ADMIN: Right.READ, LEADER: Right.READ, CLERK: Right.WRITE, VILLAGE: Right.COUNT}
