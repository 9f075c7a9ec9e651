"""Today: the first screen of each person, for the posts they hold."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shuangying.kernel.accounts.api import ADMIN, Actor
from shuangying.kernel.audit import api as audit
from shuangying.kernel.audit.models import Entry
from shuangying.kernel.figures import api as figures
from shuangying.kernel.figures.pages import tiles_of, visible
from shuangying.kernel.imports import api as imports
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.record_history import ACTIONS

HEADLINES = (
    "projects.count",
    "projects.investment",
    "projects.started.count",
    "projects.started.investment",
    "projects.completed.count",
    "projects.collective_start.count",
)
LOOKED_AT = "looked_at"
MOST_ENTRIES = 60


def today_page(request: HttpRequest) -> HttpResponse:
    """What is asked of me, what changed in my scope, what nobody has reported."""
    looked = request.session.get(LOOKED_AT)
    since = datetime.fromisoformat(looked) if looked else None
    request.session[LOOKED_AT] = timezone.now().isoformat()
    writable = [register for register in registers.all_registers() if register.may_write(request.actor)]
    shown = visible([figures.get(id) for id in HEADLINES], request)
    started = any(register.model.objects.exists() for register in registers.all_registers())
    tiles = tiles_of(shown, request) if shown else []
    context = {
        "day": request.as_of,
        "since": since,
        "my_posts": [str(post) for post in request.actor.posts],
        "figures": tiles if started else [],
        "asked": list(_asked(request)),
        "changes": list(changes_in_scope(request.actor, most=12)),
        "silent": [
            {"text": tile["label"], "url": tile["url"], "days_text": ""} for tile in tiles if tile["text"] is None
        ],
        "start": list(_first_steps(writable, request.actor)) if not started else [],
    }
    return render(request, "site/today.html", context)


def _asked(request: HttpRequest) -> Iterator[dict[str, Any]]:
    """My imports that wait for me: rows to decide about, sheets not written yet."""
    for one in imports.waiting(request.actor):
        if one.held:
            text = _("%(file)s: rows to decide about: %(n)s") % {"file": one.file_name, "n": one.held}
        else:
            text = _("%(file)s: read, not written yet") % {"file": one.file_name}
        url = reverse("import", args=[one.pk])
        yield {"light": "near", "light_text": _("waits for you"), "text": text, "url": url}


@dataclass
class _Act:
    """Acts of one person on one register that follow each other, shown as one line."""

    entry: Entry
    register: registers.Register
    seen: list[Any]
    rows: int


def changes_in_scope(actor: Actor, *, most: int) -> Iterator[dict[str, Any]]:
    """The newest acts on records that the person may read; each says what it was and leads there."""
    readable = {register.id: register for register in registers.readable(actor)}
    acts: list[_Act] = []
    for entry in Entry.objects.filter(register__in=readable).order_by("-id")[:MOST_ENTRIES]:
        register = readable[entry.register]
        rows = register.reach(actor).limit(register.model.objects.filter(audit.touched(entry)))
        seen = list(rows.order_by("pk")[:2])
        if not seen:
            continue
        count = rows.count() if len(seen) > 1 else 1
        last = acts[-1] if acts else None
        if last and (last.entry.actor, last.entry.action, last.register) == (entry.actor, entry.action, register):
            last.rows += count
        elif len(acts) == most:
            break
        else:
            acts.append(_Act(entry, register, seen, count))
    return (_line(act) for act in acts)


def _line(act: _Act) -> dict[str, Any]:
    one = act.rows == 1
    action = ACTIONS.get(act.entry.action, act.entry.action)
    what = act.register.title_of(act.seen[0]) if one else _("rows: %(n)s") % {"n": act.rows}
    name, args = ("record", [act.register.id, act.seen[0].uid]) if one else ("register-list", [act.register.id])
    return {
        "at": act.entry.at,
        "who": act.entry.actor_name or act.entry.actor,
        "text": f"{act.register.label} · {action} · {what}",
        "url": reverse(name, args=args),
    }


def _first_steps(writable: list[registers.Register], actor: Actor) -> Iterator[dict[str, Any]]:
    """What to do first in an empty county, as far as the person may do it."""
    if actor.holds(ADMIN):
        yield {
            "title": _("Check townships and villages"),
            "text": _("Load the county's own sheet where names or codes have changed."),
            "url": reverse("divisions"),
            "action": _("Open the divisions"),
        }
        yield {
            "title": _("Enter people and posts"),
            "text": _("What a person sees follows from the posts they hold."),
            "url": reverse("people"),
            "action": _("Open people and posts"),
        }
    for register in writable[:2]:
        yield {
            "title": _("Load %(register)s") % {"register": register.label},
            "text": _(
                "Import the sheet you already keep, as it is. Nothing is written before you have seen what would be."
            ),
            "url": reverse("import-start", args=[register.id]),
            "action": _("Import a sheet"),
        }
