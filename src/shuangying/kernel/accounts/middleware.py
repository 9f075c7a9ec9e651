"""Who asks, and which day they look at. Set for every page that is not public, before its view runs."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from shuangying.core.calendar import FIRST_DAY, in_range
from shuangying.core.problems import Invalid
from shuangying.kernel.accounts.access import is_public
from shuangying.kernel.accounts.actors import NOBODY, Actor, actor_of
from shuangying.kernel.accounts.sentences import sentence
from shuangying.kernel.accounts.tokens import actor_of_token
from shuangying.kernel.divisions import api as divisions

API = "/api/"
KEPT = "as_of"
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
BEFORE_CHANGE = ("password-change", "logout")


class BadDay(ValueError):
    """An as-of day that cannot be used; the text says why."""


class WhoAndWhen:
    """Give a request `actor`, `as_of` and `today`; send those who have not logged in to the log-in page.

    `?as_of=2020-03-05` is kept in the session until `?as_of=today` or an empty one. The API keeps no day and no session of
    its own: it answers 401 instead of a page, and takes a token as well as a log-in.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        """Pass the request on, with nobody as its actor until a view is found; no cache keeps an answer that is not public."""
        request.actor, request.today, request.as_of = NOBODY, None, None
        response = self.get_response(request)
        if request.today is not None:
            patch_cache_control(response, private=True, no_store=True)
        return response

    def process_view(self, request: Any, view: Callable[..., Any], _args: Any, _kwargs: Any) -> HttpResponse | None:
        """Close what is not public; else say who asks and for which day."""
        if is_public(view):
            return None
        api = request.path_info.startswith(API)
        request.today = divisions.today()
        request.actor = self._actor(request, api)
        if not request.actor:
            return _no_log_in(request, api)
        if self._must_change(request):
            return _must_change(api)
        try:
            request.as_of = _asked_day(request, api)
        except BadDay as error:
            if api:
                return problem(400, "no_such_day", _("No such as-of day"), str(error))
            messages.error(request, str(error))
            request.as_of = _kept_day(request)
        return None

    def _actor(self, request: Any, api: bool) -> Actor:
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if api and scheme.lower() == "bearer":
            return actor_of_token(secret.strip(), timezone.localdate(), request.today) or NOBODY
        return actor_of(request.user, request.today) if request.user.is_authenticated else NOBODY

    def _must_change(self, request: Any) -> bool:
        if request.actor.kind != "user" or not request.user.must_change_password:
            return False
        return request.resolver_match.url_name not in BEFORE_CHANGE


def problem(status: int, code: str, title: str, detail: str = "") -> JsonResponse:
    """A problem document (RFC 9457)."""
    kind = f"urn:shuangying:problem:{code}"
    body = {"type": kind, "title": title, "status": status, "detail": detail or title, "code": code}
    return JsonResponse(
        body, status=status, content_type="application/problem+json", json_dumps_params={"ensure_ascii": False}
    )


def _no_log_in(request: HttpRequest, api: bool) -> HttpResponse:
    if api:
        answer: HttpResponse = problem(401, "not_authenticated", _("Log in or send a token"))
        answer["WWW-Authenticate"] = "Bearer"
        return answer
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": resolve_url("login")})
    return redirect_to_login(request.get_full_path() if request.method == "GET" else "/", resolve_url("login"))


def _must_change(api: bool) -> HttpResponse:
    if api:
        return problem(403, "password_change", _("Change your one-time password first"))
    return redirect("password-change")


def _asked_day(request: Any, api: bool) -> date:
    text = request.GET.get(KEPT)
    if text is None:
        return request.today if api else _kept_day(request)
    day = request.today if text.strip() in ("", "today") else _parsed(text.strip(), request.today)
    if not api:
        if day == request.today:
            request.session.pop(KEPT, None)
        elif request.session.get(KEPT) != day.isoformat():
            request.session[KEPT] = day.isoformat()
    return day


def _parsed(text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text) if ISO_DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise BadDay(_("“%(text)s” is no day. Write the as-of day like 2020-03-05.") % {"text": text[:20]})
    try:
        in_range(day)
    except Invalid as error:
        raise BadDay(sentence(error.problem)) from None
    if day > today:
        raise BadDay(_("%(day)s has not come yet: nothing is known of it.") % {"day": day.isoformat()})
    return day


def _kept_day(request: Any) -> date:
    kept = request.session.get(KEPT)
    day = date.fromisoformat(kept) if kept else request.today
    return max(min(day, request.today), FIRST_DAY)
