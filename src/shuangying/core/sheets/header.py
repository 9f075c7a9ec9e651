"""The rows of a sheet that are its header, and the forms in which a header is compared."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shuangying.core.codes import fold
from shuangying.core.sheets.across import ANY_YEAR, Across, Label
from shuangying.core.sheets.grid import Grid
from shuangying.core.units import money_unit

SEARCHED_ROWS = 40
DEEPEST_HEADER = 3
NUMBERING = frozenset({"序号", "编号", "序", "no", "no.", "no．", "序列"})
BRACKETS = re.compile(r"[(（\[【〔][^)）\]】〕]*[)）\]】〕]")
UNIT_ALONE = re.compile(r"\(?(单位:)?(万?亿元|[百千]?万元|千?元|亿|万|万?亩|个|人|户|平方米|公顷|年|月|日)\)?")
UNIT_AFTER = re.compile(r"[/,:;、](单位)?[:：]?(亿元|万元|元|亿|万|亩|个|天)$")
GROUP_ENDING = re.compile(r"(基本)?(情况|信息|登记|详情|内容)$")


@dataclass(frozen=True)
class Wanted:
    """A column that the reader of a sheet looks for.

    Args:
        name: what the reader calls it.
        headers: what sheets call it, best first.
        kind: "text", "long", "number", "money", "area", "date", "moment", "month", "choice", "state", "bool", "division",
            "reference", "sealed", or "key": a number that only records have, so that its line is one.
        required: a row without it is refused.
        unit: the unit of a number where neither cell, header nor title names one.
        group: what the column tells about, where several lines may be about one of these: a line that leaves all columns of
            the group blank is about the one of the line above.
    """

    name: str
    headers: tuple[str, ...]
    kind: str = "text"
    required: bool = False
    unit: str = ""
    group: str = ""


def is_numbering(text: str) -> bool:
    """Whether a header heads serial numbers."""
    return fold(text).lower() in NUMBERING


def header_forms(text: str) -> tuple[str, ...]:
    """The forms in which a header is compared, strictest first: whole, without bracketed parts, without a trailing unit."""
    whole = fold(text).lower().strip("*＊:：")
    bare = BRACKETS.sub("", whole).strip("*:：")
    return tuple(dict.fromkeys(form for form in (whole, bare, UNIT_AFTER.sub("", bare)) if form))


def find_header(
    grid: Grid, columns: Sequence[Wanted], across: Across | None
) -> tuple[tuple[int, ...], dict[int, list[str]]]:
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
            hits = {form for text in texts.values() for form in forms_of(text) if form in known}
            joined = depth > 1 and _rows_are_joined(grid, row, depth)
            crossing = _crossing(grid, row + depth - 1, texts, known, across) if hits and across else 0
            score = (len(hits) + crossing + (1 if joined and len(hits) >= 2 else 0), -depth)
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


def _crossing(grid: Grid, row: int, texts: Mapping[int, list[str]], known: set[str], across: Across) -> int:
    """How many columns are values of the dimension, in whatever year."""
    others = {c: parts for c, parts in texts.items() if not any(form in known for form in forms_of(parts))}
    return sum(
        1
        for column, parts in others.items()
        if across.means(Label(tuple(parts), grid.at(row, column), ANY_YEAR, 1)) is not None
    )


def _complete_columns(grid: Grid, rows: Sequence[int], texts: Mapping[int, list[str]], known: set[str]) -> list[int]:
    """The columns whose header is known from these rows, those under a cell merged over several columns aside."""
    grouped = {
        column
        for merge in grid.merged
        if merge.right > merge.left and merge.top <= rows[-1] and merge.bottom >= rows[0]
        for column in range(merge.left, merge.right + 1)
    }
    return [c for c, text in texts.items() if c not in grouped and any(form in known for form in forms_of(text))]


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
        for above in range(depth - 2, -1, -1):
            if not parts[above] and parts[above + 1]:
                parts[above] = _group_to_the_left(grid, row + above, column)
        parts = list(dict.fromkeys(part for part in parts if part))
        if parts:
            texts[column] = parts
    return texts


def _group_to_the_left(grid: Grid, row: int, column: int) -> str:
    """The group over a column in a sheet that has lost its merged cells (CSV): text with blanks to its right, each with a text below."""
    if len(grid.filled(row)) < 2 or any(m.top <= row <= m.bottom and m.right > m.left for m in grid.merged):
        return ""
    for left in range(column - 1, 0, -1):
        if not grid.text(row + 1, left):
            return ""
        if text := " ".join(grid.text(row, left).split()):
            return text
    return ""


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


def forms_of(parts: Sequence[str]) -> tuple[str, ...]:
    """What a column's header may mean: all parts together (also 隔离 + 起始 of 隔离情况), then the lowest that is no unit alone."""
    words = [part for part in parts if not UNIT_ALONE.fullmatch(fold(part))] or list(parts)
    forms = header_forms("".join(words))
    if len(words) > 1:
        groups = [GROUP_ENDING.sub("", BRACKETS.sub("", fold(word))) for word in words[:-1]]
        forms += header_forms("".join([*groups, words[-1]])) + header_forms(words[-1])
    return tuple(dict.fromkeys(forms))


def first_filled(grid: Grid) -> tuple[tuple[int, ...], dict[int, list[str]]]:
    """The first row with more than one text, as a header of which nothing is known."""
    for row in range(1, grid.height + 1):
        if len(filled := grid.filled(row)) > 1:
            return (row,), {column: [text] for column, text in filled.items()}
    return (), {}


def unit_of_header(parts: Sequence[str]) -> str | None:
    """The unit of money in a header, the lowest part first; a part may be the unit alone."""
    for part in reversed(parts):
        if unit := money_unit(part) or money_unit(f"({part})"):
            return unit
    return None
