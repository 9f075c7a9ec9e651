"""How the API documents and checks who calls it. Who that is, the middleware has said already (`accounts.middleware`)."""

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer

from shuangying.kernel.accounts.api import Actor


class Token(HttpBearer):
    """A token of a post in the Authorization header."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        return request.actor if request.actor.kind == "token" else None


class LoggedIn(APIKeyCookie):
    """The session of a browser; what changes anything needs the CSRF token of the pages too."""

    param_name = settings.SESSION_COOKIE_NAME

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        return request.actor if request.actor.kind == "user" and request.actor else None
