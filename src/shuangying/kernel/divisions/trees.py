"""The county's tree on a day.

Rows never move in the table: a division keeps the parent under which it was made, and a day's parent is that parent's
unit of the day. So a merger of townships changes two rows, and every day before and after it has its own tree.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from uuid import UUID

from django.db.models import Q

from shuangying.kernel.divisions.county_home import NoCounty, home
from shuangying.kernel.divisions.models import LEVELS, Division, FormerName, Succession


@dataclass(frozen=True, slots=True)
class Node:
    """One division as of a day: its name and its parent of that day; `path` is its scope."""

    id: int
    code: str
    name: str
    level: str
    kind: str
    parent_id: int | None
    path: str
    valid: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A division as it is kept."""

    id: int
    code: str
    name: str
    level: str
    kind: str
    parent_id: int | None
    path: str
    valid_from: date | None
    valid_until: date | None

    def valid_on(self, day: date) -> bool:
        """Whether it exists at the end of the day."""
        return (self.valid_from is None or self.valid_from <= day) and not self.ended_by(day)

    def ended_by(self, day: date) -> bool:
        """Whether it has ended by the end of the day."""
        return self.valid_until is not None and self.valid_until <= day


@dataclass(frozen=True)
class Lives:
    """All rows of a county, its ancestors included, with their successions and former names."""

    county_id: int
    rows: Mapping[int, Row]
    successors: Mapping[int, tuple[int, ...]]
    predecessors: Mapping[int, tuple[int, ...]]
    former_names: Mapping[int, tuple[tuple[date, str], ...]]


class Tree:
    """The divisions of the county, and its ancestors, as of one day."""

    def __init__(self, lives: Lives, day: date) -> None:
        self.lives, self.day = lives, day
        self._units: dict[int, int | None] = {}

    @cached_property
    def county(self) -> Node:
        """The county itself."""
        unit = self.unit_on_day(self.lives.county_id)
        return self.nodes[unit if unit is not None else self.lives.county_id]

    @cached_property
    def nodes(self) -> Mapping[int, Node]:
        """All nodes by id, in the county's order; those that do not exist on the day too, with `valid` false."""
        return {
            row.id: Node(
                row.id,
                row.code,
                self._name(row),
                row.level,
                row.kind,
                self._parent(row),
                row.path,
                row.valid_on(self.day),
            )
            for row in self.lives.rows.values()
        }

    def node(self, id_: int) -> Node:
        """The node of that id.

        Raises:
            KeyError: it is neither in the county nor above it.
        """
        return self.nodes[id_]

    def children(self, id_: int) -> list[Node]:
        """The divisions that exist on the day right under the one given, in the county's order."""
        return self._children.get(id_, [])

    def at_level(self, level: str) -> list[Node]:
        """The county's divisions of a level that exist on the day, parent by parent in the county's order."""
        return self._levels.get(level, [])

    def ancestors(self, id_: int) -> list[Node]:
        """The nodes above the one given, nearest first."""
        found: list[Node] = []
        above = self.nodes[id_].parent_id
        while above is not None:
            found.append(self.nodes[above])
            above = found[-1].parent_id
        return found

    def unit_on_day(self, id_: int) -> int | None:
        """The division of the day that a division is, became or was before.

        One that has ended is its only successor that exists on the day, one that is yet to come its only predecessor;
        where there is none, or several (a split), it is nowhere: None.
        """
        if id_ not in self._units:
            self._units[id_] = self._find_unit(id_)
        return self._units[id_]

    def place(self, id_: int) -> int | None:
        """Where a record of that division stands on the day: its unit of the day, else the nearest one above it."""
        above: int | None = id_
        while above is not None:
            unit = self.unit_on_day(above)
            if unit is not None:
                return unit
            above = self.lives.rows[above].parent_id
        return None

    def roll_up(self, id_: int, level: str) -> int | None:
        """The division of that level in which a record of the given division counts on the day.

        None where the record is held higher than the level, or outside the county: it is unplaced.
        """
        unit = self.place(id_) if id_ in self.lives.rows else None
        while unit is not None and self.nodes[unit].level != level:
            unit = self.nodes[unit].parent_id
        return unit

    def held_in(self, id_: int) -> tuple[int, ...]:
        """All divisions, of whatever day, whose records count in the given division on this day."""
        return self._held.get(id_, ())

    @cached_property
    def _held(self) -> Mapping[int, tuple[int, ...]]:
        held: dict[int, list[int]] = {}
        for id_ in self.lives.rows:
            unit = self.place(id_)
            while unit is not None:
                held.setdefault(unit, []).append(id_)
                unit = self.nodes[unit].parent_id
        return {unit: tuple(ids) for unit, ids in held.items()}

    def changes_within(self, first: date, last: date) -> bool:
        """Whether a division of the county begins or ends after the first of two days and by the last."""
        rows = self.lives.rows.values()
        return any(day is not None and first < day <= last for row in rows for day in (row.valid_from, row.valid_until))

    def _find_unit(self, id_: int) -> int | None:
        row = self.lives.rows.get(id_)
        if row is None or row.valid_on(self.day):
            return None if row is None else id_
        ways = self.lives.successors if row.ended_by(self.day) else self.lives.predecessors
        reached: set[int] = set()
        seen, waiting = {id_}, list(ways.get(id_, ()))
        while waiting:
            following = waiting.pop()
            if following in seen:
                continue
            seen.add(following)
            if following in self.lives.rows and self.lives.rows[following].valid_on(self.day):
                reached.add(following)
            else:
                waiting += ways.get(following, ())
        return reached.pop() if len(reached) == 1 else None

    def _parent(self, row: Row) -> int | None:
        return None if row.parent_id is None else self.place(row.parent_id)

    def _name(self, row: Row) -> str:
        return next((name for until, name in self.lives.former_names.get(row.id, ()) if until > self.day), row.name)

    @cached_property
    def _children(self) -> Mapping[int, list[Node]]:
        found: dict[int, list[Node]] = {}
        for node in self.nodes.values():
            if node.valid and node.parent_id is not None:
                found.setdefault(node.parent_id, []).append(node)
        return found

    @cached_property
    def _levels(self) -> Mapping[str, list[Node]]:
        found: dict[str, list[Node]] = {level: [] for level in LEVELS}

        def walk(nodes: Iterable[Node]) -> None:
            for node in nodes:
                found[node.level].append(node)
                walk(self.children(node.id))

        walk([self.county])
        return found


def tree(day: date) -> Tree:
    """The county's tree as of the day.

    Raises:
        NoCounty: this home has no county yet.
    """
    here = home()
    if here.county is None:
        raise NoCounty
    return _tree(here.stamp, here.county.pk, here.county.path, day)


def tree_of(division: Division, day: date) -> Tree:
    """The tree that holds a division: the county's where it lies in it, else one of the division alone."""
    here = home()
    if here.county is not None and division.path.startswith(here.county.path):
        division = here.county
    return _tree(here.stamp, division.pk, division.path, day)


@lru_cache(maxsize=64)
def _tree(stamp: UUID, county_id: int, path: str, day: date) -> Tree:
    return Tree(_lives(stamp, county_id, path), day)


@lru_cache(maxsize=2)
def _lives(stamp: UUID, county_id: int, path: str) -> Lives:
    above = [int(part) for part in path.strip("/").split("/")]
    kept = Division.objects.filter(Q(path__startswith=path) | Q(pk__in=above)).order_by("position", "code", "pk")
    names = ("id", "code", "name", "level", "kind", "parent_id", "path", "valid_from", "valid_until")
    rows = {row[0]: Row(*row) for row in kept.values_list(*names)}
    successors: dict[int, tuple[int, ...]] = {}
    predecessors: dict[int, tuple[int, ...]] = {}
    for before, after in Succession.objects.filter(predecessor__path__startswith=path).values_list(
        "predecessor_id", "successor_id"
    ):
        successors[before] = (*successors.get(before, ()), after)
        predecessors[after] = (*predecessors.get(after, ()), before)
    former: dict[int, tuple[tuple[date, str], ...]] = {}
    named = FormerName.objects.filter(division__path__startswith=path).order_by("until_on")
    for division_id, until, name in named.values_list("division_id", "until_on", "name"):
        former[division_id] = (*former.get(division_id, ()), (until, name))
    return Lives(county_id, rows, successors, predecessors, former)
