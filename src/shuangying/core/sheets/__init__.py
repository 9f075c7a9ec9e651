"""A messy spreadsheet to typed rows with problems that name the cell.

book = open_book(content)
grid = book.grid()
layout = find_layout(grid, wanted)
table = read_table(grid, layout, wanted)
for row in table.data: pieces(row, layout)     # of a wide sheet, one a cell
"""

from shuangying.core.sheets.across import Across, Label, headed_by, headed_by_words
from shuangying.core.sheets.grid import CONTROLS, Grid, Merge, Uncalculated, address, letters, place, shown
from shuangying.core.sheets.header import Wanted
from shuangying.core.sheets.layout import Heading, Layout, find_layout
from shuangying.core.sheets.lines import Sum
from shuangying.core.sheets.reading import LIMITS, Book, SheetName, open_book
from shuangying.core.sheets.receipts import Mark, harmless, receipt
from shuangying.core.sheets.rows import Compared, Fault, Row, Stated, Table, pieces, read_table, rows
from shuangying.core.sheets.values import CLEAR, DASHES, Clear
from shuangying.core.sheets.workbook import Limits

__all__ = [
    "CLEAR",
    "CONTROLS",
    "DASHES",
    "LIMITS",
    "Across",
    "Book",
    "Clear",
    "Compared",
    "Fault",
    "Grid",
    "Heading",
    "Label",
    "Layout",
    "Limits",
    "Mark",
    "Merge",
    "Row",
    "SheetName",
    "Stated",
    "Sum",
    "Table",
    "Uncalculated",
    "Wanted",
    "address",
    "find_layout",
    "harmless",
    "headed_by",
    "headed_by_words",
    "letters",
    "open_book",
    "pieces",
    "place",
    "read_table",
    "receipt",
    "rows",
    "shown",
]
