"""Figures at a glance: as tiles, and as lines of the list of all figures."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date, timedelta
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from shuangying.kernel.accounts.api import Actor
from shuangying.kernel.audit.models import Entry
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.figures.course import course
from shuangying.kernel.figures.declaration import Figure
from shuangying.kernel.figures.reporting import is_reported
from shuangying.kernel.figures.shown import scaled, shown, signed
from shuangying.kernel.figures.values import Value, difference, knowable, values

COURSE_DAYS = 42
WEEK = 7
CACHED_SECONDS = 3600


def visible(figures: Sequence[Figure], request: HttpRequest) -> list[Figure]:
    """The figures whose value the person may know."""
    return knowable(figures, request.actor)


def days_until(day: date, days: int = COURSE_DAYS) -> list[date]:
    """So many days up to the day."""
    return [day - timedelta(days=back) for back in range(days - 1, -1, -1)]


@dataclass(frozen=True, slots=True)
class Glance:
    """A figure at a glance: its value, how many are silent, the change in a week, its course of six weeks."""

    value: Any
    silent: int
    change: Any
    line: Sequence[Any]


def glances(figures: Sequence[Figure], day: date, actor: Actor) -> dict[Figure, Glance]:
    """Figures at a glance, kept until anything is written: numbers, not the records behind them."""

    def compute() -> dict[str, Any]:
        return {figure.id: astuple(glance) for figure, glance in _glances(figures, day, actor).items()}

    kept = _kept("glances", figures, [day], actor, compute)
    return {figure: Glance(*kept[figure.id]) for figure in figures}


def courses(figures: Sequence[Figure], days: Sequence[date], actor: Actor) -> dict[Figure, list[Any]]:
    """The course of figures, kept until anything is written."""

    def compute() -> dict[str, Any]:
        return {figure.id: line for figure, line in course(figures, days, actor).items()}

    kept = _kept("courses", figures, days, actor, compute)
    return {figure: kept[figure.id] for figure in figures}


def _kept(
    what: str, figures: Sequence[Figure], days: Sequence[date], actor: Actor, compute: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    """Numbers by figure; the key holds the newest journal entry, so that each write has them counted anew."""
    newest = Entry.objects.exclude(register="").order_by("-id").values_list("pk", flat=True).first()
    scope = sorted({(post.role, post.path) for post in actor.posts})
    parts = [
        what,
        newest,
        str(divisions.home().stamp),
        actor.kind,
        actor.ceiling,
        scope,
        days,
        [one.id for one in figures],
    ]
    key = "figures:" + hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()
    kept: dict[str, Any] | None = cache.get(key)
    if kept is None:
        kept = compute()
        cache.set(key, kept, CACHED_SECONDS)
    return kept


def _glances(figures: Sequence[Figure], day: date, actor: Actor) -> dict[Figure, Glance]:
    lines = course(figures, days_until(day), actor)
    now = values(figures, day=day, actor=actor)
    changes = _week_changes(now, lines, actor)
    return {
        value.figure: Glance(value.value, len(value.basis["silent"]), changes[value.figure], lines[value.figure])
        for value in now
    }


def _week_changes(now: Sequence[Value], lines: Mapping[Figure, Sequence[Any]], actor: Actor) -> dict[Figure, Any]:
    """The difference of each figure to a week ago; of reported figures by the units known on both days."""
    found: dict[Figure, Any] = {}
    reported = [value for value in now if any(map(is_reported, value.figure.ratio or (value.figure,)))]
    if reported:
        day = reported[0].day - timedelta(days=WEEK)
        asked = [value.figure for value in reported]
        for value, before in zip(reported, values(asked, day=day, actor=actor), strict=True):
            found[value.figure] = difference(value, before)
    for value in now:
        found.setdefault(value.figure, _change(value.value, lines[value.figure][-1 - WEEK]))
    return found


def _change(now: Any, before: Any) -> Any:
    return None if any(one is None or isinstance(one, str) for one in (now, before)) else now - before


def tile(value: Value, week_ago: Any, line: Sequence[Any]) -> dict[str, Any]:
    """A figure as a tile: digits, unit, the change in a week, its course."""
    return _tile(value.figure, value.value, _change(value.value, week_ago), line)


def tiles_of(figures: Sequence[Figure], request: HttpRequest) -> list[dict[str, Any]]:
    """The figures as tiles, as of the site's day."""
    found = glances(figures, request.as_of, request.actor)
    return [_tile(figure, one.value, one.change, one.line) for figure, one in found.items()]


def change_text(figure: Figure, change: Any) -> str:
    """The change in a week, in words."""
    if change is None:
        return ""
    difference = scaled(figure, change)
    return _("in a week: none") if not difference else _("in a week: %(change)s") % {"change": signed(difference)}


def _tile(figure: Figure, value: Any, change: Any, line: Sequence[Any]) -> dict[str, Any]:
    text, unit = shown(figure, value)
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
