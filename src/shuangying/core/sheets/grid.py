"""A sheet as its user sees it: rows of values from A1, merged ranges, what is hidden."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property

from shuangying.core.texts import CONTROLS

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What text begins with that a spreadsheet would take for a formula (OWASP: CSV injection)."""


@dataclass(frozen=True)
class Uncalculated:
    """A formula of which the file holds no result (written by a program, never opened in a spreadsheet)."""

    formula: str


Value = str | int | float | bool | date | datetime | time | timedelta | Uncalculated | None


@dataclass(frozen=True)
class Merge:
    """A merged range; rows and columns from 1, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    def covers(self, row: int, column: int) -> bool:
        """Whether the cell lies in the range."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    @property
    def area(self) -> int:
        """The number of cells in the range."""
        return max(0, self.bottom - self.top + 1) * max(0, self.right - self.left + 1)


@dataclass(frozen=True)
class Grid:
    """One sheet. Rows and columns count from 1 and are those of the user's file.

    Args:
        name: the sheet's name ("" for CSV).
        rows: the values from cell A1 on; "" and None are both empty.
        merged: merged ranges; the value stands in the top left cell.
        hidden_rows, hidden_columns: read all the same, but the user must be told.
        formats: number formats that hold text, such as `0.00"亿元"`, by (row, column).
    """

    name: str
    rows: tuple[tuple[Value, ...], ...]
    merged: tuple[Merge, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    formats: Mapping[tuple[int, int], str] = field(default_factory=dict)

    @property
    def height(self) -> int:
        """The number of rows."""
        return len(self.rows)

    @cached_property
    def width(self) -> int:
        """The number of columns."""
        return max((len(row) for row in self.rows), default=0)

    def at(self, row: int, column: int) -> Value:
        """The value in a cell itself; None beyond the edge."""
        line = self.rows[row - 1] if 0 < row <= len(self.rows) else ()
        return line[column - 1] if 0 < column <= len(line) else None

    def text(self, row: int, column: int) -> str:
        """The value as text, trimmed."""
        return shown(self.at(row, column))

    def filled(self, row: int) -> dict[int, str]:
        """The cells of a row that are not empty, as text by column."""
        line = self.rows[row - 1]
        return {column: text for column, value in enumerate(line, 1) if (text := shown(value))}

    def replaced(self, corrections: Mapping[tuple[int, int], str]) -> "Grid":
        """The sheet with some cells written anew, by (row, column)."""
        if not corrections:
            return self
        rows = [list(row) for row in self.rows]
        for (row, column), value in corrections.items():
            if not 0 < row <= len(rows):
                continue
            rows[row - 1].extend([None] * (column - len(rows[row - 1])))
            rows[row - 1][column - 1] = value
        formats = {place: text for place, text in self.formats.items() if place not in corrections}
        return Grid(self.name, tuple(map(tuple, rows)), self.merged, self.hidden_rows, self.hidden_columns, formats)


def shown(value: Value) -> str:
    """A cell's value as its user sees it, without number formats: 5.0 is "5", a day is ISO."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Uncalculated):
        return value.formula
    return CONTROLS.sub("", str(value)).strip()


def letters(column: int) -> str:
    """The letters of a column: 1 is "A", 28 is "AB"."""
    text = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def address(row: int, column: int) -> str:
    """A cell's address: (7, 2) is "B7"."""
    return f"{letters(column)}{row}"


def place(address_text: str) -> tuple[int, int]:
    """The (row, column) of an address such as "B7".

    Raises:
        ValueError: not an address.
    """
    found = re.fullmatch(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})", address_text)
    if found is None:
        raise ValueError(f"not a cell address: {address_text!r}")
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column
