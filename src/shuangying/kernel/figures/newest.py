"""Figures whose value holds until the next one: a division's own newest, else that of the division above it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import DateTimeField

from shuangying.core.calendar import SHANGHAI
from shuangying.kernel.figures.declaration import Figure
from shuangying.kernel.figures.lookups import column_of
from shuangying.kernel.figures.rows import ONE_DAY, midnight


@dataclass(frozen=True, slots=True)
class Holding:
    """A record that says a value: of which division, from and until when in the day's count (`until` is the first day without)."""

    division_id: int
    value: Any
    from_on: date
    until_on: date | None
    uid: UUID


def holdings(figure: Figure, day: date) -> list[Holding]:
    """All records that say the figure's value up to the end of the day, oldest first."""
    newest = figure.newest
    assert newest is not None
    instants = isinstance(column_of(figure.source.model, newest.at, ""), DateTimeField)
    begun = {f"{newest.at}__lt": midnight(day + ONE_DAY) if instants else day + ONE_DAY}
    rows = figure.source.model.objects.live().filter(figure.condition(day), **begun).order_by(newest.at, "pk")
    names = ["division_id", newest.value, "uid", newest.at, *([newest.until] if newest.until else [])]
    return [
        Holding(division_id, value, _first_day(begun_at), _first_day(ended[0]) if ended and ended[0] else None, uid)
        for division_id, value, uid, begun_at, *ended in rows.values_list(*names)
    ]


def holding(found: Sequence[Holding], tree: Any, node_id: int) -> Holding | None:
    """What holds in a division at the end of the tree's day: its own newest, else that of the nearest division above that has one."""
    own: dict[int | None, Holding] = {}
    for one in _in_force(found, tree.day):
        if one.division_id in tree.nodes:
            own[tree.unit_on_day(one.division_id)] = one
    way = [node_id, *(node.id for node in tree.ancestors(node_id))]
    return next((own[id_] for id_ in way if id_ in own), None)


def _in_force(found: Iterable[Holding], day: date) -> Iterable[Holding]:
    return (one for one in found if one.from_on <= day and (one.until_on is None or one.until_on > day))


def _first_day(at: Any) -> date:
    """The day at whose end an instant counts first: 0:00 of a day, which is 24:00 of the one before, counts on that day."""
    found: date = at.astimezone(SHANGHAI).date() if hasattr(at, "astimezone") else at
    return found
