"""The records of the gates: checkpoints, the vehicles that pass them, and the people in each."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuangying.core.calendar import SHANGHAI
from shuangying.core.problems import Problem
from shuangying.kernel.divisions.models import Division
from shuangying.kernel.parties.models import Person, Unit
from shuangying.kernel.registers.api import Record, SealedField, Stages
from shuangying.modules.people.temperatures import TemperatureField


class Checkpoint(Record):
    """A joint checkpoint (联合检查站) on a road, where police, transport and health staff check who passes."""

    class Kind(models.TextChoices):
        """On what kind of road it stands."""

        EXPRESSWAY = "expressway", _("Expressway exit")
        ROAD = "road", _("National or provincial road")

    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Reporting unit"),
        help_text=_("The unit that answers for it and reports its numbers"),
    )
    name = models.CharField(_("Checkpoint"), max_length=80, db_index=True)
    kind = models.CharField(_("Kind of checkpoint"), max_length=20, choices=Kind.choices)
    road = models.CharField(_("Road"), max_length=60, blank=True)
    direction = models.CharField(
        _("Leads towards"), max_length=60, blank=True, help_text=_("Where the road leads beyond the checkpoint")
    )
    set_up_on = models.DateField(_("Set up on"), null=True, blank=True, db_index=True)
    ended_on = models.DateField(
        pgettext_lazy("checkpoint", "Ended on"),
        null=True,
        blank=True,
        help_text=_("From 24:00 of this day on nobody passes here"),
    )
    note = models.CharField(_("Remarks"), max_length=200, blank=True)

    state = Stages(
        _("State"), in_service=("set_up_on", _("In service")), ended=("ended_on", pgettext_lazy("checkpoint", "Ended"))
    )

    class Meta(Record.Meta):
        verbose_name = _("Checkpoint")

    def __str__(self) -> str:
        return self.name


class Passage(Record):
    """One vehicle, or somebody on foot, at a checkpoint; its people are judged each for themselves."""

    class Direction(models.TextChoices):
        """Into the county or out of it."""

        IN = "in", _("Into the county")
        OUT = "out", _("Out of the county")

    class Vehicle(models.TextChoices):
        """What somebody passes with."""

        CAR = "car", _("Car")
        TRUCK = "truck", _("Lorry")
        COACH = "coach", _("Coach or bus")
        MOTORCYCLE = "motorcycle", _("Motorcycle")
        OTHER = "other", _("Other vehicle")
        FOOT = "foot", _("On foot")

    checkpoint = models.ForeignKey(Checkpoint, models.PROTECT, related_name="+", verbose_name=_("Checkpoint"))
    at = models.DateTimeField(_("Time"), db_index=True)
    direction = models.CharField(_("Direction"), max_length=10, choices=Direction.choices, default=Direction.IN)
    vehicle = models.CharField(_("Vehicle"), max_length=20, choices=Vehicle.choices, default=Vehicle.CAR)
    plate = models.CharField(
        _("Number plate"), max_length=20, blank=True, help_text=_("Where a vehicle is registered is nobody's origin")
    )
    note = models.CharField(_("Remarks"), max_length=200, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("Passage")
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["checkpoint", "at"], name="passage_checkpoint_at"),
            models.Index(fields=["plate", "at"], name="passage_plate_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M} {self.plate or self.get_vehicle_display()}"

    def check_facts(self) -> list[tuple[str, Problem]]:
        """Nobody passes a checkpoint on a day on which it does not stand."""
        day = self.at.astimezone(SHANGHAI).date()
        begun, ended = self.checkpoint.set_up_on, self.checkpoint.ended_on
        if begun is not None and day < begun:
            return [("at", Problem("passage_before_checkpoint", {"day": begun}))]
        if ended is not None and day > ended:
            return [("at", Problem("passage_after_checkpoint", {"day": ended}))]
        return []


class Traveller(Record):
    """One person in a passage, with the outcome for this person; the others in the vehicle may have another one."""

    class Seat(models.TextChoices):
        """Who drives."""

        DRIVER = "driver", _("Driver")
        PASSENGER = "passenger", _("Passenger")

    class HealthCode(models.TextChoices):
        """The colour of the health pass (山东健康通行卡) as it was shown."""

        NONE = "none", _("No code")
        GREEN = "green", _("Green code")
        YELLOW = "yellow", _("Yellow code")
        RED = "red", _("Red code")

    class Outcome(models.TextChoices):
        """What was decided about the person."""

        PASS = "pass", _("Let pass")
        REGISTER = "register", _("Registered and let pass")
        OBSERVE = "observe", _("Sent to observation")
        TURN_BACK = "turn_back", _("Turned back")
        MEDICAL = "medical", _("Sent to hospital")

    passage = models.ForeignKey(Passage, models.PROTECT, related_name="+", verbose_name=_("Passage"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("Person"))
    seat = models.CharField(_("Seat"), max_length=20, choices=Seat.choices, default=Seat.PASSENGER)
    origin = models.ForeignKey(
        Division,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("Comes from"),
        help_text=_("Where the person sets out from, down to the county; not where the vehicle is registered"),
    )
    destination = models.ForeignKey(
        Division,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("Goes to"),
    )
    exposed = models.BooleanField(
        _("In a key epidemic area within 14 days"),
        null=True,
        blank=True,
        help_text=_("As the person says; empty: not asked"),
    )
    temperature = TemperatureField(_("Temperature"), null=True, blank=True)
    symptoms = SealedField(_("Symptoms"), holds="text")
    health_code = models.CharField(
        _("Health code"), max_length=20, choices=HealthCode.choices, blank=True, help_text=_("Empty: not asked")
    )
    outcome = models.CharField(pgettext_lazy("gate", "Outcome"), max_length=20, choices=Outcome.choices, db_index=True)
    prior_outcome = models.CharField(
        _("Outcome before the override"), max_length=20, choices=Outcome.choices, blank=True
    )
    overridden_by = models.CharField(
        _("Overridden by"), max_length=80, blank=True, help_text=_("Who decided at headquarters")
    )
    overridden_at = models.DateTimeField(_("Overridden at"), null=True, blank=True)
    note = models.CharField(_("Remarks"), max_length=200, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("Traveller")
        indexes = [
            *Record.Meta.indexes,
            models.Index(
                fields=["overridden_at"],
                condition=models.Q(overridden_at__isnull=False),
                name="traveller_overridden",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["passage", "person"], condition=models.Q(deleted_at=None), name="traveller_person_once"
            ),
            models.CheckConstraint(
                condition=models.Q(prior_outcome="", overridden_at=None) | models.Q(overridden_at__isnull=False),
                name="traveller_override_dated",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.passage.plate}".strip()

    @property
    def title(self) -> str:
        """The person's name and the vehicle's plate, where names may be seen."""
        return f"{self.person.title} {self.passage.plate}".strip()

    def check_facts(self) -> list[tuple[str, Problem]]:
        """An override names what it changed, who decided and when, and changes it."""
        problems = []
        told = (self.prior_outcome, self.overridden_by, self.overridden_at)
        if any(told) and not all(told):
            problems.append(("overridden_by", Problem("override_incomplete")))
        if self.prior_outcome and self.prior_outcome == self.outcome:
            problems.append(("outcome", Problem("override_changes_nothing")))
        return problems
