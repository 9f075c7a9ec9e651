"""How figures are written on pages: digits and units, codes in words, what a value rests on."""

from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from shuangying.kernel.figures.declaration import MONEY, Figure
from shuangying.kernel.figures.lookups import column_of
from shuangying.kernel.figures.values import Value
from shuangying.kernel.registers import numerals

NAMED = 6
"""So many silent units are named in a line; of more the rest are counted."""


@lru_cache(maxsize=256)
def _choices(figure: Figure) -> dict[Any, Any]:
    assert figure.newest is not None
    return dict(column_of(figure.source.model, figure.newest.value, "").flatchoices or ())


def in_words(figure: Figure, value: Any) -> str | None:
    """What a code or a level is called; None where the value is an amount or unknown."""
    if figure.newest is None or value is None:
        return None
    label = _choices(figure).get(value)
    return str(label) if label is not None else (value if isinstance(value, str) else None)


def shown(figure: Figure, value: Any) -> tuple[str | None, str]:
    """A value as pages write it: its digits or words, None where unknown, and its unit."""
    if (words := in_words(figure, value)) is not None:
        return words, ""
    if figure.kind == MONEY:
        amount, unit = numerals.money(Decimal(0) if value is None else value, "亿元")
        return (None if value is None else amount), unit
    return (None if value is None else numerals.plain_number(value)), str(figure.unit)


def scaled(figure: Figure, value: Any) -> Any:
    """A value in the unit in which pages show it, for drawings; None for codes."""
    if value is None or isinstance(value, str) or figure.kind != MONEY:
        return None if isinstance(value, str) else value
    return value / (Decimal(10) ** 8 if numerals.chinese() else Decimal(10) ** 9)


def signed(number: Any) -> str:
    """A difference with its sign."""
    return f"+{numerals.plain_number(number)}" if number > 0 else numerals.plain_number(number)


def short_name(name: str) -> str:
    """A township's name without its kind, for tiles."""
    for ending in ("街道办事处", "街道", "镇", "乡"):
        if name.endswith(ending) and len(name) - len(ending) >= 2:
            return name.removesuffix(ending)
    return name


def basis_text(value: Value) -> str:
    """What a value rests on, in words."""
    basis, figure = value.basis, value.figure.counted()
    if figure.newest:
        return ""
    said = []
    number = {name: numerals.plain_number(basis[name]) for name in ("records", "statements", "tallies", "unknown")}
    if basis["records"] or not basis["tallies"]:
        said.append(_("Rests on %(n)s records") % {"n": number["records"]})
    if basis["statements"]:
        said.append(_("%(n)s of them by what a sheet states, without a date") % {"n": number["statements"]})
    if basis["tallies"]:
        words = _("and on %(n)s reported numbers") if basis["records"] else _("Rests on %(n)s reported numbers")
        said.append(words % {"n": number["tallies"]})
    if basis["unknown"]:
        unknown = _("%(n)s records name nobody") if figure.differs else _("%(n)s records of unknown state are left out")
        said.append(unknown % {"n": number["unknown"]})
    return _("; ").join(said)


def silent_text(value: Value) -> str:
    """Who owes an answer and has said nothing: the first by name, how many more."""
    names = value.basis["silent"]
    named = _(", ").join(names[:NAMED])
    if len(names) > NAMED:
        return _("%(names)s and %(n)s more") % {"names": named, "n": len(names) - NAMED}
    return named
