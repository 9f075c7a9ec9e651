"""One question: as of which day, of which division, by which parts, within whose reach."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from shuangying.kernel.accounts.api import Reach

UNPLACED = "unplaced"

Place = int | None
"""A part of the tree by the id of its node; None for what is held higher up than the parts asked for."""

ELSEWHERE = -1
"""No part: outside the division asked about."""


@dataclass
class Asked:
    """One question to figures."""

    day: date
    tree: Any
    division: Any
    by: str | None
    reach: Reach
    _known_places: dict[int, Place] = field(default_factory=dict, repr=False)

    @cached_property
    def whole_county(self) -> bool:
        """Whether it is about the whole county."""
        return bool(self.division.id == self.tree.county.id)

    @cached_property
    def held(self) -> frozenset[int]:
        """All divisions whose records count in the division asked about."""
        return frozenset(self.tree.held_in(self.division.id))

    def within(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows in the division asked about."""
        rows = self.reach.limit(rows)
        return rows if self.whole_county else rows.filter(division__in=self.held)

    def holds(self, division_id: int) -> bool:
        """Whether records of that division count in the division asked about."""
        return self.whole_county or division_id in self.held

    def place_of(self, division_id: int) -> Place:
        """The part that a row of that division is counted in."""
        if not self.holds(division_id):
            return ELSEWHERE
        if self.by is None:
            return int(self.division.id)
        if division_id not in self._known_places:
            unit = self.tree.unit_on_day(division_id)
            self._known_places[division_id] = self.tree.roll_up(unit, self.by) if unit is not None else None
        return self._known_places[division_id]

    @cached_property
    def places(self) -> Mapping[Place, tuple[Any, str]]:
        """The parts to answer for, each with its node and what the answer calls it."""
        if self.by is None:
            return {self.division.id: (self.division, "")}
        nodes = [node for node in self.tree.at_level(self.by) if node.path.startswith(self.division.path)]
        return {**{node.id: (node, "") for node in nodes}, None: (self.division, UNPLACED)}
