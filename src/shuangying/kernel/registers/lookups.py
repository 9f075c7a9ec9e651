"""What a form asks while one types: records and divisions to choose from, and whether a person is known.

Both are posted, so that no name or number typed gets into an address.
"""

from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shuangying.core.problems import Invalid
from shuangying.core.texts import plain_text
from shuangying.kernel.accounts.api import Right
from shuangying.kernel.registers import linking
from shuangying.kernel.registers.forms import Filling, options
from shuangying.kernel.registers.requests import register_for
from shuangying.kernel.registers.words import words_for
from shuangying.kernel.registers.writing import parse_values

MOST_CHOICES = 20
LONGEST_TEXT = 100


@require_POST
def choices(request: HttpRequest, id: str, name: str) -> JsonResponse:
    """What may be chosen in a column, by what is typed."""
    register = register_for(request, id, _right(request, id))
    column = register.by_name.get(name)
    if column is None or column.kind not in ("reference", "division"):
        raise Http404
    try:
        text = plain_text(request.POST.get("q", "")[:LONGEST_TEXT].strip())
    except Invalid:
        text = ""
    found = options(Filling(register, request.actor, request.as_of), column, text, MOST_CHOICES)
    return JsonResponse({"choices": [{"value": value, "label": label, "note": note} for value, label, note in found]})


def _right(request: HttpRequest, id: str) -> Right:
    """Choices are for those who write, and for those who may do one of the register's actions."""
    register = register_for(request, id)
    return Right.WRITE if not register.actions else Right.READ


@require_POST
def known(request: HttpRequest, id: str, name: str) -> JsonResponse:
    """Whether what a line says of a record that it names inline is one that is known; nothing but its mask is told of it."""
    register = register_for(request, id, Right.WRITE)
    columns = register.linked.get(name, ())
    if not columns:
        raise Http404
    raw = {column.name: request.POST.get(column.name, "") for column in columns}
    values, problems = parse_values(register, {key: value for key, value in raw.items() if value.strip()})
    named = linking.Named(0, linking.values_for(name, columns, values))
    if problems or not _tells(register, name, named):
        return JsonResponse({"state": "", "text": ""})
    other = register.referenced(name)
    linking.find(other, [named], request.actor, everywhere=name != register.part_of)
    wrong = [problem for _name, problem in named.problems if problem.code != "required"]
    if wrong:
        return JsonResponse({"state": "wrong", "text": "; ".join(words_for(problem) for problem in wrong)})
    if named.record is None:
        return JsonResponse({"state": "new", "text": _("new")})
    if not other.reach(request.actor).covers(named.record.division.path):
        return JsonResponse({"state": "known", "text": _("known")})
    words = {"title": other.title_of(named.record), "place": named.record.division.name}
    return JsonResponse({"state": "known", "text": _("known: %(title)s, %(place)s") % words})


def _tells(register: Any, name: str, named: linking.Named) -> bool:
    """Whether the line says enough to tell one record from another."""
    other = register.referenced(name)
    given = {key for key, value in named.values.items() if value not in (None, "")}
    return any(given.issuperset(identity) for identity in (*other.identity, *other.recognised_by))
