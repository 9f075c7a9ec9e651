"""Sheets with one line for many values: months, days or items as columns."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuangying.core.sheets import (
    Across,
    Label,
    Wanted,
    find_layout,
    headed_by,
    headed_by_words,
    open_book,
    pieces,
    read_table,
)
from shuangying.core.sheets.tests.messy import saved, sheet_of, xlsx

INVESTED = Wanted("invested", ("完成投资",), "money", required=True, unit="万元")
PROGRESS = (
    Wanted("project", ("项目名称",), required=True),
    Wanted("month", ("月份",), "month", required=True),
    INVESTED,
)
MONTHS = Across("month", INVESTED, headed_by("month", INVESTED.headers))

LEVEL = Wanted("temperature", ("体温",), "number", required=True)
VISITS = (
    Wanted("name", ("姓名",), required=True),
    Wanted("room", ("房间号",), group="stay"),
    Wanted("on", ("日期",), "date", required=True),
    LEVEL,
)
DAYS = Across("on", LEVEL, headed_by("date", LEVEL.headers))


def read(content, columns=PROGRESS, across=MONTHS, **choices):
    grid = open_book(content).grid()
    layout = find_layout(grid, columns, across=across, **choices)
    table = read_table(grid, layout, columns)
    return layout, table, [piece for row in table.data for piece in pieces(row, layout)]


def test_each_cell_under_a_month_is_one_value_of_its_line():
    layout, table, found = read(
        xlsx(
            [
                ["2020年重点项目投资进度"],
                ["序号", "项目名称", "乡镇", "1月", "2月份", "三月完成投资（亿元）"],
                [1, "东区水厂", "黄岗镇", 300, None, 0.02],
                [2, "北站", "北城街道", "-", "1,200.5", "待定"],
                ["合计", None, None, 300, 1200.5, 0.02],
            ]
        )
    )
    assert [(each.letter, each.across) for each in layout.headings if each.across] == [
        ("D", date(2020, 1, 1)),
        ("E", date(2020, 2, 1)),
        ("F", date(2020, 3, 1)),
    ]
    assert [(p.number, p.column, p.cells.get("month"), p.cells.get("invested")) for p in found] == [
        (3, 4, date(2020, 1, 1), Decimal(3_000_000)),
        (3, 6, date(2020, 3, 1), Decimal(2_000_000)),
        (4, 5, date(2020, 2, 1), Decimal(12_005_000)),
        (4, 6, date(2020, 3, 1), None),
    ]
    assert [(fault.cell, fault.name, fault.problem.code) for fault in found[3].faults] == [
        ("F4", "invested", "not_money")
    ]
    assert [(each.name, each.verdict) for each in table.compare()] == [
        ("invested@D", "equal"),
        ("invested@E", "equal"),
        ("invested@F", "open"),
    ]


def test_a_line_whose_own_cells_are_wrong_or_that_says_nothing_stays_one_row():
    _layout, _table, found = read(
        xlsx([["项目名称", "2020年1月", "2020年2月"], [None, 1, 2], ["北站", None, "—"], ["水厂", 1, 2]])
    )
    assert [(p.number, p.column, [f.problem.code for f in p.faults]) for p in found] == [
        (2, 0, ["required"]),
        (3, 0, []),
        (4, 2, []),
        (4, 3, []),
    ]


def test_a_sheet_with_one_value_a_line_is_read_as_before():
    layout, _table, found = read(xlsx([["项目名称", "月份", "完成投资"], ["水厂", "2020年1月", 1]]))
    assert not layout.is_wide
    assert found[0].cells == {"project": "水厂", "month": "2020年1月", "invested": Decimal(10_000)}


def test_days_stand_under_their_month_in_a_header_of_two_rows():
    layout, _table, found = read(
        xlsx(
            [
                ["集中隔离点体温登记表（2020年）"],
                ["姓名", "房间号", "体温（2月）", None, None, "体温（3月）"],
                [None, None, 28, "29日", None, 1],
                ["甲", "301", 36.5, 36.6, None, 37.1],
                ["乙", None, 36.4, None, None, None],
            ],
            "A2:A3",
            "B2:B3",
            "C2:E2",
        ),
        VISITS,
        DAYS,
    )
    assert layout.header_rows == (2, 3)
    assert not layout.problems
    assert [(p.cells["name"], p.cells["room"], p.cells["on"], p.cells["temperature"]) for p in found] == [
        ("甲", "301", date(2020, 2, 28), Decimal("36.5")),
        ("甲", "301", date(2020, 2, 29), Decimal("36.6")),
        ("甲", "301", date(2020, 3, 1), Decimal("37.1")),
        ("乙", "301", date(2020, 2, 28), Decimal("36.4")),
    ]


def test_days_typed_as_numbers_lose_no_zero_that_the_column_before_gives_back():
    row = ["姓名", 2.8, 2.9, 2.1, 2.11, 2.12]
    layout, _table, found = read(xlsx([["随访记录（2020年）"], row, ["甲", 36, 36, 36, 36, 36]]), VISITS, DAYS)
    assert [p.cells["on"].day for p in found] == [8, 9, 10, 11, 12]
    assert not layout.problems


def test_a_day_that_stands_twice_is_read_from_neither_column():
    layout, _table, found = read(xlsx([["2020年"], ["姓名", "2.1", "2月1日", "2.2"], ["甲", 36, 37, 38]]), VISITS, DAYS)
    assert [(p.code, p.params["columns"]) for p in layout.problems] == [("header_twice", "B、C")]
    assert [p.cells["on"].day for p in found] == [2]


def test_days_of_no_year_are_not_guessed_and_the_year_may_be_given():
    content = xlsx([["姓名", "2.1", "2.2"], ["甲", 36, 37]])
    layout, _table, found = read(content, VISITS, DAYS)
    assert [p.code for p in layout.problems] == ["header_without_year", "column_missing", "column_missing"]
    _layout, _table, found = read(content, VISITS, DAYS, year=2020)
    assert [p.cells["on"] for p in found] == [date(2020, 2, 1), date(2020, 2, 2)]


def test_a_second_table_below_with_other_days_is_returned_and_not_misread():
    _layout, table, found = read(
        xlsx(
            [
                ["2020年"],
                ["姓名", "房间号", "2.1", "2.2"],
                ["甲", "301", 36, 37],
                ["姓名", "房间号", "2.3", "2.4"],
                ["甲", "301", 38, 39],
            ]
        ),
        VISITS,
        DAYS,
    )
    assert [row.kind for row in table.rows] == ["title", "header", "data", "header", "data"]
    assert [(p.number, [f.problem.code for f in p.faults]) for p in found] == [(3, []), (3, []), (5, ["other_columns"])]


def test_the_user_leaves_a_column_out():
    content = xlsx([["2020年"], ["姓名", "2.1", "2.2"], ["甲", 36, 37]])
    _layout, _table, found = read(content, VISITS, DAYS, mapping={"B": ""})
    assert [p.column for p in found] == [3]


def test_an_amount_merged_over_two_lines_is_counted_for_neither():
    _layout, _table, found = read(xlsx([["2020年"], ["项目名称", "1月"], ["甲", 3], ["乙", None]], "B3:B4"))
    assert [(f.cell, f.problem.code) for p in found for f in p.faults] == [
        ("B3", "merged_amount"),
        ("B4", "merged_amount"),
    ]


ITEMS = Across(
    "item", Wanted("points", ("得分",), "number"), headed_by_words({"道路清洁": "roads", "垃圾清运（10分）": "waste"})
)


def test_items_are_columns_too():
    columns = (Wanted("village", ("村庄",), required=True), Wanted("item", ("项目",), required=True), ITEMS.value)
    rows = [
        ["村庄", "考核得分", None, "备注"],
        [None, "道路清洁（20分）", "垃圾清运（10分）", None],
        ["李庄", 18, 9.5, "好"],
    ]
    _layout, _table, found = read(xlsx(rows, "A1:A2", "B1:C1", "D1:D2"), columns, ITEMS)
    assert [(p.cells["item"], p.cells["points"]) for p in found] == [("roads", 18), ("waste", Decimal("9.5"))]


@pytest.mark.parametrize(
    ("kind", "label", "means"),
    [
        ("month", Label(("2020年", "1月")), date(2020, 1, 1)),
        ("month", Label(("12月",), year=2019), date(2019, 12, 1)),
        ("month", Label(("十二月",), year=2019), date(2019, 12, 1)),
        ("month", Label(("2020-03",)), date(2020, 3, 1)),
        ("month", Label(("2020.1",), 2020.1, before=date(2020, 9, 1)), date(2020, 10, 1)),
        ("month", Label(("2020.1",), 2020.1), date(2020, 1, 1)),
        ("month", Label(("2020-02-01",), datetime(2020, 2, 1)), date(2020, 2, 1)),
        ("month", Label(("2020-02-15",), datetime(2020, 2, 15)), None),
        ("month", Label(("1-2月",), year=2020), None),
        ("month", Label(("1月",)), None),
        ("month", Label(("1",), year=2020), None),
        ("month", Label(("13月",), year=2020), None),
        ("month", Label(("1至2月累计",), year=2020), None),
        ("date", Label(("2月1日", "星期六"), year=2020), date(2020, 2, 1)),
        ("date", Label(("2/1",), year=2020), date(2020, 2, 1)),
        ("date", Label(("2020.2.29",)), date(2020, 2, 29)),
        ("date", Label(("2.30",), year=2020), None),
        ("date", Label(("29日",), year=2020, month=2), date(2020, 2, 29)),
        ("date", Label(("29",), year=2020, month=2), None),
        ("date", Label(("2019年12月", "31"), year=2020), date(2019, 12, 31)),
        ("date", Label(("36.5",), 36.5, year=2020), None),
        ("date", Label(("合计",), year=2020), None),
        ("number", Label(("第3天",)), 3),
        ("number", Label(("D14",)), 14),
        ("number", Label(("观察", "第十天")), None),
        ("number", Label(("3",)), None),
    ],
)
def test_what_a_header_means(kind, label, means):
    assert headed_by(kind)(label) == means


STYLES = {
    "dots": lambda day: f"{day.month}.{day.day}",
    "number": lambda day: float(f"{day.month}.{day.day}"),
    "stroke": lambda day: f"{day.month}/{day.day}",
    "chinese": lambda day: f"{day.month}月{day.day}日",
    "long": lambda day: f"{day.year}年{day.month}月{day.day}日",
    "cell of a day": lambda day: datetime(day.year, day.month, day.day),
    "with its name": lambda day: f"{day.month}月{day.day}日\n体温（℃）",
}


@given(st.dates(date(2020, 1, 1), date(2020, 12, 1)), st.integers(2, 14), st.sampled_from(sorted(STYLES)))
def test_consecutive_days_in_any_style_are_those_days(first, number, style):
    days = [first + timedelta(days=n) for n in range(number)]
    if style == "number" and str(STYLES[style](first)) != f"{first.month}.{first.day}":
        days = days[1:] or days
        first = days[0]
        if str(STYLES[style](first)) != f"{first.month}.{first.day}":
            return
    workbook, _sheet = sheet_of([["随访（2020年）"], ["姓名", *map(STYLES[style], days)], ["甲", *([36] * len(days))]])
    _layout, _table, found = read(saved(workbook), VISITS, DAYS)
    assert [p.cells["on"] for p in found] == days


@given(
    st.lists(st.text(max_size=8) | st.floats() | st.integers() | st.dates(), max_size=4),
    st.sampled_from(["date", "month", "number"]),
)
def test_any_header_means_something_or_nothing(values, kind):
    label = Label(tuple(str(value) for value in values), values[-1] if values else None, 2020, 2)
    found = headed_by(kind, ("体温",))(label)
    assert found is None or type(found) is (int if kind == "number" else date)
    assert kind != "month" or found is None or found.day == 1
