"""Sheets as counties send them, read to the last cell."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from shuangying.core.problems import Problem
from shuangying.core.sheets import CLEAR, Layout, Table, Wanted, find_layout, open_book, read_table
from shuangying.core.sheets.tests.messy import PROJECTS, batches, saved, sheet_of, two_row_header, xlsx

FILES = Path(__file__).parent / "files"


def read(content: bytes, columns: tuple[Wanted, ...] = PROJECTS, **choices: object) -> tuple[Layout, Table]:
    grid = open_book(content).grid()
    layout = find_layout(grid, columns, **choices)  # type: ignore[arg-type]
    return layout, read_table(grid, layout, columns)


def test_a_list_in_batches_is_read_with_its_day_unit_groups_and_sums():
    layout, table = read(batches())
    assert layout.on == date(2020, 3, 5)
    assert layout.unit == "亿元"
    assert [(each.letter, each.wanted) for each in layout.headings] == [
        ("A", None),
        ("B", "stage"),
        ("C", "name"),
        ("D", "investment"),
    ]
    assert [row.kind for row in table.rows] == (
        [
            "title",
            "title",
            "header",
            "batch",
            "data",
            "data",
            "data",
            "batch",
            "data",
            "data",
            "blank",
            "total",
            "note",
            "note",
        ]
    )
    assert [(row.number, row.cells["name"], row.cells["investment"], row.group) for row in table.data] == [
        (5, "智能装备产业园", Decimal("294000000"), "开工项目"),
        (6, "冷链物流中心", Decimal("250000000"), "开工项目"),
        (7, "职教中心二期", Decimal("6000000"), "开工项目"),
        (9, "东沟河治理", Decimal("120000000"), "储备项目"),
        (10, "高铁片区开发", Decimal("200000000"), "储备项目"),
    ]
    assert [row.number for row in table.data if row.hidden] == [6]
    assert [(each.row, each.kind, each.label, each.scope, each.count) for each in table.stated] == [
        (4, "batch", "开工项目", (5, 6, 7), 3),
        (8, "batch", "储备项目", (9, 10), None),
        (12, "total", "", (5, 6, 7, 9, 10), 5),
    ]
    assert [(each.name, each.verdict) for each in table.compare()] == [
        ("", "equal"),
        ("investment", "equal"),
        ("investment", "equal"),
        ("", "equal"),
        ("investment", "equal"),
    ]


def test_a_header_of_two_rows_is_joined_and_a_merged_township_spreads_down():
    layout, table = read(two_row_header())
    assert layout.header_rows == (3, 4)
    assert [each.text for each in layout.headings][3:5] == ["投资（万元） 总投资", "投资（万元） 已完成"]
    assert [each.text for each in layout.unmapped] == ["投资（万元） 已完成"]
    assert [row.cells.get("division") for row in table.data] == ["莱河镇", "莱河镇", "郭村镇"]
    assert [row.cells["investment"] for row in table.data] == [120_000_000, Decimal("5005000"), 150_000_000]
    assert [row.cells.get("started_on") for row in table.data] == [date(2020, 2, 24), date(2020, 2, 24), None]
    (fault,) = table.data[2].faults
    assert (fault.cell, fault.letter, fault.header, fault.problem.code) == ("F7", "F", "开工 时间", "no_such_day")


def test_what_the_sheet_states_is_contradicted_with_both_numbers():
    _layout, table = read(
        xlsx(
            [
                ["项目名称", "总投资（万元）"],
                ["一、开工项目（小计3个，1,000.00万元）"],
                ["甲项目", 400],
                ["乙项目", 500.004],
                ["小计", 900],
                ["合计", "待定"],
            ]
        )
    )
    assert [(each.name, each.says, each.found, each.verdict) for each in table.compare()] == [
        ("", 3, 2, "different"),
        ("investment", 10_000_000, Decimal("9000040"), "different"),
        ("investment", 9_000_000, Decimal("9000040"), "rounded"),
    ]


def test_sub_totals_may_stand_above_their_rows():
    _layout, table = read(
        xlsx(
            [
                ["序号", "项目名称", "总投资（亿元）"],
                [None, "总计", 10],
                [None, "开工项目小计", 7],
                [1, "甲项目", 3],
                [2, "乙项目", 4],
                [None, "储备项目小计", 3],
                [3, "丙项目", 3],
            ]
        )
    )
    assert [(each.kind, each.scope) for each in table.stated] == [
        ("total", (4, 5, 7)),
        ("subtotal", (4, 5)),
        ("subtotal", (7,)),
    ]
    assert {each.verdict for each in table.compare()} == {"equal"}


def test_batches_nest_and_a_title_row_merged_over_the_table_is_one():
    _layout, table = read(
        xlsx(
            [
                ["序号", "项目名称", "乡镇", "总投资"],
                ["一、第一产业"],
                ["（一）种植"],
                [1, "甲项目", "莱河镇", 1],
                ["（二）养殖"],
                [2, "乙项目", "莱河镇", 1],
                ["二、第二产业"],
                [3, "丙项目", "莱河镇", 1],
                ["三季度新增"],
                [4, "丁项目", "莱河镇", 1],
            ],
            "A9:D9",
        )
    )
    assert [row.groups for row in table.data] == [
        ("第一产业", "种植"),
        ("第一产业", "养殖"),
        ("第二产业",),
        ("第二产业", "三季度新增"),
    ]


def test_names_that_look_like_totals_or_ordinals_stay_records():
    _layout, table = read(
        xlsx(
            [
                ["序号", "项目名称", "建设单位", "总投资"],
                [1, "合计能源科技项目", "甲公司", 1],
                [2, "一带一路产业园", "乙公司", 1],
                [3, "一、二号桥改造", "交通局", 1],
                [4, "附属医院项目：二期", "卫健委", 1],
            ]
        )
    )
    assert [row.kind for row in table.rows] == ["header", "data", "data", "data", "data"]


def test_rows_numbered_in_chinese_are_records_when_all_are():
    _layout, table = read(xlsx([["序号", "项目名称", "总投资"], ["一", "甲项目", 1], ["二", "乙项目", 1]]))
    assert [row.cells["name"] for row in table.data] == ["甲项目", "乙项目"]


def test_a_header_repeated_on_each_printed_page_is_skipped():
    header = ["序号", "项目名称", "总投资"]
    _layout, table = read(xlsx([header, [1, "甲项目", 1], header, [2, "乙项目", 1]]))
    assert [row.kind for row in table.rows] == ["header", "data", "header", "data"]


def test_a_row_of_units_or_column_numbers_belongs_to_the_header():
    layout, table = read(xlsx([["项目名称", "总投资", "面积"], [None, "万元", "亩"], [1, 2, 3], ["甲项目", 100, 3.5]]))
    assert layout.header_rows == (1, 2)
    assert [(row.cells["name"], row.cells["investment"], row.cells["area"]) for row in table.data] == [
        ("甲项目", 1_000_000, Decimal("3.5"))
    ]


def test_two_columns_with_one_header_are_not_guessed_between():
    layout, _table = read(xlsx([["项目名称", "总投资", "总投资"], ["甲项目", 1, 2]]))
    assert layout.problems == (Problem("header_twice", {"header": "总投资", "columns": "B、C"}),)
    assert layout.heading("investment") is None
    layout, table = read(xlsx([["项目名称", "总投资", "总投资"], ["甲项目", 1, 2]]), mapping={"C": "investment"})
    assert table.data[0].cells["investment"] == 200_000_000
    assert not layout.problems


def test_an_exact_header_wins_over_one_with_a_remark():
    layout, _table = read(xlsx([["项目名称", "总投资（调整前）", "总投资"], ["甲项目", 1, 2]]))
    heading = layout.heading("investment")
    assert heading is not None
    assert heading.letter == "C"


def test_a_missing_required_column_and_a_sheet_without_a_table_are_said():
    layout, _table = read(xlsx([["总投资", "乡镇"], [1, "莱河镇"]]))
    assert [problem.code for problem in layout.problems] == ["column_missing"]
    layout, table = read(xlsx([["关于报送材料的通知"], ["请各乡镇于周五前报送。"]]))
    assert [problem.code for problem in layout.problems] == ["header_missing"]
    assert not table.data


def test_the_users_mapping_reads_a_sheet_whose_headers_are_unknown():
    columns, content = PROJECTS, xlsx([["工程", "金额"], ["甲项目", 3]])
    layout, table = read(content, columns, mapping={"工程": "name", "B": "investment"}, unit="万元")
    assert layout.header_rows == (1,)
    assert table.data[0].cells == {"name": "甲项目", "investment": 30_000}


def test_each_bad_cell_is_named_and_the_rest_of_its_row_is_read():
    workbook, _sheet = sheet_of(
        [
            ["项目代码", "项目名称", "总投资（万元）", "开工日期", "人数"],
            [371722199001011234.0, "甲项目", "约3亿", "2020年2月", 3.5],
            ["3.71722E+17", None, 1, "清空", "１，２００人"],
            [12.0, "乙项目", "=C2*2", "—", "#N/A"],
        ]
    )
    _layout, table = read(saved(workbook))
    assert [(fault.cell, fault.problem.code) for row in table.data for fault in row.faults] == [
        ("A2", "number_lost_digits"),
        ("C2", "money_not_exact_amount"),
        ("D2", "day_incomplete"),
        ("A3", "number_lost_digits"),
        ("B3", "required"),
        ("C4", "formula_not_calculated"),
        ("E4", "cell_error"),
    ]
    assert table.data[0].cells["staff"] == Decimal("3.5")
    assert table.data[1].cells == {"investment": 10_000, "started_on": CLEAR, "staff": 1200}
    assert table.data[2].cells == {"code": "12", "name": "乙项目"}


def test_an_amount_merged_over_two_rows_is_counted_for_neither():
    _layout, table = read(xlsx([["项目名称", "总投资"], ["甲项目", 3], ["乙项目", None]], "B2:B3"))
    assert [(fault.cell, fault.problem.code) for row in table.data for fault in row.faults] == [
        ("B2", "merged_amount"),
        ("B3", "merged_amount"),
    ]


def test_a_unit_in_the_number_format_is_the_cells_unit():
    workbook, sheet = sheet_of([["项目名称", "总投资（亿元）"], ["甲项目", 294], ["乙项目", 2]])
    sheet["B2"].number_format = '0.00"万元"'
    _layout, table = read(saved(workbook))
    assert [row.cells["investment"] for row in table.data] == [2_940_000, 200_000_000]


def test_a_table_that_starts_at_c5_keeps_the_addresses_of_its_file():
    rows = [[]] * 4 + [[None, None, "项目名称", "开工日期"], [None, None, "甲项目", "2020-13-01"]]
    _layout, table = read(xlsx(rows))
    assert [fault.cell for fault in table.data[0].faults] == ["D6"]


def test_days_without_a_year_take_the_titles():
    _layout, table = read(xlsx([["开工项目（截至2020年3月5日）"], ["项目名称", "开工日期"], ["甲项目", "2月24日"]]))
    assert table.data[0].cells["started_on"] == date(2020, 2, 24)


@pytest.mark.parametrize(("name", "made"), [("batches.xls", batches), ("merged.xls", two_row_header)])
def test_an_xls_reads_as_the_same_sheet_in_xlsx_does(name, made):
    _layout, old = read((FILES / name).read_bytes())
    _layout, new = read(made())
    assert [(row.number, row.kind, row.cells, row.groups) for row in old.rows] == (
        [(row.number, row.kind, row.cells, row.groups) for row in new.rows]
    )
    assert old.stated == new.stated


def test_a_header_of_three_rows_is_read_whole():
    layout, table = read(
        xlsx(
            [
                ["重点项目调度表"],
                ["序号", "项目名称", "计划"],
                [None, None, "总投资", None, "时间"],
                [None, None, "计划总投资\n（亿元）", "本年\n计划", "开工\n时间"],
                [1, "高铁站前广场", 3.2, 1, "2020年2月24日"],
            ],
            "A1:E1",
            "A2:A4",
            "B2:B4",
            "C2:E2",
            "C3:D3",
        )
    )
    assert layout.header_rows == (2, 3, 4)
    assert table.data[0].cells == {
        "name": "高铁站前广场",
        "investment": Decimal(320_000_000),
        "started_on": date(2020, 2, 24),
    }


def test_a_header_that_two_columns_may_mean_goes_to_the_one_that_has_no_other():
    columns = (Wanted("name", ("名称", "项目")), Wanted("item", ("项目",)))
    layout, _table = read(xlsx([["名称", "项目"], ["甲", "乙"]]), columns)
    assert [each.wanted for each in layout.headings] == ["name", "item"]
    layout, _table = read(xlsx([["项目"], ["甲"]]), columns)
    assert [each.wanted for each in layout.headings] == ["name"]
