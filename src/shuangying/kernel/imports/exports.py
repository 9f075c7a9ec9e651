"""A register's rows as a sheet that comes back unchanged, and an empty sheet to fill in."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import openpyxl
from django.utils import translation
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from shuangying.core import units
from shuangying.core.calendar import SHANGHAI, zh_day
from shuangying.core.codes import fold
from shuangying.core.masks import mask
from shuangying.core.sheets import CONTROLS, harmless, letters
from shuangying.kernel.accounts.api import Actor, Reach, Right
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.divisions import names
from shuangying.kernel.divisions.models import Division
from shuangying.kernel.imports.row_values import naming_lookups
from shuangying.kernel.imports.sheet_columns import UID_HEADER, across_header, read_columns, sheet_headers
from shuangying.kernel.registers import spans
from shuangying.kernel.registers.api import Column, Month, Register, of_model
from shuangying.kernel.registers.sight import Sight

CHUNK = 1000
MOST_DIGITS = 15
MOST_ACROSS = 300
HEAD = PatternFill("solid", fgColor="EFEDE6")
Line = list[Any]


class Out:
    """What leaves, and how much of it: masked values stay masked except where they are revealed.

    Args:
        register: the register.
        sight: what the reader sees unmasked.
        day: the day as of which states are given.
        revealed: where sealed and masked values are given away, None for nowhere.
    """

    def __init__(self, register: Register, sight: Sight, day: date, revealed: Reach | None = None) -> None:
        self.register, self.sight, self.day, self.revealed = register, sight, day, revealed
        self.named = _Named(day)
        self.heads = sheet_headers(register)

    def lines(self, rows: Any) -> Iterator[Line]:
        """The sheet below its title: the header, and a line for each record, in a wide sheet for each that the records are about."""
        across = _across_values(self.register, rows)
        return self._long(rows) if across is None else self._wide(rows, across)

    def _long(self, rows: Any) -> Iterator[Line]:
        yield [*self.heads.values(), UID_HEADER]
        for record in self._prepared(rows):
            yield [*(self._cell(column, record) for column in self.register.bound), str(record.uid)]

    def _wide(self, rows: Any, across: Sequence[Any]) -> Iterator[Line]:
        """One line for all records that agree in what identifies them beside the dimension."""
        sheet = self.register.sheet
        assert sheet is not None
        dimension, value = self.register.by_name[sheet.across], self.register.by_name[sheet.value]
        fixed, whole = fixed_columns(self.register), self.register.part_of
        unit = f"（{value.sheet_unit or '元'}）" if value.kind == "money" else ""
        heads = [f"{across_header(dimension, one)}{unit}" for one in across]
        yield [*(self.heads[column.name] for column in fixed), *heads, *([UID_HEADER] if whole else [])]
        places = {_plain_key(one): place for place, one in enumerate(across)}
        lines: dict[tuple[Any, ...], tuple[Line, Line, str]] = {}
        for record in self._prepared(rows):
            key = self._line_key(record)
            if key not in lines:
                parent = getattr(record, whole) if whole else None
                before = [self._cell(column, record) for column in fixed]
                lines[key] = (before, [""] * len(across), str(parent.uid) if parent else "")
            lines[key][1][places[_plain_key(dimension.raw(record))]] = self._cell(value, record)
        for before, cells, uid in lines.values():
            yield [*before, *cells, *([uid] if whole else [])]

    def _line_key(self, record: Any) -> tuple[Any, ...]:
        sheet = self.register.sheet
        assert sheet is not None
        own = [name for name in _identity(self.register) if name != sheet.across]
        return tuple(_plain_key(self.register.by_name[name].raw(record)) for name in own)

    def _prepared(self, rows: Any) -> Iterator[Any]:
        chunk: list[Any] = []
        for record in rows.iterator(chunk_size=CHUNK):
            chunk.append(record)
            if len(chunk) == CHUNK:
                yield from self._with_states(chunk)
                chunk = []
        yield from self._with_states(chunk)

    def _with_states(self, chunk: list[Any]) -> list[Any]:
        spans.attach(chunk, self.day)
        for column in self.register.bound:
            if column.kind == "reference":
                self.named.look_up(column, [value for record in chunk if (value := column.raw(record)) is not None])
        return chunk

    def _cell(self, column: Column, record: Any) -> Any:
        """A value as a sheet holds it, masked where the reader does not see it."""
        value = column.raw(record)
        if value is None or value == "":
            return ""
        shows = self.revealed is not None and self.revealed.covers(record.division.path)
        if column.kind == "sealed":
            return column.plain(record) if shows else column.text(record)
        if column.kind == "reference":
            return self.named.referenced(column, value, hidden=not shows and self.sight.hides(record))
        shown = _shown(column, value, self.named)
        return mask(column.mask, str(shown)) if column.mask and not shows and self.sight.hides(record) else shown


def _identity(register: Register) -> tuple[str, ...]:
    """The identity of a wide register's records: that with the dimension in it."""
    assert register.sheet is not None
    return next((one for one in register.identity if register.sheet.across in one), ())


def fixed_columns(register: Register) -> list[Column]:
    """The columns of a wide sheet that a line has once: those of the record that it is about, and of its identity."""
    sheet = register.sheet
    assert sheet is not None
    identity = {*_identity(register), *([register.part_of] if register.part_of else [])}
    shown = [column for column in register.bound if column.name in identity or column.of in identity]
    return [column for column in shown if column.name not in (sheet.across, sheet.value)]


def _across_values(register: Register, rows: Any) -> list[Any] | None:
    """The values of the dimension that the rows have, in order; None where they are not written as columns."""
    if register.sheet is None:
        return None
    column = register.by_name[register.sheet.across]
    keys = list(
        rows.order_by(column.key_lookup).values_list(column.key_lookup, flat=True).distinct()[: MOST_ACROSS + 1]
    )
    if len(keys) > MOST_ACROSS or None in keys:
        return None
    if column.related:
        found = column.related._default_manager.in_bulk(keys)
        return [found[key] for key in keys]
    order = {code: place for place, (code, _label) in enumerate(column.choices)}
    return sorted(keys, key=lambda key: order.get(key, len(order))) if order else keys


def _plain_key(value: Any) -> Any:
    return getattr(value, "pk", value)


def out_of(register: Register, actor: Actor, day: date, *, revealed: bool = False) -> Out:
    """What an actor may take out of a register; `revealed` gives sealed and masked values away where they may have them."""
    return Out(register, register.sight(actor), day, register.reveals(actor) if revealed else None)


def write_xlsx(out: Out, rows: Any) -> bytes:
    """The rows as .xlsx: a title with the day, the columns in the register's units, the record's number last."""
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet(str(out.register.label)[:31])
    lines = out.lines(rows)
    header = next(lines)
    for number, text in enumerate(header, 1):
        sheet.column_dimensions[letters(number)].width = 38 if text == UID_HEADER else 18
    sheet.append([_xlsx_cell(sheet, title(out.register, out.day), bold=True)])
    sheet.append([_xlsx_cell(sheet, text, bold=True, head=True) for text in header])
    for line in lines:
        sheet.append([_xlsx_cell(sheet, value) for value in line])
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def write_csv(out: Out, rows: Any) -> Iterator[str]:
    """The rows as lines of CSV with a byte order mark, so that every spreadsheet reads it as UTF-8."""
    line = io.StringIO()
    writer = csv.writer(line)

    def written(cells: Iterable[Any]) -> str:
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in cells])
        text = line.getvalue()
        line.seek(0)
        line.truncate()
        return text

    yield "\ufeff" + written([title(out.register, out.day)])
    for cells in out.lines(rows):
        yield written(map(_as_text, cells))


def _as_text(value: Any) -> Any:
    if isinstance(value, Decimal):
        return units.plain(value)
    if isinstance(value, datetime):
        return value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else value


def template(register: Register, actor: Actor) -> bytes:
    """An empty sheet with the register's columns; a remark on each header says what may stand below it."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = str(register.label)[:31]
    for number, (text, remark, is_text) in enumerate(_empty_heads(register, actor), 1):
        cell = sheet.cell(1, number, text)
        cell.font, cell.fill = Font(bold=True), HEAD
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        if remark:
            cell.comment = Comment(remark, "双赢")
        sheet.column_dimensions[letters(number)].width = 18
        if is_text:
            sheet.column_dimensions[letters(number)].number_format = "@"
    sheet.freeze_panes = "A2"
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def _empty_heads(register: Register, actor: Actor) -> Iterator[tuple[str, str, bool]]:
    """The headers of an empty sheet, each with its remark, and whether numbers below it must be kept as text."""
    heads = sheet_headers(register)
    columns = read_columns(register) if register.sheet is None else fixed_columns(register)
    for column in columns:
        yield heads[column.name], _remark(column), column.kind in ("sealed", "text")
    if register.sheet is not None:
        dimension, value = register.by_name[register.sheet.across], register.by_name[register.sheet.value]
        unit = f"（{value.sheet_unit or '元'}）" if value.kind == "money" else ""
        for one in _examples(dimension, actor):
            yield f"{across_header(dimension, one)}{unit}", _remark(value), False


def _examples(column: Column, actor: Actor) -> list[Any]:
    """Values of a dimension that an empty sheet begins with: the months of this year, two weeks, all items."""
    today = divisions.today()
    if isinstance(column, Month):
        return [date(today.year, month, 1) for month in range(1, 13)]
    if column.kind == "date":
        return [today + timedelta(days=day) for day in range(14)]
    if column.kind == "number":
        return list(range(1, 15))
    if column.kind == "reference" and column.related is not None:
        return list(of_model(column.related).visible(actor, Right.READ)[:60])
    return [code for code, _label in column.choices][:60]


def title(register: Register, day: date) -> str:
    """The export's title, which names its day."""
    return f"{register.label}（截至{zh_day(day)}）"


class _Named:
    """Names divisions and referenced records such that reading them back finds the same ones."""

    def __init__(self, day: date) -> None:
        self.day, self.county = day, divisions.home().county
        self.places: dict[tuple[int, bool], str] = {}
        self.records: dict[tuple[str, int], str] = {}

    def place(self, division: Division, *, own: bool) -> str:
        """The division's name, with its township's before it where it is a village; its code where the name is not enough.

        Args:
            division: the division.
            own: whether it is where a record lies, which is in the county.
        """
        if (division.pk, own) not in self.places:
            above = division.parent.name if division.level == "village" and division.parent else ""
            name = f"{above}{division.name}"
            found = self._within_county(name) if own else self._anywhere(name)
            self.places[division.pk, own] = name if found and found.pk == division.pk else division.code
        return self.places[division.pk, own]

    def _within_county(self, name: str) -> Division | None:
        return names.resolve(name, self.county, self.day).found if self.county else None

    def _anywhere(self, name: str) -> Division | None:
        try:
            return divisions.find(name, self.day)
        except divisions.NotOne:
            return None

    def look_up(self, column: Column, records: Sequence[Any]) -> None:
        """Find out under which name each record is found again: one that it alone has, else its number."""
        fresh = {record.pk: record for record in records if (column.name, record.pk) not in self.records}
        if not fresh or column.related is None:
            return
        other = of_model(column.related)
        named = {pk: str(record.uid) for pk, record in fresh.items()}
        for lookup in reversed(naming_lookups(other)):
            texts = dict(other.model.objects.filter(pk__in=fresh).values_list("pk", lookup))
            same = other.model.objects.live().filter(**{f"{lookup}__in": [text for text in texts.values() if text]})
            counted = Counter(same.values_list(lookup, flat=True))
            alone = {
                pk: text for pk, text in texts.items() if text and counted[text] == 1 and fresh[pk].deleted_at is None
            }
            named |= {pk: text for pk, text in alone.items() if text == text.strip() and fold(text) != "清空"}
        self.records |= {(column.name, pk): text for pk, text in named.items()}

    def referenced(self, column: Column, record: Any, *, hidden: bool) -> str:
        """The record's name, or its number where the name is not its own alone; its mask where the reader sees no names."""
        text = self.records[column.name, record.pk]
        if not hidden or text == str(record.uid) or str(record) == record.title:
            return text
        return str(record)


def _shown(column: Column, value: Any, named: _Named) -> Any:
    """A value as a sheet holds it: exact, in the register's unit, named so that it is found again."""
    if column.kind == "money":
        return _exact(value, units.format_yuan(value, column.sheet_unit or "元"))
    if column.kind == "area":
        return _exact(value, units.plain(value))
    if isinstance(column, Month):
        return f"{value.year}-{value.month:02}"
    if column.kind == "moment":
        return value.astimezone(SHANGHAI).replace(tzinfo=None)
    if column.kind == "number" or isinstance(value, date):
        return value
    if column.kind == "division":
        return named.place(value, own=column.name.rpartition(".")[2] == "division")
    with translation.override("zh-hans"):
        return column.show(value)


def _exact(value: Decimal, text: str) -> Decimal | str:
    """A number, where a spreadsheet keeps all its digits; else its text."""
    return Decimal(text) if len(value.as_tuple().digits) <= MOST_DIGITS else text


def _xlsx_cell(sheet: Any, value: Any, *, bold: bool = False, head: bool = False) -> Any:
    """A cell whose text stays text."""
    cell = WriteOnlyCell(sheet, value=harmless(CONTROLS.sub("", value)) if isinstance(value, str) else value)
    if isinstance(value, str) and value:
        cell.data_type = "s"
    if isinstance(value, datetime):
        cell.number_format = "yyyy-mm-dd hh:mm" if not value.second else "yyyy-mm-dd hh:mm:ss"
    elif isinstance(value, date):
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
