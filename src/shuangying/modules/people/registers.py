"""What a clerk sees of people: columns, the headers of real sheets, who may do what."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from shuangying.core.problems import Problem
from shuangying.kernel.accounts.api import ADMIN, CLERK, LEADER, VILLAGE, Right
from shuangying.kernel.parties.models import Household, Person
from shuangying.kernel.registers.api import COUNTY, Choice, Column, Register, State, Via, Wide
from shuangying.kernel.registers.words import declare
from shuangying.modules.people.isolating import extend, release, together
from shuangying.modules.people.models import (
    Facility,
    FollowUp,
    Isolation,
    KeyCategory,
    KeyPerson,
    RedAgent,
    Room,
    Screening,
    ScreeningList,
    ServedHousehold,
)
from shuangying.modules.people.roles import HEALTH
from shuangying.modules.people.temperatures import Temperature

declare(
    {
        "not_a_temperature": _("“%(text)s” is not a body temperature. Write degrees Celsius: 36.5."),
        "temperature_out_of_range": _(
            "“%(text)s” is no temperature of a person: it lies below 34 or above 43 ℃. Check where the point belongs."
        ),
        "temperature_too_fine": _("“%(text)s” is finer than a tenth of a degree. Write one decimal: 36.5."),
        "screening_without_day": _("The outcome needs the day on which it was found out. Give the day."),
        "screening_without_outcome": _("The check needs its outcome. Choose one, or leave the day empty."),
        "category_not_in_force": _(
            "The category %(category)s is not in force on %(day)s. Choose another category or correct the day."
        ),
        "exposed_after_due": _(
            "The last exposure lies after the day on which isolation is due to end, %(due)s. Extend it or correct the day."
        ),
        "released_before_due": _(
            "The time is served on %(due)s at the earliest. Correct the day, or say that it was lifted early."
        ),
        "release_incomplete": _("A release needs its day and how the isolation ended. Give both or neither."),
        "room_at_home": _(
            "Somebody isolated at home has no room in a facility. Empty the room or choose another kind."
        ),
        "isolated_elsewhere": _(
            "The person is isolated already from %(begun)s: nobody is in two places at once. Release the other one first."
        ),
        "room_full": _("The room has %(beds)s beds and %(people)s people from %(day)s on. Choose another room."),
        "not_later": _("Isolation is due on %(due)s already. It can only become longer: choose a later day."),
        "followed_up_outside": _("Isolation lasted from %(begun)s to %(ended)s. Correct the day."),
    }
)

PLACE = ("村居", "所属村居", "所在村", "行政村", "村（社区）", "乡镇", "乡镇（街道）", "镇街", "属地", "所属乡镇村居")
EVERYBODY_ELSE: Mapping[str, Right] = {ADMIN: Right.COUNT, LEADER: Right.READ}
"""What those see who lead and who run the system: leaders rows with masked names, administrators numbers alone."""

SOMEBODY = Via(
    "person",
    ("name", "sex", "born_on", "id_number", "phone"),
    headers={"name": ("被隔离人姓名", "隔离人员姓名")},
    required=("name",),
    listed=("name", "phone"),
)
"""Whom a line is about: found by identity number, or name and phone, or name and village; else entered with the line."""


class Households(Register):
    id = "people.households"
    model = Household
    label = _("Households")
    purpose = _("Households of the county, by number or by village, head and address.")
    front = "epidemic"
    kept_by = COUNTY
    identity = (("code",),)
    recognised_by = (("head", "division", "address"), ("head", "division"))
    resembles = False
    columns = (
        Column(name="code", headers=("户号", "户编号", "户籍户号")),
        Column(name="head", headers=("户主", "户主姓名"), mask="name"),
        Column(name="division", label=_("Village or community"), headers=PLACE),
        Column(name="address", headers=("家庭住址", "住址", "地址", "门牌号"), mask="address"),
        Choice(
            name="kind",
            headers=("户类型", "户别"),
            words={"家庭户": "family", "集体户": "collective"},
            listed=False,
        ),
    )
    filters = ("division", "kind")
    search = ("head", "code")
    order = "code"
    may = {**EVERYBODY_ELSE, CLERK: Right.WRITE, HEALTH: Right.READ, VILLAGE: Right.WRITE}
    shows_names_to = (HEALTH,)


class People(Register):
    id = "people"
    model = Person
    label = _("Population")
    purpose = _(
        "Residents, and others on whom the county acts. What befalls them stands in the registers of the fields."
    )
    front = "epidemic"
    kept_by = COUNTY
    part_of = "household"
    in_menu = True
    identity = (("id_number",),)
    recognised_by = (("name", "phone"), ("name", "born_on", "division"), ("name", "division"))
    resembles = False
    columns = (
        Column(name="name", headers=("姓名", "人员姓名", "居民姓名"), mask="name"),
        Choice(name="sex", headers=("性别",), words={"男": "male", "女": "female"}),
        Column(name="born_on", headers=("出生日期", "出生年月日", "出生年月"), listed=False),
        Column(
            name="id_number",
            headers=("身份证号", "身份证号码", "公民身份号码", "身份证", "证件号码", "居民身份证号码"),
        ),
        Column(name="phone", headers=("联系电话", "手机号", "手机", "电话", "手机号码", "联系方式")),
        Column(name="division", label=_("Village or community"), headers=PLACE),
        Column(name="address", headers=("家庭住址", "住址", "现住址", "现居住地", "详细地址", "地址"), mask="address"),
        Via("household", ("code",), headers={"code": ("户号",)}, listed=(), only_finds=True),
        Column(name="relation", headers=("与户主关系", "家庭关系", "关系"), listed=False),
        Column(name="resident", headers=("是否常住", "常住"), listed=False),
        Column(name="origin", headers=("来自", "来源地", "来自何地", "返乡前所在地", "外出地"), listed=False),
    )
    filters = ("division", "sex", "resident", "household")
    search = ("name",)
    may = {**EVERYBODY_ELSE, CLERK: Right.WRITE, HEALTH: Right.READ, VILLAGE: Right.WRITE}
    shows_names_to = (HEALTH,)


class ScreeningLists(Register):
    id = "people.screening_lists"
    model = ScreeningList
    label = _("Screening lists")
    purpose = _("Lists of people to look for, as they come from above: from whom, when and for what.")
    front = "epidemic"
    kept_by = COUNTY
    identity = (("name",),)
    columns = (
        Column(name="name", headers=("名单", "名单名称", "批次", "数据批次")),
        Column(name="issuer", headers=("下发单位", "数据来源单位")),
        Column(name="received_on", headers=("接收日期", "下发日期", "收到日期")),
        Column(name="answer_by", headers=("反馈时限", "要求反馈日期")),
        Column(name="purpose", headers=("用途", "摸排目的")),
        Column(name="source", headers=("数据来源",), listed=False),
        Column(name="division", label=_("Received by"), headers=("接收单位", *PLACE), listed=False),
    )
    filters = ("issuer", "received_on", "division")
    search = ("name", "issuer")
    order = "-received_on"
    may = {
        ADMIN: Right.READ,
        LEADER: Right.READ,
        CLERK: Right.WRITE,
        HEALTH: Right.WRITE,
        VILLAGE: Right.READ,
    }


class Screenings(Register):
    id = "people.screening"
    model = Screening
    label = _("Screening")
    purpose = _("People on screening lists. The village or township in which a row lies says what it found out.")
    front = "epidemic"
    kept_by = COUNTY
    part_of = "list"
    place_from = ""
    in_menu = True
    identity = (("list", "person"),)
    resembles = False
    columns = (
        Via(
            "list",
            ("name",),
            headers={"name": ("名单", "名单名称", "批次", "数据批次")},
            labels={"name": _("List")},
            required=("name",),
            only_finds=True,
        ),
        SOMEBODY,
        Column(name="division", label=_("Answered by"), headers=PLACE),
        State(name="state", headers=("状态",), words={"待核查": "sent", "未反馈": "sent", "已核查": "checked"}),
        Choice(
            name="outcome",
            headers=("核查结果", "摸排结果", "核实情况", "排查结果"),
            words={
                "在": "found",
                "在本村": "found",
                "在本地": "found",
                "找到": "found",
                "已找到": "found",
                "已返乡": "found",
                "迁出": "moved",
                "已迁出": "moved",
                "在外地": "elsewhere",
                "未返乡": "elsewhere",
                "在外未归": "elsewhere",
                "查无此人": "not_found",
                "未找到": "not_found",
                "联系不上": "not_found",
            },
        ),
        Column(name="checked_on", headers=("核查日期", "摸排日期", "核实日期", "排查时间")),
        Column(name="not_found_on", headers=("查找未果日期",), listed=False),
        Column(name="sent_on", headers=("下发日期",), listed=False),
        Column(name="checked_by", headers=("核查人", "摸排人", "包保人", "责任人")),
        Column(name="note", headers=("备注", "说明", "具体情况"), listed=False),
    )
    filters = ("list", "division", "state", "outcome")
    search = ("person__name",)
    order = "-checked_on"
    may = {**EVERYBODY_ELSE, CLERK: Right.WRITE, HEALTH: Right.WRITE, VILLAGE: Right.WRITE}


class KeyCategories(Register):
    id = "people.categories"
    model = KeyCategory
    label = _("Categories of key people")
    purpose = _("By what somebody comes under special control: exposure, travel, symptoms or role, from day to day.")
    front = "epidemic"
    kept_by = COUNTY
    identity = (("name",),)
    columns = (
        Column(name="number", headers=("序", "编号", "类别序号")),
        Column(name="name", headers=("类别", "人员类别", "重点人员类别")),
        Choice(
            name="basis",
            headers=("划分依据", "依据"),
            words={"接触史": "exposure", "暴露": "exposure", "旅居史": "travel", "症状": "symptoms", "岗位": "role"},
        ),
        Column(name="definition", headers=("范围", "具体范围", "对象")),
        Column(name="measure", headers=("管控措施", "措施"), listed=False),
        State(name="state", headers=("状态",), words={"有效": "in_force", "停用": "ended"}),
        Column(name="from_on", headers=("起始日期", "启用日期")),
        Column(name="until_on", headers=("截止日期", "停用日期"), listed=False),
        Column(name="division", label=_("Division"), headers=PLACE, listed=False),
    )
    filters = ("state", "basis", "division")
    search = ("name", "definition")
    order = "number"
    may = {
        ADMIN: Right.READ,
        LEADER: Right.READ,
        CLERK: Right.WRITE,
        HEALTH: Right.WRITE,
        VILLAGE: Right.READ,
    }


class KeyPersons(Register):
    id = "people.key_persons"
    model = KeyPerson
    label = _("Key people")
    purpose = _("People under special control, by category, from the day on which they came under it until released.")
    front = "epidemic"
    kept_by = COUNTY
    identity = (("person", "category", "from_on"),)
    place_from = "person"
    resembles = False
    columns = (
        SOMEBODY,
        Column(name="division", label=_("Village or community"), headers=PLACE),
        Via(
            "category",
            ("name",),
            headers={"name": ("人员类别", "重点人员类别", "类别")},
            labels={"name": _("Category")},
            required=("name",),
            only_finds=True,
        ),
        State(name="state", headers=("状态", "管控状态"), words={"管控中": "controlled", "已解除": "released"}),
        Column(name="from_on", headers=("管控日期", "纳入管控日期", "纳管日期")),
        Column(name="released_on", headers=("解除日期", "解除管控日期")),
        Column(name="reason", headers=("纳入原因", "原因", "管控原因")),
        Column(name="responsible", headers=("包保责任人", "责任人", "包保人"), listed=False),
    )
    filters = ("state", "category", "division", "from_on")
    search = ("person__name",)
    order = "-from_on"
    may = {**EVERYBODY_ELSE, CLERK: Right.WRITE, HEALTH: Right.WRITE, VILLAGE: Right.READ}
    shows_names_to = (VILLAGE,)


class Facilities(Register):
    id = "people.facilities"
    model = Facility
    label = _("Isolation facilities")
    purpose = _("Places in use for isolation, from day to day, with their rooms.")
    front = "epidemic"
    kept_by = COUNTY
    identity = (("site", "from_on"),)
    recognised_by = (("site.name",),)
    place_from = "site"
    columns = (
        Via(
            "site",
            ("name", "address", "capacity"),
            headers={"name": ("隔离点", "隔离点名称", "集中隔离点")},
            labels={"name": _("Isolation facility")},
            required=("name",),
        ),
        Column(name="division", label=_("Township"), headers=PLACE),
        State(name="state", headers=("状态",), words={"启用": "in_use", "在用": "in_use", "停用": "closed"}),
        Column(name="from_on", headers=("启用日期",)),
        Column(name="until_on", headers=("停用日期",)),
        Column(name="manager", headers=("负责人", "点长")),
        Column(name="clinic", headers=("医疗保障单位", "驻点医院"), listed=False),
    )
    filters = ("state", "division")
    search = ("site__name",)
    order = "from_on"
    may = {
        ADMIN: Right.READ,
        LEADER: Right.READ,
        CLERK: Right.WRITE,
        HEALTH: Right.WRITE,
        VILLAGE: Right.COUNT,
    }


class Rooms(Register):
    id = "people.rooms"
    model = Room
    label = _("Rooms")
    purpose = _("Rooms of isolation facilities with their beds.")
    front = "epidemic"
    kept_by = COUNTY
    part_of = "facility"
    identity = (("facility", "number"),)
    recognised_by = (("facility.site.name", "number"),)
    columns = (
        Via(
            "facility",
            ("site.name",),
            headers={"site.name": ("隔离点", "隔离点名称", "集中隔离点")},
            labels={"site.name": _("Isolation facility")},
            required=("site.name",),
            only_finds=True,
        ),
        Column(name="number", headers=("房间号", "房号", "房间")),
        Column(name="beds", headers=("床位数", "床位")),
        Column(name="division", label=_("Township"), headers=PLACE, listed=False),
    )
    filters = ("facility", "division")
    search = ("number", "facility__site__name")
    order = "number"
    may = Facilities.may


class Isolations(Register):
    id = "people.isolations"
    model = Isolation
    label = _("Isolation")
    purpose = _("People in isolation and under observation: where, from when, due when, released when and by whom.")
    front = "epidemic"
    kept_by = COUNTY
    identity = (("person", "from_on"),)
    recognised_by = (("person.id_number",), ("person.name", "division"), ("person.name",))
    resembles = False
    columns = (
        SOMEBODY,
        Choice(
            name="kind",
            headers=("隔离方式", "隔离类型", "观察方式", "管控方式"),
            words={
                "集中隔离": "facility",
                "集中": "facility",
                "居家隔离": "home",
                "居家": "home",
                "居家观察": "home",
                "留观": "observation",
                "医学观察": "observation",
            },
        ),
        Column(name="division", label=_("Where"), headers=PLACE),
        Via(
            "room",
            ("facility.site.name", "number"),
            headers={
                "facility.site.name": ("隔离点", "隔离点名称", "集中隔离点"),
                "number": ("房间号", "房号", "房间"),
            },
            labels={"facility.site.name": _("Isolation facility")},
            listed=("facility.site.name",),
        ),
        State(name="state", headers=("状态", "隔离状态"), words={"隔离中": "isolated", "已解除": "released"}),
        Column(name="from_on", headers=("隔离日期", "隔离开始日期", "入住日期", "起始日期", "开始隔离时间")),
        Column(name="due_on", headers=("应解除日期", "预计解除日期", "到期日期")),
        Column(name="released_on", headers=("解除日期", "解除隔离日期", "离开日期")),
        Choice(
            name="outcome",
            headers=("解除原因", "解除方式", "去向"),
            words={
                "期满": "completed",
                "期满解除": "completed",
                "提前解除": "lifted",
                "转移": "transferred",
                "转集中隔离": "transferred",
                "转居家": "transferred",
                "送医": "hospital",
                "转医院": "hospital",
                "住院": "hospital",
            },
            listed=False,
        ),
        Column(name="cause", headers=("隔离原因", "原因", "人员类别", "来源")),
        Column(name="exposed_on", headers=("末次接触日期", "最后接触日期", "离开疫区日期"), listed=False),
        Column(name="released_by", headers=("解除批准人", "批准人"), listed=False),
    )
    filters = ("state", "kind", "division", "outcome", "room")
    search = ("person__name",)
    order = "-from_on"
    may = {**EVERYBODY_ELSE, CLERK: Right.WRITE, HEALTH: Right.WRITE, VILLAGE: Right.READ}
    shows_names_to = (VILLAGE,)
    actions = (release((HEALTH,)), extend((HEALTH,)))

    def check_together(self, records: Sequence[Any]) -> Mapping[int, list[tuple[str, Problem]]]:
        """Nobody is isolated twice at once, and no room has more people than beds."""
        return together(records)


class FollowUps(Register):
    id = "people.followups"
    model = FollowUp
    label = _("Follow-ups")
    purpose = _("How each person in isolation was on each day: temperature and symptoms.")
    front = "epidemic"
    kept_by = COUNTY
    part_of = "isolation"
    in_menu = True
    identity = (("isolation", "day"),)
    sheet = Wide("day", value="temperature")
    resembles = False
    columns = (
        Via("isolation", ("person.name", "person.id_number"), required=("person.name",), only_finds=True),
        Column(name="day", headers=("日期", "随访日期", "测温日期")),
        Temperature(name="temperature", headers=("体温", "体温（℃）", "最高体温")),
        Column(name="symptoms", headers=("症状", "有无症状", "异常症状")),
        Column(name="by", headers=("随访人", "测温人", "随访医生"), listed=False),
        Column(name="division", label=_("Where"), headers=PLACE, listed=False),
    )
    filters = ("day", "division", "isolation")
    search = ("isolation__person__name",)
    order = "-day"
    may = {**EVERYBODY_ELSE, CLERK: Right.WRITE, HEALTH: Right.WRITE, VILLAGE: Right.WRITE}


class RedAgents(Register):
    id = "people.red_agents"
    model = RedAgent
    label = _("Red agents")
    purpose = _("People of a village who run errands for households in isolation.")
    front = "epidemic"
    kept_by = COUNTY
    identity = (("person", "from_on"),)
    recognised_by = (("person.name", "division"), ("person.name",))
    place_from = "person"
    resembles = False
    columns = (
        Via("person", ("name", "phone"), headers={"name": ("代办员", "代办员姓名", "姓名")}, required=("name",)),
        Column(name="division", label=_("Village or community"), headers=PLACE),
        State(name="state", headers=("状态",), words={"在岗": "serving", "离岗": "ended"}),
        Column(name="from_on", headers=("上岗日期", "开始日期")),
        Column(name="until_on", headers=("离岗日期", "结束日期")),
    )
    filters = ("state", "division")
    search = ("person__name",)
    order = "-from_on"
    may = {
        ADMIN: Right.READ,
        LEADER: Right.READ,
        CLERK: Right.WRITE,
        HEALTH: Right.READ,
        VILLAGE: Right.WRITE,
    }
    shows_names_to = (LEADER, HEALTH)


class ServedHouseholds(Register):
    id = "people.served_households"
    model = ServedHousehold
    label = _("Households served")
    purpose = _("The households in isolation for which each red agent runs errands.")
    front = "epidemic"
    kept_by = COUNTY
    part_of = "agent"
    identity = (("agent", "household", "from_on"),)
    resembles = False
    columns = (
        Via(
            "agent",
            ("person.name",),
            headers={"person.name": ("代办员", "代办员姓名")},
            labels={"person.name": _("Red agent")},
            required=("person.name",),
            only_finds=True,
        ),
        Via("household", ("head", "address", "code"), required=("head",), listed=("head", "address")),
        State(name="state", headers=("状态",), words={"服务中": "served", "已结束": "ended"}),
        Column(name="from_on", headers=("服务开始日期", "开始日期")),
        Column(name="until_on", headers=("服务结束日期", "结束日期")),
        Column(name="division", label=_("Village or community"), headers=PLACE, listed=False),
    )
    filters = ("state", "division", "agent")
    search = ("household__head",)
    order = "-from_on"
    may = {**EVERYBODY_ELSE, CLERK: Right.WRITE, HEALTH: Right.READ, VILLAGE: Right.WRITE}
    shows_names_to = (HEALTH,)
