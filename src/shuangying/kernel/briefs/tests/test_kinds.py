"""A brief says each kind of figure: what happened on the day, a running total, a grade, and what is not known."""

from datetime import date, datetime

import pytest

from shuangying.core.calendar import SHANGHAI
from shuangying.kernel.briefs.facts import Facts
from shuangying.kernel.briefs.findings import changes, contradictions, missing
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.writing import save

DAY = date(2020, 1, 25)


@pytest.fixture
def facts(place, console):
    level = {
        "division": place("单县"),
        "level": 1,
        "from_at": datetime(2020, 1, 24, 20, tzinfo=SHANGHAI),
        "issuer": "province",
        "basis": "鲁疫指",
    }
    save(registers.get("command.response_levels"), console, level)
    return Facts(DAY, console)


def test_a_grade_is_said_and_its_change_put_into_words(facts):
    assert facts.f("command.response_level").text == "1"
    assert facts.change("command.response_level").text == "与昨日持平"


def test_what_happened_on_the_day_is_unknown_where_nobody_wrote_it_down(facts):
    for id_ in ("gates.vehicles.day.count", "gates.vehicles.count", "gates.people.distinct.count"):
        assert facts.f(id_).text == "未报"
        assert not facts.changed(id_)


def test_the_remarks_beside_a_brief_take_every_kind(facts):
    for id_ in ("command.response_level", "gates.people.day.count", "people.count", "enterprises.staff.back.share"):
        facts.f(id_)
    assert missing(facts)
    assert contradictions(facts) == []
    assert changes(facts) == []
