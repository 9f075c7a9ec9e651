"""The records about people in an epidemic: who is looked for, who is under control, who is isolated where, and how they are.

Who the people are stands in the parties (`kernel/parties`); here are their dated roles.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuangying.core.problems import Problem
from shuangying.kernel.parties.models import Household, Person, Site
from shuangying.kernel.registers.api import Record, SealedField, Stages
from shuangying.modules.people.temperatures import TemperatureField

DAYS = timedelta(days=14)
"""How long somebody is isolated after the last exposure (新型冠状病毒肺炎防控方案, second edition, 2020-01-22)."""

HUBEI = "42"
"""The province's code: of all codes of divisions the first two digits have never been given anew."""

Problems = list[tuple[str, Problem]]


class ScreeningList(Record):
    """A list of people whom a higher level or another office gives out to be looked for (摸排名单)."""

    name = models.CharField(_("List"), max_length=120, db_index=True)
    issuer = models.CharField(_("Issued by"), max_length=80)
    received_on = models.DateField(_("Received on"), db_index=True)
    answer_by = models.DateField(_("Answer by"), null=True, blank=True)
    purpose = models.CharField(_("Purpose"), max_length=200, help_text=_("What the data may be used for"))
    source = models.CharField(_("Source of the data"), max_length=120, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("Screening list")

    def __str__(self) -> str:
        return self.name

    def check_facts(self) -> Problems:
        """A list is answered no earlier than it came."""
        if self.answer_by and self.answer_by < self.received_on:
            return [
                ("answer_by", Problem("ends_before_it_begins", {"ended": self.answer_by, "begun": self.received_on}))
            ]
        return []


class Screening(Record):
    """One person on a screening list, and what the township or village in whose division it lies found out."""

    class Outcome(models.TextChoices):
        """What was found out about a person on a list."""

        FOUND = "found", _("Found here")
        MOVED = "moved", _("Moved away")
        ELSEWHERE = "elsewhere", _("Stays elsewhere")
        NOT_FOUND = "not_found", _("Not found")

    list = models.ForeignKey(ScreeningList, models.PROTECT, related_name="+", verbose_name=_("Screening list"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("Person"))
    sent_on = models.DateField(
        _("Sent on"), null=True, blank=True, help_text=_("By default the day on which the list came")
    )
    not_found_on = models.DateField(_("Looked for in vain on"), null=True, blank=True)
    checked_on = models.DateField(_("Checked on"), null=True, blank=True)
    outcome = models.CharField(_("Finding"), max_length=20, choices=Outcome.choices, blank=True)
    checked_by = models.CharField(_("Checked by"), max_length=60, blank=True)
    note = models.CharField(_("Remarks"), max_length=200, blank=True)

    state = Stages(
        _("State"),
        sent=("sent_on", _("To be checked")),
        unresolved=("not_found_on", _("Unresolved")),
        checked=("checked_on", _("Screened")),
    )

    class Meta(Record.Meta):
        verbose_name = _("Person on a screening list")
        constraints = [
            models.UniqueConstraint(
                fields=["list", "person"], condition=models.Q(deleted_at=None), name="screening_once_a_list"
            )
        ]

    def __str__(self) -> str:
        return str(self.person)

    @property
    def title(self) -> str:
        """The person, where names may be seen."""
        return self.person.title

    def derived(self) -> Mapping[str, Any]:
        """Who answers and since when; a check that found nobody is a day of looking in vain, not of an answer."""
        found: dict[str, Any] = {}
        if self.division_id is None and self.person_id:
            found["division"] = self.person.division
        if self.sent_on is None and self.list_id:
            found["sent_on"] = self.list.received_on
        if self.outcome == self.Outcome.NOT_FOUND and self.checked_on:
            found |= {"not_found_on": self.checked_on, "checked_on": None}
        return found

    def check_facts(self) -> Problems:
        """An outcome has its day, and a day of an answer its outcome."""
        if self.outcome == self.Outcome.NOT_FOUND and not self.not_found_on:
            return [("not_found_on", Problem("screening_without_day", {}))]
        if self.outcome not in ("", self.Outcome.NOT_FOUND) and not self.checked_on:
            return [("checked_on", Problem("screening_without_day", {}))]
        if self.checked_on and not self.outcome:
            return [("outcome", Problem("screening_without_outcome", {}))]
        return []


class KeyCategory(Record):
    """A category of key people (重点人群), by exposure, travel, symptoms or role; never by nationality, ethnicity or birthplace."""

    class Basis(models.TextChoices):
        """By what a category takes people in."""

        EXPOSURE = "exposure", _("Exposure")
        TRAVEL = "travel", _("Travel history")
        SYMPTOMS = "symptoms", _("Symptoms")
        ROLE = "role", _("Role at work")

    number = models.PositiveSmallIntegerField(_("No."))
    name = models.CharField(_("Category"), max_length=120, db_index=True)
    basis = models.CharField(_("By"), max_length=20, choices=Basis.choices)
    definition = models.CharField(_("Who belongs to it"), max_length=300)
    measure = models.CharField(_("Measure"), max_length=200, blank=True)
    from_on = models.DateField(_("From day"))
    until_on = models.DateField(_("Until day"), null=True, blank=True, help_text=_("The first day without it"))

    state = Stages(_("State"), in_force=("from_on", _("In force")), ended=("until_on", _("Ended")))

    class Meta(Record.Meta):
        verbose_name = _("Category of key people")
        ordering = ("number",)

    def __str__(self) -> str:
        return self.name


class KeyPerson(Record):
    """A person under special control (重点人员管控) as one of a category, from a day until released."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("Person"))
    category = models.ForeignKey(KeyCategory, models.PROTECT, related_name="+", verbose_name=_("Category"))
    from_on = models.DateField(_("Under control from"), db_index=True)
    released_on = models.DateField(_("Released on"), null=True, blank=True)
    reason = models.CharField(_("Reason"), max_length=200, help_text=_("The exposure, journey, symptom or role"))
    responsible = models.CharField(_("Person responsible"), max_length=60, blank=True)

    state = Stages(_("State"), controlled=("from_on", _("Under control")), released=("released_on", _("Released")))

    class Meta(Record.Meta):
        verbose_name = _("Key person")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "category", "from_on"],
                condition=models.Q(deleted_at=None),
                name="key_person_once_a_day",
            )
        ]

    def __str__(self) -> str:
        return str(self.person)

    @property
    def title(self) -> str:
        """The person, where names may be seen."""
        return self.person.title

    def check_facts(self) -> Problems:
        """Somebody is taken in under a category that is in force on the day."""
        category = self.category
        if self.from_on < category.from_on or (category.until_on and self.from_on >= category.until_on):
            return [("category", Problem("category_not_in_force", {"category": category, "day": self.from_on}))]
        return []


class Facility(Record):
    """A place used for isolation (集中隔离点) from one day to another."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="+", verbose_name=_("Place"))
    from_on = models.DateField(_("In use from"))
    until_on = models.DateField(_("In use until"), null=True, blank=True, help_text=_("The first day without it"))
    manager = models.CharField(_("Person responsible"), max_length=60, blank=True)
    clinic = models.CharField(_("Medical care by"), max_length=80, blank=True)

    state = Stages(_("State"), in_use=("from_on", _("In use")), closed=("until_on", _("Out of use")))

    class Meta(Record.Meta):
        verbose_name = _("Isolation facility")
        constraints = [
            models.UniqueConstraint(
                fields=["site", "from_on"], condition=models.Q(deleted_at=None), name="facility_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return str(self.site)


class Room(Record):
    """A room of an isolation facility."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+", verbose_name=_("Isolation facility"))
    number = models.CharField(_("Room number"), max_length=20)
    beds = models.PositiveSmallIntegerField(_("Beds"), default=1)

    class Meta(Record.Meta):
        verbose_name = pgettext_lazy("isolation", "Room")
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "number"], condition=models.Q(deleted_at=None), name="room_once_a_facility"
            )
        ]

    def __str__(self) -> str:
        return f"{self.facility} {self.number}"


class Isolation(Record):
    """That a person is isolated or under observation somewhere, from a day until released."""

    class Kind(models.TextChoices):
        """How somebody is isolated."""

        FACILITY = "facility", _("Isolation in a facility")
        HOME = "home", _("Isolation at home")
        OBSERVATION = "observation", _("Observation")

    class Outcome(models.TextChoices):
        """How an isolation ended."""

        COMPLETED = "completed", _("Time served")
        LIFTED = "lifted", _("Lifted early")
        TRANSFERRED = "transferred", _("Moved to another isolation")
        HOSPITAL = "hospital", _("Taken to hospital")

    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("Person"))
    kind = models.CharField(_("Kind of isolation"), max_length=20, choices=Kind.choices)
    room = models.ForeignKey(
        Room, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=pgettext_lazy("isolation", "Room")
    )
    cause = models.CharField(_("Why isolated"), max_length=200, help_text=_("The exposure, journey or symptom"))
    exposed_on = models.DateField(
        _("Last exposed on"), null=True, blank=True, help_text=_("The last day of contact or stay, where it is known")
    )
    from_on = models.DateField(_("Isolated from"), db_index=True)
    due_on = models.DateField(
        _("Due on"),
        null=True,
        blank=True,
        help_text=_("By default 14 days after the last exposure, or after the first day where it is not known"),
    )
    released_on = models.DateField(_("Released on"), null=True, blank=True)
    outcome = models.CharField(_("How it ended"), max_length=20, choices=Outcome.choices, blank=True)
    released_by = models.CharField(_("Released by"), max_length=60, blank=True)

    state = Stages(_("State"), isolated=("from_on", _("In isolation")), released=("released_on", _("Released")))

    class Meta(Record.Meta):
        verbose_name = _("Isolation")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "from_on"], condition=models.Q(deleted_at=None), name="isolation_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return str(self.person)

    @property
    def title(self) -> str:
        """The person, where names may be seen."""
        return self.person.title

    def derived(self) -> Mapping[str, Any]:
        """Isolation is due to end 14 days after the last exposure; it lies where its room does, else with the person."""
        found: dict[str, Any] = {}
        if self.due_on is None and self.from_on is not None:
            found["due_on"] = max((self.exposed_on or self.from_on) + DAYS, self.from_on)
        if self.room is not None:
            found["division"] = self.room.division
        elif self.division_id is None and self.person_id:
            found["division"] = self.person.division
        return found

    def check_facts(self) -> Problems:
        """Nobody is released before the day except early by an order, and a room is in a facility."""
        problems: Problems = []
        if self.due_on and self.due_on < self.from_on:
            problems.append(("due_on", Problem("ends_before_it_begins", {"ended": self.due_on, "begun": self.from_on})))
        if self.exposed_on and self.due_on and self.exposed_on > self.due_on:
            problems.append(("exposed_on", Problem("exposed_after_due", {"due": self.due_on})))
        if (
            self.outcome == self.Outcome.COMPLETED
            and self.released_on
            and self.due_on
            and self.released_on < self.due_on
        ):
            problems.append(("released_on", Problem("released_before_due", {"due": self.due_on})))
        if bool(self.outcome) != bool(self.released_on):
            problems.append(("outcome", Problem("release_incomplete", {})))
        if self.room_id and self.kind == self.Kind.HOME:
            problems.append(("room", Problem("room_at_home", {})))
        return problems

    def holds_on(self, day: date) -> bool:
        """Whether the person is in this isolation at the end of the day."""
        return self.from_on <= day and (self.released_on is None or day < self.released_on)


class FollowUp(Record):
    """How somebody in isolation was on a day (随访): the higher of the day's temperatures, and symptoms."""

    isolation = models.ForeignKey(Isolation, models.PROTECT, related_name="+", verbose_name=_("Isolation"))
    day = models.DateField(_("Day"), db_index=True)
    temperature = TemperatureField(_("Temperature"), null=True, blank=True, help_text=_("The highest of the day"))
    symptoms = SealedField(_("Symptoms"), holds="text", help_text=_("Leave empty where there are none"))
    by = models.CharField(_("Followed up by"), max_length=60, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("Follow-up")
        constraints = [
            models.UniqueConstraint(
                fields=["isolation", "day"], condition=models.Q(deleted_at=None), name="follow_up_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.isolation} {self.day.isoformat()}"

    @property
    def title(self) -> str:
        """The person and the day, where names may be seen."""
        return f"{self.isolation.title} {self.day.isoformat()}"

    def check_facts(self) -> Problems:
        """Somebody is followed up while isolated, the day of release included."""
        isolation = self.isolation
        if self.day < isolation.from_on or (isolation.released_on and self.day > isolation.released_on):
            until = isolation.released_on or isolation.due_on
            return [("day", Problem("followed_up_outside", {"begun": isolation.from_on, "ended": until}))]
        return []


class RedAgent(Record):
    """Somebody of a village who runs errands for isolated households (红色代办员)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("Person"))
    from_on = models.DateField(_("From day"))
    until_on = models.DateField(_("Until day"), null=True, blank=True, help_text=_("The first day without"))

    state = Stages(_("State"), serving=("from_on", _("Serving")), ended=("until_on", _("Ended")))

    class Meta(Record.Meta):
        verbose_name = _("Red agent")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "from_on"], condition=models.Q(deleted_at=None), name="red_agent_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return str(self.person)

    @property
    def title(self) -> str:
        """The person, where names may be seen."""
        return self.person.title


class ServedHousehold(Record):
    """An isolated household that a red agent runs errands for."""

    agent = models.ForeignKey(RedAgent, models.PROTECT, related_name="+", verbose_name=_("Red agent"))
    household = models.ForeignKey(Household, models.PROTECT, related_name="+", verbose_name=_("Household"))
    from_on = models.DateField(_("From day"))
    until_on = models.DateField(_("Until day"), null=True, blank=True, help_text=_("The first day without"))

    state = Stages(_("State"), served=("from_on", _("Served")), ended=("until_on", _("Ended")))

    class Meta(Record.Meta):
        verbose_name = _("Household served")
        constraints = [
            models.UniqueConstraint(
                fields=["agent", "household", "from_on"],
                condition=models.Q(deleted_at=None),
                name="household_served_once_a_day",
            )
        ]

    def __str__(self) -> str:
        return str(self.household)

    @property
    def title(self) -> str:
        """The household, where names may be seen."""
        return self.household.title
