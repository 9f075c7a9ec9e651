"""How numbers, money, days and instants are written on pages, in Chinese and in English."""

from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import get_language

from shuangying.core.calendar import SHANGHAI

MINUS = "−"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
ENGLISH_MONEY = {
    "亿元": (Decimal(10) ** 9, "bn yuan"),
    "万元": (Decimal(10) ** 6, "m yuan"),
    "元": (Decimal(1), "yuan"),
}
ENGLISH_UNITS = {"亿元": "100 million yuan", "万元": "10,000 yuan", "元": "yuan", "亩": "mu"}
CHINESE_MONEY = {"亿元": Decimal(10) ** 8, "万元": Decimal(10) ** 4, "元": Decimal(1)}


def chinese() -> bool:
    """True when the page is in Chinese, which it is unless English was chosen."""
    return not (get_language() or "zh").startswith("en")


def plain_number(value: int | float | Decimal) -> str:
    """Digits exactly as the value has them: no exponent, no trailing zeros, thousands apart from five digits on, a true minus."""
    number = Decimal(str(value))
    digits = format(abs(number), "f")
    whole, _, fraction = digits.partition(".")
    fraction = fraction.rstrip("0")
    if len(whole) >= 5:
        whole = f"{int(whole):,}"
    sign = MINUS if number < 0 else ""
    return sign + whole + (f".{fraction}" if fraction else "")


def money(yuan: Decimal | int, unit: str = "") -> tuple[str, str]:
    """An exact amount and its unit as shown: 亿元 from 0.1 亿 on, 万元 from 1 万 on, else 元; or in the given unit."""
    amount = Decimal(yuan)
    if not unit:
        unit = "亿元" if abs(amount) >= 10**7 else "万元" if abs(amount) >= 10**4 else "元"
    if chinese():
        return plain_number(amount / CHINESE_MONEY[unit]), unit
    divisor, word = ENGLISH_MONEY[unit]
    return plain_number(amount / divisor), word


def unit_text(unit: str) -> str:
    """A unit in which people enter or filter, in words of the page's language."""
    return unit if chinese() else ENGLISH_UNITS.get(unit, unit)


def with_unit(text: str, unit: str) -> str:
    """A number as text and its unit: apart where the unit is a word in Latin letters."""
    return text + (" " if unit[:1].isascii() and unit[:1].isalpha() else "") + unit


def day_text(day: date, form: str = "") -> str:
    """A day as people write it; `short` leaves out the year, `iso` is for tables."""
    if form == "iso":
        return day.isoformat()
    if chinese():
        return f"{day.month}月{day.day}日" if form == "short" else f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {MONTHS[day.month - 1]}" + ("" if form == "short" else f" {day.year}")


def moment_text(moment: datetime) -> str:
    """An instant on the clock of Shanghai."""
    local = moment.astimezone(SHANGHAI)
    return f"{day_text(local.date())} {local:%H:%M}"
