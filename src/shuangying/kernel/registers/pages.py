"""The faces of every register: list, record, form, delete, restore."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shuangying.core.problems import Invalid
from shuangying.core.texts import plain_text
from shuangying.kernel.accounts.api import Actor, Right
from shuangying.kernel.registers import declaration, spans, writing
from shuangying.kernel.registers.declaration import Register
from shuangying.kernel.registers.forms import changes_of, fields_of, reason_field, versions
from shuangying.kernel.registers.list_view import list_context
from shuangying.kernel.registers.listing import Listing
from shuangying.kernel.registers.record_history import deletion_of, history_of, statements_of, timelines_of
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


def register_for(request: HttpRequest, id: str, right: Right = Right.READ) -> Register:
    """The register, if the person has the right on it anywhere; else it does not exist for them.

    Raises:
        Http404: unknown, or no right.
    """
    try:
        register = declaration.get(id)
    except KeyError:
        raise Http404 from None
    if register.reach(request.actor, right).none:
        raise Http404
    return register


def record_for(request: HttpRequest, register: Register, uid: str, right: Right = Right.READ) -> Any:
    """The record, deleted or not, with its states of the day, if the person has the right on it.

    Raises:
        Http404: unknown, or no right.
    """
    rows = register.reach(request.actor, right).limit(register.model.objects.all())
    related = [column.name for column in register.bound if column.related]
    record = rows.filter(uid=uid).select_related(*related).first()
    if record is None:
        raise Http404
    spans.attach([record], request.as_of)
    return record


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
    context = list_context(listing, kept, counted=listing.counted or request.GET.get("counted") == "1")
    if not context["counted"]:
        context["count_url"] = f"{request.path}?{urlencode([*request.GET.lists(), ('counted', ['1'])], doseq=True)}"
    if register.may_write(request.actor):
        context |= {"new_url": reverse("register-new", args=[id]), "import_url": reverse("import-start", args=[id])}
    context["last_import"] = next((found for find in _last_imports if (found := find(register, request.actor))), None)
    context["export_url"] = f"{reverse('register-export', args=[id])}?{context['list_query']}"
    context["selected_export_url"] = context["export_url"]
    return render(request, "registers/list.html", context)


def record_page(request: HttpRequest, id: str, uid: str) -> HttpResponse:
    """One record: its facts, its dates, its history."""
    register = register_for(request, id)
    record = record_for(request, register, uid)
    context = {
        "register": register,
        "record_name": register.title_of(record),
        "facts": [_fact(record, column) for column in register.bound],
        "timelines": timelines_of(register, record, request.as_of),
        "statements": statements_of(register, record),
        "related": list(_related(request, register, record)),
        "history": history_of(register, record),
        "deleted": deletion_of(register, record),
    }
    if register.reach(request.actor, Right.WRITE).covers(record.division.path):
        names = ("restore",) if record.deleted_at else ("edit", "delete")
        context |= {f"{name}_url": reverse(f"record-{name}", args=[id, uid]) for name in names}
    return render(request, "registers/record.html", context)


def _fact(record: Any, column: Any) -> dict[str, Any]:
    text = column.text(record)
    url = ""
    if column.kind == "reference" and text:
        related = column.raw(record)
        url = reverse("record", args=[declaration.of_model(type(related)).id, related.uid])
    return {
        "label": column.label,
        "text": text,
        "unit": column.unit if text else "",
        "wide": column.kind == "long",
        "url": url,
    }


def _related(request: HttpRequest, register: Register, record: Any) -> Iterator[dict[str, Any]]:
    """The registers whose rows point to this record, as links to their lists."""
    for other in declaration.readable(request.actor):
        for column in other.bound:
            if column.kind == "reference" and column.related is register.model:
                rows = other.visible(request.actor).filter(**{column.name: record})
                url = f"{reverse('register-list', args=[other.id])}?{urlencode({column.name: str(record.uid)})}"
                yield {"label": other.label, "count": rows.count(), "url": url}


def new_page(request: HttpRequest, id: str) -> HttpResponse:
    """Enter a new record."""
    return _form(request, register_for(request, id, Right.WRITE), None)


def edit_page(request: HttpRequest, id: str, uid: str) -> HttpResponse:
    """Change a record."""
    register = register_for(request, id, Right.WRITE)
    record = record_for(request, register, uid, Right.WRITE)
    if record.deleted_at is not None:
        return redirect("record", id=id, uid=uid)
    return _form(request, register, record)


def _form(request: HttpRequest, register: Register, record: Any) -> HttpResponse:
    problems: writing.Problems = []
    others: list[str] = []
    theirs = None
    posted = request.POST if request.method == "POST" else None
    if posted is not None:
        change, problems = changes_of(register, posted, record, request.as_of)
        if record is not None:
            record.version = _seen(request)
        if not problems:
            try:
                saved = writing.save(
                    register, request.actor, change.values, record=record, states=change.states, on=change.on
                )
            except writing.Rejected as error:
                problems = error.problems
            except writing.Refused:
                others = [_("Your posts may not write in this division. Choose one of your own.")]
            except writing.Stale as error:
                theirs = error.theirs
            else:
                messages.success(request, _("%(title)s is saved.") % {"title": register.title_of(saved)})
                return redirect("record", id=register.id, uid=saved.uid)
    fields = fields_of(register, request, record, posted, problems)
    known = {field["name"] for field in fields}
    others += [words_for(problem) for name, problem in problems if name not in known]
    here = reverse("record", args=[register.id, record.uid]) if record is not None else ""
    context = {
        "register": register,
        "record_name": register.title_of(record) if record is not None else "",
        "fields": fields,
        "other_problems": others,
        "has_problems": bool(problems or others),
        "stale": versions(register, record, posted, theirs) if theirs is not None and posted is not None else None,
        "version": (theirs or record).version if record is not None else "",
        "cancel_url": here or reverse("register-list", args=[register.id]),
    }
    status = 409 if theirs is not None else 403 if others and not problems else 422 if problems else 200
    return render(request, "registers/form.html", context, status=status)


def _seen(request: HttpRequest) -> int:
    """The version that the person saw, as the form sent it; 0, which no record has, where it says none."""
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def delete_page(request: HttpRequest, id: str, uid: str) -> HttpResponse:
    """Delete a record with a reason."""
    register = register_for(request, id, Right.WRITE)
    record = record_for(request, register, uid, Right.WRITE)
    problems: list[str] = []
    if request.method == "POST":
        record.version = _seen(request)
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
            messages.success(
                request, _("%(title)s is deleted; it can be restored.") % {"title": register.title_of(record)}
            )
            return redirect("record", id=id, uid=uid)
    context = {
        "register": register,
        "record_name": register.title_of(record),
        "version": record.version,
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
        messages.success(request, _("%(title)s is restored.") % {"title": register.title_of(record)})
    return redirect("record", id=id, uid=uid)
