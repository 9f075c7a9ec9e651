"""Codes of bodies: the unified social credit code (GB 32100-2015) and the registration number before it (工商注册号, 15 digits)."""

import re

from shuangying.core.codes.cells import seen, written
from shuangying.core.masks import hide_numbers
from shuangying.core.problems import Invalid

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUES = {char: value for value, char in enumerate(_ALPHABET)}
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))


def credit_code(value: str | int | float) -> str:
    """Read a unified social credit code of 18 characters, or a business's registration number of 15 digits.

    The two are kept as they are: a registration number says nothing of the credit code that took its place from 2015 on, and
    lists of market entities of 2020 hold both.

    Raises Invalid: `number_lost_digits`, `credit_code_letters` (I, O, Z, S and V do not occur), `credit_code_length` (with
    `length`), `credit_code_check` (the last character does not fit the others).
    """
    try:
        return _read(written(value))
    except Invalid as wrong:
        raise Invalid(wrong.problem.code, **wrong.problem.params, text=hide_numbers(seen(value))) from None


def credit_check(first_seventeen: str) -> str:
    """The eighteenth character of a credit code: modulo 31 with the weights 3^i (GB 32100-2015, 5.2)."""
    total = sum(weight * _VALUES[char] for weight, char in zip(_WEIGHTS, first_seventeen, strict=True))
    return _ALPHABET[-total % 31]


def _read(text: str) -> str:
    if re.fullmatch(r"[0-9]{15}", text):
        if not _registration_fits(text):
            raise Invalid("credit_code_check")
        return text
    if any(char not in _VALUES for char in text):
        raise Invalid("credit_code_letters")
    if len(text) != 18:
        raise Invalid("credit_code_length", length=len(text))
    if text[17] != credit_check(text[:17]):
        raise Invalid("number_lost_digits" if re.fullmatch(r"[0-9]{15}000", text) else "credit_code_check")
    return text


def _registration_fits(digits: str) -> bool:
    """ISO 7064 MOD 11,10 over the fifteen digits (GS 15-2006 工商行政管理注册号编制规则)."""
    rest = 10
    for digit in digits[:-1]:
        rest = (rest + int(digit)) % 10 or 10
        rest = rest * 2 % 11
    return (rest + int(digits[-1])) % 10 == 1
