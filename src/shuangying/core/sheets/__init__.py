"""A messy spreadsheet to typed rows with problems that name the cell.

book = open_book(content)
grid = book.grid()
layout = find_layout(grid, wanted)
table = read_table(grid, layout, wanted)
"""

from shuangying.core.sheets.grid import CONTROLS, Grid, Merge, Uncalculated, address, letters, place, shown
from shuangying.core.sheets.layout import Heading, Layout, Wanted, find_layout
from shuangying.core.sheets.lines import Sum
from shuangying.core.sheets.reading import LIMITS, Book, SheetName, open_book
from shuangying.core.sheets.receipts import Mark, harmless, receipt
from shuangying.core.sheets.rows import Compared, Fault, Row, Stated, Table, read_table, rows
from shuangying.core.sheets.values import CLEAR, Clear
from shuangying.core.sheets.workbook import Limits

__all__ = [
    "CLEAR",
    "CONTROLS",
    "LIMITS",
    "Book",
    "Clear",
    "Compared",
    "Fault",
    "Grid",
    "Heading",
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
    "letters",
    "open_book",
    "place",
    "read_table",
    "receipt",
    "rows",
    "shown",
]
