"""From a figure to exactly the records it counts, in their register's own list (`?figure=id`)."""

from collections import defaultdict
from datetime import date
from typing import Any

from django.db.models import Count, F, Q

from shuangying.core.problems import Invalid
from shuangying.kernel.accounts.api import EVERYWHERE
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.figures.asked import Asked
from shuangying.kernel.figures.declaration import Figure, get
from shuangying.kernel.figures.newest import holding, holdings
from shuangying.kernel.figures.reporting import is_reported
from shuangying.kernel.figures.reports import TALLY, reports_of
from shuangying.kernel.figures.rows import as_of, day_of, on_the_day, up_to
from shuangying.kernel.registers import spans
from shuangying.kernel.registers.api import Register

AT = "@"
"""Between a figure's id and the code of a division: the record that says a latest value there."""


def counted_by(figure_id: str, register: Register, day: date) -> Q:
    """The condition on records that the figure counts on the day.

    Raises:
        Invalid: the figure does not exist or counts another register.
    """
    id_, _at, code = figure_id.partition(AT)
    try:
        figure = get(id_).counted()
    except KeyError:
        raise Invalid("figure_unknown", id=figure_id) from None
    if figure.register is not register:
        raise Invalid("figure_of_other_register", id=figure_id)
    if figure.newest:
        return _saying(figure, day, code)
    counted = figure.condition(day)
    if figure.differs:
        counted &= Q(**{f"{figure.differs}__isnull": False})
    stages = figure.source.stages
    if stages is not None:
        counted &= spans.in_state(stages, figure.states or stages.order, day)
    if figure.source.on:
        counted &= up_to(figure.source, day) if figure.running else on_the_day(figure.source, day)
    return counted & _not_tallied(figure, day) if is_reported(figure) else counted


def _saying(figure: Figure, day: date, code: str) -> Q:
    """The record that says the value in a division; without one those that say it anywhere."""
    tree, told = divisions.tree(day), holdings(figure, day)
    nodes = [node.id for node in tree.nodes.values() if not code or node.code == code]
    return Q(uid__in={one.uid for node in nodes if (one := holding(told, tree, node))})


def _not_tallied(figure: Figure, day: date) -> Q:
    """Records of units' days on which a tally counts instead are not counted."""
    source, tree = figure.source, divisions.tree(day)
    asked = Asked(day, tree, tree.county, None, EVERYWHERE)
    reports = reports_of([figure], asked, since=None if figure.running else day)[figure]
    if not reports.tallies:
        return Q()
    keys: dict[str, Any] = {"place": F("division_id")}
    if reports.told_by_unit:
        keys["own_unit"] = F(f"{source.unit}_id")
    if source.on:
        keys["own_day"] = day_of(source)
    left_out: dict[date, set[int]] = defaultdict(set)
    for row in as_of(source, day).values(**keys).annotate(n=Count("pk")):
        owner, on = reports.of_record(row["place"], row.get("own_unit")), row.get("own_day", day)
        if owner is not None and reports.counts(owner, on, row["n"]) == TALLY:
            left_out[on].add(row["own_unit" if reports.told_by_unit else "place"])
    way = source.unit if reports.told_by_unit else "division"
    excluded = Q()
    for on, owners in left_out.items():
        these = Q(**{f"{way}__in": sorted(owners)})
        excluded |= these & on_the_day(source, on) if source.on else these
    return ~excluded if excluded else Q()
