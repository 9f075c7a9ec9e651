"""The forms in which people write a division's name."""

import re
from collections.abc import Iterator
from functools import cache

from shuangying.core.codes import fold

TOWNSHIP_ENDS = ("街道办事处", "办事处", "街道办", "街道", "民族乡", "镇", "乡")
VILLAGE_ENDS = ("村村民委员会", "村民委员会", "村民委会", "行政村", "村村委会", "村委会", "村委", "村")
COMMUNITY_ENDS = (
    "社区居民委员会",
    "社区居民委会",
    "居民委员会",
    "居民委会",
    "社区居委会",
    "居委会",
    "社区居委",
    "居委",
    "社区",
)
OFFICES = {"镇": ("政府", "人民政府"), "乡": ("政府", "人民政府"), "街道": ("办", "办事处")}
AREA_ENDS = (
    "特别行政区",
    "维吾尔自治区",
    "壮族自治区",
    "回族自治区",
    "自治区",
    "省",
    "地区",
    "盟",
    "市",
    "区",
    "县",
    "旗",
)
SHORTEST = 2


@cache
def stem(name: str, level: str, kind: str = "") -> str:
    """The name without what says its kind: 李庄 of 李庄村民委员会, 蔡堂 of 蔡堂镇; never shorter than two characters.

    Args:
        name: a folded name.
        level, kind: of the division; of a village-level name without a kind all ends are tried.
    """
    ends = {
        "township": TOWNSHIP_ENDS,
        "village": {"village": VILLAGE_ENDS, "community": COMMUNITY_ENDS}.get(kind, COMMUNITY_ENDS + VILLAGE_ENDS),
        "grid": ("网格",),
    }.get(level, AREA_ENDS)
    for end in ends:
        if name.endswith(end) and len(name) - len(end) >= SHORTEST:
            return name.removesuffix(end)
    return name.removesuffix("民委员会").removesuffix("委员会") if level == "village" and len(name) > 5 else name


@cache
def forms(name: str, level: str, kind: str) -> tuple[str, ...]:
    """All forms of an official name, folded, each once: with and without what says the kind, with its office.

    北关村民委员会 gives 北关, 北关村, 北关村委会, 北关村民委员会, 北关行政村 and so on, never 北关社区.
    """
    return tuple(dict.fromkeys(_forms(fold(name), level, kind)))


def full_forms(name: str, level: str, kind: str) -> tuple[str, ...]:
    """The forms that say the kind, so that they can be found inside another text."""
    bare = stem(fold(name), level, kind)
    return tuple(form for form in forms(name, level, kind) if form != bare or form[-1] in "村镇乡")


def _forms(name: str, level: str, kind: str) -> Iterator[str]:
    yield name
    bare = stem(name, level, kind)
    yield bare
    if level == "township":
        for end, offices in OFFICES.items():
            if name.endswith(end):
                yield from (name + office for office in offices)
        if kind == "subdistrict" or name.endswith("街道"):
            yield from (bare + end for end in ("街道办事处", "办事处", "街道办", "街道"))
    elif level == "village" and kind == "community":
        yield from (bare + end for end in COMMUNITY_ENDS)
    elif level == "village":
        yield from (bare + end for end in VILLAGE_ENDS)
        if bare.endswith("村"):
            yield from (bare.removesuffix("村") + end for end in VILLAGE_ENDS)
    elif level == "grid":
        yield bare + "网格"


NUMERAL = re.compile(r"[0-9〇零一二三四五六七八九十百]")


def one_apart(a: str, b: str) -> bool:
    """Whether two names differ by one character written wrong, left out or added; a numeral is no slip."""
    if a == b or abs(len(a) - len(b)) > 1:
        return False
    start = next((index for index, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    rest_a, rest_b = a[start:], b[start:]
    if len(a) == len(b):
        wrong, same = rest_a[0] + rest_b[0], rest_a[1:] == rest_b[1:]
    elif len(a) > len(b):
        wrong, same = rest_a[0], rest_a[1:] == rest_b
    else:
        wrong, same = rest_b[0], rest_a == rest_b[1:]
    return same and not NUMERAL.search(wrong)
