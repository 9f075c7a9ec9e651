"""What is shown of sensitive values to readers who do not need them whole.

The forms are those of Chinese public notices: 371*************1X, 138****5678, 张*. A number keeps so little that neither the
day of birth nor the county can be read from it; masks have few lengths, so that they tell nothing of what they hide.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping

HIDDEN = "******"
"""What is shown where nothing may be kept."""

_COMPOUND_SURNAMES = "|".join(
    (
        "欧阳|上官|司马|诸葛|东方|独孤|南宫|夏侯|皇甫|尉迟|公孙|慕容|长孙|宇文|司徒|令狐|轩辕|呼延|端木|淳于|单于|太史|申屠",
        "公羊|赫连|澹台|濮阳|宗政|钟离|鲜于|闾丘|仲孙|亓官|司寇|颛孙|巫马|公西|漆雕|乐正|壤驷|公良|拓跋|夹谷|宰父|谷梁|段干",
        "百里|东郭|南门|羊舌|微生|梁丘|左丘|东门|西门|公冶|完颜|纳兰|叶赫|万俟|闻人|第五",
    )
)
_HAN = r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f]"
_FIRST_OF_NAME = re.compile(rf"(?:{_COMPOUND_SURNAMES})(?=.)|{_HAN}{{3}}(?={_HAN}+[·•・.．‧∙])|{_HAN}|[A-Z]")
_NAME_MASK = re.compile(rf"(?:{_COMPOUND_SURNAMES}|{_HAN}|[A-Z])\*{{1,2}}|{_HAN}{{3}}\*\*")
_REMARK = re.compile(r"[(\[【〔<《（［].*", re.DOTALL)

_NUMBER = re.compile(r"[0-9X*]{15,}")
_MOBILE = re.compile(r"(?:(?:\+|00)?86-?)?(1[0-9*]{2})-?[0-9*]{4}-?([0-9*]{4})")
_LANDLINE = re.compile(r"(0(?:10|2[0-9]|[3-9][0-9]{2}))-?[0-9*]{5,6}([0-9*]{2})(?:-[0-9*]{1,6})?")

_HOUSE = re.compile(
    r"[0-9]|[一二三四五六七八九十百]+(?:号|组|队|栋|幢|楼|单元|室|排)|路|街(?!道)|巷|弄|胡同|小区|家属|宿舍|号|组|队|单元|室"
)
_KEPT_OF_ADDRESS = re.compile(
    r"\D*?(?:村民委员会|居民委员会|村委会|居委会|社区|嘎查|(?<!农)村(?!镇|乡|街道))|\D*?(?:街道办事处|街道|镇|乡|苏木)|\D*?[县区旗]"
)

_MASKED = re.compile(rf"\*+|[0-9]+-?\*{{2,}}[0-9]*X?|{_NAME_MASK.pattern}|[^*]*\*{{4}}", re.DOTALL)
_IN_TEXT = re.compile(
    r"(?P<machine>[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-9a-fA-F]{32,})"
    r"|(?<!\d)(?:"
    r"(?P<exponent>\d\.\d{4,}[eE]\+?1\d)"
    r"|(?P<phone>(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}|0\d{2,3}[ -]?[2-9]\d{6,7})"
    r"|(?P<number>\d{14,19}[XxＸｘ×]?|\d{6}[ -]\d{4}[ -]?\d{4}[ -]?\d{3}[\dXxＸｘ])"
    r")(?!\d)"
)


def mask(kind: str, text: str) -> str:
    """What is shown of a value; of its mask, the mask itself; of nothing, nothing.

    Args:
        kind: "number" (identity numbers: the first three and the last two characters stay), "phone" (138****5678,
            0530-*****34), "name" (the surname: 张*, 欧阳**, 阿卜杜**, J**), "address" (down to the village) or "text" (nothing).
        text: the value.

    Raises:
        KeyError: no such kind.
    """
    return _KINDS[kind](text) if text else ""


def is_masked(text: str) -> bool:
    """Whether a cell holds a mask and not a value: it came out of an export, and says that nothing is changed."""
    return bool(_MASKED.fullmatch(_plain(text)))


def hide_numbers(text: str) -> str:
    """A text with every identity number and telephone number in it masked, for messages about what somebody wrote.

    Digests and uids are passed over.
    """
    return _IN_TEXT.sub(_hide, text)


def _hide(found: re.Match[str]) -> str:
    if found.lastgroup == "machine":
        return found[0]
    return HIDDEN if found.lastgroup == "exponent" else mask(str(found.lastgroup), found[0])


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().upper()


def _number(text: str) -> str:
    bare = re.sub(r"[\s'’‘`-]", "", _plain(text))
    return f"{bare[:3]}{'*' * 13}{bare[-2:]}" if _NUMBER.fullmatch(bare) else HIDDEN


def _phone(text: str) -> str:
    bare = re.sub(r"[\s()'’‘`]", "", _plain(text))
    if found := _MOBILE.fullmatch(bare):
        return f"{found[1]}****{found[2]}"
    found = _LANDLINE.fullmatch(bare)
    return f"{found[1]}-*****{found[2]}" if found else HIDDEN


def _name(text: str) -> str:
    bare = re.sub(r"\s", "", _REMARK.sub("", _plain(text)))
    if _NAME_MASK.fullmatch(bare):
        return bare
    found = _FIRST_OF_NAME.match(bare)
    if not found or len(bare) == 1:
        return "**"
    return found[0] + "*" * min(2, max(len(bare) - found.end(), 2 if found[0].isascii() else 1))


def _address(text: str) -> str:
    bare = re.sub(r"\s", "", _plain(text))
    house = _HOUSE.search(bare)
    kept = _KEPT_OF_ADDRESS.match(bare[: house.start()] if house else bare)
    end = kept.end() if kept else 0
    return bare if bare and end == len(bare) else f"{bare[:end]}****"


_KINDS: Mapping[str, Callable[[str], str]] = {
    "number": _number,
    "phone": _phone,
    "name": _name,
    "address": _address,
    "text": lambda text: HIDDEN,
}
