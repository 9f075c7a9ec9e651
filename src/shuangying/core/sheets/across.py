"""Columns that are the values of one dimension (1月 2月 3月, 2.1 2.2 2.3, or items), and what each header means."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from shuangying.core.calendar import parse_day
from shuangying.core.codes import fold
from shuangying.core.problems import Invalid
from shuangying.core.sheets.grid import Value

if TYPE_CHECKING:
    from shuangying.core.sheets.header import Wanted

ANY_YEAR = 2000
"""A leap year in which a header is tried that names none: whether it is a day at all."""

_MONTH = re.compile(r"(?:(?P<year>(?:19|20)\d\d)(?:年|[-./]))?(?P<month>0?[1-9]|1[0-2])月?(?:份|份?数)?")
_NUMBER = re.compile(
    r"(?:第|d)(?P<number>\d{1,4})(?:天|日|次|轮|期|周|批|号)?|(?P<counted>\d{1,4})(?:天|次|轮|期|周|批)"
)
_DAY_ALONE = re.compile(r"(\d{1,2})[日号]?")
_MONTH_ABOVE = re.compile(r"(?:((?:19|20)\d\d)年)?(\d{1,2})月(?:份)?")
_BRACKETED = re.compile(r"[(\[【〔]([^)\]】〕]*)[)\]】〕]")
_SHORT = re.compile(r"\d{1,2}\.\d")
_CHINESE = str.maketrans({"〇": "0", **{numeral: str(value) for value, numeral in enumerate("一二三四五六七八九", 1)}})


@dataclass(frozen=True)
class Label:
    """What stands over one column.

    Args:
        parts: its texts from top to bottom.
        value: its lowest cell as the file holds it.
        year, month: those that the sheet's title names.
        before: the value of the column to its left.
    """

    parts: tuple[str, ...]
    value: Value = None
    year: int | None = None
    month: int | None = None
    before: Any = None


@dataclass(frozen=True)
class Across:
    """The dimension of a wide sheet.

    Args:
        name: what the reader calls it; each cell below such a header gets the header's value under this name.
        value: the column whose values stand in the cells.
        means: the value that a header names, None where it names none.
    """

    name: str
    value: "Wanted"
    means: Callable[[Label], Any]


def headed_by(kind: str, value_headers: tuple[str, ...] = ()) -> Callable[[Label], Any]:
    """How headers of a kind are read: "date", "month" (its first day) or "number" (第3天).

    Args:
        kind: the kind of the dimension.
        value_headers: what sheets call the column in the cells: 2月完成投资 is a month where 完成投资 is one of them.
    """
    read = {"date": _day, "month": _month, "number": _number}[kind]
    endings = sorted({fold(header) for header in value_headers if header}, key=len, reverse=True)

    def means(label: Label) -> Any:
        parts = tuple(bare for part in label.parts if (bare := _without(part, endings)))
        return read(Label(parts, label.value, label.year, label.month, label.before)) if parts else None

    return means


def headed_by_words(words: Mapping[str, Any]) -> Callable[[Label], Any]:
    """How headers that are items are read.

    Args:
        words: the items by what sheets call them.
    """
    known = {fold(word): value for word, value in words.items()}

    def means(label: Label) -> Any:
        whole = fold("".join(label.parts))
        for text in (whole, _bare(whole), *(fold(part) for part in reversed(label.parts))):
            if text in known:
                return known[text]
        return known.get(_bare(fold(label.parts[-1]))) if label.parts else None

    return means


def _bare(folded: str) -> str:
    return _BRACKETED.sub("", folded)


def _without(part: str, endings: list[str]) -> str:
    """A part without what is said in brackets and without the name of the value: 2月完成投资(万元) is 2月, as is 完成投资(2月)."""
    folded = fold(part)
    text = _bare(folded)
    for ending in endings:
        text = text.removesuffix(ending).removeprefix(ending)
    return text or "".join(_BRACKETED.findall(folded))


def _month(label: Label) -> date | None:
    if isinstance(label.value, datetime | date):
        return date(label.value.year, label.value.month, 1) if label.value.day == 1 else None
    whole = "".join(label.parts)
    found = (
        _MONTH.fullmatch(whole)
        or _MONTH.fullmatch(_arabic_month(whole))
        or _MONTH.fullmatch(_arabic_month(label.parts[-1]))
    )
    if found is None or not ("月" in found[0] or found["year"]):
        return None
    number = int(found["month"])
    if found["year"] and _is_short(label, rf"{found['year']}.{number}"):
        number = _longer(number, label.before, lambda other: date(int(found["year"]), other, 1), _month_after)
    year = int(found["year"] or 0) or _year_above(label) or label.year
    return date(year, number, 1) if year else None


def _month_after(day: date) -> date:
    return (day + timedelta(days=31)).replace(day=1)


def _day_after(day: date) -> date:
    return day + timedelta(days=1)


def _is_short(label: Label, text: str) -> bool:
    """Whether the header is a number in which a last 0 is lost: 2.1 may stand for 2.10."""
    return isinstance(label.value, float) and repr(label.value) == text


def _longer(number: int, before: Any, day: Callable[[int], date], after: Callable[[date], date]) -> int:
    """The number itself, or ten times it where only that one follows the column before."""
    try:
        long = day(number * 10)
    except ValueError:
        return number
    return number * 10 if isinstance(before, date) and after(before) == long and day(number) <= before else number


def _arabic_month(text: str) -> str:
    return re.sub(
        r"(十?[一二三四五六七八九]|十)(?=月)",
        lambda run: str((10 if run[0][0] == "十" else 0) + int(run[0].removeprefix("十").translate(_CHINESE) or 0)),
        text,
    )


def _year_above(label: Label) -> int | None:
    for part in label.parts[:-1]:
        if found := re.search(r"(?<!\d)((?:19|20)\d\d)年", part):
            return int(found[1])
    return None


def _day(label: Label) -> date | None:
    if isinstance(label.value, datetime | date):
        return date(label.value.year, label.value.month, label.value.day)
    year = _year_above(label) or label.year
    for text in ("".join(label.parts), *reversed(label.parts)):
        if re.fullmatch(r"[\d.]+", text) and not re.fullmatch(
            r"\d{1,2}\.\d{1,2}|(?:19|20)\d\d\.\d{1,2}\.\d{1,2}|20\d{6}", text
        ):
            continue
        try:
            day = parse_day(text, year=year)
        except Invalid:
            continue
        if _SHORT.fullmatch(text) and isinstance(label.value, float):
            return day.replace(day=_longer(day.day, label.before, partial(date, day.year, day.month), _day_after))
        return day
    return _day_of_month(label, year)


def _day_of_month(label: Label, year: int | None) -> date | None:
    """A day under its month (2月 over 1, 2, 3), or 1日 where the title names the month."""
    alone = _DAY_ALONE.fullmatch(label.parts[-1])
    if alone is None or year is None:
        return None
    above = next((found for part in label.parts[:-1] if (found := _MONTH_ABOVE.fullmatch(part))), None)
    month = int(above[2]) if above else label.month if alone[0][-1] in "日号" else None
    if month is None:
        return None
    try:
        return date(int(above[1]) if above and above[1] else year, month, int(alone[1]))
    except ValueError:
        return None


def _number(label: Label) -> int | None:
    for text in ("".join(label.parts), *reversed(label.parts)):
        if found := _NUMBER.fullmatch(text):
            return int(found["number"] or found["counted"])
    return None
