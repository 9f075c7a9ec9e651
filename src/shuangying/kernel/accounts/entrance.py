"""Logging in: one answer for every wrong pair of login and password, at the same speed, counted and in the journal."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuangying.kernel.accounts import passwords, throttle
from shuangying.kernel.accounts.actors import Actor
from shuangying.kernel.accounts.models import User
from shuangying.kernel.audit import api as audit

EXPIRED = gettext_lazy("This one-time password has expired. Ask an administrator for a new one.")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why somebody was not let in, as a sentence for them."""

    sentence: str


def enter(request: HttpRequest, login: str, password: str) -> User | Refusal:
    """Log a person in.

    An unknown login takes as long as a wrong password (a password is hashed for it all the same), and both get the same
    sentence.
    """
    login, address = login.strip(), address_of(request)
    if until := throttle.blocked_until(login, address):
        return Refusal(_too_many(until))
    user = auth.authenticate(request, username=login, password=password)
    if not isinstance(user, User):
        until = throttle.count_failure(login, address)
        _journal_failure(login, address, "blocked" if until else "wrong")
        return Refusal(_too_many(until) if until else _("Login or password is wrong."))
    if passwords.has_expired(user):
        _journal_failure(login, address, "expired")
        return Refusal(str(EXPIRED))
    throttle.forget(login)
    auth.login(request, user)
    audit.record(Actor(user.login, user.name, user.pk), "login", detail={"address": address})
    return user


def leave(request: Any) -> None:
    """Log a person out."""
    if request.user.is_authenticated:
        audit.record(Actor(request.user.login, request.user.name, request.user.pk), "logout")
    auth.logout(request)


def address_of(request: HttpRequest) -> str:
    """The address a request comes from; behind the proxy that `SHUANGYING_PROXY` tells of, the one the proxy saw."""
    if settings.SECURE_PROXY_SSL_HEADER and (forwarded := request.headers.get("X-Forwarded-For")):
        return forwarded.split(",")[-1].strip()
    return request.META.get("REMOTE_ADDR", "")


def _too_many(until: datetime) -> str:
    return _("Too many failed attempts. Try again at %(time)s.") % {"time": f"{timezone.localtime(until):%H:%M:%S}"}


def _journal_failure(login: str, address: str, why: str) -> None:
    """What was typed is kept only if it is somebody's login: in its place people also type passwords."""
    user = User.objects.filter(login=login).first()
    actor = Actor(user.login, user.name, user.pk) if user else Actor("", "")
    audit.record(actor, "login_failed", detail={"address": address, "why": why, "known": user is not None})
