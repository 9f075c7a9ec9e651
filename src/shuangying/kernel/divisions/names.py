"""Divisions by the names people write. A name that fits several is never decided here: all of them are handed back."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from shuangying.core.codes import division_code, fold
from shuangying.core.problems import Invalid
from shuangying.core.texts import CONTROLS
from shuangying.kernel.divisions import in_china
from shuangying.kernel.divisions.county_home import home, today
from shuangying.kernel.divisions.gazetteer import NOW, Gazetteer, gazetteer
from shuangying.kernel.divisions.models import LEVELS, Division
from shuangying.kernel.divisions.name_forms import one_apart, stem
from shuangying.kernel.divisions.trees import tree_of

CODE_DIGITS = 12
MOST_PROPOSALS = 5
MOST_CHARACTERS = 100
DOOR = re.compile(
    r"(?:第?[0-9一二三四五六七八九十百]+(?:-[0-9]+)?(?:村民小组|小组|单元|胡同|号楼|[号组队户排楼栋室巷户]))+$"
)
BEFORE_ANOTHER_NAME = "大小前后东西南北中上下老新"


class NotOne(LookupError):
    """A text that names no division, or several: they are in `candidates`."""

    def __init__(self, text: str, candidates: Sequence[Division] = ()) -> None:
        super().__init__(text)
        self.text, self.candidates = text, list(candidates)


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a text means.

    Attributes:
        found: the one division, or None.
        candidates: all divisions that it could mean; more than one is for a person to decide.
        proposals: where there is none: divisions whose name is one slip away, or of another kind.
        reason: "name", "former_name" or "code" with `found`; else "several", "unknown", "outside" or "empty".
    """

    found: Division | None
    candidates: list[Division] = field(default_factory=list)
    proposals: list[Division] = field(default_factory=list)
    reason: str = ""


def resolve(text: str, within: Division, day: date, levels: Sequence[str] = ("township", "village")) -> Resolution:
    """The division that a cell names.

    Args:
        text: a code, a name with or without what says its kind, or an address from the top down.
        within: the division in which it must lie; its own name means itself.
        day: the names of this day come first, then those of other days.
        levels: the levels asked for.
    """
    names = gazetteer(tree_of(within, day))
    key = (text, within.pk, tuple(levels))
    if key not in names.answers:
        names.answers[key] = _resolve(names, fold(text)[:MOST_CHARACTERS], within, levels)
    answer = names.answers[key]
    assert isinstance(answer, Resolution)
    return answer


def names_within(within: Division, day: date) -> Gazetteer:
    """The names in force around a division on a day, for those who ask about many texts."""
    return gazetteer(tree_of(within, day))


def named_in(text: str, within: Division, day: date, names: Gazetteer | None = None) -> list[Division]:
    """The divisions named inside another text, such as a project's name; the lowest of each line.

    Townships count by their full name, or by their bare one at the beginning (单县蔡堂…); villages by a name that says that it
    is a village or community.
    `names`, from `names_within`, spares looking them up for each text.
    """
    names = names or names_within(within, day)
    folded = fold(text)[: 4 * MOST_CHARACTERS]
    parts = {folded[at : at + size] for size in names.telling_sizes for at in range(len(folded) - size + 1)}
    hits = {id_ for form in parts & names.telling.keys() for id_ in names.telling[form] if _stands(form, folded)}
    hits.update(_opening_townships(names, folded))
    above = within.pk
    hits = {id_ for id_ in hits if above in names.lines[id_] and id_ != above}
    townships = {id_ for id_ in hits if names.tree.nodes[id_].level == "township"}
    if townships:
        hits = {id_ for id_ in hits if id_ in townships or names.lines[id_] & townships}
    lowest = [id_ for id_ in hits if not any(other != id_ and id_ in names.lines[other] for other in hits)]
    return [names.divisions[id_] for id_ in names.tree.nodes if id_ in lowest]


def find(text: str, day: date | None = None) -> Division:
    """The division that a code of 2 to 12 digits or a unique name means: in the home's county first, then in China (`in_china`).

    Raises:
        NotOne: there is none, or there are several.
    """
    on = day or today()
    if CONTROLS.search(text):
        raise NotOne(text)
    if re.fullmatch(r"[0-9]{2,15}", fold(text)):
        return _by_code(fold(text), text, on)
    county = home().county
    if county is not None:
        answer = resolve(text, county, on, LEVELS)
        if answer.candidates:
            return _the_one(text, answer.candidates)
    exact = list(Division.objects.valid_on(on).filter(name=text.strip()).select_related("parent")[:20])
    return _the_one(text, exact or in_china.read(text, on)[:20])


def _by_code(digits: str, text: str, day: date) -> Division:
    try:
        code = digits if len(digits) > CODE_DIGITS else division_code(digits)
    except Invalid:
        raise NotOne(text) from None
    lives = list(Division.objects.filter(code=code).order_by("pk"))
    valid = [life for life in lives if life.valid_from is None or life.valid_from <= day]
    valid = [life for life in valid if life.valid_until is None or life.valid_until > day]
    return _the_one(text, valid or lives[-1:])


def _the_one(text: str, found: list[Division]) -> Division:
    if len(found) != 1:
        raise NotOne(text, found)
    return found[0]


def _resolve(names: Gazetteer, folded: str, within: Division, levels: Sequence[str]) -> Resolution:
    if not folded:
        return Resolution(None, reason="empty")
    if re.fullmatch(r"[0-9]{6,12}", folded):
        return _coded(names, folded, within, levels)
    readings = names.readings(folded)
    if not readings and (door := DOOR.search(folded)) and door.start() >= 2:
        readings = names.readings(folded[: door.start()])
    wanted = {
        id_: era
        for id_, era in readings.items()
        if id_ == within.pk or (within.pk in names.lines[id_] and names.tree.nodes[id_].level in levels)
    }
    if wanted:
        best = min(wanted.values())
        found = _rows(names, [id_ for id_, era in wanted.items() if era == best])
        if len(found) > 1:
            return Resolution(None, found, reason="several")
        return Resolution(found[0], found, reason="name" if best == NOW else "former_name")
    reason = "outside" if readings else "unknown"
    proposals = _slips(names, folded, within, levels) or [
        id_ for id_ in _opening_townships(names, folded) if within.pk in names.lines[id_] and "township" in levels
    ]
    return Resolution(None, proposals=_rows(names, proposals), reason=reason)


def _coded(names: Gazetteer, digits: str, within: Division, levels: Sequence[str]) -> Resolution:
    code = digits.ljust(12, "0")
    found = [
        id_
        for id_, line in names.lines.items()
        if names.tree.nodes[id_].code == code
        and (id_ == within.pk or (within.pk in line and names.tree.nodes[id_].level in levels))
    ]
    if not found:
        return Resolution(None, reason="unknown")
    rows = _rows(names, found)
    return Resolution(rows[0], rows, reason="code")


def _slips(names: Gazetteer, folded: str, within: Division, levels: Sequence[str]) -> list[int]:
    """Divisions whose name is of another kind than the text says, or one character away from it.

    What a text says of its kind counts first: 黄冈镇 is a slip of a town's name, not of a village's.
    """
    said = "township" if stem(folded, "township") != folded else "village" if stem(folded, "village") != folded else ""
    kinds = [*([[said]] if said in levels and len(levels) > 1 else []), levels]
    return next((found for kind in kinds if (found := _slips_among(names, folded, within, kind))), [])


def _slips_among(names: Gazetteer, folded: str, within: Division, levels: Sequence[str]) -> list[int]:
    inside = {id_ for id_, line in names.lines.items() if within.pk in line and names.tree.nodes[id_].level in levels}
    for last, above in _last_parts(names, folded, frozenset()):
        near = {id_ for id_ in inside if above <= names.lines[id_]}
        bare = {stem(last, level) for level in levels}
        other_kind = [id_ for id_ in near if any(id_ in names.stems.get(each, ()) for each in bare)]
        if other_kind:
            return other_kind[:MOST_PROPOSALS]
        slipped = [
            id_ for each, ids in names.stems.items() if any(one_apart(own, each) for own in bare) for id_ in ids & near
        ]
        if slipped and len(slipped) <= MOST_PROPOSALS:
            return slipped
    return []


def _last_parts(names: Gazetteer, folded: str, above: frozenset[int]) -> Iterable[tuple[str, frozenset[int]]]:
    """What is left of an address when the names of higher divisions are taken off its beginning, shortest rest first."""
    for rest, hit in names.opened(folded, above):
        if len(rest) >= 2:
            yield from _last_parts(names, rest, above | {hit.id})
    yield folded, above


def _rows(names: Gazetteer, ids: Iterable[int]) -> list[Division]:
    wanted = set(ids)
    return [names.divisions[id_] for id_ in names.tree.nodes if id_ in wanted]


def _stands(form: str, folded: str) -> bool:
    """Whether the form stands in the text by itself, not as the end of a longer name (大李庄村 is not 李庄村)."""
    at = folded.find(form)
    return at == 0 or form[-1] in "镇乡道" or folded[at - 1] not in BEFORE_ANOTHER_NAME


def _opening_townships(names: Gazetteer, folded: str) -> list[int]:
    parts = list(_last_parts(names, folded, frozenset()))
    return [id_ for _rest, above in parts for id_ in above if names.tree.nodes[id_].level == "township"]
