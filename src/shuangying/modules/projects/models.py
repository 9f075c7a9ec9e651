"""The records of key projects: the projects with their dates, and what each invested by month."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shuangying.core.problems import Problem
from shuangying.kernel.registers.api import MoneyField, Record, Stages


class Sector(models.TextChoices):
    """What a project is for."""

    INDUSTRY = "industry", _("Industry")
    AGRICULTURE = "agriculture", _("Agriculture")
    SERVICES = "services", _("Services")
    INFRASTRUCTURE = "infrastructure", _("Infrastructure")
    LIVELIHOOD = "livelihood", _("Livelihood")
    ENERGY = "energy", _("Energy")
    MEDICINE = "medicine", _("Medicine and health")


class Kind(models.TextChoices):
    """How a project came onto the list."""

    NEW = "new", _("New")
    CONTINUED = "continued", _("Continued")
    EXTENSION = "extension", _("Extension")


class Project(Record):
    """A key project of the four batches (四个一批): planned, reserve, started, completed."""

    code = models.CharField(_("Code"), max_length=30, blank=True, db_index=True)
    name = models.CharField(_("Project name"), max_length=200, db_index=True)
    owner = models.CharField(_("Owner"), max_length=120, blank=True)
    builder = models.CharField(_("Builder"), max_length=120, blank=True)
    sector = models.CharField(_("Sector"), max_length=20, choices=Sector.choices, blank=True)
    kind = models.CharField(_("Kind of construction"), max_length=20, choices=Kind.choices, blank=True)
    investment = MoneyField(_("Total investment"), null=True, blank=True, db_index=True)
    planned_on = models.DateField(_("Planned on"), null=True, blank=True, db_index=True)
    reserved_on = models.DateField(_("In reserve from"), null=True, blank=True, db_index=True)
    started_on = models.DateField(_("Started on"), null=True, blank=True, db_index=True)
    completed_on = models.DateField(_("Completed on"), null=True, blank=True, db_index=True)
    due_on = models.DateField(_("Deadline"), null=True, blank=True, db_index=True)
    collective_start_on = models.DateField(
        _("Collective start"),
        null=True,
        blank=True,
        help_text=_("The day of the collective start that the project took part in"),
    )
    leader = models.CharField(_("Leader in charge"), max_length=60, blank=True)
    content = models.TextField(_("What is built"), blank=True)

    stage = Stages(
        _("Stage"),
        planned=("planned_on", _("Planned")),
        reserve=("reserved_on", _("Reserve")),
        started=("started_on", _("Started")),
        completed=("completed_on", _("Completed")),
    )

    class Meta(Record.Meta):
        verbose_name = _("Key project")
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=models.Q(deleted_at=None) & ~models.Q(code=""), name="project_code_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def check_facts(self) -> list[tuple[str, Problem]]:
        """A project has a positive investment, and its deadline is not before its start."""
        problems = []
        if self.investment is not None and self.investment <= 0:
            problems.append(
                ("investment", Problem("not_positive", {"column": Project._meta.get_field("investment").verbose_name}))
            )
        if self.due_on and self.started_on and self.due_on < self.started_on:
            problems.append(
                ("due_on", Problem("project_due_before_start", {"due": self.due_on, "started": self.started_on}))
            )
        return problems


class Progress(Record):
    """How much investment a project completed in a month."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="+", verbose_name=_("Project"))
    month = models.DateField(_("Month"), help_text=_("Any day of the month; the first is kept"), db_index=True)
    invested = MoneyField(_("Invested in the month"))

    class Meta(Record.Meta):
        verbose_name = _("Investment by month")
        constraints = [
            models.UniqueConstraint(
                fields=["project", "month"], condition=models.Q(deleted_at=None), name="progress_month_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.month:%Y-%m}"
