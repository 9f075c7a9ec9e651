"""Places outside the county by the names people write: 湖北随州, 河南省商丘市虞城县, 武汉. Read down to the county, never guessed."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from shuangying.core.codes import fold
from shuangying.kernel.divisions.county_home import home
from shuangying.kernel.divisions.models import Division
from shuangying.kernel.divisions.name_forms import stem

LEVELS = ("province", "prefecture", "county")
_FILLERS = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
"""Rows of the statistical codes that stand where a province has counties without a prefecture; nobody writes them."""
_PEOPLES = (
    "维吾尔|哈萨克|柯尔克孜|塔吉克|蒙古|土家|布依|哈尼|傈僳|景颇|独龙|普米|拉祜|布朗|毛南|仫佬|仡佬|保安|东乡|撒拉|裕固|锡伯|达斡尔|鄂温克|鄂伦春|朝鲜|各"
    "|壮|藏|彝|苗|回|侗|瑶|白|傣|佤|黎|畲|羌|怒|土|水|满"
)
_AUTONOMOUS = re.compile(rf"(?P<name>.{{2,}}?)(?:(?:{_PEOPLES})族)+自治(?P<kind>[州县旗])")
_SEPARATORS = re.compile(r"[-—/\\、,，。.·:：>|()（）]+")


@dataclass(frozen=True, slots=True)
class _Place:
    id: int
    level: str
    above: frozenset[int]
    full: str


def read(text: str, day: date) -> list[Division]:
    """All divisions down to the county that a text can mean, anywhere in China; [] where it means none.

    A name stands with or without what says its kind, behind the names of divisions above it or alone. The short name of a
    province is that province (吉林 is not 吉林市). What follows a county's full name is finer than is read here.
    """
    names = _names(home().stamp, day)
    found = set(_read(names, _SEPARATORS.sub("", fold(text)), frozenset()))
    return list(Division.objects.filter(pk__in=found).select_related("parent").order_by("position", "code"))


def _read(names: Mapping[str, list[_Place]], text: str, above: frozenset[int]) -> Iterable[int]:
    for size in range(len(text), 1, -1):
        rest = text[size:]
        hits = [place for place in names.get(text[:size], ()) if above <= place.above]
        if any(place.level == "province" for place in hits):
            hits = [place for place in hits if place.level == "province"]
        if not rest:
            found = [place.id for place in hits]
        else:
            found = [id_ for place in hits for id_ in _read(names, rest, place.above | {place.id})]
            if not found:
                found = [place.id for place in hits if place.level == "county" and place.full == text[:size]]
        if found:
            return found
    return ()


@lru_cache(maxsize=4)
def _names(_stamp: UUID, day: date) -> Mapping[str, list[_Place]]:
    found: dict[str, list[_Place]] = {}
    rows = Division.objects.valid_on(day).filter(level__in=LEVELS).exclude(name__in=_FILLERS)
    for id_, name, level, path in rows.values_list("pk", "name", "level", "path"):
        full = fold(name)
        place = _Place(id_, level, frozenset(int(part) for part in path.strip("/").split("/")) - {id_}, full)
        for form in dict.fromkeys(_forms(full, level)):
            found.setdefault(form, []).append(place)
    return found


def _forms(name: str, level: str) -> Iterable[str]:
    yield name
    if match := _AUTONOMOUS.fullmatch(name):
        yield match["name"]
        yield match["name"] + match["kind"]
    else:
        yield stem(name, level)
