"""The figures of key projects."""

from django.utils.translation import gettext_lazy as _

from shuangying.kernel.figures.api import GOOD, Source, ratio
from shuangying.modules.projects.models import Project

projects = Source(Project.stage, owner=_("Project office"))
PROJECTS = _("projects")

total = projects.count(
    "projects.count",
    _("Key projects"),
    _("Key projects of the four batches whose stage is known at 24:00 of the day. Deleted projects are not counted."),
    unit=PROJECTS,
)
total_investment = projects.sum(
    "projects.investment",
    "investment",
    _("Total investment of key projects"),
    _("Sum of the total investment of all key projects whose stage is known at 24:00 of the day."),
)

for _state, _count, _sum, _count_text, _sum_text in (
    (
        "started",
        _("Projects started"),
        _("Investment of projects started"),
        _(
            "Key projects that had started and were not completed at 24:00 of the day, by their start date or, without one, by the latest sheet that says so."
        ),
        _("Sum of the total investment of key projects that had started and were not completed at 24:00 of the day."),
    ),
    (
        "completed",
        _("Projects completed"),
        _("Investment of projects completed"),
        _(
            "Key projects completed at 24:00 of the day, by their completion date or, without one, by the latest sheet that says so."
        ),
        _("Sum of the total investment of key projects completed at 24:00 of the day."),
    ),
    (
        "reserve",
        _("Projects in reserve"),
        _("Investment of projects in reserve"),
        _("Key projects in reserve and not yet started at 24:00 of the day."),
        _("Sum of the total investment of key projects in reserve and not yet started at 24:00 of the day."),
    ),
    (
        "planned",
        _("Projects planned"),
        _("Investment of projects planned"),
        _("Key projects being planned and not yet in reserve at 24:00 of the day."),
        _("Sum of the total investment of key projects being planned and not yet in reserve at 24:00 of the day."),
    ),
):
    projects.count(f"projects.{_state}.count", _count, _count_text, state=_state, unit=PROJECTS, more_is=GOOD)
    projects.sum(f"projects.{_state}.investment", "investment", _sum, _sum_text, state=_state, more_is=GOOD)


collective_start = projects.count(
    "projects.collective_start.count",
    _("Projects of collective starts"),
    _("Key projects that took part in a collective start held by the day, started or completed by then."),
    state=("started", "completed"),
    since="collective_start_on",
    unit=PROJECTS,
    more_is=GOOD,
)
collective_start_investment = projects.sum(
    "projects.collective_start.investment",
    "investment",
    _("Investment of projects of collective starts"),
    _("Sum of the total investment of key projects that took part in a collective start held by the day."),
    state=("started", "completed"),
    since="collective_start_on",
    more_is=GOOD,
)
under_way = projects.count(
    "projects.under_way.count",
    _("Projects started or completed"),
    _("Key projects that had started by 24:00 of the day, completed ones included."),
    state=("started", "completed"),
    unit=PROJECTS,
    more_is=GOOD,
)
share_under_way = ratio(
    "projects.under_way.share",
    _("Share of projects started or completed"),
    _("Projects started or completed over all key projects whose stage is known."),
    under_way,
    total,
    more_is=GOOD,
)
under_way_investment = projects.sum(
    "projects.under_way.investment",
    "investment",
    _("Investment of projects started or completed"),
    _("Sum of the total investment of key projects that had started by 24:00 of the day, completed ones included."),
    state=("started", "completed"),
    more_is=GOOD,
)
share_of_investment_under_way = ratio(
    "projects.under_way.investment_share",
    _("Share of investment started or completed"),
    _(
        "Investment of projects started or completed over the total investment of all key projects whose stage is known."
    ),
    under_way_investment,
    total_investment,
    more_is=GOOD,
)
