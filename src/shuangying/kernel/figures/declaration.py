"""Declare figures: each has one definition, a source, and a way to the records it counts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import DateField, DateTimeField, ForeignKey, IntegerField, Model, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shuangying.kernel.figures.lookups import check, column_of, settled
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.api import Register, Stages
from shuangying.kernel.registers.fields import AreaField, MoneyField

Text = str | Promise

GOOD = 1
BAD = -1
NEITHER = 0

EVERY_RECORD = Q()
COUNT, NUMBER, MONEY, AREA, PERCENT, CODE = "count", "number", "money", "area", "percent", "code"

_figures: dict[str, "Figure"] = {}
_targets: dict[str, list["Target"]] = {}


@dataclass(frozen=True, eq=False)
class Figure:
    """A figure: what it is called, what exactly it counts, and how.

    Attributes:
        id: stable, dotted; its first segment names the field of work.
        label, definition, unit: texts.
        kind: "count", "number", "money" (yuan), "area" (mu), "percent" or "code".
        source: where it comes from.
        states: the states it counts; () counts every known state.
        where: a further condition on records.
        since: the name of a date column: a record counts from that day on.
        sums: the column it sums; "" counts records.
        differs: the reference whose different values it counts.
        lapse: whether it tells the days that have passed since the last record.
        newest: for a latest value where it is read from.
        ratio: for a percentage its part and its whole.
        total_of: for a running total the flow that it adds up day by day.
        running: whether it takes in all days up to the day asked for, not that day alone.
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
    differs: str = ""
    lapse: bool = False
    newest: "Newest | None" = None
    ratio: "tuple[Figure, Figure] | None" = None
    total_of: "Figure | None" = None
    running: bool = False
    more_is: int = NEITHER

    def __post_init__(self) -> None:
        if self.id in _figures:
            raise ValueError(f"figure {self.id} is declared twice")
        self._check()
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
    def added(self) -> bool:
        """Whether it counts or sums records, so that units may report it as a number."""
        return not (self.ratio or self.newest or self.differs or self.lapse)

    @property
    def additive(self) -> bool:
        """Whether the values of the parts add up to the value of the whole."""
        return self.added

    @property
    def targets(self) -> Sequence["Target"]:
        """What is to be reached, by period."""
        return _targets.get(self.id, ())

    def condition(self, day: date) -> Q:
        """Its further condition on records, for the day."""
        where = settled(self.where)
        return where & Q(**{f"{self.since}__lte": day}) if self.since else where

    def counted(self) -> "Figure":
        """The figure whose records a drill-down lists: its own, or those of a percentage's part."""
        return self.ratio[0].counted() if self.ratio else self

    def reported_as(self) -> "Figure":
        """The figure under which units report it: a running total adds up what is reported day by day."""
        return self.total_of or self

    def to_date(self, id: str, label: Text, definition: Text, *, more_is: int | None = None) -> "Figure":
        """Declare the running total of this flow: all its records and tallies up to the day.

        Raises:
            ValueError: this is no flow that adds up.
        """
        if not (self.source.on and self.added and not self.running):
            raise ValueError(f"figure {id}: {self.id} is no flow that adds up")
        return self.source.add(
            Figure(
                id,
                label,
                definition,
                self.unit,
                self.kind,
                self.source,
                where=self.where,
                sums=self.sums,
                total_of=self,
                running=True,
                more_is=self.more_is if more_is is None else more_is,
            )
        )

    def _check(self) -> None:
        what, stages = f"figure {self.id}", self.source.stages
        if self.states and stages is None:
            raise ValueError(f"{what}: its source has no states")
        if stages is not None and (unknown := [state for state in self.states if state not in stages.order]):
            raise ValueError(f"{what}: no state {', '.join(unknown)}. There are: {', '.join(stages.order)}")
        check(self.source.model, self.where, what)
        if self.since and not _dated(column_of(self.source.model, self.since, what)):
            raise ValueError(f"{what}: {self.since} is no date")


@dataclass(frozen=True)
class Newest:
    """Which record holds the latest value: the newest by `at` that has not ended; and the column that has the value."""

    at: str
    value: str
    until: str = ""


@dataclass(frozen=True)
class Target:
    """What a figure is to reach in a year.

    Args:
        figure_id: the figure.
        period: the year.
        value: what is to be reached, in the figure's unit.
        stretch: what is striven for beyond that.
    """

    figure_id: str
    period: int
    value: Decimal
    stretch: Decimal | None = None

    def __init__(self, figure_id: str, *, period: int, value: str, stretch: str = "") -> None:
        for name, known in {
            "figure_id": figure_id,
            "period": period,
            "value": Decimal(value),
            "stretch": Decimal(stretch) if stretch else None,
        }.items():
            object.__setattr__(self, name, known)
        _targets.setdefault(figure_id, []).append(self)


@dataclass(eq=False, init=False)
class Source:
    """The records that figures count.

    `Source(Model.stage)` is a stock: what is so at the end of the day. `Source(Model, on="held_on")` is a flow: what
    happened on the day. `Source(Model)` are the records as they are, whatever the day.

    Args:
        of: the states, or the model.
        on: for a flow the way to the day or instant.
        owner: who answers for the records.
        unit: the way to the unit that keeps the records; it may report tallies before it does. Without it a record
            belongs to the reporting unit in whose division it lies.
    """

    model: Any
    stages: Stages | None
    on: str
    owner: Text
    unit: str
    figures: list[Figure] = field(default_factory=list)

    def __init__(self, of: Any, *, on: str = "", owner: Text = "", unit: str = "") -> None:
        self.stages = of if isinstance(of, Stages) else None
        self.model = self.stages.model if self.stages else of
        self.on, self.owner, self.unit, self.figures = on, owner, unit, []
        what = f"source {self.model.__name__}"
        if on and self.stages:
            raise ValueError(f"{what}: a stock has no day of its own; give the model for a flow")
        if on and not _dated(column_of(self.model, on, what)):
            raise ValueError(f"{what}: {on} is neither a day nor an instant")
        if unit and not _names_a_unit(column_of(self.model, unit, what)):
            raise ValueError(f"{what}: {unit} names no unit")

    @cached_property
    def register(self) -> Register:
        """The register of those rows."""
        return registers.of_model(self.model)

    @cached_property
    def of_instants(self) -> bool:
        """Whether a flow's rows have an instant and not only a day."""
        return bool(self.on) and isinstance(column_of(self.model, self.on, ""), DateTimeField)

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
        """Declare how many records there are: in the given states, on the day, or as they are."""
        return self.add(Figure(id, label, definition, unit, COUNT, self, _states(state), where, since, more_is=more_is))

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
        unit: Text = "",
        more_is: int = NEITHER,
    ) -> Figure:
        """Declare the sum of a column over the records: money in yuan, areas in mu, numbers in the given unit."""
        summed = column_of(self.model, column, f"figure {id}")
        kinds = {MoneyField: (MONEY, _("yuan")), AreaField: (AREA, _("mu")), IntegerField: (NUMBER, _("items"))}
        found = next((known for kind, known in kinds.items() if isinstance(summed, kind)), None)
        if found is None:
            raise ValueError(f"figure {id}: {column} is neither money nor an area nor a number")
        kind, usual = found
        return self.add(
            Figure(
                id,
                label,
                definition,
                unit or usual,
                kind,
                self,
                _states(state),
                where,
                since,
                sums=column,
                more_is=more_is,
            )
        )

    def distinct(
        self,
        id: str,
        column: str,
        label: Text,
        definition: Text,
        *,
        state: str | Sequence[str] = (),
        where: Q = EVERY_RECORD,
        to_date: bool = False,
        unit: Text = _("people"),
        more_is: int = NEITHER,
    ) -> Figure:
        """Declare how many different records a reference names, on the day or up to it; each part is asked anew."""
        if not isinstance(column_of(self.model, column, f"figure {id}"), ForeignKey):
            raise ValueError(f"figure {id}: {column} is no reference")
        if to_date and not self.on:
            raise ValueError(f"figure {id}: only a flow is counted to date")
        return self.add(
            Figure(
                id,
                label,
                definition,
                unit,
                COUNT,
                self,
                _states(state),
                where,
                differs=column,
                running=to_date,
                more_is=more_is,
            )
        )

    def days_since(
        self, id: str, label: Text, definition: Text, *, where: Q = EVERY_RECORD, more_is: int = NEITHER
    ) -> Figure:
        """Declare how many days have passed since the last record of a flow: 0 on its day, unknown before the first."""
        if not self.on:
            raise ValueError(f"figure {id}: only a flow has a last day")
        return self.add(
            Figure(
                id,
                label,
                definition,
                _("days"),
                NUMBER,
                self,
                where=where,
                lapse=True,
                running=True,
                more_is=more_is,
            )
        )

    def add(self, figure: Figure) -> Figure:
        """Take a figure in among those that are asked together."""
        self.figures.append(figure)
        return figure


def ratio(id: str, label: Text, definition: Text, part: Figure, whole: Figure, *, more_is: int = NEITHER) -> Figure:
    """Declare a percentage: part over whole, asked anew per division, unknown where the whole is 0 or unknown."""
    if wrong := [one.id for one in (part, whole) if one.kind in (PERCENT, CODE)]:
        raise ValueError(f"figure {id}: {wrong[0]} is no amount")
    return Figure(id, label, definition, "%", PERCENT, part.source, ratio=(part, whole), more_is=more_is)


def latest(
    id: str,
    model: type[Model],
    label: Text,
    definition: Text,
    *,
    at: str,
    value: str,
    until: str = "",
    where: Q = EVERY_RECORD,
    owner: Text = "",
    unit: Text = "",
    more_is: int = NEITHER,
) -> Figure:
    """Declare a value that holds until the next one: the division's own newest that has not ended, else that of the division above.

    Args:
        at: the column with the day or instant from which a record holds.
        value: the column with the value: a number, or one of its choices.
        until: the column with the day or instant from which it no longer holds.
        where: which records can say it, such as those of one issuer.
    """
    what = f"figure {id}"
    if wrong := [name for name in (at, until) if name and not _dated(column_of(model, name, what))]:
        raise ValueError(f"{what}: {wrong[0]} is neither a day nor an instant")
    kind = NUMBER if isinstance(column_of(model, value, what), IntegerField) else CODE
    source = Source(model, owner=owner)
    newest = Newest(at, value, until)
    return source.add(Figure(id, label, definition, unit, kind, source, where=where, newest=newest, more_is=more_is))


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


def _states(state: str | Sequence[str]) -> tuple[str, ...]:
    return (state,) if isinstance(state, str) else tuple(state)


def _dated(column: Any) -> bool:
    return isinstance(column, DateField)


def _names_a_unit(column: Any) -> bool:
    return isinstance(column, ForeignKey) and column.remote_field.model._meta.label == "parties.Unit"
