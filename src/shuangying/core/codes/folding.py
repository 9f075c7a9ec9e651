"""The form in which names and headers are compared."""

import re
import unicodedata

_INVISIBLE = re.compile(
    r"[\s\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff]+"
)


def fold(text: str) -> str:
    """The form in which names and headers are compared; never shown.

    Compatibility forms are unified (full-width letters, digits and brackets become half-width: Unicode NFKC), all
    spaces and invisible characters go, Latin letters are case-folded. 〇, ○ and 零 stay what they are.
    """
    while True:
        folded = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text).casefold())
        if folded == text:
            return folded
        text = folded
