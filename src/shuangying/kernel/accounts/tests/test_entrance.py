"""Logging in and out, one-time passwords, and what happens to who guesses."""

from datetime import timedelta
from urllib.parse import quote

import pytest
import time_machine
from django.contrib.auth import hashers
from django.core.cache import cache, caches
from django.utils import timezone

from shuangying.kernel.accounts import entrance, setup, throttle
from shuangying.kernel.accounts.models import User
from shuangying.kernel.accounts.tests.conftest import PASSWORD
from shuangying.kernel.audit import api as audit
from shuangying.kernel.audit.models import Entry

pytestmark = pytest.mark.urls("shuangying.kernel.accounts.tests.addresses")


@pytest.fixture(autouse=True)
def no_failures_yet():
    caches[throttle.KEPT_IN].clear()


def enter(client, login, password, **more):
    return client.post("/login", {"login": login, "password": password}, **more)


def test_a_person_logs_in_and_lands_where_they_wanted_to_go(client, clerk):
    assert client.get("/people/").url == "/login?next=/people/"
    answer = client.post("/login?next=/people/", {"login": "clerk", "password": PASSWORD})
    assert (answer.status_code, answer.url) == (302, "/people/")
    assert client.get("/").content.startswith(b"clerk user")
    assert Entry.objects.get(action="login").actor == "clerk"


@pytest.mark.parametrize(
    "wanted", ["https://example.org/", "//example.org/", "/\\example.org", "people", "project", "."]
)
def test_nobody_is_led_to_another_site_or_to_no_page_at_all(client, clerk, wanted):
    address = f"/login?next={quote(wanted)}"
    answer = client.post(address, {"login": "clerk", "password": PASSWORD})
    assert answer.url == "/"
    assert client.get(address).url == "/"


def test_log_out_takes_a_post_and_is_recorded(client, clerk):
    client.force_login(clerk)
    assert client.get("/logout").status_code == 405
    assert client.post("/logout").url == "/login"
    assert client.get("/").status_code == 302
    assert Entry.objects.filter(action="logout", actor="clerk").count() == 1


def test_wrong_password_and_unknown_login_get_the_same_answer(client, clerk):
    wrong, unknown = enter(client, "clerk", "nonsense"), enter(client, "nobody", "nonsense")
    assert wrong.context["refusal"] == unknown.context["refusal"] != ""
    assert [entry.actor for entry in Entry.objects.filter(action="login_failed").order_by("pk")] == ["clerk", ""]


def test_what_was_typed_as_login_is_not_kept_if_it_is_nobodys(client, county):
    enter(client, "my secret password", "x")
    entry = Entry.objects.get(action="login_failed")
    assert "secret" not in str(entry.detail) + entry.actor


def test_a_password_is_hashed_for_an_unknown_login_too(client, clerk, monkeypatch):
    hashed = []
    hasher = type(hashers.get_hasher())
    encode = hasher.encode
    monkeypatch.setattr(hasher, "encode", lambda self, *args, **kw: hashed.append(1) or encode(self, *args, **kw))
    enter(client, "clerk", "nonsense")
    known, hashed[:] = len(hashed), []
    enter(client, "nobody", "nonsense")
    assert len(hashed) == known == 1


def test_who_may_not_log_in_gets_the_same_answer_as_a_wrong_password(client, clerk):
    refusal = enter(client, "nobody", "nonsense").context["refusal"]
    clerk.is_active = False
    clerk.save()
    assert enter(client, "clerk", PASSWORD).context["refusal"] == refusal


def test_after_five_failures_a_login_waits_a_quarter_of_an_hour_and_is_told_until_when(client, clerk):
    with time_machine.travel("2020-03-05 10:00 +0800", tick=False) as clock:
        for _attempt in range(5):
            answer = enter(client, "clerk", "nonsense")
        assert "10:15:00" in answer.context["refusal"]
        assert "10:15:00" in enter(client, "Clerk", PASSWORD).context["refusal"]
        assert enter(client, "someone-else", "nonsense").context["refusal"] != answer.context["refusal"]
        clock.shift(timedelta(minutes=15))
        assert enter(client, "clerk", PASSWORD).status_code == 302
    kinds = [entry.detail["why"] for entry in Entry.objects.filter(action="login_failed", actor="clerk").order_by("pk")]
    assert kinds == ["wrong"] * 4 + ["blocked"]


def test_a_right_password_forgets_the_failures_before_it(client, clerk):
    for _round in range(3):
        for _attempt in range(4):
            enter(client, "clerk", "nonsense")
        assert enter(client, "clerk", PASSWORD).status_code == 302
        client.post("/logout")


def test_after_thirty_failures_an_address_waits_whatever_the_login(client, clerk):
    for attempt in range(30):
        enter(client, f"guess{attempt}", "nonsense", REMOTE_ADDR="10.0.0.9")
    assert enter(client, "clerk", PASSWORD, REMOTE_ADDR="10.0.0.9").status_code == 200
    assert enter(client, "clerk", PASSWORD, REMOTE_ADDR="10.0.0.8").status_code == 302


def test_failures_are_kept_apart_from_the_sites_cache_and_outlast_its_culling(client, clerk):
    for _attempt in range(5):
        enter(client, "clerk", "nonsense")
    cache.clear()
    assert enter(client, "clerk", PASSWORD).status_code == 200


def test_only_behind_a_proxy_that_is_told_of_does_a_header_say_where_a_request_comes_from(rf, settings):
    request = rf.get("/login", REMOTE_ADDR="10.0.0.9", HTTP_X_FORWARDED_FOR="10.0.0.1, 10.0.0.2")
    settings.SECURE_PROXY_SSL_HEADER = None
    assert entrance.address_of(request) == "10.0.0.9"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert entrance.address_of(request) == "10.0.0.2"


def test_a_one_time_password_opens_only_the_page_that_changes_it(client, clerk):
    one_time = setup.reset("clerk")
    assert enter(client, "clerk", one_time).url == "/password"
    assert client.get("/people/").url == "/password"
    assert client.get("/api/call").status_code == 403
    answer = client.post("/password", {"old": one_time, "new": "a better pass phrase", "again": "a better pass phrase"})
    assert answer.url == "/"
    assert client.get("/").status_code == 200
    clerk.refresh_from_db()
    assert clerk.password_expires_at is None
    assert clerk.check_password("a better pass phrase")


def test_a_one_time_password_expires_after_seven_days(client, clerk):
    one_time = setup.reset("clerk")
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        assert enter(client, "clerk", one_time).status_code == 200
        assert client.get("/").status_code == 302


def test_an_expired_one_time_password_is_not_changed_in_a_session_still_open(client, clerk):
    one_time = setup.reset("clerk")
    enter(client, "clerk", one_time)
    clerk.refresh_from_db()
    clerk.password_expires_at = timezone.now()
    clerk.save()
    form = {"old": one_time, "new": "a better pass phrase", "again": "a better pass phrase"}
    assert client.post("/password", form).url == "/login"
    assert str(entrance.EXPIRED) in client.get("/login").content.decode()
    clerk.refresh_from_db()
    assert clerk.check_password(one_time)


def test_one_time_passwords_differ_and_hold_no_look_alikes(clerk):
    some = {setup.reset("clerk") for _ in range(20)}
    assert len(some) == 20
    assert all(len(each) == 14 and not set(each) & set("01loi") for each in some)


@pytest.mark.parametrize(
    ("old", "new", "again", "field"),
    [
        ("wrong", "a better pass phrase", "a better pass phrase", "old"),
        (PASSWORD, "short", "short", "new"),
        (PASSWORD, "password123", "password123", "new"),
        (PASSWORD, PASSWORD, PASSWORD, "new"),
        (PASSWORD, "a better pass phrase", "another pass phrase", "again"),
    ],
)
def test_a_new_password_is_refused_with_its_reason(client, clerk, old, new, again, field):
    client.force_login(clerk)
    answer = client.post("/password", {"old": old, "new": new, "again": again})
    assert answer.context["form"].errors.keys() == {field}
    clerk.refresh_from_db()
    assert clerk.check_password(PASSWORD)


def test_changing_the_password_ends_other_sessions(client, clerk, django_user_model):
    other = type(client)()
    other.force_login(clerk)
    client.force_login(clerk)
    client.post("/password", {"old": PASSWORD, "new": "a better pass phrase", "again": "a better pass phrase"})
    assert client.get("/").status_code == 200
    assert other.get("/").status_code == 302


def test_no_password_is_in_the_journal(client, clerk, admin):
    one_time = setup.reset("clerk")
    enter(client, "clerk", one_time)
    kept = "".join(f"{audit.rows_of(entry)}{entry.detail}" for entry in Entry.objects.all())
    assert one_time not in kept
    assert User.objects.get(login="clerk").password not in kept
