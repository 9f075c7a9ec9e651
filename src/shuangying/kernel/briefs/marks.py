"""Marks around what a template says, so that each number can be found again in the finished document.

A mark is three characters from the last private plane, which no text in a register uses; they are taken out of the
document that people get.
"""

import re
from collections.abc import Iterator

OPEN, MIDDLE, CLOSE = "\U0010fff0", "\U0010fff1", "\U0010fff2"
_MARKED = re.compile(f"{OPEN}(\\d+){MIDDLE}|{CLOSE}")
_ANY = re.compile(f"{OPEN}\\d+{MIDDLE}|[{OPEN}{MIDDLE}{CLOSE}]")


def mark(text: str, key: int) -> str:
    """The text with marks around it that carry a key."""
    return f"{OPEN}{key}{MIDDLE}{strip(text)}{CLOSE}"


def strip(text: str) -> str:
    """The text without marks."""
    return _ANY.sub("", text)


def pieces(text: str, key: int | None = None) -> Iterator[tuple[str, int | None]]:
    """The text cut into (piece, key or None); `key` is that of a mark opened before this text."""
    position = 0
    for match in _MARKED.finditer(text):
        if match.start() > position:
            yield text[position : match.start()], key
        key = int(match[1]) if match[1] else None
        position = match.end()
    if position < len(text):
        yield text[position:], key
