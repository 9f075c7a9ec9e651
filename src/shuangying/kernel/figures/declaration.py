"""Declare figures: each has one definition, a source, and a way to the records it counts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.api import Register, Stages

Text = str | Promise

GOOD = 1
BAD = -1
NEITHER = 0

EVERY_RECORD = Q()
COUNT, MONEY, PERCENT = "count", "money", "percent"

_figures: dict[str, "Figure"] = {}


@dataclass(frozen=True, eq=False)
class Figure:
    """A figure: what it is called, what exactly it counts, and how.

    Attributes:
        id: stable, dotted; its first segment names the field of work.
        label, definition, unit: texts.
        kind: "count", "money" (yuan) or "percent".
        source: where it comes from.
        states: the states it counts; () counts every known state.
        where: a further condition on records.
        since: the name of a date column: a record counts from that day on.
        sums: the column it sums; "" counts records.
        ratio: for a percentage its part and its whole.
        more_is: `GOOD`, `BAD` or `NEITHER`.
    """

    id: str
    label: Text
    definition: Text
    unit: Text
    kind: str
    source: "Source"
    states: tuple[str, ...] = ()
    where: Q = EVERY_RECORD
    since: str = ""
    sums: str = ""
    ratio: "tuple[Figure, Figure] | None" = None
    more_is: int = NEITHER

    def __post_init__(self) -> None:
        if self.id in _figures:
            raise ValueError(f"figure {self.id} is declared twice")
        _figures[self.id] = self

    @property
    def register(self) -> Register:
        """The register that holds the records it counts."""
        return self.source.register

    @property
    def front(self) -> str:
        """The front it belongs to: "epidemic", "development", …"""
        return self.register.front

    @property
    def additive(self) -> bool:
        """Whether the values of the parts add up to the value of the whole."""
        return self.ratio is None

    def condition(self, day: date) -> Q:
        """Its further condition on records, for the day."""
        return self.where & Q(**{f"{self.since}__lte": day}) if self.since else self.where

    def counted(self) -> "Figure":
        """The figure whose records a drill-down lists: its own, or those of a percentage's part."""
        return self.ratio[0].counted() if self.ratio else self


@dataclass(eq=False)
class Source:
    """A stock of records by state: what is so at the end of the day.

    Args:
        stages: the states counted.
        owner: who answers for the records.
    """

    stages: Stages
    owner: Text = ""
    figures: list[Figure] = field(default_factory=list)

    @property
    def model(self) -> Any:
        """The model whose rows are counted."""
        return self.stages.model

    @property
    def register(self) -> Register:
        """The register of those rows."""
        return registers.of_model(self.model)

    def count(
        self,
        id: str,
        label: Text,
        definition: Text,
        *,
        state: str | Sequence[str] = (),
        where: Q = EVERY_RECORD,
        since: str = "",
        unit: Text = _("items"),
        more_is: int = NEITHER,
    ) -> Figure:
        """Declare how many records are in the given states."""
        states = (state,) if isinstance(state, str) else tuple(state)
        return self._add(Figure(id, label, definition, unit, COUNT, self, states, where, since, more_is=more_is))

    def sum(
        self,
        id: str,
        column: str,
        label: Text,
        definition: Text,
        *,
        state: str | Sequence[str] = (),
        where: Q = EVERY_RECORD,
        since: str = "",
        more_is: int = NEITHER,
    ) -> Figure:
        """Declare the sum of a money column over the records in the given states."""
        states = (state,) if isinstance(state, str) else tuple(state)
        return self._add(
            Figure(id, label, definition, _("yuan"), MONEY, self, states, where, since, column, more_is=more_is)
        )

    def _add(self, figure: Figure) -> Figure:
        self.figures.append(figure)
        return figure


def ratio(id: str, label: Text, definition: Text, part: Figure, whole: Figure, *, more_is: int = NEITHER) -> Figure:
    """Declare a percentage: part over whole, asked anew per division, unknown where the whole is 0 or unknown."""
    return Figure(id, label, definition, "%", PERCENT, part.source, ratio=(part, whole), more_is=more_is)


def get(id_: str) -> Figure:
    """The figure of that id.

    Raises:
        KeyError: there is none.
    """
    return _figures[id_]


def all_figures() -> list[Figure]:
    """All figures in the order of their declaration."""
    return list(_figures.values())


def select(ids: Sequence[str]) -> list[Figure]:
    """The figures of these ids; an id may be whole dotted segments (`projects.started`). No ids: all.

    Raises:
        KeyError: an id names no figure.
    """
    found: dict[str, Figure] = {}
    for wanted in ids:
        matching = [figure for figure in all_figures() if figure.id == wanted or figure.id.startswith(f"{wanted}.")]
        if not matching:
            raise KeyError(wanted)
        found |= {figure.id: figure for figure in matching}
    return list(found.values()) if ids else all_figures()
