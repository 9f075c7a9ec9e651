"""What somebody learns of a person beyond the reach of their posts whose number they type: that there is one, and no more."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shuangying.kernel.accounts.models import User
from shuangying.modules.people.demo_residents import numbered

pytestmark = pytest.mark.django_db
HERE, ELSEWHERE = "李庄村民委员会", "北关社区居民委员会"


@pytest.fixture
def foreign(somebody):
    born = date(1980, 5, 1)
    return somebody("欧阳修远", village=ELSEWHERE, id_number=numbered(born, 7), born_on=born, phone="15412345678")


@pytest.fixture
def village(person):
    client = Client(HTTP_ACCEPT_LANGUAGE="zh-hans")
    client.force_login(User.objects.get(pk=person("village", HERE).user_id))
    return client


def told_of(foreign, page):
    words = page.content.decode()
    facts = (foreign.name, foreign.phone.open(), str(foreign.uid))
    return [fact for fact in facts if fact in words]


def test_a_number_of_another_village_is_refused_without_saying_whose_it_is(foreign, village):
    typed = {"name": "张三", "id_number": foreign.id_number.open(), "division": HERE, "version": "1"}
    page = village.post("/r/people/new", typed)
    assert page.status_code == 422
    assert "不在您的管理范围内" in page.content.decode()
    offered = village.get("/r/people/new").content.decode().count(ELSEWHERE)
    assert page.content.decode().count(ELSEWHERE) == offered, "all places are offered to come from, whoever is there"
    assert told_of(foreign, page) == []


def test_a_sheet_that_holds_such_a_number_learns_no_more(foreign, village):
    sheet = f"姓名,身份证号,村（社区）\n张三,{foreign.id_number.open()},{HERE}\n"
    upload = SimpleUploadedFile("名单.csv", sheet.encode("utf-8-sig"))
    page = village.post("/r/people/import/", {"file": upload}, follow=True)
    assert "张三" in page.content.decode()
    assert told_of(foreign, page) == []


def test_search_record_and_reveal_are_as_if_there_were_nobody(foreign, village):
    for typed in (foreign.name, foreign.id_number.open(), foreign.phone.open()):
        assert str(foreign.uid) not in village.post("/search", {"q": typed}, follow=True).content.decode()
        assert str(foreign.uid) not in village.get("/r/people/", {"q": typed}, follow=True).content.decode()
    assert village.get(f"/r/people/{foreign.uid}/").status_code == 404
    assert village.post(f"/r/people/{foreign.uid}/reveal", {"reason": "核对", "columns": "phone"}).status_code == 404
