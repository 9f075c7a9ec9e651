"""What may be shown and kept of a user's sheet: it holds numbers that nobody needs to read twice."""

from collections.abc import Mapping
from typing import Any

from shuangying.core.codes import fold
from shuangying.core.masks import hide_numbers, mask
from shuangying.kernel.registers.api import Register, SealedField

OPEN = frozenset({"text", "long"})
"""Kinds of columns that may hold any text."""


def shown_cell(register: Register, name: str, text: str) -> str:
    """A cell's text for pages and receipts.

    A sealed column is masked, as everywhere. Text that the register shows openly stays as it is. In all else, which is what is not
    read, names, and what was to be a day or an amount, identity and telephone numbers are masked.

    Args:
        register: the register.
        name: the column that the cell is read as, "" where it is not read.
        text: the text.
    """
    column = register.by_name.get(name)
    if column is not None and column.kind == "sealed":
        return mask(column.mask, text)
    return text if column is not None and column.kind in OPEN and not column.mask else hide_numbers(text)


def kept_params(params: Mapping[str, Any]) -> dict[str, Any]:
    """A problem's parameters as they are kept: what somebody wrote into the wrong column may be a number."""
    return {name: hide_numbers(value) if isinstance(value, str) else value for name, value in params.items()}


def key_text(register: Register, name: str, text: str) -> str:
    """A cell's text where rows are compared and remembered: folded, and of a sealed column only its look-up value."""
    column = register.by_name.get(name)
    if column is not None and column.kind == "sealed":
        return SealedField.index_of(column.holds, fold(text))
    return hide_numbers(fold(text))
