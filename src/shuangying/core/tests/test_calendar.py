from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuangying.core.calendar import (
    FIRST_DAY,
    FIRST_SERIAL_DAY,
    LAST_DAY,
    LAST_SERIAL_DAY,
    find_day,
    parse_day,
    zh_day,
)
from shuangying.core.problems import Invalid, Problem

THE_DAY = date(2020, 2, 24)


@pytest.mark.parametrize(
    "written",
    [
        "2020-02-24",
        "2020-2-24",
        "2020.2.24",
        "2020/2/24",
        "2020年2月24日",
        "2020年2月24号",
        "2020 年 2 月 24 日",
        "20200224",
        "２０２０年２月２４日",
        "２０２０－２－２４",
        "2020-02-24 00:00:00",
        "2020-02-24T08:30:00+08:00",
        "2020年2月24日（星期一）",
        "二〇二〇年二月二十四日",
        "二零二零年二月廿四日",
        "43885",
        43885,
        43885.75,
        20200224,
        datetime(2020, 2, 24, 23, 59),
        THE_DAY,
    ],
)
def test_a_day_is_read_in_each_style_of_the_sheets(written):
    assert parse_day(written) == THE_DAY


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("2020年2月", "day_incomplete"),
        ("2020.2", "day_incomplete"),
        (2020.2, "day_incomplete"),
        ("2020年底", "day_incomplete"),
        ("2020年2月中旬", "day_incomplete"),
        ("2020", "day_incomplete"),
        ("202002", "day_incomplete"),
        ("三月", "day_incomplete"),
        ("2.24", "day_without_year"),
        (2.24, "day_without_year"),
        ("2月24日", "day_without_year"),
        ("20年2月24日", "day_without_year"),
        ("2020-02-30", "no_such_day"),
        ("20200230", "no_such_day"),
        ("2020年13月1日", "no_such_day"),
        ("2019-02-29", "no_such_day"),
        ("待定", "not_a_day"),
        ("", "not_a_day"),
        ("2/24/2020", "not_a_day"),
        ("2020.2.24-3.5", "not_a_day"),
        ("29.894亿", "not_a_day"),
        (1.5, "day_incomplete"),
        (100000, "not_a_day"),
        (12, "not_a_day"),
        (float("nan"), "not_a_day"),
        (True, "not_a_day"),
    ],
)
def test_what_names_no_single_day_is_a_problem_and_not_a_guess(written, code):
    with pytest.raises(Invalid) as refused:
        parse_day(written)
    shown = written if isinstance(written, str | bool) else format(written, ".15g")
    assert refused.value.problem == Problem(code, {"text": str(shown)})


def test_a_year_known_from_elsewhere_completes_a_day():
    assert parse_day("2.24", year=2020) == parse_day("2月24日", year=2020) == parse_day(2.24, year=2020) == THE_DAY
    with pytest.raises(Invalid, match="no_such_day"):
        parse_day("2月30日", year=2020)
    with pytest.raises(Invalid, match="day_incomplete"):
        parse_day(2.2, year=2020)


def test_day_numbers_of_old_macs_begin_in_1904():
    assert parse_day(43885 - 1462, epoch_1904=True) == THE_DAY


@pytest.mark.parametrize("number", [10**400, -(10**400), 1e308, float("inf"), float("nan")])
def test_a_number_without_bounds_is_no_day(number):
    with pytest.raises(Invalid) as refused:
        parse_day(number)
    assert refused.value.problem.code == "not_a_day"


def test_numbers_outside_a_lifetime_of_sheets_are_no_day_numbers():
    assert parse_day(29221) == FIRST_SERIAL_DAY
    assert parse_day(65745) == LAST_SERIAL_DAY
    for number in (29220, 65746):
        with pytest.raises(Invalid, match="not_a_day"):
            parse_day(number)


@given(st.dates(FIRST_DAY, LAST_DAY))
def test_what_is_written_in_chinese_is_read_back(day):
    assert parse_day(zh_day(day)) == parse_day(day.isoformat()) == find_day(f"项目表（截至{zh_day(day)}24时）") == day


@given(st.text(max_size=30) | st.floats() | st.integers())
def test_anything_is_a_day_or_a_problem(value):
    try:
        assert isinstance(parse_day(value), date)
    except Invalid as invalid:
        problem = invalid.problem
        assert set(problem.params) == {"text"}


@pytest.mark.parametrize(
    ("title", "day"),
    [
        ("截至2020年3月5日24时全县重点项目情况", "2020-03-05"),
        ("单县2020年重点项目表（2020.3.5）", "2020-03-05"),
        ("重点项目表20200305.xlsx", "2020-03-05"),
        ("二〇二〇年三月五日", "2020-03-05"),
        ("截至2020年3月5日（2020年3月6日制表）", "2020-03-05"),
        ("2020年1月1日至3月5日", "2020-03-05"),
        ("2020年1月1日—2020年3月5日", "2020-03-05"),
        ("2020年12月25日至1月5日", None),
        ("2020-03-05和2020-03-06", None),
        ("单县2020年重点项目表", None),
        ("2020年3月重点项目表", None),
        ("项目表（3月5日）", None),
        ("2020年2月30日", None),
        ("联系电话13812345678", None),
    ],
)
def test_the_day_of_a_sheet_is_found_in_its_title(title, day):
    assert find_day(title) == (day and date.fromisoformat(day))


def test_an_official_day_has_no_leading_zeros():
    assert zh_day(date(2020, 3, 5)) == "2020年3月5日"
