"""Days as Chinese sheets write them, read into dates.

Only a day that is fully named is read. "2020年2月" could be any of 29 days, and "2.24" any year: they are problems that a
person mends, not guesses.
"""

import math
import re
import unicodedata
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from shuangying.core.problems import Invalid

SHANGHAI = ZoneInfo("Asia/Shanghai")

FIRST_SERIAL_DAY = date(1980, 1, 1)
LAST_SERIAL_DAY = date(2079, 12, 31)
"""Numbers are taken for Excel's day numbers only between these days; smaller and larger ones are something else."""

FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2100, 12, 31)
"""No register knows of days before or after these; reckoning with days near year 1 or 9999 would leave the calendar."""

_EPOCH_1900 = date(1899, 12, 30)
_EPOCH_1904 = date(1904, 1, 1)

_DASHES = str.maketrans("–—−‐‑", "-----")
_DIGITS = {**dict(zip("一二三四五六七八九", range(1, 10), strict=True)), "〇": 0, "○": 0, "零": 0}
_TIME = r"(?:[T\s]*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\+08:?00)?)?"
_CLOCK = re.compile(
    r"(?:(?<=[日号\s\d])|T)\s*(?P<half>凌晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜间)?\s*(?<!\d)"
    r"(?P<hour>\d{1,2})\s*(?:[:时点](?:(?P<thirty>半)|\s*(?P<minute>\d{1,2})\s*分?(?::?(?P<second>\d{1,2})(?:\.\d+)?\s*秒?)?)?)\s*(?:整)?$"
)
_WEEKDAY = r"(?:\s*\(?(?:星期|周|礼拜)[一二三四五六日天]\)?)?"
_FULL = r"(?<!\d)(\d{4})\s*(?:年|[-./])\s*(\d{1,2})\s*(?:月|[-./])\s*(\d{1,2})(?!\d)\s*[日号]?"
_COMPACT = r"(?<!\d)((?:19|20)\d{2})(0[1-9]|1[0-2])(\d{2})(?!\d)"
_OF_SOME_YEAR = r"(\d{1,2})\s*(?:月|[-./])\s*(\d{1,2})\s*[日号]?"
_MONTH = re.compile(
    r"\d{4}\s*(?:年|[-./])\s*\d{1,2}\s*月?\s*(?:份|初|中|底|末|[上中下]旬)?|\d{4}\s*年?\s*(?:初|底|末|[上下]半年|第?[一二三四1-4]季度)?"
    r"|\d{1,2}\s*月\s*(?:份|初|中|底|末|[上中下]旬)?|(?:19|20)\d{2}(?:0[1-9]|1[0-2])"
)


def parse_day(value: str | date | datetime | int | float, *, epoch_1904: bool = False, year: int | None = None) -> date:
    """Read one day.

    Text: 2020-02-24, 2020.2.24, 2020/2/24, 2020年2月24日, 20200224, 二〇二〇年二月二十四日, each also in full-width digits, with a
    time of day or a weekday behind it. A date or datetime gives its own day. A number is an Excel day number (in the
    1904 system of old Macs when `epoch_1904`) or 20200224. The 1900 system counts a 29 February 1900 that never was
    (ECMA-376 part 1, 18.17.4.1); every accepted day lies after it. `year` is used for "2月24日" and "2.24", where the
    sheet's title names the year.

    Raises Invalid: `not_a_day`; `no_such_day` (2020-02-30); `day_incomplete` (2020年2月); `day_without_year`;
    `day_out_of_range` (before 1900 or after 2100).
    """
    if isinstance(value, datetime):
        return in_range(value.date())
    if isinstance(value, date):
        return in_range(value)
    if isinstance(value, bool):
        raise Invalid("not_a_day", text=str(value))
    if isinstance(value, int | float):
        return _day_of_number(value, epoch_1904, year)
    return _day_of_text(value, epoch_1904, year)


def parse_moment(
    value: str | date | datetime | int | float, *, epoch_1904: bool = False, year: int | None = None
) -> datetime:
    """Read an instant on the clock of Shanghai from a cell or a form: a day and a time after it.

    24:00 of a day is 0:00 of the next one. A day alone is no instant.
    Raises Invalid: what `parse_day` raises, `moment_without_time` (a day alone), `no_such_time`.
    """
    if isinstance(value, datetime):
        moment = value if value.tzinfo else value.replace(tzinfo=SHANGHAI)
        in_range(moment.astimezone(SHANGHAI).date())
        return moment.astimezone(SHANGHAI)
    if isinstance(value, bool | date):
        raise Invalid("moment_without_time", text=str(value))
    if isinstance(value, int | float):
        day = parse_day(value, epoch_1904=epoch_1904, year=year)
        seconds = round((value - math.floor(value)) * 86400) if _serial(value, epoch_1904) else 0
        return day_begins(day) + timedelta(seconds=seconds)
    shown, text = value.strip(), _plain(value)
    with suppress(ValueError):
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            return parse_moment(moment)
    match = _CLOCK.search(text)
    if match is None:
        raise (
            Invalid("moment_without_time", text=shown) if _names_a_day(text, year) else Invalid("not_a_day", text=shown)
        )
    day = parse_day(text[: match.start()].rstrip("T "), epoch_1904=epoch_1904, year=year)
    half, hour, minute, second = (
        match["half"] or "",
        int(match["hour"]),
        int(match["minute"] or 0),
        int(match["second"] or 0),
    )
    if match["minute"] is None and match["thirty"]:
        minute = 30
    if half in ("下午", "晚上", "傍晚", "夜间") and hour < 12:
        hour += 12
    if minute > 59 or second > 59 or hour > 24 or (hour == 24 and (minute or second)):
        raise Invalid("no_such_time", text=shown)
    return day_begins(day) + timedelta(hours=hour, minutes=minute, seconds=second)


def day_begins(day: date) -> datetime:
    """The first instant of a day on the clock of Shanghai."""
    return datetime.combine(day, time(), SHANGHAI)


def _names_a_day(text: str, year: int | None) -> bool:
    try:
        parse_day(text, year=year)
    except Invalid:
        return False
    return True


def in_range(day: date) -> date:
    """The day itself, if it lies from `FIRST_DAY` to `LAST_DAY`.

    Raises Invalid: `day_out_of_range`.
    """
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Invalid("day_out_of_range", text=day.isoformat())
    return day


def find_day(text: str) -> date | None:
    """The day that a title or file name gives to a sheet, or None where it names none, or several.

    The day after 截至 or 截止 counts first. Of a period ("2020年1月1日至3月5日") it is the last day. A day without a year is not taken.
    """
    arabic = _arabic(_plain(text))
    second = rf"(?:\s*(?:至|到|~|-)\s*(?:{_FULL}|{_OF_SOME_YEAR}))?"
    for sought in (rf"截[至止]到?\s*(?:{_FULL}|{_COMPACT})", rf"(?:{_FULL}|{_COMPACT}){second}"):
        found = {day for match in re.finditer(sought, arabic) if (day := _last_of(match.groups()))}
        if len(found) == 1:
            return found.pop()
        if found:
            return None
    return None


def zh_day(day: date) -> str:
    """A day as an official text writes it, without leading zeros: 2020年3月5日 (GB/T 9704-2012, 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(_DASHES).strip()


def _arabic(text: str) -> str:
    """Chinese numerals before 年, 月, 日 and 号 in Arabic digits."""
    text = re.sub(
        r"[〇○零一二三四五六七八九]{4}(?=年)", lambda run: "".join(str(_DIGITS[char]) for char in run[0]), text
    )
    return re.sub(r"[一二三四五六七八九十廿]{1,3}(?=[月日号])", lambda run: _below_hundred(run[0]), text)


def _below_hundred(numeral: str) -> str:
    """十二 as 12, 廿四 as 24; what is no number stays."""
    parts = re.fullmatch(r"(?:([二三])?(十)|(廿))?([一二三四五六七八九])?", numeral)
    if not parts:
        return numeral
    tens = 20 if parts[3] else 10 * _DIGITS.get(parts[1], 1) if parts[2] else 0
    return str(tens + _DIGITS.get(parts[4], 0))


def _day_of_number(number: int | float, epoch_1904: bool, year: int | None) -> date:
    try:
        shown = format(number, ".15g")
    except OverflowError:
        raise Invalid("not_a_day", text="inf") from None
    if not math.isfinite(number):
        raise Invalid("not_a_day", text=shown)
    if (serial_day := _serial(number, epoch_1904)) is not None:
        return serial_day
    if re.fullmatch(r"\d{1,2}\.\d", shown) or re.fullmatch(r"(?:19|20)\d\d\.\d{1,2}", shown):
        raise Invalid("day_incomplete", text=shown)
    return _day_of_text(shown, epoch_1904, year)


def _serial(number: float, epoch_1904: bool) -> date | None:
    if not 0 < number < 10**6:
        return None
    day = (_EPOCH_1904 if epoch_1904 else _EPOCH_1900) + timedelta(days=math.floor(number))
    return day if FIRST_SERIAL_DAY <= day <= LAST_SERIAL_DAY else None


def _day_of_text(text: str, epoch_1904: bool, year: int | None) -> date:
    shown = text.strip()
    arabic = _arabic(_plain(text))
    tail = _TIME + _WEEKDAY + _TIME
    full = re.fullmatch(rf"(?:{_FULL}|{_COMPACT}){tail}", arabic)
    if full:
        return _existing(*(int(part) for part in full.groups() if part), shown=shown)
    if re.fullmatch(r"\d{5}(?:\.\d+)?", arabic) and (serial_day := _serial(float(arabic), epoch_1904)):
        return serial_day
    if _MONTH.fullmatch(arabic):
        raise Invalid("day_incomplete", text=shown)
    if some_year := re.fullmatch(_OF_SOME_YEAR + tail, arabic):
        month, day = int(some_year[1]), int(some_year[2])
        if year is not None:
            return _existing(year, month, day, shown=shown)
        raise Invalid("day_without_year" if 1 <= month <= 12 and 1 <= day <= 31 else "not_a_day", text=shown)
    if re.fullmatch(r"'?\d{2}\s*(?:年|[-./])\s*\d{1,2}\s*(?:月|[-./])\s*\d{1,2}\s*[日号]?", arabic):
        raise Invalid("day_without_year", text=shown)
    raise Invalid("not_a_day", text=shown)


def _existing(year: int, month: int, day: int, *, shown: str) -> date:
    try:
        found = date(year, month, day)
    except ValueError:
        raise Invalid("no_such_day", text=shown) from None
    return in_range(found)


def _last_of(groups: tuple[str | None, ...]) -> date | None:
    """The last day of a match: a full or compact day, and the end of the period that may follow it."""
    numbers = [int(part) for part in groups if part]
    try:
        first = date(numbers[0], numbers[1], numbers[2])
        end = numbers[3:]
        last = date(*end) if len(end) == 3 else date(first.year, *end) if end else first
    except ValueError:
        return None
    return last if FIRST_DAY <= first <= last <= LAST_DAY else None
