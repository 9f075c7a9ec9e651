"""The records of closures: orders, what each closes from which day on, and step by step what may open again."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuangying.core.problems import Problem
from shuangying.kernel.divisions.models import Division
from shuangying.kernel.parties.models import Organisation, Site
from shuangying.kernel.registers.api import Record, Stages
from shuangying.modules.enterprises.models import Trade

Problems = list[tuple[str, Problem]]


class Order(Record):
    """An order to close: what is listed under it, or every market entity of a class in its division.

    Its division is where it applies. An order on the whole county names the decision of a higher government (传染病防治法 2013,
    article 42: the county acts with the decision of the government above it).
    """

    class Covers(models.TextChoices):
        """How an order says what it closes."""

        LISTED = "listed", _("What is listed under it")
        ENTITIES = "entities", _("Every market entity there of the trade given, or of any trade")

    number = models.CharField(_("Order number"), max_length=60, db_index=True)
    issuer = models.CharField(_("Ordered by"), max_length=80)
    document = models.CharField(_("Document"), max_length=200)
    basis = models.CharField(_("Legal basis"), max_length=300)
    higher_decision = models.CharField(
        _("Decision of the higher government"),
        max_length=300,
        blank=True,
        help_text=_("Without it a county closes nothing in its whole territory"),
    )
    covers = models.CharField(_("Closes"), max_length=10, choices=Covers.choices, default=Covers.LISTED)
    trade = models.CharField(
        _("Trade"),
        max_length=20,
        choices=Trade.choices,
        blank=True,
        help_text=_("Empty for market entities of any trade"),
    )
    issued_at = models.DateTimeField(_("Issued at"), null=True, blank=True)
    from_on = models.DateField(_("Holds from"), db_index=True)
    lifted_on = models.DateField(
        _("Lifted on"), null=True, blank=True, help_text=_("The first day on which the order no longer holds")
    )

    state = Stages(_("State"), in_force=("from_on", _("In force")), lifted=("lifted_on", _("Lifted")))

    class Meta(Record.Meta):
        verbose_name = _("Closure order")
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=models.Q(deleted_at=None), name="order_number_once")
        ]

    def __str__(self) -> str:
        return self.number

    def check_facts(self) -> Problems:
        """A trade is of market entities; what an order closes does not change; the whole county takes a higher decision."""
        problems: Problems = []
        if self.trade and self.covers != Order.Covers.ENTITIES:
            problems.append(("trade", Problem("trade_without_entities", {})))
        if self.covers == Order.Covers.ENTITIES and self.division.level == "county" and not self.higher_decision:
            problems.append(("higher_decision", Problem("higher_decision_missing", {})))
        if self.pk:
            before = Order.objects.filter(pk=self.pk).values_list("covers", "trade", "division_id").first()
            if before not in (None, (self.covers, self.trade, self.division_id)):
                problems.append(("covers", Problem("order_target_fixed", {})))
        return problems


class Lifting(Record):
    """That part of what an order closes may open again: a trade, an area, or both."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="+", verbose_name=_("Closure order"))
    trade = models.CharField(
        _("Trade"), max_length=20, choices=Trade.choices, blank=True, help_text=_("Empty for any trade")
    )
    area = models.ForeignKey(
        Division,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("Area let open"),
        help_text=_("Empty for the whole area of the order"),
    )
    from_on = models.DateField(_("From day"))
    reason = models.CharField(_("Reason"), max_length=200)

    class Meta(Record.Meta):
        verbose_name = _("Lifting")

    def __str__(self) -> str:
        return f"{self.order} {self.from_on.isoformat()}"

    def check_facts(self) -> Problems:
        """Part of an order is lifted: within its area, of a trade that it closes, after it began."""
        problems: Problems = []
        if self.from_on < self.order.from_on:
            problems.append(("from_on", Problem("lifted_before_order", {"day": self.order.from_on})))
        if self.area is not None and not self.area.path.startswith(self.order.division.path):
            problems.append(("area", Problem("lifted_outside_order", {"place": self.order.division})))
        if self.trade and (self.order.covers != Order.Covers.ENTITIES or self.order.trade not in ("", self.trade)):
            problems.append(("trade", Problem("lifted_other_trade", {})))
        return problems


class Closure(Record):
    """That an order closes one thing, from a day until it may open again: a village, a bus line, a venue, a market entity.

    Under an order on market entities these rows follow from the order (see `covering`).
    """

    class Kind(models.TextChoices):
        """What is closed."""

        VILLAGE = "village", pgettext_lazy("closure", "Village")
        LINE = "line", _("Passenger line")
        VENUE = "venue", _("Venue")
        ENTERPRISE = "enterprise", _("Market entity")

    class Mode(models.TextChoices):
        """What runs on a line."""

        INTERCITY = "intercity", _("Intercity bus")
        RURAL = "rural", _("Bus between town and country")
        COACH = "coach", _("Long-distance coach")
        TAXI = "taxi", _("Taxi")

    class EndedBy(models.TextChoices):
        """By what something may open again."""

        ORDER = "order", _("The order was lifted")
        LIFTING = "lifting", _("Part of the order was lifted")
        APPROVAL = "approval", _("Its own application was approved")
        OWN = "own", _("It alone may open")

    order = models.ForeignKey(Order, models.PROTECT, related_name="+", db_index=False, verbose_name=_("Closure order"))
    kind = models.CharField(_("Kind"), max_length=20, choices=Kind.choices, blank=True)
    village = models.ForeignKey(
        Division,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=pgettext_lazy("closure", "Village"),
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("Market entity"),
    )
    site = models.ForeignKey(
        Site, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("Venue")
    )
    name = models.CharField(_("Line or taxi service"), max_length=80, blank=True)
    mode = models.CharField(_("Kind of line"), max_length=20, choices=Mode.choices, blank=True)
    closed_on = models.DateField(
        _("Closed on"),
        null=True,
        blank=True,
        db_index=True,
        help_text=_("By default the day from which the order holds"),
    )
    reopened_on = models.DateField(
        _("Reopened on"), null=True, blank=True, help_text=_("The first day on which it may open again")
    )
    ended_by = models.CharField(_("Reopened by"), max_length=10, choices=EndedBy.choices, blank=True)
    note = models.CharField(_("Remarks"), max_length=200, blank=True)

    state = Stages(
        _("State"), closed=("closed_on", pgettext_lazy("closure", "Closed")), reopened=("reopened_on", _("Reopened"))
    )

    class Meta(Record.Meta):
        verbose_name = _("Closure")
        constraints = [
            models.UniqueConstraint(
                fields=[column, "order"],
                condition=models.Q(deleted_at=None) & named,
                name=f"closure_{column}_once",
            )
            for column, named in (
                ("organisation", models.Q(organisation__isnull=False)),
                ("site", models.Q(site__isnull=False)),
                ("village", models.Q(village__isnull=False)),
                ("name", ~models.Q(name="")),
            )
        ]

    def __str__(self) -> str:
        return str(self.organisation or self.site or self.village or self.name)

    def derived(self) -> Mapping[str, Any]:
        """What is named says what kind it is and where it lies; it is closed from the day on which the order begins."""
        found: dict[str, Any] = {}
        named = {
            Closure.Kind.VILLAGE: self.village_id,
            Closure.Kind.VENUE: self.site_id,
            Closure.Kind.ENTERPRISE: self.organisation_id,
            Closure.Kind.LINE: self.name,
        }
        if not self.kind:
            found["kind"] = next((kind.value for kind, key in named.items() if key), "")
        if self.division_id is None and (self.village_id or self.site_id or self.order_id):
            found["division"] = self.village or (self.site.division if self.site_id else self.order.division)
        if self.closed_on is None and self.order_id:
            found["closed_on"] = self.order.from_on
        if self.reopened_on and not self.ended_by:
            found["ended_by"] = Closure.EndedBy.OWN.value
        elif self.ended_by and not self.reopened_on:
            found["ended_by"] = ""
        return found

    def check_facts(self) -> Problems:
        """One thing is closed, of the kind that is said, and not before there is an order."""
        problems: Problems = []
        named = {
            "village": self.village_id,
            "site": self.site_id,
            "organisation": self.organisation_id,
            "name": self.name,
        }
        wanted = {
            Closure.Kind.VILLAGE: "village",
            Closure.Kind.VENUE: "site",
            Closure.Kind.ENTERPRISE: "organisation",
            Closure.Kind.LINE: "name",
        }.get(Closure.Kind(self.kind) if self.kind else Closure.Kind.LINE, "name")
        if [column for column, key in named.items() if key] != [wanted]:
            problems.append(("kind", Problem("closure_of_one_thing", {})))
        if self.closed_on and self.closed_on < self.order.from_on:
            problems.append(("closed_on", Problem("closed_before_order", {"day": self.order.from_on})))
        return problems
