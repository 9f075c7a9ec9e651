"""Where the table stands in a sheet: title, header rows, columns, unit and day."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from shuangying.core.calendar import find_day
from shuangying.core.codes import fold
from shuangying.core.problems import Problem
from shuangying.core.sheets.across import ANY_YEAR, Across, Label
from shuangying.core.sheets.grid import Grid, letters
from shuangying.core.sheets.header import (
    UNIT_ALONE,
    Wanted,
    find_header,
    first_filled,
    forms_of,
    header_forms,
    is_numbering,
    unit_of_header,
)
from shuangying.core.units import money_unit

YEAR_NAMED = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=\s*(?:年|[-./至到~]\s*\d))")
MONTH_NAMED = re.compile(r"(?<!\d)(\d{1,2})\s*月")
SAID = re.compile(r"([^:：\s]{1,12})\s*[:：]\s*(\S+)")
GIVEN_KINDS = frozenset({"division", "reference", "choice", "date"})
ACROSS = "@"
"""Between the name of a wide sheet's value and the letters of the column in which it stands: `invested@F`."""


@dataclass(frozen=True)
class Heading:
    """One column of the sheet: where it stands, what its header says from top to bottom, which wanted column it is
    (None: not read), the unit that it names, and in a wide sheet the value that its header is (`across`)."""

    column: int
    parts: tuple[str, ...]
    wanted: str | None = None
    unit: str | None = None
    across: Any = None

    @property
    def text(self) -> str:
        """The header in one line."""
        return " ".join(self.parts)

    @property
    def reads(self) -> str | None:
        """The wanted column whose values stand here, also in a wide sheet."""
        return self.wanted and self.wanted.partition(ACROSS)[0]

    @property
    def letter(self) -> str:
        """The column's letters, such as "B"."""
        return letters(self.column)


@dataclass(frozen=True)
class Given:
    """What a line above the header says for all rows, and in which cell."""

    text: str
    row: int
    column: int


@dataclass(frozen=True)
class Layout:
    """What was found.

    Args:
        header_rows: the rows of the header; empty when none was recognised.
        headings: one per column that has a header or values.
        title: the text above the header.
        unit: the unit of money named above the header.
        on: the day named in the title or in the sheet's name.
        problems: what keeps columns from being read: `header_missing`, `header_twice`, `column_missing`, `side_by_side` (a
            second table beside the first), `header_without_year`.
        year: the year of days written without one: that of `on`, or the one that the title names.
        given: what lines above the header say for all rows (检查站：单县北), by wanted column.
        across: the dimension, where columns of the sheet are its values.
    """

    header_rows: tuple[int, ...]
    headings: tuple[Heading, ...]
    title: str = ""
    unit: str | None = None
    on: date | None = None
    problems: tuple[Problem, ...] = ()
    year: int | None = None
    given: Mapping[str, Given] = field(default_factory=dict)
    across: Across | None = None

    @property
    def first_row(self) -> int:
        """The first row below the header."""
        return self.header_rows[-1] + 1 if self.header_rows else 1

    @property
    def unmapped(self) -> tuple[Heading, ...]:
        """The columns that are not read, numbering columns aside."""
        return tuple(
            each for each in self.headings if each.wanted is None and each.text and not is_numbering(each.text)
        )

    @property
    def numbering(self) -> int | None:
        """The column of serial numbers."""
        return next((each.column for each in self.headings if each.wanted is None and is_numbering(each.text)), None)

    def heading(self, name: str) -> Heading | None:
        """The heading of a wanted column."""
        return next((each for each in self.headings if each.wanted == name), None)

    @property
    def is_wide(self) -> bool:
        """Whether columns of the sheet are values of the dimension."""
        return any(each.across is not None for each in self.headings)

    def wanted(self, columns: Sequence[Wanted]) -> dict[str, Wanted]:
        """What is read, by name: the columns looked for, and in a wide sheet each of those that stand across."""
        found = {each.name: each for each in columns}
        if self.across is not None and self.is_wide:
            value = replace(self.across.value, headers=(), required=False)
            for name in {self.across.name, value.name} & found.keys():
                found[name] = replace(found[name], required=False)
            found |= {
                each.wanted: replace(value, name=each.wanted)
                for each in self.headings
                if each.across is not None and each.wanted
            }
        return found


def find_layout(
    grid: Grid,
    columns: Sequence[Wanted],
    *,
    mapping: Mapping[str, str] | None = None,
    unit: str | None = None,
    across: Across | None = None,
    year: int | None = None,
) -> Layout:
    """Find the table in a sheet.

    Args:
        grid: the sheet.
        columns: what is looked for.
        mapping: the user's own choices, by header text or column letters: a wanted name, or "" for "do not read".
        unit: the user's own choice of the unit of money, over what the title says.
        across: the dimension whose values may be columns, in sheets with one line for all of them.
        year: the year of days written without one, where the title names none.

    Returns:
        The layout; its `problems` say what is missing.
    """
    header_rows, texts = find_header(grid, columns, across)
    if not header_rows and mapping:
        header_rows, texts = first_filled(grid)
    top = header_rows[0] if header_rows else 1
    title_cells = [text for row in range(1, top) for text in _once(grid, row)]
    title = " ".join(title_cells)
    on = find_day(title) or find_day(grid.name)
    layout = Layout(
        header_rows,
        _headings(grid, texts, header_rows),
        title,
        unit or next((found for text in title_cells if (found := money_unit(text))), None),
        on,
        year=on.year if on else _year_named(title) or _year_named(grid.name) or year,
    )
    if not header_rows:
        return replace(layout, problems=(Problem("header_missing", {"sheet": grid.name}),))
    mapped = _mapped(layout, columns, mapping or {}, across.value.name if across else "")
    if across is not None:
        mapped = _with_across(grid, mapped, across, mapping or {})
    return _checked(mapped, columns, dict(_given(grid, top, mapped, columns)))


def _year_named(text: str) -> int | None:
    years = {int(year) for year in YEAR_NAMED.findall(text)}
    return years.pop() if len(years) == 1 else None


def _month_named(text: str) -> int | None:
    months = {int(month) for month in MONTH_NAMED.findall(text) if 1 <= int(month) <= 12}
    return months.pop() if len(months) == 1 else None


def _once(grid: Grid, row: int) -> list[str]:
    return list(dict.fromkeys(grid.filled(row).values()))


def _headings(grid: Grid, texts: Mapping[int, list[str]], header_rows: tuple[int, ...]) -> tuple[Heading, ...]:
    headings = []
    for column in range(1, grid.width + 1):
        parts = tuple(texts.get(column, ()))
        has_values = header_rows and any(grid.text(row, column) for row in range(header_rows[-1] + 1, grid.height + 1))
        if parts or has_values:
            headings.append(Heading(column, parts, unit=unit_of_header(parts)))
    return tuple(headings)


def _strength(parts: Sequence[str], wanted: Wanted) -> int:
    """How well a header fits: 0 not at all; exact before bracket-free, all parts together before a part alone."""
    aliases = {forms[0] for header in wanted.headers if (forms := header_forms(header))}
    return next((20 - index for index, form in enumerate(forms_of(parts)) if form in aliases), 0)


def _mapped(layout: Layout, columns: Sequence[Wanted], mapping: Mapping[str, str], value: str) -> Layout:
    """The layout with its columns named; `value` is the column whose values may also stand across, in several columns."""
    chosen: dict[int, str | None] = {}
    by_text = {fold(key).lower(): value for key, value in mapping.items()}
    for each in layout.headings:
        for key in (each.letter.lower(), fold(each.text).lower()):
            if key and key in by_text:
                chosen[each.column] = by_text[key] or None
                break
    named = {name for name in chosen.values() if name}
    waiting = [
        (wanted, fits) for wanted in columns if wanted.name not in named and (fits := _fits(layout, wanted, chosen))
    ]
    twice: list[tuple[Wanted, list[Heading]]] = []
    for strength in sorted({strength for _wanted, fits in waiting for strength in fits.values()}, reverse=True):
        while sure := next(_sure(layout, waiting, chosen, named, strength), None):
            wanted, found = sure
            named.add(wanted.name)
            if len(found) == 1:
                chosen[found[0].column] = wanted.name
            elif wanted.name != value:
                twice.append((wanted, found))
    headings = tuple(replace(each, wanted=chosen.get(each.column)) for each in layout.headings)
    return replace(layout, headings=headings, problems=tuple(_twice(twice)))


def _sure(
    layout: Layout,
    waiting: Sequence[tuple[Wanted, Mapping[int, int]]],
    chosen: Mapping[int, str | None],
    named: Collection[str],
    strength: int,
) -> Iterator[tuple[Wanted, list[Heading]]]:
    """The wanted columns that a strength settles, with their headings: those with one free heading before those with several."""
    several = []
    for wanted, fits in waiting:
        if wanted.name in named:
            continue
        found = [each for each in layout.headings if each.column not in chosen and fits.get(each.column) == strength]
        if len(found) == 1:
            yield wanted, found
        elif found:
            several.append((wanted, found))
    yield from several


def _fits(layout: Layout, wanted: Wanted, chosen: Mapping[int, str | None]) -> dict[int, int]:
    """The columns whose header may mean the wanted one, and how well each fits."""
    free = (each for each in layout.headings if each.text and each.column not in chosen)
    return {each.column: strength for each in free if (strength := _strength(each.parts, wanted))}


def _twice(found: Sequence[tuple[Wanted, list[Heading]]]) -> Iterator[Problem]:
    """Columns headed alike; where several are, and in the same order again, they are a second table beside the first."""
    again = [headings[1].column for _wanted, headings in found if len(headings) == 2]
    firsts = [headings[0].column for _wanted, headings in found]
    if len(found) > 1 and len(again) == len(found) and max(firsts) < min(again):
        yield Problem(
            "side_by_side", {"columns": letters(min(again)), "headers": "、".join(h[0].text for _w, h in found)}
        )
        return
    for _wanted, headings in found:
        where = "、".join(each.letter for each in headings)
        yield Problem("header_twice", {"header": headings[0].text, "columns": where})


def _with_across(grid: Grid, layout: Layout, across: Across, mapping: Mapping[str, str]) -> Layout:
    """The layout with the columns that are values of the dimension."""
    left_out = {key.lower() for key, name in mapping.items() if not name}
    month, row = _month_named(layout.title), max(layout.header_rows)
    values: dict[int, Any] = {}
    without_year: list[str] = []
    before = None
    for each in layout.headings:
        free = each.wanted in (None, across.name, across.value.name) and each.letter.lower() not in left_out
        if not each.parts or not free:
            continue
        lowest = next((row for row in reversed(layout.header_rows) if grid.text(row, each.column)), row)
        label = Label(each.parts, grid.at(lowest, each.column), layout.year, month, before)
        before = across.means(label)
        if before is not None:
            values[each.column] = before
        elif layout.year is None and across.means(replace(label, year=ANY_YEAR)) is not None:
            without_year.append(each.text)
    counted = Counter(values.values())
    problems = [
        Problem(
            "header_twice", {"header": text, "columns": "、".join(letters(c) for c, v in values.items() if v == value)}
        )
        for value, count in counted.items()
        if count > 1
        for text in [next(each.text for each in layout.headings if values.get(each.column) == value)]
    ]
    if without_year:
        problems.append(Problem("header_without_year", {"header": without_year[0]}))
    headings = tuple(
        replace(each, wanted=f"{across.value.name}{ACROSS}{each.letter}", across=values[each.column])
        if counted.get(values.get(each.column)) == 1
        else each
        for each in layout.headings
    )
    return replace(layout, headings=headings, across=across, problems=(*layout.problems, *problems))


def _given(grid: Grid, top: int, layout: Layout, columns: Sequence[Wanted]) -> Iterator[tuple[str, Given]]:
    """What the lines above the header say of all rows, for columns that the table does not have."""
    there = {each.reads for each in layout.headings}
    names = {
        form: each.name
        for each in columns
        if each.kind in GIVEN_KINDS and each.name not in there
        for header in each.headers
        for form in header_forms(header)[:1]
    }
    for row in range(1, top):
        for column, text in grid.filled(row).items():
            for label, said in SAID.findall(text):
                name = next((names[form] for form in header_forms(label)[:1] if form in names), None)
                if name and not UNIT_ALONE.fullmatch(fold(said)):
                    yield name, Given(said, row, column)


def _checked(layout: Layout, columns: Sequence[Wanted], given: Mapping[str, Given]) -> Layout:
    """The layout with what is missing of the required columns."""
    named = {each.wanted for each in layout.headings} | given.keys()
    crossed = {layout.across.name, layout.across.value.name} if layout.across and layout.is_wide else set()
    missing = [
        Problem("column_missing", {"header": wanted.headers[0] if wanted.headers else wanted.name})
        for wanted in columns
        if wanted.required and wanted.name not in named | crossed
    ]
    return replace(layout, given=given, problems=(*layout.problems, *missing))
