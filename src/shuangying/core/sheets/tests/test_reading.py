"""Files as they arrive."""

import io
import zipfile
from pathlib import Path

import pytest

from shuangying.core.problems import Invalid
from shuangying.core.sheets import Grid, Limits, Merge, address, open_book, place
from shuangying.core.sheets.tests.messy import batches, saved, sheet_of, xlsx

FILES = Path(__file__).parent / "files"
TEXT = "项目名称,总投资\n𠅤山桥·二期,2.5\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_is_read_in_its_encoding_and_delimiter(encoding, delimiter):
    grid = open_book(TEXT.replace(",", delimiter).encode(encoding)).grid()
    assert grid.rows == (("项目名称", "总投资"), ("𠅤山桥·二期", "2.5"))


def test_a_quoted_csv_cell_keeps_its_delimiter_and_line_break():
    grid = open_book('名称,数\n"甲,\n乙",1\n'.encode()).grid()
    assert grid.rows[1] == ("甲,\n乙", "1")


def test_the_first_visible_sheet_with_data_is_taken():
    book = open_book(batches())
    assert [(each.name, each.visible) for each in book.sheets] == [("参数", False), ("重点项目", True)]
    assert book.grid().name == "重点项目"
    assert book.grid("参数").rows == (("x",),)


def test_a_cover_is_passed_over_for_the_first_table():
    workbook, cover = sheet_of([["单县发展和改革局"]], name="封面")
    workbook.create_sheet("明细")["A1"] = "项目名称"
    book = open_book(saved(workbook))
    assert book.grid(is_table=lambda grid: grid.text(1, 1) == "项目名称").name == "明细"
    assert book.grid(is_table=lambda grid: False).name == cover.title


def test_an_open_quotation_mark_swallows_no_rows():
    with pytest.raises(Invalid) as raised:
        open_book('名称,数\n甲,1\n"乙,2\n丙,3\n'.encode()).grid()
    assert (raised.value.problem.code, raised.value.problem.params) == ("quote_open", {"row": 3})


def test_an_encrypted_workbook_is_told_from_a_broken_one():
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    with pytest.raises(Invalid) as raised:
        open_book(locked)
    assert raised.value.problem.code == "file_locked"


def test_no_sheet_with_data_or_an_unknown_name_lists_the_choices():
    workbook, _sheet = sheet_of([], name="空")
    with pytest.raises(Invalid) as raised:
        open_book(saved(workbook)).grid()
    assert raised.value.problem.code == "sheet_unclear"
    with pytest.raises(Invalid) as raised:
        open_book(batches()).grid("名单")
    assert raised.value.problem.params == {"sheet": "名单", "choices": "参数、重点项目"}


def test_merged_and_hidden_parts_are_seen():
    grid = open_book(batches()).grid()
    assert Merge(4, 1, 4, 4) in grid.merged
    assert grid.hidden_rows == {6}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"  \n", "file_empty"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "file_is_web_page"),
        (b"PK\x03\x04 nothing", "not_a_sheet"),
        (b"\x00\x01\x02\xff" * 9, "encoding_unknown"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "not_a_sheet"),
    ],
)
def test_what_is_no_sheet_is_refused_with_a_reason(content, code):
    with pytest.raises(Invalid) as raised:
        open_book(content)
    assert raised.value.problem.code == code


def test_a_file_that_unpacks_too_large_is_refused_unopened():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 3_000_000)
    with pytest.raises(Invalid) as raised:
        open_book(packed.getvalue(), Limits(unpacked_bytes=2**20))
    assert raised.value.problem.code == "file_too_large"


def test_a_value_in_the_last_cell_of_a_sheet_is_refused_before_it_is_built():
    workbook, sheet = sheet_of([["项目名称"]])
    sheet["XFD1048576"] = 1
    with pytest.raises(Invalid) as raised:
        open_book(saved(workbook)).grid()
    assert raised.value.problem.code == "sheet_too_large"


def test_styled_empty_cells_do_not_make_a_sheet_large():
    workbook, sheet = sheet_of([["项目名称"], ["甲"]])
    sheet["XFD900000"].number_format = "0.00"
    assert open_book(saved(workbook)).grid().height == 2


def test_a_trailing_row_of_formulas_without_results_is_not_lost():
    grid = open_book(xlsx([["项目名称", "总投资"], ["甲", 1], [None, "=SUM(B2:B2)"]])).grid()
    assert grid.text(3, 2) == "=SUM(B2:B2)"


def test_control_characters_are_no_part_of_a_text():
    assert open_book(xlsx([["甲_x0000__x000B_乙"]])).grid().text(1, 1) == "甲乙"


def test_an_xls_file_hides_neither_errors_nor_rows():
    grid = open_book((FILES / "errors.xls").read_bytes()).grid()
    assert [grid.text(row, 2) for row in (2, 3, 4)] == ["#DIV/0!", "2", "#N/A"]
    assert (grid.hidden_rows, grid.hidden_columns) == ({3}, {3})


def test_corrections_replace_cells_and_leave_the_grid_alone():
    grid = Grid("", (("a",), ("b", "c")))
    corrected = grid.replaced({(1, 3): "x", (2, 1): "y"})
    assert corrected.rows == (("a", None, "x"), ("y", "c"))
    assert grid.rows == (("a",), ("b", "c"))


@pytest.mark.parametrize(("row", "column", "text"), [(1, 1, "A1"), (7, 28, "AB7"), (10, 702, "ZZ10"), (2, 703, "AAA2")])
def test_addresses(row, column, text):
    assert address(row, column) == text
    assert place(text) == (row, column)
