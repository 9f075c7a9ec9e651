"""Names that are not the same and yet may mean the same record.

An exact match is the record; a resemblance is only a question to a person. So the rules are few and each answer has a
reason. The page explanation/identity-of-rows gives them by example.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from shuangying.core.codes import fold

Reason = Literal["prefix", "addition", "one_character"]

SHORTEST = 4
"""Names shorter than this differ too easily in one character by right."""

_NUMERAL = re.compile(
    r"(?P<arabic>\d+(?:\.\d+)?)"
    r"|(?P<chinese>[〇零一二两三四五六七八九十百千万亿]*[一二两三四五六七八九十][〇零一二两三四五六七八九十百千万亿]*)"
    r"|(?<![a-z])(?:(?P<roman>x{0,3}(?:ix|iv|v?i{1,3}|v|x))|(?P<letter>[a-z]))(?![a-z])"
)
_SYMBOL = re.compile(r"#[^;]+;|.", re.DOTALL)
_BRACKETED = re.compile(r"[(\[【〔]([^()\[\]【】〔〕]*)[)\]】〕]")
_PHASE = re.compile(r"第?#[^;]+;期")
_WORDS = rf"{_PHASE.pattern}|改扩建|扩建|改建|续建|新建|技术改造|技改|建设|项目|工程"
_ENDING = re.compile(rf"(?:{_WORDS})+$")
_ONLY_WORDS = re.compile(rf"(?:{_WORDS})+")
_LABEL = re.compile(r"#[^;]+;")
_ROMAN = {"i": 1, "v": 5, "x": 10}
_CHINESE = {**dict(zip("〇一二三四五六七八九", range(10), strict=True)), "零": 0, "两": 2}
_PLACES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}


@dataclass(frozen=True, slots=True)
class _Form:
    """A name taken apart: numbers are written #2; whether they stood as 2, 二 or Ⅱ."""

    folded: str
    whole: tuple[str, ...]
    bare: tuple[str, ...]
    core: str
    phases: tuple[str, ...]
    remarks: tuple[str, ...]


def resembles(a: str, b: str, *, prefixes: Sequence[str] = ()) -> Reason | None:
    """Why two names may mean the same record, or None.

    "prefix": they differ only in a prefix of `prefixes` (the county's name) that one has. "addition": only in something
    bracketed or in an ending such as 二期, 扩建, 项目, 工程. "one_character": in exactly one character, where both have at
    least `SHORTEST`; the same number in other numerals counts as one character.

    Names that differ in a number (2, 二, Ⅱ, 第二) or in a single letter (A区, B区) are different, unless the number is in an
    addition that only one of them has. Names that are equal once folded do not resemble each other: they are equal.
    """
    begun = _folded_longest_first(prefixes)
    return _compare(_form(a, begun), _form(b, begun))


def closest(name: str, pool: Iterable[str], *, prefixes: Sequence[str] = ()) -> list[tuple[str, Reason]]:
    """The names of `pool` that resemble `name`, each with its reason, in the pool's order.

    For many names against one pool make one `NameIndex` and ask it.
    """
    return NameIndex(pool, prefixes=prefixes).closest(name)


class NameIndex:
    """A pool of names, indexed so that resemblances are found without comparing each with each.

    Cut a name into three parts: an edit of one symbol leaves two of them as they are, and all its numbers. So each name is
    filed under its length, its numbers and each two of its parts, and under its core (without prefix and additions). A
    question then looks at a few names only.
    """

    def __init__(self, pool: Iterable[str], *, prefixes: Sequence[str] = ()) -> None:
        self._prefixes = _folded_longest_first(prefixes)
        self._names = list(dict.fromkeys(pool))
        self._forms = [_form(name, self._prefixes) for name in self._names]
        self._filed: defaultdict[object, list[int]] = defaultdict(list)
        for place, form in enumerate(self._forms):
            self._filed[form.core].append(place)
            for symbols in {form.whole, form.bare}:
                for key in _two_of_three_parts(symbols, len(symbols)):
                    self._filed[key].append(place)

    def closest(self, name: str) -> list[tuple[str, Reason]]:
        """The names of the pool that resemble `name`, each with its reason, in the pool's order."""
        form = _form(name, self._prefixes)
        places = {place for key in _keys(form) for place in self._filed.get(key, ())}
        judged = ((self._names[place], _compare(form, self._forms[place])) for place in sorted(places))
        return [(other, reason) for other, reason in judged if reason]


def _keys(form: _Form) -> Iterator[object]:
    """Where names that resemble this one are filed."""
    yield form.core
    for symbols in {form.whole, form.bare}:
        for length in (len(symbols) - 1, len(symbols), len(symbols) + 1):
            yield from _two_of_three_parts(symbols, length)


def _two_of_three_parts(symbols: tuple[str, ...], length: int) -> Iterator[object]:
    """What a name of `length` symbols that is one edit away from `symbols` shares with it: one of these, at least."""
    numbers = tuple(symbol for symbol in symbols if len(symbol) > 1)
    third = max(length // 3, 0)
    for ahead, behind in ((length - third, 0), (third, third), (0, length - third)):
        yield length, numbers, symbols[:ahead], symbols[len(symbols) - behind :]


def _compare(a: _Form, b: _Form) -> Reason | None:
    if a.folded == b.folded:
        return None
    if a.whole == b.whole:
        return "one_character"
    if a.bare == b.bare:
        return "prefix"
    if a.core == b.core and len(a.core) > 1 and _one_lacks(a.phases, b.phases) and _one_lacks(a.remarks, b.remarks):
        return "addition"
    if _one_apart(a.whole, b.whole) or _one_apart(a.bare, b.bare):
        return "one_character"
    return None


def _one_lacks(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    return not a or not b or a == b


def _one_apart(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether one substitution, insertion or deletion of one symbol that is no number makes a into b."""
    if abs(len(a) - len(b)) > 1 or min(len(a), len(b)) < SHORTEST:
        return False
    same = 0
    while same < min(len(a), len(b)) and a[same] == b[same]:
        same += 1
    rest_of_a, rest_of_b = a[same:], b[same:]
    if len(a) == len(b):
        apart, together = (rest_of_a[:1] + rest_of_b[:1]), rest_of_a[1:] == rest_of_b[1:]
    elif len(a) > len(b):
        apart, together = rest_of_a[:1], rest_of_a[1:] == rest_of_b
    else:
        apart, together = rest_of_b[:1], rest_of_a == rest_of_b[1:]
    return together and not any(len(symbol) > 1 for symbol in apart)


def _form(name: str, prefixes: Sequence[str]) -> _Form:
    folded = fold(name)
    begun = next((prefix for prefix in prefixes if folded.startswith(prefix) and folded != prefix), "")
    whole, bare = _numbered(folded), _numbered(folded[len(begun) :])
    core, phases, remarks = _parted(bare)
    return _Form(folded, tuple(_SYMBOL.findall(whole)), tuple(_SYMBOL.findall(bare)), core, phases, remarks)


def _parted(bare: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """A name without its additions; the numbers of phases in them; and what else stood in brackets."""
    bracketed = _BRACKETED.findall(bare)
    outside = _BRACKETED.sub("", bare)
    core = _ENDING.sub("", _PHASE.sub("", outside))
    known = [text for text in bracketed if _ONLY_WORDS.fullmatch(text)]
    phases = [
        number for text in [*known, outside] for phase in _PHASE.findall(text) for number in _LABEL.findall(phase)
    ]
    return core, tuple(phases), tuple(text for text in bracketed if text not in known)


def _folded_longest_first(prefixes: Sequence[str]) -> list[str]:
    return sorted({fold(prefix) for prefix in prefixes if fold(prefix)}, key=len, reverse=True)


def _numbered(folded: str) -> str:
    """The name with each number as #2; and each single letter as #a; so that they compare by value, as one symbol."""
    return _NUMERAL.sub(_label, folded.replace("#", "号"))


def _label(found: re.Match[str]) -> str:
    if found["arabic"]:
        whole, _, fraction = found["arabic"].partition(".")
        return f"#{int(whole)}{'.' + fraction if fraction else ''};"
    if found["chinese"]:
        return f"#{_chinese_value(found['chinese'])};"
    if found["roman"]:
        values = [_ROMAN[letter] for letter in found["roman"]]
        return f"#{sum(-v if v < following else v for v, following in zip(values, [*values[1:], 0], strict=True))};"
    return f"#{found['letter']};"


def _chinese_value(numeral: str) -> int:
    """二〇二〇 as 2020, 十二 as 12, 三百零五 as 305, 两千万 as 20000000."""
    if not any(char in _PLACES for char in numeral):
        return int("".join(str(_CHINESE[char]) for char in numeral))
    total = section = digit = 0
    for char in numeral:
        if char in _CHINESE:
            digit = _CHINESE[char]
        elif _PLACES[char] < 10**4:
            section, digit = section + (digit or 1) * _PLACES[char], 0
        else:
            total, section, digit = (total + section + digit) * _PLACES[char], 0, 0
    return total + section + digit
