"""What a request to a register's page is about: the register, the record, the version that the person saw."""

from typing import Any

from django.http import Http404, HttpRequest

from shuangying.kernel.accounts.api import Right
from shuangying.kernel.registers import declaration, spans
from shuangying.kernel.registers.declaration import Register


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
    record = rows.filter(uid=uid).select_related(*register.references).first()
    if record is None:
        raise Http404
    spans.attach([record], request.as_of)
    return record


def seen_version(request: HttpRequest) -> int:
    """The version that the person saw, as the form sent it; 0, which no record has, where it says none."""
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0
