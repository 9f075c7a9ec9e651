from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuangying.core.problems import Invalid, Problem
from shuangying.core.tests.doc_tables import cases
from shuangying.core.units import MONEY_UNITS, format_mu, format_yuan, money_unit, parse_mu, parse_yuan, plain

whole_fen = st.integers(-(10**16), 10**16).map(lambda fen: Decimal(fen).scaleb(-2))


def attempt(value, unit=None):
    """The yuan, or the problem."""
    try:
        return parse_yuan(value, unit)
    except Invalid as invalid:
        return invalid.problem


@pytest.mark.parametrize("case", cases("money.md", "Cases"), ids=lambda case: f"{case['cell']} {case['unit']}")
def test_amounts_read_as_the_page_on_money_says(case):
    outcome = attempt(case["cell"], case["unit"] or None)
    expected = case["yuan or problem"]
    if isinstance(outcome, Problem):
        assert outcome == Problem(expected, {"text": case["cell"]})
    else:
        assert plain(outcome) == expected


@pytest.mark.parametrize("case", cases("money.md", "Where the unit stands"), ids=lambda case: case["header or title"])
def test_units_are_found_where_the_page_on_money_says(case):
    assert (money_unit(case["header or title"]) or "none") == case["unit"]


@given(whole_fen, st.sampled_from(sorted(MONEY_UNITS)))
def test_what_is_written_in_any_unit_is_read_back_exactly(yuan, unit):
    assert parse_yuan(format_yuan(yuan, unit), unit) == yuan
    assert parse_yuan(format_yuan(yuan, unit) + unit, "元") == yuan


@given(whole_fen.filter(lambda yuan: abs(yuan) < 10**13))
def test_a_number_cell_and_its_text_are_the_same_money(yuan):
    assert parse_yuan(float(yuan)) == parse_yuan(f"{yuan:,}") == yuan


@given(st.text(max_size=80))
def test_any_text_is_money_or_a_problem_that_quotes_it(text):
    outcome = attempt(text)
    if isinstance(outcome, Problem):
        assert outcome.params == {"text": text.strip()}
    else:
        assert outcome.as_tuple().exponent == -2


@given(st.floats() | st.decimals(allow_nan=True) | st.integers())
def test_any_number_is_money_or_a_problem(number):
    outcome = attempt(number)
    if isinstance(outcome, Problem):
        assert outcome.code in ("not_money", "money_too_fine", "money_too_large")
    else:
        assert outcome.as_tuple().exponent == -2


def test_binary_dust_of_a_number_cell_is_not_read():
    assert parse_yuan(0.1 + 0.2) == Decimal("0.3")
    assert parse_yuan(52.940000000000005, "亿元") == 5_294_000_000


def test_a_truth_value_is_not_money():
    with pytest.raises(Invalid, match="not_money"):
        parse_yuan(True)


def test_an_unknown_unit_of_a_column_is_the_programmers_error():
    with pytest.raises(ValueError, match="unknown money unit"):
        parse_yuan("3", "美元")


@pytest.mark.parametrize(
    ("text", "unit", "mu"),
    [
        ("300亩", None, "300"),
        ("12.5公顷", None, "187.5"),
        ("1,000平方米", None, "1.5"),
        ("20㎡", None, "0.03"),
        ("1.2万亩", None, "12000"),
        (3, "公顷", "45"),
        (0.1 + 0.2, None, "0.3"),
    ],
)
def test_areas_are_read_in_the_units_of_land(text, unit, mu):
    assert format_mu(parse_mu(text, unit)) == mu


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("12.34567", "area_too_fine"),
        ("约3亩", "area_not_exact_amount"),
        ("若干", "not_area"),
        ("10000000万亩", "area_too_large"),
    ],
)
def test_an_area_that_is_not_exact_is_refused(text, code):
    with pytest.raises(Invalid, match=code):
        parse_mu(text)


@pytest.mark.parametrize(
    ("number", "text"), [("2.9894E+10", "29894000000"), ("-0.00", "0"), ("1200", "1200"), ("1.500", "1.5")]
)
def test_decimals_are_written_plainly(number, text):
    assert plain(Decimal(number)) == text
