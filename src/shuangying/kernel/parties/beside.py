"""Two records beside each other, as a person compares them before saying that they are one; masked as everywhere."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuangying.kernel.accounts.api import Actor
from shuangying.kernel.parties.likeness import Pair
from shuangying.kernel.parties.merging import counts
from shuangying.kernel.registers import numerals
from shuangying.kernel.registers.api import Column, Register
from shuangying.kernel.registers.record_view import record_url

WHY = {
    "name_and_phone": gettext_lazy("The same name and phone."),
    "name_and_birth": gettext_lazy("The same name and day of birth in one village."),
    "head_and_address": gettext_lazy("The same head of household at one address."),
    "name_and_place": gettext_lazy("The same name in one place."),
    "representative_and_phone": gettext_lazy("The same representative and phone."),
    "prefix": gettext_lazy("The names differ only in the county's name at the beginning."),
    "addition": gettext_lazy("One name has an addition such as （二期）, 扩建 or 项目."),
    "one_character": gettext_lazy("The names differ in one character."),
}


def compared(register: Register, actor: Actor, one: Any, other: Any) -> dict[str, Any]:
    """What a table shows of two records.

    Returns:
        `heads`: {"value": uid, "title", "place", "url", "version"} of each; `lines`: {"label", "texts", "word", "differs"}, one a
        column that either fills and one a register in reach whose records name either.
    """
    sight = register.sight(actor)
    both = (one, other)
    heads = [
        {
            "value": str(record.uid),
            "title": register.title_of(record, sight),
            "place": record.division.whole_name,
            "url": record_url(record, actor),
            "version": record.version,
        }
        for record in both
    ]
    lines = []
    for column in register.bound:
        texts = [column.text(record, sight) for record in both]
        if any(texts):
            lines.append({"label": str(column.label), "texts": texts, **_judged(column, one, other)})
    lines += _named_by(actor, one, other)
    return {"heads": heads, "lines": lines}


def _judged(column: Column, one: Any, other: Any) -> dict[str, Any]:
    """Whether the two say the same; where a value is masked only this tells it."""
    mine, theirs = column.raw(one), column.raw(other)
    if mine in (None, "") or theirs in (None, "") or not _says(mine) or not _says(theirs):
        return {"word": "", "differs": False}
    same = bool(mine == theirs)
    return {"word": _("same") if same else _("different"), "differs": not same}


def _says(value: Any) -> bool:
    return isinstance(value, bool | int) or bool(value)


def _named_by(actor: Actor, one: Any, other: Any) -> list[dict[str, Any]]:
    found: dict[str, list[int]] = {}
    for position, (record, against) in enumerate(((one, other), (other, one))):
        for register, count in counts(actor, against, record):
            found.setdefault(str(register.label), [0, 0])[position] += count
    return [
        {
            "label": label,
            "texts": [numerals.plain_number(count) if count else "" for count in both],
            "word": "",
            "differs": False,
        }
        for label, both in found.items()
    ]


def pair_shown(register: Register, actor: Actor, pair: Pair) -> dict[str, Any]:
    """A proposed pair with why it is proposed."""
    return {"why": WHY.get(pair.why, ""), **compared(register, actor, pair.first, pair.second)}
