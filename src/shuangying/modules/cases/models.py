"""The records of cases: events, cases with their classification day by day, contacts, and tests."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuangying.core.calendar import SHANGHAI
from shuangying.core.problems import Problem
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.divisions.models import Division
from shuangying.kernel.parties.models import Person, Site
from shuangying.kernel.registers.api import Record, SealedField, Stages

OBSERVED_DAYS = 14
"""A close contact is observed for 14 days after the last contact without protection (national plan, 5th edition, 2020-02-21)."""


class Event(Record):
    """A case event (疫情事件) that was handled as one: what happened, where, from when until when."""

    name = models.CharField(_("Event"), max_length=120, db_index=True)
    place = models.CharField(_("Where"), max_length=120, blank=True)
    from_on = models.DateField(_("From day"), null=True, blank=True, db_index=True)
    until_on = models.DateField(pgettext_lazy("event", "Closed on"), null=True, blank=True)
    account = models.TextField(_("Account"), blank=True, help_text=_("What happened, step by step with times"))

    state = Stages(
        _("State"),
        open=("from_on", pgettext_lazy("event", "Open")),
        closed=("until_on", pgettext_lazy("event", "Closed")),
    )

    class Meta(Record.Meta):
        verbose_name = _("Case event")

    def __str__(self) -> str:
        return self.name


class Case(Record):
    """Somebody who is or was suspected or confirmed; how the case was classed on a day follows from its dates.

    Bulletins count a case where the hospital lies, the county where its home is: it has both, and its instant of report.
    """

    class Infection(models.TextChoices):
        """Where the person caught it."""

        IMPORTED = "imported", _("Imported")
        LOCAL = "local", _("Local")

    class Severity(models.TextChoices):
        """As diagnosed (诊疗方案, 5th edition)."""

        MILD = "mild", _("Mild")
        MODERATE = "moderate", _("Moderate")
        SEVERE = "severe", _("Severe")
        CRITICAL = "critical", _("Critical")

    code = models.CharField(_("Case number"), max_length=30, db_index=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("Person"))
    home_division = models.ForeignKey(
        Division,
        models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("Usual residence"),
        help_text=_("Where the person usually lives; the county counts by it"),
    )
    reported_at = models.DateTimeField(
        _("Reported at"), db_index=True, help_text=_("When the case was first reported, suspected or confirmed")
    )
    hospital = models.ForeignKey(
        Site, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Reporting hospital")
    )
    hospital_division = models.ForeignKey(
        Division,
        models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("Where the hospital lies"),
        help_text=_("Bulletins count by it"),
    )
    infection = models.CharField(_("Infection"), max_length=20, choices=Infection.choices)
    infected_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Infected by")
    )
    event = models.ForeignKey(
        Event, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Case event")
    )
    severity = models.CharField(_("Severity"), max_length=20, choices=Severity.choices, blank=True)
    onset_on = models.DateField(_("First symptoms on"), null=True, blank=True)
    symptoms = SealedField(_("Symptoms"), holds="text")
    suspected_on = models.DateField(_("Suspected on"), null=True, blank=True, db_index=True)
    asymptomatic_on = models.DateField(_("Positive without symptoms on"), null=True, blank=True)
    excluded_on = models.DateField(_("Excluded on"), null=True, blank=True)
    ended_on = models.DateField(
        _("Observation ended on"), null=True, blank=True, help_text=_("Of somebody who stayed without symptoms")
    )
    confirmed_on = models.DateField(_("Confirmed on"), null=True, blank=True, db_index=True)
    discharged_on = models.DateField(_("Discharged on"), null=True, blank=True)
    died_on = models.DateField(_("Died on"), null=True, blank=True)
    note = models.CharField(_("Remarks"), max_length=200, blank=True)

    classification = Stages(
        _("Classification"),
        suspected=("suspected_on", _("Suspected")),
        asymptomatic=("asymptomatic_on", _("Asymptomatic")),
        excluded=("excluded_on", _("Excluded")),
        ended=("ended_on", _("Observation ended")),
        confirmed=("confirmed_on", _("Confirmed, in hospital")),
        discharged=("discharged_on", _("Discharged")),
        died=("died_on", _("Died")),
    )

    class Meta(Record.Meta):
        verbose_name = _("Case")
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=models.Q(deleted_at=None), name="case_code_once"),
            models.CheckConstraint(
                condition=models.Q(infected_by=None) | ~models.Q(infected_by=models.F("pk")), name="case_not_by_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.person}"

    @property
    def title(self) -> str:
        """The number and the name, where names may be seen."""
        return f"{self.code} {self.person.title}"

    def derived(self) -> Mapping[str, Any]:
        """The hospital's division, and where the case is kept: at home, or where the hospital lies for somebody from elsewhere."""
        found: dict[str, Any] = {}
        if self.hospital_division_id is None and self.hospital is not None:
            found["hospital_division"] = self.hospital.division
        if self.division_id is None and self.home_division_id is not None:
            county = divisions.home().county
            inside = county is not None and self.home_division.path.startswith(county.path)
            hospital = found.get("hospital_division") or (self.hospital_division if self.hospital_division_id else None)
            here = county is not None and hospital is not None and hospital.path.startswith(county.path)
            found["division"] = self.home_division if inside else hospital if here else county
        return found

    def check_facts(self) -> list[tuple[str, Problem]]:
        """Only a confirmed case is discharged or dies of it; only a local case was infected by a case of this list."""
        problems = []
        for column in ("discharged_on", "died_on"):
            if getattr(self, column) and self.confirmed_on is None:
                problems.append((column, Problem("case_not_confirmed")))
        if self.ended_on and self.asymptomatic_on is None:
            problems.append(("ended_on", Problem("case_not_asymptomatic")))
        if self.infected_by_id and self.infection == self.Infection.IMPORTED:
            problems.append(("infected_by", Problem("case_imported_and_infected_here")))
        if self.hospital is not None and not self.hospital.division.path.startswith(self.hospital_division.path):
            problems.append(
                ("hospital_division", Problem("case_hospital_elsewhere", {"place": self.hospital.division.name}))
            )
        first = min((day for day in (self.suspected_on, self.asymptomatic_on, self.confirmed_on) if day), default=None)
        if first is not None and self.reported_at.astimezone(SHANGHAI).date() < first - timedelta(days=1):
            problems.append(("reported_at", Problem("case_reported_early", {"day": first})))
        return problems


class Contact(Record):
    """Somebody who was near a case, with the exposure and what became of them."""

    class Kind(models.TextChoices):
        """How near."""

        CLOSE = "close", _("Close contact")
        SECONDARY = "secondary", _("Contact of a close contact")

    class Relation(models.TextChoices):
        """In what way."""

        HOUSEHOLD = "household", _("Same household")
        VEHICLE = "vehicle", _("Same vehicle")
        MEAL = "meal", _("Same table")
        CARE = "care", _("Care or treatment")
        WORK = "work", _("Same workplace")
        OTHER = "other", _("Other")

    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("Person"))
    case = models.ForeignKey(
        Case,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Case"),
        help_text=_("Empty where the case is on another county's list"),
    )
    case_elsewhere = models.CharField(_("Case elsewhere"), max_length=120, blank=True)
    kind = models.CharField(_("Kind of contact"), max_length=20, choices=Kind.choices, default=Kind.CLOSE)
    relation = models.CharField(_("Relation"), max_length=20, choices=Relation.choices, blank=True)
    local = models.BooleanField(_("Exposed in this county"), default=True)
    last_contact_on = models.DateField(_("Last contact on"))
    traced_on = models.DateField(_("Traced on"), null=True, blank=True, db_index=True)
    isolated_on = models.DateField(_("Isolated on"), null=True, blank=True)
    due_on = models.DateField(
        _("Due to be released on"), null=True, blank=True, help_text=_("14 days after the last contact, or later")
    )
    released_on = models.DateField(_("Released on"), null=True, blank=True)
    infected_on = models.DateField(
        _("Became a case on"), null=True, blank=True, help_text=_("The day on which the infection was found")
    )
    note = models.CharField(_("Remarks"), max_length=200, blank=True)

    state = Stages(
        _("State"),
        traced=("traced_on", _("Traced")),
        isolated=("isolated_on", _("In isolation")),
        released=("released_on", _("Released")),
        infected=("infected_on", _("Became a case")),
    )

    class Meta(Record.Meta):
        verbose_name = _("Contact of a case")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person"],
                condition=models.Q(deleted_at=None, case__isnull=False),
                name="contact_person_once_a_case",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.last_contact_on:%Y-%m-%d}"

    @property
    def title(self) -> str:
        """The name and the day, where names may be seen."""
        return f"{self.person.title} {self.last_contact_on:%Y-%m-%d}"

    @property
    def earliest_release(self) -> date:
        """The first day on which a close contact may be released: 14 days after the last contact."""
        return self.last_contact_on + timedelta(days=OBSERVED_DAYS)

    def derived(self) -> Mapping[str, Any]:
        """The day of release that follows from the last contact, where none was set."""
        return {} if self.due_on or self.last_contact_on is None else {"due_on": self.earliest_release}

    def check_facts(self) -> list[tuple[str, Problem]]:
        """Whose contact it is; tracing follows contact, and nobody near a case is released before 14 days are over."""
        problems = []
        if self.case_id is None and not self.case_elsewhere:
            problems.append(("case", Problem("contact_of_nobody")))
        if self.case is not None and self.case.person_id == self.person_id:
            problems.append(("person", Problem("contact_of_oneself")))
        earliest = {"day": self.earliest_release, "contact": self.last_contact_on}
        if self.kind == self.Kind.CLOSE and self.due_on and self.due_on < self.earliest_release:
            problems.append(("due_on", Problem("contact_due_early", earliest)))
        if self.kind == self.Kind.CLOSE and self.released_on and self.released_on < self.earliest_release:
            problems.append(("released_on", Problem("contact_released_early", earliest)))
        return problems


class Sample(Record):
    """A sample taken of somebody, and its result."""

    class Kind(models.TextChoices):
        """What is looked for."""

        NUCLEIC_ACID = "nucleic_acid", _("Nucleic acid")
        ANTIBODY = "antibody", _("Antibodies")
        CT = "ct", _("CT of the chest")

    class Reason(models.TextChoices):
        """Why somebody is tested."""

        SYMPTOMS = "symptoms", _("Symptoms")
        CONTACT = "contact", _("Contact of a case")
        KEY_PERSON = "key_person", _("Key person")
        DISCHARGE = "discharge", _("Before discharge or release")
        SURVEY = "survey", _("Survey")

    class Outcome(models.TextChoices):
        """What was found."""

        NEGATIVE = "negative", _("Negative")
        POSITIVE = "positive", _("Positive")
        UNCLEAR = "unclear", _("Unclear, to be repeated")

    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("Person"))
    kind = models.CharField(_("Kind of test"), max_length=20, choices=Kind.choices, default=Kind.NUCLEIC_ACID)
    reason = models.CharField(_("Reason for the test"), max_length=20, choices=Reason.choices, blank=True)
    sampled_at = models.DateTimeField(_("Sampled at"), db_index=True)
    laboratory = models.CharField(_("Laboratory"), max_length=80, blank=True)
    result = models.CharField(_("Result"), max_length=20, choices=Outcome.choices, blank=True)
    result_at = models.DateTimeField(_("Result at"), null=True, blank=True, db_index=True)
    note = models.CharField(_("Remarks"), max_length=200, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("Test")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "sampled_at"], condition=models.Q(deleted_at=None), name="test_sample_once"
            ),
            models.CheckConstraint(
                condition=models.Q(result="", result_at=None)
                | (~models.Q(result="") & models.Q(result_at__isnull=False)),
                name="test_result_dated",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self._day}"

    @property
    def title(self) -> str:
        """The name and the day, where names may be seen."""
        return f"{self.person.title} {self._day}"

    @property
    def _day(self) -> str:
        return f"{self.sampled_at.astimezone(SHANGHAI):%Y-%m-%d}"

    def check_facts(self) -> list[tuple[str, Problem]]:
        """A result has its instant, and comes after the sample."""
        if bool(self.result) != (self.result_at is not None):
            return [("result_at", Problem("test_result_undated"))]
        if self.result_at is not None and self.result_at < self.sampled_at:
            return [("result_at", Problem("test_result_before_sample"))]
        return []
