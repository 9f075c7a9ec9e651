"""Lay the blocks of a brief out on pages of 22 lines of 28 characters, as near to Word as counting characters comes."""

import math
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from shuangying.kernel.briefs.links import address

PAGE_POINTS = 225 / 25.4 * 72
LINE = 28.95
CHARACTERS = 28
INDENT = 2
NOT_FIRST = "，。；：！？、）》”’」』〕%.,;:!?)"
CLASSES = {
    "BriefMasthead": "brief-masthead",
    "BriefNumber": "brief-number",
    "BriefTitle": "brief-title",
    "BriefSubtitle": "brief-subtitle",
    "BriefAddressee": "brief-flush",
    "BriefHeading": "brief-heading",
    "BriefSubheading": "brief-subheading",
    "BriefSign": "brief-sign",
    "BriefDate": "brief-sign brief-date",
    "BriefBlank": "brief-blank",
    "BriefEnd": "brief-end",
}
HEIGHTS = {"BriefMasthead": (46, 93.5, 18), "BriefTitle": (36, 0, 20), "BriefEnd": (1, 0, CHARACTERS)}
"""By style: line in points, space before, characters a line."""
KEPT_WITH_NEXT = ("BriefHeading", "BriefSubheading", "BriefNote", "BriefBlank", "BriefSign")
FLUSH = (
    "BriefMasthead",
    "BriefNumber",
    "BriefTitle",
    "BriefSubtitle",
    "BriefAddressee",
    "BriefSign",
    "BriefDate",
    "BriefBlank",
)
CELL_LINE = 24.5
CELL_SIZE = 14
CELL_MARGINS = 11
LATIN = 0.48
"""The width of a Latin letter or digit in that of a Chinese character, on average."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text; one that is a figure or a quoted record has an address."""

    text: str
    url: str = ""
    label: str = ""
    kind: str = ""
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a table on a page."""

    kind: str
    css: str = ""
    pieces: tuple[Piece, ...] = ()
    rows: tuple[tuple["Cell", ...], ...] = ()
    style: str = ""
    widths: tuple[int, ...] = ()

    @property
    def shares(self) -> list[int]:
        """The widths of a table's columns in percent."""
        return [round(100 * width / (sum(self.widths) or 1)) for width in self.widths]

    @property
    def lines(self) -> list[tuple[Piece, ...]]:
        """A paragraph's lines, so that the screen breaks them as they were counted."""
        return [_joined(line) for line in _lines(self)]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table."""

    pieces: tuple[Piece, ...]
    span: int
    head: bool
    css: str = ""


@dataclass(slots=True)
class Page:
    """One page: its number and what stands on it."""

    number: int
    blocks: list[Block] = field(default_factory=list)
    imprint: Block | None = None

    @property
    def odd(self) -> bool:
        """Whether its number stands on the right."""
        return self.number % 2 == 1


def pages(blocks: Sequence[Mapping[str, Any]], links: Mapping[int, Mapping[str, str]]) -> list[Page]:
    """The pages of a brief.

    Args:
        blocks: as `documents.blocks_of` gives them.
        links: by mark key, as `Facts.links`.
    """
    laid = [Page(1)]
    left = PAGE_POINTS
    for unit in _units([_block(block, links) for block in blocks]):
        if len(unit) == 1 and _is_imprint(unit[0]):
            laid[-1].imprint = unit[0]
            continue
        needed = sum(_height(block) for block in unit)
        room = left - sum(_height(block) for block in unit[:-1])
        if needed > left and unit[-1].kind == "p" and room >= LINE:
            first, rest = _split(unit[-1], int(room / LINE))
            laid[-1].blocks += [*unit[:-1], first]
            unit, needed, left = [rest], _height(rest), 0
        if needed > left and laid[-1].blocks:
            laid.append(Page(len(laid) + 1))
            left = PAGE_POINTS
        laid[-1].blocks += unit
        left -= needed
    return laid


def _units(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Blocks that stay on one page together."""
    unit: list[Block] = []
    for block in blocks:
        if _is_imprint(block) and unit:
            yield unit
            unit = []
        unit.append(block)
        if block.style not in KEPT_WITH_NEXT:
            yield unit
            unit = []
    if unit:
        yield unit


def _block(block: Mapping[str, Any], links: Mapping[int, Mapping[str, str]]) -> Block:
    if block["kind"] == "table":
        rows = tuple(
            tuple(Cell(_pieces(cell["pieces"], links), cell["span"], cell["head"], _cell_css(cell)) for cell in row)
            for row in block["rows"]
        )
        style = next((cell.get("style", "") for row in block["rows"] for cell in row), "")
        return Block("table", rows=rows, style=style, widths=tuple(block.get("widths", ())))
    css = CLASSES.get(block["style"], "")
    if not css and block["align"]:
        css = f"brief-{block['align']}"
    return Block("p", css, _pieces(block["pieces"], links), style=block["style"])


def _cell_css(cell: Mapping[str, Any]) -> str:
    return {"BriefIssued": "brief-issued"}.get(cell.get("style", ""), "")


def _pieces(pieces: Sequence[Mapping[str, Any]], links: Mapping[int, Mapping[str, str]]) -> tuple[Piece, ...]:
    found = []
    for piece in pieces:
        link = links.get(piece["link"]) if piece["link"] is not None else None
        kind = link["kind"] if link else ""
        found.append(Piece(piece["text"], address(link), link["label"] if link else "", kind, piece["bold"]))
    return tuple(found)


def _is_imprint(block: Block) -> bool:
    return block.kind == "table" and block.style == "BriefCopies"


def _height(block: Block) -> float:
    if block.kind == "table":
        return CELL_LINE * sum(_row_lines(row, block.widths) for row in block.rows)
    line, before, _most = HEIGHTS.get(block.style, (LINE, 0, CHARACTERS))
    return before + line * max(1, len(list(_lines(block))))


def _row_lines(row: Sequence[Cell], widths: Sequence[int]) -> int:
    """How many lines the longest cell of a row takes."""
    most = 1
    for cell, width in zip(row, widths, strict=False):
        characters = (width / 20 - CELL_MARGINS) / CELL_SIZE
        text = sum(_width(piece.text) for piece in cell.pieces)
        if cell.span == 1 and characters > 1:
            most = max(most, math.ceil(text / characters))
    return most


def _split(block: Block, lines: int) -> tuple[Block, Block]:
    """A paragraph cut after so many lines."""
    first: list[Piece] = []
    rest: list[Piece] = []
    for number, line in enumerate(_lines(block)):
        (first if number < lines else rest).extend(line)
    return (
        replace(block, pieces=_joined(first), css=f"{block.css} brief-goes-on".strip()),
        replace(block, pieces=_joined(rest), css=f"{block.css} brief-flush".strip()),
    )


def _joined(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    found: list[Piece] = []
    for piece in pieces:
        if found and replace(found[-1], text="") == replace(piece, text=""):
            found[-1] = replace(piece, text=found[-1].text + piece.text)
        else:
            found.append(piece)
    return tuple(found)


def _lines(block: Block) -> Iterator[list[Piece]]:
    """The paragraph's lines: wide characters one by one, words and numbers whole, no closing punctuation first."""
    most = HEIGHTS.get(block.style, (LINE, 0, CHARACTERS))[2]
    line: list[Piece] = []
    used = 0.0 if block.style in FLUSH or "brief-flush" in block.css else float(INDENT)
    for piece in block.pieces:
        for token in _tokens(piece.text):
            width = _width(token)
            if line and used + width > most and token not in NOT_FIRST:
                yield line
                line, used = [], 0.0
            line.append(replace(piece, text=token))
            used += width
    if line:
        yield line


def _tokens(text: str) -> Iterator[str]:
    word = ""
    for character in text:
        if _wide(character) or character.isspace():
            if word:
                yield word
                word = ""
            yield character
        else:
            word += character
    if word:
        yield word


def _width(text: str) -> float:
    return sum(1 if _wide(character) else LATIN for character in text)


def _wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WFA"
