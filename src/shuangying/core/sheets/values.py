"""One cell to a typed value, or to what is wrong with it."""

import math
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from shuangying.core.calendar import SHANGHAI, parse_day, parse_moment
from shuangying.core.codes import fold
from shuangying.core.masks import hide_numbers
from shuangying.core.problems import Invalid
from shuangying.core.sheets.grid import Uncalculated, Value, shown
from shuangying.core.units import money_unit, parse_mu, parse_yuan

MOST_EXACT = 1e15
"""Spreadsheets keep 15 digits of a number: what is larger has lost digits (an identity number has 18)."""

ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"})
QUANTITIES_AND_DAYS = frozenset({"number", "money", "area", "date", "moment", "month"})
WITHOUT_DASHES = QUANTITIES_AND_DAYS | {"division", "reference", "sealed"}
DASHES: Final = frozenset({"-", "—", "——", "–", "/", "\\", "--", "…"})
NOTHING = DASHES | {"无", "*"}
EXPONENT = re.compile(r"\d(\.\d+)?[eE]\+?(1[4-9]|2\d)")
AS_WRITTEN = frozenset({"key", "choice", "state", "bool", "division", "reference"})
CLOCK = re.compile(r"(凌晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜间)?\d{1,2}([:时点]|$)(?!.*[日号/.-])[^月年]*")


@dataclass(frozen=True)
class Clear:
    """What a cell with 清空 says: the record's value is to be emptied."""


CLEAR: Final = Clear()


def is_empty(value: Value, kind: str) -> bool:
    """Whether a cell says nothing: a dash where a number, day, place or record is due, 无 where a number or day is.

    What a dash means as a choice is the register's to say: 阴性 is written so.
    """
    text = shown(value)
    if not text or (text in DASHES and kind in WITHOUT_DASHES):
        return True
    return text in NOTHING and (kind in QUANTITIES_AND_DAYS or kind == "sealed")


def typed(
    value: Value,
    kind: str,
    *,
    unit: str | None = None,
    number_format: str = "",
    year: int | None = None,
    on: date | None = None,
) -> Any:
    """A cell's value by the kind of its column.

    Args:
        value: as the file holds it; not empty.
        kind: see `Wanted.kind`.
        unit: the unit of money or area of the column, used where the cell names none.
        number_format: a number format that holds text, such as `0.00"亿元"`.
        year: the year of days written without one, where the sheet's title names it.
        on: the day of times written without one, where the sheet's title names it.

    Returns:
        `CLEAR` for 清空; str; int or Decimal for "number"; Decimal yuan for "money"; Decimal mu for "area"; date; datetime for
        "moment". Choices, states, yes/no, months, divisions, references and sealed numbers stay as written: what they mean is
        the register's to say.

    Raises:
        Invalid: `cell_error` (#REF! …), `formula_not_calculated`, `number_lost_digits`, `not_a_number`, or what units and
            calendar say.
    """
    text = shown(value)
    if kind in QUANTITIES_AND_DAYS and isinstance(value, str) and text[:1] in ("'", "’", "‘", "`"):
        value = text = text[1:].strip()
    if fold(text) == "清空":
        return CLEAR
    if isinstance(value, Uncalculated):
        raise Invalid("formula_not_calculated", text=value.formula)
    if text in ERRORS:
        raise Invalid("cell_error", text=text)
    if kind == "money":
        return parse_yuan(_amount(value, text), (number_format and _format_unit(number_format)) or unit or None)
    if kind == "area":
        return parse_mu(_amount(value, text), unit or None)
    if kind == "date":
        if isinstance(value, date | datetime | int | float) and not isinstance(value, bool):
            return parse_day(value, year=year)
        return parse_day(text, year=year)
    if kind == "moment":
        return _moment(value, text, year, on)
    if kind == "month":
        return value if isinstance(value, date | datetime) else text
    if kind == "number":
        return _number(value, text)
    return _text(value, text, kind)


def _moment(value: Value, text: str, year: int | None, on: date | None) -> datetime:
    """An instant; a time alone (3:20, a cell with a time) is one of the sheet's day."""
    if isinstance(value, float) and 0 <= value < 1:
        value = timedelta(seconds=round(value * 86400))
    if isinstance(value, time):
        value = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second)
    if isinstance(value, timedelta):
        if on is None or not timedelta(0) <= value <= timedelta(days=1):
            raise Invalid("moment_without_day", text=text)
        return datetime.combine(on, time(), SHANGHAI) + value
    if isinstance(value, date | datetime | int | float) and not isinstance(value, bool):
        return parse_moment(value, year=year)
    if CLOCK.fullmatch(fold(text)):
        if on is None:
            raise Invalid("moment_without_day", text=text)
        return parse_moment(f"{on.isoformat()} {text}")
    return parse_moment(text, year=year)


def _amount(value: Value, text: str) -> Any:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    return text


def _format_unit(number_format: str) -> str | None:
    return money_unit("（" + re.sub(r"[^万亿元]", "", number_format.split(";")[0]) + "）")


def _number(value: Value, text: str) -> int | Decimal:
    if isinstance(value, float) and not math.isfinite(value):
        raise Invalid("not_a_number", text=text)
    if isinstance(value, float):
        number = Decimal(format(value, ".15g"))
    else:
        bare = re.sub(r"(?<=\d)(个|项|人|户|家|次|天|名|处|件|辆|台|间|张|例|床|份|村)$", "", fold(text))
        if not re.fullmatch(r"[-+]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?", bare):
            raise Invalid("not_a_number", text=text)
        try:
            number = Decimal(bare.replace(",", ""))
        except InvalidOperation:
            raise Invalid("not_a_number", text=text) from None
    return int(number) if number == number.to_integral_value() else number


def _text(value: Value, text: str, kind: str) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= MOST_EXACT:
        raise Invalid("number_lost_digits", text=hide_numbers(format(Decimal(value), ".0f")))
    if kind not in AS_WRITTEN and EXPONENT.fullmatch(fold(text)):
        raise Invalid("number_lost_digits", text=hide_numbers(text))
    if isinstance(value, float) and not value.is_integer():
        return format(Decimal(format(value, ".15g")), "f")
    return text if kind == "long" else re.sub(r"\s*[\r\n]+\s*", " ", text)
