"""How a brief writes a figure: exact digits, 亿元, "2500余", "比昨日增加34个", and "未报" where nothing is known."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from shuangying.core import units
from shuangying.core.problems import Invalid
from shuangying.kernel.figures.api import MONEY, PERCENT, Figure
from shuangying.kernel.registers import numerals

WAN = 10_000
YI = 100_000_000


def unknown() -> str:
    """What stands where nothing is known."""
    return _("not reported")


def digits(value: int | Decimal) -> str:
    """The exact digits: in Chinese without thousands separators as GB/T 15835 allows, in English with commas from five digits on."""
    if numerals.chinese():
        return units.plain(Decimal(value))
    return numerals.plain_number(value).replace(numerals.MINUS, "-")


def number(figure: Figure, value: Any) -> str:
    """A figure's value as its plain number, money in whole yuan and fen; a grade as its word."""
    if isinstance(value, str):
        return value
    return unknown() if value is None else digits(value)


def in_unit(figure: Figure, value: Any, power: int) -> str:
    """An amount of money over ten to a power: 8 for 亿元, 4 for 万元, 9 for bn yuan.

    Raises:
        Invalid: the figure is no amount of money.
    """
    if figure.kind != MONEY:
        raise Invalid("brief_not_money", id=figure.id)
    return unknown() if value is None else digits(Decimal(value).scaleb(-power))


def about(value: int) -> str:
    """A count rounded down with 余: never more than is counted, and exact where nothing is cut off.

    From 10,000 on one digit after 万 (or 亿) is kept, from 1,000 on the hundreds, from 100 on the tens: 2513 is "2500余",
    40123 is "4万余", 68213 is "6.8万余", 2500 is "2500". Below 100 the number stands as it is.
    """
    step = _step_of(value)
    kept = value // step * step
    if not numerals.chinese():
        return digits(value) if kept == value else _("more than %(n)s") % {"n": digits(kept)}
    for size, word in ((YI, "亿"), (WAN, "万")):
        if kept >= size:
            text = units.plain(Decimal(kept) / size) + word
            return text if kept == value else f"{text}余"
    return str(kept) if kept == value else f"{kept}余"


def _step_of(value: int) -> int:
    if value < 0:
        raise Invalid("brief_about_negative", n=value)
    for size in (YI, WAN):
        if value >= size:
            return size // 10
    return 100 if value >= 1000 else 10 if value >= 100 else 1


def about_figure(figure: Figure, value: Any) -> str:
    """A count figure rounded down with 余.

    Raises:
        Invalid: the figure is no count.
    """
    if figure.kind in (MONEY, PERCENT) or isinstance(value, str):
        raise Invalid("brief_not_a_count", id=figure.id)
    return unknown() if value is None else about(value)


def change(figure: Figure, now: Any, before: Any, days: int) -> str:
    """The difference to some days before, in words: 比昨日增加34个, 与昨日持平, 未报."""
    if now is None:
        return unknown()
    when = _("yesterday") if days == 1 else _("last week") if days == 7 else _("%(n)s days before") % {"n": days}
    if before is None:
        return _("not reported for %(when)s") % {"when": when}
    if now == before:
        return _("the same as %(when)s") % {"when": when}
    if isinstance(now, str) or isinstance(before, str):
        return _("%(now)s, %(before)s %(when)s") % {"now": now, "before": before, "when": when}
    amount, unit = _amount(figure, abs(now - before))
    words = _("%(n)s%(unit)s more than %(when)s") if now > before else _("%(n)s%(unit)s fewer than %(when)s")
    return words % {"n": amount, "unit": unit, "when": when}


def _amount(figure: Figure, value: Any) -> tuple[str, str]:
    if figure.kind == MONEY:
        amount, unit = numerals.money(value)
        amount = amount.replace(",", "") if numerals.chinese() else amount
        return amount, unit if numerals.chinese() else f" {unit}"
    if figure.kind == PERCENT:
        return digits(value), _(" percentage points")
    return digits(value), str(figure.unit) if numerals.chinese() else ""


class BriefDay:
    """The brief's day as a template writes it: `{{ day }}` 2020年3月5日, `{{ day.short }}` 3月5日, `day.before(6)` for filters."""

    def __init__(self, day: date) -> None:
        self.value = day

    def __str__(self) -> str:
        return numerals.day_text(self.value)

    @property
    def short(self) -> str:
        """The day without its year."""
        return numerals.day_text(self.value, "short")

    @property
    def year(self) -> int:
        """Its year."""
        return self.value.year

    def before(self, days: int) -> "BriefDay":
        """The day some days before."""
        return BriefDay(self.value - timedelta(days=days))
