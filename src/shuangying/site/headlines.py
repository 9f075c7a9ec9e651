"""Which figures stand first: on Today by the role that one holds, on the wall by front, and the level of response in the bar."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuangying.kernel.accounts.api import ADMIN, CLERK, LEADER, VILLAGE
from shuangying.kernel.figures import api as figures
from shuangying.kernel.figures.shown import shown
from shuangying.kernel.figures.tiles import visible

LEVEL = "command.response_level"
CHECKPOINT, HEALTH, LIAISON = "checkpoint", "health", "liaison"
"""The roles of fields of work, by name: a county may not use every field."""
MOST = 6

WHOLE_COUNTY = (
    "cases.in_hospital.count",
    "people.isolation.current.count",
    "people.key_persons.count",
    "gates.people.day.count",
    "gates.turned_back.people.day.count",
    "people.followups.share",
    "enterprises.resumed.share",
    "enterprises.staff.back.share",
    "projects.started.count",
    "projects.started.investment",
    "projects.collective_start.count",
    "enterprises.problems.open.count",
    "projects.count",
    "projects.investment",
    "projects.completed.count",
)
BY_ROLE: Mapping[str, tuple[str, ...]] = {
    CHECKPOINT: (
        "gates.vehicles.day.count",
        "gates.people.day.count",
        "gates.turned_back.vehicles.day.count",
        "gates.turned_back.people.day.count",
        "gates.observed.day.count",
        "gates.fever.day.count",
        "gates.overridden.day.count",
    ),
    HEALTH: (
        "people.isolation.current.count",
        "people.isolation.overdue.count",
        "people.followups.due.count",
        "people.followups.share",
        "people.followups.fever.count",
        "cases.contacts.waiting.count",
        "cases.tests.positive.day.count",
    ),
    LIAISON: (
        "enterprises.resumed.share",
        "enterprises.staff.back.share",
        "enterprises.industry.resumed.share",
        "enterprises.visits.day.count",
        "enterprises.problems.open.count",
        "enterprises.problems.solved.share",
    ),
    VILLAGE: (
        "people.isolation.current.count",
        "people.followups.due.count",
        "people.followups.share",
        "people.screening.open.count",
        "people.key_persons.count",
        "people.served_households.current.count",
        "enterprises.closed.current.count",
        "projects.started.count",
    ),
    LEADER: WHOLE_COUNTY,
    CLERK: WHOLE_COUNTY,
    ADMIN: WHOLE_COUNTY,
}
"""What each role looks at first; of each front at most six are shown, those that the person may know."""

WALL: Mapping[str, Any] = {
    "cases.in_hospital.count": gettext_lazy("Cases in hospital"),
    "people.isolation.current.count": gettext_lazy("In isolation"),
    "people.key_persons.count": gettext_lazy("Key persons"),
    "gates.people.day.count": gettext_lazy("Checked today"),
    "gates.turned_back.people.day.count": gettext_lazy("Turned back today"),
    "people.followups.share": gettext_lazy("Followed up"),
    "enterprises.resumed.share": gettext_lazy("Businesses reopened"),
    "enterprises.staff.back.share": gettext_lazy("Staff back"),
    "projects.started.count": gettext_lazy("Projects under way"),
    "projects.started.investment": gettext_lazy("Their investment"),
    "projects.collective_start.count": gettext_lazy("Collective starts"),
    "enterprises.problems.solved.share": gettext_lazy("Difficulties solved"),
    "projects.count": gettext_lazy("Key projects"),
    "projects.investment": gettext_lazy("Investment in all"),
    "projects.under_way.share": gettext_lazy("Share under way"),
    "people.isolation.released.count": gettext_lazy("Released so far"),
}
"""The wall's figures in the order of its two halves, by what they are called at four metres."""


def known(ids: Iterable[str]) -> list[figures.Figure]:
    """The figures of these ids, without those of fields of work that this county does not use."""
    declared = {figure.id: figure for figure in figures.all_figures()}
    return [declared[id] for id in dict.fromkeys(ids) if id in declared]


def by_front(asked: Iterable[figures.Figure], most: int = MOST) -> dict[str, list[figures.Figure]]:
    """The first figures of the epidemic front and of the development front."""
    fronts: dict[str, list[figures.Figure]] = {"epidemic": [], "development": []}
    for figure in asked:
        if figure.front in fronts and len(fronts[figure.front]) < most:
            fronts[figure.front].append(figure)
    return fronts


def for_reader(request: HttpRequest) -> dict[str, list[figures.Figure]]:
    """The figures that the person looks at first, by front."""
    ids = [id for role, wanted in BY_ROLE.items() if request.actor.holds(role) for id in wanted]
    return by_front(visible(known(ids), request))


def level(request: HttpRequest) -> dict[str, str] | None:
    """The level of response in force on the day, in words, and where it is explained; None where none is known."""
    asked = visible(known([LEVEL]), request)
    if not asked:
        return None
    (value,) = figures.values(asked, day=request.as_of, actor=request.actor)
    text, _unit = shown(value.figure, value.value)
    if text is None:
        return None
    return {"text": _("%(level)s response") % {"level": text}, "url": reverse("figure", args=[LEVEL])}
