"""The records of command: which response level holds, and who is posted where."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shuangying.core.problems import Problem
from shuangying.kernel.parties.models import Organisation, Unit
from shuangying.kernel.registers.api import Record, SealedField, Stages

Problems = list[tuple[str, Problem]]


class ResponseLevel(Record):
    """An emergency response level that an issuer ordered for a division, from one instant to another."""

    class Level(models.IntegerChoices):
        """The levels of a public health emergency, the first the gravest (国家突发公共卫生事件应急预案, 2006, 4.1)."""

        FIRST = 1, _("Level I")
        SECOND = 2, _("Level II")
        THIRD = 3, _("Level III")
        FOURTH = 4, _("Level IV")

    level = models.PositiveSmallIntegerField(_("Response level"), choices=Level.choices)
    from_at = models.DateTimeField(
        _("In force from"), null=True, blank=True, help_text=_("Leave empty where no source gives the moment")
    )
    until_at = models.DateTimeField(_("In force until"), null=True, blank=True)
    issuer = models.CharField(_("Issued by"), max_length=80)
    document = models.CharField(_("Document"), max_length=200, blank=True)
    basis = models.CharField(_("Legal basis"), max_length=200, blank=True)
    note = models.CharField(_("Remarks"), max_length=200, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("Response level")

    def __str__(self) -> str:
        return f"{self.get_level_display()} {self.issuer}"

    def check_facts(self) -> Problems:
        """A level ends after it began."""
        if self.from_at and self.until_at and self.until_at <= self.from_at:
            return [("until_at", Problem("level_ends_before_it_begins", {}))]
        return []


class Posting(Record):
    """A cadre posted by a county department to an enterprise, a village or a household's relief (派驻)."""

    class Kind(models.TextChoices):
        """What somebody is posted to."""

        ENTERPRISES = "enterprises", _("Enterprise liaison")
        VILLAGES = "villages", _("Village control")
        RELIEF = "relief", _("Poverty relief")

    kind = models.CharField(_("Kind of posting"), max_length=20, choices=Kind.choices)
    name = models.CharField(_("Cadre"), max_length=60, db_index=True)
    phone = SealedField(_("Phone"), holds="phone")
    department = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Posted by")
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Enterprise"),
        help_text=_("For an enterprise liaison; a village is given as the division"),
    )
    from_on = models.DateField(_("Posted from"), db_index=True)
    until_on = models.DateField(_("Posted until"), null=True, blank=True, help_text=_("The first day without"))
    duty = models.CharField(_("Task"), max_length=200, blank=True)

    state = Stages(_("State"), serving=("from_on", _("Serving")), ended=("until_on", _("Ended")))

    class Meta(Record.Meta):
        verbose_name = _("Posting")

    def __str__(self) -> str:
        return self.name

    def check_facts(self) -> Problems:
        """Who is posted to enterprises has an enterprise, and only they have one."""
        if (self.kind == self.Kind.ENTERPRISES) != (self.organisation_id is not None):
            return [("organisation", Problem("posting_without_enterprise", {}))]
        return []
