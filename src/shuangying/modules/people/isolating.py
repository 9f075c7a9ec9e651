"""What isolation allows: its release and extension, and what holds across all of them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from shuangying.core.calendar import SHANGHAI
from shuangying.core.problems import Problem
from shuangying.kernel.accounts.api import Actor
from shuangying.kernel.registers.api import Action
from shuangying.kernel.registers.writing import Rejected
from shuangying.modules.people.models import Isolation

BATCH = 500
Found = dict[int, list[tuple[str, Problem]]]


def release(roles: Sequence[str]) -> Action:
    """The end of an isolation, by those who may declare it."""
    return Action(
        "release",
        _("Release"),
        may=tuple(roles),
        columns=("released_on", "outcome"),
        values=_released,
        when=is_isolated,
        done=_("released"),
        purpose=_("The person is released on the day given. Say how the isolation ended."),
    )


def extend(roles: Sequence[str]) -> Action:
    """More days of isolation, such as after a new exposure."""
    return Action(
        "extend",
        _("Extend"),
        may=tuple(roles),
        columns=("due_on", "exposed_on"),
        values=_extended,
        when=is_isolated,
        done=_("extended"),
        purpose=_("Isolation becomes longer, never shorter: give the new day on which it is due to end."),
    )


def is_isolated(isolation: Any) -> bool:
    """Whether the person has not been released."""
    return isolation.released_on is None


def _released(_isolation: Any, entered: Mapping[str, Any], actor: Actor, now: datetime) -> Mapping[str, Any]:
    day = entered.get("released_on") or now.astimezone(SHANGHAI).date()
    outcome = entered.get("outcome") or Isolation.Outcome.COMPLETED
    return {"released_on": day, "outcome": outcome, "released_by": actor.name}


def _extended(isolation: Any, entered: Mapping[str, Any], _actor: Actor, _now: datetime) -> Mapping[str, Any]:
    due, exposed = entered.get("due_on"), entered.get("exposed_on")
    if due is None and exposed is not None:
        due = Isolation(exposed_on=exposed, from_on=isolation.from_on).derived()["due_on"]
    if due is None or due <= isolation.due_on:
        raise Rejected([("due_on", Problem("not_later", {"due": isolation.due_on}))])
    return {"due_on": due, **({"exposed_on": exposed} if exposed else {})}


def together(records: Sequence[Any]) -> Found:
    """What is wrong with isolations beside each other: somebody isolated twice at once, more people than beds in a room.

    Args:
        records: isolations as they are to be written; those of the same people and rooms in the table are read.

    Returns:
        Problems by position.
    """
    positions = {id(record): at for at, record in enumerate(records)}
    written = {record.pk for record in records if record.pk}
    found: Found = {}
    for attribute in ("person_id", "room_id"):
        wanted = {key for record in records if (key := getattr(record, attribute))}
        beside: dict[int, list[Any]] = defaultdict(list)
        for other in (*records, *in_table(attribute, list(wanted), written)):
            if key := getattr(other, attribute):
                beside[key].append(other)
        for ones in beside.values():
            check = _twice if attribute == "person_id" else _too_many
            ones.sort(key=lambda one: (one.from_on, one.released_on or date.max))
            for record, column, problem in check(ones):
                if id(record) in positions:
                    found.setdefault(positions[id(record)], []).append((column, problem))
    return found


def in_table(attribute: str, keys: Sequence[int], written: set[int]) -> list[Any]:
    """The other isolations of these people or rooms in the table."""
    found: list[Any] = []
    for start in range(0, len(keys), BATCH):
        rows = Isolation.objects.live().filter(**{f"{attribute}__in": keys[start : start + BATCH]})
        found += [row for row in rows.select_related("room") if row.pk not in written]
    return found


def _twice(ones: Sequence[Any]) -> list[tuple[Any, str, Problem]]:
    """Isolations of one person, in order, that begin before the one before has ended."""
    wrong = []
    longest = ones[0]
    for one in ones[1:]:
        if one.from_on < (longest.released_on or date.max):
            wrong += [(one, "from_on", _elsewhere(longest)), (longest, "released_on", _elsewhere(one))]
        longest = max(longest, one, key=lambda isolation: isolation.released_on or date.max)
    return wrong


def _elsewhere(other: Any) -> Problem:
    return Problem("isolated_elsewhere", {"begun": other.from_on})


def _too_many(ones: Sequence[Any]) -> list[tuple[Any, str, Problem]]:
    """Isolations in one room that hold on a day on which it has fewer beds than people."""
    wrong: dict[int, tuple[Any, str, Problem]] = {}
    for one in ones:
        there = [other for other in ones if other.holds_on(one.from_on)]
        if len(there) > one.room.beds:
            problem = Problem("room_full", {"beds": one.room.beds, "people": len(there), "day": one.from_on})
            wrong |= {id(other): (other, "room.number", problem) for other in there}
    return list(wrong.values())
