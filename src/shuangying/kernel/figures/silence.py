"""Who owes an answer for a day and has said nothing, and since when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from shuangying.kernel.accounts.api import Actor, Right
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.figures.adding import Added, add_up
from shuangying.kernel.figures.asked import Asked
from shuangying.kernel.figures.declaration import Figure, all_figures
from shuangying.kernel.figures.known import Knowledge
from shuangying.kernel.figures.reporting import is_reported
from shuangying.kernel.figures.reports import Key, Reporter
from shuangying.kernel.registers.api import TOWNSHIP

LOOKED_BACK = 92
"""How many days the beginning of a silence is looked for."""


@dataclass(frozen=True, slots=True)
class Silence:
    """A figure of which a unit owes the day's number.

    Attributes:
        figure: the figure.
        reporter: the unit, or the township that keeps the list.
        since: the first day of those without an answer up to this day; None where nothing was ever said.
        day: the day.
    """

    figure: Figure
    reporter: Reporter
    since: date | None
    day: date

    @property
    def days(self) -> int | None:
        """For how many days nothing has been said."""
        return None if self.since is None else (self.day - self.since).days + 1


def owed() -> list[Figure]:
    """The figures of which somebody owes an answer: those that units report, and one of each list that townships keep."""
    found: dict[Any, Figure] = {}
    for figure in all_figures():
        if is_reported(figure) and not figure.running:
            found[figure.id] = figure
        elif figure.added and figure.register.kept_by == TOWNSHIP:
            found.setdefault(figure.register.id, figure)
    return list(found.values())


def silences(
    figures: Iterable[Figure], day: date, actor: Actor, division: Any = None, *, right: Right = Right.COUNT
) -> list[Silence]:
    """Who owes an answer for the day and has said nothing, in the order of the county's divisions.

    Args:
        figures: which figures, such as `owed()`.
        day: the day.
        actor: who asks; figures that they may not know anywhere are left out.
        division: a node of the tree; by default all that the actor's right reaches.
    """
    tree = divisions.tree(day)
    found: list[Silence] = []
    by_source: dict[Any, list[Figure]] = {}
    for figure in figures:
        by_source.setdefault(figure.source, []).append(figure)
    for source, together in by_source.items():
        reach = source.register.reach(actor, right)
        if reach.none:
            continue
        at = division or tree.county
        asked = Asked(day, tree, at, None, reach)
        added = add_up(source, together, asked, (day - timedelta(days=LOOKED_BACK), day))
        for figure in together:
            for reporter in silent_in(figure, added, day):
                if reach.covers(tree.node(reporter.division_id).path):
                    found.append(Silence(figure, reporter, _since(figure, added, reporter.key, day), day))
    order = {id_: position for position, id_ in enumerate(tree.nodes)}
    return sorted(found, key=lambda one: (order[one.reporter.division_id], one.reporter.name))


def silent_in(figure: Figure, added: Added, day: date) -> Sequence[Reporter]:
    """Who in the division asked about owes an answer for the day and has said nothing."""
    knowledge = Knowledge(figure, added, day, began=False)
    return knowledge.of(added.asked.division.id, added.asked.division).silent


def _since(figure: Figure, added: Added, key: Key, day: date) -> date | None:
    reports, days = added.reports[figure], added.days[figure]
    if reports.standing:
        said = [one for one, found in days.items() if key in found.settled]
        return max(said) + timedelta(days=1) if said else None
    begun = day
    while (before := begun - timedelta(days=1)) and reports.owes(key, before):
        if (before in days and key in days[before].settled) or (day - before).days > LOOKED_BACK:
            break
        begun = before
    return begun
