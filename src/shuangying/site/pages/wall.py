"""The wall: the county on one screen, read at four metres."""

from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuangying.kernel.accounts.api import Right
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.figures import api as figures
from shuangying.kernel.figures.pages import short_name, shown, tile
from shuangying.site.svg import Tile, with_unit

DEVELOPMENT = {
    "projects.count": gettext_lazy("Key projects"),
    "projects.investment": gettext_lazy("Their investment"),
    "projects.collective_start.count": gettext_lazy("Collective starts"),
    "projects.collective_start.investment": gettext_lazy("Investment started"),
    "projects.under_way.share": gettext_lazy("Share under way"),
    "projects.under_way.investment_share": gettext_lazy("By investment"),
}
BATCHES = {
    "started": gettext_lazy("Started"),
    "completed": gettext_lazy("Completed"),
    "reserve": gettext_lazy("Reserve"),
    "planned": gettext_lazy("Planned"),
}
MAP_FIGURE = "projects.started.count"
SLIDER_DAYS = 42


def wall_page(request: HttpRequest) -> HttpResponse:
    """The two fronts side by side, the map between them, a day slider below."""
    county = divisions.tree(request.as_of).county
    register = figures.get(MAP_FIGURE).register
    if not register.reach(request.actor, Right.COUNT).covers(county.path):
        raise Http404
    days = [request.today - timedelta(days=back) for back in range(SLIDER_DAYS - 1, -1, -1)]
    if request.as_of < days[0]:
        days = [request.as_of + timedelta(days=step) for step in range(SLIDER_DAYS)]
    wanted = [figures.get(id) for id in DEVELOPMENT]
    batches = {figures.get(f"projects.{state}.count"): label for state, label in BATCHES.items()}
    lines = figures.course([*wanted, *batches], days, request.actor)
    now = figures.values(wanted, day=request.as_of, actor=request.actor)
    position = days.index(request.as_of) if request.as_of in days else len(days) - 1
    theme = request.GET.get("theme") or request.COOKIES.get("theme") or "dark"
    theme = theme if theme in ("light", "dark") else "dark"
    other = "light" if theme == "dark" else "dark"
    context = {
        "county": county.name,
        "demo": divisions.home().demo,
        "day": request.as_of,
        "past": request.as_of != request.today,
        "level_text": "",
        "headline": _headline({figure: (label, lines[figure]) for figure, label in batches.items()}, position),
        "halves": {"epidemic": [], "development": [_figure(value, lines[value.figure], position) for value in now]},
        "map_label": _("%(figure)s by township") % {"figure": figures.get(MAP_FIGURE).label},
        "map_front": "development",
        "map_unit": str(figures.get(MAP_FIGURE).unit),
        "tiles": _tiles(request),
        "schematic": True,
        "batches": _batches(request),
        "batches_label": _("The four batches"),
        "days": [_step(day, request, theme, lines, days) for day in days],
        "home_url": reverse("today"),
        "wall_theme": theme,
        "theme_url": f"?theme={other}&as_of={request.as_of}",
        "theme_label": _("Light screen") if other == "light" else _("Dark screen"),
    }
    return render(request, "site/wall.html", context)


def _figure(value: figures.Value, line: list[Any], position: int) -> dict[str, Any]:
    week = line[position - 7] if position >= 7 else None
    return tile(value, week, line[: position + 1]) | {"label": DEVELOPMENT[value.figure.id]}


def _headline(batches: dict[figures.Figure, tuple[Any, list[Any]]], position: int) -> list[dict[str, Any]]:
    """What changed on the day: the batches whose number of projects differs from the day before."""
    found = []
    for figure, (label, line) in batches.items():
        now, before = line[position], line[position - 1] if position else None
        if now is not None and before is not None and now != before:
            change = with_unit(now - before, str(figure.unit), "")
            found.append({"text": f"{label} {'+' if now > before else ''}{change}", "light": ""})
    return found


def _tiles(request: HttpRequest) -> list[Tile]:
    parts = figures.values([figures.get(MAP_FIGURE)], day=request.as_of, actor=request.actor, by="township")
    by_id = {part.division.id: part.value for part in parts if not part.part}
    places = divisions.tiles(divisions.division_of_home(), request.as_of)
    return [
        Tile(
            short_name(place.node.name),
            by_id.get(place.node.id),
            float(place.column),
            place.row,
            _part_url(place.node.code),
        )
        for place in places
    ]


def _part_url(code: str) -> str:
    return f"{reverse('figure', args=[MAP_FIGURE])}?division={code}"


def _batches(request: HttpRequest) -> list[dict[str, Any]]:
    wanted = [figures.get(f"projects.{state}.{what}") for state in BATCHES for what in ("count", "investment")]
    found = {value.figure.id: value for value in figures.values(wanted, day=request.as_of, actor=request.actor)}
    everything = sum(found[f"projects.{state}.count"].value or 0 for state in BATCHES)
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
                "share": round(100 * (count.value or 0) / everything) if everything else 0,
            }
        )
    return rows


def _step(
    day: date, request: HttpRequest, theme: str, lines: dict[figures.Figure, list[Any]], days: list[date]
) -> dict[str, Any]:
    """One day of the slider; a day on which a collective start was held is marked."""
    line = lines[figures.get("projects.collective_start.count")]
    position = days.index(day)
    held = position > 0 and (line[position] or 0) > (line[position - 1] or 0)
    mark = _("collective start") if held else ""
    return {"day": day, "url": f"?as_of={day}&theme={theme}", "shown": day == request.as_of, "mark": mark}
