"""The table's lines as typed rows, with what is wrong named by cell, and the sums that the sheet states about them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from shuangying.core.problems import Invalid, Problem
from shuangying.core.sheets.grid import Grid, Merge, Value, address, letters, shown
from shuangying.core.sheets.header import Wanted
from shuangying.core.sheets.layout import Layout
from shuangying.core.sheets.lines import QUANTITIES, Classifier, Kind, Line, Sum, unit_of
from shuangying.core.sheets.sections import Section, Sections
from shuangying.core.sheets.values import is_empty, typed


@dataclass(frozen=True)
class Fault:
    """What is wrong with one cell."""

    row: int
    column: int
    name: str
    header: str
    text: str
    problem: Problem

    @property
    def letter(self) -> str:
        """The column's letters."""
        return letters(self.column)

    @property
    def cell(self) -> str:
        """The cell's address, such as "B7"."""
        return address(self.row, self.column)


@dataclass(frozen=True)
class Row:
    """One line of the sheet.

    Args:
        number: its row in the user's file.
        kind: what it is; only "data" carries cells.
        cells: typed values by wanted column; empty cells are absent, `CLEAR` stands for 清空.
        texts: what the cells say, by wanted column, for messages.
        faults: what is wrong, by cell.
        groups: the names of the batches that it stands under, outermost first.
        hidden: whether the user's sheet hides it.
        column: of a wide sheet, the column whose cell it is about; 0 where it is about the line.
        stands: the rows in which values stand that are not its own, by wanted column: the top of a merged range, or the line that
            says what this one is a part of.
    """

    number: int
    kind: Kind
    cells: Mapping[str, Any] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    groups: tuple[str, ...] = ()
    label: str = ""
    hidden: bool = False
    column: int = 0
    stands: Mapping[str, int] = field(default_factory=dict)

    @property
    def group(self) -> str:
        """The innermost batch that the row stands under, "" outside of any."""
        return self.groups[-1] if self.groups else ""


@dataclass(frozen=True)
class Stated:
    """What the sheet itself says about some of its rows: how many, and their sums by wanted column."""

    row: int
    kind: Kind
    label: str
    scope: tuple[int, ...]
    count: int | None
    sums: Mapping[str, Sum]


@dataclass(frozen=True)
class Compared:
    """One stated number beside the number that the rows give.

    Args:
        name: the wanted column, or "" for the count of rows.
        verdict: "equal", "rounded" (equal at the places that the sheet gives), "different", or "open" where cells of the
            rows cannot be read.
    """

    stated: Stated
    name: str
    says: Decimal
    found: Decimal
    unread: int

    @property
    def verdict(self) -> str:
        if self.says == self.found:
            return "equal" if not self.unread else "open"
        if self.unread:
            return "open"
        step = self.stated.sums[self.name].step if self.name else Decimal(1)
        return "rounded" if abs(self.found - self.says) * 2 <= step else "different"


@dataclass(frozen=True)
class Table:
    """A sheet read: all its lines in order, what it states about them, and the tables stacked on it."""

    layout: Layout
    rows: tuple[Row, ...]
    stated: tuple[Stated, ...]
    sections: tuple[Section, ...] = ()

    @property
    def data(self) -> tuple[Row, ...]:
        """The rows that are records."""
        return tuple(row for row in self.rows if row.kind == "data")

    def unit_at(self, row: int, name: str) -> str | None:
        """The unit of money that header or title give to a wanted column around a row."""
        section = next((each for each in reversed(self.sections) if each.start <= row), None)
        heading = section.layout.heading(name) if section else None
        return heading.unit or section.layout.unit if section and heading else None

    def compare(self) -> tuple[Compared, ...]:
        """Each stated count and sum beside what the rows give, refused rows included."""
        return tuple(compared for stated in self.stated for compared in _compare(stated, self.data))


def read_table(grid: Grid, layout: Layout, columns: Sequence[Wanted]) -> Table:
    """Read a sheet whose layout has been found.

    Args:
        grid: the sheet.
        layout: from `find_layout`, perhaps with the user's choices.
        columns: the same wanted columns.

    Returns:
        Every line of the sheet; nothing is left out.
    """
    wanted = layout.wanted(columns)
    head = [Row(number, "title" if grid.filled(number) else "blank") for number in range(1, layout.first_row)]
    head = [replace(row, kind="header") if row.number in layout.header_rows else row for row in head]
    if not layout.header_rows:
        return Table(layout, tuple(Row(number, "title") for number in range(1, grid.height + 1)), ())
    classifier = Classifier(grid, layout, wanted)
    sections = classifier.sections
    above = [number for number in range(1, layout.header_rows[0]) if classifier.heads_batch_above_header(number)][-1:]
    head = [row for row in head if row.number not in above]
    numbers = [*above, *range(layout.first_row, grid.height + 1)]
    lines = [classifier.line(number) for number in numbers]
    reader = _Reader(grid, layout, wanted, sections)
    body: list[Row] = []
    groups: dict[int, str] = {}
    for line in lines:
        if line.kind == "batch":
            groups = {level: name for level, name in groups.items() if level < line.level} | {line.level: line.label}
        elif line.kind == "total":
            groups = {}
        if line.kind not in ("data", "blank"):
            reader.begin_anew()
        names = tuple(name for _level, name in sorted(groups.items()) if name)
        row = reader.row(line.row) if line.kind == "data" else Row(line.row, line.kind, label=line.label)
        body.append(replace(row, groups=names, hidden=line.row in grid.hidden_rows))
    return Table(
        layout,
        tuple(sorted((*head, *body), key=lambda row: row.number)),
        tuple(_stated(lines)),
        tuple(sections.found),
    )


def pieces(row: Row, layout: Layout) -> list[Row]:
    """A data row of a wide sheet as one row for each cell that says something, with the dimension's value in it.

    A line whose other cells are wrong, or that has no such cell, stays one row.
    """
    if layout.across is None or not layout.is_wide or row.kind != "data":
        return [row]
    crossed = {each.wanted: each for each in layout.headings if each.across is not None and each.wanted}
    wrong = {fault.name: fault for fault in row.faults if fault.name in crossed}
    own = {name: value for name, value in row.cells.items() if name not in crossed}
    texts = {name: text for name, text in row.texts.items() if name not in crossed}
    if len(wrong) < len(row.faults) or not any(name in row.cells or name in wrong for name in crossed):
        return [replace(row, cells=own, texts=texts, faults=tuple(f for f in row.faults if f.name not in crossed))]
    name_across, value = layout.across.name, layout.across.value.name
    found = []
    for name, heading in crossed.items():
        if name not in row.cells and name not in wrong:
            continue
        cells = {**own, name_across: heading.across}
        if name in row.cells:
            cells[value] = row.cells[name]
        said = {**texts, name_across: heading.text, value: row.texts.get(name, "")}
        faults = (replace(wrong[name], name=value),) if name in wrong else ()
        found.append(replace(row, cells=cells, texts=said, faults=faults, column=heading.column))
    return found


def rows(grid: Grid, layout: Layout, columns: Sequence[Wanted]) -> Iterator[Row]:
    """The lines of a sheet, one by one: `read_table(…).rows`."""
    yield from read_table(grid, layout, columns).rows


class _Reader:
    """Reads the data rows of one sheet."""

    def __init__(self, grid: Grid, layout: Layout, wanted: Mapping[str, Wanted], sections: Sections) -> None:
        self.grid, self.sections = grid, sections
        self.columns = [
            (each.column, each.text, wanted[each.wanted])
            for each in layout.headings
            if each.wanted and each.wanted in wanted
        ]
        self.units = {
            section.start: {column: unit_of(section.layout, column, each) for column, _header, each in self.columns}
            for section in sections.found
        }
        self.layout = layout
        self.required = [each for each in wanted.values() if each.required]
        self.positions = {each.name: (column, header) for column, header, each in self.columns}
        self.grouped = [column for column, _header, each in self.columns if each.group]
        self.leader = 0
        self.given = [wanted[name] for name in layout.given]
        self.spread: dict[tuple[int, int], Merge] = {}
        for merge in grid.merged:
            if merge.bottom > merge.top and merge.bottom >= layout.first_row:
                for row in range(merge.top, min(merge.bottom, grid.height) + 1):
                    self.spread[row, merge.left] = merge

    def row(self, number: int) -> Row:
        cells: dict[str, Any] = {}
        texts: dict[str, str] = {}
        faults: list[Fault] = []
        section = self.sections.at(number)
        if section.foreign:
            column, text = next(iter(self.grid.filled(number).items()))
            problem = Problem("other_columns", {"row": section.foreign})
            return Row(number, "data", faults=(Fault(number, column, "", "", text, problem),))
        units = self.units[section.start]
        leader = self._leader(number)
        stands: dict[str, int] = {}
        for column, header, wanted in self.columns:
            row = leader if wanted.group else number
            value = self._value(row, column)
            if is_empty(value, wanted.kind):
                continue
            texts[wanted.name] = shown(value)
            merge = self.spread.get((row, column))
            told_at = merge.top if merge and wanted.kind not in QUANTITIES else row
            if told_at != number:
                stands[wanted.name] = told_at
            try:
                if merge and wanted.kind in QUANTITIES and not wanted.group:
                    raise Invalid("merged_amount", text=shown(value), rows=f"{merge.top}–{merge.bottom}")
                style = self.grid.formats.get((row, column), "")
                cells[wanted.name] = self._typed(value, wanted, units[column], style)
            except Invalid as error:
                faults.append(Fault(told_at, column, wanted.name, header, shown(value), error.problem))
        for wanted in self.given:
            said = self.layout.given[wanted.name]
            texts[wanted.name] = said.text
            try:
                cells[wanted.name] = self._typed(said.text, wanted, None, "")
            except Invalid as error:
                faults.append(Fault(said.row, said.column, wanted.name, wanted.headers[0], said.text, error.problem))
        wrong = {fault.name for fault in faults}
        for wanted in self.required:
            if wanted.name not in cells and wanted.name not in wrong:
                column, header = self.positions.get(
                    wanted.name, (1, wanted.headers[0] if wanted.headers else wanted.name)
                )
                faults.append(Fault(number, column, wanted.name, header, "", Problem("required", {"column": header})))
        return Row(number, "data", cells, texts, tuple(faults), stands=stands)

    def _typed(self, value: Value, wanted: Wanted, unit: str | None, style: str) -> Any:
        year, on = self.layout.year, self.layout.on
        return typed(value, wanted.kind, unit=unit, number_format=style, year=year, on=on)

    def begin_anew(self) -> None:
        """A batch, sum or header ends what the lines above it were about."""
        self.leader = 0

    def _leader(self, number: int) -> int:
        """The row that says what the line is about: its own, or where it leaves all of that blank, the one above that does not."""
        if not self.leader or any(shown(self._value(number, column)) for column in self.grouped):
            self.leader = number
        return self.leader

    def _value(self, row: int, column: int) -> Value:
        """The cell's value; in a range merged downwards that of its top cell."""
        merge = self.spread.get((row, column))
        return self.grid.at(merge.top, merge.left) if merge else self.grid.at(row, column)


def _stated(lines: Sequence[Line]) -> Iterator[Stated]:
    """What batch, sub-total and total lines state, with the rows that each covers.

    A batch covers the rows down to the next batch of its level; a sub-total the rows above it since the last sub-total or
    batch, or those below it where sheets put it first; a total all rows since the total before, or where there are
    none (合计 and 总计 one below the other) all.
    """
    data = [line.row for line in lines if line.kind == "data"]
    for index, line in enumerate(lines):
        if line.kind not in ("batch", "subtotal", "total") or (line.count is None and not line.sums):
            continue
        if line.kind == "batch":
            later = (each for each in lines[index + 1 :] if each.kind in ("batch", "total"))
            end = next((each.row for each in later if each.kind == "total" or each.level <= line.level), None)
            scope = [row for row in data if line.row < row and (end is None or row < end)]
        elif line.kind == "subtotal":
            scope = _subtotal_scope(lines, index, data)
        else:
            start = max((e.row for e in lines[:index] if e.kind == "total"), default=0)
            above = [row for row in data if start < row < line.row]
            scope = above or [row for row in data if row > line.row] or data
        yield Stated(line.row, line.kind, line.label, tuple(scope), line.count, line.sums or {})


def _subtotal_scope(lines: Sequence[Line], index: int, data: Sequence[int]) -> list[int]:
    row = lines[index].row
    first = next(line.row for line in lines if line.kind == "subtotal")
    bounds = [line.row for line in lines if line.kind in ("batch", "subtotal", "total")]
    leads = not any(max((b for b in bounds if b < first), default=0) < each < first for each in data)
    if leads:
        end = min((bound for bound in bounds if bound > row), default=None)
        return [each for each in data if each > row and (end is None or each < end)]
    start = max((bound for bound in bounds if bound < row), default=0)
    return [each for each in data if start < each < row]


def _compare(stated: Stated, data: Sequence[Row]) -> Iterator[Compared]:
    scope = set(stated.scope)
    covered = [row for row in data if row.number in scope]
    if stated.count is not None:
        yield Compared(stated, "", Decimal(stated.count), Decimal(len(covered)), 0)
    for name, says in stated.sums.items():
        numbers = [row.cells[name] for row in covered if isinstance(row.cells.get(name), int | Decimal)]
        unread = sum(1 for row in covered for fault in row.faults if fault.name == name)
        yield Compared(stated, name, says.value, sum((Decimal(n) for n in numbers), Decimal(0)), unread)
