"""The user's own sheet with an outcome and a reason beside each row, and wrong cells coloured."""

import io
import re
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from math import ceil
from unicodedata import east_asian_width

import openpyxl
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils.exceptions import IllegalCharacterError
from openpyxl.worksheet.worksheet import Worksheet

from shuangying.core.problems import Invalid
from shuangying.core.sheets.grid import CONTROLS, FORMULA_STARTS, Grid, Uncalculated, Value, letters
from shuangying.core.sheets.grid import shown as cell_text
from shuangying.core.sheets.reading import Book
from shuangying.core.sheets.workbook import extras

MOST_CELLS = 600_000
"""Above this many cells a workbook is not loaded whole; its receipt is a fresh one with the same rows."""

COUNTING = (
    "ABS AND AVERAGE AVERAGEIF COLUMN CONCATENATE COUNT COUNTA COUNTBLANK COUNTIF COUNTIFS DATE DATEDIF DAY HLOOKUP IF IFERROR"
    " INDEX INT LEFT LEN LOOKUP MATCH MAX MID MIN MOD MONTH NOT OR RANK RIGHT ROUND ROUNDDOWN ROUNDUP ROW SUBTOTAL SUM SUMIF"
    " SUMIFS SUMPRODUCT TEXT TODAY TRIM VALUE VLOOKUP YEAR"
)
"""The functions of formulas that stay live in receipts, because another office opens them than the one that wrote them."""

CALLED = re.compile(r"(?<![\w.])([\w.]++)\s*+\(")
REACHES_OUT = re.compile(r"[|\[\\]|'[^'/]*+/[^']*+'!")
"""Programs (`cmd|…`), other files (`[1]Sheet1!A1`) and addresses (`'http://…'!A1`)."""

REASON_WIDTH = 60
LINE_POINTS = 15
MEASURED_ROWS = 500
MOST_WIDTH = 50
WRONG = PatternFill("solid", fgColor="F7C9C4")
TONES = {
    "good": PatternFill("solid", fgColor="E3EFE4"),
    "held": PatternFill("solid", fgColor="FBEFD0"),
    "bad": PatternFill("solid", fgColor="F7C9C4"),
    "plain": PatternFill(fill_type=None),
}


@dataclass(frozen=True)
class Mark:
    """What became of a row: a word, why, and its tone ("good", "held", "bad" or "plain")."""

    outcome: str
    reason: str = ""
    tone: str = "plain"


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe before it, which reading takes away again."""
    return f"'{text}" if text.lstrip("'")[:1] in FORMULA_STARTS else text


def receipt(
    book: Book,
    grid: Grid,
    marks: Mapping[int, Mark],
    wrong: Mapping[tuple[int, int], str],
    *,
    headings: tuple[str, str],
    header_row: int,
    corrected: Mapping[tuple[int, int], tuple[str, str]] | None = None,
    shown: Callable[[tuple[int, int] | None, str], str] = lambda _cell, text: text,
) -> bytes:
    """Make the receipts workbook (.xlsx).

    Args:
        book: the user's file; an .xlsx keeps its layout, formulas and other sheets, others become a fresh workbook.
        grid: the sheet that was read.
        marks: what became of each row.
        wrong: what is wrong with a cell, by (row, column).
        headings: the headers of the two added columns.
        header_row: the row in which they stand.
        corrected: cells written anew by the user while importing: the new text and a remark, by (row, column).
        shown: what is written of a text that stands at (row, column) of the sheet that was read, or on another (None).

    Returns:
        The file's bytes.
    """
    workbook, sheet = _workbook(book, grid)
    first = max(grid.width, 1) + 1
    for offset, heading in enumerate(headings):
        cell = sheet.cell(max(header_row, 1), first + offset)
        _write(cell, heading)
        above = sheet.cell(max(header_row, 1), max(first - 1, 1))
        if offset < 2 and above.has_style and not isinstance(cell, MergedCell):
            cell.font, cell.border, cell.alignment = copy(above.font), copy(above.border), copy(above.alignment)
    for row, mark in marks.items():
        for offset, text in enumerate((mark.outcome, mark.reason)):
            cell = sheet.cell(row, first + offset)
            _write(cell, text)
            if not isinstance(cell, MergedCell):
                cell.fill = TONES[mark.tone]
                horizontal = "left" if offset else "center"
                cell.alignment = Alignment(wrap_text=offset == 1, vertical="center", horizontal=horizontal)
        _make_room(sheet, row, mark.reason)
    for each in workbook.worksheets:
        _show(each, shown, read=each is sheet)
    for (row, column), (new, remark) in (corrected or {}).items():
        _write(sheet.cell(row, column), shown((row, column), new))
        _remark(sheet, row, column, remark)
    for (row, column), text in wrong.items():
        _remark(sheet, row, column, text, WRONG)
    sheet.column_dimensions[letters(first)].width = 12
    sheet.column_dimensions[letters(first + 1)].width = REASON_WIDTH
    for added in (first, first + 1):
        sheet.column_dimensions[letters(added)].hidden = False
    workbook.active = workbook.index(sheet)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _show(sheet: Worksheet, shown: Callable[[tuple[int, int] | None, str], str], *, read: bool) -> None:
    """Write of each cell, remark and link what is to be shown of it; what a pivot table remembers goes."""
    sheet._pivots = []
    for (row, column), cell in list(sheet._cells.items()):
        if isinstance(cell, MergedCell):
            continue
        text = cell_text(cell.value) if isinstance(cell.value, str | int | float) else ""
        told = shown((row, column) if read else None, text)
        if told != text:
            _write(cell, told)
        if cell.comment and (told := shown(None, cell.comment.text)) != cell.comment.text:
            cell.comment = Comment(told, cell.comment.author)
        if cell.hyperlink and cell.hyperlink.target and shown(None, cell.hyperlink.target) != cell.hyperlink.target:
            cell.hyperlink = None


def _make_room(sheet: Worksheet, row: int, text: str) -> None:
    """Make a row as high as its reason needs; never lower than the user made it."""
    lines = sum(max(1, ceil(_width(line) / (REASON_WIDTH - 2))) for line in text.splitlines())
    if lines > 1:
        dimension = sheet.row_dimensions[row]
        dimension.height = max(dimension.height or 0, LINE_POINTS * lines)


def _workbook(book: Book, grid: Grid) -> tuple[openpyxl.Workbook, Worksheet]:
    if book.kind == "xlsx" and _can_be_loaded(book):
        try:
            workbook = openpyxl.load_workbook(io.BytesIO(book.content), keep_links=False)
            _keep_only_counting(workbook, grid)
            return workbook, workbook[grid.name]
        except (ValueError, LookupError, TypeError, AttributeError, OSError):
            pass
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = _sheet_title(grid.name) or sheet.title
    for row, line in enumerate(grid.rows, 1):
        for column, value in enumerate(line, 1):
            if value is not None:
                _write(sheet.cell(row, column), value)
    _widen(sheet, grid)
    for merge in grid.merged:
        bottom, right = min(merge.bottom, grid.height), min(merge.right, grid.width)
        if merge.top < bottom or merge.left < right:
            sheet.merge_cells(start_row=merge.top, start_column=merge.left, end_row=bottom, end_column=right)
    return workbook, sheet


def _can_be_loaded(book: Book) -> bool:
    """Whether all sheets together are small enough; each is read for its size before anything is built from it."""
    try:
        sizes = [extras(book.content, each.name, book.limits).styled_cells for each in book.sheets]
    except Invalid:
        return False
    return sum(sizes) <= MOST_CELLS


def _keep_only_counting(workbook: openpyxl.Workbook, grid: Grid) -> None:
    """Leave only formulas that count; of any other, which could reach out of the sheet, its shown value stays, or its text."""
    for sheet in workbook.worksheets:
        for cell in list(sheet._cells.values()):
            if cell.data_type == "f" and not _only_counts(formula := _formula(cell.value)):
                _write(cell, grid.at(cell.row, cell.column) if sheet.title == grid.name else formula)
    for names in (workbook.defined_names, *(sheet.defined_names for sheet in workbook.worksheets)):
        for name in [name for name, defined in names.items() if not _only_counts(defined.value or "")]:
            del names[name]


def _formula(value: object) -> str:
    return value if isinstance(value, str) else getattr(value, "text", None) or ""


def _only_counts(formula: str) -> bool:
    """Whether a formula calls only `COUNTING` and refers to no program, file or address."""
    if not formula or REACHES_OUT.search(formula):
        return False
    return all(name.upper() in COUNTING.split() for name in CALLED.findall(formula))


def _widen(sheet: Worksheet, grid: Grid) -> None:
    """Give the columns of a fresh sheet the width of what stands in them; a title alone in its row counts for none."""
    widths: dict[int, int] = {}
    for row in range(1, min(grid.height, MEASURED_ROWS) + 1):
        filled = grid.filled(row)
        for column, text in filled.items() if len(filled) > 1 else ():
            widths[column] = max(widths.get(column, 8), max(_width(line) for line in text.splitlines()) + 2)
    for column, width in widths.items():
        sheet.column_dimensions[letters(column)].width = min(width, MOST_WIDTH)


def _width(line: str) -> int:
    """How many narrow letters a line is wide."""
    return sum(2 if east_asian_width(letter) in "WFA" else 1 for letter in line)


def _sheet_title(name: str) -> str:
    return "".join(letter for letter in name if letter not in "[]:*?/\\")[:31]


def _write(cell: Cell | MergedCell, value: Value) -> None:
    """Set a cell; text stays text."""
    if isinstance(cell, MergedCell):
        return
    if isinstance(value, Uncalculated):
        value = value.formula
    if isinstance(value, str):
        try:
            cell.value = value
        except IllegalCharacterError:
            cell.value = CONTROLS.sub("", value)
        if cell.value is not None:
            cell.data_type = "s"
            cell.quotePrefix = value[:1] in ("=", "+", "-", "@")
    else:
        cell.value = value


def _remark(sheet: Worksheet, row: int, column: int, text: str, fill: PatternFill | None = None) -> None:
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        merge = next((each for each in sheet.merged_cells.ranges if cell.coordinate in each), None)
        if merge is None:
            return
        cell = sheet.cell(merge.min_row, merge.min_col)
    assert isinstance(cell, Cell)
    if fill is not None:
        cell.fill = copy(fill)
        cell.font = Font(name=cell.font.name, sz=cell.font.sz, b=cell.font.b, color="9B1C1C")
    known = f"{cell.comment.text}\n" if cell.comment else ""
    if text not in known:
        comment = Comment(f"{known}{text}", "双赢")
        comment.width, comment.height = 320, 110
        cell.comment = comment
