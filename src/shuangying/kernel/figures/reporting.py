"""Which figures units report as numbers, and what sheets call them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shuangying.kernel.accounts.api import ADMIN, CLERK, LEADER, VILLAGE, Right
from shuangying.kernel.figures.declaration import COUNT, NUMBER, Figure, Text

_answered: dict[str, "Answered"] = {}

WORDS: dict[str, str] = {}
"""What sheets call the figures that units report, with the figure's id."""

MAY: dict[str, Right] = {ADMIN: Right.READ, LEADER: Right.READ, CLERK: Right.WRITE, VILLAGE: Right.WRITE}
"""Who may report: the kernel's roles, and those that a module names where it says who answers."""


@dataclass(frozen=True)
class Answered:
    """A figure that units report, and the kind of unit that does."""

    figure: Figure
    kind: str


def answered_by(figure: Figure, *, kind: str = "", roles: Sequence[str] = (), headers: Sequence[str] = ()) -> Figure:
    """Say that units report a figure as a number of the day while they keep no records of their own.

    Which unit owes it from when on is a record (`TallyDuty`).

    Args:
        figure: a flow or a stock that counts records or sums numbers; its running total adds up what is reported.
        kind: the kind of unit that answers (see `parties.Unit.Kind`); "" for any.
        roles: roles of the module's own that may answer where they hold a post.
        headers: what sheets call it, besides its label.

    Returns:
        The figure.

    Raises:
        ValueError: it cannot be reported as a whole number.
    """
    if not figure.added or figure.running or figure.kind not in (COUNT, NUMBER):
        raise ValueError(f"figure {figure.id} is not reported as a whole number of a day")
    _answered[figure.id] = Answered(figure, kind)
    WORDS.update(dict.fromkeys(headers, figure.id))
    for role in roles:
        MAY[role] = Right.WRITE
    return figure


def answered() -> Mapping[str, Answered]:
    """The figures that units report, by id."""
    return _answered


def is_reported(figure: Figure) -> bool:
    """Whether units report the figure, or the flow of which it is the running total."""
    return figure.reported_as().id in _answered


def choices() -> list[tuple[str, Text]]:
    """The figures that units report, as a column's choices."""
    return [(id_, known.figure.label) for id_, known in _answered.items()]
