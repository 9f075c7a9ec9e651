"""What units report where they keep no records yet: who owes which number from when on, and the numbers of each day."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from shuangying.core.problems import Problem
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.figures import reporting
from shuangying.kernel.parties.models import Unit
from shuangying.kernel.registers.api import Record


class TallyDuty(Record):
    """A unit owes a figure as a number each day during `[from_on, until_on)`; from `records_from` on its records count instead."""

    figure = models.CharField(_("Figure"), max_length=120, choices=reporting.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="tally_duties", verbose_name=_("Unit"))
    from_on = models.DateField(_("From day"))
    until_on = models.DateField(_("Until day"), null=True, blank=True, help_text=_("The first day without it"))
    records_from = models.DateField(
        _("Keeps records from"),
        null=True,
        blank=True,
        help_text=_("From this day on its records count; an empty day still needs a report of 0"),
    )

    class Meta(Record.Meta):
        verbose_name = _("Duty to report")
        constraints = [
            models.UniqueConstraint(
                fields=["figure", "unit", "from_on"], condition=models.Q(deleted_at=None), name="tally_duty_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.get_figure_display()}"

    def check_facts(self) -> list[tuple[str, Problem]]:
        """It ends after it began, and the unit is of the kind that answers."""
        problems = []
        if self.until_on is not None and self.until_on <= self.from_on:
            days = {"ended": self.until_on, "begun": self.from_on}
            problems.append(("until_on", Problem("ends_before_it_begins", days)))
        known = reporting.answered().get(self.figure)
        if known is not None and known.kind and self.unit.kind != known.kind:
            wanted = Unit.Kind(known.kind).label
            problems.append(("unit", Problem("tally_other_kind", {"kind": wanted, "unit": self.unit.name})))
        return problems


class Tally(Record):
    """What a unit reports of a figure for a day: one number. 0 is a report; where there is none nobody knows."""

    figure = models.CharField(_("Figure"), max_length=120, choices=reporting.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="tallies", verbose_name=_("Unit"))
    day = models.DateField(_("Day"))
    value = models.PositiveIntegerField(_("Number"))
    note = models.CharField(_("Remarks"), max_length=200, blank=True)
    answered_on = models.DateField(
        _("Answered on"), null=True, blank=True, help_text=_("The day on which it was first reported")
    )

    class Meta(Record.Meta):
        verbose_name = _("Tally")
        constraints = [
            models.UniqueConstraint(
                fields=["figure", "day", "unit"], condition=models.Q(deleted_at=None), name="tally_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.get_figure_display()} · {self.day:%Y-%m-%d}"

    @property
    def late(self) -> bool:
        """Whether it was reported after 24:00 of its day."""
        return self.answered_on is not None and self.answered_on > self.day

    def derived(self) -> Mapping[str, Any]:
        """The day on which it is reported is the home's today."""
        return {} if self.answered_on is not None else {"answered_on": divisions.today()}

    def check_facts(self) -> list[tuple[str, Problem]]:
        """Nobody can report a day that has not come."""
        answered: date | None = self.answered_on
        if answered is not None and self.day > answered:
            return [("day", Problem("day_not_come", {"day": self.day}))]
        return []
