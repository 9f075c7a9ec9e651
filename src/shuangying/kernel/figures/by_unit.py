"""What each unit says of a figure: its records, its tally, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from shuangying.kernel.accounts.api import Actor, Right
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.figures.adding import add_up
from shuangying.kernel.figures.asked import Asked
from shuangying.kernel.figures.declaration import Figure
from shuangying.kernel.figures.known import Knowledge
from shuangying.kernel.figures.models import Tally, TallyDuty
from shuangying.kernel.figures.reporting import is_reported
from shuangying.kernel.figures.reports import Difference


@dataclass(frozen=True, slots=True)
class Said:
    """What one unit says of a figure.

    Attributes:
        name: the unit's name; "" for records of no unit that reports.
        number: None where nothing is known.
        counted: on the day "records", "tally" or "" for nothing; for a running total "".
        late: whether the tally came after 24:00 of its day.
        missing: how many days that were owed have no answer.
    """

    name: str
    number: Any
    counted: str
    late: bool
    missing: int


def said_by_units(figure: Figure, day: date, actor: Actor, division: Any) -> tuple[list[Said], Sequence[Difference]]:
    """What the units of a division say of a figure, and where their tallies and records differ."""
    tree = divisions.tree(day)
    asked = Asked(day, tree, division, None, figure.register.reach(actor, Right.COUNT))
    added = add_up(figure.source, [figure], asked)
    reports = added.reports[figure]
    knowledge = Knowledge(figure, added, day, began=False)
    known = knowledge.of(division.id, division)
    late = _late(figure, day) if not figure.running else set()
    order = {id_: position for position, id_ in enumerate(tree.nodes)}
    found = []
    for one in sorted(reports.reporters.values(), key=lambda one: (order.get(one.division_id, 0), one.name)):
        if one.key not in known.owners and one not in known.silent:
            continue
        counted = "" if figure.running else _counted(knowledge.days.get(day), one.key)
        missing = sum(
            1
            for owed in reports.owed_days(one.key, date.min, day)
            if figure.running and (owed not in knowledge.days or one.key not in knowledge.days[owed].settled)
        )
        found.append(Said(one.name, known.owners.get(one.key), counted, one.key in late, missing))
    if None in known.owners and found:
        found.append(Said("", known.owners[None], "records", False, 0))
    return found, known.differences


def without_records(figure: Figure, day: date) -> list[str]:
    """The units that report other figures of the same records and keep none yet: they cannot tell this one."""
    reported = [one.id for one in figure.source.figures if is_reported(one) and not one.running]
    duties = TallyDuty.objects.live().filter(figure__in=reported, from_on__lte=day)
    duties = (
        duties.exclude(until_on__lte=day).exclude(records_from__lte=day).order_by("division__position", "unit__name")
    )
    return list(dict.fromkeys(duties.values_list("unit__name", flat=True)))


def _counted(found: Any, key: Any) -> str:
    return found.settled.get(key, "") if found is not None else ""


def _late(figure: Figure, day: date) -> set[Any]:
    """The units whose number of the day was reported after it."""
    told = Tally.objects.live().filter(
        figure=figure.reported_as().id, day=day, answered_on__gte=day + timedelta(days=1)
    )
    return set(told.values_list("unit_id", flat=True))
