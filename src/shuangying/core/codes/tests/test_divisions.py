import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuangying.core.codes import division_code, division_level, fold
from shuangying.core.problems import Invalid


@pytest.mark.parametrize(
    ("written", "code", "level"),
    [
        ("37", "370000000000", "province"),
        ("3717", "371700000000", "prefecture"),
        ("371722", "371722000000", "county"),
        ("371722001", "371722001000", "township"),
        ("371722001001", "371722001001", "village"),
        ("371000000000", "371000000000", "prefecture"),
        ("500000000000", "500000000000", "province"),
        ("419001", "419001000000", "county"),
        ("441900003000", "441900003000", "township"),
        (371722, "371722000000", "county"),
        (371722001001.0, "371722001001", "village"),
        ("371722.0", "371722000000", "county"),
        ("'371722", "371722000000", "county"),
        (" ３７１７２２ ", "371722000000", "county"),
    ],
)
def test_a_division_code_is_read_to_twelve_digits_and_its_level(written, code, level):
    assert division_code(written) == code
    assert division_level(code) == level


@pytest.mark.parametrize(
    "written",
    [
        "",
        "1",
        "3717221",
        "971722",
        "071722",
        "307222",
        "37172a",
        "单县",
        "-371722",
        "370022",
        "371722000001",
        3.5,
        True,
    ],
)
def test_what_is_no_division_code_is_refused(written):
    with pytest.raises(Invalid, match="not_division_code"):
        division_code(written)


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_a_folded_text_has_no_space_and_no_full_width_form(text):
    folded = fold(text)
    assert not any(char.isspace() for char in folded)
    assert unicodedata.is_normalized("NFKC", folded)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("蔡堂镇（二期）", "蔡堂镇(二期)"),
        ("　蔡 堂\u200b镇\ufeff ", "蔡堂镇"),
        ("ＡＢ１２", "ab12"),
        ("二〇二零年", "二〇二零年"),
    ],
)
def test_folding_unifies_what_people_do_not_see(text, folded):
    assert fold(text) == folded
