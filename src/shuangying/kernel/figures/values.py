"""What a figure is as of a day, for a division and its parts: one statement for all figures of a source."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Case, Count, Min, Q, When
from django.db.models import Value as Constant

from shuangying.core import units
from shuangying.core.calendar import SHANGHAI
from shuangying.kernel.accounts.api import Actor, Right
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.figures.adding import Owner, add_up
from shuangying.kernel.figures.asked import Asked, Place
from shuangying.kernel.figures.declaration import Figure, Source
from shuangying.kernel.figures.differing import different
from shuangying.kernel.figures.known import Knowledge, Known
from shuangying.kernel.figures.lapsing import days_passed
from shuangying.kernel.figures.newest import holding, holdings
from shuangying.kernel.figures.reports import Difference
from shuangying.kernel.imports.models import Import
from shuangying.kernel.registers.api import COUNTY
from shuangying.kernel.registers.writing import Refused

Number = int | Decimal
NOTHING: Mapping[str, Any] = {"records": 0, "statements": 0, "tallies": 0, "unknown": 0, "silent": []}


@dataclass(frozen=True, slots=True)
class Value:
    """A figure's value: an int for counts and numbers, a Decimal in yuan, mu or %, a code for grades, None where unknown.

    Attributes:
        basis: what it rests on: how many records it counts, how many of them by a statement only, how many tallies, how many records
            were left out because their state is unknown or they name nobody, and who owes an answer and is silent.
        part: "unplaced" for what is held higher up than the parts asked for.
        known: the number of each owner that is known, for comparisons.
        differences: days on which units' tallies and records differ.
        record: for a latest value the record that says it.
    """

    figure: Figure
    value: Number | str | None
    day: date
    division: Any
    basis: Mapping[str, Any]
    part: str = ""
    known: Mapping[Owner, Number] = field(default_factory=dict)
    differences: Sequence[Difference] = ()
    record: UUID | None = None

    @property
    def number(self) -> Number | None:
        """The value where it is a number; None for a grade and where unknown."""
        return None if isinstance(self.value, str) else self.value


def knowable(figures: Iterable[Figure], actor: Actor) -> list[Figure]:
    """The figures whose value somebody may know anywhere: their own, and for a percentage those it is taken of."""
    return [
        figure
        for figure in figures
        if not any(one.register.reach(actor, Right.COUNT).none for one in closure([figure]))
    ]


def division_for(actor: Actor, figure: Figure, tree: Any) -> Any:
    """The division a person's figures are for when none is named: the county, or where their post is.

    Raises:
        Refused: they may not know this figure anywhere.
    """
    reaches = [one.register.reach(actor, Right.COUNT) for one in closure([figure])]
    if all(reach.covers(tree.county.path) for reach in reaches):
        return tree.county
    for post in actor.posts:
        if all(reach.covers(post.path) for reach in reaches):
            return tree.node(post.division_id)
    raise Refused


def values(
    figures: Sequence[Figure], *, day: date, actor: Actor, division: Any = None, by: str | None = None
) -> list[Value]:
    """The figures as of the end of a day.

    Args:
        figures: which figures.
        day: as of which day.
        actor: who asks; they must hold at least the right `COUNT` on the figure's register for the division.
        division: a node of the tree; by default the county or the asker's own.
        by: "township" or "village": a value for each part at that level instead of one for the whole, and one with part
            "unplaced" for what is held higher up.

    Raises:
        Refused: the division is outside the asker's scope.
    """
    tree = divisions.tree(day)
    places = {figure: division or division_for(actor, figure, tree) for figure in figures}
    wanted: dict[tuple[Source, int], dict[Figure, None]] = {}
    at = {}
    for figure, place in places.items():
        for needed in closure([figure]):
            if not needed.register.reach(actor, Right.COUNT).covers(place.path):
                raise Refused
            wanted.setdefault((needed.source, place.id), {})[needed] = None
            at[place.id] = place
    answers: dict[tuple[Figure, int], list[Value]] = {}
    for (source, place_id), asked_for in wanted.items():
        asked = Asked(day, tree, at[place_id], by, source.register.reach(actor, Right.COUNT))
        for figure, found in _answer(source, list(asked_for), asked).items():
            answers[figure, place_id] = found
    for (_source, place_id), asked_for in wanted.items():
        for figure in asked_for:
            if figure.ratio:
                part, whole = figure.ratio
                answers[figure, place_id] = _shares(figure, answers[part, place_id], answers[whole, place_id])
    return [value for figure in figures for value in answers[figure, places[figure].id]]


def change(figure: Figure, day: date, actor: Actor, division: Any = None, *, days: int = 1) -> Any:
    """The difference to some days before; None where either is unknown."""
    now, before = (
        values([figure], day=moment, actor=actor, division=division)[0] for moment in (day, day - timedelta(days=days))
    )
    return difference(now, before)


def difference(now: Value, before: Value) -> Number | None:
    """How much a value differs from that of another day, by the units known on both; None where nothing is."""
    if isinstance(now.value, str) or isinstance(before.value, str) or now.value is None or before.value is None:
        return None
    if not (now.known or before.known):
        return now.value - before.value
    both = [owner for owner in now.known if owner in before.known]
    if not both:
        return None
    return sum((now.known[owner] - before.known[owner] for owner in both), 0 * now.value)


def closure(figures: Iterable[Figure]) -> list[Figure]:
    """The figures, with the parts and wholes of percentages before them."""
    found: dict[Figure, None] = {}
    for figure in figures:
        for needed in (*(closure(figure.ratio) if figure.ratio else ()), figure):
            found[needed] = None
    return list(found)


def _answer(source: Source, figures: Sequence[Figure], asked: Asked) -> dict[Figure, list[Value]]:
    answer = {figure: _latest(figure, asked) for figure in figures if figure.newest}
    counted = [figure for figure in figures if not figure.newest and not figure.ratio]
    if not counted:
        return answer
    added = add_up(source, counted, asked)
    own = [figure for figure in counted if figure.differs]
    differing = different(source, own, asked) if own else {}
    lapses = {figure: days_passed(figure, asked) for figure in counted if figure.lapse}
    stateless = _stateless(source, asked, added.rows)
    began = Began(source, asked.day)
    for figure in counted:
        answer[figure] = []
        knowledge = Knowledge(figure, added, asked.day, began)
        for place, (node, part) in asked.places.items():
            found = knowledge.of(place, node)
            unnamed = differing[figure].get(place) if figure.differs else None
            unknown = unnamed.unnamed if unnamed else stateless.get(place, 0)
            owing = found.silent and not added.reports[figure].standing
            if part and not (found.total.rows or found.total.tallies or unknown or owing):
                continue
            number = found.number
            if figure.differs and number is not None:
                number = unnamed.number if unnamed else 0
            if figure.lapse:
                number = lapses[figure].get(place)
            answer[figure].append(_value(figure, number, found, unknown, asked, node, part))
    return answer


def _value(
    figure: Figure, number: Number | None, found: Known, unknown: int, asked: Asked, node: Any, part: str
) -> Value:
    basis = {
        "records": found.total.records,
        "statements": found.total.statements,
        "tallies": found.total.tallies,
        "unknown": unknown,
        "silent": [reporter.name for reporter in found.silent],
    }
    owners = found.owners if figure.added else {}
    return Value(figure, number, asked.day, node, basis, part, owners, found.differences)


def _latest(figure: Figure, asked: Asked) -> list[Value]:
    found = holdings(figure, asked.day)
    answer = []
    for place, (node, part) in asked.places.items():
        if place is None:
            continue
        held = holding(found, asked.tree, place)
        basis = {**NOTHING, "records": 1 if held else 0}
        value = held.value if held else None
        answer.append(Value(figure, value, asked.day, node, basis, part, record=held.uid if held else None))
    return answer


def _stateless(source: Source, asked: Asked, known_rows: Mapping[Place, int]) -> Mapping[Place, int]:
    """How many records of unknown state are left out, by place."""
    if source.stages is None:
        return {}
    found: dict[Place, int] = defaultdict(int)
    records = asked.within(source.model.objects.live()).order_by()
    for division_id, number in records.values_list("division_id").annotate(n=Count("pk")):
        found[asked.place_of(division_id)] += number
    return {place: number - known_rows.get(place, 0) for place, number in found.items()}


class Began:
    """Whether a list kept by the county had begun by a day; asked of the database only where it matters."""

    def __init__(self, source: Source, day: date) -> None:
        self.source, self.day, self._known = source, day, None

    _known: bool | None

    def __bool__(self) -> bool:
        if self._known is None:
            first = first_day(self.source) if self.source.register.kept_by == COUNTY else None
            self._known = first is not None and first <= self.day
        return self._known


def first_day(source: Source) -> date | None:
    """The day on which a list kept by the county began: its first record's first day, or its first import."""
    imports = Import.objects.filter(register=source.register.id, status="done").aggregate(day=Min("day"))["day"]
    if source.stages is not None:
        first = source.stages.Span.objects.aggregate(day=Min("from_on"))["day"]
    elif source.on:
        at = source.model.objects.live().aggregate(at=Min(source.on))["at"]
        first = at.astimezone(SHANGHAI).date() if at is not None and source.of_instants else at
    else:
        first = date.min if source.model.objects.live().exists() else None
    return min((day for day in (first, imports) if day is not None), default=None)


def flagged(condition: Q) -> Case:
    """Whether a row meets the condition, as a column to group by."""
    return Case(When(condition, then=Constant(True)), default=Constant(False), output_field=BooleanField())


def share_of(part: Number | None, whole: Number | None) -> Decimal | None:
    """Part over whole in % to one place, half up; None where either is unknown or the whole is 0."""
    if part is None or not whole:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _shares(figure: Figure, parts: Sequence[Value], wholes: Sequence[Value]) -> list[Value]:
    by_place = {(value.division.id, value.part): value for value in parts}
    found = []
    for whole in wholes:
        part = by_place.get((whole.division.id, whole.part))
        over, under = of_both(part, whole)
        basis = dict((part or whole).basis)
        basis["silent"] = list(dict.fromkeys([*basis["silent"], *whole.basis["silent"]]))
        found.append(Value(figure, share_of(over, under), whole.day, whole.division, basis, whole.part))
    return found


def of_both(part: Value | None, whole: Value) -> tuple[Any, Any]:
    """A percentage's part and whole; where units report both, of the units known in both."""
    if part is None:
        return None, whole.value
    owners = part.known.keys() | whole.known.keys()
    both = part.known.keys() & whole.known.keys()
    if both == owners or not (owners - {None}):
        return part.value, whole.value
    if not both:
        return None, None
    return sum(part.known[owner] for owner in both), sum(whole.known[owner] for owner in both)


def as_json(value: Value) -> dict[str, Any]:
    """A value as the API and the console give it: counts as integers, yuan, mu and % as plain decimal strings, grades as codes."""
    number = value.value
    found = {
        "id": value.figure.id,
        "label": str(value.figure.label),
        "value": units.plain(number) if isinstance(number, Decimal) else number,
        "unit": str(value.figure.unit),
        "as_of": value.day.isoformat(),
        "division": value.division.code,
        "division_name": value.division.name,
        "definition": str(value.figure.definition),
        "basis": dict(value.basis),
    }
    return found | ({"part": value.part} if value.part else {})
