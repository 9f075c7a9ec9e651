"""Where the table stands in a sheet: title, header rows, columns, unit and day."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from shuangying.core.calendar import find_day
from shuangying.core.codes import fold
from shuangying.core.problems import Problem
from shuangying.core.sheets.grid import Grid, letters
from shuangying.core.units import money_unit

SEARCHED_ROWS = 40
DEEPEST_HEADER = 3
NUMBERING = frozenset({"序号", "编号", "序", "no", "no.", "no．", "序列"})
BRACKETS = re.compile(r"[(（\[【〔][^)）\]】〕]*[)）\]】〕]")
UNIT_ALONE = re.compile(r"\(?(单位:)?(万?亿元|[百千]?万元|千?元|亿|万|万?亩|个|人|户|平方米|公顷|年|月|日)\)?")
UNIT_AFTER = re.compile(r"[/,:;、](单位)?[:：]?(亿元|万元|元|亿|万|亩|个|天)$")


@dataclass(frozen=True)
class Wanted:
    """A column that the reader of a sheet looks for.

    Args:
        name: what the reader calls it.
        headers: what sheets call it, best first.
        kind: "text", "long", "number", "money", "area", "date", "month", "choice", "state", "bool", "division"
            "reference", or "key": a number that only records have, so that its line is one.
        required: a row without it is refused.
        unit: the unit of a number where neither cell, header nor title names one.
    """

    name: str
    headers: tuple[str, ...]
    kind: str = "text"
    required: bool = False
    unit: str = ""


@dataclass(frozen=True)
class Heading:
    """One column of the sheet: where it stands, what its header says from top to bottom, which wanted column it is
    (None: not read) and the unit that it names."""

    column: int
    parts: tuple[str, ...]
    wanted: str | None = None
    unit: str | None = None

    @property
    def text(self) -> str:
        """The header in one line."""
        return " ".join(self.parts)

    @property
    def letter(self) -> str:
        """The column's letters, such as "B"."""
        return letters(self.column)


@dataclass(frozen=True)
class Layout:
    """What was found.

    Args:
        header_rows: the rows of the header; empty when none was recognised.
        headings: one per column that has a header or values.
        title: the text above the header.
        unit: the unit of money named above the header.
        on: the day named in the title or in the sheet's name.
        problems: what keeps columns from being read: `header_missing`, `header_twice`, `column_missing`.
    """

    header_rows: tuple[int, ...]
    headings: tuple[Heading, ...]
    title: str = ""
    unit: str | None = None
    on: date | None = None
    problems: tuple[Problem, ...] = ()

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


def is_numbering(text: str) -> bool:
    """Whether a header heads serial numbers."""
    return fold(text).lower() in NUMBERING


def header_forms(text: str) -> tuple[str, ...]:
    """The forms in which a header is compared, strictest first: whole, without bracketed parts, without a trailing unit."""
    whole = fold(text).lower().strip("*＊:：")
    bare = BRACKETS.sub("", whole).strip("*:：")
    return tuple(dict.fromkeys(form for form in (whole, bare, UNIT_AFTER.sub("", bare)) if form))


def find_layout(
    grid: Grid, columns: Sequence[Wanted], *, mapping: Mapping[str, str] | None = None, unit: str | None = None
) -> Layout:
    """Find the table in a sheet.

    Args:
        grid: the sheet.
        columns: what is looked for.
        mapping: the user's own choices, by header text or column letters: a wanted name, or "" for "do not read".
        unit: the user's own choice of the unit of money, over what the title says.

    Returns:
        The layout; its `problems` say what is missing.
    """
    header_rows, texts = _find_header(grid, columns)
    if not header_rows and mapping:
        header_rows, texts = _first_filled(grid)
    top = header_rows[0] if header_rows else 1
    title_cells = [text for row in range(1, top) for text in _once(grid, row)]
    title = " ".join(title_cells)
    layout = Layout(
        header_rows,
        _headings(grid, texts, header_rows),
        title,
        unit or next((found for text in title_cells if (found := money_unit(text))), None),
        find_day(title) or find_day(grid.name),
    )
    if not header_rows:
        return replace(layout, problems=(Problem("header_missing", {"sheet": grid.name}),))
    return _mapped(layout, columns, mapping or {})


def _find_header(grid: Grid, columns: Sequence[Wanted]) -> tuple[tuple[int, ...], dict[int, list[str]]]:
    """The rows in which most columns are known; not those of a second table where the first has what is required."""
    known = {form for each in columns for header in each.headers for form in header_forms(header)[:1]}
    required = {
        form for each in columns if each.required for header in each.headers for form in header_forms(header)[:1]
    }
    last = min(grid.height, SEARCHED_ROWS)
    best: tuple[tuple[int, int], tuple[int, ...], dict[int, list[str]]] = ((0, 0), (), {})
    for row in range(1, last + 1):
        if row > last:
            break
        alone: list[int] = []
        for depth in range(1, DEEPEST_HEADER + 1):
            if row + depth - 1 > grid.height or 2 * sum(1 for c in alone if grid.text(row + depth - 1, c)) > len(alone):
                break
            texts = _header_texts(grid, row, depth)
            hits = {form for text in texts.values() for form in _forms_of(text) if form in known}
            joined = depth > 1 and _rows_are_joined(grid, row, depth)
            score = (len(hits) + (1 if joined and len(hits) >= 2 else 0), -depth)
            if hits and score > best[0] and _may_be_header(texts):
                best = (score, tuple(range(row, row + depth)), texts)
                if len(hits) >= 2 and hits & required:
                    last = min(last, row + depth - 1)
                    alone = alone or _complete_columns(grid, best[1], texts, known)

    _score, rows, texts = best
    if rows and rows[-1] < grid.height and _is_row_of_units(below := grid.filled(rows[-1] + 1)):
        rows = (*rows, rows[-1] + 1)
        texts = {
            column: [*texts.get(column, []), *([below[column]] if column in below else [])] for column in texts | below
        }
    return rows, texts


def _complete_columns(grid: Grid, rows: Sequence[int], texts: Mapping[int, list[str]], known: set[str]) -> list[int]:
    """The columns whose header is known from these rows, those under a cell merged over several columns aside."""
    grouped = {
        column
        for merge in grid.merged
        if merge.right > merge.left and merge.top <= rows[-1] and merge.bottom >= rows[0]
        for column in range(merge.left, merge.right + 1)
    }
    return [c for c, text in texts.items() if c not in grouped and any(form in known for form in _forms_of(text))]


def _is_row_of_units(filled: Mapping[int, str]) -> bool:
    return bool(filled) and all(UNIT_ALONE.fullmatch(fold(text)) for text in filled.values())


def _may_be_header(texts: Mapping[int, list[str]]) -> bool:
    """A row of which the sole text is a title is no header, unless the table has one column."""
    return len(texts) > 1 or all(len(fold(" ".join(parts))) <= 12 for parts in texts.values())


def _header_texts(grid: Grid, row: int, depth: int) -> dict[int, list[str]]:
    """Per column, the texts from the upper to the lower row, with merged upper cells spread over their columns."""
    texts: dict[int, list[str]] = {}
    for column in range(1, grid.width + 1):
        parts = [_spread_text(grid, each, column) for each in range(row, row + depth)]
        parts = list(dict.fromkeys(part for part in parts if part))
        if parts:
            texts[column] = parts
    return texts


def _spread_text(grid: Grid, row: int, column: int) -> str:
    own = " ".join(grid.text(row, column).split())
    if own:
        return own
    merge = next((each for each in grid.merged if each.covers(row, column)), None)
    return " ".join(grid.text(merge.top, merge.left).split()) if merge else ""


def _rows_are_joined(grid: Grid, row: int, depth: int) -> bool:
    """Whether cells merged downwards hold exactly these rows together."""
    spans = [each for each in grid.merged if each.top == row and each.bottom == row + depth - 1]
    return any(each.left == each.right for each in spans)


def _forms_of(parts: Sequence[str]) -> tuple[str, ...]:
    """What a column's header may mean: all parts together, then the lowest that is no unit alone."""
    words = [part for part in parts if not UNIT_ALONE.fullmatch(fold(part))] or list(parts)
    together = header_forms("".join(words))
    return together + tuple(form for form in header_forms(words[-1]) if form not in together)


def _first_filled(grid: Grid) -> tuple[tuple[int, ...], dict[int, list[str]]]:
    for row in range(1, grid.height + 1):
        if len(filled := grid.filled(row)) > 1:
            return (row,), {column: [text] for column, text in filled.items()}
    return (), {}


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


def unit_of_header(parts: Sequence[str]) -> str | None:
    """The unit of money in a header, the lowest part first; a part may be the unit alone."""
    for part in reversed(parts):
        if unit := money_unit(part) or money_unit(f"({part})"):
            return unit
    return None


def _strength(parts: Sequence[str], wanted: Wanted) -> int:
    """How well a header fits: 0 not at all; exact before bracket-free, all parts together before a part alone."""
    aliases = {forms[0] for header in wanted.headers if (forms := header_forms(header))}
    return next((20 - index for index, form in enumerate(_forms_of(parts)) if form in aliases), 0)


def _mapped(layout: Layout, columns: Sequence[Wanted], mapping: Mapping[str, str]) -> Layout:
    chosen: dict[int, str | None] = {}
    by_text = {fold(key).lower(): value for key, value in mapping.items()}
    for each in layout.headings:
        for key in (each.letter.lower(), fold(each.text).lower()):
            if key and key in by_text:
                chosen[each.column] = by_text[key] or None
                break
    problems: list[Problem] = []
    taken = {name for name in chosen.values() if name}
    for wanted in columns:
        if wanted.name in taken:
            continue
        fits = [
            (_strength(each.parts, wanted), each) for each in layout.headings if each.text and each.column not in chosen
        ]
        best = max((strength for strength, _heading in fits), default=0)
        found = [each for strength, each in fits if best and strength == best]
        if len(found) > 1:
            where = "、".join(each.letter for each in found)
            problems.append(Problem("header_twice", {"header": found[0].text, "columns": where}))
        elif found:
            chosen[found[0].column] = wanted.name
    named = {name for name in chosen.values() if name}
    problems += [
        Problem("column_missing", {"header": wanted.headers[0] if wanted.headers else wanted.name})
        for wanted in columns
        if wanted.required and wanted.name not in named
    ]
    headings = tuple(replace(each, wanted=chosen.get(each.column)) for each in layout.headings)
    return replace(layout, headings=headings, problems=tuple(problems))
