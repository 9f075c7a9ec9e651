"""Number plates of motor vehicles: GA 36-2018."""

import re

from shuangying.core.codes.folding import fold
from shuangying.core.problems import Invalid

PROVINCES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"
LONGEST = 20

_ISSUED = re.compile(rf"[{PROVINCES}][A-Z]")
_ORDINARY = re.compile(r"[A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9挂学警港澳领使试超]")
_NEW_ENERGY = re.compile(r"[A-HJK][A-HJ-NP-Z0-9][0-9]{4}|[0-9]{5}[A-HJK]")
_SEPARATORS = re.compile(r"[·•・.。\-—_,/\\]+")


def plate(value: str | int | float) -> str:
    """Read a number plate to its one form: "鲁 r·12345" is 鲁R12345.

    A plate that begins with a province and an issuing letter is held to GA 36: five more characters, or six for new energy (a
    letter A to K before or behind five others). Everything else (WJ, army, embassies, tractors, temporary, foreign, 无牌) is
    taken as it stands, up to 20 characters.

    Raises Invalid: `plate_letters` (I and O do not occur behind the issuing letter), `plate_length`, `plate_empty`, `plate_long`.
    """
    written = fold(str(value)).upper().lstrip("'’‘`")
    text = _SEPARATORS.sub("", written)
    if not text:
        raise Invalid("plate_empty")
    if len(text) > LONGEST:
        raise Invalid("plate_long", most=LONGEST)
    if not _ISSUED.match(text):
        return text
    rest = text[2:]
    if _ORDINARY.fullmatch(rest) or _NEW_ENERGY.fullmatch(rest):
        return text
    if len(rest) not in (5, 6):
        raise Invalid("plate_length", text=text)
    raise Invalid("plate_letters", text=text)
