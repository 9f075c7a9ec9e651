"""Several tables on one sheet, each with its own unit, and tables that cannot be read together."""

from decimal import Decimal

import pytest

from shuangying.core.sheets import find_layout, open_book, read_table
from shuangying.core.sheets.tests.messy import PROJECTS, xlsx

HEAD = ["序号", "项目名称", "总投资"]


def read(rows, *merges):
    grid = open_book(xlsx(rows, *merges)).grid()
    return read_table(grid, find_layout(grid, PROJECTS), PROJECTS)


STACKED = {
    "title": [["二、储备项目（单位：万元）"], HEAD],
    "corner": [["二、储备项目"], [None, None, "单位：万元"], HEAD],
    "header": [["二、储备项目"], ["序号", "项目名称", "总投资（万元）"]],
    "batch": [["二、储备项目（单位：万元）"]],
    "batch in brackets": [["二、储备项目（万元）"]],
}


@pytest.mark.parametrize("second", STACKED.values(), ids=STACKED)
def test_a_table_below_another_is_read_in_the_unit_that_stands_above_it(second):
    table = read(
        [
            ["一、开工项目（单位：亿元）"],
            HEAD,
            [1, "东区水厂", 1.2],
            ["合计", None, 1.2],
            *second,
            [1, "南区管网", 5000],
            ["合计", None, 5000],
        ]
    )
    assert [(row.cells["investment"], row.group) for row in table.data] == [
        (Decimal(120_000_000), "开工项目"),
        (Decimal(50_000_000), "储备项目"),
    ]
    assert [each.verdict for each in table.compare()] == ["equal", "equal"]


def test_rows_below_a_header_whose_columns_stand_elsewhere_are_returned_and_not_misread():
    table = read(
        [
            HEAD,
            [1, "东区水厂", 1.2],
            ["项目名称", "建设单位", "总投资"],
            ["南区管网", "某公司", 3],
            HEAD,
            [2, "北站", 2],
        ]
    )
    assert [(row.kind, row.number) for row in table.rows if row.kind == "header"] == [("header", n) for n in (1, 3, 5)]
    assert [[fault.problem.code for fault in row.faults] for row in table.data] == [[], ["other_columns"], []]


def test_rows_of_text_between_two_headers_are_rows():
    table = read(
        [
            ["项目名称", "总投资"],
            ["东区水厂", "1.2亿"],
            ["项目名称", "建设单位", "乡镇"],
            ["南区管网", "某公司", "黄岗镇"],
        ]
    )
    assert table.layout.header_rows == (1,)
    assert [row.number for row in table.data] == [2, 4]


def test_a_footer_with_the_office_as_unit_changes_nothing():
    table = read([["单位：亿元"], HEAD, [1, "东区水厂", 1.2], ["填报单位：发改局（盖章）"], [2, "南区管网", 2]])
    assert [row.cells["investment"] for row in table.data] == [Decimal(120_000_000), Decimal(200_000_000)]


def test_an_apostrophe_typed_before_an_amount_or_day_is_no_part_of_it():
    table = read([["项目名称", "总投资（亿元）", "开工日期"], ["东区水厂", "'1.2", "’2020-02-24"]])
    assert not table.data[0].faults
    assert table.data[0].cells["investment"] == Decimal(120_000_000)


def test_a_total_right_below_another_covers_the_same_rows():
    table = read(
        [
            ["单位：亿元"],
            HEAD,
            [1, "东区水厂", 1],
            [2, "北站", 2],
            ["合计", None, 3],
            ["其中：", "市级", 1],
            ["总计", None, "3亿元"],
        ]
    )
    assert [row.number for row in table.data] == [3, 4]
    assert [each.verdict for each in table.compare()] == ["equal", "equal"]
