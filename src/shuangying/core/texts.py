"""Text that every database, sheet and document can hold."""

import re

from shuangying.core.problems import Invalid

CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Characters that no text needs, databases refuse and XML cannot hold; .xlsx files carry them as _x0000_."""


def plain_text(text: str) -> str:
    """The text itself, if it holds none of `CONTROLS`.

    Raises Invalid: `not_text`.
    """
    if CONTROLS.search(text):
        raise Invalid("not_text")
    return text
