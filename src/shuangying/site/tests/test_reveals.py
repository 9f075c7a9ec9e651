"""The list of looks at hidden values."""

import pytest

from shuangying.kernel.accounts.models import User
from shuangying.kernel.parties.models import Person
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.reveals import reveal

pytestmark = pytest.mark.postgres


@pytest.fixture
def looked(place, person):
    """A clerk of the county looked twice, one of 黄岗镇 once; at 张三丰 in 北城街道 and 李四光 in 黄岗镇."""
    people = registers.get("people")
    there = {
        name: Person.objects.create(name=name, division=place(home), phone="15400000001")
        for name, home in (("张三丰", "北城街道"), ("李四光", "黄岗镇"))
    }
    county, town = person("clerk", "单县"), person("clerk", "黄岗镇")
    reveal(people, county, there["张三丰"], ["phone"], "回访核对")
    reveal(people, county, there["李四光"], ["phone"], "核对13812345678")
    reveal(people, town, there["李四光"], ["phone"], "流调")
    return there


@pytest.fixture
def page(client, person):
    def get(role, home, query=""):
        user = User.objects.filter(login=f"{role}-{home}").first() or User.objects.get(pk=person(role, home).user_id)
        client.force_login(user)
        return client.get(f"/reveals{query}", headers={"accept-language": "zh-hans"})

    return get


def cells(response):
    return [[cell["text"] for cell in row["cells"]] for row in response.context["rows"]]


def test_who_administers_the_county_sees_every_look_with_its_reason(looked, page):
    shown = cells(page("admin", "单县"))
    assert [row[5] for row in shown] == ["流调", "核对138****5678", "回访核对"]
    assert {row[1] for row in shown} == {"clerk-单县", "clerk-黄岗镇"}
    assert {row[3] for row in shown} == {"张**，北城街道", "李**，黄岗镇"}
    assert "15400000001" not in page("admin", "单县").content.decode()


def test_who_administers_a_township_sees_the_looks_at_its_records(looked, page):
    assert [row[5] for row in cells(page("admin", "黄岗镇"))] == ["流调", "核对138****5678"]
    assert cells(page("admin", "北城街道", "?by=person")) == [
        ["clerk-单县", "clerk-单县", "1", cells(page("admin", "北城街道"))[0][0]]
    ]


def test_looks_are_counted_by_person_and_by_record(looked, page):
    assert [row[0:3:2] for row in cells(page("admin", "单县", "?by=person"))] == [
        ["clerk-单县", "2"],
        ["clerk-黄岗镇", "1"],
    ]
    by_record = cells(page("admin", "单县", "?by=record"))
    assert [(row[0], row[2], row[3]) for row in by_record] == [("李**，黄岗镇", "2", "2"), ("张**，北城街道", "1", "1")]


def test_looks_are_narrowed_to_a_person_or_a_record(looked, page):
    assert len(cells(page("admin", "单县", "?who=clerk-单县"))) == 2
    pk = looked["李四光"].pk
    assert len(cells(page("admin", "单县", f"?of=people:{pk}"))) == 2
    assert cells(page("admin", "北城街道", f"?of=people:{pk}")) == []


@pytest.mark.parametrize(
    "query", ["?of=", "?of=x:1", "?of=people:99999999999999999999", "?first=x", "?by=nothing", "?who=%00", "?of=%00:1"]
)
def test_nonsense_in_the_address_is_passed_over(looked, page, query):
    assert page("admin", "单县", query).status_code == 200


@pytest.mark.parametrize(("role", "home"), [("leader", "单县"), ("clerk", "单县"), ("village", "李庄村民委员会")])
def test_nobody_else_finds_the_page(looked, page, role, home):
    assert page(role, home).status_code == 404
