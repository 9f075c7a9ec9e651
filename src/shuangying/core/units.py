"""Money in yuan and land in mu, read exactly from what people write in sheets.

A cell says 29.894, "2,989.4万元" or "￥1,200.50"; its unit stands in the cell, in the header or in the title. An amount
is read to the exact fen or not at all: "约3亿" is no amount that a total can be checked against.
"""

import math
import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal, localcontext
from itertools import pairwise
from types import MappingProxyType

from shuangying.core.problems import Invalid

MONEY_UNITS: Mapping[str, Decimal] = MappingProxyType(
    {
        "万亿元": Decimal(10**12),
        "亿元": Decimal(10**8),
        "千万元": Decimal(10**7),
        "百万元": Decimal(10**6),
        "万元": Decimal(10**4),
        "千元": Decimal(10**3),
        "元": Decimal(1),
    }
)
"""Names of money units as written in headers and cells, each with its yuan; 亿 and 万 alone are read as 亿元 and 万元."""

AREA_UNITS: Mapping[str, Decimal] = MappingProxyType(
    {
        "万亩": Decimal(10**4),
        "亩": Decimal(1),
        "公顷": Decimal(15),
        "平方公里": Decimal(1500),
        "平方米": Decimal("0.0015"),
        "㎡": Decimal("0.0015"),
    }
)
"""Names of land units with their mu: 15 mu are one hectare (国务院 1984-02-27 关于在我国统一实行法定计量单位的命令)."""

LARGEST_YUAN = Decimal(10**15)
"""Ten times the yearly product of the country; what is larger is a slip, and would not fit whole fen in 64 bits."""

LARGEST_MU = Decimal(10**11)
"""Five times the land of the country; what is larger is a slip."""

_FEN = Decimal("0.01")
_MU_STEP = Decimal("0.0001")
_LONGEST = 60

_SHORT_MONEY = {"万亿": "万亿元", "亿": "亿元", "千万": "千万元", "百万": "百万元", "万": "万元", "千": "千元"}
_MONEY_FACTORS = {**MONEY_UNITS, **{short: MONEY_UNITS[long] for short, long in _SHORT_MONEY.items()}}
_AREA_FACTORS = {**AREA_UNITS, "m2": AREA_UNITS["㎡"], "公亩": Decimal("0.15")}

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+"
_INEXACT = re.compile(
    r"约|近|大概|左右|上下|余|多|超|至少|最多|以上|以下|以内|不足|不低于|不少于|[≈<>≥≤±]|几|\d[eE][+-]?\d"
)
_RANGE = re.compile(r"\d[^\d.,]*[-~至到—–][^\d.,]*\d")


def parse_yuan(value: str | int | float | Decimal, unit: str | None = None) -> Decimal:
    """Read an amount of money as exact yuan with two places.

    `value` is a number, or text such as "29.894亿", "2,989.4万元", "1亿2000万元", "￥1,200.50", "（300）" (an accountant's
    minus), also in full-width digits. `unit` is the unit of the column ("亿元"); a unit inside the text wins over it;
    without either the amount is in yuan. A float is read at 15 significant digits, as Excel shows it: 0.1+0.2 is 0.3.

    Raises Invalid: `not_money`; `money_not_exact_amount` ("约3亿", "3-5亿", "2.9E+09" which Excel has rounded);
    `money_too_fine` (not whole fen); `money_too_large`. Raises ValueError for an unknown `unit`.
    """
    if unit is not None and unit not in _MONEY_FACTORS:
        raise ValueError(f"unknown money unit {unit!r}")
    factor = _MONEY_FACTORS[unit or "元"]
    shown = _shown(value)
    if isinstance(value, str):
        amount = _amount_in_text(value, factor, _MONEY_FACTORS, "money")
    else:
        amount = _times(_number(value, "not_money"), factor, LARGEST_YUAN, "money", shown)
    return _exactly(amount, _FEN, LARGEST_YUAN, "money", shown)


def parse_mu(value: str | int | float | Decimal, unit: str | None = None) -> Decimal:
    """Read an area of land as exact mu with four places.

    Text may carry 亩, 万亩, 公顷, 平方公里, 平方米, ㎡ or m2; otherwise `unit` counts, and without it mu.
    Raises Invalid: `not_area`, `area_not_exact_amount`, `area_too_fine` (finer than 1/10,000 mu), `area_too_large`.
    Raises ValueError for an unknown `unit`.
    """
    if unit is not None and unit not in _AREA_FACTORS:
        raise ValueError(f"unknown unit of area {unit!r}")
    factor = _AREA_FACTORS[unit or "亩"]
    shown = _shown(value)
    if isinstance(value, str):
        amount = _amount_in_text(value, factor, _AREA_FACTORS, "area")
    else:
        amount = _times(_number(value, "not_area"), factor, LARGEST_MU, "area", shown)
    return _exactly(amount, _MU_STEP, LARGEST_MU, "area", shown)


def money_unit(text: str) -> str | None:
    """Find the money unit that a header or a title names: "单位：万元", "总投资（亿元）", "(单位:亿元、个)", "投资/万元".

    Returns a key of `MONEY_UNITS`, or None when none or more than one is named. An amount ("总投资52.94亿元") and a
    ratio ("万元/亩") name no unit of the column.
    """
    plain_text = unicodedata.normalize("NFKC", text)
    named: set[str] = set()
    for listed in re.findall(r"单\s*位\s*:?\s*([^()]*)", plain_text):
        named.update(_units_among(re.split(r"[、,;\s]+", listed)))
    for bracketed in re.findall(r"[(\[【]([^()\[\]【】]*)[)\]】]", plain_text):
        named.update(_units_among(re.split(r"[、,;\s]+", bracketed)))
    if not named:
        ending = re.search(r"(?:^|[^\d.\s])\s*[/_:]?\s*(万亿元|亿元|千万元|百万元|万元|千元)\s*$", plain_text)
        named.update([ending[1]] if ending else [])
        after_stroke = re.search(r"[/_]\s*(元|亿|万)\s*$", plain_text)
        named.update(_units_among([after_stroke[1]]) if after_stroke else [])
    return named.pop() if len(named) == 1 else None


def format_yuan(yuan: Decimal, unit: str = "亿元") -> str:
    """Write yuan as a number of `unit`, exactly and without trailing zeros: 2989400000 in 亿元 is "29.894"."""
    with localcontext() as context:
        context.prec = 60
        return plain(yuan / _MONEY_FACTORS[unit])


def format_mu(mu: Decimal) -> str:
    """Write an area in mu, exactly and without trailing zeros."""
    return plain(mu)


def plain(number: Decimal) -> str:
    """Write a decimal without exponent and without trailing zeros: 2.9894E+10 is "29894000000", -0.00 is "0"."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _units_among(words: list[str]) -> list[str]:
    bare = [word.removeprefix("单位:").removeprefix("人民币").removesuffix("人民币") for word in words]
    full = [_SHORT_MONEY.get(word, word) for word in bare]
    return [word for word in full if word in MONEY_UNITS]


def _shown(value: str | int | float | Decimal) -> str:
    return value.strip() if isinstance(value, str) else str(value)


def _number(value: int | float | Decimal, problem: str) -> Decimal:
    """A cell's number as a decimal; a float at 15 significant digits, the precision to which Excel keeps numbers."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise Invalid(problem, text=str(value))
    if isinstance(value, float):
        if not math.isfinite(value):
            raise Invalid(problem, text=str(value))
        return Decimal(format(value, ".15g"))
    number = Decimal(value)
    if not number.is_finite():
        raise Invalid(problem, text=str(value))
    return number


def _amount_in_text(text: str, factor: Decimal, factors: Mapping[str, Decimal], kind: str) -> Decimal:
    """The sum of the segments of a text ("1亿2000万元"), whose units must become smaller from left to right."""
    shown = text.strip()
    bare = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).replace("−", "-")
    if len(bare) > _LONGEST:
        raise Invalid(f"not_{kind}", text=shown)
    if kind == "money":
        bare = re.sub(r"^(?:人民币|RMB|CNY)|(?:人民币|整)$", "", bare, flags=re.IGNORECASE)
    minus, bare = _sign(re.sub(r"^([-+(]?)¥", r"\1", bare))
    units = "|".join(sorted(map(re.escape, factors), key=len, reverse=True))
    if not re.fullmatch(rf"(?:(?:{_NUMBER})(?:{units}))+|(?:{_NUMBER})", bare):
        inexact = re.search(r"\d|[一二两三四五六七八九十几]", bare) and (_INEXACT.search(bare) or _RANGE.search(bare))
        raise Invalid(f"{kind}_not_exact_amount" if inexact else f"not_{kind}", text=shown)
    segments = re.findall(rf"({_NUMBER})({units})?", bare)
    sizes = [factors[name] if name else factor for _, name in segments]
    if any(larger <= smaller for larger, smaller in pairwise(sizes)):
        raise Invalid(f"not_{kind}", text=shown)
    with localcontext() as context:
        context.prec = 2 * _LONGEST
        numbers = [Decimal(number.replace(",", "")) for number, _ in segments]
        total = sum((number * size for number, size in zip(numbers, sizes, strict=True)), Decimal(0))
    return -total if minus else total


def _sign(bare: str) -> tuple[bool, str]:
    """Whether the text says minus, -5万 or an accountant's (5)万元, and the text without its sign."""
    if accounting := re.fullmatch(r"\(([^()]+)\)(\D*)", bare):
        return True, accounting[1] + accounting[2]
    if bare.startswith("-"):
        return True, bare[1:]
    return False, bare.removeprefix("+")


def _times(number: Decimal, factor: Decimal, largest: Decimal, kind: str, shown: str) -> Decimal:
    if number.adjusted() > largest.adjusted():
        raise Invalid(f"{kind}_too_large", text=shown)
    with localcontext() as context:
        context.prec = 2 * _LONGEST
        return number * factor


def _exactly(amount: Decimal, step: Decimal, largest: Decimal, kind: str, shown: str) -> Decimal:
    if abs(amount) >= largest:
        raise Invalid(f"{kind}_too_large", text=shown)
    whole = amount.quantize(step)
    if whole != amount:
        raise Invalid(f"{kind}_too_fine", text=shown)
    return whole if whole else abs(whole)
