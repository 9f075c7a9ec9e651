from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from shuangying.core.problems import Invalid
from shuangying.kernel.briefs import marks, wording
from shuangying.kernel.figures import api as figures

ABOUT = [
    (0, "0", "0"),
    (7, "7", "7"),
    (99, "99", "99"),
    (100, "100", "100"),
    (103, "100余", "more than 100"),
    (502, "500余", "more than 500"),
    (696, "690余", "more than 690"),
    (1000, "1000", "1000"),
    (2500, "2500", "2500"),
    (2513, "2500余", "more than 2500"),
    (9999, "9900余", "more than 9900"),
    (10000, "1万", "10,000"),
    (40123, "4万余", "more than 40,000"),
    (41999, "4.1万余", "more than 41,000"),
    (68213, "6.8万余", "more than 68,000"),
    (120_000_000, "1.2亿", "120,000,000"),
    (129_999_999, "1.2亿余", "more than 120,000,000"),
]


@pytest.mark.parametrize(("value", "chinese", "english"), ABOUT)
def test_about_rounds_down_and_never_says_more_than_is_counted(value, chinese, english):
    with translation.override("zh-hans"):
        assert wording.about(value) == chinese
    with translation.override("en"):
        assert wording.about(value) == english


def test_about_refuses_negative_numbers():
    with pytest.raises(Invalid, match="brief_about_negative"):
        wording.about(-1)


CHANGES = [
    ("projects.started.count", 64, 30, 1, "比昨日增加34个", "34 more than yesterday"),
    ("projects.started.count", 64, 64, 1, "与昨日持平", "the same as yesterday"),
    ("projects.started.count", 30, 64, 7, "比上周同日减少34个", "34 fewer than last week"),
    ("projects.started.investment", Decimal(29894000000), Decimal(5294000000), 1, "比昨日增加246亿元", None),
    ("projects.started.count", None, 30, 1, "未报", "not reported"),
    ("projects.started.count", 30, None, 1, "昨日未报", "not reported for yesterday"),
]


@pytest.mark.parametrize(("figure", "now", "before", "days", "chinese", "english"), CHANGES)
def test_a_change_is_said_in_words(figure, now, before, days, chinese, english):
    with translation.override("zh-hans"):
        assert wording.change(figures.get(figure), now, before, days) == chinese
    if english:
        with translation.override("en"):
            assert wording.change(figures.get(figure), now, before, days) == english


def test_money_is_exact_in_every_unit():
    figure = figures.get("projects.investment")
    with translation.override("zh-hans"):
        assert wording.in_unit(figure, Decimal("29894000000"), 8) == "298.94"
        assert wording.in_unit(figure, Decimal("29894000000.01"), 4) == "2989400.000001"
    with translation.override("en"):
        assert wording.in_unit(figure, Decimal("29894000000"), 9) == "29.894"


def test_a_count_is_no_money_and_money_no_count():
    with pytest.raises(Invalid, match="brief_not_money"):
        wording.in_unit(figures.get("projects.count"), 168, 8)
    with pytest.raises(Invalid, match="brief_not_a_count"):
        wording.about_figure(figures.get("projects.investment"), Decimal(1))


def test_the_day_of_a_brief_is_written_in_the_language():
    day = wording.BriefDay(date(2020, 3, 5))
    with translation.override("zh-hans"):
        assert (str(day), day.short, day.before(6).short) == ("2020年3月5日", "3月5日", "2月28日")
    with translation.override("en"):
        assert (str(day), day.short) == ("5 Mar 2020", "5 Mar")


def test_marks_are_found_again_and_leave_nothing_behind():
    text = f"开工项目{marks.mark('64', 3)}个，总投资{marks.mark('298.94', 12)}亿元"
    assert list(marks.pieces(text)) == [
        ("开工项目", None),
        ("64", 3),
        ("个，总投资", None),
        ("298.94", 12),
        ("亿元", None),
    ]
    assert marks.strip(text) == "开工项目64个，总投资298.94亿元"
