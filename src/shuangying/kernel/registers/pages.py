"""The faces of every register: list, record, delete, restore."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shuangying.core.problems import Invalid
from shuangying.core.texts import plain_text
from shuangying.kernel.accounts.api import Actor, Right
from shuangying.kernel.registers import record_view, writing
from shuangying.kernel.registers.declaration import Register
from shuangying.kernel.registers.forms import reason_field
from shuangying.kernel.registers.list_view import list_context
from shuangying.kernel.registers.listing import NUMBER, Listing, sealed_forms
from shuangying.kernel.registers.record_history import deletion_of, history_of, statements_of, timelines_of
from shuangying.kernel.registers.requests import record_for, register_for, seen_version
from shuangying.kernel.registers.words import words_for

NOT_FILTERS = ("as_of", "lang", "columns", "counted")


LastImport = Callable[[Register, Actor], "dict[str, Any] | None"]
_last_imports: list[LastImport] = []


def declare_last_import(find: LastImport) -> None:
    """Let lists say which sheet came last.

    Args:
        find: from a register and the reader to `{"text", "url"}`, None where there is none to tell.
    """
    _last_imports.append(find)


@dataclass(frozen=True)
class Panel:
    """A section of a record's page that a room above adds: its heading, its template, and what that is to show."""

    id: str
    label: "str | Promise"
    template: str
    context: Mapping[str, Any]


Links = Callable[[Register, Any, Actor], Iterable[Mapping[str, Any]]]
_links: list[Links] = []
Panels = Callable[[Register, Any, Actor], "Panel | None"]
_panels: list[Panels] = []


def declare_links(find: Links) -> None:
    """Let the pages of registers and records lead to pages of a room above.

    Args:
        find: from a register, a record (None on the list) and the reader to links `{"label", "url"}`.
    """
    _links.append(find)


def declare_panel(find: Panels) -> None:
    """Let records' pages tell more of a record.

    Args:
        find: from a register, a record and the reader to a panel, None where there is nothing to tell.
    """
    _panels.append(find)


def _links_of(register: Register, record: Any, actor: Actor) -> list[Mapping[str, Any]]:
    return [link for find in _links for link in find(register, record, actor)]


def listing_of(request: HttpRequest, register: Register) -> Listing:
    """The list that the request's address asks for."""
    params = {name: request.GET.getlist(name) for name in request.GET if name not in NOT_FILTERS}
    return Listing(register, request.actor, request.as_of, params)


def list_page(request: HttpRequest, id: str) -> HttpResponse:
    """The register's list."""
    register = register_for(request, id)
    key = f"columns.{id}"
    if wanted := [name for name in request.GET.getlist("columns") if name in register.by_name]:
        request.session[key] = wanted
    kept = request.session.get(key) or [column.name for column in register.bound if column.listed]
    listing = listing_of(request, register)
    if request.method == "POST":
        return redirect(f"{request.path}?{_search(listing, request.POST.get('q', ''))}")
    context = list_context(listing, kept, counted=listing.counted or request.GET.get("counted") == "1")
    if not context["counted"]:
        context["count_url"] = f"{request.path}?{urlencode([*request.GET.lists(), ('counted', ['1'])], doseq=True)}"
    if register.may_write(request.actor):
        context |= {"new_url": reverse("register-new", args=[id]), "import_url": reverse("import-start", args=[id])}
    context["last_import"] = next((found for find in _last_imports if (found := find(register, request.actor))), None)
    context["links"] = _links_of(register, None, request.actor)
    context["export_url"] = f"{reverse('register-export', args=[id])}?{context['list_query']}"
    context["selected_export_url"] = context["export_url"]
    if reveals_any(register, request.actor):
        context["reveal_export_url"] = f"{reverse('register-export-reveal', args=[id])}?{context['list_query']}"
    return render(request, "registers/list.html", context)


def reveals_any(register: Register, actor: Actor) -> bool:
    """Whether the register masks values and the actor may have some given away."""
    return any(column.mask for column in register.bound) and not register.reveals(actor).none


def _search(listing: Listing, text: str) -> str:
    """The query for what was typed into the search box: a number typed in full is named by its look-up values alone."""
    forms = sealed_forms(text.strip())
    return listing.query(q=[] if forms else [text.strip()], **{NUMBER: forms})


def record_page(request: HttpRequest, id: str, uid: str) -> HttpResponse:
    """One record: its facts, its parts, its dates, its history."""
    register = register_for(request, id)
    record = record_for(request, register, uid)
    return render(request, "registers/record.html", record_context(request, register, record))


def record_context(
    request: HttpRequest, register: Register, record: Any, revealed: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Everything that a record's page shows.

    Args:
        request: who reads, as of which day.
        register, record: what is read.
        revealed: plain values given away on this page, by column.
    """
    actor, day = request.actor, request.as_of
    sight = register.sight(actor)
    groups = record_view.fact_groups(register, record, actor, revealed)
    context = {
        "register": register,
        "crumbs": record_view.crumbs(register, record, actor),
        "record_name": register.title_of(record, sight),
        "groups": groups,
        "timelines": timelines_of(register, record, day),
        "statements": statements_of(register, record),
        "parts": list(record_view.parts_of(register, record, actor, day)),
        "related": list(record_view.related(register, record, actor)),
        "history": history_of(register, record, sight),
        "deleted": deletion_of(register, record),
        "actions": [*record_view.actions_of(register, record, actor), *_links_of(register, record, actor)],
        "panels": [panel for find in _panels if (panel := find(register, record, actor)) is not None],
    }
    if register.reach(actor, Right.WRITE).covers(record.division.path):
        names = ("restore",) if record.deleted_at else ("edit", "delete")
        context |= {f"{name}_url": reverse(f"record-{name}", args=[register.id, record.uid]) for name in names}
    hidden = record_view.hidden_names(groups)
    if hidden and register.reveals(actor).covers(record.division.path):
        context |= {
            "reveal_url": reverse("record-reveal", args=[register.id, record.uid]),
            "usual_reasons": record_view.USUAL_REASONS,
            "hidden_names": hidden,
        }
    return context


def delete_page(request: HttpRequest, id: str, uid: str) -> HttpResponse:
    """Delete a record with a reason."""
    register = register_for(request, id, Right.WRITE)
    record = record_for(request, register, uid, Right.WRITE)
    title = register.title_of(record, register.sight(request.actor))
    problems: list[str] = []
    if request.method == "POST":
        record.version = seen_version(request)
        try:
            writing.delete(register, request.actor, record, plain_text(request.POST.get("reason", "")))
        except Invalid as error:
            problems = [words_for(error.problem)]
        except writing.Rejected as error:
            problems = [words_for(problem) for _name, problem in error.problems]
        except writing.Stale:
            messages.warning(
                request, _("Somebody changed the record meanwhile. Nothing was deleted; this is what it is now.")
            )
            return redirect("record", id=id, uid=uid)
        else:
            messages.success(request, _("%(title)s is deleted; it can be restored.") % {"title": title})
            return redirect("record", id=id, uid=uid)
    context = {
        "register": register,
        "record_name": title,
        "crumbs": record_view.crumbs_to(record, request.actor),
        "version": record.version,
        "effects": list(record_view.gone_with(register, record)),
        "field": reason_field(request.POST.get("reason", ""), problems),
        "cancel_url": reverse("record", args=[id, uid]),
    }
    return render(request, "registers/delete.html", context, status=422 if problems else 200)


@require_POST
def restore(request: HttpRequest, id: str, uid: str) -> HttpResponse:
    """Bring a deleted record back."""
    register = register_for(request, id, Right.WRITE)
    record = record_for(request, register, uid, Right.WRITE)
    try:
        writing.restore(register, request.actor, record)
    except writing.Rejected as error:
        for _name, problem in error.problems:
            messages.error(request, words_for(problem))
    except writing.Stale:
        messages.warning(request, _("Somebody restored or changed the record meanwhile; this is what it is now."))
    else:
        title = register.title_of(record, register.sight(request.actor))
        messages.success(request, _("%(title)s is restored.") % {"title": title})
    return redirect("record", id=id, uid=uid)
