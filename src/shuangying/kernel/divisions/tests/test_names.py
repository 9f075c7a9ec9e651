"""Names as people write them: the cases of docs/explanation/place-names.md, and every real name in every usual form."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shuangying.core.tests.doc_tables import cases
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.divisions.name_forms import forms, one_apart, stem

DAY = date(2020, 3, 5)
PAGE = "place-names.md"


def codes(found):
    return ", ".join(sorted(each.code[6:] for each in found))


def test_names_mean_what_the_page_says(county):
    wrong = []
    for case in cases(PAGE, "Cases"):
        answer = divisions.resolve(case["text"], county, date.fromisoformat(case["day"]))
        got = (codes(answer.candidates), answer.reason)
        proposed = codes(answer.proposals) == case["proposals"]
        if got != (case["means"], case["reason"]) or not proposed:
            wrong.append((case, got, codes(answer.proposals)))
    assert wrong == []


def test_names_inside_other_texts_mean_what_the_page_says(county):
    found = {
        case["text"]: codes(divisions.named_in(case["text"], county, DAY))
        for case in cases(PAGE, "Names inside other texts")
    }
    assert found == {case["text"]: case["names"] for case in cases(PAGE, "Names inside other texts")}


@pytest.mark.parametrize("day", [DAY, date(2026, 1, 1)])
def test_every_real_name_in_every_usual_form_means_its_division_or_is_ambiguous_with_it(county, day):
    tree = divisions.tree(day)
    nodes = tree.at_level("township") + tree.at_level("village")
    missed = [
        (form, node.name)
        for node in nodes
        for form in forms(node.name, node.level, node.kind)
        if node.id not in [each.pk for each in divisions.resolve(form, county, day).candidates]
    ]
    assert len(nodes) == 530
    assert missed == []


def test_an_address_from_the_top_means_exactly_one_division(county):
    tree = divisions.tree(DAY)
    for node in tree.at_level("village"):
        township = tree.node(node.parent_id)
        answer = divisions.resolve(f"山东省菏泽市单县{township.name}{node.name}", county, DAY)
        assert answer.found is not None, (township.name, node.name, answer)
        assert answer.found.pk == node.id


def test_several_candidates_are_told_apart_by_their_parents(county):
    answer = divisions.resolve("北关", county, DAY)
    assert answer.found is None
    assert [each.whole_name for each in answer.candidates] == ["北城街道北关社区居委会", "北城街道北关村民委员会"]


def test_a_name_within_another_township_is_outside(county, named):
    answer = divisions.resolve("谢集镇李庄村", named("107"), DAY)
    assert (answer.found, answer.candidates, answer.reason) == (None, [], "outside")
    assert divisions.resolve("李庄村", named("116"), DAY).found.code == "371722116216"


def test_a_village_name_does_not_count_where_only_townships_are_asked_for(county):
    assert divisions.resolve("蔡堂", county, DAY, levels=("township",)).found.name == "蔡堂镇"
    assert divisions.resolve("安溜村", county, DAY, levels=("township",)).found is None


def test_a_name_in_another_county_is_found_by_asking_there(county):
    cao = divisions.find("371721")
    assert divisions.resolve("磐石街道", cao, DAY).found.whole_name == "曹县磐石街道"


def test_find_takes_codes_and_unique_names_and_lists_several(county):
    assert divisions.find("371722").name == "单县"
    assert divisions.find("371722107").name == "蔡堂镇"
    assert divisions.find("东明县").code == "371728000000"
    with pytest.raises(divisions.NotOne) as several:
        divisions.find("朝阳区")
    assert {each.whole_name for each in several.value.candidates} == {"市辖区朝阳区", "长春市朝阳区"}
    for unknown in ("无此镇", "999999", "371722999", ""):
        with pytest.raises(divisions.NotOne) as none:
            divisions.find(unknown)
        assert none.value.candidates == []


def test_find_by_code_means_the_division_of_the_day(county):
    assert divisions.find("371722002205", DAY).name == "西郊村民委员会"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=30))
def test_any_text_gets_an_answer(county, text):
    answer = divisions.resolve(text, county, DAY)
    assert (answer.found is not None) == (len(answer.candidates) == 1)
    divisions.named_in(text, county, DAY)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_a_slip_is_never_taken_for_the_name(county, data):
    node = data.draw(st.sampled_from(divisions.tree(DAY).at_level("township")))
    at = data.draw(st.integers(0, len(node.name) - 2))
    wrong = node.name[:at] + "囧" + node.name[at + 1 :]
    answer = divisions.resolve(wrong, county, DAY)
    assert answer.found is None


@pytest.mark.parametrize(
    ("name", "level", "kind", "bare"),
    [
        ("李庄村民委员会", "village", "village", "李庄"),
        ("石村村民委员会", "village", "village", "石村"),
        ("安六村村民委员会", "village", "village", "安六"),
        ("孙溜社区居民委会", "village", "community", "孙溜"),
        ("蔡堂镇", "township", "town", "蔡堂"),
        ("北城街道", "township", "subdistrict", "北城"),
        ("单县", "county", "county", "单县"),
        ("东明县", "county", "county", "东明"),
    ],
)
def test_the_bare_name_keeps_two_characters(name, level, kind, bare):
    assert stem(name, level, kind) == bare


def test_one_slip_is_a_character_wrong_left_out_or_added_but_no_numeral():
    assert one_apart("蔡堂", "蔡唐")
    assert one_apart("高老家", "高家")
    assert one_apart("高家", "高老家")
    assert not one_apart("蔡堂", "蔡堂")
    assert not one_apart("一村", "二村")
    assert not one_apart("蔡堂", "朱集")
    assert not one_apart("吴溜", "吴六")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("湖北", "420000"),
        ("湖北随州", "421300"),
        ("湖北省随州市", "421300"),
        ("湖北省随州市曾都区", "421303"),
        ("武汉", "420100"),
        ("武汉市江夏区郑店街道", "420115"),
        ("湖北恩施州", "422800"),
        ("湖北省 仙桃市", "429004"),
        ("贵州黔东南", "522600"),
        ("河南", "410000"),
        ("河南商丘虞城", "411425"),
        ("河南省／商丘市／虞城县", "411425"),
        ("吉林", "220000"),
        ("吉林市", "220200"),
        ("内蒙古", "150000"),
        ("北京", "110000"),
        ("北京市海淀区", "110108"),
        ("上海浦东新区", "310115"),
        ("江苏丰县", "320321"),
        ("济宁市任城区", "370811"),
        ("济宁任城", "370811"),
        ("广东东莞", "441900"),
        ("新疆", "650000"),
    ],
)
def test_a_place_anywhere_in_china_is_found_as_people_write_it(county, text, code):
    assert divisions.find(text, DAY).code == code.ljust(12, "0")


@pytest.mark.parametrize("text", ["外地", "湖北路小学", "鼓楼区", "湖北济宁", "朝阳", "省直辖县级行政区划", "市辖区"])
def test_what_names_no_place_or_several_is_never_guessed(county, text):
    with pytest.raises(divisions.NotOne):
        divisions.find(text, DAY)
