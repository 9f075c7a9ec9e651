"""The faces of every register: list, record, form, delete, restore."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shuangying.core.problems import Invalid, Problem
from shuangying.kernel.accounts.api import Right
from shuangying.kernel.registers import declaration, spans, writing
from shuangying.kernel.registers.columns import Column
from shuangying.kernel.registers.declaration import Register
from shuangying.kernel.registers.forms import changes_of, fields_of
from shuangying.kernel.registers.listing import Listing
from shuangying.kernel.registers.record_history import history_of, timeline_of
from shuangying.kernel.registers.words import words_for


def _register(request: HttpRequest, id: str, right: Right = Right.READ) -> Register:
    """The register, if the person has the right on it anywhere; else it does not exist for them."""
    try:
        register = declaration.get(id)
    except KeyError:
        raise Http404 from None
    if register.reach(request.actor, right).none:
        raise Http404
    return register


def _record(request: HttpRequest, register: Register, uid: str, right: Right = Right.READ) -> Any:
    """The record, deleted or not, if the person has the right on it; else it does not exist for them."""
    rows = register.reach(request.actor, right).limit(register.model.objects.all())
    related = [column.name for column in register.bound if column.related]
    record = rows.filter(uid=uid).select_related(*related).first()
    if record is None:
        raise Http404
    spans.attach([record], request.as_of)
    return record


def listing_of(request: HttpRequest, register: Register) -> Listing:
    """The list that the request's address asks for."""
    params = {name: request.GET.getlist(name) for name in request.GET if name not in ("as_of", "lang", "columns")}
    return Listing(register, request.actor, request.as_of, params)


def list_page(request: HttpRequest, id: str) -> HttpResponse:
    """The register's list."""
    register = _register(request, id)
    listing = listing_of(request, register)
    wanted = [name for name in request.GET.getlist("columns") if name in register.by_name]
    kept = request.session.get(f"columns.{id}", [])
    if wanted:
        request.session[f"columns.{id}"] = kept = wanted
    shown = [column for column in register.bound if (column.name in kept if kept else column.listed)]
    sorted_by, descending = listing.sort
    context = {
        "register": register,
        "listing": listing,
        "columns": shown,
        "all_columns": [{"column": column, "shown": column in shown} for column in register.bound],
        "heads": [_head(listing, column, sorted_by, descending) for column in shown],
        "rows": [
            {"record": row, "url": _url("record", id, row), "cells": [_cell(row, column) for column in shown]}
            for row in listing.rows
        ],
        "count": listing.count,
        "sum_cells": [_sum_cell(listing, column) for column in shown],
        "chips": listing.chips,
        "all_query": listing.query(**{name: [] for name in register.filters}),
        "set_filters": list(_set_filters(listing)),
        "filter_fields": [_filter_field(listing, column) for column in register.bound if column.kind != "long"],
        "problems": [words_for(problem) for _name, problem in listing.problems],
        "q": next(iter(listing.params.get("q", [])), ""),
        "next_url": listing.next_query and f"?{listing.next_query}",
        "previous_url": listing.previous_query and f"?{listing.previous_query}",
        "filter_query": listing.query(),
        "may_write": register.may_write(request.actor),
        "shows_deleted": listing.shows_deleted,
        "deleted_query": listing.query(deleted=[] if listing.shows_deleted else ["1"]),
    }
    return render(request, "registers/list.html", context)


def _head(listing: Listing, column: Column, sorted_by: Column, descending: bool) -> dict[str, Any]:
    is_sorted = column.name == sorted_by.name
    wanted = f"-{column.name}" if is_sorted and not descending else column.name
    return {
        "column": column,
        "label": column.label,
        "align_end": column.align_end,
        "sort_url": f"?{listing.query(sort=[wanted])}" if column.sortable else "",
        "sorted": ("descending" if descending else "ascending") if is_sorted else "",
    }


def _cell(record: Any, column: Column) -> dict[str, Any]:
    text = column.text(record)
    value = column.raw(record) if column.kind in ("state", "choice") else None
    return {"text": text, "unit": column.unit if text else "", "column": column, "value": value}


def _sum_cell(listing: Listing, column: Column) -> dict[str, Any]:
    total = listing.totals.get(column.name)
    return {
        "text": column.show(total) if total is not None else "",
        "unit": column.unit if total is not None else "",
        "column": column,
    }


def _set_filters(listing: Listing) -> Any:
    """The filters that are set and have no chip of their own: what each says and where it is taken away."""
    register = listing.register
    for name, values in listing.params.items():
        if name in ("q", "sort", "after", "before", "deleted") or not any(values):
            continue
        base = name.removesuffix("_from").removesuffix("_to")
        column = register.by_name.get(name) or register.by_name.get(base)
        if column is not None and column.kind in ("state", "choice"):
            continue
        if column is None and name not in listing.conditions:
            continue
        text = "、".join(_shown(listing, name, column, value) for value in values if value)
        yield {
            "label": column.label if column else _("Counted by"),
            "text": text,
            "url": f"?{listing.query(**{name: []})}",
        }


def _shown(listing: Listing, name: str, column: Column | None, value: str) -> str:
    if column is None:
        return value
    try:
        shown = column.show(column.parse(value))
    except Invalid:
        shown = value
    return {"_from": _("from %(value)s"), "_to": _("to %(value)s")}.get(name[len(column.name) :], "%(value)s") % {
        "value": shown
    }


def _filter_field(listing: Listing, column: Column) -> dict[str, Any]:
    ranged = column.kind in ("date", "number", "money", "area")
    names = [f"{column.name}_from", f"{column.name}_to"] if ranged else [column.name]
    inputs = [{"name": name, "value": next(iter(listing.params.get(name, [])), "")} for name in names]
    return {"column": column, "inputs": inputs, "choices": column.choices, "ranged": ranged}


def record_page(request: HttpRequest, id: str, uid: str) -> HttpResponse:
    """One record: its facts, its dates, its history."""
    register = _register(request, id)
    record = _record(request, register, uid)
    may_write = register.reach(request.actor, Right.WRITE).covers(record.division.path)
    context = {
        "register": register,
        "record": record,
        "title": register.title_of(record),
        "facts": [{"column": column, **_cell(record, column)} for column in register.bound],
        "timeline": timeline_of(register, record, request.as_of),
        "related": list(_related(request, register, record)),
        "history": history_of(register, record),
        "may_write": may_write,
        "list_url": reverse("register-list", args=[id]),
    }
    return render(request, "registers/record.html", context)


def _related(request: HttpRequest, register: Register, record: Any) -> Any:
    """The registers whose rows point to this record, as links to their lists."""
    for other in declaration.readable(request.actor):
        for column in other.bound:
            if column.kind == "reference" and column.related is register.model:
                rows = other.visible(request.actor).filter(**{column.name: record})
                url = f"{reverse('register-list', args=[other.id])}?{urlencode({column.name: str(record.uid)})}"
                yield {"register": other, "count": rows.count(), "url": url}


def new_page(request: HttpRequest, id: str) -> HttpResponse:
    """Enter a new record."""
    register = _register(request, id, Right.WRITE)
    return _form(request, register, None)


def edit_page(request: HttpRequest, id: str, uid: str) -> HttpResponse:
    """Change a record."""
    register = _register(request, id, Right.WRITE)
    record = _record(request, register, uid, Right.WRITE)
    if record.deleted_at is not None:
        return redirect("record", id=id, uid=uid)
    return _form(request, register, record)


def _form(request: HttpRequest, register: Register, record: Any) -> HttpResponse:
    problems: writing.Problems = []
    theirs, refused = None, False
    if request.method == "POST":
        version = int(request.POST.get("version") or 0) if record is not None else None
        change, problems = changes_of(register, request.POST, record, request.as_of)
        if not problems:
            try:
                saved = writing.save(
                    register,
                    request.actor,
                    change.values,
                    record=record,
                    version=version,
                    states=change.states,
                    on=change.on,
                )
            except writing.Rejected as error:
                problems = error.problems
            except writing.Refused:
                refused = True
            except writing.Stale as error:
                theirs = error.theirs
            else:
                messages.success(request, _("%(title)s is saved.") % {"title": register.title_of(saved)})
                return redirect("record", id=register.id, uid=saved.uid)
    if theirs is not None:
        spans.attach([theirs], request.as_of)
    fields = fields_of(register, record, request.POST if request.method == "POST" else None, problems, theirs, request)
    context = {
        "register": register,
        "record": record,
        "title": register.title_of(record) if record is not None else "",
        "fields": fields,
        "problems": [{"column": register.by_name.get(name), "text": words_for(problem)} for name, problem in problems],
        "refused": refused,
        "stale": theirs,
        "version": theirs.version if theirs is not None else getattr(record, "version", ""),
        "cancel_url": _url("record", register.id, record)
        if record is not None
        else reverse("register-list", args=[register.id]),
    }
    status = 409 if theirs is not None else 403 if refused else 422 if problems else 200
    return render(request, "registers/form.html", context, status=status)


def delete_page(request: HttpRequest, id: str, uid: str) -> HttpResponse:
    """Delete a record with a reason."""
    register = _register(request, id, Right.WRITE)
    record = _record(request, register, uid, Right.WRITE)
    problems: list[Problem] = []
    if request.method == "POST":
        try:
            writing.delete(register, request.actor, record, request.POST.get("reason", ""))
        except writing.Rejected as error:
            problems = [problem for _name, problem in error.problems]
        else:
            messages.success(
                request, _("%(title)s is deleted; it can be restored.") % {"title": register.title_of(record)}
            )
            return redirect("record", id=id, uid=uid)
    context = {
        "register": register,
        "record": record,
        "title": register.title_of(record),
        "problems": [words_for(problem) for problem in problems],
        "cancel_url": _url("record", id, record),
    }
    return render(request, "registers/delete.html", context, status=422 if problems else 200)


@require_POST
def restore(request: HttpRequest, id: str, uid: str) -> HttpResponse:
    """Bring a deleted record back."""
    register = _register(request, id, Right.WRITE)
    record = _record(request, register, uid, Right.WRITE)
    try:
        writing.restore(register, request.actor, record)
    except writing.Rejected as error:
        for _name, problem in error.problems:
            messages.error(request, words_for(problem))
    else:
        messages.success(request, _("%(title)s is restored.") % {"title": register.title_of(record)})
    return redirect("record", id=id, uid=uid)


def _url(name: str, id: str, record: Any) -> str:
    return reverse(name, args=[id, record.uid])
