"""The residents of the demonstration: households of a rural county with made-up names, numbers of areas given to nobody, and ages.

Sizes and ages are roughly those of the county (422,700 households of 1,255,800 people, end of 2023) and the province.
"""

import random
from bisect import bisect
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from typing import Any

from shuangying.core.codes import check_character
from shuangying.core.story import World
from shuangying.kernel.divisions.name_forms import stem

BORN_BEFORE = date(2020, 1, 1)
FIRST_ORDER = {"male": 1, "female": 2}
"""Orders in identity numbers: residents take them from the first on, odd for men; nobody else of the story takes them low."""

SURNAMES = "王李张刘陈杨赵孙朱马周徐高胡郭吴宋郑于谢孔曹董梁田时程黄韩冯邓彭吕苏任袁魏蔡邵贾史崔侯石孟秦白江"
MALE = {
    1900: ("", "德守传广继宪兆明文世成永振玉金福", "山河田林财贵才荣喜义仁礼信忠厚才"),
    1960: ("", "建国军红卫志新爱学玉庆东跃保长春", "国军强民华伟平刚生明海峰杰勇忠林"),
    1985: ("伟磊涛鹏超亮辉凯帅杰旭斌飞", "海志俊文振瑞", "龙波洋鹏超辉宁健伟磊"),
    2000: ("", "子浩宇俊一梓泽嘉奕皓", "轩涵然豪杰辰宇航睿泽"),
}
FEMALE = {
    1900: ("", "桂秀玉素凤爱兰翠", "英兰荣芝香莲云花珍梅"),
    1960: ("", "秀玉红爱春桂艳丽", "霞玲梅英华丽芳萍荣云"),
    1985: ("静丽娜敏婷燕娟倩雪颖", "晓雅文海春", "丽燕娜静敏洁婷雯"),
    2000: ("", "梓欣雨诗思一可语", "涵怡萱彤琪瑶妍晨汐"),
}
"""Per year of birth from which on: single characters of a name, first and second characters of a double one."""

OF_THE_FAMILY = frozenset({"户主", "子", "女", "父"})
"""Whoever bears the head's surname; the others married in."""

Member = tuple[str, str, int]
"""Relation to the head, sex, age at the beginning of 2020."""


@dataclass(slots=True)
class Home:
    """A household before it is written."""

    village: Any
    code: str
    address: str
    people: list[dict[str, Any]] = field(default_factory=list)


class Residents:
    """Makes households of a village after another, always the same ones from the same seed.

    Args:
        world: the story.
        villages: the village-level divisions, in the county's order.
        wanted: how many people there are.
    """

    def __init__(self, world: World, villages: Sequence[Any], wanted: int) -> None:
        self.world, self.villages = world, villages
        self.sizes = village_sizes(world, villages, wanted)
        self.orders: Counter[tuple[date, str]] = Counter()
        self.phones = 0

    def homes(self) -> Iterator[Home]:
        """All households."""
        for village in self.villages:
            dice = self.world.dice("residents", village.code)
            short = short_name(village)
            surname = short[0] if short[0] in SURNAMES else dice.choice(SURNAMES[:12])
            left, number = self.sizes[village.pk], 0
            while left > 0:
                number += 1
                members = _household(dice, left)
                left -= len(members)
                yield self._home(dice, village, short, surname, number, members)

    def _home(
        self, dice: random.Random, village: Any, short: str, surname: str, number: int, members: Sequence[Member]
    ) -> Home:
        address = address_of(village, short, number, dice)
        home = Home(village, f"{village.code[6:]}{number:04}", address)
        family = surname if dice.random() < 0.45 else _surname(dice)
        for relation, sex, age in members:
            born = _birthday(dice, age)
            of_family = relation in OF_THE_FAMILY
            values: dict[str, Any] = {
                "name": (family if of_family else _surname(dice)) + given_name(dice, sex, born.year),
                "sex": sex,
                "born_on": born,
                "id_number": self.id_number(born, sex),
                "relation": relation,
                "address": address,
                "division": village,
            }
            if age >= 16 and dice.random() < 0.96 - max(0, age - 65) * 0.02:
                values["phone"] = self.phone()
            home.people.append(values)
        return home

    def id_number(self, born: date, sex: str) -> str:
        """The next free identity number of that birthday and sex, of an area that is given to nobody."""
        taken = self.orders[born, sex]
        self.orders[born, sex] += 1
        return numbered(born, FIRST_ORDER[sex] + 2 * taken)

    def phone(self) -> str:
        """The next telephone number, of a range that no operator has."""
        self.phones += 1
        return f"154{self.phones * 48_271 % 100_000_000:08}"


def numbered(born: date, order: int) -> str:
    """An identity number: area 372999 for those born before 2000, 371799 after; neither was ever given to a county."""
    head = _head(born)
    return f"{head}{order:03}{check_character(f'{head}{order:03}')}"


@cache
def _head(born: date) -> str:
    return f"{372999 if born.year < 2000 else 371799}{born:%Y%m%d}"


def village_sizes(world: World, villages: Sequence[Any], wanted: int) -> Mapping[int, int]:
    """How many people live in each village, so that they sum to what is wanted; communities are larger."""
    weights = []
    for village in villages:
        weight = world.dice("village size", village.code).lognormvariate(0, 0.45)
        weights.append(weight * (2.4 if village.kind == "community" else 1.0))
    shares = list(accumulate(weights))
    bounds = [round(wanted * share / shares[-1]) for share in shares]
    return {village.pk: upper - lower for village, lower, upper in zip(villages, [0, *bounds], bounds, strict=False)}


def short_name(division: Any) -> str:
    """A village as people call it: 土山 for 土山村民委员会."""
    return stem(division.name, "village", division.kind)


def address_of(village: Any, short: str, number: int, dice: random.Random) -> str:
    """Where a household lives."""
    if village.kind == "community":
        building, entrance = _between(dice, 1, 24), _between(dice, 1, 4)
        return f"{short}社区{building}号楼{entrance}单元{_between(dice, 1, 6)}0{_between(dice, 1, 2)}室"
    return f"{short}村{number}号"


def given_name(dice: random.Random, sex: str, year: int) -> str:
    """A given name of the generation."""
    table = MALE if sex == "male" else FEMALE
    single, first, second = table[2000 if year >= 2000 else 1985 if year >= 1985 else 1960 if year >= 1960 else 1900]
    if single and dice.random() < 0.45:
        return one_of(single, dice)
    return one_of(first, dice) + one_of(second, dice)


def one_of(things: Sequence[str], dice: random.Random) -> str:
    """One of several, each as likely."""
    return things[int(dice.random() * len(things))]


def _between(dice: random.Random, first: int, last: int) -> int:
    return first + int(dice.random() * (last - first + 1))


def _surname(dice: random.Random) -> str:
    return SURNAMES[int(len(SURNAMES) * dice.random() ** 1.7)]


def _birthday(dice: random.Random, age: int) -> date:
    return BORN_BEFORE - timedelta(days=int(age * 365.25) + 1 + int(dice.random() * 365))


def _household(dice: random.Random, most: int) -> list[Member]:
    """Who lives together, at most so many."""
    while True:
        members = KINDS[bisect(_BOUNDS, dice.random() * _BOUNDS[-1])][0](dice)
        if len(members) <= most:
            return members


def _alone(dice: random.Random) -> list[Member]:
    old = dice.random() < 0.7
    return [("户主", one_of(("male", "female"), dice), _between(dice, 62, 89) if old else _between(dice, 24, 58))]


def _couple(dice: random.Random) -> list[Member]:
    age = _between(dice, 60, 84) if dice.random() < 0.6 else _between(dice, 46, 60)
    return [("户主", "male", age), ("妻", "female", age - _between(dice, -2, 4))]


def _parents(dice: random.Random, youngest: int, oldest: int) -> tuple[list[Member], int]:
    mother = _between(dice, youngest, oldest)
    return [("户主", "male", mother + _between(dice, -1, 4)), ("妻", "female", mother)], mother


def _children(dice: random.Random, mother: int, number: int) -> list[Member]:
    children: list[Member] = []
    age = mother - _between(dice, 21, 27)
    for _n in range(number):
        if age < 0:
            break
        sex = "male" if dice.random() < 0.53 else "female"
        children.append(("子" if sex == "male" else "女", sex, age))
        age -= _between(dice, 2, 6)
    return children


def _family(dice: random.Random) -> list[Member]:
    parents, mother = _parents(dice, 24, 43)
    chance = dice.random()
    return parents + _children(dice, mother, 1 if chance < 0.3 else 2 if chance < 0.9 else 3)


def _grown_children(dice: random.Random) -> list[Member]:
    parents, mother = _parents(dice, 46, 57)
    return parents + _children(dice, mother, 1)


def _three_generations(dice: random.Random) -> list[Member]:
    members = _family(dice)
    elders = members[0][2] + _between(dice, 23, 29)
    members.append(("母", "female", elders))
    if dice.random() < 0.6:
        members.insert(2, ("父", "male", elders + _between(dice, 0, 4)))
    return members


KINDS = ((_alone, 14), (_couple, 24), (_family, 38), (_grown_children, 8), (_three_generations, 16))
"""How households are made up, and how many of a hundred."""

_BOUNDS = tuple(accumulate(weight for _kind, weight in KINDS))
