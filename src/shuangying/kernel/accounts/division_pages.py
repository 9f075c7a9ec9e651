"""The county's divisions as of the day; administrators load townships and villages and arrange the schematic map."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shuangying.core.problems import Invalid
from shuangying.kernel.accounts.posts import people_reach
from shuangying.kernel.accounts.rights import Right
from shuangying.kernel.audit import api as audit
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.divisions.models import Division


@require_GET
def division_list(request: Any) -> HttpResponse:
    """Townships of the day with their villages."""
    return _page(request, _county())


@require_POST
def division_load(request: Any) -> HttpResponse:
    """Load townships and villages from a sheet: all of it, or nothing with each wrong cell named."""
    county = _county_of_writer(request)
    file = request.FILES.get("file")
    if file is None:
        return _page(request, county, refusal=_("Choose a file first."))
    if file.size > settings.IMPORT_MAX_BYTES:
        return _page(request, county, refusal=_("The file is too large."))
    try:
        loaded = divisions.import_divisions(file, request.actor)
    except divisions.WrongRows as wrong:
        return _page(request, county, problems=wrong.problems)
    except Invalid as error:
        why = error.problem.code.replace("_", " ")
        return _page(request, county, refusal=_("The file cannot be read as a sheet: %(why)s.") % {"why": why})
    counts = {"created": loaded.created, "renamed": loaded.renamed, "unchanged": loaded.unchanged}
    messages.success(request, _("Divisions: %(created)s new, %(renamed)s renamed, %(unchanged)s unchanged.") % counts)
    return redirect("divisions")


@require_POST
def division_arrange(request: Any) -> HttpResponse:
    """Keep where each township's tile stands on the schematic map."""
    county = _county_of_writer(request)
    try:
        places = {
            place.node.id: (
                Decimal(request.POST.get(f"column-{place.node.id}", "")),
                int(request.POST.get(f"row-{place.node.id}", "")),
            )
            for place in divisions.tiles(county)
        }
        divisions.arrange(county, places)
    except (InvalidOperation, ValueError):
        return _page(
            request, county, refusal=_("Columns are halves, rows whole numbers, and no tile stands on another.")
        )
    audit.record(request.actor, "settings", register="divisions", division_id=county.pk, detail={"tiles": len(places)})
    messages.success(request, _("The map is arranged."))
    return redirect("divisions")


def _page(request: Any, county: Division, *, refusal: str = "", problems: Any = ()) -> HttpResponse:
    tree = divisions.tree(request.as_of)
    townships = [{"node": node, "villages": tree.children(node.id)} for node in tree.at_level("township")]
    places = divisions.tiles(county, request.as_of)
    context = {
        "county": county,
        "townships": townships,
        "villages": len(tree.at_level("village")),
        "tiles": [
            (place.node.name, len(tree.children(place.node.id)), place.column, place.row, "") for place in places
        ],
        "places": places,
        "may_write": people_reach(request.actor, Right.WRITE).covers(county.path),
        "refusal": refusal,
        "problems": problems,
    }
    return render(request, "accounts/divisions.html", context)


def _county() -> Division:
    county = divisions.home().county
    if county is None:
        raise Http404
    return county


def _county_of_writer(request: Any) -> Division:
    county = _county()
    if not people_reach(request.actor, Right.WRITE).covers(county.path):
        raise PermissionDenied
    return county
