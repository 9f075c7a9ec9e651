"""Today: the first screen of each person, for the posts they hold."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shuangying.kernel.accounts import roles
from shuangying.kernel.accounts.api import Actor
from shuangying.kernel.audit.models import Entry
from shuangying.kernel.divisions.api import Division
from shuangying.kernel.figures import api as figures
from shuangying.kernel.figures.pages import tiles_of, visible
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


def today_page(request: HttpRequest) -> HttpResponse:
    """What is asked of me, what changed in my scope, what nobody has reported."""
    looked = request.session.get(LOOKED_AT)
    since = datetime.fromisoformat(looked) if looked else None
    request.session[LOOKED_AT] = timezone.now().isoformat()
    writable = [register for register in registers.all_registers() if register.may_write(request.actor)]
    shown = visible([figures.get(id) for id in HEADLINES], request)
    started = any(register.model.objects.exists() for register in registers.all_registers())
    context = {
        "day": request.as_of,
        "since": since,
        "my_posts": my_posts(request.actor),
        "figures": tiles_of(shown, request) if shown and started else [],
        "asked": [],
        "changes": list(changes_in_scope(request.actor, most=12)),
        "silent": [],
        "start": list(_first_steps(writable)) if writable and not started else [],
    }
    return render(request, "site/today.html", context)


def my_posts(actor: Actor) -> list[str]:
    """The posts of a person, as "role · division"."""
    names = dict(Division.objects.filter(pk__in=[post.division_id for post in actor.posts]).values_list("pk", "name"))
    return [f"{names[post.division_id]} · {roles.get(post.role).label}" for post in actor.posts]


def changes_in_scope(actor: Actor, *, most: int) -> Iterator[dict[str, Any]]:
    """The newest acts on records that the person may read; each says what it was and leads there."""
    readable = {register.id: register for register in registers.readable(actor)}
    found = 0
    for entry in Entry.objects.filter(register__in=readable).order_by("-id")[: most * 5]:
        rows = json.loads(entry.rows)
        register = readable[entry.register]
        reach = register.reach(actor)
        seen = list(reach.limit(register.model.objects.filter(pk__in=[row["id"] for row in rows])).order_by("pk")[:2])
        if not seen:
            continue
        found += 1
        one = len(rows) == 1
        what = register.title_of(seen[0]) if one else f"{register.label} · {_('rows: %(n)s') % {'n': len(rows)}}"
        url = (
            reverse("record", args=[register.id, seen[0].uid]) if one else reverse("register-list", args=[register.id])
        )
        action = ACTIONS.get(entry.action, entry.action)
        yield {"at": entry.at, "who": entry.actor_name or entry.actor, "text": f"{what} · {action}", "url": url}
        if found == most:
            return


def _first_steps(writable: list[registers.Register]) -> Iterator[dict[str, Any]]:
    for register in writable[:2]:
        yield {
            "title": _("Load %(register)s") % {"register": register.label},
            "text": _(
                "Import the sheet you already keep, as it is. Nothing is written before you have seen what would be."
            ),
            "url": reverse("import-start", args=[register.id]),
            "action": _("Import a sheet"),
        }
    yield {
        "title": _("Enter people and posts"),
        "text": _("What a person sees follows from the posts they hold."),
        "url": reverse("people"),
        "action": _("Open people and posts"),
    }
