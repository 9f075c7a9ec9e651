"""Whether the program is up (`/healthz`), whether it can serve (`/readyz`), and its numbers for a monitor (`/metrics`)."""

import hmac
import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse

from shuangying import __version__
from shuangying.kernel.accounts.access import public
from shuangying.kernel.accounts.api import User
from shuangying.kernel.audit.models import Entry
from shuangying.kernel.registers import api as registers
from shuangying.site import home_folder

TEXT = "text/plain; version=0.0.4; charset=utf-8"
PROXIED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP")


class Measured:
    """Count the requests of this process, by method and status, and the seconds they took."""

    lock = threading.Lock()
    requests: Counter[tuple[str, int]] = Counter()
    seconds = 0.0

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        method = request.method if request.method in ("GET", "POST", "PATCH", "DELETE") else "OTHER"
        with Measured.lock:
            Measured.requests[str(method), response.status_code] += 1
            Measured.seconds += time.perf_counter() - began
        return response


@public
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@public
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers, and its tables are those of this version."""
    try:
        executor = MigrationExecutor(connection)
        ready = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        status = "ok" if ready else "tables are of another version"
    except DatabaseError:
        ready, status = False, "no database"
    return JsonResponse({"status": status}, status=200 if ready else 503)


@public
def metrics(request: HttpRequest) -> HttpResponse:
    """Numbers in Prometheus' text format, for this machine or with the token `metrics` of the home's secrets."""
    if not _may_measure(request):
        return HttpResponseNotFound()
    return HttpResponse("\n".join([*_lines(), ""]), content_type=TEXT)


def _may_measure(request: HttpRequest) -> bool:
    proxied = any(header in request.META for header in PROXIED)
    if request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1") and not proxied:
        return True
    sent = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return hmac.compare_digest(sent.encode(), home_folder.secret("metrics").encode())


def _lines() -> Iterator[str]:
    yield from _metric("info", "gauge", "The version that runs", [(f'version="{__version__}"', 1)])
    records = [(f'register="{one.id}"', one.model.objects.live().count()) for one in registers.all_registers()]
    yield from _metric("records", "gauge", "Live records of each register", records)
    newest = Entry.objects.order_by("-pk").values_list("pk", flat=True).first()
    yield from _metric("journal_entries_total", "counter", "Entries of the journal", [("", newest or 0)])
    yield from _metric("users", "gauge", "People who may log in", [("", User.objects.filter(is_active=True).count())])
    worker = f'worker="{os.getpid()}"'
    with Measured.lock:
        counted, seconds = sorted(Measured.requests.items()), Measured.seconds
    served = [(f'{worker},method="{method}",status="{status}"', number) for (method, status), number in counted]
    yield from _metric("requests_total", "counter", "Requests that a worker has answered", served)
    yield from _metric(
        "request_seconds_total", "counter", "Seconds that a worker took for them", [(worker, round(seconds, 6))]
    )


def _metric(name: str, kind: str, text: str, values: Sequence[tuple[str, float]]) -> Iterator[str]:
    full = f"shuangying_{name}"
    yield f"# HELP {full} {text}"
    yield f"# TYPE {full} {kind}"
    for labels, value in values:
        yield f"{full}{{{labels}}} {value}" if labels else f"{full} {value}"
