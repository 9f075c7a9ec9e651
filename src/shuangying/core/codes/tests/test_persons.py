import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuangying.core.codes import check_character, id_number
from shuangying.core.problems import Invalid
from shuangying.core.tests.doc_tables import cases

GIVEN_IN_THE_STANDARD = "11010519491231002X"


@st.composite
def numbers(draw):
    area = draw(st.integers(100000, 999999))
    born = draw(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
    serial = draw(st.integers(0, 999))
    first = f"{area}{born:%Y%m%d}{serial:03}"
    return first + check_character(first)


@pytest.mark.parametrize("case", cases("sensitive-data.md", "Cases"), ids=lambda case: case["cell"])
def test_numbers_read_as_the_page_on_sensitive_data_says(case):
    try:
        outcome = id_number(case["cell"].replace("\\*", "*")).number
    except Invalid as wrong:
        outcome = wrong.problem.code
    assert outcome == case["identity number or problem"]


@pytest.mark.parametrize(
    "written",
    [
        "11010519491231002X",
        "11010519491231002x",
        "'11010519491231002X",
        " 110105 19491231 002X\u200b",
        "１１０１０５１９４９１２３１００２Ｘ",
        "11010519491231002×",
        "11010519491231002Х",
        "110105491231002",
        110105491231002,
        110105491231002.0,
        "110105491231002.0",
    ],
)
def test_one_number_however_it_is_written(written):
    read = id_number(written)
    assert read.number == GIVEN_IN_THE_STANDARD
    assert (read.born_on, read.sex, read.area) == (date(1949, 12, 31), "female", "110105")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (3.71722198501012e17, "number_lost_digits"),
        ("3.71722198501012e+17", "number_lost_digits"),
        ("3.71722E+17", "number_lost_digits"),
        ("4E+17", "number_lost_digits"),
        (371722198501012000, "number_lost_digits"),
        ("371722198501012000", "number_lost_digits"),
        ("371722198501012000.0", "number_lost_digits"),
        (371722198501012352, "number_lost_digits"),
        (float("inf"), "number_lost_digits"),
        ("110105194912310021", "id_number_check"),
        ("11010519491331002X", "id_number_birth"),
        ("110105491331002", "id_number_birth"),
        ("11010518491231002X", "id_number_birth"),
        ("1101051949123100", "id_number_length"),
        ("11010519491231002XX", "id_number_letters"),
        ("110105194912310021X", "id_number_length"),
        ("371*************1X", "id_number_masked"),
        ("371722********001X", "id_number_masked"),
        ("张三", "id_number_letters"),
        ("", "id_number_letters"),
        (True, "id_number_letters"),
        (float("nan"), "id_number_letters"),
        (3.5, "id_number_letters"),
    ],
)
def test_each_fault_has_its_own_code(written, code):
    with pytest.raises(Invalid) as caught:
        id_number(written)
    assert caught.value.problem.code == code


def test_an_integer_that_was_never_a_binary_fraction_is_whole():
    assert id_number(371722198501010010).number == "371722198501010010"


@pytest.mark.parametrize("area", ["371722", "372925", "371799", "830000", "931840"])
def test_any_area_is_accepted(area):
    first = f"{area}19650101001"
    assert id_number(first + check_character(first)).area == area


@given(numbers())
def test_a_right_number_reads_as_itself(number):
    read = id_number(number)
    assert read.number == number
    assert f"{read.born_on:%Y%m%d}" == number[6:14]
    assert id_number(number.lower()) == read


@given(numbers(), st.integers(0, 17), st.sampled_from("0123456789X"))
def test_every_single_wrong_character_is_found(number, place, other):
    wrong = number[:place] + other + number[place + 1 :]
    if wrong != number:
        with pytest.raises(Invalid):
            id_number(wrong)


@given(numbers(), st.integers(0, 15))
def test_every_swap_of_two_neighbours_is_found(number, place):
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if swapped != number:
        with pytest.raises(Invalid):
            id_number(swapped)


@given(st.dates(date(1900, 1, 1), date(1999, 12, 31)), st.integers(0, 999))
def test_fifteen_digits_are_raised_to_eighteen(born, serial):
    read = id_number(f"371722{born:%y%m%d}{serial:03}")
    assert read.born_on == born
    assert read.number[6:17] == f"{born:%Y%m%d}{serial:03}"
    assert id_number(read.number) == read


@given(numbers())
def test_no_number_that_a_spreadsheet_has_rounded_is_read(number):
    if not number.endswith("X"):
        for spoilt in (float(number), int(float(number)), f"{float(number):.5E}", int(f"{number[:15]}000")):
            with pytest.raises(Invalid, match="number_lost_digits"):
                id_number(spoilt)


@given(st.text() | st.text("0123456789X *Ee+.-'", max_size=22) | st.integers() | st.floats() | st.booleans())
def test_nonsense_is_refused_or_read_and_never_told_in_full(written):
    told = ""
    try:
        told = repr(id_number(written))
    except Invalid as wrong:
        told = wrong.problem.params["text"]
    assert len(re.sub("[^0-9]", "", told)) <= 5


@given(numbers(), st.integers(0, 16))
def test_a_wrong_number_is_told_only_by_its_mask(number, place):
    wrong = number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]
    with pytest.raises(Invalid) as caught:
        id_number(wrong)
    assert caught.value.problem.params["text"] == f"{wrong[:3]}*************{wrong[-2:]}"


def test_an_endless_integer_is_refused_as_any_other():
    with pytest.raises(Invalid, match="number_lost_digits"):
        id_number(10**5000)
