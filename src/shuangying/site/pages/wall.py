"""The wall: the county on one screen, read at four metres."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuangying.kernel.accounts.api import Right
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.figures import api as figures
from shuangying.kernel.figures.api import Figure
from shuangying.kernel.figures.shown import scaled, short_name, shown
from shuangying.kernel.figures.silence import owed, silences
from shuangying.kernel.figures.tiles import courses, tiles_of, visible
from shuangying.site import headlines
from shuangying.site.svg import Tile, with_unit

BATCHES = {
    "started": gettext_lazy("Started"),
    "completed": gettext_lazy("Completed"),
    "reserve": gettext_lazy("Reserve"),
    "planned": gettext_lazy("Planned"),
}
MAPS = ("people.isolation.current.count", "projects.started.count", "enterprises.closed.current.count")
"""What the map shows in turn."""
TOLD = (
    "cases.confirmed.count",
    "people.isolation.current.count",
    "enterprises.closed.current.count",
    *(f"projects.{state}.count" for state in BATCHES),
)
"""The figures whose change since the day before is told on top."""
MARKS = {
    "cases.confirmed.count": gettext_lazy("confirmed case"),
    "projects.collective_start.count": gettext_lazy("collective start"),
}
"""The figures whose increase marks a day on the line of days."""
MOST_TOLD = 4
NAMED = 2
SLIDER_DAYS = 42


def wall_page(request: HttpRequest) -> HttpResponse:
    """The two fronts side by side, the map between them, a day slider below."""
    county = divisions.tree(request.as_of).county
    fronts = headlines.by_front(_known_here(request, headlines.WALL, county.path))
    both = [figure for found in fronts.values() for figure in found]
    if not both:
        raise Http404
    days = _days(request)
    position = days.index(request.as_of)
    told, marking = _known_here(request, TOLD, county.path), _known_here(request, MARKS, county.path)
    lines = courses([*dict.fromkeys([*told, *marking])], days, request.actor)
    tiles = {tile["id"]: tile | {"label": headlines.WALL[tile["id"]]} for tile in tiles_of(both, request)}
    maps = _known_here(request, MAPS, county.path)
    mapped = next((figure for figure in maps if figure.id == request.GET.get("map")), maps[0] if maps else None)
    theme = request.GET.get("theme") or request.COOKIES.get("theme") or "dark"
    theme = theme if theme in ("light", "dark") else "dark"
    other = "light" if theme == "dark" else "dark"
    kept = {"theme": theme, "as_of": request.as_of.isoformat(), **({"map": mapped.id} if mapped else {})}
    following = maps[(maps.index(mapped) + 1) % len(maps)] if mapped else None
    context = {
        "county": county.name,
        "demo": divisions.home().demo,
        "day": request.as_of,
        "past": request.as_of != request.today,
        "level_text": (headlines.level(request) or {}).get("text", ""),
        "headline": [*_changes(told, lines, position), *_silent(request)],
        "halves": {front: [tiles[figure.id] for figure in found] for front, found in fronts.items()},
        **(_map(request, mapped) if mapped else {}),
        "maps": [
            {"label": figure.label, "url": _address(kept, map=figure.id), "shown": figure is mapped} for figure in maps
        ],
        "next_url": _address(kept, map=following.id, as_of="today") if following and len(maps) > 1 else "",
        "batches": [] if fronts["epidemic"] else _batches(request, county.path),
        "batches_label": _("The four batches"),
        "days": [_step(day, request, kept, _marked(marking, lines, n)) for n, day in enumerate(days)],
        "home_url": reverse("today"),
        "wall_theme": theme,
        "theme_url": _address(kept, theme=other),
        "theme_label": _("Light screen") if other == "light" else _("Dark screen"),
    }
    return render(request, "site/wall.html", context)


def _address(kept: Mapping[str, str], **changed: str) -> str:
    return f"?{urlencode({**kept, **changed})}"


def _known_here(request: HttpRequest, ids: Any, path: str) -> list[Figure]:
    """The figures that are in use, and whose value in the whole county the person may know."""
    return [
        figure
        for figure in visible(headlines.known(ids), request)
        if figure.register.reach(request.actor, Right.COUNT).covers(path)
    ]


def _days(request: HttpRequest) -> list[date]:
    """The days of the line: up to today, or from the day shown on where that is long past."""
    days = [request.today - timedelta(days=back) for back in range(SLIDER_DAYS - 1, -1, -1)]
    if request.as_of < days[0]:
        return [request.as_of + timedelta(days=step) for step in range(SLIDER_DAYS)]
    return days if request.as_of <= days[-1] else [*days[1:], request.as_of]


def _changes(told: Sequence[Figure], lines: Mapping[Figure, list[Any]], position: int) -> Iterator[dict[str, Any]]:
    """What changed on the day: the figures that differ from the day before."""
    said = 0
    for figure in told:
        now, before = lines[figure][position], lines[figure][position - 1] if position else None
        if now is None or before is None or now == before or said == MOST_TOLD:
            continue
        said += 1
        change = with_unit(scaled(figure, now - before), str(figure.unit), "")
        yield {"text": f"{figure.label} {'+' if now > before else ''}{change}", "light": ""}


def _silent(request: HttpRequest) -> Iterator[dict[str, Any]]:
    """Who owes the numbers of the day: the first by name, and how many."""
    names = list(dict.fromkeys(one.reporter.name for one in silences(owed(), request.as_of, request.actor)))
    if names:
        words = {"names": _(", ").join(names[:NAMED]), "n": len(names)}
        text = _("%(names)s: not reported") if len(names) <= NAMED else _("%(names)s and others, %(n)s: not reported")
        yield {"text": text % words, "light": "not-reported"}


def _map(request: HttpRequest, figure: Figure) -> dict[str, Any]:
    parts = figures.values([figure], day=request.as_of, actor=request.actor, by="township")
    by_id = {part.division.id: scaled(figure, part.value) for part in parts if not part.part}
    address = reverse("figure", args=[figure.id])
    tiles = [
        Tile(
            short_name(place.node.name),
            by_id.get(place.node.id),
            float(place.column),
            place.row,
            f"{address}?division={place.node.code}",
        )
        for place in divisions.tiles(divisions.division_of_home(), request.as_of)
    ]
    return {
        "map_label": _("%(figure)s by township") % {"figure": figure.label},
        "map_front": figure.front,
        "map_unit": str(figure.unit),
        "tiles": tiles,
        "schematic": True,
    }


def _batches(request: HttpRequest, path: str) -> list[dict[str, Any]]:
    """The four batches of projects, where there is no other front to show beside."""
    ids = [f"projects.{state}.{what}" for state in BATCHES for what in ("count", "investment")]
    wanted = _known_here(request, ids, path)
    if len(wanted) < len(ids):
        return []
    found = {value.figure.id: value for value in figures.values(wanted, day=request.as_of, actor=request.actor)}
    everything = sum(found[f"projects.{state}.count"].number or 0 for state in BATCHES)
    rows = []
    for state, label in BATCHES.items():
        count, money = found[f"projects.{state}.count"], found[f"projects.{state}.investment"]
        digits, unit = shown(money.figure, money.value)
        text, _count_unit = shown(count.figure, count.value)
        rows.append(
            {
                "label": label,
                "text": text,
                "unit": str(count.figure.unit),
                "note": f"{digits} {unit}" if digits is not None else "",
                "share": round(100 * (count.number or 0) / everything) if everything else 0,
            }
        )
    return rows


def _marked(marking: Sequence[Figure], lines: Mapping[Figure, list[Any]], position: int) -> str:
    """What happened on a day that is marked on the line of days."""
    for figure in marking:
        line = lines[figure]
        if position > 0 and (line[position] or 0) > (line[position - 1] or 0):
            return str(MARKS[figure.id])
    return ""


def _step(day: date, request: HttpRequest, kept: Mapping[str, str], mark: str) -> dict[str, Any]:
    return {"day": day, "url": _address(kept, as_of=day.isoformat()), "shown": day == request.as_of, "mark": mark}
