"""What one sees of a record: masks, a look at hidden values with a reason, parts, actions; and how numbers are looked for."""

from datetime import date
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest

from shuangying.kernel.accounts.api import User
from shuangying.kernel.audit import api as audit
from shuangying.kernel.parties.models import Person
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers import writing
from shuangying.modules.people.models import Isolation

NUMBER = "372999197906200040"
PHONE = "15400001234"
FULL = (NUMBER, PHONE, "张三丰")


@pytest.fixture
def write(console):
    return lambda id, record=None, **values: writing.save(registers.get(id), console, values, record=record)


@pytest.fixture
def zhang(write, place):
    return write(
        "people", name="张三丰", division=place("李庄村民委员会"), id_number=NUMBER, phone=PHONE, address="李庄1号"
    )


@pytest.fixture
def isolation(write, zhang):
    return write("people.isolations", person=zhang, kind="home", from_on=date(2020, 2, 2), cause="武汉返乡")


@pytest.fixture
def of(client, person):
    """The browser of a person with a post: of("leader", "单县")."""

    def log_in(role, division="单县"):
        login = f"{role}-{division}"
        if not User.objects.filter(login=login).exists():
            person(role, division, login)
        client.force_login(User.objects.get(login=login))
        return client

    return log_in


def text(answer):
    return answer.content.decode()


def test_whoever_does_not_work_with_people_sees_masks_everywhere(of, zhang, isolation, write):
    write("people", zhang, address="李庄2号", phone="15400009999")
    leader = of("leader")
    for url in (
        "/r/people/",
        f"/r/people/{zhang.uid}/",
        "/r/people.isolations/",
        f"/r/people.isolations/{isolation.uid}/",
    ):
        page = text(leader.get(url))
        assert "张**" in page, url
        assert not [plain for plain in (*FULL, "15400009999", "李庄1号", "李庄2号") if plain in page], url


def test_whoever_works_with_people_sees_names_but_no_number(of, zhang):
    page = text(of("clerk").get(f"/r/people/{zhang.uid}/"))
    assert "张三丰" in page
    assert "372*************40" in page
    assert NUMBER not in page
    assert PHONE not in page


def test_a_look_takes_a_reason_shows_the_value_once_and_stays_in_the_history(of, zhang):
    clerk, url = of("clerk"), f"/r/people/{zhang.uid}/"
    shown = clerk.post(f"{url}reveal", {"column": "phone", "reason": "核实身份"})
    assert PHONE in text(shown)
    assert NUMBER not in text(shown)
    assert "no-store" in shown["Cache-Control"]
    after = text(clerk.get(url))
    assert PHONE not in after
    assert "查看隐藏内容" in after
    assert "联系电话" in after
    look = audit.history("people", zhang.pk)[0]
    assert (look.action, look.reason, look.detail["columns"]) == ("reveal", "核实身份", ["phone"])


def test_all_hidden_values_can_be_looked_at_for_one_reason_in_own_words(of, zhang):
    shown = of("clerk").post(f"/r/people/{zhang.uid}/reveal", {"column": "phone", "all": "1", "other": "家属来电"})
    assert NUMBER in text(shown)
    assert PHONE in text(shown)
    assert audit.history("people", zhang.pk)[0].reason == "家属来电"


def test_without_a_reason_nothing_is_shown_and_nothing_is_entered(of, zhang):
    before = len(audit.history("people", zhang.pk))
    answer = of("clerk").post(f"/r/people/{zhang.uid}/reveal", {"column": "phone", "reason": " "})
    assert answer.status_code == 422
    assert PHONE not in text(answer)
    assert len(audit.history("people", zhang.pk)) == before


def test_who_may_not_look_is_offered_no_lock_and_refused(of, zhang):
    leader = of("leader")
    assert "reveal" not in text(leader.get(f"/r/people/{zhang.uid}/"))
    assert leader.post(f"/r/people/{zhang.uid}/reveal", {"column": "phone", "reason": "看看"}).status_code == 404


def test_parts_stand_on_the_page_of_their_whole_with_a_way_to_all_of_them(of, isolation, write, monkeypatch):
    for day in (3, 4, 5):
        write("people.followups", isolation=isolation, day=date(2020, 2, day), temperature=Decimal("36.5"))
    page = text(of("clerk").get(f"/r/people.isolations/{isolation.uid}/"))
    assert "2020-02-03" in page
    assert f"/r/people.isolations/{isolation.uid}/edit#grid-people.followups" in page
    monkeypatch.setattr("shuangying.kernel.registers.record_view.SHOWN_PARTS", 2)
    page = text(of("clerk").get(f"/r/people.isolations/{isolation.uid}/"))
    assert f"/r/people.followups/?isolation={isolation.uid}" in page
    assert text(of("clerk").get(f"/r/people.followups/?isolation={isolation.uid}")).count("data-url") == 3


def test_a_record_leads_to_what_points_to_it(of, zhang, isolation):
    assert f"/r/people.isolations/?person={zhang.uid}" in text(of("clerk").get(f"/r/people/{zhang.uid}/"))


def test_deleting_a_whole_says_that_its_parts_go_with_it(of, isolation, write):
    write("people.followups", isolation=isolation, day=date(2020, 2, 3), temperature=Decimal("36.5"))
    assert "一并删除所属明细。随访：1行。" in text(of("clerk").get(f"/r/people.isolations/{isolation.uid}/delete"))


def test_an_action_is_offered_to_those_who_may_do_it_while_it_can_be_done(of, isolation):
    url = f"/r/people.isolations/{isolation.uid}/"
    assert "do/release" not in text(of("clerk").get(url))
    assert of("clerk").get(f"{url}do/release").status_code == 404
    health = of("health")
    assert "do/release" in text(health.get(url))
    typed = {"version": isolation.version, "released_on": "2020-02-16", "outcome": "completed", "reason": "期满"}
    assert health.post(f"{url}do/release", typed).status_code == 302
    page = text(health.get(url))
    assert "do/release" not in page
    assert "期满" in page
    assert Isolation.objects.get().released_on == date(2020, 2, 16)
    assert audit.history("people.isolations", isolation.pk)[0].action == "release"


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ({"reason": ""}, 422, 'id="e-reason"'),
        ({"released_on": "2020-02-30"}, 422, "2020-02-30"),
        ({"version": "7"}, 302, ""),
    ],
)
def test_an_action_that_cannot_be_done_changes_nothing_and_loses_nothing(of, isolation, typed, status, said):
    given = {
        "version": isolation.version,
        "released_on": "2020-02-16",
        "outcome": "completed",
        "reason": "期满",
    } | typed
    answer = of("health").post(f"/r/people.isolations/{isolation.uid}/do/release", given)
    assert answer.status_code == status
    assert said in text(answer)
    assert Isolation.objects.get().released_on is None


def test_a_number_typed_in_full_is_looked_up_and_stands_in_no_address(of, zhang):
    clerk = of("clerk")
    for url in ("/r/people/", "/search"):
        answer = clerk.post(url, {"q": f" {NUMBER} "})
        assert NUMBER not in answer["Location"]
        assert set(parse_qs(urlsplit(answer["Location"]).query)) == {"number"}
        assert f"/r/people/{zhang.uid}/" in text(clerk.get(answer["Location"])), url
    assert parse_qs(urlsplit(clerk.post("/r/people/?sex=male", {"q": "张"})["Location"]).query) == {
        "q": ["张"],
        "sex": ["male"],
    }


@pytest.fixture
def ask(of):
    def post(url, role="clerk", division="单县", **typed):
        return of(role, division).post(url, {key.replace("__", "."): value for key, value in typed.items()})

    return post


def test_a_known_person_is_told_by_mask_and_place_alone(ask, zhang):
    url = "/r/people.isolations/known/person"
    told = ask(url, person__id_number=NUMBER).json()
    assert told == {"state": "known", "text": "已登记：张**，李庄村民委员会"}
    assert ask(url, person__name="张三丰", person__phone=PHONE).json()["state"] == "known"
    assert ask(url, person__id_number="37299919790620004X").json()["state"] == ""
    assert ask(url, person__name="李四", person__phone="15400008888").json() == {"state": "new", "text": "新登记"}
    assert ask(url, person__name="张三丰").json()["state"] == ""


def test_of_a_person_beyond_reach_no_more_is_told_than_that_he_is_known(ask, zhang):
    told = ask("/r/people.isolations/known/person", division="北城街道", person__id_number=NUMBER).json()
    assert told == {"state": "known", "text": "已登记"}


def test_choices_are_posted_and_lie_within_reach(ask, of, zhang, write, place):
    write(
        "people.screening_lists",
        name="铁路名单",
        division=place("单县"),
        received_on=date(2020, 2, 1),
        issuer="铁路",
        purpose="摸排",
    )
    assert of("clerk").get("/r/people.screening/choices/list").status_code == 405
    (found,) = ask("/r/people.screening/choices/list", q="铁路").json()["choices"]
    assert found["label"] == "铁路名单"
    assert ask("/r/people.screening/choices/list", q="无此").json()["choices"] == []
    assert ask("/r/people.screening/choices/nothing", q="").status_code == 404
    names = [one["label"] for one in ask("/r/people/choices/division", division="黄岗镇", q="").json()["choices"]]
    assert names == ["黄岗镇", "黄岗镇李庄村民委员会"]
    assert Person.objects.count() == 1
