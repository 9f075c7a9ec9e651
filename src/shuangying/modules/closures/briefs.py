"""What a brief remarks about closures."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from shuangying.kernel.accounts.api import Actor
from shuangying.kernel.briefs.api import Finding, declare_check
from shuangying.kernel.briefs.links import to_record
from shuangying.kernel.divisions.models import Division
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.spans import on_day
from shuangying.modules.closures.covering import uncovered
from shuangying.modules.closures.models import Closure, Order
from shuangying.modules.enterprises.models import Enterprise


@declare_check
def at_work_while_closed(day: date, division: Any, actor: Actor) -> Iterable[Finding]:
    """Market entities back at work that an order still closes: nobody let them open, or it was not written down."""
    seen = registers.get("enterprises").reach(actor).limit(Enterprise.objects.live())
    closed = on_day(Closure.state, day).filter(state="closed").values("record__organisation")
    at_work = on_day(Enterprise.state, day).filter(state="resumed").values("record")
    here = seen.filter(division__in=Division.objects.under(division.path))
    count = here.filter(organisation__in=closed, pk__in=at_work).count()
    if count:
        yield Finding(_("Market entities back at work while an order closes them: %(n)s") % {"n": count})


@declare_check
def not_covered(day: date, division: Any, actor: Actor) -> Iterable[Finding]:
    """Market entities that an order in force covers and that are not closed under it."""
    register = registers.get("closures.orders")
    in_force = on_day(Order.state, day).filter(record=OuterRef("pk"), state="in_force")
    for order in (
        register.visible(actor).filter(Exists(in_force), covers=Order.Covers.ENTITIES).select_related("division")
    ):
        if order.division.path.startswith(division.path) and (count := uncovered(order)):
            words = {"order": order.number, "n": count}
            text = _("Order %(order)s: market entities that it covers and that are not closed: %(n)s") % words
            yield Finding(text, to_record(register, order, day))
