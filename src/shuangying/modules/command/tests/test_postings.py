"""Who is posted where, from when until when."""

from datetime import date

import pytest

from shuangying.kernel.figures import api as figures
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.writing import Rejected, save

pytestmark = pytest.mark.postgres

FIRST = date(2020, 2, 10)


@pytest.fixture
def posted(console, place):
    """Post a cadre: posted("张三", organisation=…)."""

    def posted(name="张三", kind="enterprises", **values):
        given = {"name": name, "kind": kind, "from_on": FIRST, "division": place("黄岗镇"), **values}
        return save(registers.get("command.postings"), console, given)

    return posted


@pytest.fixture
def firm(console, place):
    values = {"name": "单县示例食品有限公司", "kind": "enterprise", "division": place("黄岗镇")}
    return save(registers.get("parties.organisations"), console, values)


@pytest.mark.parametrize("kind", ["enterprises", "villages", "relief"])
def test_a_liaison_has_an_enterprise_and_nobody_else(posted, firm, kind):
    wrong = {} if kind == "enterprises" else {"organisation": firm}
    with pytest.raises(Rejected) as rejected:
        posted(kind=kind, **wrong)
    assert [problem.code for _column, problem in rejected.value.problems] == ["posting_without_enterprise"]


def test_the_count_is_of_all_ever_posted_and_the_current_one_of_those_who_serve(posted, firm, console):
    posted("张三", organisation=firm, until_on=date(2020, 2, 20))
    posted("李四", organisation=firm, from_on=date(2020, 2, 20))
    posted("王五", kind="villages")
    days = (date(2020, 2, 9), FIRST, date(2020, 2, 20))
    found = [
        [
            value
            for _day, value in figures.series(figures.get(f"command.postings.enterprises{twin}.count"), days, console)
        ]
        for twin in ("", ".current")
    ]
    assert found == [[None, 1, 2], [None, 1, 1]]


def test_a_posting_names_a_firm_that_is_known(console, place, firm):
    register = registers.get("command.postings")
    values = {"name": "张三", "kind": "enterprises", "from_on": FIRST, "division": place("黄岗镇")}
    assert save(register, console, values | {"organisation.name": firm.name}).organisation == firm
    with pytest.raises(Rejected) as rejected:
        save(register, console, values | {"name": "李四", "organisation.name": "没有的公司"})
    assert [(name, problem.code) for name, problem in rejected.value.problems] == [
        ("organisation.name", "reference_unknown")
    ]
