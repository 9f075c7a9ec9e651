"""The pages of figures: all of them, and one with its definition, course, parts, units and records."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
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
from shuangying.kernel.figures.by_unit import Said, said_by_units, without_records
from shuangying.kernel.figures.course import course
from shuangying.kernel.figures.declaration import Figure, all_figures, get
from shuangying.kernel.figures.drill_down import AT
from shuangying.kernel.figures.newest import Holding, holdings
from shuangying.kernel.figures.reporting import is_reported
from shuangying.kernel.figures.reports import RECORDS, Difference
from shuangying.kernel.figures.shown import basis_text, scaled, short_name, shown, silent_text
from shuangying.kernel.figures.targets import Reached, reached
from shuangying.kernel.figures.tiles import Glance, days_until, glances, tile, tiles_of, visible
from shuangying.kernel.figures.values import Value, difference, division_for, values
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers import numerals
from shuangying.kernel.registers.api import COUNTY, TOWNSHIP
from shuangying.kernel.registers.declaration import FRONTS
from shuangying.kernel.registers.list_view import table_of
from shuangying.kernel.registers.listing import Listing
from shuangying.kernel.registers.writing import Refused

SHOWN_RECORDS = 12

Uses = Callable[[str, Actor], list[dict[str, str]]]
_uses: list[Uses] = []

__all__ = ["declare_uses", "figure_page", "index_page", "short_name", "shown", "tile", "tiles_of", "visible"]


def declare_uses(uses: Uses) -> None:
    """Let figure pages list where a figure was used.

    Args:
        uses: from a figure's id and the reader to links `{"label", "url"}`, newest first.
    """
    _uses.append(uses)


def index_page(request: HttpRequest) -> HttpResponse:
    """All figures that the person may know, by field of work; a running total stands beside its number of the day."""
    known = visible(all_figures(), request)
    found = glances(known, request.as_of, request.actor) if known else {}
    fields: dict[str, list[Figure]] = {}
    for figure in known:
        fields.setdefault(figure.id.partition(".")[0], []).append(figure)
    sections = [
        {
            "name": name,
            "label": apps.get_app_config(name).verbose_name,
            "front": figures[0].front,
            "count": len(figures),
            "has_days": any(_stands_beside(figure, figures) for figure in figures),
            "lines": [_line(figure, found) for figure in figures if not _stands_beside(figure, figures)],
        }
        for name, figures in fields.items()
    ]
    sections.sort(key=lambda section: FRONTS.index(section["front"]))
    return render(request, "figures/index.html", {"sections": sections})


def _stands_beside(figure: Figure, others: Sequence[Figure]) -> bool:
    """Whether a number of the day is shown in the line of its running total."""
    return any(other.total_of is figure for other in others)


def _line(figure: Figure, found: Mapping[Figure, Glance]) -> dict[str, Any]:
    glance, of_day = found[figure], found.get(figure.total_of) if figure.total_of else None
    text, unit = shown(figure, glance.value)
    return {
        "id": figure.id,
        "label": figure.label,
        "url": reverse("figure", args=[figure.id]),
        "text": text,
        "unit": unit,
        "silent": glance.silent,
        "change": scaled(figure, glance.change),
        "values": [scaled(figure, one) for one in glance.line] if figure.newest is None else [],
        "front": figure.front,
        "day": None
        if of_day is None or figure.total_of is None
        else {
            "text": shown(figure.total_of, of_day.value)[0],
            "unit": unit,
            "url": reverse("figure", args=[figure.total_of.id]),
            "silent": of_day.silent,
        },
    }


def figure_page(request: HttpRequest, id: str) -> HttpResponse:
    """One figure."""
    try:
        figure = get(id)
        tree = divisions.tree(request.as_of)
        at = _division(request, tree) or division_for(request.actor, figure, tree)
        (value,) = values([figure], day=request.as_of, actor=request.actor, division=at)
        before = [
            values([figure], day=request.as_of - timedelta(days=back), actor=request.actor, division=at)[0]
            for back in (1, 7)
        ]
    except (KeyError, Refused):
        raise Http404 from None
    text, unit = shown(figure, value.value)
    by = {"county": "township", "township": "village"}.get(at.level)
    place = "" if at.id == tree.county.id else f"?division={at.code}"
    context = {
        "figure": figure,
        "value": value,
        "value_text": text,
        "value_unit": unit,
        "is_words": text is not None and not unit,
        "division_name": "" if at.id == tree.county.id else at.name,
        "source_text": _("Source: %(register)s. Owner: %(owner)s.")
        % {"register": figure.register.label, "owner": figure.source.owner},
        "basis_text": basis_text(value),
        "silent_text": silent_text(value),
        "silent_words": _("days are missing at") if figure.counted().running else "",
        "silent_count": len(value.basis["silent"]),
        "silent_url": f"{reverse('silent')}?figure={figure.counted().reported_as().id}"
        if registers.get("figures.tallies").may_read(request.actor)
        else "",
        "records_alone": _records_alone(figure, request),
        "changes": []
        if figure.newest
        else [
            {"label": label, "value": scaled(figure, difference(value, one))}
            for label, one in zip((_("since yesterday"), _("since a week ago")), before, strict=True)
        ],
        "targets": [_target(figure, one) for one in reached(figure, request.as_of, request.actor, at)],
        "whole": [_link(one, place) for one in figure.ratio or ()],
        "crumbs": [],
        "used_in": [link for uses in _uses for link in uses(figure.id, request.actor)],
        "api_url": f"{request.build_absolute_uri('/api/figures')}?id={figure.id}&as_of={request.as_of}",
        "parts_note": "" if figure.additive else _parts_note(figure),
        **(_held(request, figure, value, at) if figure.newest else _course(request, figure, at)),
        **(_parts(request, figure, value, at, by) if by else {}),
        **(_units(request, figure, at) if figure.added and _reports(figure) else {}),
        **_records(request, figure, value, at),
    }
    return render(request, "figures/figure.html", context)


def _records_alone(figure: Figure, request: HttpRequest) -> str:
    """Which units cannot tell a figure of which only records tell."""
    counted = figure.counted()
    if is_reported(counted) or not any(is_reported(one) for one in counted.source.figures):
        return ""
    names = without_records(counted, request.as_of)
    words = _("Only records tell this figure. Units that keep none yet: %(names)s.")
    return words % {"names": _(", ").join(names)} if names else ""


def _reports(figure: Figure) -> bool:
    return is_reported(figure) or figure.register.kept_by == TOWNSHIP


def _division(request: HttpRequest, tree: Any) -> Any:
    text = request.GET.get("division")
    if not text:
        return None
    try:
        return tree.node(divisions.find(text, request.as_of).pk)
    except (divisions.NotOne, KeyError):
        raise Http404 from None


def _link(figure: Figure, place: str) -> dict[str, Any]:
    return {"label": figure.label, "url": reverse("figure", args=[figure.id]) + place}


def _parts_note(figure: Figure) -> str:
    """Why the parts of a figure do not add up to the whole."""
    if figure.differs:
        return _("Whoever is named in two places counts in both, and once in the whole.")
    if figure.newest:
        return _("A place without a value of its own has that of the place above it.")
    if figure.lapse:
        return _("Each place has its own last day; where there was none, no days are counted.")
    return _("A share is taken of each place's own numbers.")


def _course(request: HttpRequest, figure: Figure, at: Any) -> dict[str, Any]:
    days = days_until(request.as_of)
    line = course([figure], days, request.actor, at)[figure]
    return {
        "points": [(day, scaled(figure, one)) for day, one in zip(days, line, strict=True)],
        "series_days": f"{numerals.day_text(days[0], 'short')} — {numerals.day_text(days[-1], 'short')}",
    }


def _held(request: HttpRequest, figure: Figure, value: Value, at: Any) -> dict[str, Any]:
    """What held from when to when, newest first, here and above."""
    tree = divisions.tree(request.as_of)
    above = {at.id, *(node.id for node in tree.ancestors(at.id))}
    told = [one for one in holdings(figure, request.as_of) if tree.unit_on_day(one.division_id) in above]
    return {"held": [_holding(figure, one, tree, value) for one in reversed(told)]}


def _holding(figure: Figure, one: Holding, tree: Any, value: Value) -> dict[str, Any]:
    return {
        "text": shown(figure, one.value)[0],
        "from_on": one.from_on,
        "until_on": one.until_on,
        "place": tree.node(one.division_id).name,
        "url": reverse("record", args=[figure.register.id, one.uid]),
        "holds": one.uid == value.record,
    }


def _target(figure: Figure, one: Reached) -> dict[str, Any]:
    def amount(value: Any) -> str:
        text, unit = shown(figure, value)
        return "" if text is None else numerals.with_unit(text, unit)

    largest = one.target.stretch or one.target.value
    return {
        "period": one.target.period,
        "value": amount(one.target.value),
        "stretch": amount(one.target.stretch) if one.target.stretch else "",
        "reached": amount(one.value),
        "share": one.share,
        "stretch_share": one.stretch_share,
        "elapsed": one.elapsed,
        "width": 0 if one.value is None else min(100, round(100 * Decimal(one.value) / largest)),
        "mark": round(100 * one.target.value / largest),
    }


def _parts(request: HttpRequest, figure: Figure, value: Value, at: Any, by: str) -> dict[str, Any]:
    now = values([figure], day=request.as_of, actor=request.actor, division=at, by=by)
    week = values([figure], day=request.as_of - timedelta(days=7), actor=request.actor, division=at, by=by)
    before = {(one.division.id, one.part): one for one in week}
    rows = []
    for one in now:
        text, unit = shown(figure, one.value)
        old = before.get((one.division.id, one.part))
        url = "" if one.part == UNPLACED else f"{reverse('figure', args=[figure.id])}?division={one.division.code}"
        rows.append(
            {
                "label": _("held at a higher level") if one.part == UNPLACED else one.division.name,
                "url": url,
                "text": text,
                "unit": unit,
                "change": scaled(figure, difference(one, old)) if old else None,
                "value": one.value,
                "silent": silent_text(one),
            }
        )
    listed = [(one, row) for one, row in zip(now, rows, strict=True) if not _left_out(figure, one, at, value)]
    drawn = [] if len(listed) < len(rows) or figure.newest else list(_drawn(request, figure, listed, by))
    left = len(rows) - len(listed)
    shown_rows = [row for _one, row in listed]
    shown_rows.sort(key=lambda row: (not row["url"], row["value"] is None, _size(row["value"])))
    return {
        "parts": shown_rows,
        "parts_changes": figure.newest is None,
        "parts_label": _("By township") if by == "township" else _("By village"),
        "others_text": _others_text(figure, left, at, by) if left else "",
        "tiles": drawn,
        "schematic": True,
    }


def _left_out(figure: Figure, one: Value, at: Any, value: Value) -> bool:
    """Whether a part says nothing of its own: the value above holds there, or nothing is kept and nobody reports in it."""
    if figure.newest:
        return one.record == value.record
    return one.value is None and not one.basis["silent"] and figure.register.kept_by != COUNTY


def _others_text(figure: Figure, left: int, at: Any, by: str) -> str:
    if figure.newest:
        words = (
            _("Townships where the same holds as in %(place)s: %(n)s")
            if by == "township"
            else _("Villages where the same holds as in %(place)s: %(n)s")
        )
    else:
        words = (
            _("Townships without records and without a unit that reports: %(n)s")
            if by == "township"
            else _("Villages without records and without a unit that reports: %(n)s")
        )
    return words % {"place": at.name, "n": left}


def _drawn(
    request: HttpRequest, figure: Figure, listed: Sequence[tuple[Value, dict[str, Any]]], by: str
) -> Iterator[tuple[Any, ...]]:
    """The townships on the schematic map."""
    if by != "township":
        return
    places = {place.node.id: place for place in divisions.tiles(divisions.division_of_home(), request.as_of)}
    for one, row in listed:
        if one.part != UNPLACED and one.division.id in places:
            place = places[one.division.id]
            yield short_name(one.division.name), scaled(figure, one.value), place.column, place.row, row["url"]


def _size(value: Any) -> Decimal:
    return Decimal(0) if value is None or isinstance(value, str) else -Decimal(value)


def _units(request: HttpRequest, figure: Figure, at: Any) -> dict[str, Any]:
    """What each unit says, and where what it reported differs from its records."""
    told, differences = said_by_units(figure, request.as_of, request.actor, at)
    tallies = registers.get("figures.tallies")
    params = f"figure={figure.reported_as().id}"
    if not figure.running:
        params += f"&day={request.as_of}"
    return {
        "units": [_said(figure, one) for one in told],
        "differences": [_difference(figure, one) for one in differences],
        "tallies_url": f"{reverse('register-list', args=[tallies.id])}?{params}"
        if tallies.may_read(request.actor) and is_reported(figure)
        else "",
    }


def _said(figure: Figure, one: Said) -> dict[str, Any]:
    text, unit = shown(figure, one.number)
    words = {RECORDS: _("records"), "tally": _("reported")}.get(one.counted, "")
    if one.late:
        words = _("reported late")
    if figure.running:
        words = _("days without an answer: %(n)s") % {"n": one.missing} if one.missing else _("no day is missing")
    return {"name": one.name or _("of no unit that reports"), "text": text, "unit": unit, "how": words}


def _difference(figure: Figure, one: Difference) -> dict[str, Any]:
    return {
        "name": one.reporter.name,
        "day": one.day,
        "tally": shown(figure, one.tally)[0],
        "records": shown(figure, one.records)[0],
        "counted": {RECORDS: _("the records count"), "tally": _("the reported number counts")}.get(
            one.counted, _("neither counts: the records are missing")
        ),
    }


def _records(request: HttpRequest, figure: Figure, value: Value, at: Any) -> dict[str, Any]:
    register = figure.register
    if figure.newest:
        params = {"figure": [f"{figure.id}{AT}{at.code}"]}
    else:
        params = {"figure": [figure.id], "division": [at.code]}
        if not register.reach(request.actor, Right.READ).covers(at.path):
            return {"records_count": value.basis["records"]}
    if not register.may_read(request.actor):
        return {"records_count": value.basis["records"]}
    listing = Listing(register, request.actor, request.as_of, params, SHOWN_RECORDS)
    names = [column.name for column in register.bound if column.listed][:6]
    return {
        **table_of(listing, names),
        "records_count": listing.count,
        "agrees": listing.count == value.basis["records"],
        "records_url": f"{reverse('register-list', args=[register.id])}?{listing.query()}",
        "download_url": f"{reverse('register-export', args=[register.id])}?{listing.query()}",
    }
