"""Pages on which something is done to a record besides changing it: declared actions, and a look at what is hidden."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shuangying.core.problems import Invalid, Problem
from shuangying.core.texts import plain_text
from shuangying.kernel.registers import reveals, writing
from shuangying.kernel.registers.actions import Action
from shuangying.kernel.registers.declaration import Register
from shuangying.kernel.registers.forms import Filling, fields_of, reason_field, typed_values
from shuangying.kernel.registers.pages import record_context
from shuangying.kernel.registers.record_view import crumbs_to, fact_groups, hidden_names
from shuangying.kernel.registers.requests import record_for, register_for, seen_version
from shuangying.kernel.registers.words import words_for


def action_page(request: HttpRequest, id: str, uid: str, name: str) -> HttpResponse:
    """Do a declared action to a record, with a reason."""
    register = register_for(request, id)
    record = record_for(request, register, uid)
    action = _action(request, register, record, name)
    posted = request.POST.dict() if request.method == "POST" else None
    problems: writing.Problems = []
    if posted is not None:
        columns = [register.by_name[column] for column in action.columns]
        entered, problems = typed_values(register, columns, posted, record)
        reason, why = _reason(posted)
        problems += why
        if not problems:
            try:
                writing.act(register, request.actor, record, name, entered, reason, version=seen_version(request))
            except writing.Rejected as error:
                problems = error.problems
            except writing.Refused:
                raise Http404 from None
            except writing.Stale:
                messages.warning(
                    request, _("Somebody changed the record meanwhile. Nothing was done; this is what it is now.")
                )
                return redirect("record", id=id, uid=uid)
            else:
                title = register.title_of(record, register.sight(request.actor))
                done = {"title": title, "action": action.done or action.label}
                messages.success(request, _("%(title)s: %(action)s. The reason is kept in its history.") % done)
                return redirect("record", id=id, uid=uid)
    return _shown(request, register, record, action, posted, problems)


def _reason(posted: dict[str, str]) -> tuple[str, writing.Problems]:
    """The reason that the form gives, and what is wrong with it."""
    try:
        reason = plain_text(posted.get("reason", "")).strip()
    except Invalid as error:
        return "", [("reason", error.problem)]
    return reason, [] if reason else [("reason", Problem("reason_required"))]


def _action(request: HttpRequest, register: Register, record: Any, name: str) -> Action:
    """The action, if the person may do it to the record now.

    Raises:
        Http404: there is none, or it is not theirs to do, or not now.
    """
    for action in register.actions_for(request.actor, record):
        if action.name == name:
            return action
    raise Http404


def _shown(
    request: HttpRequest,
    register: Register,
    record: Any,
    action: Action,
    posted: dict[str, str] | None,
    problems: writing.Problems,
) -> HttpResponse:
    columns = [register.by_name[column] for column in action.columns]
    filling = Filling(register, request.actor, request.as_of)
    fields = fields_of(filling, columns, record, posted, problems, {})
    whys = [words_for(problem) for name, problem in problems if name == "reason"]
    reason = reason_field(posted.get("reason", "") if posted else "", whys)
    asked = {"reason", *action.columns}
    context = {
        "register": register,
        "record_name": register.title_of(record, register.sight(request.actor)),
        "crumbs": crumbs_to(record, request.actor),
        "action": action,
        "fields": [*fields, reason],
        "other_problems": [words_for(problem) for name, problem in problems if name not in asked],
        "has_problems": bool(problems),
        "version": record.version if posted is None else posted.get("version", ""),
        "cancel_url": reverse("record", args=[register.id, record.uid]),
    }
    return render(request, "registers/action.html", context, status=422 if problems else 200)


@require_POST
def reveal(request: HttpRequest, id: str, uid: str) -> HttpResponse:
    """The record's page with hidden values shown in place, for this once; the reason is kept in its history."""
    register = register_for(request, id)
    record = record_for(request, register, uid)
    names = request.POST.getlist("column")
    if "all" in request.POST:
        names = hidden_names(fact_groups(register, record, request.actor))
    given: dict[str, str] = {}
    problem = ""
    try:
        reason = plain_text(request.POST.get("other", "").strip() or request.POST.get("reason", ""))
        given = reveals.reveal(register, request.actor, record, names, reason)
    except writing.Refused:
        raise Http404 from None
    except (Invalid, writing.Rejected):
        problem = _("Say why you need it. Nothing was shown.")
    context = record_context(request, register, record, given) | {"reveal_problem": problem}
    return render(request, "registers/record.html", context, status=422 if problem else 200)
