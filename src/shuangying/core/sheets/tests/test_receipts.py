"""The receipts workbook is the user's own sheet."""

import io

import openpyxl

from shuangying.core.sheets import Mark, harmless, open_book, receipt
from shuangying.core.sheets.tests.messy import saved, sheet_of, two_row_header


def received(content: bytes, **choices):
    book = open_book(content)
    grid = book.grid()
    marks = {5: Mark("新增", "", "good"), 7: Mark("退回", "没有这一天", "bad")}
    made = receipt(book, grid, marks, {(7, 6): "没有这一天"}, headings=("结果", "原因"), header_row=4, **choices)
    return openpyxl.load_workbook(io.BytesIO(made))


def test_layout_is_kept_and_two_columns_are_added():
    sheet = received(two_row_header()).active
    assert str(sheet.merged_cells).count(":") == 7
    assert [sheet.cell(row, 7).value for row in (4, 5, 6, 7)] == ["结果", "新增", None, "退回"]
    assert sheet["H7"].value == "没有这一天"
    assert sheet["F7"].comment.text == "没有这一天"
    assert sheet["F7"].fill.fgColor.rgb.endswith("F7C9C4")
    assert sheet["F6"].value == 43885


def test_other_sheets_and_formulas_stay():
    workbook, _sheet = sheet_of([["项目名称", "总投资"], ["甲", "=1+1"]], name="表")
    workbook.create_sheet("附表")["A1"] = "x"
    book = open_book(saved(workbook))
    made = openpyxl.load_workbook(
        io.BytesIO(receipt(book, book.grid(), {}, {}, headings=("结果", "原因"), header_row=1))
    )
    assert made.sheetnames == ["表", "附表"]
    assert made["表"]["B2"].value == "=1+1"


def test_csv_becomes_a_workbook_in_which_no_text_is_a_formula():
    book = open_book('项目名称,总投资\n"=cmd|calc",1\n'.encode())
    sheet = openpyxl.load_workbook(
        io.BytesIO(receipt(book, book.grid(), {}, {}, headings=("结果", "原因"), header_row=1))
    ).active
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=cmd|calc", "s")


def test_a_corrected_cell_holds_the_new_text_and_remembers_the_old():
    sheet = received(two_row_header(), corrected={(5, 6): ("2020-02-25", "原为 2020.2.24")}).active
    assert (sheet["F5"].value, sheet["F5"].comment.text) == ("2020-02-25", "原为 2020.2.24")


def test_text_that_would_be_a_formula_is_made_harmless():
    assert [harmless(text) for text in ("=1", "+1", "-1", "@x", "甲")] == ["'=1", "'+1", "'-1", "'@x", "甲"]
