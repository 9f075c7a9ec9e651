"""Who had hidden values shown, of which record, when and why: for those who administer the place."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Max, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shuangying.kernel.accounts.api import Actor, Reach, Right, people_reach
from shuangying.kernel.audit import api as audit
from shuangying.kernel.audit.models import Entry, Trace
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers import numerals
from shuangying.kernel.registers.reveals import ACTION

PAGE = 50
Cells = list[dict[str, Any]]
Records = Mapping[tuple[str, int], dict[str, Any]]


@require_GET
def reveals_page(request: HttpRequest) -> HttpResponse:
    """All looks, newest first; or how many by person, or by record."""
    within = people_reach(request.actor, Right.WRITE)
    if within.none:
        raise Http404
    looks, chosen = _chosen(request, _looks(within))
    by = request.GET.get("by", "")
    table = {"person": _by_person, "record": _by_record}.get(by, _one_by_one)
    text = request.GET.get("first", "")
    first = int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0
    heads, rows = table(request.actor, looks, slice(first, first + PAGE + 1))
    context = {
        "chips": [*_views(by, request), *([{"bar": True}, *chosen] if chosen else [])],
        "heads": [{"label": label, "align_end": label in (_("Times"), _("By persons"))} for label in heads],
        "rows": [{"cells": cells} for cells in rows[:PAGE]],
        "prev_url": _url(request, first=str(max(0, first - PAGE))) if first else "",
        "next_url": _url(request, first=str(first + PAGE)) if len(rows) > PAGE else "",
        "filtered": bool(chosen),
        "clear_url": reverse("reveals"),
    }
    return render(request, "site/reveals.html", context)


def _looks(within: Reach) -> QuerySet[Entry]:
    """The entries within reach; what touched records of many places is for those who administer the county."""
    entries = Entry.objects.filter(action=ACTION).order_by("-id")
    county = divisions.home().county
    if within.everywhere or (county is not None and within.covers(county.path)):
        return entries
    places = within.limit(divisions.Division.objects.all(), "path")
    return entries.filter(division_id__in=places.values("pk"))


def _chosen(request: HttpRequest, looks: QuerySet[Entry]) -> tuple[QuerySet[Entry], list[dict[str, Any]]]:
    """The looks by the person or at the record that the address names, and these filters as chips to take away."""
    chips = []
    if who := request.GET.get("who", "").replace("\0", ""):
        looks = looks.filter(actor=who)
        newest = looks.first()
        label = (newest.actor_name if newest else "") or who
        chips.append({"label": label, "url": _url(request, who="", first=""), "active": True, "removable": True})
    register, _colon, number = request.GET.get("of", "").partition(":")
    if _register(register) is not None and number.isascii() and number.isdigit() and len(number) < 19:
        looks = looks.filter(register=register, pk__in=audit.entries_about(register, int(number)))
        about = _records(request.actor, [(register, int(number))]).get((register, int(number)), {})
        label = about.get("text") or number
        chips.append({"label": label, "url": _url(request, of="", first=""), "active": True, "removable": True})
    return looks, chips


def _views(by: str, request: HttpRequest) -> list[dict[str, Any]]:
    views = (("", _("One by one")), ("person", _("By who looked")), ("record", _("By record looked at")))
    return [{"label": label, "url": _url(request, by=name, first=""), "active": name == by} for name, label in views]


def _one_by_one(actor: Actor, looks: QuerySet[Entry], part: slice) -> tuple[Sequence[str], list[Cells]]:
    entries = list(looks[part])
    traces = defaultdict(list)
    touched = Trace.objects.filter(entry__in=entries)
    for entry_id, register_id, pk in touched.values_list("entry_id", "register", "record_id"):
        traces[entry_id].append((register_id, pk))
    single = [found[0] for entry in entries if len(found := traces[entry.pk]) == 1 and entry.count == 1]
    records = _records(actor, single)
    heads = (_("When"), _("Who looked"), _("Register"), _("Record"), _("What"), _("Reason"))
    rows: list[Cells] = []
    for entry in entries:
        register = _register(entry.register)
        about = records.get(traces[entry.pk][0]) if entry.count == 1 and traces[entry.pk] else None
        many = {"text": _("a sheet of %(n)s records") % {"n": entry.count}}
        rows.append(
            [
                {"text": numerals.moment_text(entry.at), "whole": True},
                {
                    "text": entry.actor_name or entry.actor,
                    "url": f"{reverse('reveals')}?{urlencode({'who': entry.actor})}",
                },
                {"text": str(register.label) if register else entry.register},
                about or many,
                {"text": _columns(register, entry.detail.get("columns", ()))},
                {"text": entry.reason},
            ]
        )
    return heads, rows


def _by_person(actor: Actor, looks: QuerySet[Entry], part: slice) -> tuple[Sequence[str], list[Cells]]:
    counted = looks.order_by().values("actor").annotate(n=Count("pk"), last=Max("at"), name=Max("actor_name"))
    rows: list[Cells] = []
    for one in counted.order_by("-n", "actor")[part]:
        rows.append(
            [
                {
                    "text": one["name"] or one["actor"],
                    "url": f"{reverse('reveals')}?{urlencode({'who': one['actor']})}",
                },
                {"text": one["actor"]},
                {"text": numerals.plain_number(one["n"])},
                {"text": numerals.moment_text(one["last"]), "whole": True},
            ]
        )
    return (_("Who looked"), _("Login"), _("Times"), _("Last")), rows


def _by_record(actor: Actor, looks: QuerySet[Entry], part: slice) -> tuple[Sequence[str], list[Cells]]:
    traced = Trace.objects.filter(entry__in=looks.order_by().filter(count=1)).values("register", "record_id")
    counted = traced.annotate(n=Count("pk"), last=Max("entry__at"), people=Count("entry__actor", distinct=True))
    found = list(counted.order_by("-n", "-last", "record_id")[part])
    records = _records(actor, [(one["register"], one["record_id"]) for one in found])
    rows: list[Cells] = []
    for one in found:
        register, key = _register(one["register"]), (one["register"], one["record_id"])
        looked = f"{reverse('reveals')}?{urlencode({'of': f'{key[0]}:{key[1]}'})}"
        rows.append(
            [
                records.get(key, {"text": str(key[1])}),
                {"text": str(register.label) if register else one["register"]},
                {"text": numerals.plain_number(one["n"]), "url": looked},
                {"text": numerals.plain_number(one["people"])},
                {"text": numerals.moment_text(one["last"]), "whole": True},
            ]
        )
    return (_("Record"), _("Register"), _("Times"), _("By persons"), _("Last")), rows


def _records(actor: Actor, keys: Iterable[tuple[str, int]]) -> Records:
    """What records are called, as the actor may see it, and where they are, with the way to those that the actor may open."""
    wanted: dict[str, list[int]] = defaultdict(list)
    for register_id, pk in keys:
        wanted[register_id].append(pk)
    found = {}
    for register_id, pks in wanted.items():
        register = _register(register_id)
        if register is None:
            continue
        sight = register.sight(actor)
        opens = set(register.visible(actor, Right.READ).filter(pk__in=pks).values_list("pk", flat=True))
        for record in register.model.objects.select_related("division").filter(pk__in=pks):
            url = reverse("record", args=[register.id, record.uid]) if record.pk in opens else ""
            text = _("%(name)s, %(place)s") % {"name": register.title_of(record, sight), "place": record.division.name}
            found[register_id, record.pk] = {"text": text, "url": url}
    return found


def _register(id_: str) -> registers.Register | None:
    try:
        return registers.get(id_)
    except KeyError:
        return None


def _columns(register: registers.Register | None, names: Sequence[str]) -> str:
    known = register.by_name if register else {}
    return "、".join(str(known[name].label) if name in known else name for name in names)


def _url(request: HttpRequest, **changed: str) -> str:
    kept = {name: request.GET.get(name, "") for name in ("by", "who", "of", "first")} | changed
    return f"{reverse('reveals')}?{urlencode({name: value for name, value in kept.items() if value})}"
