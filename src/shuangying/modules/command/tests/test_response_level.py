"""Which response level is in force at the end of a day."""

from datetime import date, datetime

import pytest

from shuangying.core.calendar import SHANGHAI
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.figures import api as figures
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers import writing
from shuangying.kernel.registers.writing import Rejected, save

pytestmark = pytest.mark.postgres


@pytest.fixture
def ordered(console, place):
    """Order a level as a form or a sheet does: ordered("Ⅱ级", "2020-03-07 24:00")."""

    def ordered(level, begun=None, ended=None, division="单县", issuer="省指挥部"):
        register = registers.get("command.response_levels")
        raw = {"level": level, "from_at": begun, "until_at": ended, "issuer": issuer, "division": division}
        values, problems = writing.parse_values(register, {name: value for name, value in raw.items() if value})
        assert not problems
        return save(register, console, values)

    return ordered


def level(day, console, division=None):
    (answer,) = figures.values([figures.get("command.response_level")], day=day, actor=console, division=division)
    return answer.value


@pytest.mark.parametrize("word", ["Ⅰ级", "I级", "一级", "1级", "1"])
def test_a_level_is_read_in_each_way_that_it_is_written(ordered, word):
    assert ordered(word, "2020-01-24 08:00").level == 1


def test_level_ii_from_24_00_of_7_march_holds_from_the_8th_on(ordered, console):
    ordered("Ⅰ级", "2020-01-24 00:00")
    second = ordered("Ⅱ级", "2020年3月7日24:00")
    assert second.from_at == datetime(2020, 3, 8, tzinfo=SHANGHAI)
    days = (date(2020, 1, 23), date(2020, 1, 24), date(2020, 3, 7), date(2020, 3, 8))
    assert [level(day, console) for day in days] == [None, 1, 1, 2]


def test_a_township_has_the_level_of_the_county_unless_it_has_its_own(ordered, console):
    ordered("Ⅰ级", "2020-01-24 00:00")
    ordered("Ⅱ级", "2020-02-01 00:00", "2020-02-10 00:00", division="黄岗镇")
    towns = {node.name: node for node in divisions.tree(date(2020, 2, 5)).at_level("township")}
    days = (date(2020, 1, 31), date(2020, 2, 5), date(2020, 2, 10))
    assert [level(day, console, towns["黄岗镇"]) for day in days] == [1, 2, 1]
    assert [level(day, console, towns["北城街道"]) for day in days] == [1, 1, 1]


def test_a_level_whose_moment_is_not_known_is_kept_and_does_not_count(ordered, console):
    kept = ordered("Ⅰ级", issuer="单县指挥部")
    assert kept.from_at is None
    assert level(date(2020, 3, 5), console) is None


def test_a_level_ends_after_it_begins(ordered):
    with pytest.raises(Rejected) as rejected:
        ordered("Ⅰ级", "2020-03-08 00:00", "2020-03-07 24:00")
    assert [problem.code for _column, problem in rejected.value.problems] == ["level_ends_before_it_begins"]


def test_a_level_is_shown_by_its_name(ordered):
    record = ordered("二级", "2020-03-07 24:00")
    assert registers.get("command.response_levels").by_name["level"].text(record) == "Ⅱ级"
