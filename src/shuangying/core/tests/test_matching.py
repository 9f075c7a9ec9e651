from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuangying.core.codes import fold
from shuangying.core.matching import NameIndex, closest, resembles
from shuangying.core.tests.doc_tables import cases

PREFIXES = ("单县", "山东省单县")

names = st.lists(
    st.sampled_from(
        [
            "单县",
            "湖",
            "西",
            "路",
            "龙",
            "二",
            "2",
            "十",
            "万",
            "Ⅱ",
            "A",
            "a",
            "（",
            "）",
            "期",
            "项目",
            "扩建",
            "#",
            " ",
        ]
    ),
    max_size=9,
).map("".join)


@pytest.mark.parametrize("case", cases("identity-of-rows.md", "Cases"), ids=lambda case: case["why"])
def test_names_resemble_as_the_page_on_identity_says(case):
    one, other = case["one name"], case["other name"]
    if case["outcome"] == "equal":
        assert fold(one) == fold(other)
    expected = case["outcome"] if case["outcome"] in ("prefix", "addition", "one_character") else None
    assert resembles(one, other, prefixes=PREFIXES) == expected
    assert resembles(other, one, prefixes=PREFIXES) == expected


def test_without_prefixes_a_county_name_is_a_part_of_the_name():
    assert resembles("单县中医院", "中医院") is None


@given(names, names)
def test_resemblance_is_mutual_and_never_between_equals(a, b):
    assert resembles(a, b, prefixes=PREFIXES) == resembles(b, a, prefixes=PREFIXES)
    assert resembles(a, a, prefixes=PREFIXES) is None


@given(names, st.lists(names, max_size=12))
def test_the_index_finds_what_comparing_with_each_would_find(name, pool):
    found = [(other, resembles(name, other, prefixes=PREFIXES)) for other in dict.fromkeys(pool)]
    assert closest(name, pool, prefixes=PREFIXES) == [(other, reason) for other, reason in found if reason]


@given(st.text(max_size=20), st.text(max_size=20))
def test_any_two_texts_can_be_compared(a, b):
    assert resembles(a, b) in ("prefix", "addition", "one_character", None)


def test_numerals_compare_by_value():
    assert resembles("年产三百零五万吨", "年产305万吨") is None, "十 and 百 with 万 are one number, 305 and 万 are two"
    assert resembles("建设二〇二〇年度农田", "建设2020年度农田") == "one_character"
    assert resembles("标准厂房第二十一号", "标准厂房第21号") == "one_character"
    assert resembles("标准厂房第Ⅳ组团", "标准厂房第4组团") == "one_character"


def test_asking_an_index_is_much_faster_than_comparing_with_each():
    places = [f"{a}{b}镇" for a in "蔡谢李黄张杨郭莱浮徐" for b in "堂集田岗楼寨村河龙湖"]
    pool = [
        f"单县{place}{kind}产业园{suffix}"
        for place in places
        for kind in ("食品", "医药", "纺织", "电商")
        for suffix in ("", "二期", "改造", "配套")
    ]
    index = NameIndex(pool, prefixes=PREFIXES)
    asked = pool[::80]
    began = perf_counter()
    by_index = [index.closest(name) for name in asked]
    indexed_seconds = perf_counter() - began
    began = perf_counter()
    one_by_one = [[(p, r) for p in pool if (r := resembles(name, p, prefixes=PREFIXES))] for name in asked]
    assert by_index == one_by_one
    assert indexed_seconds * 5 < perf_counter() - began
