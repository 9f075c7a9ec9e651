"""Pages on which records are entered and changed: a record's form with the grids of its parts."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from shuangying.core.problems import Invalid
from shuangying.kernel.accounts.api import Right
from shuangying.kernel.registers import writing
from shuangying.kernel.registers.declaration import Register
from shuangying.kernel.registers.forms import Filling, changes_of, groups_of, versions
from shuangying.kernel.registers.grids import Grid, fresh_versions, grids_of
from shuangying.kernel.registers.record_view import crumbs, crumbs_to, record_url
from shuangying.kernel.registers.requests import record_for, register_for, seen_version
from shuangying.kernel.registers.words import words_for


def new_page(request: HttpRequest, id: str) -> HttpResponse:
    """Enter a new record, in the whole that the address names if it is a part."""
    return _form(request, register_for(request, id, Right.WRITE), None)


def edit_page(request: HttpRequest, id: str, uid: str) -> HttpResponse:
    """Change a record."""
    register = register_for(request, id, Right.WRITE)
    record = record_for(request, register, uid, Right.WRITE)
    if record.deleted_at is not None:
        return redirect("record", id=id, uid=uid)
    return _form(request, register, record)


def _form(request: HttpRequest, register: Register, record: Any) -> HttpResponse:
    posted = request.POST.dict() if request.method == "POST" else None
    grids = grids_of(register, request.actor, request.as_of, record, posted)
    problems: writing.Problems = []
    others: list[str] = []
    theirs = None
    if posted is not None:
        change, problems = changes_of(register, posted, record, request.as_of)
        lines = {grid.part.id: grid.read() for grid in grids}
        if record is not None:
            record.version = seen_version(request)
        if not problems and not any(line.problems for grid in grids for line in grid.lines):
            try:
                saved = _save(request, register, change, lines)
            except writing.Rejected as error:
                problems = error.problems
                for grid in grids:
                    problems = grid.blame(problems)
            except writing.Refused:
                others = [_("Your posts may not write in this division. Choose one of your own.")]
            except writing.Stale as error:
                theirs = error.theirs
            else:
                title = register.title_of(saved, register.sight(request.actor))
                messages.success(request, _("%(title)s is saved.") % {"title": title})
                return redirect("record", id=register.id, uid=saved.uid)
    return _shown(request, register, record, posted, grids, problems, others, theirs)


def _save(request: HttpRequest, register: Register, change: writing.Change, lines: Mapping[str, Any]) -> Any:
    told = {"record": change.record, "states": change.states, "on": change.on}
    if lines:
        return writing.save_with_parts(register, request.actor, change.values, lines, **told)
    return writing.save(register, request.actor, change.values, **told)


def _shown(
    request: HttpRequest,
    register: Register,
    record: Any,
    posted: Mapping[str, str] | None,
    grids: list[Grid],
    problems: writing.Problems,
    others: list[str],
    theirs: Any,
) -> HttpResponse:
    filling = Filling(register, request.actor, request.as_of)
    stale = _stale(filling, record, posted, grids, theirs)
    whole = _whole(request, register) if record is None else None
    given = {register.part_of: whole} if whole is not None else {}
    groups = groups_of(filling, record, posted, problems, given)
    known = {field["column"] for group in groups for field in group["fields"]}
    others = [*others, *(words_for(problem) for name, problem in problems if name not in known)]
    tables = [grid.context() for grid in grids]
    listed = [field for group in groups for field in group["fields"]]
    listed += [field for table in tables for line in table["lines"] for field in line["fields"]]
    others += [words for table in tables for line in table["lines"] for words in line["others"]]
    in_lines = any(line.problems for grid in grids for line in grid.lines)
    if record is not None:
        above = crumbs_to(record, request.actor)
    else:
        above = [
            *(crumbs_to(whole, request.actor) if whole is not None else []),
            *crumbs(register, None, request.actor),
        ]
    context = {
        "register": register,
        "record_name": register.title_of(record, register.sight(request.actor)) if record is not None else "",
        "crumbs": above,
        "groups": groups,
        "grids": tables,
        "fields": listed,
        "other_problems": others,
        "has_problems": bool(problems or others or in_lines),
        "stale": stale,
        "version": _version(record, theirs),
        "cancel_url": record_url(record if record is not None else whole, request.actor)
        or reverse("register-list", args=[register.id]),
    }
    wrong = problems or in_lines
    status = 409 if theirs is not None else 422 if wrong else 403 if others else 200
    return render(request, "registers/form.html", context, status=status)


def _version(record: Any, theirs: Any) -> Any:
    """The version that counts as seen once the form is shown."""
    if record is None:
        return ""
    return theirs.version if type(theirs) is type(record) and theirs.pk == record.pk else record.version


def _stale(
    filling: Filling, record: Any, posted: Mapping[str, str] | None, grids: list[Grid], theirs: Any
) -> dict[str, Any] | None:
    """What the other one wrote beside what was typed: to the record, or to one of its parts."""
    if theirs is None or posted is None:
        return None
    line = fresh_versions(grids, theirs)
    if line is None:
        return versions(filling, record, posted, theirs)
    part = next(grid.part for grid in grids if isinstance(theirs, grid.part.model))
    found = versions(Filling(part, filling.actor, filling.day), line.record, line.posted or {}, theirs)
    return found | {"what": _("%(part)s, line %(n)s") % {"part": part.label, "n": line.number + 1}}


def _whole(request: HttpRequest, register: Register) -> Any:
    """The whole for which a new part is opened, as the address names it."""
    named = request.GET.get(register.part_of) if register.part_of else None
    if not named:
        return None
    column = register.by_name[register.part_of]
    try:
        whole = column.parse(named)
    except Invalid:
        return None
    return whole if record_url(whole, request.actor) else None
