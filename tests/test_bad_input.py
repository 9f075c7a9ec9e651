"""Whatever stands in an address or a body, nothing fails: every page and endpoint is asked with nonsense.

The addresses come from the site, the parameters from the registers, the fields of forms from the pages themselves.
"""

import base64
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.http import urlencode

from shuangying.kernel.accounts.api import Post, Right, User, all_roles, console
from shuangying.kernel.accounts.tokens import issue_token
from shuangying.kernel.divisions.models import Home
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.writing import save
from shuangying.site.api.records import known_parameters

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
TODAY = date(2020, 3, 5)

NASTY = [
    "",
    "\0",
    "\x0b\x7f",
    "-1",
    "9" * 5000,
    "1e999999",
    "NaN",
    "0001-01-01",
    "9999-12-31",
    "a " * 1500,
    "x" * 3000,
    "%' OR 1=1 --",
    "/\\..",
    "١²",
    "🎉\u202e",
]
MOST_PATTERN = 60_000
"""Longer than what SQLite takes as a pattern."""

CURSORS = [
    base64.urlsafe_b64encode(text.encode()).decode()
    for text in ('["\\ud800",1]', '["\\u0000",1]', '["1e999999",1]', '["0001-01-01",1]', "[null,1e999]", "[" * 30_000)
]
MEMBERS = [None, "\0", "\ud800", 10**400, -1, 1.9, True, [], {}, "9" * 5000, "1e999999", "9999-12-31"]
BODIES = ["", "[]", "5", "[" * 3000, '{"version":1e999}', '{"\\ud800":1}', '{"reason":"\\ud800"}', "9" * 5000, b"\xff"]
FILES = [b"", b"\xff" * 100, b"PK\x03\x04nothing", b"\xd0\xcf\x11\xe0nothing", b"a,b\n\0,1"]
EVERYWHERE = ["lang", "next", "division", "q", "size", "id", "by", "from", "to", "step", "level", "within"]
IDS = ["projects", "projects.progress", "projects.count", "\0é"]


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    text: str


class Asker:
    """Somebody who may do everything, and who remembers which questions failed. Nothing that is asked changes anything."""

    def __init__(self, user: User, token: str) -> None:
        self.user = user
        self.client = Client(raise_request_exception=False)
        self.client.force_login(user)
        self.token = {"Authorization": f"Bearer {token}"}
        self.failed: list[str] = []

    def __call__(self, method: str, path: str, data: Any = "", kind: str = "application/json", **query: Any) -> Answer:
        address = f"/{path.replace(chr(0), '%00')}?{urlencode(query, doseq=True)}"
        headers = self.token if path.startswith("api/") else {}
        with transaction.atomic():
            if kind == "form":
                answer = self.client.post(address, data)
            else:
                answer = self.client.generic(method, address, data, kind, headers=headers)
            told = b"".join(answer) if answer.streaming else answer.content
            transaction.set_rollback(True)
        if answer.status_code >= 500:
            self.failed.append(f"{answer.status_code} {method} {address[:150]} {str(data)[:150]}")
        return Answer(answer.status_code, told.decode(errors="replace"))


@pytest.fixture
def record(place: Any) -> Any:
    """A project of the county."""
    Home.objects.filter(pk=1).update(today=TODAY)
    values = {"name": "桥", "division": place("单县"), "investment": Decimal(10**8), "started_on": date(2020, 2, 24)}
    return save(registers.get("projects"), console("tester"), values)


@pytest.fixture
def ask(record: Any, place: Any) -> Asker:
    user = User.objects.create(login="someone", name="某人")
    posts = [
        Post.objects.create(user=user, role=role, division=place("单县"), from_on=date(2020, 1, 1))
        for role in all_roles()
    ]
    clerk = next(post for post in posts if post.role == "clerk")
    return Asker(user, issue_token(clerk, "test", Right.WRITE, date(2100, 1, 1), console("tester"))[1])


def routes(patterns: Iterable[Any], before: str = "") -> Iterator[str]:
    """The routes of all pages and endpoints, such as `r/<str:id>/new`."""
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern) and "^" not in route and route != "logout":
            yield route


def addresses(record: Any, *keys: int) -> list[str]:
    """Every route with each of some values in its place: the record's uid, these primary keys, ids and nonsense."""
    parts = {"pk": [*map(str, keys), "9" * 30], "id": IDS, "name": ["daily", "\0é"], "language": ["zh"]}
    found = []
    for route in dict.fromkeys(routes(get_resolver().url_patterns)):
        made = [route]
        while "<" in made[0]:
            part = re.search(r"<\w+:(\w+)>", made[0])
            assert part is not None
            values = parts.get(part[1], [str(record.uid)])
            made = [one.replace(part[0], value, 1) for one in made for value in values]
        found += made
    return found


def some(values: list[Any], number: int, every: int) -> list[Any]:
    """Every fifth, or so, of the values; over the numbers each has its turn."""
    return values[number % every :: every]


def test_no_query_makes_a_page_or_an_endpoint_fail(ask: Asker, record: Any) -> None:
    there = [address for address in addresses(record, ask.user.pk) if ask("GET", address).status == 200]
    assert len(there) > 30
    for number, address in enumerate(there):
        for value in some(NASTY, number, 5):
            ask("GET", address, **dict.fromkeys(EVERYWHERE, value))
        ask("GET", address, as_of=("0001-01-01", "9999-12-31", "9" * 5000)[number % 3])
    assert ask.failed == []


def test_no_filter_makes_a_list_fail(ask: Asker) -> None:
    asked: Iterator[int] = count()
    for register in registers.all_registers():
        queries = [
            *[{name: value} for name in sorted(known_parameters(register)) for value in some(NASTY, next(asked), 15)],
            *[{"division": ["371722"] * 990}, {"q": "x" * MOST_PATTERN}],
            *[{end: cursor} for end in ("after", "before") for cursor in some(CURSORS, next(asked), 3)],
        ]
        lists = [f"r/{register.id}/", f"r/{register.id}/export", f"api/registers/{register.id}/records"]
        for query in queries:
            ask("GET", lists[next(asked) % 3], **query)
    for sort in ("name", "investment", "started_on"):
        for end in ("after", "before"):
            for cursor in CURSORS:
                ask("GET", "r/projects/", **{"sort": sort, end: cursor})
    ask("GET", "r/projects/", stage=["started"] * 990)
    assert ask.failed == []


def test_no_form_makes_a_page_fail(ask: Asker, record: Any) -> None:
    sheet = SimpleUploadedFile("项目.csv", "项目名称,所属乡镇\n路,单县\n".encode())
    draft = ask.client.post("/r/projects/import/", {"file": sheet})["Location"]
    keys = {ask.user.pk, int(draft.strip("/").rpartition("/")[2])}
    pages = [one for one in addresses(record, *keys) if not one.startswith("api/")]
    names = {name for address in pages for name in re.findall(r'name="([^"]+)"', ask("GET", address).text)}
    assert {"name", "division", "login", "action"} <= names
    taking = [address for address in pages if ask("POST", address, {}, "form").status not in (404, 405)]
    assert len(taking) > 20
    for number, address in enumerate(taking):
        for value in some(NASTY, number, 5):
            ask("POST", address, dict.fromkeys(names, value), "form")
        if "import" in address or "load" in address:
            for content in FILES:
                ask("POST", address, {"file": SimpleUploadedFile("x.xlsx", content)}, "form")
    assert ask.failed == []


def test_no_field_makes_a_register_s_form_fail(ask: Asker, record: Any) -> None:
    good = {"name": "路", "division": "371722", "version": "1", "project": str(record.uid), "month": "2020-02"}
    asked = count()
    for register in registers.all_registers():
        for column in register.bound:
            for value in some(NASTY, next(asked), 15):
                ask("POST", f"r/{register.id}/new", {**good, column.name: value}, "form")
    for value in NASTY:
        ask("POST", f"r/projects/{record.uid}/edit", {**good, "version": value}, "form")
        ask("POST", f"r/projects/{record.uid}/delete", {"version": "1", "reason": value}, "form")
    assert ask.failed == []


def test_no_body_makes_an_endpoint_fail(ask: Asker, record: Any) -> None:
    good = {"name": "路", "division": "371722", "project": str(record.uid), "month": "2020-02"}
    for address in [one for one in addresses(record) if one.startswith("api/")]:
        for method in ("POST", "PATCH", "DELETE"):
            if ask(method, address, "{}").status not in (404, 405):
                for body in BODIES:
                    ask(method, address, body)
    asked = count()
    for register in registers.all_registers():
        many = f"api/registers/{register.id}/records"
        names = [*register.by_name, "on"]
        fitting = {name: value for name, value in good.items() if name in names}
        for name in names:
            for value in some(MEMBERS, next(asked), 6):
                ask("POST", many, json.dumps({**fitting, name: value}))
    one = f"api/registers/projects/records/{record.uid}"
    for value in MEMBERS:
        ask("PATCH", one, json.dumps({"name": "路", "version": value}))
        ask("DELETE", one, json.dumps({"reason": value}))
    assert ask.failed == []
