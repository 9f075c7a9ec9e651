"""The language of a request: what the person chose, else Chinese."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

COOKIE = settings.LANGUAGE_COOKIE_NAME


class Language:
    """Activates the language of the cookie or of `?lang=`; the browser's own wish does not count: Chinese is the default."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        wished = {"zh": "zh-hans"}.get(request.GET.get("lang", ""), request.GET.get("lang", ""))
        language = wished if wished in dict(settings.LANGUAGES) else request.COOKIES.get(COOKIE, settings.LANGUAGE_CODE)
        if language not in dict(settings.LANGUAGES):
            language = settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        if wished == language:
            response.set_cookie(
                COOKIE, language, max_age=365 * 86400, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
            )
        return response
