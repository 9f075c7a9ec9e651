"""Divisions by the names people write."""

from collections.abc import Sequence
from datetime import date

from shuangying.kernel.divisions.models import Division


class NotOne(LookupError):  # noqa: N818 (read as a sentence: raise NotOne)
    """A text that names no division, or several: they are in `candidates`."""

    def __init__(self, text: str, candidates: Sequence[Division] = ()) -> None:
        super().__init__(text)
        self.text, self.candidates = text, list(candidates)


def find(text: str, day: date | None = None) -> Division:
    """The division that a code of 6, 9 or 12 digits or a unique name means.

    Raises:
        NotOne: there is none, or there are several.
    """
    found = list(Division.objects.filter(code=text.strip().ljust(12, "0"))[:2]) or list(
        Division.objects.filter(name=text.strip())[:5]
    )
    if len(found) != 1:
        raise NotOne(text, found)
    return found[0]
