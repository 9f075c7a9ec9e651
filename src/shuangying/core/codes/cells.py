"""What a cell holds where a code is due, as text; and whether a spreadsheet has spoilt it."""

import re

from shuangying.core.codes.folding import fold
from shuangying.core.problems import Invalid

MOST_EXACT = 10**15
"""A spreadsheet keeps 15 digits of a number; an identity number has 18."""

_APOSTROPHES = "'’‘`"
_EXPONENT = re.compile(r"[0-9]+(\.[0-9]+)?e\+[0-9]+|[0-9]\.[0-9]+e[0-9]+")


def written(value: str | int | float) -> str:
    """A cell's code in upper case, without spaces and a leading apostrophe; full-width forms are half-width.

    A number is read where it is certainly whole: up to 15 digits, or an integer that has never been a binary fraction.

    Raises:
        Invalid: `number_lost_digits`, for a number of more than 15 digits that has been a binary fraction (3.71722198501012e+17,
            or an integer in its raster or ending in 000), and for text in exponent form (3.71722E+17).
    """
    if isinstance(value, float) or (isinstance(value, int) and not isinstance(value, bool)):
        if not _is_exact(value):
            raise Invalid("number_lost_digits")
        return format(value, ".15g") if isinstance(value, float) else str(value)
    text = fold(str(value)).lstrip(_APOSTROPHES)
    if _EXPONENT.fullmatch(text):
        raise Invalid("number_lost_digits")
    whole = text.removesuffix(".0")
    if whole != text and len(whole) > 15:
        raise Invalid("number_lost_digits")
    return whole.upper()


def seen(value: str | int | float) -> str:
    """The value as text, for a mask in a message; of an endless number only that it goes on."""
    return "…" if isinstance(value, int) and abs(value) >= 10**100 else str(value)


def _is_exact(number: int | float) -> bool:
    if not abs(number) >= MOST_EXACT:
        return True
    if isinstance(number, float) or abs(number) >= 10**18 or number % 1000 == 0:
        return False
    return int(float(number)) != number
