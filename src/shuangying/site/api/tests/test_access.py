"""Who may call the API, and that every error is a problem document."""

import json
from datetime import date

import pytest
from django.test import Client

from shuangying.kernel.accounts import passwords, tokens
from shuangying.kernel.accounts.api import Post, Right, Token, User
from shuangying.modules.projects.models import Project
from shuangying.site.api.tests.conftest import Caller

pytestmark = pytest.mark.django_db
RECORDS = "/registers/projects/records"
BODY = {"name": "甲", "division": "371722103"}


def problem(answer, status, code):
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    document = answer.json()
    assert (document["status"], document["code"]) == (status, code)
    assert document["type"] == f"urn:shuangying:problem:{code}"
    assert document["title"]
    assert document["detail"]
    return True


def test_without_a_token_nothing_is_told(place):
    answer = Caller()("GET", RECORDS)
    assert problem(answer, 401, "not_authenticated")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert problem(Caller("sy_nonsense")("GET", RECORDS), 401, "not_authenticated")


def test_an_expired_or_revoked_token_is_no_token(caller, console):
    assert problem(caller("clerk", "单县", expires_on=date(2020, 1, 2))("GET", RECORDS), 401, "not_authenticated")
    good = caller("clerk", "单县")
    assert good("GET", RECORDS).status_code == 200
    for token in Token.objects.filter(revoked_at=None):
        tokens.revoke_token(token, console)
    assert problem(good("GET", RECORDS), 401, "not_authenticated")


def test_a_token_dies_with_its_post_and_its_person(caller):
    good = caller("clerk", "单县")
    Post.objects.update(until_on=date(2020, 3, 1))
    assert problem(good("GET", RECORDS), 401, "not_authenticated")
    Post.objects.update(until_on=None)
    User.objects.update(is_active=False)
    assert problem(good("GET", RECORDS), 401, "not_authenticated")


def test_a_reading_token_of_a_clerk_does_not_write(caller, project):
    reader = caller("clerk", "单县", Right.READ)
    record = project("甲", "黄岗镇")
    assert problem(reader("POST", RECORDS, BODY), 403, "refused")
    assert problem(reader("PATCH", f"{RECORDS}/{record.uid}", {"version": 1, "name": "乙"}), 403, "refused")
    assert problem(reader("DELETE", f"{RECORDS}/{record.uid}", {"reason": "x"}), 403, "refused")
    assert Project.objects.get().name == "甲"


def test_a_counting_token_sees_figures_and_no_rows(caller, project):
    counter = caller("clerk", "单县", Right.COUNT)
    record = project("甲", "黄岗镇", planned_on=date(2020, 1, 1))
    assert problem(counter("GET", RECORDS), 404, "not_found")
    assert problem(counter("GET", f"{RECORDS}/{record.uid}"), 404, "not_found")
    assert counter("GET", "/figures?id=projects.count").json()[0]["value"] == 1


def test_what_is_out_of_scope_does_not_exist(caller, project):
    north = caller("clerk", "北城街道")
    foreign = f"{RECORDS}/{project('甲', '黄岗镇').uid}"
    own = project("乙", "北城街道")
    assert [row["title"] for row in north("GET", RECORDS).json()["rows"]] == ["乙"]
    for method, path, body in (
        ("GET", foreign, None),
        ("GET", f"{foreign}/history", None),
        ("PATCH", foreign, {"version": 1, "name": "丙"}),
        ("DELETE", foreign, {"reason": "x"}),
        ("POST", f"{foreign}/restore", None),
        ("GET", f"{RECORDS}/00000000-0000-0000-0000-000000000000", None),
    ):
        assert problem(north(method, path, body), 404, "not_found"), path
    assert problem(north("POST", RECORDS, BODY), 403, "refused")
    moved = north("PATCH", f"{RECORDS}/{own.uid}", {"version": 1, "division": "黄岗镇"})
    assert problem(moved, 403, "refused")


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/", 404, "not_found"),
        ("GET", "/nothing", 404, "not_found"),
        ("GET", "/registers/nothing/records", 404, "not_found"),
        ("GET", f"{RECORDS}/not-a-uid", 404, "not_found"),
        ("PUT", RECORDS, 405, "method_not_allowed"),
        ("POST", "/figures", 405, "method_not_allowed"),
        ("GET", f"{RECORDS}?as_of=2020-02-30", 400, "no_such_day"),
        ("GET", f"{RECORDS}?as_of=2020-03-06", 400, "no_such_day"),
    ],
)
def test_every_error_is_a_problem_document(caller, method, path, status, code):
    assert problem(caller("clerk", "单县")(method, path), status, code)


def test_a_failure_is_a_problem_document_that_tells_nothing(caller, monkeypatch):
    monkeypatch.setattr("shuangying.kernel.registers.api.Listing.rows", property(lambda _listing: 1 / 0))
    answer = caller("clerk", "单县")("GET", RECORDS)
    assert problem(answer, 500, "failed")
    assert "division" not in answer.content.decode()


def test_a_request_that_is_too_large_is_refused(caller, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    assert problem(caller("clerk", "单县")("POST", RECORDS, BODY | {"name": "甲" * 2000}), 413, "too_large")


@pytest.fixture
def browser(caller):
    caller("clerk", "单县")
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get())
    return client


def test_a_browser_that_is_logged_in_writes_only_with_the_csrf_token(browser):
    def post(**headers):
        return browser.post(f"/api{RECORDS}", json.dumps(BODY), content_type="application/json", headers=headers)

    assert browser.get(f"/api{RECORDS}").status_code == 200
    assert problem(post(), 403, "csrf")
    browser.cookies["csrftoken"] = "a" * 32
    assert post(**{"X-CSRFToken": "a" * 32}).status_code == 201


def test_a_one_time_password_is_changed_first(browser):
    user = User.objects.get()
    passwords.give_one_time(user)
    user.save()
    browser.force_login(user)
    assert problem(browser.get(f"/api{RECORDS}"), 403, "password_change")


def test_a_wrong_token_is_refused_whatever_cookie_comes_with_it(browser):
    assert problem(browser.get(f"/api{RECORDS}", headers={"Authorization": "Bearer x"}), 401, "not_authenticated")
