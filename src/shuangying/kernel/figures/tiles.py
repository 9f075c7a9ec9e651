"""Figures at a glance: as tiles, and as lines of the list of all figures."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from shuangying.kernel.accounts.api import Actor, Right
from shuangying.kernel.audit.models import Entry
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.figures.course import course
from shuangying.kernel.figures.declaration import Figure
from shuangying.kernel.figures.reporting import is_reported
from shuangying.kernel.figures.shown import scaled, shown, signed
from shuangying.kernel.figures.values import Value, difference, values

COURSE_DAYS = 42
WEEK = 7
CACHED_SECONDS = 3600


def visible(figures: Sequence[Figure], request: HttpRequest) -> list[Figure]:
    """The figures whose value the person may know."""
    return [figure for figure in figures if not figure.register.reach(request.actor, Right.COUNT).none]


def days_until(day: date, days: int = COURSE_DAYS) -> list[date]:
    """So many days up to the day."""
    return [day - timedelta(days=back) for back in range(days - 1, -1, -1)]


def tile(value: Value, week_ago: Any, line: Sequence[Any]) -> dict[str, Any]:
    """A figure as a tile: digits, unit, the change in a week, its course."""
    change = None
    if isinstance(value.value, str) or isinstance(week_ago, str):
        week_ago = None
    if value.value is not None and week_ago is not None:
        change = value.value - week_ago
    return _tile(value, change, line)


def tiles_of(figures: Sequence[Figure], request: HttpRequest) -> list[dict[str, Any]]:
    """The figures as tiles, as of the site's day."""
    lines = courses(figures, days_until(request.as_of), request.actor)
    now = values(figures, day=request.as_of, actor=request.actor)
    changes = week_changes(now, lines, request.actor)
    return [_tile(value, changes[value.figure], lines[value.figure]) for value in now]


def week_changes(now: Sequence[Value], lines: Mapping[Figure, Sequence[Any]], actor: Actor) -> dict[Figure, Any]:
    """The difference of each figure to a week ago; of reported figures by the units known on both days."""
    found: dict[Figure, Any] = {}
    reported = [value for value in now if any(map(is_reported, value.figure.ratio or (value.figure,)))]
    if reported:
        day = reported[0].day - timedelta(days=WEEK)
        asked = [value.figure for value in reported]
        for value, earlier in zip(reported, values(asked, day=day, actor=actor), strict=True):
            found[value.figure] = difference(value, earlier)
    for value in now:
        line = lines[value.figure]
        before = line[-1 - WEEK] if len(line) > WEEK else None
        known = not any(one is None or isinstance(one, str) for one in (value.value, before))
        found.setdefault(value.figure, value.value - before if known else None)  # type: ignore[operator]
    return found


def courses(figures: Sequence[Figure], days: Sequence[date], actor: Actor) -> dict[Figure, list[Any]]:
    """The course of figures, kept until anything is written: one number a day, not the records behind them."""
    newest = Entry.objects.order_by("-id").values_list("pk", flat=True).first()
    scope = sorted({(post.role, post.path) for post in actor.posts})
    parts = [
        newest,
        str(divisions.home().stamp),
        actor.kind,
        scope,
        days[0],
        days[-1],
        [figure.id for figure in figures],
    ]
    key = "courses:" + hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()
    kept = cache.get(key)
    if kept is None:
        kept = {figure.id: line for figure, line in course(figures, days, actor).items()}
        cache.set(key, kept, CACHED_SECONDS)
    return {figure: kept[figure.id] for figure in figures}


def change_text(figure: Figure, change: Any) -> str:
    """The change in a week, in words."""
    if change is None:
        return ""
    difference = scaled(figure, change)
    return _("in a week: none") if not difference else _("in a week: %(change)s") % {"change": signed(difference)}


def _tile(value: Value, change: Any, line: Sequence[Any]) -> dict[str, Any]:
    figure = value.figure
    text, unit = shown(figure, value.value)
    return {
        "label": figure.label,
        "text": text,
        "unit": unit,
        "url": reverse("figure", args=[figure.id]),
        "id": figure.id,
        "note": change_text(figure, change),
        "values": [scaled(figure, one) for one in line] if figure.newest is None else [],
        "front": figure.front,
    }
