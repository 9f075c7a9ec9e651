"""Identity numbers of residents: GB 11643-1999, 18 characters; before it 15 digits (GB 11643-1989)."""

import re
from dataclasses import dataclass, field
from datetime import date
from operator import mul
from typing import Literal

from shuangying.core.codes.cells import seen, written
from shuangying.core.masks import mask
from shuangying.core.problems import Invalid

YEARS = range(1900, 2101)
"""Years of birth that an identity number may name: those that a date may have (core.calendar)."""

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_FORM = re.compile(r"[0-9]{17}[0-9X]", re.ASCII)
_LIKE_X = str.maketrans("×ХΧ✕", "XXXX")


@dataclass(frozen=True, slots=True)
class IdNumber:
    """An identity number of 18 characters and what it says; its repr gives nothing away.

    Attributes:
        number: the number, 18 characters, a check character X in upper case.
        born_on: the day of birth.
        sex: by the seventeenth digit, odd for men.
        area: the first six digits: the county of the first registration, which is neither the person's origin nor where they live.
    """

    number: str = field(repr=False)
    born_on: date = field(repr=False)
    sex: Literal["male", "female"] = field(repr=False)
    area: str = field(repr=False)


def id_number(value: str | int | float) -> IdNumber:
    """Read an identity number of 18 characters, or one of 15 digits, which gets its century (19) and check character.

    Takes full-width digits, spaces, a leading apostrophe, a small x and characters that look like X in the last place. Any
    area is accepted: codes of counties come and go, and numbers stay.

    Raises Invalid, whose text is a mask: `number_lost_digits` (a spreadsheet made it a number, and its last digits are gone; it
    is never completed by guess), `id_number_masked` (371*************1X), `id_number_letters` (other characters),
    `id_number_length` (with `length`), `id_number_birth` (no such day), `id_number_check` (the last character does not fit the
    others).
    """
    try:
        return _read(value if isinstance(value, str) and _FORM.fullmatch(value) else written(value))
    except Invalid as wrong:
        raise Invalid(wrong.problem.code, **wrong.problem.params, text=mask("number", seen(value))) from None


def check_character(first_seventeen: str) -> str:
    """The eighteenth character of an identity number: ISO 7064 MOD 11-2 of the seventeen digits before it."""
    return _CHECKS[sum(map(mul, _WEIGHTS, map(int, first_seventeen))) % 11]


def _read(text: str) -> IdNumber:
    if not _FORM.fullmatch(text):
        text = _to_eighteen(text)
    born_on = _birth(text[6:14])
    if text[17] != check_character(text[:17]):
        raise Invalid("number_lost_digits" if text.endswith("000") else "id_number_check")
    return IdNumber(text, born_on, "male" if text[16] in "13579" else "female", text[:6])


def _to_eighteen(text: str) -> str:
    if "*" in text:
        raise Invalid("id_number_masked")
    text = text[:-1] + text[-1:].translate(_LIKE_X)
    if not re.fullmatch(r"[0-9]+X?", text):
        raise Invalid("id_number_letters")
    if len(text) == 15 and text.isdigit():
        text = f"{text[:6]}19{text[6:]}"
        return text + check_character(text)
    if len(text) != 18:
        raise Invalid("id_number_length", length=len(text))
    return text


def _birth(digits: str) -> date:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise Invalid("id_number_birth") from None
    if born.year not in YEARS:
        raise Invalid("id_number_birth")
    return born
