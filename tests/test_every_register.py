"""Every register as its declaration makes it: what goes out comes back unchanged, here and in an empty home; pages in both languages."""

import io
import re
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client
from django.urls import reverse

from shuangying.core.sheets.tests.messy import xlsx
from shuangying.kernel.accounts.api import Post, User, all_roles, console
from shuangying.kernel.divisions.models import Home
from shuangying.kernel.imports import api as imports
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.api import Register
from tests.made_up import MadeUp

pytestmark = pytest.mark.django_db
TODAY = date(2020, 3, 5)
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@pytest.fixture
def made(place: Any, register: Register) -> MadeUp:
    if any(column.required and column.kind == "choice" and not column.choices for column in register.bound):
        pytest.skip("no figure is reported by units")
    Home.objects.filter(pk=1).update(today=TODAY)
    return MadeUp(place)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "register" in metafunc.fixturenames:
        metafunc.parametrize("register", registers.all_registers(), ids=lambda register: register.id)


def exported(register: Register, form: str, *, revealed: bool = False) -> bytes:
    rows = register.visible(console("tester")).select_related(*register.references).order_by("pk")
    choices = {"revealed": True, "reason": "test"} if revealed else {}
    return b"".join(imports.export(register, console("tester"), rows, TODAY, form, **choices))


def brought(register: Register, content: bytes, form: str = "xlsx") -> dict[str, Any]:
    return imports.run_import(register, console("tester"), content, name=f"x.{form}").json()


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_what_goes_out_comes_back_unchanged(register: Register, made: MadeUp, form: str) -> None:
    made.records(register)
    before = list(register.model.objects.order_by("pk").values())
    found = brought(register, exported(register, form), form)
    assert found["problems"] == []
    assert (found["rows"], found["unchanged"]) == (found["rows"], found["rows"])
    assert found["rows"] >= 3
    assert list(register.model.objects.order_by("pk").values()) == before


def lines(content: bytes) -> list[list[Any]]:
    """The sheet's cells, without the system numbers of another home."""
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    rows = [list(row) for row in sheet.values]
    last = len(rows[1]) - (1 if rows[1][-1] == "系统编号" else 0)
    return [[None if UUID.fullmatch(str(cell)) else cell for cell in row[:last]] for row in rows]


def needed_before(register: Register, seen: list[Register]) -> list[Register]:
    """The registers whose records a sheet of this one refers to, the farthest first, itself last."""
    referred = [column.related for column in register.bound if column.kind == "reference"]
    others = [registers.of_model(model) for model in referred if model is not None]
    for other in (*others, *(register.referenced(name) for name in register.linked)):
        if other not in seen and other is not register:
            needed_before(other, seen)
    if register not in seen:
        seen.append(register)
    return seen


def test_a_revealed_export_makes_the_same_records_in_an_empty_home(register: Register, made: MadeUp) -> None:
    needed = needed_before(register, [])
    with transaction.atomic():
        made.records(register)
        sheets = {other.id: lines(exported(other, "xlsx", revealed=True)) for other in needed}
        transaction.set_rollback(True)
    assert not register.model.objects.exists()
    for other in needed:
        if len(sheets[other.id]) > 2:
            found = brought(other, xlsx(sheets[other.id]))
            assert (other.id, found["problems"], found["review"]) == (other.id, [], 0)
    again = lines(exported(register, "xlsx", revealed=True))
    assert sorted(map(str, again)) == sorted(map(str, sheets[register.id]))


def test_its_pages_answer_in_both_languages(register: Register, made: MadeUp, place: Any) -> None:
    record = made.record(register)
    user = User.objects.create(login="everybody", name="某人")
    for role in all_roles():
        Post.objects.create(user=user, role=role, division=place("单县"), from_on=date(2020, 1, 1))
    browser = Client()
    browser.force_login(get_user_model().objects.get(pk=user.pk))
    pages = [
        reverse(name, args=[register.id]) for name in ("register-list", "register-new", "import-start", "import-drafts")
    ]
    pages += [reverse(name, args=[register.id, record.uid]) for name in ("record", "record-edit")]
    for language in ("zh-hans", "en"):
        browser.cookies["django_language"] = language
        for page in pages:
            answer = browser.get(page)
            assert (page, answer.status_code) == (page, 200)
    for name in ("import-template", "register-export"):
        assert browser.get(reverse(name, args=[register.id])).status_code == 200


def test_the_empty_sheet_names_every_column_once(register: Register, place: Any) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(imports.template(register, console("tester")))).active
    heads = [cell.value for cell in sheet[1]]
    assert len(heads) == len(set(heads)) > 1
