"""Pages on which a person says that two records are one, that they are not, or takes that back."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shuangying.core.problems import Invalid
from shuangying.core.texts import plain_text
from shuangying.kernel.accounts.api import Actor, Right
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.divisions.models import Division
from shuangying.kernel.parties import likeness, merging, other_names
from shuangying.kernel.parties.beside import compared, pair_shown
from shuangying.kernel.parties.models import Alias, Merge
from shuangying.kernel.parties.other_names import name_column, party_of
from shuangying.kernel.registers import writing
from shuangying.kernel.registers.api import Listing, Register, words_for
from shuangying.kernel.registers.forms import reason_field
from shuangying.kernel.registers.listing import NUMBER, sealed_forms
from shuangying.kernel.registers.pages import Panel
from shuangying.kernel.registers.record_view import crumbs_to
from shuangying.kernel.registers.requests import record_for, register_for

FOUND = 20
SMALL = 60_000
"""A register of more records is looked through one township at a time."""


def duplicates_page(request: HttpRequest, id: str) -> HttpResponse:
    """Records that are probably one, pair by pair."""
    register = _mergeable(request, id)
    if request.method == "POST":
        one, other = (_theirs(request, register, request.POST.get(name, "")) for name in ("one", "other"))
        likeness.mark_different(register, request.actor, one, other)
        messages.success(request, _("Noted: these are two. They are not proposed again."))
        return redirect(request.get_full_path())
    places = list(_places(register, request.actor))
    within = next((place for place in places if place.code == request.GET.get("division")), None)
    if within is None and places:
        within = places[0]
    pairs = likeness.likely(register, request.actor, within)
    here = reverse("parties-duplicates", args=[id])
    context = {
        "register": register,
        "crumbs": [{"label": register.label, "url": reverse("register-list", args=[id])}],
        "pairs": [pair_shown(register, request.actor, pair) for pair in pairs],
        "full": len(pairs) == likeness.MOST,
        "places": [
            {"label": place.name, "url": f"{here}?division={place.code}", "active": place == within} for place in places
        ],
        "list_url": reverse("register-list", args=[id]),
    }
    return render(request, "parties/duplicates.html", context)


def merge_page(request: HttpRequest, id: str, uid: str) -> HttpResponse:
    """Choose the record that is the same as this one, look at both, say which stays and why."""
    register = _mergeable(request, id)
    record = _theirs(request, register, uid)
    sight = register.sight(request.actor)
    context: dict[str, Any] = {
        "register": register,
        "crumbs": crumbs_to(record, request.actor),
        "record_name": register.title_of(record, sight),
        "cancel_url": reverse("record", args=[id, uid]),
    }
    if "with" not in request.GET:
        text = _typed(request)
        context |= {"q": text, "found": _found(request, register, record, text) if text else None}
        return render(request, "parties/choose.html", context)
    other = _theirs(request, register, request.GET["with"])
    if other.pk == record.pk:
        raise Http404
    problems: list[tuple[str, str]] = []
    if request.method == "POST":
        keep, drop = (record, other) if request.POST.get("stays") == str(record.uid) else (other, record)
        for one in (keep, drop):
            one.version = _version(request, one)
        try:
            reason = plain_text(request.POST.get("reason", ""))
            done = merging.merge(register, request.actor, keep, drop, reason)
        except Invalid as error:
            problems = [("reason", words_for(error.problem))]
        except writing.Rejected as error:
            problems = [(name, words_for(problem)) for name, problem in error.problems]
        except writing.Stale:
            messages.warning(request, _("Somebody changed one of the records meanwhile. Nothing was merged."))
            return redirect(request.get_full_path())
        else:
            moved = sum(len(one["ids"]) for one in done.moved)
            words = {"title": register.title_of(keep, sight), "n": moved}
            messages.success(request, _("Merged into %(title)s; records that lead there now: %(n)s.") % words)
            return redirect("record", id=id, uid=keep.uid)
    whys = [words for name, words in problems if name == "reason"]
    context |= {
        **compared(register, request.actor, record, other),
        "stays": request.POST.get("stays", str(record.uid)),
        "problems": [words for name, words in problems if name != "reason"],
        "field": reason_field(request.POST.get("reason", ""), whys),
    }
    return render(request, "parties/merge.html", context, status=422 if problems else 200)


def undo_page(request: HttpRequest, merge_id: int) -> HttpResponse:
    """Undo a merge, with a reason."""
    done = get_object_or_404(Merge, pk=merge_id, undone_at=None)
    register = merging.register_of(done)
    reach = register.reach(request.actor, Right.WRITE)
    both = register.model.objects.select_related(*register.references).in_bulk([done.keep_id, done.drop_id])
    if not all(reach.covers(record.division.path) for record in both.values()):
        raise Http404
    keep, drop = both[done.keep_id], both[done.drop_id]
    sight = register.sight(request.actor)
    problems: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            merging.unmerge(done, request.actor, plain_text(request.POST.get("reason", "")))
        except Invalid as error:
            problems = [("reason", words_for(error.problem))]
        except writing.Rejected as error:
            problems = [(name, words_for(problem)) for name, problem in error.problems]
        else:
            messages.success(
                request, _("%(title)s is a record of its own again.") % {"title": register.title_of(drop, sight)}
            )
            return redirect("record", id=register.id, uid=drop.uid)
    context = {
        "register": register,
        "crumbs": crumbs_to(keep, request.actor),
        "keep_name": register.title_of(keep, sight),
        "drop_name": register.title_of(drop, sight),
        "reason": done.reason,
        "who": done.actor,
        "at": done.at,
        "moved": sum(len(one["ids"]) for one in done.moved),
        "problems": [words for name, words in problems if name != "reason"],
        "field": reason_field(request.POST.get("reason", ""), [words for name, words in problems if name == "reason"]),
        "cancel_url": reverse("record", args=[register.id, keep.uid]),
    }
    return render(request, "parties/undo.html", context, status=422 if problems else 200)


@require_POST
def name_page(request: HttpRequest, id: str, uid: str) -> HttpResponse:
    """Note another name of a record, or take one away."""
    register = _mergeable(request, id)
    record = _theirs(request, register, uid)
    if "forget" in request.POST:
        known = Alias.objects.filter(party=party_of(register.model), record_id=record.pk)
        alias = get_object_or_404(known, pk=request.POST["forget"] if request.POST["forget"].isdecimal() else 0)
        other_names.forget_alias(register, request.actor, record, alias)
        return redirect("record", id=id, uid=uid)
    try:
        noted = other_names.learn_alias(register, request.actor, record, plain_text(request.POST.get("name", "")))
    except Invalid as error:
        messages.error(request, words_for(error.problem))
    else:
        if noted is None:
            messages.warning(request, _("That is no other name of this record. Nothing was noted."))
    return redirect("record", id=id, uid=uid)


def links(register: Register, record: Any, actor: Actor) -> Iterator[dict[str, str]]:
    """From the list of a register of parties to its likely duplicates, from a record to its merging."""
    if not merging.is_mergeable(register):
        return
    reach = register.reach(actor, Right.WRITE)
    if record is None and not reach.none:
        yield {"label": _("Likely duplicates"), "url": reverse("parties-duplicates", args=[register.id])}
    if record is not None and record.deleted_at is None and reach.covers(record.division.path):
        yield {"label": _("Merge with another"), "url": reverse("parties-merge", args=[register.id, record.uid])}


def panel(register: Register, record: Any, actor: Actor) -> Panel | None:
    """A party's other names and the merges that it is part of, for those who see names; None where there is nothing to tell."""
    if not merging.is_mergeable(register):
        return None
    sight = register.sight(actor)
    writes = register.reach(actor, Right.WRITE).covers(record.division.path)
    masked = register.by_name[name_column(register.model)].mask and sight.hides(record)
    names = [] if masked else other_names.aliases_of(record)
    merges = [
        {
            "title": register.title_of(other, sight),
            "url": reverse("record", args=[register.id, other.uid]),
            "went": done.drop_id == record.pk,
            "reason": done.reason,
            "who": done.actor,
            "at": done.at,
            "undo_url": reverse("parties-undo", args=[done.pk]) if writes else "",
        }
        for done, other in merging.merges_of(record)
        if register.reach(actor).covers(other.division.path)
    ]
    may_name = writes and record.deleted_at is None
    if not names and not merges and not may_name:
        return None
    name_url = reverse("parties-name", args=[register.id, record.uid]) if may_name else ""
    return Panel(
        "other-names",
        _("Other names and merges"),
        "parties/panel.html",
        {"names": names, "merges": merges, "name_url": name_url},
    )


def _mergeable(request: HttpRequest, id: str) -> Register:
    register = register_for(request, id, Right.WRITE)
    if not merging.is_mergeable(register):
        raise Http404
    return register


def _theirs(request: HttpRequest, register: Register, uid: str) -> Any:
    """A live record that the person may write.

    Raises:
        Http404: there is none.
    """
    try:
        record = record_for(request, register, str(uuid.UUID(str(uid))), Right.WRITE)
    except ValueError:
        raise Http404 from None
    if record.deleted_at is not None:
        raise Http404
    return record


def _typed(request: HttpRequest) -> str:
    try:
        return plain_text(request.POST.get("q", "")[:100].strip())
    except Invalid:
        return ""


def _found(request: HttpRequest, register: Register, record: Any, text: str) -> list[dict[str, str]]:
    """The records that the typed name or number may mean, as links that go on."""
    forms = sealed_forms(text)
    listing = Listing(register, request.actor, request.as_of, {NUMBER: forms} if forms else {"q": [text]}, FOUND + 1)
    reach, sight = register.reach(request.actor, Right.WRITE), register.sight(request.actor)
    here = reverse("parties-merge", args=[register.id, record.uid])
    return [
        {
            "title": register.title_of(other, sight),
            "place": other.division.whole_name,
            "url": f"{here}?with={other.uid}",
        }
        for other in listing.rows
        if other.pk != record.pk and reach.covers(other.division.path)
    ][:FOUND]


def _places(register: Register, actor: Actor) -> Iterator[Division]:
    """The townships in reach, where the register is too large to be looked through at once."""
    if register.visible(actor, Right.WRITE).count() <= SMALL:
        return
    county = divisions.home().county
    if county is not None:
        rows = Division.objects.under(county.path).filter(level="township", valid_until=None)
        yield from register.reach(actor, Right.WRITE).limit(rows, "path")


def _version(request: HttpRequest, record: Any) -> int:
    """The version that the person saw; 0, which no record has, where the form says none."""
    text = request.POST.get(f"version-{record.uid}", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0
