"""The records of enterprises: when each was shut and went back to work, who is back at its posts, what its liaison officer found."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuangying.core.problems import Problem
from shuangying.kernel.parties.models import Organisation
from shuangying.kernel.registers.api import Record, Stages

Problems = list[tuple[str, Problem]]


class Sector(models.TextChoices):
    """The sections of the national economy (GB/T 4754-2017)."""

    AGRICULTURE = "A", _("Agriculture, forestry and fishing")
    MINING = "B", _("Mining")
    MANUFACTURING = "C", _("Manufacturing")
    UTILITIES = "D", _("Electricity, heat, gas and water")
    CONSTRUCTION = "E", _("Construction")
    TRADE = "F", _("Wholesale and retail")
    TRANSPORT = "G", _("Transport, storage and post")
    HOSPITALITY = "H", _("Hotels and restaurants")
    INFORMATION = "I", _("Information technology")
    FINANCE = "J", _("Finance")
    PROPERTY = "K", _("Real estate")
    BUSINESS = "L", _("Leasing and business services")
    SCIENCE = "M", _("Research and technical services")
    ENVIRONMENT = "N", _("Water, environment and public facilities")
    SERVICES = "O", _("Household services and repair")
    EDUCATION = "P", _("Education")
    HEALTH = "Q", _("Health and social work")
    CULTURE = "R", _("Culture, sport and entertainment")


INDUSTRY = (Sector.MINING, Sector.MANUFACTURING, Sector.UTILITIES)
"""The sections that statistics call industry (工业): B, C and D."""


class Trade(models.TextChoices):
    """What a market entity does, as closure orders name it (业态)."""

    FOOD = "food", _("Supermarket or food shop")
    PHARMACY = "pharmacy", _("Pharmacy")
    MARKET = "market", _("Farmers' market")
    SHOP = "shop", _("Other shop")
    WHOLESALE = "wholesale", _("Wholesale dealer")
    RESTAURANT = "restaurant", _("Restaurant")
    HOTEL = "hotel", _("Hotel")
    CINEMA = "cinema", _("Cinema or theatre")
    ENTERTAINMENT = "entertainment", _("Place of entertainment")
    BATH = "bath", _("Bathhouse")
    SPORT = "sport", _("Sports venue")
    BEAUTY = "beauty", _("Hairdresser or beauty parlour")
    TRAINING = "training", _("Training centre")
    CARE = "care", _("Nursery or care home")
    CLINIC = "clinic", _("Clinic")
    REPAIR = "repair", _("Repair and household services")
    FUEL = "fuel", _("Filling station")
    TRANSPORT = "transport", _("Transport or logistics firm")
    OFFICE = "office", _("Office or agency")
    FACTORY = "factory", _("Factory or mine")
    BUILDER = "builder", _("Building firm")
    FARM = "farm", _("Farm")
    UTILITY = "utility", _("Water, power or gas supplier")
    OTHER = "other", _("Other trade")


class Scale(models.TextChoices):
    """Above or below the size from which statistics count a firm one by one (for industry 20 million yuan of turnover a year)."""

    ABOVE = "above", _("Above designated size")
    BELOW = "below", _("Below designated size")


class Enterprise(Record):
    """A market entity (市场主体): an organisation in business, shut for the epidemic, back at work, or struck off."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", db_index=False, verbose_name=_("Organisation")
    )
    sector = models.CharField(_("Sector"), max_length=1, choices=Sector.choices, blank=True)
    trade = models.CharField(
        _("Trade"), max_length=20, choices=Trade.choices, blank=True, help_text=_("As closure orders name it")
    )
    scale = models.CharField(_("Size of firm"), max_length=10, choices=Scale.choices, blank=True)
    staff = models.PositiveIntegerField(
        _("Staff in normal times"), null=True, blank=True, help_text=_("How many work there when all are at work")
    )
    opened_on = models.DateField(
        _("In business from"), null=True, blank=True, help_text=_("By default the day on which it was established")
    )
    closed_on = models.DateField(
        _("Shut on"), null=True, blank=True, help_text=_("The first day shut for the epidemic")
    )
    resumed_on = models.DateField(_("Back at work on"), null=True, blank=True)
    ended_on = models.DateField(_("Struck off on"), null=True, blank=True)
    note = models.CharField(_("Remarks"), max_length=200, blank=True)

    state = Stages(
        _("State"),
        open=("opened_on", _("In business")),
        closed=("closed_on", pgettext_lazy("enterprise", "Shut")),
        resumed=("resumed_on", _("Back at work")),
        ended=("ended_on", _("Struck off")),
    )

    class Meta(Record.Meta):
        verbose_name = _("Market entity")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=models.Q(deleted_at=None), name="enterprise_organisation_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.organisation)

    def derived(self) -> Mapping[str, Any]:
        """A market entity is in business from the day on which its organisation was established."""
        if self.opened_on is None and self.organisation_id and self.organisation.established_on:
            return {"opened_on": self.organisation.established_on}
        return {}


class StaffReport(Record):
    """How many of a firm's staff are back at their posts on a day; it holds until the firm reports anew."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name=_("Market entity"))
    day = models.DateField(_("Day"))
    staff = models.PositiveIntegerField(_("Staff"))
    back = models.PositiveIntegerField(_("Back at their posts"))
    outside = models.PositiveIntegerField(_("Of these from outside the province"), default=0)
    superseded_on = models.DateField(
        _("Reported anew on"), null=True, blank=True, help_text=_("Follows from the next report")
    )

    state = Stages(
        _("State"), latest=("day", _("Latest report")), superseded=("superseded_on", _("Replaced by a later report"))
    )

    class Meta(Record.Meta):
        verbose_name = _("Staff report")
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "day"], condition=models.Q(deleted_at=None), name="staff_report_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} {self.day.isoformat()}"

    def check_facts(self) -> Problems:
        """No more are back than work there, and of these no more come from outside."""
        problems: Problems = []
        if self.back > self.staff:
            problems.append(("back", Problem("more_back_than_staff", {"back": self.back, "staff": self.staff})))
        if self.outside > self.back:
            problems.append(
                ("outside", Problem("more_outside_than_back", {"outside": self.outside, "back": self.back}))
            )
        return problems


class Resumption(Record):
    """A firm's application to go back to work: checked on the spot, then refused or approved."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name=_("Market entity"))
    applied_on = models.DateField(_("Applied on"), db_index=True)
    planned_on = models.DateField(_("Wants to start on"), null=True, blank=True)
    checked_on = models.DateField(_("Checked on"), null=True, blank=True)
    checked_by = models.CharField(_("Checked by"), max_length=60, blank=True)
    conditions = models.TextField(
        _("Conditions"), blank=True, help_text=_("What must be so: masks in stock, temperatures taken, rooms apart")
    )
    refused_on = models.DateField(_("Refused on"), null=True, blank=True)
    approved_on = models.DateField(_("Approved on"), null=True, blank=True)
    decided_by = models.CharField(_("Decided by"), max_length=80, blank=True)
    reasons = models.TextField(_("Reasons"), blank=True)

    state = Stages(
        _("State"),
        applied=("applied_on", _("Applied for")),
        checked=("checked_on", _("Checked on the spot")),
        refused=("refused_on", _("Refused")),
        approved=("approved_on", _("Approved")),
    )

    class Meta(Record.Meta):
        verbose_name = _("Application to resume work")
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "applied_on"], condition=models.Q(deleted_at=None), name="resumption_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} {self.applied_on.isoformat()}"

    def check_facts(self) -> Problems:
        """Whether somebody may go back to work is decided after a check on the spot."""
        decided = "approved_on" if self.approved_on else "refused_on" if self.refused_on else ""
        if decided and self.checked_on is None:
            return [("checked_on", Problem("decided_without_check", {}))]
        return []


class Visit(Record):
    """A liaison officer's visit to a firm, or a call."""

    class Means(models.TextChoices):
        """How somebody looked in."""

        SITE = "site", _("On the spot")
        PHONE = "phone", _("By phone")

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name=_("Market entity"))
    day = models.DateField(_("Day"), db_index=True)
    by = models.CharField(_("Visited by"), max_length=60)
    means = models.CharField(_("How visited"), max_length=10, choices=Means.choices, default=Means.SITE)
    found = models.CharField(_("What was found"), max_length=200, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("Liaison visit")

    def __str__(self) -> str:
        return f"{self.enterprise} {self.day.isoformat()}"


class Ticket(Record):
    """A difficulty that a firm cannot overcome alone, with the office that is to solve it."""

    class Kind(models.TextChoices):
        """What is lacking."""

        SUPPLIES = "supplies", _("Masks and disinfectant")
        STAFF = "staff", _("Staff who cannot come")
        MATERIALS = "materials", _("Raw materials")
        TRANSPORT = "transport", _("Transport and passes")
        MONEY = "money", _("Loans and cash")
        ORDERS = "orders", _("Orders and sales")
        APPROVAL = "approval", _("Permits and filings")
        OTHER = "other", _("Other difficulty")

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name=_("Market entity"))
    raised_on = models.DateField(_("Raised on"), db_index=True)
    kind = models.CharField(_("Kind of difficulty"), max_length=20, choices=Kind.choices, default=Kind.OTHER)
    what = models.CharField(_("Difficulty"), max_length=200)
    owner = models.CharField(_("To be solved by"), max_length=80)
    solved_on = models.DateField(_("Solved on"), null=True, blank=True)
    outcome = models.CharField(_("How it was solved"), max_length=200, blank=True)

    state = Stages(
        _("State"), open=("raised_on", pgettext_lazy("difficulty", "Open")), solved=("solved_on", _("Solved"))
    )

    class Meta(Record.Meta):
        verbose_name = pgettext_lazy("enterprise", "Difficulty")

    def __str__(self) -> str:
        return self.what
