"""Every page is closed unless it says otherwise; the as-of day is one for the whole site."""

from datetime import date, timedelta

import pytest

from shuangying.kernel.accounts.models import Post, Token
from shuangying.kernel.accounts.rights import Right
from shuangying.kernel.accounts.tests.conftest import DAY
from shuangying.kernel.accounts.tokens import issue_token, revoke_token

pytestmark = pytest.mark.urls("shuangying.kernel.accounts.tests.addresses")


@pytest.fixture
def clerks(client, clerk):
    client.force_login(clerk)
    return client


def shown(client, query=""):
    return client.get("/" + query).content.decode().split()[2]


def test_a_page_asks_for_a_log_in_unless_it_is_public(client, county):
    assert client.get("/").url == "/login?next=/"
    assert client.get("/?as_of=2020-02-24").url == "/login?next=/%3Fas_of%3D2020-02-24"
    assert client.get("/healthz").content == b"ok"
    assert client.get("/login").status_code == 200


def test_no_cache_keeps_what_is_behind_the_log_in(clerks):
    for address in ("/", "/people/", "/api/call"):
        assert clerks.get(address)["Cache-Control"] == "private, no-store"
    assert "Cache-Control" not in clerks.get("/healthz").headers


def test_the_api_answers_with_a_problem_document_not_a_page(client, county):
    answer = client.get("/api/call")
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer.json()["status"] == 401


def test_a_fragment_of_a_page_leads_the_whole_page_to_the_log_in(client, county):
    answer = client.get("/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (401, "/login")


def test_the_day_is_kept_until_it_is_reset(clerks):
    assert shown(clerks) == "2020-03-05"
    assert shown(clerks, "?as_of=2020-02-24") == "2020-02-24"
    assert shown(clerks) == "2020-02-24"
    assert shown(clerks, "?as_of=") == "2020-03-05"
    assert shown(clerks, "?as_of=2020-02-24") == "2020-02-24"
    assert shown(clerks, "?as_of=today") == "2020-03-05"
    assert shown(clerks) == "2020-03-05"


@pytest.mark.parametrize(
    "wrong", ["yesterday", "2020-02-30", "20200224", "2020-2-4", "9999-12-31", "0001-01-01", "2020-03-06", "-1"]
)
def test_a_bad_day_gives_a_message_and_the_day_before_it(clerks, wrong):
    assert shown(clerks, "?as_of=2020-02-24") == "2020-02-24"
    answer = clerks.get("/", {"as_of": wrong})
    assert answer.status_code == 200
    assert answer.content.decode().split()[2] == "2020-02-24"
    assert clerks.get("/api/call", {"as_of": wrong}).status_code == 400


def test_the_api_keeps_no_day(clerks):
    assert clerks.get("/api/call?as_of=2020-02-24").json()["as_of"] == "2020-02-24"
    assert clerks.get("/api/call").json()["as_of"] == "2020-03-05"
    assert shown(clerks) == "2020-03-05"
    shown(clerks, "?as_of=2020-02-24")
    assert clerks.get("/api/call").json()["as_of"] == "2020-03-05"


@pytest.fixture
def token(clerk, console):
    post = Post.objects.get(user=clerk)
    return issue_token(post, "每日汇总", Right.READ, date.today() + timedelta(days=30), console)


def call(client, written):
    return client.get("/api/call", headers={"Authorization": f"Bearer {written}"})


def test_a_token_opens_the_api_and_no_page(client, token):
    _kept, written = token
    assert call(client, written).json()["kind"] == "token"
    assert client.get("/", headers={"Authorization": f"Bearer {written}"}).status_code == 302


def test_a_token_that_is_wrong_revoked_or_of_an_ended_post_opens_nothing(client, token, clerk, console):
    kept, written = token
    assert call(client, "sy_wrong").status_code == 401
    Post.objects.filter(user=clerk).update(from_on=DAY - timedelta(days=9), until_on=DAY)
    assert call(client, written).status_code == 401
    Post.objects.filter(user=clerk).update(until_on=None)
    assert call(client, written).status_code == 200
    Token.objects.update(expires_on=date.today())
    assert call(client, written).status_code == 401
    Token.objects.update(expires_on=date.today() + timedelta(days=1))
    revoke_token(kept, console)
    assert call(client, written).status_code == 401


def test_a_wrong_token_is_not_made_good_by_a_log_in(clerks):
    assert call(clerks, "sy_wrong").status_code == 401
