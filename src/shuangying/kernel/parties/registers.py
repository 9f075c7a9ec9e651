"""What a clerk sees of organisations, places and units: columns, the headers of real sheets, who may do what."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from shuangying.core.codes import credit_code
from shuangying.kernel.accounts.api import ADMIN, CLERK, LEADER, VILLAGE, Right
from shuangying.kernel.parties.models import Organisation, Site, Unit
from shuangying.kernel.parties.other_names import KnownByOtherNames
from shuangying.kernel.registers.api import COUNTY, Choice, Column, Register
from shuangying.kernel.registers.words import declare

declare(
    {
        "id_birth_differs": _(
            "The identity number tells the birth date %(told)s, not %(born)s. Correct one of the two."
        ),
        "id_sex_differs": _("The identity number tells the sex %(told)s. Correct one of the two."),
        "ends_before_it_begins": _(
            "The end on %(ended)s is before the beginning on %(begun)s. Correct one of the two."
        ),
        "merge_with_itself": _("Choose two different records."),
        "merge_numbers_differ": _(
            "%(column)s differs, so these are two. If one of the numbers is wrong, correct it first."
        ),
        "merge_hindered": _("%(register)s, %(record)s: %(why)s"),
        "merge_hindered_unseen": _(
            "A record beyond the reach of your posts stands against it. Ask the office that keeps it."
        ),
        "merge_clashes": _(
            "%(register)s holds the same of both for one day or one list. Delete the one that is wrong first."
        ),
        "merge_kept_is_gone": _(
            "The record that stayed is deleted by now, or merged into another. Restore it, or undo that merge first."
        ),
        "unit_above_itself": _("A unit cannot stand above itself. Choose another superior unit."),
    }
)


FIELD_ROLES = ("health", "checkpoint", "liaison")
"""Roles of the fields of work, by their ids: who records what befalls a body, a place or a unit must be able to name it."""

READ_IN_THE_FIELD = {ADMIN: Right.READ, LEADER: Right.READ, **dict.fromkeys(FIELD_ROLES, Right.READ)}


class CreditCode(Column):
    """A unified social credit code, or the registration number of a business that has none yet."""

    def parse(self, value: Any) -> str:
        return credit_code(value)


PLACE_HEADERS = ("乡镇", "乡镇（街道）", "所在乡镇", "镇街", "属地", "村居", "行政村", "村（社区）", "所在村")


class Organisations(KnownByOtherNames, Register):
    id = "parties.organisations"
    model = Organisation
    label = _("Organisations")
    purpose = _(
        "Enterprises, traders, institutions and other bodies. What each does stands in the registers of the fields."
    )
    front = "command"
    kept_by = COUNTY
    identity = (("credit_code",),)
    recognised_by = (("name", "division"), ("name",))
    columns = (
        Column(
            name="name",
            headers=("单位名称", "企业名称", "机构名称", "市场主体名称", "商户名称", "名称", "字号名称"),
        ),
        CreditCode(
            name="credit_code",
            headers=("统一社会信用代码", "社会信用代码", "信用代码", "统一代码", "注册号"),
        ),
        Choice(
            name="kind",
            headers=("单位类型", "主体类型", "企业类型", "机构类型", "市场主体类型", "类型"),
            words={
                "企业": "enterprise",
                "有限责任公司": "enterprise",
                "有限公司": "enterprise",
                "个体": "trader",
                "个体工商户": "trader",
                "个体户": "trader",
                "合作社": "cooperative",
                "农民专业合作社": "cooperative",
                "专业合作社": "cooperative",
                "事业单位": "institution",
                "机关": "government",
                "行政机关": "government",
                "社会团体": "association",
                "社会组织": "association",
                "其他": "other",
            },
        ),
        Column(name="division", label=_("Division"), headers=PLACE_HEADERS),
        Column(
            name="representative",
            headers=("法定代表人", "法人代表", "法人", "负责人", "经营者", "法定代表人（负责人）"),
            mask="name",
        ),
        Column(name="phone", headers=("联系电话", "电话", "手机", "手机号", "联系方式", "负责人电话")),
        Column(name="address", headers=("地址", "住所", "经营地址", "注册地址", "详细地址"), listed=False),
        Column(name="established_on", headers=("成立日期", "成立时间", "注册日期"), listed=False),
        Column(name="ended_on", headers=("注销日期", "吊销日期"), listed=False),
    )
    filters = ("division", "kind")
    search = ("name", "credit_code")
    may = {**READ_IN_THE_FIELD, CLERK: Right.WRITE, VILLAGE: Right.COUNT}


class Sites(KnownByOtherNames, Register):
    id = "parties.sites"
    model = Site
    label = _("Places")
    purpose = _("Places that people go to or are brought to. What happens there stands in the registers of the fields.")
    front = "command"
    kept_by = COUNTY
    identity = (("name", "division"), ("name",))
    columns = (
        Column(name="name", headers=("场所名称", "地点名称", "隔离点名称", "名称", "场所")),
        Choice(
            name="kind",
            headers=("场所类型", "场所类别", "类型", "类别"),
            words={
                "隔离点": "isolation",
                "集中隔离点": "isolation",
                "医院": "hospital",
                "卫生院": "hospital",
                "诊所": "hospital",
                "学校": "school",
                "幼儿园": "school",
                "宾馆": "hotel",
                "酒店": "hotel",
                "旅馆": "hotel",
                "饭店": "restaurant",
                "餐馆": "restaurant",
                "农贸市场": "market",
                "集贸市场": "market",
                "市场": "market",
                "超市": "shop",
                "商店": "shop",
                "药店": "shop",
                "影院": "cinema",
                "电影院": "cinema",
                "剧院": "cinema",
                "网吧": "entertainment",
                "KTV": "entertainment",
                "歌舞厅": "entertainment",
                "棋牌室": "entertainment",
                "浴池": "bath",
                "洗浴": "bath",
                "健身房": "sport",
                "体育馆": "sport",
                "图书馆": "culture",
                "文化馆": "culture",
                "博物馆": "culture",
                "景区": "scenic",
                "公园": "scenic",
                "宗教场所": "religious",
                "车站": "station",
                "小区": "estate",
                "其他": "other",
            },
        ),
        Column(name="division", label=_("Division"), headers=PLACE_HEADERS),
        Column(name="address", headers=("地址", "详细地址", "地点")),
        Column(name="capacity", headers=("容量", "可容纳人数", "房间数", "床位数", "最大容量")),
    )
    filters = ("division", "kind")
    may = {**READ_IN_THE_FIELD, CLERK: Right.WRITE, VILLAGE: Right.READ}


class Units(KnownByOtherNames, Register):
    id = "parties.units"
    model = Unit
    label = _("Units")
    purpose = _("Units that hold posts, report or receive: townships, departments, zones, checkpoints.")
    front = "command"
    kept_by = COUNTY
    identity = (("name", "division"), ("name",))
    columns = (
        Column(name="name", headers=("机构", "单位名称", "单位", "部门", "部门名称", "名称", "检查站名称")),
        Choice(
            name="kind",
            headers=("单位类别", "单位性质", "类别"),
            words={
                "乡镇": "township",
                "街道": "township",
                "乡镇街道": "township",
                "村": "village",
                "社区": "village",
                "村居": "village",
                "部门": "department",
                "县直部门": "department",
                "县直单位": "department",
                "开发区": "zone",
                "园区": "zone",
                "检查站": "checkpoint",
                "卡口": "checkpoint",
                "企业": "enterprise",
                "其他": "other",
            },
        ),
        Column(name="division", label=_("Division"), headers=PLACE_HEADERS),
        Column(name="parent", headers=("上级单位", "主管单位", "主管部门")),
        Column(name="from_on", headers=("设立日期", "启用日期", "开始日期"), listed=False),
        Column(name="until_on", headers=("撤销日期", "停用日期", "结束日期"), listed=False),
    )
    filters = ("division", "kind", "parent")
    may = {**READ_IN_THE_FIELD, CLERK: Right.WRITE, VILLAGE: Right.READ}
