"""A register's rows as a sheet that comes back unchanged, and an empty sheet to fill in."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
from django.utils import translation
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from shuangying.core import units
from shuangying.core.calendar import zh_day
from shuangying.core.sheets import CONTROLS, harmless, letters
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.divisions import names
from shuangying.kernel.divisions.models import Division
from shuangying.kernel.imports.sheet_columns import UID_HEADER, sheet_header
from shuangying.kernel.registers import spans
from shuangying.kernel.registers.api import Column, Month, Register

CHUNK = 1000
MOST_DIGITS = 15
HEAD = PatternFill("solid", fgColor="EFEDE6")


def export_xlsx(register: Register, rows: Any, day: date) -> bytes:
    """The rows as .xlsx: a title with the day, the columns in the register's units, the record's number last.

    Args:
        register: the register.
        rows: a query set of its records.
        day: the day as of which states are given.
    """
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet(str(register.label)[:31])
    columns, named = register.bound, _Named(day)
    for number in range(1, len(columns) + 2):
        sheet.column_dimensions[letters(number)].width = 38 if number > len(columns) else 18
    sheet.append([_cell(sheet, title(register, day), bold=True)])
    sheet.append([_cell(sheet, text, bold=True, head=True) for text in headers(register)])
    for record in _with_states(rows, day):
        cells = [_cell(sheet, value) for value in _values(columns, record, named)]
        sheet.append([*cells, _cell(sheet, str(record.uid))])
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def export_csv(register: Register, rows: Any, day: date) -> Iterator[str]:
    """The rows as lines of CSV with a byte order mark, so that every spreadsheet reads it as UTF-8."""
    line, named = io.StringIO(), _Named(day)
    writer = csv.writer(line)

    def written(cells: Iterable[Any]) -> str:
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in cells])
        text = line.getvalue()
        line.seek(0)
        line.truncate()
        return text

    yield "\ufeff" + written([title(register, day)])
    yield written(headers(register))
    for record in _with_states(rows, day):
        values = [_as_text(value) for value in _values(register.bound, record, named)]
        yield written([*values, str(record.uid)])


def _as_text(value: Any) -> Any:
    if isinstance(value, Decimal):
        return units.plain(value)
    return value.isoformat() if isinstance(value, date) else value


def template(register: Register) -> bytes:
    """An empty sheet with the register's columns; a remark on each header says what may stand below it."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = str(register.label)[:31]
    for number, column in enumerate(register.bound, 1):
        cell = sheet.cell(1, number, sheet_header(column))
        cell.font, cell.fill = Font(bold=True), HEAD
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        if remark := _remark(column):
            cell.comment = Comment(remark, "双赢")
        sheet.column_dimensions[letters(number)].width = 18
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def title(register: Register, day: date) -> str:
    """The export's title, which names its day."""
    return f"{register.label}（截至{zh_day(day)}）"


def headers(register: Register) -> list[str]:
    """The export's header cells."""
    return [*(sheet_header(column) for column in register.bound), UID_HEADER]


def _with_states(rows: Any, day: date) -> Iterator[Any]:
    chunk: list[Any] = []
    for record in rows.iterator(chunk_size=CHUNK):
        chunk.append(record)
        if len(chunk) == CHUNK:
            spans.attach(chunk, day)
            yield from chunk
            chunk = []
    spans.attach(chunk, day)
    yield from chunk


def _values(columns: Iterable[Column], record: Any, named: "_Named") -> Iterator[Any]:
    for column in columns:
        value = column.raw(record)
        yield "" if value is None else _shown(column, value, named)


class _Named:
    """Names divisions and referenced records such that reading them back finds the same ones."""

    def __init__(self, day: date) -> None:
        self.day, self.county = day, divisions.home().county
        self.places: dict[int, str] = {}
        self.repeated: dict[str, set[str]] = {}

    def place(self, division: Division) -> str:
        """The division's name, with its township's before it where it is a village; its code where the name is not enough."""
        if division.pk not in self.places:
            above = division.parent.name if division.level == "village" and division.parent else ""
            name = f"{above}{division.name}"
            found = self.county and names.resolve(name, self.county, self.day).found
            self.places[division.pk] = name if found and found.pk == division.pk else division.code
        return self.places[division.pk]

    def referenced(self, column: Column, record: Any) -> str:
        """The record's name, or its number where the name is not its own alone."""
        if not hasattr(record, "name"):
            return str(record.uid)
        if column.name not in self.repeated:
            rows = type(record)._default_manager.filter(deleted_at=None).values_list("name", flat=True)
            self.repeated[column.name] = {name for name, count in Counter(rows).items() if count > 1}
        alone = record.name not in self.repeated[column.name] and record.deleted_at is None
        return str(record.name if alone else record.uid)


def _shown(column: Column, value: Any, named: _Named) -> Any:
    """A value as a sheet holds it: exact, in the register's unit, named so that it is found again."""
    if column.kind == "money":
        return _exact(value, units.format_yuan(value, column.sheet_unit or "元"))
    if column.kind == "area":
        return _exact(value, units.plain(value))
    if isinstance(column, Month):
        return f"{value.year}-{value.month:02}"
    if column.kind == "number" or isinstance(value, date):
        return value
    if column.kind == "division":
        return named.place(value)
    if column.kind == "reference":
        return named.referenced(column, value)
    with translation.override("zh-hans"):
        return column.show(value)


def _exact(value: Decimal, text: str) -> Decimal | str:
    """A number, where a spreadsheet keeps all its digits; else its text."""
    return Decimal(text) if len(value.as_tuple().digits) <= MOST_DIGITS else text


def _cell(sheet: Any, value: Any, *, bold: bool = False, head: bool = False) -> Any:
    """A cell whose text stays text."""
    cell = WriteOnlyCell(sheet, value=harmless(CONTROLS.sub("", value)) if isinstance(value, str) else value)
    if isinstance(value, str) and value:
        cell.data_type = "s"
    if isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    if bold:
        cell.font = Font(bold=True)
    if head:
        cell.fill = HEAD
    return cell


def _remark(column: Column) -> str:
    parts = [str(column.help)] if column.help else []
    if column.choices:
        parts.append("、".join(str(label) for _code, label in column.choices))
    return "\n".join(parts)
