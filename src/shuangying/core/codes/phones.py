"""Telephone numbers of the mainland: mobile, landline with its area code, and service numbers 400 and 800."""

import re

from shuangying.core.codes.cells import seen, written
from shuangying.core.codes.folding import fold
from shuangying.core.masks import mask
from shuangying.core.problems import Invalid

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_SERVICE = re.compile(r"[48]00[0-9]{7}")
_LOCAL = r"([2-9][0-9]{6,7}|[2-9][0-9]{2,3}-[0-9]{4})"
_EXTENSION = r"(?:-([0-9]{1,6}))?"
_LANDLINE = re.compile(rf"(0(?:10|2[0-57-9]|[3-9][0-9]{{2}}))-?{_LOCAL}{_EXTENSION}")
_WITHOUT_AREA = re.compile(_LOCAL + _EXTENSION)
_COUNTRY = re.compile(r"(\+|00)-?86-?|86-?(?=1[3-9])")
_JOINTS = re.compile(r"[\-—–−~_.·()\[\]]+|转|分机|EXT\.?|#")
_SEVERAL = re.compile(r"[、,;/|或和及\s]+")


def phone(value: str | int | float) -> str:
    """Read a telephone number to its one form: 13812345678, 0530-4651234, 0530-4651234-802 (with an extension), 4001234567.

    Takes full-width digits, spaces, brackets, hyphens, +86, and 转, 分机, ext or a hyphen before an extension.

    Raises Invalid, whose text is a mask: `number_lost_digits` (1.38E+10), `phone_masked` (138****5678), `phone_several` (more
    than one number), `phone_without_area` (a landline without its area code), `phone_lost_zero` (a spreadsheet has dropped the 0
    of the area code), `not_phone`.
    """
    if isinstance(value, str) and value.isascii() and _MOBILE.fullmatch(value):
        return value
    try:
        text = written(value)
        number = _read(text)
        if number:
            return number
        raise Invalid(_what_is_wrong(text, str(value)))
    except Invalid as wrong:
        raise Invalid(wrong.problem.code, text=mask("phone", seen(value))) from None


def _what_is_wrong(text: str, as_given: str) -> str:
    bare = _joined(text)
    if "*" in text:
        return "phone_masked"
    if sum(bool(_read(fold(part).upper())) for part in _SEVERAL.split(as_given)) > 1:
        return "phone_several"
    if _WITHOUT_AREA.fullmatch(bare):
        return "phone_without_area"
    return "phone_lost_zero" if _LANDLINE.fullmatch(f"0{bare}") else "not_phone"


def _joined(text: str) -> str:
    """The number with one hyphen wherever something stands between digits."""
    return re.sub("-+", "-", _JOINTS.sub("-", text)).strip("-")


def _read(text: str) -> str:
    """The number's one form, "" where it is none."""
    text = _joined(text)
    national = _COUNTRY.sub("", text, count=1) if _COUNTRY.match(text) else text
    digits = national.replace("-", "")
    if _MOBILE.fullmatch(digits) or (_SERVICE.fullmatch(digits) and national == text):
        return digits
    if national != text and not national.startswith("0"):
        national = f"0{national}"
    found = _LANDLINE.fullmatch(national)
    if not found:
        return ""
    area, local, extension = found.groups()
    return "-".join(filter(None, (area, local.replace("-", ""), extension)))
