"""What a column takes from a person, a sheet or a program."""

from datetime import date

import pytest

from shuangying.core.problems import Invalid
from shuangying.kernel.registers.columns import Column, Day, LongText, Month, Place, Reference
from shuangying.modules.projects.models import Project


@pytest.mark.parametrize("letter", ["\0", "\x0b", "\x1f", "\x7f", "\ud800", "\ufffe"])
@pytest.mark.parametrize("kind", [Column, LongText])
def test_text_that_no_sheet_can_hold_is_refused(kind, letter):
    with pytest.raises(Invalid) as refused:
        kind(name="content").parse(f"一{letter}期")
    assert refused.value.problem.code == "not_text"


def test_lines_of_a_text_stay():
    assert LongText(name="content").parse("一期\r\n\t二期") == "一期\r\n\t二期"


@pytest.mark.django_db
@pytest.mark.postgres
@pytest.mark.parametrize(
    ("column", "code"),
    [
        (Place(name="division"), "division_unknown"),
        (Reference(name="project", related=Project), "not_text"),
    ],
)
@pytest.mark.parametrize("letter", ["\0", "\ud800"])
def test_a_name_that_no_database_keeps_names_nothing(place, column, code, letter):
    with pytest.raises(Invalid) as refused:
        column.parse(f"黄岗{letter}")
    assert refused.value.problem.code == code


@pytest.mark.parametrize("text", ["1899-12-31", "2101年1月1日", "0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("kind", [Day, Month])
def test_a_day_that_no_register_knows_of_is_refused(kind, text):
    with pytest.raises(Invalid) as refused:
        kind(name="started_on").parse(text)
    assert refused.value.problem.code == "day_out_of_range"
    assert kind(name="started_on").parse("2100-12-01") == date(2100, 12, 1)
