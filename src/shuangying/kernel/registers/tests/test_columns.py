"""What a column takes from a person, a sheet or a program."""

import pytest

from shuangying.core.problems import Invalid
from shuangying.kernel.registers.columns import Column, LongText


@pytest.mark.parametrize("letter", ["\0", "\x0b", "\x1f", "\x7f", "\ud800", "\ufffe"])
@pytest.mark.parametrize("kind", [Column, LongText])
def test_text_that_no_sheet_can_hold_is_refused(kind, letter):
    with pytest.raises(Invalid) as refused:
        kind(name="content").parse(f"一{letter}期")
    assert refused.value.problem.code == "not_text"


def test_lines_of_a_text_stay():
    assert LongText(name="content").parse("一期\r\n\t二期") == "一期\r\n\t二期"
