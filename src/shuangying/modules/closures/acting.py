"""What may be done to orders and closures besides correcting them: close what an order covers, lift it step by step, let one thing open."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from shuangying.kernel.accounts.api import Actor
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.api import Action
from shuangying.kernel.registers.writing import Change, Rejected, save, save_many
from shuangying.modules.closures.covering import OWN, settle
from shuangying.modules.closures.models import Lifting, Order


def cover(roles: Sequence[str]) -> Action:
    """That the rows of an order are brought in line with it, should a market entity have been missed."""
    return Action(
        "cover",
        _("Close what it covers"),
        may=tuple(roles),
        run=_cover,
        when=lambda order: order.covers == Order.Covers.ENTITIES and order.lifted_on is None,
        done=_("closed what it covers"),
        purpose=_(
            "Every market entity that falls under the order and is not closed by it yet is closed from its first day on."
        ),
    )


def lift(roles: Sequence[str]) -> Action:
    """That an order ends, or that a trade or an area may open again."""
    return Action(
        "lift",
        _("Lift the order"),
        may=tuple(roles),
        columns=("trade", "division", "lifted_on"),
        run=_lift,
        when=lambda order: order.lifted_on is None,
        done=_("lifted"),
        purpose=_(
            "From the day given, what is closed may open: of the trade and in the division chosen. As they stand here they are those of the whole order."
        ),
    )


def reopen(roles: Sequence[str]) -> Action:
    """That one closed thing alone may open."""
    return Action(
        "reopen",
        _("Reopen"),
        may=tuple(roles),
        columns=("reopened_on",),
        values=_reopened,
        when=lambda closure: closure.state == "closed",
        done=_("reopened"),
        purpose=_("It alone may open from the day given; the order still holds for all others."),
    )


def _cover(order: Any, _entered: Mapping[str, Any], actor: Actor, reason: str) -> None:
    settle(order, actor, {"reason": reason})


def _lift(order: Any, entered: Mapping[str, Any], actor: Actor, reason: str) -> None:
    day = entered.get("lifted_on") or divisions.today()
    trade = entered.get("trade", order.trade) or ""
    area = entered.get("division") or order.division
    if trade == order.trade and area.pk == order.division_id:
        register = registers.of_model(Order)
        (result,) = save_many(register, actor, [Change({"lifted_on": day}, order)], action="lift", reason=reason)
        if result.outcome == "rejected":
            raise Rejected(result.problems)
        return
    values = {"order": order, "trade": trade, "area": area, "from_on": day, "reason": reason[:200]}
    save(registers.of_model(Lifting), actor, values)


def _reopened(_closure: Any, entered: Mapping[str, Any], _actor: Actor, _now: datetime) -> Mapping[str, Any]:
    return {"reopened_on": entered.get("reopened_on") or divisions.today(), "ended_by": OWN.value}
