"""The pinyin initials of common characters, for finding names by a few letters: 重点项目 is zdxm."""

from bisect import bisect_right

_FIRST = (
    *((0xB0A1, "a"), (0xB0C5, "b"), (0xB2C1, "c"), (0xB4EE, "d"), (0xB6EA, "e"), (0xB7A2, "f"), (0xB8C1, "g")),
    *((0xB9FE, "h"), (0xBBF7, "j"), (0xBFA6, "k"), (0xC0AC, "l"), (0xC2E8, "m"), (0xC4C3, "n"), (0xC5B6, "o")),
    *((0xC5BE, "p"), (0xC6DA, "q"), (0xC8BB, "r"), (0xC8F6, "s"), (0xCBFA, "t"), (0xCDDA, "w"), (0xCEF4, "x")),
    *((0xD1B9, "y"), (0xD4D1, "z")),
)
"""GB 2312-80 orders its 3,755 common characters by pinyin: the first code of each letter."""
_CODES = [code for code, _letter in _FIRST]
_LAST_CODE = 0xD7F9


def initials(text: str) -> str:
    """The first letters of a name's syllables; what is no common character stays as it is, spaces and signs go."""
    return "".join(_initial(character) for character in text.casefold() if character.isalnum())


def _initial(character: str) -> str:
    encoded = character.encode("gb2312", "ignore")
    code = int.from_bytes(encoded, "big") if len(encoded) == 2 else 0
    return _FIRST[bisect_right(_CODES, code) - 1][1] if _CODES[0] <= code <= _LAST_CODE else character
