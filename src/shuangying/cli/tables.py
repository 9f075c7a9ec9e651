"""Aligned tables for a terminal, in which a Chinese character is two columns wide."""

import unicodedata
from collections.abc import Sequence

import click


def width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], ends: Sequence[int] = ()) -> str:
    """Rows under their heads.

    Args:
        heads: a head for each column.
        rows: the cells.
        ends: the numbers of the columns that stand flush right.
    """
    widths = [max(width(cell) for cell in column) for column in zip(heads, *rows, strict=True)]

    def line(cells: Sequence[str]) -> str:
        padded = []
        for number, cell in enumerate(cells):
            space = " " * (widths[number] - width(cell))
            padded.append(space + cell if number in ends else cell + space)
        return "  ".join(padded).rstrip()

    return "\n".join([click.style(line(heads), bold=True), *map(line, rows)])
