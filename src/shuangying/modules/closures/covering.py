"""What an order closes: its rows follow from the order, from what is lifted of it, and from the market entities that there are.

Under an order on market entities there is one row for each of them that it covers; one that is entered later, moves in or
changes its trade gets its row then. Under any order a row ends when the order or the part that it falls under is lifted,
unless that thing alone was let open before; an approved application lets a firm open as long as the approval stands. `settle` makes it so and changes nothing the second time.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext

from shuangying.kernel.accounts.api import EVERYWHERE, Actor
from shuangying.kernel.divisions.models import Division
from shuangying.kernel.parties.models import Organisation
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers import writing
from shuangying.kernel.registers.writing import Change
from shuangying.modules.closures.models import Closure, Lifting, Order
from shuangying.modules.enterprises.models import Enterprise, Resumption

BATCH = 500
CHUNK = 20_000
_waiting: ContextVar[dict[int, tuple[Actor, Mapping[str, Any]]] | None] = ContextVar("waiting", default=None)
OWN, BY_APPROVAL = Closure.EndedBy.OWN, Closure.EndedBy.APPROVAL
BY_ORDER, BY_LIFTING = Closure.EndedBy.ORDER, Closure.EndedBy.LIFTING


@dataclass(frozen=True, slots=True)
class Span:
    """How long an order closes something: from a day until the day on which it may open again, and by what that ended."""

    closed_on: date
    reopened_on: date | None = None
    ended_by: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """An order with what has been lifted of it.

    Args:
        liftings: (trade, area, day) each; "" and None for any.
        ended_on: the day from which the whole order no longer holds.
    """

    path: str
    trade: str
    from_on: date
    liftings: tuple[tuple[str, str, date], ...] = ()
    ended_on: date | None = None

    def covers(self, trade: str, path: str) -> bool:
        """Whether a market entity of that trade in the division of that path falls under the order."""
        return path.startswith(self.path) and self.trade in ("", trade)

    def span(self, trade: str, path: str, begun: date, allowed: Sequence[date] = ()) -> Span | None:
        """How long something is closed; None where it may open before it would close.

        Args:
            trade, path: what it is and where.
            begun: the day from which on it is there.
            allowed: the days on which it alone was allowed to open; those before it is closed say nothing about this order.
        """
        closed_on = max(self.from_on, begun)
        ends = [(day, BY_APPROVAL.value) for day in allowed if day > closed_on]
        ends += [
            (day, BY_LIFTING.value)
            for lifted, area, day in self.liftings
            if lifted in ("", trade) and path.startswith(area)
        ]
        if self.ended_on is not None:
            ends.append((self.ended_on, BY_ORDER.value))
        if not ends:
            return Span(closed_on)
        reopened_on, ended_by = min(ends)
        return Span(closed_on, reopened_on, ended_by) if reopened_on > closed_on else None


def terms_of(order: Order) -> Terms:
    """The order as it is now."""
    liftings = Lifting.objects.live().filter(order=order).values_list("trade", "area__path", "from_on")
    return Terms(
        order.division.path,
        order.trade,
        order.from_on,
        tuple((trade, area or "", day) for trade, area, day in liftings),
        order.lifted_on,
    )


@contextmanager
def settled_together() -> Iterator[None]:
    """Within, orders and liftings are only noted; at the end each order concerned is settled once."""
    waiting: dict[int, tuple[Actor, Mapping[str, Any]]] = {}
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    for order in Order.objects.live().select_related("division").filter(pk__in=waiting):
        settle(order, *waiting[order.pk])


def settle(order: Order, actor: Actor, source: Mapping[str, Any], only: Iterable[int] | None = None) -> int:
    """Bring an order's rows in line with what it says.

    Args:
        order: a live order.
        actor: who caused it.
        source: where the cause came from.
        only: the organisations to look at; by default all.

    Returns:
        How many rows were written.
    """
    waiting = _waiting.get()
    if waiting is not None:
        waiting.setdefault(order.pk, (actor, source))
        return 0
    made, ended, gone = differences(order, only)
    register = registers.of_model(Closure)
    told = {**source, "order": order.number}
    changes = [*made, *ended]
    for start in range(0, len(changes), CHUNK):
        for result in writing.save_many(
            register, actor, changes[start : start + CHUNK], source=told, granted=EVERYWHERE
        ):
            if result.outcome not in ("created", "updated", "unchanged"):
                raise writing.Rejected(result.problems)
    writing.delete_many(register, actor, gone, gettext("Not covered by order %(order)s") % {"order": order.number})
    _shut(made, actor, told)
    return len(changes) + len(gone)


def _shut(made: Sequence[Change], actor: Actor, source: Mapping[str, Any]) -> None:
    """Market entities that were in business are shut from the day on which an order closes them."""
    days = {
        change.values["organisation"].pk: change.values["closed_on"]
        for change in made
        if change.values["reopened_on"] is None
    }
    keys = list(days)
    changes = []
    for start in range(0, len(keys), BATCH):
        still_open = Enterprise.objects.live().filter(
            organisation__in=keys[start : start + BATCH], closed_on=None, resumed_on=None, ended_on=None
        )
        changes += [Change({"closed_on": days[entity.organisation_id]}, entity) for entity in still_open]
    for start in range(0, len(changes), CHUNK):
        writing.save_many(
            registers.of_model(Enterprise), actor, changes[start : start + CHUNK], source=source, granted=EVERYWHERE
        )


def differences(order: Order, only: Iterable[int] | None = None) -> tuple[list[Change], list[Change], list[Closure]]:
    """What `settle` would do: rows to make, rows to end or open, rows to take away."""
    terms = terms_of(order)
    rows = _rows(order, only)
    if order.covers == Order.Covers.LISTED:
        return [], list(_ends(terms, rows.select_related("division"))), []
    known = {row.organisation_id: row for row in rows.select_related("division")}
    allowed = _allowed(only)
    made: dict[int, Span] = {}
    ended, gone = [], []
    for entity in _entities(order, only):
        row = known.pop(entity.organisation_id, None)
        span = None
        if terms.covers(entity.trade, entity.path):
            begun = entity.opened_on or order.from_on
            span = terms.span(entity.trade, entity.path, begun, allowed.get(entity.organisation_id, ()))
        if span is None or (entity.ended_on is not None and entity.ended_on <= span.closed_on):
            if row is not None and row.ended_by != OWN:
                gone.append(row)
        elif row is None:
            made[entity.organisation_id] = span
        elif row.ended_by != OWN and (row.closed_on, row.reopened_on, row.ended_by) != _key(span):
            ended.append(Change(dict(zip(("closed_on", "reopened_on", "ended_by"), _key(span), strict=True)), row))
    organisations = _organisations(list(made))
    rows_to_make = [Change(_values(order, organisations[key], span)) for key, span in made.items()]
    return rows_to_make, ended, [*gone, *(row for row in known.values() if row.organisation_id)]


def uncovered(order: Order) -> int:
    """How many market entities the order covers that have no row under it: none, unless somebody wrote past the write path."""
    if order.covers == Order.Covers.LISTED:
        return 0
    rows = Closure.objects.live().filter(order=order, organisation=OuterRef("organisation"))
    without = Enterprise.objects.live().filter(
        *_of_trade(order), division__in=Division.objects.under(order.division.path)
    )
    missing = list(without.filter(~Exists(rows)).values_list("organisation", flat=True))
    parts = (missing[start : start + BATCH] for start in range(0, len(missing), BATCH))
    return sum(len(differences(order, part)[0]) for part in parts)


def _of_trade(order: Order) -> list[Q]:
    return [Q(trade=order.trade)] if order.trade else []


def _key(span: Span) -> tuple[date, date | None, str]:
    return span.closed_on, span.reopened_on, span.ended_by


def _values(order: Order, organisation: Any, span: Span) -> dict[str, Any]:
    return {
        "order": order,
        "kind": Closure.Kind.ENTERPRISE.value,
        "organisation": organisation,
        "closed_on": span.closed_on,
        "reopened_on": span.reopened_on,
        "ended_by": span.ended_by,
    }


def _ends(terms: Terms, rows: Iterable[Closure]) -> Iterator[Change]:
    """Listed things end with the order, or with the area that is lifted."""
    for row in rows:
        if row.ended_by == OWN or row.closed_on is None:
            continue
        span = terms.span("", row.division.path, row.closed_on)
        reopened_on, ended_by = (span.reopened_on, span.ended_by) if span else (row.closed_on, row.ended_by or BY_ORDER)
        if (row.reopened_on, row.ended_by) != (reopened_on, ended_by):
            yield Change({"reopened_on": reopened_on, "ended_by": ended_by}, row)


def _rows(order: Order, only: Iterable[int] | None) -> QuerySet[Closure]:
    rows = Closure.objects.live().filter(order=order)
    return rows if only is None else rows.filter(organisation__in=list(only))


def _allowed(only: Iterable[int] | None) -> dict[int, list[date]]:
    """On which days organisations were allowed to go back to work, each on its own application."""
    approved = Resumption.objects.live().exclude(approved_on=None)
    if only is not None:
        approved = approved.filter(enterprise__organisation__in=list(only))
    found: dict[int, list[date]] = {}
    for organisation, day in approved.values_list("enterprise__organisation", "approved_on"):
        found.setdefault(organisation, []).append(day)
    return found


class _Entity(NamedTuple):
    """A market entity, as far as an order asks about it."""

    organisation_id: int
    trade: str
    path: str
    opened_on: date | None
    ended_on: date | None


def _entities(order: Order, only: Iterable[int] | None) -> list[_Entity]:
    """The market entities that an order may cover."""
    entities = Enterprise.objects.live()
    if only is not None:
        entities = entities.filter(organisation__in=list(only))
    else:
        entities = entities.filter(*_of_trade(order), division__in=Division.objects.under(order.division.path))
    paths = dict(Division.objects.values_list("pk", "path"))
    rows = entities.values_list("organisation_id", "trade", "division_id", "opened_on", "ended_on")
    return [_Entity(key, trade, paths[place], *days) for key, trade, place, *days in rows]


def _organisations(keys: Sequence[int]) -> dict[int, Any]:
    """As much of these organisations as a row that names them needs."""
    found: dict[int, Any] = {}
    for start in range(0, len(keys), BATCH):
        some = Organisation.objects.only("uid", "division").filter(pk__in=keys[start : start + BATCH])
        found |= {one.pk: one for one in some}
    places = Division.objects.in_bulk({one.division_id for one in found.values()})
    for one in found.values():
        one.division = places[one.division_id]
    return found
