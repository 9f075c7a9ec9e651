"""The pages on which a clerk says that two records are one, as the clerk uses them."""

from datetime import date

import pytest
from django.urls import reverse

from shuangying.kernel.accounts.models import User
from shuangying.kernel.parties import api as parties
from shuangying.kernel.parties.models import Alias, Different, Merge, Person
from shuangying.kernel.parties.tests.test_parties import number
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers import writing

pytestmark = pytest.mark.django_db

NUMBER = number(date(1980, 1, 1), "male")


@pytest.fixture
def as_(client, person):
    def log_in(role, division):
        login = f"{role}-{division}"
        if not User.objects.filter(login=login).exists():
            person(role, division, login=login)
        client.force_login(User.objects.get(login=login))
        return client

    return log_in


@pytest.fixture
def both(console, place):
    people = registers.get("people")
    said = {"name": "王小明", "phone": "15400000001"}
    one = writing.save(people, console, {**said, "division": place("李庄村民委员会")})
    other = writing.save(
        people, console, {**said, "id_number": NUMBER, "address": "东街1号", "division": place("北关社区居民委员会")}
    )
    return one, other


def words(response):
    return response.content.decode()


def merge_url(one, other=None):
    return reverse("parties-merge", args=["people", one.uid]) + (f"?with={other.uid}" if other else "")


def post_merge(browser, one, other, **data):
    seen = {f"version-{record.uid}": record.version for record in (one, other)}
    return browser.post(merge_url(one, other), {"stays": one.uid, "reason": "同一人", **seen, **data}, follow=True)


def test_the_list_leads_to_a_pair_beside_each_other_with_its_evidence_and_no_plain_number(as_, both):
    clerk = as_("clerk", "单县")
    url = reverse("parties-duplicates", args=["people"])
    assert url in words(clerk.get(reverse("register-list", args=["people"])))
    page = words(clerk.get(url))
    assert "姓名、联系电话相同" in page
    assert "相同" in page
    assert "东街1号" in page
    assert merge_url(*both) in page
    assert NUMBER not in page
    assert "15400000001" not in page


def test_two_that_are_called_different_are_not_shown_again(as_, both):
    clerk = as_("clerk", "单县")
    url = reverse("parties-duplicates", args=["people"])
    page = words(clerk.post(url, {"one": both[0].uid, "other": both[1].uid}, follow=True))
    assert "没有发现疑似重复的记录" in page
    assert Different.objects.count() == 1


@pytest.mark.parametrize("typed", [NUMBER, "王小明", "154 0000 0001"])
def test_the_other_record_is_found_by_name_or_number_and_what_is_typed_stays_out_of_the_address(as_, both, typed):
    clerk = as_("clerk", "单县")
    response = clerk.post(merge_url(both[0]), {"q": typed})
    assert response.status_code == 200
    page = words(response)
    assert merge_url(*both) in page
    assert f"with={both[0].uid}" not in page
    assert "没有该名称或号码" in words(clerk.post(merge_url(both[0]), {"q": "李四"}))


def test_merging_says_what_became_of_it_and_the_record_tells_it_and_undoes_it(as_, both):
    clerk = as_("clerk", "单县")
    one, other = both
    assert merge_url(one) in words(clerk.get(reverse("record", args=["people", one.uid])))
    page = words(clerk.get(merge_url(one, other)))
    assert "保留“王小明”" in page
    assert NUMBER not in page
    page = words(post_merge(clerk, one, other))
    assert "已合并到“王小明”" in page
    assert "已并入本记录" in page
    assert Person.objects.get(pk=one.pk).id_number.open() == NUMBER
    gone = words(clerk.get(reverse("record", args=["people", other.uid])))
    assert "已并入" in gone
    undo = reverse("parties-undo", args=[Merge.objects.get().pk])
    assert undo in page
    assert clerk.post(undo, {"reason": " "}).status_code == 422
    page = words(clerk.post(undo, {"reason": "两个人"}, follow=True))
    assert "已恢复为单独的记录" in page
    assert Person.objects.get(pk=other.pk).deleted_at is None
    assert clerk.get(undo).status_code == 404


def test_the_one_that_is_chosen_stays(as_, both):
    post_merge(as_("clerk", "单县"), *both, stays=both[1].uid)
    assert Person.objects.live().get() == both[1]


def test_without_a_reason_or_against_a_rule_nothing_is_merged_and_the_page_says_why(as_, both, console):
    clerk = as_("clerk", "单县")
    assert post_merge(clerk, *both, reason="").status_code == 422
    writing.save(
        registers.get("people"), console, {"id_number": number(date(1980, 1, 1), "male", "372999")}, record=both[0]
    )
    one = Person.objects.get(pk=both[0].pk)
    page = words(response := post_merge(clerk, one, both[1]))
    assert response.status_code == 422
    assert "应为两个不同的对象" in page
    assert Merge.objects.count() == 0


def test_a_record_that_somebody_changed_meanwhile_is_not_merged(as_, both, console):
    one, other = both
    writing.save(registers.get("people"), console, {"address": "西街"}, record=Person.objects.get(pk=one.pk))
    assert "刚被他人修改" in words(post_merge(as_("clerk", "单县"), one, other))
    assert Merge.objects.count() == 0


def test_who_may_not_write_both_finds_no_such_pages(as_, both):
    one, other = both
    for role, division in (("clerk", "黄岗镇"), ("leader", "单县"), ("village", "李庄村民委员会")):
        browser = as_(role, division)
        assert browser.get(merge_url(one, other)).status_code == 404
        assert post_merge(browser, one, other).status_code == 404
    assert "没有发现" in words(as_("clerk", "黄岗镇").get(reverse("parties-duplicates", args=["people"])))
    assert as_("leader", "单县").get(reverse("parties-duplicates", args=["people"])).status_code == 404
    assert as_("clerk", "单县").get(reverse("parties-duplicates", args=["projects"])).status_code == 404
    for uid in ("x", "", str(one.uid)):
        assert as_("clerk", "单县").get(f"{merge_url(one)}?with={uid}").status_code == 404


def test_other_names_are_noted_and_taken_away_on_the_record_s_page_and_readers_see_them(as_, console, place):
    organisations = registers.get("parties.organisations")
    factory = writing.save(organisations, console, {"name": "单县天元纸业有限公司", "division": place("北城街道")})
    page_url = reverse("record", args=["parties.organisations", factory.uid])
    names_url = reverse("parties-name", args=["parties.organisations", factory.uid])
    clerk = as_("clerk", "单县")
    assert "天元纸厂" in words(clerk.post(names_url, {"name": "天元纸厂"}, follow=True))
    assert "未记下" in words(clerk.post(names_url, {"name": "单县天元纸业有限公司"}, follow=True))
    reader = as_("leader", "单县")
    page = words(reader.get(page_url))
    assert "天元纸厂" in page
    assert names_url not in page
    assert reader.post(names_url, {"name": "别名"}).status_code == 404
    clerk = as_("clerk", "北城街道")
    clerk.post(names_url, {"forget": Alias.objects.get().pk})
    assert Alias.objects.count() == 0
    assert clerk.post(names_url, {"forget": "x"}).status_code == 404


def test_a_person_s_other_name_is_masked_for_those_for_whom_names_are(as_, both, console):
    parties.learn_alias(registers.get("people"), console, both[0], "王晓明")
    page_url = reverse("record", args=["people", both[0].uid])
    assert "王晓明" in words(as_("village", "李庄村民委员会").get(page_url))
    assert "王晓明" not in words(as_("leader", "单县").get(page_url))
