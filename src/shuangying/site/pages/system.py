"""System: what this installation is, what it holds, and the last entries of the journal."""

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import shuangying
from shuangying.kernel.accounts.api import ADMIN, Right, people_reach
from shuangying.kernel.audit.models import Entry
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers import numerals
from shuangying.kernel.registers.record_history import ACTIONS

JOURNAL = 30
DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
PLACES = {"users": gettext_lazy("People"), "bodies": gettext_lazy("Bodies"), "divisions": gettext_lazy("Divisions")}


def system_page(request: HttpRequest) -> HttpResponse:
    """For administrators and leaders of the whole county: the journal shows what was done anywhere in it."""
    home = divisions.home()
    if home.county is None or not people_reach(request.actor, Right.READ).covers(home.county.path):
        raise Http404
    tree = divisions.tree(request.as_of)
    counts = {level.value: len(tree.at_level(level.value)) for level in divisions.Level}
    context = {
        "facts": [
            {"label": _("County"), "text": f"{tree.county.name} ({tree.county.code})"},
            {"label": _("Use"), "text": _("demonstration, synthetic records") if home.demo else _("a real county")},
            {"label": _("Today"), "text": numerals.day_text(request.today)},
            {"label": _("Database"), "text": DATABASES.get(connection.vendor, connection.vendor)},
            {"label": _("Version"), "text": shuangying.__version__},
        ],
        "levels": [
            {"label": level.label, "count": counts.get(level.value, 0)}
            for level in divisions.Level
            if counts.get(level.value)
        ],
        "counts": [
            {
                "label": register.label,
                "count": register.visible(request.actor).count(),
                "url": reverse("register-list", args=[register.id]),
            }
            for register in registers.readable(request.actor)
        ],
        "journal": [
            {"at": entry.at, "who": entry.actor_name or entry.actor, "text": _entry_words(entry)}
            for entry in Entry.objects.order_by("-id")[:JOURNAL]
        ],
        "divisions_import_url": _address("divisions") if request.actor.holds(ADMIN) else "",
        "api_url": _address("api-docs"),
        "version": shuangying.__version__,
    }
    return render(request, "site/system.html", context)


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _entry_words(entry: Entry) -> str:
    action = str(ACTIONS.get(entry.action, entry.action))
    try:
        label = str(registers.get(entry.register).label)
    except KeyError:
        label = str(PLACES.get(entry.register, entry.register))
    rows = _("rows: %(n)s") % {"n": entry.count} if entry.count > 1 else ""
    return " · ".join(part for part in (label, action, rows, entry.reason) if part)
