"""What the page Today says of reported numbers: what I owe, and who is silent."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from shuangying.kernel.accounts.api import Right
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.figures.answer_pages import SHOWN_TOGETHER, called, since_text
from shuangying.kernel.figures.answering import sheets
from shuangying.kernel.figures.silence import Silence, owed, silences
from shuangying.kernel.registers import api as registers

MOST_UNITS = 6


def asked_of_me(request: HttpRequest) -> Iterator[dict[str, Any]]:
    """The numbers of the day that the person's own units owe; nothing for those who look after many units."""
    if not registers.get("figures.tallies").may_write(request.actor):
        return
    mine = sheets(request.actor, request.as_of)
    if len(mine) > SHOWN_TOGETHER:
        return
    for sheet in mine:
        if sheet.open:
            words = {"unit": sheet.unit.name, "n": sheet.open}
            yield {
                "light": "near",
                "light_text": _("due today"),
                "text": _("%(unit)s: numbers of the day to report: %(n)s") % words,
                "url": f"{reverse('answer')}?unit={sheet.unit.uid}",
            }


def who_is_silent(request: HttpRequest) -> Iterator[dict[str, Any]]:
    """The units in the person's scope that owe numbers of the day: the first by name, then how many more."""
    register = registers.get("figures.tallies")
    if not register.may_read(request.actor):
        return
    reach, tree = register.reach(request.actor, Right.READ), divisions.tree(request.as_of)
    units: dict[Any, list[Silence]] = {}
    for one in silences(owed(), request.as_of, request.actor):
        if reach.covers(tree.node(one.reporter.division_id).path):
            units.setdefault(one.reporter.key, []).append(one)
    for number, told in enumerate(units.values()):
        if number == MOST_UNITS:
            more = _("and units more: %(n)s") % {"n": len(units) - MOST_UNITS}
            yield {"text": more, "url": reverse("silent"), "days_text": ""}
            return
        figures = _(", ").join(str(called(one.figure)) for one in told)
        words = {"unit": told[0].reporter.name, "figures": figures}
        longest = min(told, key=lambda one: (one.since is not None, one.since))
        yield {
            "text": _("%(unit)s: %(figures)s") % words,
            "url": reverse("silent"),
            "days_text": since_text(longest),
        }
