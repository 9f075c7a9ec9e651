"""The pages of figures: all of them, and one with its definition, course, parts and records."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from shuangying.kernel.accounts.api import Actor, Right
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.figures.asked import UNPLACED
from shuangying.kernel.figures.course import course
from shuangying.kernel.figures.declaration import MONEY, Figure, all_figures, get
from shuangying.kernel.figures.values import Value, division_for, values
from shuangying.kernel.registers import numerals
from shuangying.kernel.registers.list_view import table_of
from shuangying.kernel.registers.listing import Listing
from shuangying.kernel.registers.writing import Refused

COURSE_DAYS = 42
SHOWN_RECORDS = 12


Uses = Callable[[str, Actor], list[dict[str, str]]]
_uses: list[Uses] = []


def declare_uses(uses: Uses) -> None:
    """Let figure pages list where a figure was used.

    Args:
        uses: from a figure's id and the reader to links `{"label", "url"}`, newest first.
    """
    _uses.append(uses)


def shown(figure: Figure, value: Any) -> tuple[str | None, str]:
    """A value as pages write it: its digits, None where unknown, and its unit."""
    if figure.kind == MONEY:
        amount, unit = numerals.money(Decimal(0) if value is None else value, "亿元")
        return (None if value is None else amount), unit
    return (None if value is None else numerals.plain_number(value)), str(figure.unit)


def scaled(figure: Figure, value: Any) -> Any:
    """A value in the unit in which pages show it, for drawings."""
    if value is None or figure.kind != MONEY:
        return value
    return value / (Decimal(10) ** 8 if numerals.chinese() else Decimal(10) ** 9)


def visible(figures: Sequence[Figure], request: HttpRequest) -> list[Figure]:
    """The figures whose value the person may know."""
    return [figure for figure in figures if not figure.register.reach(request.actor, Right.COUNT).none]


def tile(value: Value, week_ago: Any, line: Sequence[Any]) -> dict[str, Any]:
    """A figure as a tile: digits, unit, the change in a week, its course."""
    figure = value.figure
    text, unit = shown(figure, value.value)
    note = ""
    if value.value is not None and week_ago is not None:
        difference = scaled(figure, value.value - week_ago)
        note = _("in a week: none") if not difference else _("in a week: %(change)s") % {"change": signed(difference)}
    return {
        "label": figure.label,
        "text": text,
        "unit": unit,
        "url": reverse("figure", args=[figure.id]),
        "id": figure.id,
        "note": note,
        "values": [scaled(figure, one) for one in line],
        "front": figure.front,
    }


def signed(number: Any) -> str:
    """A difference with its sign."""
    return f"+{numerals.plain_number(number)}" if number > 0 else numerals.plain_number(number)


def days_until(day: date, days: int = COURSE_DAYS) -> list[date]:
    """So many days up to the day."""
    return [day - timedelta(days=back) for back in range(days - 1, -1, -1)]


def tiles_of(figures: Sequence[Figure], request: HttpRequest) -> list[dict[str, Any]]:
    """The figures as tiles, as of the site's day."""
    days = days_until(request.as_of)
    lines = course(figures, days, request.actor)
    now = values(figures, day=request.as_of, actor=request.actor)
    return [tile(value, lines[value.figure][-8], lines[value.figure]) for value in now]


def index_page(request: HttpRequest) -> HttpResponse:
    """All figures that the person may know, by field of work."""
    fields: dict[str, list[Figure]] = {}
    for figure in visible(all_figures(), request):
        fields.setdefault(figure.id.partition(".")[0], []).append(figure)
    sections = [
        {
            "label": apps.get_app_config(name).verbose_name,
            "front": figures[0].front,
            "figures": tiles_of(figures, request),
        }
        for name, figures in fields.items()
    ]
    return render(request, "figures/index.html", {"sections": sections})


def figure_page(request: HttpRequest, id: str) -> HttpResponse:
    """One figure."""
    try:
        figure = get(id)
        tree = divisions.tree(request.as_of)
        at = _division(request, tree) or division_for(request.actor, figure, tree)
        (value,) = values([figure], day=request.as_of, actor=request.actor, division=at)
    except (KeyError, Refused):
        raise Http404 from None
    text, unit = shown(figure, value.value)
    days = days_until(request.as_of)
    line = course([figure], days, request.actor, at)[figure]
    by = {"county": "township", "township": "village"}.get(at.level)
    context = {
        "figure": figure,
        "value": value,
        "value_text": text,
        "value_unit": unit,
        "division_name": "" if at.id == tree.county.id else at.name,
        "source_text": _("Source: %(register)s. Owner: %(owner)s.")
        % {"register": figure.register.label, "owner": figure.source.owner},
        "basis_text": basis_text(value),
        "changes": [
            {"label": _("since yesterday"), "value": _change(figure, line, 1)},
            {"label": _("since a week ago"), "value": _change(figure, line, 7)},
        ],
        "points": [(day, scaled(figure, one)) for day, one in zip(days, line, strict=True)],
        "series_days": f"{numerals.day_text(days[0], 'short')} — {numerals.day_text(days[-1], 'short')}",
        "crumbs": [],
        "used_in": [link for uses in _uses for link in uses(figure.id, request.actor)],
        "api_url": f"{request.build_absolute_uri('/api/figures')}?id={figure.id}&as_of={request.as_of}",
        **(_parts(request, figure, at, by, tree) if by else {}),
        **_records(request, figure, value, at),
    }
    return render(request, "figures/figure.html", context)


def _division(request: HttpRequest, tree: Any) -> Any:
    text = request.GET.get("division")
    if not text:
        return None
    try:
        return tree.node(divisions.find(text, request.as_of).pk)
    except (divisions.NotOne, KeyError):
        raise Http404 from None


def _change(figure: Figure, line: Sequence[Any], days: int) -> Any:
    now, before = line[-1], line[-1 - days]
    return None if now is None or before is None else scaled(figure, now - before)


def basis_text(value: Value) -> str:
    """What the value rests on, in words."""
    basis = value.basis
    said = [_("Rests on %(n)s records") % {"n": numerals.plain_number(basis["records"])}]
    if basis["statements"]:
        said.append(
            _("%(n)s of them by what a sheet states, without a date")
            % {"n": numerals.plain_number(basis["statements"])}
        )
    if basis["unknown"]:
        said.append(_("%(n)s records of unknown state are left out") % {"n": numerals.plain_number(basis["unknown"])})
    return _("; ").join(said)


def _parts(request: HttpRequest, figure: Figure, at: Any, by: str, tree: Any) -> dict[str, Any]:
    now = values([figure], day=request.as_of, actor=request.actor, division=at, by=by)
    week = values([figure], day=request.as_of - timedelta(days=7), actor=request.actor, division=at, by=by)
    before = {(one.division.id, one.part): one.value for one in week}
    rows = []
    for one in now:
        text, unit = shown(figure, one.value)
        old = before.get((one.division.id, one.part))
        url = "" if one.part == UNPLACED else f"{reverse('figure', args=[figure.id])}?division={one.division.code}"
        label = _("held at a higher level") if one.part == UNPLACED else one.division.name
        change = None if one.value is None or old is None else scaled(figure, one.value - old)
        rows.append({"label": label, "url": url, "text": text, "unit": unit, "change": change, "value": one.value})
    places = (
        {place.node.id: place for place in divisions.tiles(divisions.division_of_home(), request.as_of)}
        if by == "township"
        else {}
    )
    drawn = [
        (
            short_name(one.division.name),
            scaled(figure, one.value),
            places[one.division.id].column,
            places[one.division.id].row,
            row["url"],
        )
        for one, row in zip(now, rows, strict=True)
        if one.part != UNPLACED and one.division.id in places
    ]
    rows.sort(key=lambda row: (not row["url"], row["value"] is None, -Decimal(row["value"] or 0)))
    return {
        "parts": rows,
        "parts_label": _("By township") if by == "township" else _("By village"),
        "tiles": drawn,
        "schematic": True,
    }


def short_name(name: str) -> str:
    """A township's name without its kind, for tiles."""
    for ending in ("街道办事处", "街道", "镇", "乡"):
        if name.endswith(ending) and len(name) - len(ending) >= 2:
            return name.removesuffix(ending)
    return name


def _records(request: HttpRequest, figure: Figure, value: Value, at: Any) -> dict[str, Any]:
    register = figure.register
    if not register.reach(request.actor, Right.READ).covers(at.path):
        return {"records_count": value.basis["records"]}
    params = {"figure": [figure.id], "division": [at.code]}
    listing = Listing(register, request.actor, request.as_of, params, SHOWN_RECORDS)
    names = [column.name for column in register.bound if column.listed][:6]
    return {
        **table_of(listing, names),
        "records_count": listing.count,
        "agrees": listing.count == value.basis["records"],
        "records_url": f"{reverse('register-list', args=[register.id])}?{listing.query()}",
        "download_url": f"{reverse('register-export', args=[register.id])}?{listing.query()}",
    }
