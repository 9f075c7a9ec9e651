import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuangying.core.masks import hide_numbers, is_masked, mask

KINDS = ("number", "phone", "name", "address", "text")
HAN = "张王李赵欧阳上官修三丰热西提买艾力村镇街道路号组"
id_numbers = st.from_regex(r"[1-9][0-9]{16}[0-9X]", fullmatch=True)
mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
landlines = st.from_regex(r"0(10|2[0-57-9]|[3-9][0-9]{2})-[2-9][0-9]{6,7}(-[0-9]{1,6})?", fullmatch=True)
anything = st.text() | st.text(HAN + "0123456789X*·（）()- aB", max_size=24) | id_numbers | mobiles | landlines


@pytest.mark.parametrize(
    ("kind", "text", "shown"),
    [
        ("number", "11010519491231002X", "110*************2X"),
        ("number", " '11010519491231002x", "110*************2X"),
        ("number", "110105491231002", "110*************02"),
        ("number", "1101051949", "******"),
        ("number", "张三 11010519491231002X", "******"),
        ("phone", "13812345678", "138****5678"),
        ("phone", "+86 138-1234-5678", "138****5678"),
        ("phone", "0530-4651234", "0530-*****34"),
        ("phone", "（0530）4651234", "0530-*****34"),
        ("phone", "010-65123456-802", "010-*****56"),
        ("phone", "13812345678、13912345678", "******"),
        ("name", "张三", "张*"),
        ("name", "张三丰", "张**"),
        ("name", "张 三", "张*"),
        ("name", "王某某（示例）", "王**"),
        ("name", "欧阳", "欧*"),
        ("name", "欧阳修", "欧阳*"),
        ("name", "上官婉儿", "上官**"),
        ("name", "阿卜杜拉·买买提", "阿卜杜**"),
        ("name", "买买提·艾力", "买**"),
        ("name", "古丽米热", "古**"),
        ("name", "John Smith", "J**"),
        ("name", "张", "**"),
        ("name", "13812345678", "**"),
        ("name", "张三*", "张**"),
        ("address", "山东省菏泽市单县黄岗镇李庄村12号", "山东省菏泽市单县黄岗镇李庄村****"),
        ("address", "单县黄岗镇李庄村民委员会东头", "单县黄岗镇李庄村民委员会****"),
        ("address", "北城街道北关社区三号楼二单元501", "北城街道北关社区****"),
        ("address", "北城街道胜利路12号农村商业银行家属院", "北城街道****"),
        ("address", "单县李村镇刘楼5组", "单县李村镇****"),
        ("address", "单县人民路3号", "单县****"),
        ("address", "黄岗镇李庄村", "黄岗镇李庄村"),
        ("address", "12 Main Street", "****"),
        ("text", "高血压", "******"),
        ("text", "", ""),
        ("name", "", ""),
    ],
)
def test_what_is_shown(kind, text, shown):
    assert mask(kind, text) == shown


@pytest.mark.parametrize("kind", KINDS)
@given(text=anything)
def test_the_mask_of_a_mask_is_that_mask(kind, text):
    shown = mask(kind, text)
    assert mask(kind, shown) == shown


@pytest.mark.parametrize("kind", KINDS)
@given(text=anything)
def test_what_hides_something_is_known_for_a_mask(kind, text):
    shown = mask(kind, text)
    assert is_masked(shown) or (kind == "address" and "*" not in shown) or not shown


@given(id_numbers | mobiles | landlines | st.text(HAN + "·", min_size=2, max_size=12))
def test_a_value_is_no_mask(text):
    assert not is_masked(text)


@pytest.mark.parametrize("text", ["张*", "欧阳**", "＊＊", "371722********001X", "138****5678", "李庄村****"])
def test_masks_of_other_hands_are_known(text):
    assert is_masked(text)


@given(id_numbers)
def test_of_an_identity_number_five_characters_stay(number):
    shown = mask("number", number)
    assert len(shown) == 18
    assert shown.replace("*", "") == number[:3] + number[-2:]


@given(mobiles | landlines)
def test_of_a_telephone_number_at_most_seven_digits_stay(number):
    shown = mask("phone", number)
    assert len(shown.replace("*", "").replace("-", "")) <= 7
    assert re.sub("[^0-9]", "", number) not in shown


@given(st.text(HAN, min_size=2, max_size=12), st.text(HAN, min_size=1, max_size=12))
def test_a_name_shows_no_more_than_two_characters_and_two_stars(first, last):
    assert len(mask("name", first + last)) <= 4


@pytest.mark.parametrize("kind", ["number", "phone", "name", "text"])
@given(text=anything)
def test_masks_have_few_lengths(kind, text):
    lengths = {"number": {0, 6, 18}, "phone": {0, 6, 11, 10, 12}, "name": {0, 2, 3, 4, 5}, "text": {0, 6}}
    assert len(mask(kind, text)) in lengths[kind]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("张三11010519491231002X", "张三110*************2X"),
        ("电话13812345678，或0530-4651234", "电话138****5678，或0530-*****34"),
        ("１１０１０５１９４９１２３１００２Ｘ", "110*************2X"),
        ("1.10105194912310e+17", "******"),
        ("110105 19491231 002X", "110*************2X"),
        ("+86 138 1234 5678", "138****5678"),
        ("总投资29894000000元", "总投资29894000000元"),
        ("371722103201", "371722103201"),
        ("2020-02-24", "2020-02-24"),
        ("91350100M000100Y43", "91350100M000100Y43"),
        ("person=ab123456-1234-1234-1234-123456789012", "person=ab123456-1234-1234-1234-123456789012"),
        ("a" * 20 + "11010519491231002" + "f" * 27, "a" * 20 + "11010519491231002" + "f" * 27),
    ],
)
def test_numbers_in_a_text_are_hidden_and_nothing_else(text, shown):
    assert hide_numbers(text) == shown


@given(st.text(HAN + " ，", max_size=8), id_numbers | mobiles, st.text(HAN + " ，", max_size=8))
def test_no_number_stays_in_a_text(before, number, after):
    assert number not in hide_numbers(before + number + after)
