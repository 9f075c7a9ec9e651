"""What a figure is as of a day, for a division and its parts: one query for all figures of a source."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import BooleanField, Case, Count, Min, Q, QuerySet, Sum, When
from django.db.models import Value as Constant

from shuangying.core import units
from shuangying.kernel.accounts.api import Actor, Reach, Right
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.figures.declaration import COUNT, Figure, Source
from shuangying.kernel.imports.models import Import
from shuangying.kernel.registers.api import COUNTY
from shuangying.kernel.registers.spans import on_day
from shuangying.kernel.registers.writing import Refused

UNPLACED = "unplaced"


@dataclass(frozen=True, slots=True)
class Value:
    """A figure's value: `value` is an int for counts, a Decimal in yuan or %, None where unknown.

    `basis` says what it rests on: how many records it counts, how many of them by a statement only, how many records were left
    out because their state is unknown, and which divisions that keep their own list are silent.
    """

    figure: Figure
    value: int | Decimal | None
    day: date
    division: Any
    basis: Mapping[str, Any]
    part: str = ""


@dataclass(slots=True)
class _Sum:
    """Running totals of one figure in one part of the tree."""

    records: int = 0
    statements: int = 0
    unknown: int = 0
    amount: Decimal | None = None

    def add(self, other: "_Sum") -> None:
        self.records += other.records
        self.statements += other.statements
        self.unknown += other.unknown
        if other.amount is not None:
            self.amount = (self.amount or Decimal(0)) + other.amount


@dataclass(slots=True)
class _Asked:
    """One question: which day, which tree, which division, which level of parts."""

    day: date
    tree: Any
    division: Any
    by: str | None
    reach: Reach

    def within(self, rows: QuerySet) -> QuerySet:
        """The rows in the division asked about."""
        if self.division.id == self.tree.county.id:
            return rows
        return rows.filter(division__in=self.tree.held_in(self.division.id))

    def place_of(self, division_id: int) -> int | None:
        """The part that a row of that division is counted in; None where it is held higher up."""
        if self.by is None:
            return self.division.id
        unit = self.tree.unit_on_day(division_id)
        return self.tree.roll_up(unit, self.by) if unit is not None else None


def division_for(actor: Actor, figure: Figure, tree: Any) -> Any:
    """The division a person's figures are for when none is named: the county, or where their post is.

    Raises:
        Refused: they may not know this figure anywhere.
    """
    where = figure.register.reach(actor, Right.COUNT)
    if where.covers(tree.county.path):
        return tree.county
    for post in actor.posts:
        if where.covers(post.path):
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
    found: list[Value] = []
    answers: dict[tuple[int, Any], dict[Figure, list[Value]]] = {}
    for figure in figures:
        at = division or division_for(actor, figure, tree)
        reach = figure.register.reach(actor, Right.COUNT)
        if not reach.covers(at.path):
            raise Refused
        key = (id(figure.source), at.id)
        if key not in answers:
            wanted = closure(one for one in figures if one.source is figure.source)
            answers[key] = _answer(figure.source, wanted, _Asked(day, tree, at, by, reach))
        found += answers[key][figure]
    return found


def change(figure: Figure, day: date, actor: Actor, division: Any = None, *, days: int = 1) -> Any:
    """The difference to some days before; None where either is unknown."""
    now, before = (
        values([figure], day=moment, actor=actor, division=division)[0].value
        for moment in (day, day - timedelta(days=days))
    )
    return None if now is None or before is None else now - before


def closure(figures: Iterable[Figure]) -> list[Figure]:
    """The figures, with the parts and wholes of percentages before them."""
    found: dict[Figure, None] = {}
    for figure in figures:
        for needed in (*(closure(figure.ratio) if figure.ratio else ()), figure):
            found[needed] = None
    return list(found)


def _answer(source: Source, figures: Sequence[Figure], asked: _Asked) -> dict[Figure, list[Value]]:
    counted = [figure for figure in figures if figure.ratio is None]
    sums = _sums(source, counted, asked)
    known = _known(source, asked, sums)
    places = _places(asked)
    answer: dict[Figure, list[Value]] = {}
    for figure in counted:
        by_place = sums[figure]
        answer[figure] = [
            _value(figure, by_place.get(place, _Sum()), asked, node, part, known)
            for place, (node, part) in places.items()
            if part != UNPLACED or (place in by_place and (by_place[place].records or by_place[place].unknown))
        ]
    for figure in figures:
        if figure.ratio:
            answer[figure] = _shares(figure, *(answer[one] for one in figure.ratio))
    return answer


def _places(asked: _Asked) -> dict[int | None, tuple[Any, str]]:
    """The parts to answer for: by node id, and None for what is held higher up."""
    if asked.by is None:
        return {asked.division.id: (asked.division, "")}
    nodes = [node for node in asked.tree.at_level(asked.by) if node.path.startswith(asked.division.path)]
    return {**{node.id: (node, "") for node in nodes}, None: (asked.division, UNPLACED)}


Sums = dict[Figure, dict[int | None, _Sum]]


def _sums(source: Source, figures: Sequence[Figure], asked: _Asked) -> Sums:
    """The records and amounts of each figure in each place, and how many records of unknown state each place has."""
    spans = asked.within(asked.reach.limit(on_day(source.stages, asked.day))).order_by()
    conditions = {figure: on_record(figure.condition(asked.day)) for figure in figures}
    found, known = (_of_parts if asked.by else _of_whole)(figures, conditions, spans, asked)
    records = asked.within(asked.reach.limit(source.model.objects.live())).order_by().values_list("division_id")
    everything: dict[int | None, int] = defaultdict(int)
    for division_id, number in records.annotate(n=Count("pk")):
        everything[asked.place_of(division_id)] += number
    for place, number in everything.items():
        if number > known.get(place, 0):
            for figure in figures:
                found[figure][place].unknown = number - known.get(place, 0)
    return found


def _of_whole(
    figures: Sequence[Figure], conditions: Mapping[Figure, Q], spans: QuerySet, asked: _Asked
) -> tuple[Sums, dict[int | None, int]]:
    """One place: conditional counts and sums in one pass without sorting; what rests on statements in a second."""
    wanted = {figure: conditions[figure] & (Q(state__in=figure.states) if figure.states else Q()) for figure in figures}
    cells = {condition: n for n, condition in enumerate(dict.fromkeys(wanted.values()))}
    counts = {f"n_{n}": Count("pk", filter=condition or None) for condition, n in cells.items()}
    amounts = {
        f"{figure.sums}_{cells[wanted[figure]]}": Sum(f"record__{figure.sums}", filter=wanted[figure] or None)
        for figure in figures
        if figure.sums
    }
    whole = spans.aggregate(all=Count("pk"), **counts, **amounts)
    stated = spans.filter(basis="statement").aggregate(**counts)
    place = asked.division.id
    found: Sums = {}
    for figure in figures:
        cell = cells[wanted[figure]]
        amount = whole[f"{figure.sums}_{cell}"] if figure.sums else None
        found[figure] = defaultdict(_Sum, {place: _Sum(whole[f"n_{cell}"], stated[f"n_{cell}"], 0, amount)})
    return found, {place: whole["all"]}


def _of_parts(
    figures: Sequence[Figure], conditions: Mapping[Figure, Q], spans: QuerySet, asked: _Asked
) -> tuple[Sums, dict[int | None, int]]:
    """Many places: one query by division, state, basis and the figures' further conditions, added up the tree."""
    flags = {condition: f"flag_{n}" for n, condition in enumerate({c for c in conditions.values() if c})}
    columns = sorted({figure.sums for figure in figures if figure.sums})
    groups = (
        spans.annotate(**{name: flagged(condition) for condition, name in flags.items()})
        .values("division_id", "state", "basis", *flags.values())
        .annotate(n=Count("pk"), **{f"sum_{column}": Sum(f"record__{column}") for column in columns})
    )
    found: Sums = {figure: defaultdict(_Sum) for figure in figures}
    known: dict[int | None, int] = defaultdict(int)
    for group in groups:
        place = asked.place_of(group["division_id"])
        known[place] += group["n"]
        by_statement = group["n"] if group["basis"] == "statement" else 0
        for figure in figures:
            if conditions[figure] and not group[flags[conditions[figure]]]:
                continue
            if not figure.states or group["state"] in figure.states:
                amount = group[f"sum_{figure.sums}"] if figure.sums else None
                found[figure][place].add(_Sum(group["n"], by_statement, 0, amount))
    return found, known


def on_record(condition: Q) -> Q:
    """A condition on records as one on their spans."""
    changed = Q(_connector=condition.connector, _negated=condition.negated)
    for child in condition.children:
        if isinstance(child, Q):
            changed.children.append(on_record(child))
        elif isinstance(child, tuple):
            changed.children.append((f"record__{child[0]}", child[1]))
        else:
            raise TypeError("a figure's condition is made of column lookups")
    return changed


def flagged(condition: Q) -> Case:
    """Whether a row meets the condition, as a column to group by."""
    return Case(When(condition, then=Constant(True)), default=Constant(False), output_field=BooleanField())


def _known(source: Source, asked: _Asked, sums: Sums) -> bool:
    """Whether a list kept by the county had begun by the day: its first state or its first import."""
    if source.register.kept_by != COUNTY:
        return False
    if any(total.records for by_place in sums.values() for total in by_place.values()):
        return True
    began = first_day(source)
    return began is not None and began <= asked.day


def first_day(source: Source) -> date | None:
    """The day on which a list kept by the county began: its first state or its first import."""
    spans = source.stages.Span.objects.aggregate(day=Min("from_on"))
    imports = Import.objects.filter(register=source.register.id, status="done").aggregate(day=Min("day"))
    return min((found["day"] for found in (spans, imports) if found["day"] is not None), default=None)


def _value(figure: Figure, total: _Sum, asked: _Asked, node: Any, part: str, known: bool) -> Value:
    value: int | Decimal | None
    if not total.records and not known:
        value = None
    elif figure.kind == COUNT:
        value = total.records
    else:
        value = total.amount if total.records else Decimal(0)
    basis = {
        "records": total.records,
        "statements": total.statements,
        "tallies": 0,
        "unknown": total.unknown,
        "silent": [],
    }
    return Value(figure, value, asked.day, node, basis, part)


def share_of(part: int | Decimal | None, whole: int | Decimal | None) -> Decimal | None:
    """Part over whole in % to one place, half up; None where either is unknown or the whole is 0."""
    if part is None or not whole:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _shares(figure: Figure, parts: Sequence[Value], wholes: Sequence[Value]) -> list[Value]:
    by_place = {(value.division.id, value.part): value for value in parts}
    found = []
    for whole in wholes:
        part = by_place.get((whole.division.id, whole.part))
        share = share_of(part.value if part else None, whole.value)
        found.append(Value(figure, share, whole.day, whole.division, (part or whole).basis, whole.part))
    return found


def as_json(value: Value) -> dict[str, Any]:
    """A value as the API and the console give it: counts as integers, yuan and % as plain decimal strings."""
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
