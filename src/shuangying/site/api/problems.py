"""Errors as problem documents (RFC 9457): every answer of the API that is not what was asked for is one of these."""

import json
import logging
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from shuangying.core.masks import hide_numbers
from shuangying.core.problems import Problem
from shuangying.kernel.divisions.api import NoCounty
from shuangying.kernel.registers.api import words_for
from shuangying.kernel.registers.writing import Refused, Rejected, Stale

logger = logging.getLogger("shuangying.api")
TYPE = "urn:shuangying:problem:"

TITLES = {
    "bad_request": _("The request cannot be read"),
    "not_authenticated": _("Not logged in, or the token is not valid"),
    "refused": _("No right to do this here"),
    "csrf": _("The form's secret is missing"),
    "not_found": _("There is no such thing here"),
    "method_not_allowed": _("This cannot be done here"),
    "stale": _("The record has changed since it was read"),
    "deleted": _("The record is deleted"),
    "not_deleted": _("The record is not deleted"),
    "too_large": _("The request is too large"),
    "invalid": _("Some values are wrong"),
    "version_required": _("Say which version was read"),
    "too_many_requests": _("Too many requests"),
    "failed": _("The program has failed"),
    "no_county": _("This home has no county yet"),
}
BY_STATUS = {
    400: "bad_request",
    401: "not_authenticated",
    403: "refused",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    422: "invalid",
    429: "too_many_requests",
    500: "failed",
}
PYDANTIC_CODES = {"extra_forbidden": "unknown_column", "missing": "required"}


class Halt(Exception):
    """Stop and answer with a problem document.

    Args:
        status: the HTTP status.
        code: the problem's code, a key of `TITLES`.
        errors: what is wrong with which column or parameter.
        more: further members of the document.
    """

    def __init__(self, status: int, code: str, errors: Iterable[tuple[str, Problem]] = (), **more: Any) -> None:
        super().__init__(code)
        self.status, self.code, self.errors, self.more = status, code, list(errors), more


def document(
    status: int, code: str, *, detail: str = "", errors: Iterable[dict[str, Any]] = (), **more: Any
) -> HttpResponse:
    """A problem document as a response."""
    listed = list(errors)
    title = str(TITLES.get(code, code))
    body = {
        "type": TYPE + code,
        "title": title,
        "status": status,
        "detail": detail or "; ".join(error["message"] for error in listed) or title,
        "code": code,
        **({"errors": listed} if listed else {}),
        **more,
    }
    text = json.dumps(body, ensure_ascii=False, default=str)
    response = HttpResponse(text.encode("utf-8", "replace"), status=status, content_type="application/problem+json")
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def errors_of(problems: Iterable[tuple[str, Problem]]) -> list[dict[str, Any]]:
    """Problems of columns as the members of `errors`."""
    return [{"column": name, "code": problem.code, "message": words_for(problem)} for name, problem in problems]


def declare_handlers(api: NinjaAPI) -> None:
    """Let every exception of the API become a problem document."""
    handlers: dict[type[Exception], Any] = {
        Halt: _halt,
        Rejected: lambda _request, error: document(422, "invalid", errors=errors_of(error.problems)),
        Refused: lambda _request, _error: document(403, "refused"),
        Stale: lambda _request, _error: document(409, "stale"),
        Http404: lambda _request, _error: document(404, "not_found"),
        NoCounty: lambda _request, _error: document(503, "no_county"),
        AuthenticationError: lambda _request, _error: document(401, "not_authenticated"),
        HttpError: _http_error,
        ValidationError: _validation_error,
        RequestDataTooBig: lambda _request, _error: document(413, "too_large"),
        Exception: _failed,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)


def _halt(_request: HttpRequest, error: Halt) -> HttpResponse:
    return document(error.status, error.code, errors=errors_of(error.errors), **error.more)


def _http_error(_request: HttpRequest, error: HttpError) -> HttpResponse:
    code = "csrf" if "CSRF" in str(error) else BY_STATUS.get(error.status_code, "bad_request")
    return document(error.status_code, code)


def _validation_error(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = []
    for one in error.errors:
        column = hide_numbers(str(one["loc"][-1]))
        code = PYDANTIC_CODES.get(str(one["type"])) or str(one["type"])
        known = code in PYDANTIC_CODES.values()
        message = words_for(Problem(code, {"column": column})) if known else hide_numbers(one["msg"])
        errors.append({"column": column, "code": code, "message": message})
    return document(422, "invalid", errors=errors)


def _failed(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.error("%s %s failed", request.method, request.path, exc_info=error)
    return document(500, "failed")
