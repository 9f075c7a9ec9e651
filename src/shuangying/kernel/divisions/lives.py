"""What happens to divisions on a day: a merger, a rename, a split. Nothing is overwritten; every other day keeps its tree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat, Substr

from shuangying.core.problems import Invalid
from shuangying.kernel.audit import api as audit
from shuangying.kernel.divisions.county_home import touch
from shuangying.kernel.divisions.models import Division, FormerName, Home, Succession


@dataclass(frozen=True, slots=True)
class New:
    """A division that comes into being by a merger or a split, beside those that it takes over from."""

    code: str
    name: str
    kind: str = ""


@transaction.atomic
def merge(predecessors: Sequence[Division], successor: "Division | New", on: date, actor: Any) -> Division:
    """End some divisions on a day; one that exists, or a new one, takes over what they have, their scope included.

    Args:
        predecessors: divisions of one level under one parent.
        successor: who takes over.
        on: the first day of the new order.
        actor: who enters it, for the journal.

    Returns:
        The successor.

    Raises:
        Invalid: `division_not_valid`, `divisions_of_two_levels`, `divisions_of_two_parents`.
    """
    first = predecessors[0]
    for division in predecessors:
        _require_valid(division, on)
    if len({division.level for division in predecessors}) > 1:
        raise Invalid("divisions_of_two_levels")
    if isinstance(successor, New):
        if len({division.parent_id for division in predecessors}) > 1:
            raise Invalid("divisions_of_two_parents")
        _end(predecessors, on)
        successor = _begin(successor, like=first, on=on)
    else:
        if successor.level != first.level or successor in predecessors:
            raise Invalid("divisions_of_two_levels")
        _require_valid(successor, on)
        _end(predecessors, on)
    for division in predecessors:
        _succeed(division, successor, on, Succession.Kind.MERGER)
    _journal(actor, "merger", [*predecessors, successor], on)
    return successor


@transaction.atomic
def rename(
    division: Division, name: str, on: date, actor: Any, *, code: str | None = None, kind: str | None = None
) -> Division:
    """Give a division another name from a day on.

    With the same code and kind it stays the same row, and its name before the day is kept as a former one. With another
    code or kind (a township that becomes a town, a village committee that becomes a community) a successor begins.

    Raises:
        Invalid: `division_not_valid`; `rename_out_of_order`: it was renamed on that day or later already.
    """
    _require_valid(division, on)
    if (code or division.code) == division.code and (kind or division.kind) == division.kind:
        if division.former_names.filter(until_on__gte=on).exists():
            raise Invalid("rename_out_of_order", name=division.name, on=on.isoformat())
        FormerName.objects.create(division=division, name=division.name, until_on=on)
        division.name = name
        division.save(update_fields=["name"])
        _journal(actor, "rename", [division], on)
        return division
    _end([division], on)
    successor = _begin(New(code or division.code, name, kind or division.kind), like=division, on=on)
    _succeed(division, successor, on, Succession.Kind.RENAME)
    _journal(actor, "rename", [division, successor], on)
    return successor


@transaction.atomic
def split(
    division: Division, into: Sequence["Division | New"], on: date, actor: Any, *, children: Mapping[Division, int]
) -> list[Division]:
    """Divide a division among several from a day on.

    What was recorded at the division itself belongs to none of them: from that day it counts as held by its parent. The
    divisions under it go on under the one that takes them, each as a successor of itself.

    Args:
        division: what is divided.
        into: at least two, existing or new.
        on: the first day of the new order.
        actor: who enters it, for the journal.
        children: for every division under it that exists on the day, the index in `into` of the one that takes it.

    Raises:
        Invalid: `division_not_valid`, `split_into_one`, `split_leaves_children` (with their `names`).
    """
    _require_valid(division, on)
    if len(into) < 2:
        raise Invalid("split_into_one")
    own = list(division.children.valid_on(on))
    if left := [child.name for child in own if child not in children]:
        raise Invalid("split_leaves_children", names="、".join(left))
    _end([division], on)
    successors = [part if isinstance(part, Division) else _begin(part, like=division, on=on) for part in into]
    for successor in successors:
        Succession.objects.create(predecessor=division, successor=successor, on=on, kind=Succession.Kind.SPLIT)
    for child in own:
        _move(child, successors[children[child]], on)
    touch()
    _journal(actor, "split", [division, *successors], on)
    return successors


def _move(division: Division, parent: Division, on: date) -> Division:
    _end([division], on)
    moved = Division.objects.create(
        code=division.code,
        name=division.name,
        level=division.level,
        kind=division.kind,
        parent=parent,
        valid_from=on,
        position=division.position,
    )
    _succeed(division, moved, on, Succession.Kind.RENAME)
    return moved


def _require_valid(division: Division, on: date) -> None:
    begun = division.valid_from is None or division.valid_from < on
    if not begun or division.valid_until is not None:
        raise Invalid("division_not_valid", name=division.name, on=on.isoformat())


def _begin(new: New, *, like: Division, on: date) -> Division:
    return Division.objects.create(
        code=new.code,
        name=new.name,
        level=like.level,
        kind=new.kind or like.kind,
        parent=like.parent,
        valid_from=on,
        position=like.position,
    )


def _end(divisions: Sequence[Division], on: date) -> None:
    for division in divisions:
        division.valid_until = on
        division.save(update_fields=["valid_until"])


def _succeed(predecessor: Division, successor: Division, on: date, kind: str) -> None:
    """Hang the predecessor, with all that is under it, below its successor, so that posts there reach its records."""
    Succession.objects.create(predecessor=predecessor, successor=successor, on=on, kind=kind)
    old, new = predecessor.path, f"{successor.path}{predecessor.pk}/"
    Division.objects.under(old).update(path=Concat(Value(new), Substr("path", len(old) + 1)))
    predecessor.path = new
    Home.objects.filter(county=predecessor).update(county=successor)
    touch()


def _journal(actor: Any, event: str, divisions: Sequence[Division], on: date) -> None:
    audit.record(
        actor,
        "update",
        register="divisions",
        rows=[{"id": division.pk, "changes": {event: [None, division.name]}} for division in divisions],
        division_id=divisions[-1].pk,
        detail={"event": event, "on": on.isoformat()},
    )
