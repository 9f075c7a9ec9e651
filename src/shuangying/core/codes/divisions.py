"""Division codes.

Statistical division codes have twelve digits: province 2, prefecture 2, county 2 (these six are GB/T 2260), township 3
(GB/T 10114), village 3 (国家统计局《统计用区划代码和城乡划分代码编制规则》, 国统字〔2009〕91号). A code of a higher level ends in zeros.
"""

import re
from typing import Literal

from shuangying.core.codes.folding import fold
from shuangying.core.problems import Invalid

Level = Literal["province", "prefecture", "county", "township", "village"]

LEVELS: tuple[Level, ...] = ("province", "prefecture", "county", "township", "village")
"""The levels that a twelve-digit code can name, highest first."""

_PROVINCES = {
    *range(11, 16),
    *range(21, 24),
    *range(31, 38),
    *range(41, 47),
    *range(50, 55),
    *range(61, 66),
    71,
    81,
    82,
}
_ENDS: dict[int, Level] = {2: "province", 4: "prefecture", 6: "county", 9: "township", 12: "village"}


def division_code(value: str | int | float) -> str:
    """Read a division code of 2, 4, 6, 9 or 12 digits and fill it with zeros to twelve.

    Takes text (full-width digits, spaces, a leading apostrophe and Excel's ".0" included) or a cell's number.
    Raises Invalid: `not_division_code` (letters, another number of digits, no province of GB/T 2260, a county without a
    prefecture, or a village without a township).
    """
    text = format(value, ".15g") if isinstance(value, float) else str(value)
    digits = fold(text).removeprefix("'").removesuffix(".0")
    if isinstance(value, bool) or not re.fullmatch(r"[0-9]+", digits) or len(digits) not in _ENDS:
        raise Invalid("not_division_code", text=text.strip())
    code = digits.ljust(12, "0")
    if (
        int(code[:2]) not in _PROVINCES
        or (code[2:4] == "00" and code[4:].strip("0"))
        or (code[6:9] == "000" and code[9:] != "000")
    ):
        raise Invalid("not_division_code", text=text.strip())
    return code


def division_level(code: str) -> Level:
    """The level that a twelve-digit code names.

    A township directly under a prefecture-level city (东莞 441900003000) has "00" for its county and is a township.
    Raises Invalid: `not_division_code`.
    """
    full = division_code(code)
    filled = len(full.rstrip("0"))
    return next(level for end, level in _ENDS.items() if filled <= end)
