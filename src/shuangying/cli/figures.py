"""`shuangying figures`: figures as of any day, for the county or by division."""

from decimal import Decimal
from typing import Any

import click

from shuangying.cli.call import Call, Cannot, command
from shuangying.cli.tables import table
from shuangying.cli.words import _

LEVELS = ("township", "village")
NAMED = 3
"""So many silent units are named in a line."""


@command(
    "figures",
    _("Figures as of a day. An ID may be whole dotted segments, such as projects; without any, all figures."),
    click.argument("ids", nargs=-1, metavar="[ID]..."),
    click.option("--as-of", metavar="DATE", help=_("As of the end of this day; today unless given.")),
    click.option("--division", metavar="C", help=_("A division by its code or unique name.")),
    click.option("--by", type=click.Choice(LEVELS), help=_("A value for each part at this level.")),
)
def show_figures(call: Call, ids: tuple[str, ...], as_of: str | None, division: str | None, by: str | None) -> None:
    call.start()
    from shuangying.kernel.figures import api as figures

    day = call.day(as_of)
    values = _values(call, ids, day=day, division=call.node(division, day), by=by)
    if call.as_json:
        call.answer([figures.as_json(value) for value in values])
        return
    rows = []
    for value in values:
        number, unit = shown(value)
        place = _("held at a higher level") if value.part else value.division.name
        rows.append((value.figure.id, str(value.figure.label), place, number, unit, silent(value)))
    heads = ["ID", _("Figure"), _("Division"), _("Value"), _("Unit"), _("Not reported")]
    shown_columns = len(heads) if any(row[-1] for row in rows) else len(heads) - 1
    call.say(_("As of %(day)s 24:00") % {"day": day.isoformat()})
    call.say(table(heads[:shown_columns], [row[:shown_columns] for row in rows], ends=(3,)))


def _values(call: Call, ids: tuple[str, ...], **asked: Any) -> Any:
    from shuangying.kernel.figures import api as figures
    from shuangying.kernel.registers.writing import Refused

    try:
        wanted = figures.select(ids)
    except KeyError as error:
        known = sorted({figure.id.partition(".")[0] for figure in figures.all_figures()})
        raise Cannot(
            _("There is no figure %(id)s. Figures begin with: %(known)s")
            % {"id": error.args[0], "known": ", ".join(known)}
        ) from None
    actor = call.actor
    if not ids:
        wanted = figures.knowable(wanted, actor)
    try:
        return figures.values(wanted, actor=actor, **asked)
    except Refused:
        raise Cannot(_("%(login)s may not see these figures here.") % {"login": actor.login}) from None


def silent(value: Any) -> str:
    """Who owes an answer and has said nothing: the first by name, how many more."""
    names = value.basis["silent"]
    more = len(names) - NAMED
    named = "、".join(names[:NAMED])
    return _("%(names)s and %(n)s more") % {"names": named, "n": more} if more > 0 else named


def shown(value: Any) -> tuple[str, str]:
    """A value and its unit as a person reads them: large money in 亿元 or 万元, a grade by its name, "-" where nothing is known."""
    from shuangying.core import units
    from shuangying.kernel.figures.shown import in_words

    figure, number = value.figure, value.value
    if number is None:
        return "-", str(figure.unit)
    if (words := in_words(figure, number)) is not None:
        return words, ""
    if not isinstance(number, Decimal):
        return str(number), str(figure.unit)
    if figure.kind != "money":
        return units.plain(number), str(figure.unit)
    unit = "亿元" if abs(number) >= 10**8 else "万元" if abs(number) >= 10**4 else "元"
    return units.format_yuan(number, unit), unit
