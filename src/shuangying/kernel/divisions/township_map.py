"""The schematic map: one tile a township. Where a county has arranged its tiles they stand so, all others in rows."""

import itertools
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import ceil, sqrt

from django.db import transaction

from shuangying.kernel.divisions.county_home import today
from shuangying.kernel.divisions.models import Division, Tile
from shuangying.kernel.divisions.trees import Node, Tree, tree_of

HALF = Decimal("0.5")
WIDEST = 100


@dataclass(frozen=True, slots=True)
class TilePlace:
    """A township's tile: column in halves and row, counted from the upper left."""

    node: Node
    column: Decimal
    row: int


def tiles(county: Division, day: date | None = None) -> list[TilePlace]:
    """The tiles of a county's townships that exist on the day, row by row.

    A township without a tile of its own stands where its predecessor or successor stood, else in rows below the others.
    """
    tree = tree_of(county, day or today())
    townships = tree.at_level("township")
    kept = {tile.division_id: tile for tile in Tile.objects.filter(division__in=list(tree.nodes)).order_by("pk")}
    placed = {id_: (tile.column, tile.row) for id_, tile in kept.items() if tree.nodes[id_].valid}
    for id_, tile in kept.items():
        unit = tree.unit_on_day(id_)
        if unit is not None and unit not in placed and (tile.column, tile.row) not in placed.values():
            placed[unit] = (tile.column, tile.row)
    first_row = max((row for _column, row in placed.values()), default=-1) + 1
    placed |= _in_rows([node for node in townships if node.id not in placed], first_row)
    found = [TilePlace(node, *placed[node.id]) for node in townships]
    return sorted(found, key=lambda place: (place.row, place.column))


def _in_rows(townships: list[Node], first_row: int) -> dict[int, tuple[Decimal, int]]:
    width = max(1, ceil(sqrt(len(townships))))
    return {
        node.id: (Decimal(index % width) + HALF * (index // width % 2), first_row + index // width)
        for index, node in enumerate(townships)
    }


@transaction.atomic
def arrange(county: Division, places: dict[int, tuple[Decimal, int]]) -> None:
    """Keep where each township's tile stands.

    Args:
        county: the county.
        places: column (in halves) and row by township id; townships that are not named keep their tile.

    Raises:
        ValueError: a township is not the county's, a column is no half or off the map, or two tiles would stand on one another.
    """
    tree: Tree = tree_of(county, today())
    own = {node.id for node in tree.at_level("township")}
    if not places.keys() <= own or not all(_on_the_map(*place) for place in places.values()):
        raise ValueError("tiles stand on the map in half columns and are townships of the county")
    for id_, (column, row) in places.items():
        Tile.objects.update_or_create(division_id=id_, defaults={"column": column, "row": row})
    taken = sorted((tile.row, tile.column) for tile in tiles(county))
    if any(a == row and right - left < 1 for (a, left), (row, right) in itertools.pairwise(taken)):
        raise ValueError("two tiles stand on one another")


def _on_the_map(column: Decimal, row: int) -> bool:
    return 0 <= column < WIDEST and 0 <= row < WIDEST and not column % HALF
