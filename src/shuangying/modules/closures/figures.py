"""The figures of closures: what was ever closed by order, what is closed on the day, what share has reopened."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuangying.kernel.figures.api import BAD, GOOD, Source, ratio
from shuangying.modules.closures.models import Closure, Order

closures = Source(Closure.state, owner=_("Headquarters office"))
orders = Source(Order.state, owner=_("Headquarters office"))

VILLAGES, LINES, VENUES, ENTITIES = (Q(kind=kind) for kind in ("village", "line", "venue", "enterprise"))

villages = closures.distinct(
    "closures.villages.count",
    "village",
    _("Villages closed off, in all"),
    _("Administrative villages that an order closed on the day or before, reopened ones included; each counts once."),
    state=("closed", "reopened"),
    where=VILLAGES,
    unit=_("administrative villages"),
)
lines = closures.count(
    "closures.lines.count",
    _("Passenger lines suspended, in all"),
    _("Passenger lines, taxis included, that an order suspended on the day or before, resumed ones included."),
    state=("closed", "reopened"),
    where=LINES,
    unit=_("lines"),
)
venues = closures.distinct(
    "closures.venues.count",
    "site",
    _("Venues closed, in all"),
    _(
        "Cinemas, baths, places of entertainment and other venues that an order closed on the day or before, reopened ones included; each counts once."
    ),
    state=("closed", "reopened"),
    where=VENUES,
    unit=_("venues"),
)
entities = closures.distinct(
    "closures.enterprises.count",
    "organisation",
    _("Market entities shut by order, in all"),
    _("Market entities that an order closed on the day or before, reopened ones included; each counts once."),
    state=("closed", "reopened"),
    where=ENTITIES,
    unit=_("market entities"),
)

villages_now = closures.distinct(
    "closures.villages.current.count",
    "village",
    _("Villages closed off"),
    _("Administrative villages that an order keeps closed at 24:00 of the day."),
    state="closed",
    where=VILLAGES,
    unit=_("administrative villages"),
    more_is=BAD,
)
lines_now = closures.count(
    "closures.lines.current.count",
    _("Passenger lines suspended"),
    _("Passenger lines, taxis included, that an order keeps suspended at 24:00 of the day."),
    state="closed",
    where=LINES,
    unit=_("lines"),
    more_is=BAD,
)
venues_now = closures.distinct(
    "closures.venues.current.count",
    "site",
    _("Venues closed"),
    _("Cinemas, baths, places of entertainment and other venues that an order keeps closed at 24:00 of the day."),
    state="closed",
    where=VENUES,
    unit=_("venues"),
    more_is=BAD,
)
entities_now = closures.distinct(
    "closures.enterprises.current.count",
    "organisation",
    _("Market entities shut by order"),
    _("Market entities that an order keeps closed at 24:00 of the day, whether they keep to it or not."),
    state="closed",
    where=ENTITIES,
    unit=_("market entities"),
    more_is=BAD,
)

for _kind, _where, _ended_label, _begun_label, _share_label, _what in (
    (
        "villages",
        VILLAGES,
        _("Closures of villages ended"),
        _("Closures of villages"),
        _("Share of villages reopened"),
        _("administrative villages"),
    ),
    (
        "lines",
        LINES,
        _("Suspensions of lines ended"),
        _("Suspensions of lines"),
        _("Share of lines resumed"),
        _("lines"),
    ),
    (
        "venues",
        VENUES,
        _("Closures of venues ended"),
        _("Closures of venues"),
        _("Share of venues reopened"),
        _("venues"),
    ),
    (
        "enterprises",
        ENTITIES,
        _("Closures of market entities ended"),
        _("Closures of market entities"),
        _("Share of market entities let open"),
        _("market entities"),
    ),
):
    _ended = closures.count(
        f"closures.{_kind}.reopened.count",
        _ended_label,
        _("Closures by order that had ended by 24:00 of the day. Something closed by two orders has two closures."),
        state="reopened",
        where=_where,
        unit=_what,
        more_is=GOOD,
    )
    _begun = closures.count(
        f"closures.{_kind}.orders.count",
        _begun_label,
        _(
            "Closures by order that had begun by 24:00 of the day, ended ones included. Something closed by two orders has two closures."
        ),
        state=("closed", "reopened"),
        where=_where,
        unit=_what,
    )
    ratio(
        f"closures.{_kind}.reopened.share",
        _share_label,
        _("Closures by order that had ended by 24:00 of the day, over all that had begun."),
        _ended,
        _begun,
        more_is=GOOD,
    )

orders_in_force = orders.count(
    "closures.orders.in_force.count",
    _("Closure orders in force"),
    _("Closure orders in force at 24:00 of the day."),
    state="in_force",
    unit=_("orders"),
)
