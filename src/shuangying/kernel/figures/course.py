"""The course of figures over days: all figures of a source, all days, in one statement where possible."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate
from typing import Any

from django.db.models import Case, Count, DateField, F, Min, Q, Sum, When
from django.db.models import Value as Constant

from shuangying.kernel.accounts.api import Actor, Right
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.figures.adding import add_up
from shuangying.kernel.figures.asked import Asked
from shuangying.kernel.figures.declaration import Figure, Source
from shuangying.kernel.figures.known import Knowledge
from shuangying.kernel.figures.lapsing import days_passed_by
from shuangying.kernel.figures.lookups import settled, through
from shuangying.kernel.figures.newest import holding, holdings
from shuangying.kernel.figures.reporting import is_reported
from shuangying.kernel.figures.rows import as_of, between, condition, day_of
from shuangying.kernel.figures.values import closure, division_for, first_day, flagged, share_of, values
from shuangying.kernel.registers.api import COUNTY, TOWNSHIP
from shuangying.kernel.registers.fields import FOREVER
from shuangying.kernel.registers.writing import Refused

Course = list[Any]


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
    by_place: dict[int, dict[Figure, None]] = defaultdict(dict)
    nodes = {}
    for figure in figures:
        at = division or division_for(actor, figure, tree)
        if not all(one.register.reach(actor, Right.COUNT).covers(at.path) for one in closure([figure])):
            raise Refused
        by_place[at.id][figure] = None
        nodes[at.id] = at
    found: dict[Figure, Course] = {}
    for place, asked_for in by_place.items():
        found |= _at(list(asked_for), days, actor, nodes[place], tree)
    return {figure: found[figure] for figure in figures}


def series(figure: Figure, days: Iterable[date], actor: Actor, division: Any = None) -> list[tuple[date, Any]]:
    """One figure as of each of the days, as (day, value)."""
    wanted = list(days)
    return list(zip(wanted, course([figure], wanted, actor, division)[figure], strict=True))


def _at(figures: Sequence[Figure], days: Sequence[date], actor: Actor, at: Any, tree: Any) -> dict[Figure, Course]:
    if at.id != tree.county.id and tree.changes_within(days[0], days[-1]):
        return _day_by_day(figures, days, actor, at)
    singly = [figure for figure in figures if _asked_each_day(figure)]
    wanted = closure(figure for figure in figures if figure not in singly)
    found = _day_by_day(singly, days, actor, at) if singly else {}
    for source in dict.fromkeys(figure.source for figure in wanted if not figure.ratio):
        asked = Asked(days[-1], tree, at, None, source.register.reach(actor, Right.COUNT))
        found |= _of_source(source, [one for one in wanted if one.source is source and not one.ratio], days, asked)
    for figure in wanted:
        if figure.ratio:
            part, whole = (found[one] for one in figure.ratio)
            found[figure] = [share_of(*pair) for pair in zip(part, whole, strict=True)]
    return found


def _asked_each_day(figure: Figure) -> bool:
    """Whether each day is a question of its own: who answered decides which records of a stock count, and which units of a share."""
    if figure.ratio:
        return any(_reports(one) or _asked_each_day(one) for one in figure.ratio)
    if figure.source.on or figure.newest:
        return False
    return _reports(figure) or (figure.source.stages is None and bool(figure.since))


def _reports(figure: Figure) -> bool:
    return is_reported(figure) or figure.register.kept_by == TOWNSHIP


def _day_by_day(figures: Sequence[Figure], days: Sequence[date], actor: Actor, at: Any) -> dict[Figure, Course]:
    """The course where each day is asked for itself: divisions change in these days, or units report a stock."""
    found: dict[Figure, Course] = {figure: [] for figure in figures}
    for day in days:
        for value in values(figures, day=day, actor=actor, division=at):
            found[value.figure].append(value.value)
    return found


def _of_source(source: Source, figures: Sequence[Figure], days: Sequence[date], asked: Asked) -> dict[Figure, Course]:
    found = {figure: _of_latest(figure, days, asked) for figure in figures if figure.newest}
    counted = [figure for figure in figures if not figure.newest]
    if not counted:
        return found
    began = first_day(source) if source.register.kept_by == COUNTY else None
    if source.on:
        found |= _of_flow(source, counted, days, asked, began)
    elif source.stages is not None:
        groups = _groups(counted, days, asked)
        found |= {figure: _walk(figure, days, groups, began) for figure in counted}
    else:
        found |= _of_records(source, counted, days, asked, began)
    for figure in counted:
        if figure.lapse:
            found[figure] = days_passed_by(figure, days, asked)
        if figure.differs:
            numbers = _different(figure, days, asked)
            found[figure] = [
                None if known is None else number for known, number in zip(found[figure], numbers, strict=True)
            ]
    return found


def _of_latest(figure: Figure, days: Sequence[date], asked: Asked) -> Course:
    told = holdings(figure, days[-1])
    if not told:
        return [None] * len(days)
    found = (holding(told, divisions.tree(day), asked.division.id) for day in days)
    return [one.value if one else None for one in found]


def _of_flow(
    source: Source, figures: Sequence[Figure], days: Sequence[date], asked: Asked, began: date | None
) -> dict[Figure, Course]:
    added = add_up(source, figures, asked, days)
    node, place = asked.division, asked.division.id
    return {
        figure: [Knowledge(figure, added, day, began is not None and began <= day).number(place, node) for day in days]
        for figure in figures
    }


def _of_records(
    source: Source, figures: Sequence[Figure], days: Sequence[date], asked: Asked, began: date | None
) -> dict[Figure, Course]:
    """Records as they are: the same on every day from which on they are known."""
    added = add_up(source, figures, asked)
    node, place = asked.division, asked.division.id
    found = {}
    for figure in figures:
        known, unknown = (Knowledge(figure, added, asked.day, told).number(place, node) for told in (True, False))
        found[figure] = [known if began is not None and began <= day else unknown for day in days]
    return found


def _different(figure: Figure, days: Sequence[date], asked: Asked) -> list[int]:
    """How many different records are named on each of the days, or up to it."""
    source = figure.source
    rows = asked.within(as_of(source, days[-1])).filter(condition(figure, days[-1]))
    if source.on and figure.running:
        first = rows.values(key=F(f"{figure.differs}_id")).annotate(at=Min(day_of(source)))
        new: dict[date, int] = defaultdict(int)
        for day in first.values_list("at", flat=True):
            new[day] += 1
        order = sorted(new)
        sums = [0, *accumulate(new[day] for day in order)]
        return [sums[bisect_left(order, day + timedelta(days=1))] for day in days]
    if source.on:
        by_day = rows.filter(between(source, days[0], days[-1])).values(key=day_of(source))
        counts = dict(by_day.annotate(n=Count(figure.differs, distinct=True)).values_list("key", "n"))
        return [counts.get(day, 0) for day in days]
    if source.stages is None:
        return [rows.aggregate(n=Count(figure.differs, distinct=True))["n"]] * len(days)
    return _different_in_spans(figure, days, asked)


def _different_in_spans(figure: Figure, days: Sequence[date], asked: Asked) -> list[int]:
    """Spans of one named record that meet or overlap are counted once."""
    stages = figure.source.stages
    assert stages is not None
    rows = asked.within(stages.Span.objects.filter(from_on__lte=days[-1], until_on__gt=days[0]))
    rows = rows.filter(condition(figure, days[-1])).order_by("from_on")
    changes = [0] * (len(days) + 1)
    last: dict[Any, int] = {}
    for named, begun, ended in rows.values_list(f"record__{figure.differs}_id", "from_on", "until_on"):
        first, end = bisect_left(days, begun), bisect_left(days, ended)
        first = max(first, last.get(named, 0))
        if first < end:
            changes[first] += 1
            changes[end] -= 1
            last[named] = end
    return list(accumulate(changes))[: len(days)]


def _groups(figures: Sequence[Figure], days: Sequence[date], asked: Asked) -> list[dict[str, Any]]:
    """Spans of these days, grouped by state, first and last day and the figures' further conditions.

    Days before the first or after the last are brought together, so that there are few groups however many records.
    """
    stages = figures[0].source.stages
    assert stages is not None
    first, last = days[0], days[-1]
    fixed = {figure: _fixed(figure) for figure in figures}
    conditions: Mapping[Q, str] = {where: f"flag_{n}" for n, where in enumerate(dict.fromkeys(fixed.values()))}
    since = sorted({figure.since for figure in figures if figure.since})
    sums = sorted({figure.sums for figure in figures if figure.sums})
    rows = (
        asked.within(stages.Span.objects.filter(from_on__lte=last, until_on__gt=first))
        .annotate(
            begins=_not_before(first, "from_on"),
            ends=Case(When(until_on__gt=last, then=Constant(FOREVER)), default=F("until_on"), output_field=DateField()),
            **{name: flagged(where) for where, name in conditions.items() if where},
            **{f"since_{column}": _not_before(first, f"record__{column}") for column in since},
        )
        .order_by()
        .values(
            "state",
            "begins",
            "ends",
            *[name for where, name in conditions.items() if where],
            *[f"since_{column}" for column in since],
        )
        .annotate(n=Count("pk"), **{f"sum_{column}": Sum(f"record__{column}") for column in sums})
    )
    names = {figure: conditions[where] for figure, where in fixed.items() if where}
    return [{**row, "holds": {figure: row[name] for figure, name in names.items()}} for row in rows]


def _fixed(figure: Figure) -> Q:
    """The part of a figure's condition that is the same on every day, on spans."""
    where = settled(figure.where) & Q(**{f"{figure.differs}__isnull": False} if figure.differs else {})
    return through("record", where)


def _not_before(first: date, column: str) -> Case:
    return Case(When(**{f"{column}__lt": first}, then=Constant(first)), default=F(column), output_field=DateField())


def _walk(figure: Figure, days: Sequence[date], groups: Sequence[dict[str, Any]], began: date | None) -> Course:
    numbers, amounts, valued = [0] * (len(days) + 1), [Decimal(0)] * (len(days) + 1), [0] * (len(days) + 1)
    rows = [0] * (len(days) + 1)
    for group in groups:
        starts = group["begins"]
        first, end = bisect_left(days, starts), bisect_left(days, group["ends"])
        if first >= end:
            continue
        rows[first] += group["n"]
        rows[end] -= group["n"]
        if figure.states and group["state"] not in figure.states:
            continue
        if not group["holds"].get(figure, True):
            continue
        if figure.since:
            if group[f"since_{figure.since}"] is None:
                continue
            first = bisect_left(days, max(starts, group[f"since_{figure.since}"]))
            if first >= end:
                continue
        amount = group[f"sum_{figure.sums}"] if figure.sums else None
        for position, sign in ((first, 1), (end, -1)):
            numbers[position] += sign * group["n"]
            if amount is not None:
                amounts[position] += sign * amount
                valued[position] += sign
    found: Course = []
    for day, held, number, amount, any_valued in zip(
        days, accumulate(rows), accumulate(numbers), accumulate(amounts), accumulate(valued), strict=False
    ):
        if not held and (began is None or began > day):
            found.append(None)
        elif not figure.sums:
            found.append(number)
        elif number and not any_valued:
            found.append(None)
        else:
            found.append(amount if figure.kind in ("money", "area") else int(amount))
    return found
