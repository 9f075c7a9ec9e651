import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuangying.core.codes import credit_code, phone, plate
from shuangying.core.codes.bodies import credit_check
from shuangying.core.problems import Invalid

CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
landlines = st.from_regex(r"0(10|2[0-57-9]|[3-9][0-9]{2})-[2-9][0-9]{6,7}(-[0-9]{1,6})?", fullmatch=True)
credit_codes = st.text(CREDIT, min_size=17, max_size=17).map(lambda first: first + credit_check(first))
nonsense = st.text() | st.text("0123456789 +-()转,、.eE*'", max_size=24) | st.integers() | st.floats() | st.booleans()


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("13812345678", "13812345678"),
        (13812345678, "13812345678"),
        (13812345678.0, "13812345678"),
        ("１３８ １２３４ ５６７８", "13812345678"),
        ("138-1234-5678", "13812345678"),
        ("+86 138 1234 5678", "13812345678"),
        ("0086-13812345678", "13812345678"),
        ("8613812345678", "13812345678"),
        ("05304651234", "0530-4651234"),
        ("0530—4651234", "0530-4651234"),
        ("（0530）4651234", "0530-4651234"),
        ("0530-465-1234", "0530-4651234"),
        ("010 6512 3456", "010-65123456"),
        ("+86-530-4651234", "0530-4651234"),
        ("0530-4651234-802", "0530-4651234-802"),
        ("0530-4651234转802", "0530-4651234-802"),
        ("0530-4651234 ext. 802", "0530-4651234-802"),
        ("0530-4651234分机802", "0530-4651234-802"),
        ("400-800-1234", "4008001234"),
    ],
)
def test_a_telephone_number_has_one_form(written, number):
    assert phone(written) == number
    assert phone(number) == number


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("1.38E+10", "number_lost_digits"),
        ("138****5678", "phone_masked"),
        ("13812345678、13912345678", "phone_several"),
        ("13812345678 13912345678", "phone_several"),
        ("0530-4651234/13912345678", "phone_several"),
        ("4651234", "phone_without_area"),
        ("4651234转802", "phone_without_area"),
        ("5304651234", "phone_lost_zero"),
        (1065123456, "phone_lost_zero"),
        ("1381234567", "not_phone"),
        ("12345678901", "not_phone"),
        ("110", "not_phone"),
        ("张三", "not_phone"),
        ("", "not_phone"),
        (13812345678.5, "not_phone"),
    ],
)
def test_each_fault_of_a_telephone_number_has_its_own_code(written, code):
    with pytest.raises(Invalid) as caught:
        phone(written)
    assert caught.value.problem.code == code


@given(mobiles | landlines)
def test_a_telephone_number_in_its_form_reads_as_itself(number):
    assert phone(number) == number
    assert phone(f" {number.replace('-', ' ', 1)}") == number


@given(nonsense)
def test_no_cell_breaks_the_reading_of_a_telephone_number(written):
    told = ""
    try:
        number = phone(written)
    except Invalid as wrong:
        told = wrong.problem.params["text"]
    else:
        assert phone(number) == number
    assert len([char for char in told if char.isdigit()]) <= 7


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("91350100M000100Y43", "91350100M000100Y43"),
        ("91350100m000100y43", "91350100M000100Y43"),
        ("９１３５０１００Ｍ０００１００Ｙ４３", "91350100M000100Y43"),
        ("'91350100 M000100Y43", "91350100M000100Y43"),
        ("110108000000016", "110108000000016"),
        (110108000000016, "110108000000016"),
    ],
)
def test_a_credit_code_or_an_old_registration_number_is_kept_as_it_is(written, code):
    assert credit_code(written) == code


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("9.13717E+17", "number_lost_digits"),
        (9.13717223453262e17, "number_lost_digits"),
        ("913717223453262000", "number_lost_digits"),
        ("91350100M000100Y44", "credit_code_check"),
        ("110108000000017", "credit_code_check"),
        ("91350100M00010OY43", "credit_code_letters"),
        ("单县面粉厂", "credit_code_letters"),
        ("91350100M000100Y4", "credit_code_length"),
        ("", "credit_code_length"),
    ],
)
def test_each_fault_of_a_credit_code_has_its_own_code(written, code):
    with pytest.raises(Invalid) as caught:
        credit_code(written)
    assert caught.value.problem.code == code


@given(credit_codes, st.integers(0, 17), st.sampled_from(CREDIT))
def test_every_single_wrong_character_of_a_credit_code_is_found(code, place, other):
    assert credit_code(code) == code
    wrong = code[:place] + other + code[place + 1 :]
    if wrong != code:
        with pytest.raises(Invalid):
            credit_code(wrong)


def test_an_identity_number_in_the_place_of_a_credit_code_is_not_told():
    with pytest.raises(Invalid) as caught:
        credit_code("11010519491231002X")
    assert caught.value.problem.params["text"] == "110*************2X"


@given(nonsense | st.text(CREDIT + "OISZV", min_size=14, max_size=19))
def test_no_cell_breaks_the_reading_of_a_credit_code(written):
    try:
        code = credit_code(written)
    except Invalid:
        return
    assert len(code) in (15, 18)
    assert credit_code(code) == code


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("鲁R12345", "鲁R12345"),
        ("鲁 r·1234a", "鲁R1234A"),
        ("鲁Ｒ—１２３４５", "鲁R12345"),
        ("鲁RD12345", "鲁RD12345"),
        ("鲁R12345F", "鲁R12345F"),
        ("鲁R1234挂", "鲁R1234挂"),
        ("鲁R1234警", "鲁R1234警"),
        ("粤Z1234港", "粤Z1234港"),
        ("WJ鲁12345", "WJ鲁12345"),
        ("使014578", "使014578"),
        ("鲁17-12345", "鲁1712345"),
        ("无牌", "无牌"),
    ],
)
def test_a_plate_has_one_form(written, form):
    assert plate(written) == form
    assert plate(form) == form


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "plate_empty"),
        ("·", "plate_empty"),
        ("鲁R1234", "plate_length"),
        ("鲁R1234567", "plate_length"),
        ("鲁RO1234", "plate_letters"),
        ("鲁RI12345", "plate_letters"),
        ("鲁" * 21, "plate_long"),
    ],
)
def test_each_fault_of_a_plate_has_its_own_code(written, code):
    with pytest.raises(Invalid) as caught:
        plate(written)
    assert caught.value.problem.code == code


@given(nonsense | st.text("鲁RDFIO挂学0123456789· -", max_size=12))
def test_a_plate_once_read_reads_as_itself(written):
    try:
        form = plate(written)
    except Invalid:
        return
    assert plate(form) == form
