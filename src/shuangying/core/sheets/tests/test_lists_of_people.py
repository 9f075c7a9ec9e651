"""Lists of people as they come from villages, isolation places and checkpoints."""

from datetime import date, datetime, time, timedelta

import pytest

from shuangying.core.calendar import SHANGHAI
from shuangying.core.sheets import CLEAR, Wanted, find_layout, open_book, read_table
from shuangying.core.sheets.tests.messy import saved, sheet_of, xlsx

PEOPLE = (
    Wanted("name", ("姓名",), required=True),
    Wanted("id_number", ("身份证号", "身份证号码"), "sealed"),
    Wanted("phone", ("联系电话",), "sealed"),
    Wanted("from_on", ("隔离起始", "隔离开始日期"), "date"),
    Wanted("until_on", ("隔离解除",), "date"),
    Wanted("contact", ("联系人姓名",)),
)
NIGHT = (
    Wanted("passage.at", ("时间", "通过时间"), "moment", required=True, group="passage"),
    Wanted("passage.checkpoint", ("检查站", "检查站名称"), "reference", required=True, group="passage"),
    Wanted("passage.plate", ("车牌号",), group="passage"),
    Wanted("passage.load", ("载重",), "number", group="passage"),
    Wanted("person.name", ("姓名",), required=True),
    Wanted("outcome", ("处置",), "choice"),
)


def read(content, columns=PEOPLE, **choices):
    grid = open_book(content).grid()
    layout = find_layout(grid, columns, **choices)
    return layout, read_table(grid, layout, columns)


GROUPED = [
    ["返乡人员摸排表（2020年2月）"],
    ["序号", "人员信息", None, None, "隔离情况", None, "联系人信息"],
    [None, "姓名", "身份证号", "联系电话", "起始", "解除", "姓名"],
    [1, "甲", "371799200001011239", "15412345678", "2月2日", "2.16", "乙"],
]


@pytest.mark.parametrize("merges", [("A1:G1", "A2:A3", "B2:D2", "E2:F2"), ()], ids=["merged", "merges lost"])
def test_columns_are_known_by_their_group_and_their_own_header(merges):
    layout, table = read(xlsx(GROUPED, *merges))
    assert layout.header_rows == (2, 3)
    assert [each.wanted for each in layout.headings] == [
        None,
        "name",
        "id_number",
        "phone",
        "from_on",
        "until_on",
        "contact",
    ]
    assert table.data[0].cells["from_on"] == date(2020, 2, 2)
    assert table.data[0].cells["until_on"] == date(2020, 2, 16)
    assert table.data[0].cells["contact"] == "乙"


def test_a_sheet_saved_as_csv_has_lost_its_merges_and_is_read_alike():
    rows = [["" if value is None else str(value) for value in row] for row in GROUPED]
    layout, _table = read("\n".join(",".join(row) for row in rows).encode())
    assert [each.wanted for each in layout.headings][4:] == ["from_on", "until_on", "contact"]


@pytest.mark.parametrize(
    "written",
    [371799200001011239, 3.71799200001011e17, "3.71799E+17", "3.717992e17"],
    ids=["number", "float", "text", "csv"],
)
def test_an_identity_number_that_was_made_a_number_is_refused_and_not_repaired(written):
    _layout, table = read(xlsx([["姓名", "身份证号"], ["甲", written]]))
    (fault,) = table.data[0].faults
    assert (fault.cell, fault.problem.code) == ("B2", "number_lost_digits")
    assert "371799200001011" not in str(fault.problem.params)
    assert "id_number" not in table.data[0].cells


def test_a_number_that_a_spreadsheet_keeps_exactly_is_taken_as_it_stands():
    _layout, table = read(xlsx([["姓名", "身份证号", "联系电话"], ["甲", 371799800101001, 15412345678]]))
    assert table.data[0].cells == {"name": "甲", "id_number": "371799800101001", "phone": "15412345678"}


@pytest.mark.parametrize("nothing", ["无", "/", "—", "-"])
def test_a_dash_is_no_number_of_a_person(nothing):
    _layout, table = read(xlsx([["姓名", "身份证号", "联系电话"], ["甲", nothing, "清空"]]))
    assert table.data[0].cells == {"name": "甲", "phone": CLEAR}


def test_two_lists_side_by_side_are_told_and_neither_is_guessed():
    layout, table = read(
        xlsx(
            [["序号", "姓名", "联系电话", "序号", "姓名", "联系电话"], [1, "甲", "15412345678", 2, "乙", "15487654321"]]
        )
    )
    problem = layout.problems[0]
    assert (problem.code, problem.params["columns"]) == ("side_by_side", "E")
    assert [p.code for p in layout.problems[1:]] == ["column_missing"]
    layout, table = read(
        xlsx([["姓名", "联系电话", "姓名", "联系电话"], ["甲", "1", "乙", "2"]]), mapping={"C": "", "D": ""}
    )
    assert table.data[0].cells == {"name": "甲", "phone": "1"}


HEAD = ["序号", "通过时间", "车牌号", "载重", "姓名", "处置"]


def night(rows, *merges):
    return read(
        xlsx([["单县北检查站通行登记表（2020年2月2日）"], ["检查站：单县北    登记人：张某"], HEAD, *rows], *merges),
        NIGHT,
    )


def test_a_plate_merged_over_its_passengers_is_that_of_each_of_them():
    _layout, table = night(
        [
            [1, "3:20", "鲁R12345", 5, "甲", "劝返"],
            [None, None, None, None, "乙", "留观"],
            [2, "2月2日 24:00", "鲁RD1234", 2, "丙", "放行"],
        ],
        "B4:B5",
        "C4:C5",
        "D4:D5",
    )
    assert [(row.cells["passage.plate"], row.cells["passage.load"]) for row in table.data] == [
        ("鲁R12345", 5),
        ("鲁R12345", 5),
        ("鲁RD1234", 2),
    ]
    assert [row.stands.get("passage.plate") for row in table.data] == [None, 4, None]
    assert [row.cells["passage.at"] for row in table.data] == [
        datetime(2020, 2, 2, 3, 20, tzinfo=SHANGHAI),
        datetime(2020, 2, 2, 3, 20, tzinfo=SHANGHAI),
        datetime(2020, 2, 3, 0, 0, tzinfo=SHANGHAI),
    ]
    assert {row.cells["passage.checkpoint"] for row in table.data} == {"单县北"}


def test_a_line_that_says_nothing_of_its_car_belongs_to_the_car_above():
    _layout, table = night(
        [
            [1, "3:20", "鲁R12345", None, "甲", "劝返"],
            [2, None, None, None, "乙", "留观"],
            [3, "3:40", None, None, "丙", "放行"],
        ]
    )
    assert [row.cells.get("passage.plate") for row in table.data] == ["鲁R12345", "鲁R12345", None]
    assert [row.stands.get("passage.plate") for row in table.data] == [None, 4, None]


def test_what_a_car_lacks_is_wrong_where_the_car_stands_and_a_batch_ends_it():
    _layout, table = night(
        [
            [1, "25:20", "鲁R12345", None, "甲", None],
            [2, None, None, None, "乙", None],
            ["二、夜班"],
            [3, None, None, None, "丙", None],
        ]
    )
    assert [[(f.cell, f.problem.code) for f in row.faults] for row in table.data] == [
        [("B4", "no_such_time")],
        [("B4", "no_such_time")],
        [("B7", "required")],
    ]


def test_columns_that_are_not_said_to_go_together_are_not_filled_down():
    _layout, table = read(xlsx([["姓名", "联系电话"], ["甲", "1"], ["乙", None]]))
    assert "phone" not in table.data[1].cells


@pytest.mark.parametrize(
    "cell",
    [
        time(3, 20),
        timedelta(hours=3, minutes=20),
        0.1388888888888889,
        "03:20",
        "3点20分",
        "凌晨3:20",
        "2月2日 3:20",
        "2020.2.2 03:20",
    ],
)
def test_a_time_alone_is_one_of_the_sheets_day(cell):
    workbook, _sheet = sheet_of(
        [["通行登记表（2020年2月2日）"], ["通过时间", "检查站", "姓名"], [cell, "单县北", "甲"]]
    )
    _layout, table = read(saved(workbook), NIGHT)
    assert not table.data[0].faults
    assert table.data[0].cells["passage.at"] == datetime(2020, 2, 2, 3, 20, tzinfo=SHANGHAI)


def test_a_time_of_no_day_is_asked_for():
    _layout, table = read(xlsx([["通过时间", "检查站", "姓名"], ["3:20", "单县北", "甲"]]), NIGHT)
    assert [fault.problem.code for fault in table.data[0].faults] == ["moment_without_day"]


def test_what_a_line_above_says_counts_only_for_columns_that_are_not_there():
    rows = [["检查站：单县北"], ["通过时间", "检查站", "姓名"], ["2020-02-02 3:20", "单县南", "甲"]]
    layout, table = read(xlsx(rows), NIGHT)
    assert not layout.given
    assert table.data[0].cells["passage.checkpoint"] == "单县南"


def test_the_year_of_the_title_counts_for_days_without_one():
    _layout, table = read(xlsx([["2020年春节返乡人员"], ["姓名", "隔离开始日期"], ["甲", "2月2日"]]))
    assert table.data[0].cells["from_on"] == date(2020, 2, 2)
    _layout, table = read(xlsx([["2019-2020年度"], ["姓名", "隔离开始日期"], ["甲", "2月2日"]]))
    assert [fault.problem.code for fault in table.data[0].faults] == ["day_without_year"]
