"""What is written to orders, liftings, market entities and applications, and what it means for closures."""

from collections.abc import Mapping, Sequence
from typing import Any

from shuangying.core.problems import Problem
from shuangying.kernel.accounts.api import Actor
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.writing import Rejected, delete_many
from shuangying.modules.closures.covering import BATCH, settle
from shuangying.modules.closures.models import Closure, Lifting, Order
from shuangying.modules.enterprises.models import Enterprise, Resumption

Source = Mapping[str, Any]


def of_orders(actor: Actor, orders: Sequence[Order], source: Source) -> None:
    """An order closes what it covers, and lets it open when it is lifted; what it covers goes with it, what is listed keeps it.

    Raises:
        Rejected: a deleted order has closures of its own.
    """
    for order in orders:
        if order.deleted_at is None:
            settle(order, actor, source)
            continue
        rows = list(Closure.objects.live().filter(order=order))
        if rows and order.covers == Order.Covers.LISTED:
            raise Rejected([("", Problem("order_has_closures", {"closures": len(rows)}))])
        delete_many(registers.of_model(Closure), actor, rows, order.deletion_reason)


def of_liftings(actor: Actor, liftings: Sequence[Lifting], source: Source) -> None:
    """What is lifted may open."""
    for order in Order.objects.live().select_related("division").filter(pk__in={one.order_id for one in liftings}):
        settle(order, actor, source)


def of_closures(actor: Actor, closures: Sequence[Closure], source: Source) -> None:
    """Something listed under an order of which its area is lifted already opens with it."""
    listed = {one.order_id for one in closures if one.order.covers == Order.Covers.LISTED}
    for order in Order.objects.live().select_related("division").filter(pk__in=listed):
        settle(order, actor, source)


def of_enterprises(actor: Actor, entities: Sequence[Enterprise], source: Source) -> None:
    """A market entity that is entered, moves or changes its trade falls under the orders on market entities like it."""
    _settle_for([entity.organisation_id for entity in entities], actor, source)
    _bring_up_to_date(entities)


def of_resumptions(actor: Actor, resumptions: Sequence[Resumption], source: Source) -> None:
    """A firm whose application is approved may open, whatever still closes others like it; one that loses the approval is closed again."""
    _settle_for([one.enterprise.organisation_id for one in resumptions], actor, source)


def _settle_for(organisations: Sequence[int], actor: Actor, source: Source) -> None:
    for order in Order.objects.live().select_related("division").filter(covers=Order.Covers.ENTITIES):
        for start in range(0, len(organisations), BATCH):
            settle(order, actor, source, organisations[start : start + BATCH])


def _bring_up_to_date(entities: Sequence[Enterprise]) -> None:
    """Let the caller's records be what they are now, so that they can be written again."""
    pks = [entity.pk for entity in entities]
    for start in range(0, len(pks), BATCH):
        now = Enterprise.objects.filter(pk__in=pks[start : start + BATCH]).in_bulk()
        for entity in entities[start : start + BATCH]:
            entity.version, entity.closed_on = now[entity.pk].version, now[entity.pk].closed_on
