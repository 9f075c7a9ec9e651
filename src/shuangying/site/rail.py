"""The left rail: the pages and registers that a person may open, by front and field of work."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.apps import apps
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuangying.kernel.accounts.api import Actor, Right, people_reach
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.api import Register

FRONTS = (
    ("command", _("Command")),
    ("epidemic", _("Epidemic")),
    ("development", _("Development")),
    ("system", _("System")),
)
FIRST = (
    ("today", _("Today")),
    ("answer", _("Report the day's numbers")),
    ("silent", _("Who is silent")),
    ("figures", _("Figures")),
    ("briefs", _("Briefs")),
    ("wall", _("Wall")),
)
LAST = (("people", _("Users and posts")), ("reveals", _("Looks at hidden values")), ("system", _("System and county")))
FOLDS_COOKIE = "rail"
UNFOLDED_AT_FIRST = 16
"""A menu of so many registers is shown unfolded until a person folds it."""


@dataclass(frozen=True)
class RailLink:
    """One entry of the rail; `exact` tells the page itself from a page below it."""

    label: Any
    url: str
    current: bool
    exact: bool = True


@dataclass(frozen=True)
class RailField:
    """The registers of one field of work under its name; a field with one register has no name of its own."""

    id: str
    label: Any
    links: list[RailLink]
    open: bool

    @property
    def folds(self) -> bool:
        """Whether its entries can be folded away under its name."""
        return len(self.links) > 1


@dataclass(frozen=True)
class RailGroup:
    """What stands under one front's heading; the first group has none."""

    front: str
    label: Any
    links: list[RailLink] = field(default_factory=list)
    fields: list[RailField] = field(default_factory=list)


def rail(request: HttpRequest, links: dict[str, str]) -> list[RailGroup]:
    """The groups of the rail.

    Args:
        request: whose menu, on which page.
        links: the addresses of the pages that are no register's, by name.
    """
    actor = getattr(request, "actor", None)
    if not actor:
        return []
    first = [
        _link(request, label, links[name], whole=name == "today")
        for name, label in FIRST
        if _is_open(actor, name, links)
    ]
    groups = [RailGroup("", "", first)]
    listed = [register for register in registers.readable(actor) if register.in_menu]
    here = _register_of(request)
    folds = _folds(request, len(listed))
    for front, label in FRONTS:
        within = [register for register in listed if register.front == front]
        found = list(_fields(request, within, here, folds))
        last = [
            _link(request, text, links[name])
            for name, text in LAST
            if front == "system" and _is_open(actor, name, links)
        ]
        if found or last:
            groups.append(RailGroup(front, label, last, found))
    return groups


def field_of(register: Register) -> Any:
    """What the register's field of work is called."""
    return apps.get_app_config(_module(register)).verbose_name


def _module(register: Register) -> str:
    """The field of work of a register: what its id begins with."""
    return register.id.partition(".")[0]


def _link(request: HttpRequest, label: Any, url: str, *, whole: bool = False) -> RailLink:
    exact = request.path == url
    return RailLink(label, url, exact if whole else request.path.startswith(url), exact)


def _fields(
    request: HttpRequest, listed: Iterable[Register], here: Register | None, folds: dict[str, bool]
) -> Iterator[RailField]:
    for module, within in groupby(listed, key=_module):
        links = []
        for register in within:
            url = reverse("register-list", args=[register.id])
            links.append(RailLink(register.label, url, here is register, request.path == url))
        current = any(link.current for link in links)
        label = apps.get_app_config(module).verbose_name
        yield RailField(module, label, links, current or folds.get(module, folds[""]))


def _register_of(request: HttpRequest) -> Register | None:
    """The register in the menu to which the page belongs; a part's page belongs to the register of its whole."""
    segments = request.path.split("/")
    if len(segments) < 3 or segments[1] != "r":
        return None
    try:
        register = registers.get(segments[2])
    except KeyError:
        return None
    while not register.in_menu and register.part_of:
        register = register.referenced(register.part_of)
    return register


def _folds(request: HttpRequest, count: int) -> dict[str, bool]:
    """Which fields the person has opened (`gates`) and closed (`-gates`); under "" what holds for the others."""
    words = request.COOKIES.get(FOLDS_COOKIE, "").split(".")
    said = {word.lstrip("-"): not word.startswith("-") for word in words if word}
    return {**said, "": count <= UNFOLDED_AT_FIRST}


def _is_open(actor: Actor, name: str, links: dict[str, str]) -> bool:
    """Whether the page is there and is for this person."""
    if name not in links:
        return False
    if name == "wall":
        return _counts_county(actor)
    if name in ("answer", "silent"):
        tallies = registers.get("figures.tallies")
        return tallies.may_write(actor) if name == "answer" else tallies.may_read(actor)
    if name == "reveals":
        return not people_reach(actor, Right.WRITE).none
    if name in ("people", "system"):
        within = people_reach(actor, Right.READ)
        county = divisions.home().county
        return not within.none if name == "people" else county is not None and within.covers(county.path)
    return True


def _counts_county(actor: Actor) -> bool:
    """Whether the person may know what a register counts in the whole county, as the wall shows it."""
    county = divisions.home().county
    return county is not None and any(
        register.reach(actor, Right.COUNT).covers(county.path) for register in registers.all_registers()
    )
