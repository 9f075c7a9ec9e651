"""The API put together: one per process, made from the declarations when its addresses are first asked for."""

import functools
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern, re_path
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI, Router
from ninja.renderers import JSONRenderer

from shuangying import __version__
from shuangying.kernel.accounts.access import public
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers import words
from shuangying.site.api import figures, problems, records
from shuangying.site.api.access import LoggedIn, Token

OPEN = ("openapi-json", "openapi-view")
"""What anybody may read: the description of the API, which holds no data."""

DESCRIPTION = """Every register and figure, as on the pages: the same names, filters, rights and one way of writing.

Send a token as `Authorization: Bearer …`. Days are ISO; divisions have 12 digits; money is in yuan, as text. Every error is a
problem document (RFC 9457) with a `code`. What lies outside the caller's scope does not exist: 404."""


class Readable(JSONRenderer):
    """JSON in which Chinese stays Chinese."""

    json_dumps_params = {"ensure_ascii": False}


def build() -> NinjaAPI:
    """The API with the endpoints of all registers and figures."""
    api = NinjaAPI(
        title="Shuangying",
        version=__version__,
        description=DESCRIPTION,
        auth=[Token(), LoggedIn()],
        urls_namespace="api",
        renderer=Readable(),
    )
    problems.declare_handlers(api)
    router = Router()
    with translation.override(settings.LANGUAGE_CODE):
        for register in registers.all_registers():
            records.add_endpoints(router, register)
    api.add_router("", router)
    api.add_router("", figures.router)
    return api


def urlpatterns() -> list[URLPattern]:
    """The API's addresses, to be included at `api/`; every error among their answers is a problem document."""
    patterns: list[Any] = build().urls[0]
    for pattern in patterns:
        pattern.callback = _answered(pattern.callback)
        if pattern.name in OPEN:
            public(pattern.callback)
        if pattern.name == "api-root":
            pattern.callback = csrf_exempt(_nothing)
    return [*patterns, re_path(r"^.*$", csrf_exempt(_nothing))]


def _answered(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view, with a refusal of its method as a problem document too."""

    @functools.wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if isinstance(response, HttpResponseNotAllowed):
            refused = problems.document(405, "method_not_allowed")
            refused.headers["Allow"] = response.headers["Allow"]
            return refused
        return response

    return answered


def _nothing(request: HttpRequest, **_kwargs: Any) -> HttpResponse:
    return problems.document(404, "not_found")


words.declare(
    {
        "unknown_column": _("There is no column %(column)s here."),
        "unknown_parameter": _("There is no parameter %(name)s here."),
        "not_sortable": _("The list cannot be sorted by %(name)s."),
        "size_out_of_range": _("A page holds 1 to %(most)s records."),
        "too_many_points": _("Ask for 1 to %(most)s days, or take a longer step."),
        "not_a_number_in_full": _("This is neither an identity number nor a phone number in full."),
        "not_a_plain_value": _("Send a text or a number here."),
    }
)
