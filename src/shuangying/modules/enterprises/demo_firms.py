"""The market entities of the demonstration: invented names on real places, in the proportions of a farming county.

The county's report gives their number alone, "more than 68,000". That nine in ten are traders, and what they trade in, is made up to
be plausible. A few firms bear the name of one that newspapers of February 2020 mention; nothing else of those is real.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from typing import Any

from shuangying.core.codes.bodies import credit_check
from shuangying.core.story import World
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.divisions.models import Division

AREA = "371799"
"""No county has this code, so no credit code made of it is anybody's."""
NAMES_FROM = "http://epaper.hezeribao.com/shtm1/hzrb/20200215/2216.shtml"
NAMED = (
    ("湖西铸造（示例）", "园艺街道", 320),
    ("宁丰木业（示例）", "高韦庄镇", 460),
    ("尚舜化工（示例）", "园艺街道", 880),
    ("江华机械（示例）", "东城街道", 240),
    ("清控润康（示例）", "北城街道", 180),
    ("来氏药业（示例）", "园艺街道", 210),
    ("朱氏药业（示例）", "园艺街道", 900),
)
"""Firms that are named in public pages, with an invented place and staff."""

ESTABLISHED = (date(2004, 3, 1), date(2019, 12, 20))
TOWN_WEIGHTS = {
    "北城街道": 3.2,
    "南城街道": 4.2,
    "园艺街道": 4.6,
    "东城街道": 2.0,
    "黄岗镇": 1.5,
    "终兴镇": 1.3,
    "龙王庙镇": 1.2,
}
"""How many market entities a township has in proportion to its villages; the others 1."""
AT_THE_SEAT = 0.35

FIRST = "德鸿永福瑞隆盛泰恒信诚万广金银兴旺达顺祥和嘉美华丰裕源聚宏佳乐康安吉庆新东方众友联亿合天地春秋星光明月海川"
SECOND = "盛源发达顺祥泰隆昌兴旺和茂裕丰康宁安泽润恒诚信华美佳宇辉腾飞翔博远航鑫森林海涛江河锦绣"
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀英霞平刚桂文辉建国玉兰红志兵海燕春梅云飞凤琴金柱长河永胜"

TRADER, COMPANY, COOPERATIVE = "trader", "enterprise", "cooperative"
CATEGORY = {COMPANY: "91", TRADER: "92", COOPERATIVE: "93"}
"""The first two characters of a credit code: business registration, and what kind (GB 32100-2015, table 1)."""


@dataclass(frozen=True)
class Line:
    """A line of business: trade, section of the economy, share among its kind, how names end, staff from and to."""

    trade: str
    sector: str
    share: float
    endings: tuple[str, ...]
    staff: tuple[int, int]


TRADERS = (
    Line(
        "shop",
        "F",
        27.5,
        ("服装店", "五金店", "百货商店", "家电门市部", "建材经营部", "手机店", "文具店", "化妆品店", "农资经营部"),
        (1, 4),
    ),
    Line("food", "F", 15.5, ("超市", "粮油店", "便利店", "果蔬店", "鲜肉店", "烟酒店"), (1, 5)),
    Line("restaurant", "H", 13.5, ("羊肉汤馆", "饭店", "面馆", "水饺馆", "小吃店", "快餐店"), (2, 8)),
    Line("wholesale", "F", 7.0, ("副食批发部", "饮料批发部", "蔬菜批发部", "日用品批发部"), (2, 6)),
    Line("transport", "G", 7.5, ("货运部", "物流服务部", "快递服务部"), (1, 4)),
    Line("repair", "O", 7.0, ("汽车维修部", "电动车维修部", "家电维修部", "洗衣店"), (1, 4)),
    Line("beauty", "O", 6.0, ("理发店", "美容美发店", "造型工作室"), (1, 4)),
    Line("factory", "C", 6.0, ("木材加工厂", "食品加工坊", "面粉加工厂", "塑料制品厂", "服装加工厂"), (3, 15)),
    Line("farm", "A", 3.0, ("养殖场", "家庭农场", "果蔬种植园"), (2, 5)),
    Line("builder", "E", 1.5, ("装饰装修部", "防水工程部"), (3, 9)),
    Line("office", "L", 2.0, ("广告设计部", "图文打印部", "中介服务部"), (1, 4)),
    Line("pharmacy", "F", 1.1, ("大药房", "药店"), (2, 5)),
    Line("clinic", "Q", 0.5, ("诊所", "口腔诊所"), (2, 6)),
    Line("hotel", "H", 0.5, ("旅馆", "宾馆", "招待所"), (2, 10)),
    Line("entertainment", "R", 0.4, ("棋牌室", "网吧", "台球室"), (2, 6)),
    Line("bath", "O", 0.25, ("浴池", "洗浴中心"), (3, 12)),
    Line("training", "P", 0.3, ("艺术培训中心", "文化辅导中心"), (3, 12)),
    Line("care", "P", 0.15, ("托管中心", "早教中心"), (3, 10)),
    Line("sport", "R", 0.1, ("健身房", "乒乓球馆"), (2, 8)),
    Line("fuel", "F", 0.1, ("加油站",), (3, 8)),
    Line("market", "F", 0.1, ("农贸市场管理部",), (3, 12)),
)
COMPANIES = (
    Line(
        "factory",
        "C",
        25.0,
        ("木业有限公司", "食品有限公司", "医疗器械有限公司", "机械有限公司", "纺织有限公司", "化工有限公司"),
        (8, 90),
    ),
    Line("wholesale", "F", 22.0, ("商贸有限公司", "贸易有限公司"), (3, 18)),
    Line("office", "L", 14.0, ("信息咨询有限公司", "文化传媒有限公司", "人力资源有限公司"), (3, 14)),
    Line("builder", "E", 9.5, ("建筑工程有限公司", "装饰工程有限公司", "市政工程有限公司"), (8, 60)),
    Line("transport", "G", 7.0, ("物流有限公司", "运输有限公司"), (5, 40)),
    Line("shop", "F", 7.0, ("电子商务有限公司", "汽车销售有限公司"), (3, 20)),
    Line("farm", "A", 5.0, ("农业发展有限公司", "牧业有限公司"), (4, 25)),
    Line("pharmacy", "F", 2.5, ("医药连锁有限公司",), (4, 30)),
    Line("food", "F", 2.5, ("连锁超市有限公司",), (10, 60)),
    Line("training", "P", 1.5, ("教育咨询有限公司",), (5, 30)),
    Line("restaurant", "H", 1.2, ("餐饮管理有限公司",), (8, 40)),
    Line("fuel", "F", 0.9, ("石油销售有限公司",), (5, 14)),
    Line("hotel", "H", 0.7, ("酒店管理有限公司",), (10, 50)),
    Line("utility", "D", 0.4, ("水务有限公司", "燃气有限公司", "热力有限公司"), (15, 70)),
    Line("entertainment", "R", 0.3, ("娱乐有限公司",), (8, 30)),
    Line("sport", "R", 0.2, ("体育健身有限公司",), (6, 20)),
    Line("cinema", "R", 0.07, ("影城有限公司",), (10, 25)),
    Line("bath", "O", 0.2, ("洗浴服务有限公司",), (10, 40)),
)
COOPERATIVES = (
    Line("farm", "A", 1.0, ("种植专业合作社", "养殖专业合作社", "农机服务专业合作社", "果蔬专业合作社"), (5, 20)),
)
KINDS = ((TRADER, TRADERS, 58_000), (COMPANY, COMPANIES, 7_520), (COOPERATIVE, COOPERATIVES, 2_680))
LARGE = {
    "factory": (262, 60, 480),
    "wholesale": (34, 30, 90),
    "builder": (18, 60, 300),
    "food": (9, 60, 220),
    "hotel": (6, 40, 120),
}
"""Firms above designated size by trade: how many, and their staff from and to."""


@dataclass
class Firm:
    """A market entity as it is told."""

    name: str
    code: str
    kind: str
    trade: str
    sector: str
    place: Division
    established_on: date
    staff: int
    head: str
    phone: str
    large: bool = False
    real: str = ""
    days: dict[str, date] = field(default_factory=dict)

    def organisation(self) -> dict[str, Any]:
        """Its values in the register of organisations."""
        return {
            "name": self.name,
            "credit_code": self.code,
            "kind": self.kind,
            "division": self.place,
            "representative": self.head,
            "phone": self.phone,
            "address": self.place.name,
            "established_on": self.established_on,
        }

    def entity(self, organisation: Any) -> dict[str, Any]:
        """Its values in the register of market entities."""
        return {
            "organisation": organisation,
            "sector": self.sector,
            "trade": self.trade,
            "scale": "above" if self.large else "below" if self.kind == COMPANY else "",
            "staff": self.staff,
            "opened_on": self.established_on,
            **self.days,
        }


def firms(world: World) -> list[Firm]:
    """All market entities, each with what does not change; when they were shut is told elsewhere."""
    dice = world.dice("firms")
    told = list(_named(world, dice))
    places, weights = _places(world)
    taken: set[str] = set()
    number = len(told)
    for kind, lines, count in KINDS:
        shares = list(accumulate(line.share for line in lines))
        chosen = dice.choices(lines, cum_weights=shares, k=count)
        where = dice.choices(places, cum_weights=weights, k=count)
        large = {trade: how_many for trade, (how_many, _least, _most) in LARGE.items()} if kind == COMPANY else {}
        for line, place in zip(chosen, where, strict=True):
            number += 1
            is_large = large.get(line.trade, 0) > 0
            if is_large:
                large[line.trade] -= 1
            staff = LARGE[line.trade][1:] if is_large else line.staff
            told.append(
                Firm(
                    name=_name(dice, kind, line, place, taken),
                    code=credit_code(kind, number),
                    kind=kind,
                    trade=line.trade,
                    sector=line.sector,
                    place=place,
                    established_on=_some_day(dice, *ESTABLISHED),
                    staff=dice.randint(*staff),
                    head=_person(dice),
                    phone=f"154{dice.randrange(10**8):08d}" if kind != TRADER or not number % 5 else "",
                    large=is_large,
                )
            )
    return told


def credit_code(kind: str, number: int) -> str:
    """A credit code that is right in form and nobody's."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    digits = ""
    for _place in range(6):
        number, rest = divmod(number, 31)
        digits = alphabet[rest] + digits
    body = f"{CATEGORY[kind]}{AREA}MA{digits}X"
    return body + credit_check(body)


def _named(world: World, dice: random.Random) -> Iterator[Firm]:
    for number, (name, place, staff) in enumerate(NAMED):
        yield Firm(
            name=name,
            code=credit_code(COMPANY, number),
            kind=COMPANY,
            trade="factory",
            sector="C",
            place=world.place(place),
            established_on=_some_day(dice, *ESTABLISHED),
            staff=staff,
            head=_person(dice),
            phone=f"154{dice.randrange(10**8):08d}",
            large=True,
            real=f"name only: {NAMES_FROM}",
        )


def _places(world: World) -> tuple[list[Division], list[float]]:
    """Townships and villages with the running sum of their weights."""
    tree = divisions.tree(world.today)
    found: list[tuple[int, float]] = []
    for township in tree.at_level("township"):
        villages = tree.children(township.id)
        weight = TOWN_WEIGHTS.get(township.name, 1.0) * max(len(villages), 12)
        found.append((township.id, weight * AT_THE_SEAT))
        found += [(village.id, weight * (1 - AT_THE_SEAT) / len(villages)) for village in villages]
    rows: Mapping[int, Division] = Division.objects.in_bulk([id_ for id_, _weight in found])
    return [rows[id_] for id_, _weight in found], list(accumulate(weight for _id, weight in found))


def _name(dice: random.Random, kind: str, line: Line, place: Division, taken: set[str]) -> str:
    short = place.name
    for ending in ("村民委员会", "社区居民委员会", "社区居委会", "居民委员会", "街道", "镇", "乡"):
        short = short.removesuffix(ending)
    while True:
        mark = dice.choice(FIRST) + dice.choice(SECOND)
        tail = dice.choice(line.endings)
        name = f"单县{short}{mark}{tail}" if kind != COMPANY else f"单县{mark}{dice.choice(SECOND)}{tail}"
        if name not in taken:
            taken.add(name)
            return name


def _person(dice: random.Random) -> str:
    return dice.choice(SURNAMES) + "".join(dice.choices(GIVEN, k=dice.choice((1, 2, 2))))


def _some_day(dice: random.Random, first: date, last: date) -> date:
    return first + timedelta(days=dice.randrange((last - first).days + 1))
