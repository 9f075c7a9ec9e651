"""Tables stacked on one sheet: where another one begins, in which unit its amounts are, and whether its columns are the same."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from shuangying.core.codes import fold
from shuangying.core.sheets.across import ANY_YEAR, Label
from shuangying.core.sheets.grid import Grid
from shuangying.core.sheets.header import Wanted, header_forms, unit_of_header
from shuangying.core.sheets.layout import Heading, Layout
from shuangying.core.units import money_unit

UNIT_NAMED = re.compile(r"单位[:：]")
BATCH_IN_UNIT = re.compile(r"^[(（第]?[一二三四五六七八九十]{1,3}[)）、.．批].*[(（][百千万亿]*元?[)）]$")


@dataclass(frozen=True)
class Section:
    """Rows that are read alike.

    Args:
        start: its first row.
        layout: the columns as the first table has them, with the units that hold here.
        foreign: the header's row, where the columns here stand elsewhere than in the first table; 0 where they do not.
    """

    start: int
    layout: Layout
    foreign: int = 0


class Sections:
    """The sections of a sheet below its first header."""

    def __init__(self, grid: Grid, layout: Layout, columns: Sequence[Wanted]) -> None:
        self.found = [Section(1, layout)]
        self.known = {
            form: each.name for each in columns for header in each.headers for form in header_forms(header)[:1]
        }
        for row in range(layout.first_row, grid.height + 1):
            self._look_at(grid, row)
        self.starts = [each.start for each in self.found]

    def at(self, row: int) -> Section:
        """The section in which a row lies."""
        return self.found[bisect_right(self.starts, row) - 1]

    def _look_at(self, grid: Grid, row: int) -> None:
        cells = {column: value for column, value in enumerate(grid.rows[row - 1], 1) if value is not None}
        crossed = self._crossed(grid, row)
        if not cells or not all(isinstance(value, str) or column in crossed for column, value in cells.items()):
            return
        now = self.found[-1]
        texts = dict.fromkeys(map(str, cells.values()))
        if len(texts) <= 2:
            units = {unit for text in texts if _names_unit(text) and (unit := money_unit(text))}
            if len(units) == 1:
                bare = tuple(replace(each, unit=None) for each in now.layout.headings)
                self.found.append(Section(row, replace(now.layout, headings=bare, unit=units.pop()), now.foreign))
        named = self._named(grid, row)
        if len(named) + len(crossed) >= 2 and (len(named) + len(crossed)) * 2 >= len(cells) and named:
            self._begin(row, named, {column: grid.text(row, column) for column in cells}, crossed)

    def _crossed(self, grid: Grid, row: int) -> dict[int, Any]:
        """The columns of a wide sheet over which the row has values of the dimension, as a further header would."""
        layout = self.found[0].layout
        across = layout.across
        if across is None or not layout.is_wide or not self._named(grid, row):
            return {}
        found: dict[int, Any] = {}
        before = None
        for column, text in grid.filled(row).items():
            label = Label((text,), grid.at(row, column), layout.year or ANY_YEAR, 1, before)
            if (before := across.means(label)) is not None:
                found[column] = before
        return found

    def _named(self, grid: Grid, row: int) -> dict[int, str]:
        """The columns that a row's texts name, where they do so like a header."""
        named = {}
        for column, text in grid.filled(row).items():
            if len(text) <= 30 and (name := next((self.known[f] for f in header_forms(text) if f in self.known), None)):
                named[column] = name
        return named

    def _begin(self, row: int, named: dict[int, str], texts: dict[int, str], crossed: dict[int, Any]) -> None:
        now, first = self.found[-1], self.found[0].layout
        positions = {each.column: each for each in first.headings}
        same = all(self._fits(positions.get(column), name, texts[column]) for column, name in named.items())
        same = same and all(positions[c].across == value for c, value in crossed.items() if c in positions)
        headings = tuple(
            replace(each, unit=(unit_of_header((texts[each.column],)) if each.column in texts else each.unit))
            for each in now.layout.headings
        )
        self.found.append(Section(row, replace(now.layout, headings=headings), 0 if same else row))

    @staticmethod
    def _fits(heading: Heading | None, name: str, text: str) -> bool:
        return heading is not None and (
            heading.reads == name or fold(text) in {fold(heading.text), *(fold(part) for part in heading.parts)}
        )


def _names_unit(text: str) -> bool:
    folded = fold(text)
    return bool(UNIT_NAMED.search(folded) or BATCH_IN_UNIT.match(folded))
