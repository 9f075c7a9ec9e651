"""A file as it arrives (.xlsx, .xls, .csv in UTF-8 or GB18030) to a grid."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import python_calamine as calamine

from shuangying.core.problems import Invalid
from shuangying.core.sheets.binary import binary_extras
from shuangying.core.sheets.grid import FORMULA_STARTS, Grid, Merge, Value
from shuangying.core.sheets.workbook import Limits, check_merges, check_size, extras

LIMITS = Limits()
END = "\x1aEND"
"""A last line of its own, which is missing where an open quotation mark has swallowed it."""

DELIMITERS = (",", "\t", ";")


@dataclass(frozen=True)
class SheetName:
    """A sheet of a file: its name and whether the user sees it."""

    name: str
    visible: bool


@dataclass(frozen=True)
class Book:
    """An opened file.

    Args:
        kind: "xlsx", "xls" or "csv".
        sheets: its sheets in order; CSV has one, named "".
    """

    kind: str
    content: bytes = field(repr=False)
    sheets: tuple[SheetName, ...]
    limits: Limits = LIMITS

    def grid(self, sheet: str | None = None, *, is_table: Callable[[Grid], bool] | None = None) -> Grid:
        """The named sheet, or the first visible one that holds anything.

        Args:
            sheet: its name.
            is_table: which sheets to prefer where none is named, so that a cover before the table is passed over.

        Raises:
            Invalid: `no_such_sheet` or `sheet_unclear`, both with the `choices`; `sheet_too_large`.
        """
        names = [each.name for each in self.sheets]
        if sheet is not None and sheet not in names:
            raise Invalid("no_such_sheet", sheet=sheet, choices="、".join(names))
        if sheet is not None:
            return self._read(sheet)
        first: Grid | None = None
        for each in self.sheets:
            if each.visible and (grid := self._read(each.name)).height:
                if is_table is None or is_table(grid):
                    return grid
                first = first or grid
        if first is not None:
            return first
        raise Invalid("sheet_unclear", choices="、".join(names))

    def _read(self, sheet: str) -> Grid:
        if self.kind == "csv":
            return Grid("", _trimmed(read_csv(self.content, self.limits)))
        if self.kind == "xlsx":
            return _read_xlsx(self.content, sheet, self.limits)
        return _read_xls(self.content, sheet, self.limits)


def open_book(content: bytes, limits: Limits = LIMITS) -> Book:
    """Open a file by what is in it, whatever its name says.

    Args:
        content: the whole file.
        limits: how much it may unpack to.

    Raises:
        Invalid: `file_empty`, `file_locked` (password), `file_is_web_page`, `file_too_large`, `not_a_sheet`,
            `encoding_unknown`.
    """
    if not content.strip(b"\0 \r\n\t"):
        raise Invalid("file_empty")
    if content[:4] == b"PK\x03\x04":
        check_size(content, limits)
        return Book("xlsx", content, _sheet_names(content), limits)
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise Invalid("file_locked")
        return Book("xls", content, _sheet_names(content), limits)
    start = content[:2000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<?xml")):
        raise Invalid("file_is_web_page")
    decoded(content)
    return Book("csv", content, (SheetName("", True),), limits)


def _open(content: bytes) -> calamine.CalamineWorkbook:
    try:
        return calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    except calamine.PasswordError:
        raise Invalid("file_locked") from None
    except calamine.CalamineError:
        raise Invalid("not_a_sheet") from None


def _sheet_names(content: bytes) -> tuple[SheetName, ...]:
    return tuple(
        SheetName(sheet.name, sheet.visible == calamine.SheetVisibleEnum.Visible)
        for sheet in _open(content).sheets_metadata
        if sheet.typ == calamine.SheetTypeEnum.WorkSheet
    )


def _read_values(content: bytes, name: str, limits: Limits) -> Grid:
    try:
        sheet = _open(content).get_sheet_by_name(name)
        if sheet.total_height > limits.rows or sheet.total_width > limits.columns:
            raise Invalid("sheet_too_large", rows=limits.rows, columns=limits.columns)
        rows = sheet.to_python(skip_empty_area=False) if sheet.height else []
        ranges = sheet.merged_cell_ranges or []
    except calamine.CalamineError:
        raise Invalid("not_a_sheet") from None
    merged = tuple(Merge(top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in ranges)
    check_merges(merged, limits)
    return Grid(name, _trimmed(rows), merged)


def _read_xlsx(content: bytes, name: str, limits: Limits) -> Grid:
    more = extras(content, name, limits)
    rows = _with(_read_values(content, name, limits), more.lost)
    return Grid(name, _trimmed(rows), more.merged, more.hidden_rows, more.hidden_columns, more.formats)


def _read_xls(content: bytes, name: str, limits: Limits) -> Grid:
    values, more = _read_values(content, name, limits), binary_extras(content, name)
    lost = {(row, column): text for (row, column), text in more.errors.items() if column <= limits.columns}
    rows = _trimmed(_with(values, lost))
    return Grid(name, rows, values.merged, frozenset(more.hidden_rows), frozenset(more.hidden_columns))


def _with(values: Grid, lost: Mapping[tuple[int, int], Value]) -> list[list[Value]]:
    """The rows with what a reader of values gives as empty."""
    rows = [list(row) for row in values.rows]
    for (row, column), value in lost.items():
        rows.extend([] for _ in range(row - len(rows)))
        rows[row - 1].extend([None] * (column - len(rows[row - 1])))
        rows[row - 1][column - 1] = value
    return rows


def _trimmed(rows: Sequence[Sequence[Value]]) -> tuple[tuple[Value, ...], ...]:
    kept = [tuple(None if value == "" else _unquoted(value) for value in row) for row in rows]
    while kept and all(value is None for value in kept[-1]):
        kept.pop()
    return tuple(kept)


def decoded(content: bytes) -> str:
    """The text of a CSV file: by its byte order mark, else UTF-8, else GB18030.

    Raises:
        Invalid: `encoding_unknown`.
    """
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Invalid("encoding_unknown")


def read_csv(content: bytes, limits: Limits = LIMITS) -> list[list[str]]:
    """The rows of a CSV file whose delimiter is a comma, tab or semicolon: whichever makes the most columns.

    Raises:
        Invalid: `encoding_unknown`, `sheet_too_large`, `quote_open` (a quotation mark that is never closed would swallow
            all rows below it), `not_a_sheet`.
    """
    text = decoded(content)
    head = text[:20_000].splitlines()[:60]

    def columns(delimiter: str) -> int:
        try:
            return sum(len(row) - 1 for row in csv.reader(head, delimiter=delimiter) if row)
        except csv.Error:
            return 0

    delimiter = max(DELIMITERS, key=columns)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(f"{text}\n{END}", newline=""), delimiter=delimiter):
            rows.append(row)
            if len(rows) > limits.rows or len(row) > limits.columns:
                raise Invalid("sheet_too_large", rows=limits.rows, columns=limits.columns)
    except csv.Error:
        raise Invalid("not_a_sheet") from None
    if not rows or rows.pop() != [END]:
        raise Invalid("quote_open", row=len(rows) + 1)
    return rows


def _unquoted(value: Value) -> Value:
    """Undo what an export does to text that a spreadsheet would take for a formula."""
    if isinstance(value, str) and value[:1] == "'" and value.lstrip("'")[:1] in FORMULA_STARTS:
        return value[1:]
    return value
