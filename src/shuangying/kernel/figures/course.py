"""The course of figures over days: all figures of a source, all days, in one query over the state spans."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import accumulate
from typing import Any

from django.db.models import Case, Count, DateField, F, Sum, When
from django.db.models import Value as Constant

from shuangying.kernel.accounts.api import Actor, Right
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.figures.declaration import COUNT, Figure, Source
from shuangying.kernel.figures.values import closure, division_for, first_day, flagged, on_record, share_of, values
from shuangying.kernel.registers.api import COUNTY
from shuangying.kernel.registers.fields import FOREVER
from shuangying.kernel.registers.writing import Refused

Course = list[int | Decimal | None]


def course(figures: Sequence[Figure], days: Sequence[date], actor: Actor, division: Any = None) -> dict[Figure, Course]:
    """Each figure as of each of the days.

    Args:
        figures: which figures.
        days: days in order.
        actor: who asks.
        division: a node of the tree; by default the county or the asker's own.

    Returns:
        By figure its values, one a day, None where unknown.

    Raises:
        Refused: the division is outside the asker's scope.
    """
    if not days:
        return {figure: [] for figure in figures}
    tree = divisions.tree(days[-1])
    found: dict[Figure, Course] = {}
    sources = dict.fromkeys(figure.source for figure in figures)
    for source in sources:
        wanted = closure(figure for figure in figures if figure.source is source)
        at = division or division_for(actor, wanted[0], tree)
        if not source.register.reach(actor, Right.COUNT).covers(at.path):
            raise Refused
        if at.id != tree.county.id and tree.changes_within(days[0], days[-1]):
            found |= _day_by_day(wanted, days, actor, at)
            continue
        spans = source.register.reach(actor, Right.COUNT).limit(source.stages.Span.objects.all())
        if at.id != tree.county.id:
            spans = spans.filter(division__in=tree.held_in(at.id))
        found |= _of_source(source, wanted, days, spans)
    return {figure: found[figure] for figure in figures}


def _day_by_day(figures: Sequence[Figure], days: Sequence[date], actor: Actor, at: Any) -> dict[Figure, Course]:
    """The course where divisions change in these days: which records count in the division is asked anew each day."""
    found: dict[Figure, Course] = {figure: [] for figure in figures}
    for day in days:
        for value in values(figures, day=day, actor=actor, division=at):
            found[value.figure].append(value.value)
    return found


def series(figure: Figure, days: Iterable[date], actor: Actor, division: Any = None) -> list[tuple[date, Any]]:
    """One figure as of each of the days, as (day, value)."""
    wanted = list(days)
    return list(zip(wanted, course([figure], wanted, actor, division)[figure], strict=True))


def _of_source(source: Source, figures: Sequence[Figure], days: Sequence[date], spans: Any) -> dict[Figure, Course]:
    counted = [figure for figure in figures if figure.ratio is None]
    groups = _groups(counted, days, spans)
    began = first_day(source) if source.register.kept_by == COUNTY else None
    found = {figure: _walk(figure, days, groups, began) for figure in counted}
    for figure in figures:
        if figure.ratio:
            part, whole = (found[one] for one in figure.ratio)
            found[figure] = [share_of(*pair) for pair in zip(part, whole, strict=True)]
    return found


def _groups(figures: Sequence[Figure], days: Sequence[date], spans: Any) -> list[dict[str, Any]]:
    """Spans of these days, grouped by state, first and last day and the figures' further conditions.

    Days before the first or after the last are brought together, so that there are few groups however many records.
    """
    first, last = days[0], days[-1]
    conditions = {where: f"flag_{n}" for n, where in enumerate({figure.where for figure in figures if figure.where})}
    since = sorted({figure.since for figure in figures if figure.since})
    sums = sorted({figure.sums for figure in figures if figure.sums})
    rows = (
        spans.filter(from_on__lte=last, until_on__gt=first)
        .annotate(
            begins=_not_before(first, "from_on"),
            ends=Case(When(until_on__gt=last, then=Constant(FOREVER)), default=F("until_on"), output_field=DateField()),
            **{name: flagged(on_record(where)) for where, name in conditions.items()},
            **{f"since_{column}": _not_before(first, f"record__{column}") for column in since},
        )
        .order_by()
        .values("state", "begins", "ends", *conditions.values(), *[f"since_{column}" for column in since])
        .annotate(n=Count("pk"), **{f"sum_{column}": Sum(f"record__{column}") for column in sums})
    )
    return [{**row, "holds": {where: row[name] for where, name in conditions.items()}} for row in rows]


def _not_before(first: date, column: str) -> Case:
    return Case(When(**{f"{column}__lt": first}, then=Constant(first)), default=F(column), output_field=DateField())


def _walk(figure: Figure, days: Sequence[date], groups: Sequence[dict[str, Any]], began: date | None) -> Course:
    numbers, amounts, valued = [0] * (len(days) + 1), [Decimal(0)] * (len(days) + 1), [0] * (len(days) + 1)
    for group in groups:
        if figure.states and group["state"] not in figure.states:
            continue
        if figure.where and not group["holds"][figure.where]:
            continue
        starts = group["begins"]
        if figure.since:
            if group[f"since_{figure.since}"] is None:
                continue
            starts = max(starts, group[f"since_{figure.since}"])
        first, end = bisect_left(days, starts), bisect_left(days, group["ends"])
        if first >= end:
            continue
        amount = group[f"sum_{figure.sums}"] if figure.sums else None
        for position, sign in ((first, 1), (end, -1)):
            numbers[position] += sign * group["n"]
            if amount is not None:
                amounts[position] += sign * amount
                valued[position] += sign
    found: Course = []
    for day, number, amount, any_valued in zip(
        days, accumulate(numbers), accumulate(amounts), accumulate(valued), strict=False
    ):
        if not number and (began is None or began > day):
            found.append(None)
        elif figure.kind == COUNT:
            found.append(number)
        else:
            found.append(amount if any_valued or not number else None)
    return found
