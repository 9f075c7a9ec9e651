"""The rooms' own pages, one more page and one API call, to knock at."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path

from shuangying.kernel.accounts.access import public


def page(request: HttpRequest) -> HttpResponse:
    """Say who asks and for which day."""
    return HttpResponse(f"{request.actor.login} {request.actor.kind} {request.as_of} {request.today}")


@public
def health(request: HttpRequest) -> HttpResponse:
    """A public page."""
    return HttpResponse("ok")


def call(request: HttpRequest) -> JsonResponse:
    """What an API call knows."""
    return JsonResponse({"login": request.actor.login, "kind": request.actor.kind, "as_of": str(request.as_of)})


urlpatterns = [
    path("", page, name="today"),
    path("healthz", health, name="healthz"),
    path("api/call", call),
    path("", include("shuangying.kernel.accounts.urls")),
]
