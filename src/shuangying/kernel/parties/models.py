"""The parties that all fields of work share: who and where they are. What they do and undergo are dated roles in the modules."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from shuangying.core.codes import IdNumber, id_number
from shuangying.core.masks import mask
from shuangying.core.problems import Invalid, Problem
from shuangying.kernel.divisions.models import Division
from shuangying.kernel.registers.api import Record, SealedField


@lru_cache(maxsize=4)
def _told(number: str) -> IdNumber | Problem | None:
    """What an identity number tells, or what is wrong with it; None for none."""
    try:
        return id_number(number) if number else None
    except Invalid as error:
        return error.problem


class Household(Record):
    """People who live together as one household."""

    class Kind(models.TextChoices):
        """What holds a household together (《户口登记条例》 1958, article 5)."""

        FAMILY = "family", _("Family household")
        COLLECTIVE = "collective", _("Collective household")

    code = models.CharField(_("Household number"), max_length=30, blank=True, db_index=True)
    head = models.CharField(_("Head of household"), max_length=60, db_index=True)
    address = models.CharField(_("Address"), max_length=200, blank=True)
    kind = models.CharField(_("Kind of household"), max_length=20, choices=Kind.choices, default=Kind.FAMILY)

    class Meta(Record.Meta):
        verbose_name = _("Household")
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=models.Q(deleted_at=None) & ~models.Q(code=""), name="household_code_once"
            )
        ]

    def __str__(self) -> str:
        return gettext("Household of %(head)s") % {"head": mask("name", self.head)}

    @property
    def title(self) -> str:
        """What the household is called where names may be seen."""
        return gettext("Household of %(head)s") % {"head": self.head}


class Person(Record):
    """A person, whether of this county or not.

    `resident` says whether the person lives in the division; `origin` is the division an outsider comes from. Where somebody was
    on a day is no column here: that is a dated record of a module.
    """

    class Sex(models.TextChoices):
        """As on the identity card (GB/T 2261.1)."""

        MALE = "male", _("Male")
        FEMALE = "female", _("Female")

    name = models.CharField(_("Full name"), max_length=60, db_index=True)
    sex = models.CharField(_("Sex"), max_length=10, choices=Sex.choices, blank=True)
    born_on = models.DateField(_("Born on"), null=True, blank=True)
    id_number = SealedField(_("Identity number"), holds="id_number")
    phone = SealedField(_("Phone"), holds="phone")
    address = models.CharField(_("Address"), max_length=200, blank=True)
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, blank=True, related_name="members", verbose_name=_("Household")
    )
    relation = models.CharField(_("Relation to the head"), max_length=20, blank=True)
    resident = models.BooleanField(_("Lives here"), default=True)
    origin = models.ForeignKey(
        Division,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("Comes from"),
        help_text=_("Where somebody comes from who does not live here"),
    )

    class Meta(Record.Meta):
        verbose_name = _("Person")
        indexes = [
            *Record.Meta.indexes,
            models.Index(
                fields=["division", "resident"], condition=models.Q(deleted_at=None), name="person_place_resident"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["id_number_index"], condition=models.Q(deleted_at=None), name="person_id_number_once"
            )
        ]

    def __str__(self) -> str:
        return mask("name", self.name)

    @property
    def title(self) -> str:
        """The name, where names may be seen."""
        return self.name

    def age_on(self, day: date) -> int | None:
        """The age in whole years on a day, None before birth or where the birth is not known.

        Somebody born on 29 February is a year older on 1 March where the year has no such day (《民法典》 article 202).
        """
        if self.born_on is None or day < self.born_on:
            return None
        return day.year - self.born_on.year - ((day.month, day.day) < (self.born_on.month, self.born_on.day))

    def derived(self) -> Mapping[str, Any]:
        """Day of birth and sex are told by the identity number (GB 11643-1999, section 4)."""
        told = _told(self.id_number.open())
        return (
            {"born_on": self.born_on or told.born_on, "sex": self.sex or told.sex} if isinstance(told, IdNumber) else {}
        )

    def check_facts(self) -> list[tuple[str, Problem]]:
        """The identity number agrees with day of birth and sex."""
        told = _told(self.id_number.open())
        if not isinstance(told, IdNumber):
            return [] if told is None else [("id_number", told)]
        problems = []
        if self.born_on != told.born_on:
            problems.append(("born_on", Problem("id_birth_differs", {"born": self.born_on, "told": told.born_on})))
        if self.sex != told.sex:
            problems.append(("sex", Problem("id_sex_differs", {"told": Person.Sex(told.sex).label})))
        return problems


class Organisation(Record):
    """An organisation: an enterprise, a self-employed trader, an institution."""

    class Kind(models.TextChoices):
        """What an organisation is (市场主体 are the first three)."""

        ENTERPRISE = "enterprise", _("Enterprise")
        TRADER = "trader", _("Self-employed trader")
        COOPERATIVE = "cooperative", _("Farmers' cooperative")
        INSTITUTION = "institution", _("Public institution")
        GOVERNMENT = "government", _("Government body")
        ASSOCIATION = "association", _("Association")
        OTHER = "other", _("Other")

    name = models.CharField(_("Name of organisation"), max_length=120, db_index=True)
    credit_code = models.CharField(_("Unified social credit code"), max_length=18, blank=True, db_index=True)
    kind = models.CharField(_("Kind of organisation"), max_length=20, choices=Kind.choices, blank=True)
    representative = models.CharField(_("Legal representative"), max_length=60, blank=True)
    phone = SealedField(_("Phone"), holds="phone")
    address = models.CharField(_("Address"), max_length=200, blank=True)
    established_on = models.DateField(_("Established on"), null=True, blank=True)
    ended_on = models.DateField(_("Ended on"), null=True, blank=True, help_text=_("The day it was struck off"))

    class Meta(Record.Meta):
        verbose_name = _("Organisation")
        constraints = [
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=models.Q(deleted_at=None) & ~models.Q(credit_code=""),
                name="organisation_credit_code_once",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def check_facts(self) -> list[tuple[str, Problem]]:
        """An organisation ends no earlier than it was established."""
        return _in_order("ended_on", self.established_on, self.ended_on)


class Site(Record):
    """A place that people go to or are brought to, by what it is used for."""

    class Kind(models.TextChoices):
        """What a place is used for."""

        ISOLATION = "isolation", _("Isolation facility")
        HOSPITAL = "hospital", _("Hospital or clinic")
        SCHOOL = "school", _("School or nursery")
        HOTEL = "hotel", _("Hotel")
        RESTAURANT = "restaurant", _("Restaurant")
        MARKET = "market", _("Market")
        SHOP = "shop", _("Shop")
        CINEMA = "cinema", _("Cinema or theatre")
        ENTERTAINMENT = "entertainment", _("Place of entertainment")
        BATH = "bath", _("Bathhouse")
        SPORT = "sport", _("Sports venue")
        CULTURE = "culture", _("Library or museum")
        SCENIC = "scenic", _("Scenic spot")
        RELIGIOUS = "religious", _("Place of worship")
        STATION = "station", _("Station")
        ESTATE = "estate", _("Housing estate")
        OTHER = "other", _("Other")

    name = models.CharField(_("Name of place"), max_length=120, db_index=True)
    kind = models.CharField(_("Kind of place"), max_length=20, choices=Kind.choices, blank=True)
    address = models.CharField(_("Address"), max_length=200, blank=True)
    capacity = models.PositiveIntegerField(
        _("Capacity"), null=True, blank=True, help_text=_("How many people it holds; rooms for an isolation facility")
    )

    class Meta(Record.Meta):
        verbose_name = _("Place")

    def __str__(self) -> str:
        return self.name


class Unit(Record):
    """Anything that holds posts, reports or receives, during `[from_on, until_on)`."""

    class Kind(models.TextChoices):
        """What a unit is."""

        TOWNSHIP = "township", _("Township government")
        VILLAGE = "village", _("Village or community")
        DEPARTMENT = "department", _("County department")
        ZONE = "zone", _("Development zone")
        CHECKPOINT = "checkpoint", _("Checkpoint")
        ENTERPRISE = "enterprise", _("Enterprise")
        OTHER = "other", _("Other")

    name = models.CharField(_("Name of unit"), max_length=120, db_index=True)
    kind = models.CharField(_("Kind of unit"), max_length=20, choices=Kind.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="units", verbose_name=_("Superior unit")
    )
    from_on = models.DateField(_("From day"), null=True, blank=True)
    until_on = models.DateField(_("Until day"), null=True, blank=True, help_text=_("The first day without it"))

    class Meta(Record.Meta):
        verbose_name = pgettext_lazy("party", "Unit")

    def __str__(self) -> str:
        return self.name

    def check_facts(self) -> list[tuple[str, Problem]]:
        """A unit ends after it began, and stands under no unit that stands under it."""
        problems = _in_order("until_on", self.from_on, self.until_on)
        above, seen = self.parent, {self.pk} - {None}
        while above is not None:
            if above.pk in seen:
                return [*problems, ("parent", Problem("unit_above_itself", {}))]
            seen.add(above.pk)
            above = above.parent
        return problems


def _in_order(column: str, begun: date | None, ended: date | None) -> list[tuple[str, Problem]]:
    if begun and ended and ended < begun:
        return [(column, Problem("ends_before_it_begins", {"ended": ended, "begun": begun}))]
    return []


class Merge(models.Model):
    """That a record was found to be the same as another and merged into it, and all that is needed to undo that.

    Attributes:
        party: the model's name, such as "person".
        keep_id, drop_id: the record that stayed and the one that went.
        filled: what the record that stayed got from the other, by column: the value as the journal would keep it, None for a
            sealed one; "division" has the ids before and after.
        moved: which records named the one that went: [{"model", "field", "ids"}].
        turned: references of the record that stayed to the one that went, by column: the id that they were turned to.
        names: ids of aliases that moved with it.
    """

    party = models.CharField(max_length=40)
    keep_id = models.BigIntegerField()
    drop_id = models.BigIntegerField()
    reason = models.TextField(_("Reason"))
    actor = models.CharField(_("Who"), max_length=150)
    at = models.DateTimeField(_("At"), auto_now_add=True)
    filled = models.JSONField(default=dict)
    moved = models.JSONField(default=list)
    turned = models.JSONField(default=dict)
    names = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["party", "keep_id"]), models.Index(fields=["party", "drop_id"])]

    def __str__(self) -> str:
        return f"{self.party} {self.drop_id} → {self.keep_id}"


class Alias(models.Model):
    """Another name of a party: as somebody wrote it, since when it is known and from where."""

    party = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    name = models.CharField(_("Name"), max_length=200)
    folded = models.CharField(max_length=200)
    source = models.CharField(_("Written in"), max_length=255, blank=True)
    actor = models.CharField(_("Who"), max_length=150)
    since = models.DateTimeField(_("Known since"), auto_now_add=True)
    merge = models.ForeignKey(Merge, models.PROTECT, null=True, related_name="aliases")

    class Meta:
        verbose_name = _("Other name")
        indexes = [models.Index(fields=["party", "folded"])]
        constraints = [
            models.UniqueConstraint(fields=["party", "record_id", "folded"], name="alias_once_a_record"),
        ]

    def __str__(self) -> str:
        return self.name


class Different(models.Model):
    """That two records that look alike are not the same, so that nobody is asked again."""

    party = models.CharField(max_length=40)
    first_id = models.BigIntegerField()
    second_id = models.BigIntegerField()
    actor = models.CharField(max_length=150)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["party", "first_id", "second_id"], name="different_once_a_pair"),
            models.CheckConstraint(
                condition=models.Q(first_id__lt=models.F("second_id")), name="different_pair_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party} {self.first_id} ≠ {self.second_id}"
