"""Who asks, and which day they look at."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse

from shuangying.kernel.accounts.actors import NOBODY, actor_of
from shuangying.kernel.divisions import api as divisions


class WhoAndWhen:
    """Give every request its actor, its as-of day and the home's today."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.today = divisions.today()
        text = request.GET.get("as_of")
        request.as_of = date.fromisoformat(text) if text else request.today
        request.actor = actor_of(request.user, request.today) if request.user.is_authenticated else NOBODY
        return self.get_response(request)
