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
from django.utils.translation import gettext_lazy

from shuangying.kernel.accounts.api import ADMIN, Actor
from shuangying.kernel.audit import api as audit
from shuangying.kernel.audit.models import Entry
from shuangying.kernel.figures import panels
from shuangying.kernel.figures.tiles import tiles_of
from shuangying.kernel.imports import api as imports
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers import numerals
from shuangying.kernel.registers.record_history import action_word
from shuangying.site import headlines

FRONTS = {"epidemic": gettext_lazy("Epidemic"), "development": gettext_lazy("Development")}
FIRST_SHEETS = ("projects", "people")
"""The registers that an empty county is told to load first."""
NO_CHANGE = ("reveal", "export")
"""Acts that leave the records as they were."""
LOOKED_AT = "looked_at"
MOST_ENTRIES = 60


def today_page(request: HttpRequest) -> HttpResponse:
    """What is asked of me, what changed in my scope, what nobody has reported."""
    looked = request.session.get(LOOKED_AT)
    since = datetime.fromisoformat(looked) if looked else None
    request.session[LOOKED_AT] = timezone.now().isoformat()
    writable = [register for register in registers.all_registers() if register.may_write(request.actor)]
    started = any(register.model.objects.exists() for register in registers.all_registers())
    tiles = _tiles(request) if started else {}
    context = {
        "day": request.as_of,
        "since": since,
        "my_posts": [str(post) for post in request.actor.posts],
        "fronts": [
            {"label": FRONTS[front], "front": front, "figures": found} for front, found in tiles.items() if found
        ],
        "asked": list(_asked(request)),
        "changes": list(changes_in_scope(request.actor, most=12)),
        "silent": [*_unknown(tiles), *panels.who_is_silent(request)],
        "start": list(_first_steps(writable, request.actor)) if not started else [],
    }
    return render(request, "site/today.html", context)


def _tiles(request: HttpRequest) -> dict[str, list[dict[str, Any]]]:
    """The figures that the person looks at first, by front, all asked in one go."""
    wanted = headlines.for_reader(request)
    both = [figure for found in wanted.values() for figure in found]
    tiles = {tile["id"]: tile for tile in tiles_of(both, request)} if both else {}
    return {front: [tiles[figure.id] for figure in found] for front, found in wanted.items()}


def _unknown(tiles: dict[str, list[dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    """The figures shown of which nothing is known."""
    for tile in (tile for found in tiles.values() for tile in found):
        if tile["text"] is None:
            yield {"text": tile["label"], "url": tile["url"], "days_text": ""}


def _asked(request: HttpRequest) -> Iterator[dict[str, Any]]:
    """The numbers that my units owe today, and my imports that wait for me: rows to decide about, sheets not written yet."""
    yield from panels.asked_of_me(request)
    for one in imports.waiting(request.actor):
        if one.held:
            text = _("%(file)s: rows to decide about: %(n)s") % {"file": one.file_name, "n": one.held}
        else:
            text = _("%(file)s: read, not written yet") % {"file": one.file_name}
        url = reverse("import", args=[one.pk])
        yield {"light": "near", "light_text": _("waits for you"), "text": text, "url": url}


@dataclass
class _Act:
    """Acts of one person on one register that follow each other, shown as one line; the entry is the newest."""

    entry: Entry
    register: registers.Register
    seen: list[Any]
    rows: int
    actions: list[str]


def changes_in_scope(actor: Actor, *, most: int) -> Iterator[dict[str, Any]]:
    """The newest acts on records that the person may read; each says what it was and leads there."""
    readable = {register.id: register for register in registers.readable(actor)}
    acts: list[_Act] = []
    entries = Entry.objects.filter(register__in=readable).exclude(action__in=NO_CHANGE)
    for entry in entries.order_by("-id")[:MOST_ENTRIES]:
        register = readable[entry.register]
        rows = register.reach(actor).limit(register.model.objects.filter(audit.touched(entry)))
        seen = list(rows.order_by("pk")[:2])
        if not seen:
            continue
        count = rows.count() if len(seen) > 1 else 1
        last = acts[-1] if acts else None
        if last and (last.entry.actor, last.register) == (entry.actor, register):
            last.rows += count
            last.actions += [entry.action] if entry.action not in last.actions else []
        elif len(acts) == most:
            break
        else:
            acts.append(_Act(entry, register, seen, count, [entry.action]))
    return (_line(act, actor) for act in acts)


def _line(act: _Act, actor: Actor) -> dict[str, Any]:
    one = act.rows == 1
    done = _(", ").join(str(action_word(act.register, action)) for action in reversed(act.actions))
    title = act.register.title_of(act.seen[0], act.register.sight(actor))
    what = title if one else _("rows: %(n)s") % {"n": numerals.plain_number(act.rows)}
    name, args = ("record", [act.register.id, act.seen[0].uid]) if one else ("register-list", [act.register.id])
    return {
        "at": act.entry.at,
        "who": act.entry.actor_name or act.entry.actor,
        "text": f"{act.register.label} · {done} · {what}",
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
    first = [register for register in writable if register.id in FIRST_SHEETS]
    for register in sorted(first, key=lambda one: FIRST_SHEETS.index(one.id)) or writable[:2]:
        yield {
            "title": _("Load %(register)s") % {"register": register.label},
            "text": _(
                "Import the sheet you already keep, as it is. Nothing is written before you have seen what would be."
            ),
            "url": reverse("import-start", args=[register.id]),
            "action": _("Import a sheet"),
        }
