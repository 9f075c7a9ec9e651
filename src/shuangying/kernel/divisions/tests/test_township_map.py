"""The schematic map: every township has one tile, none stands on another."""

import itertools
from datetime import date
from decimal import Decimal

import pytest

from shuangying.kernel.divisions import api as divisions

DAY = date(2020, 3, 5)


def apart(places):
    rows = {}
    for place in places:
        rows.setdefault(place.row, []).append(place.column)
    return all(b - a >= 1 for columns in rows.values() for a, b in itertools.pairwise(columns))


def test_shan_county_has_a_tile_for_each_of_its_townships(county):
    places = divisions.tiles(county, DAY)
    assert len({place.node.id for place in places}) == 22
    assert apart(places)
    assert all(place.column % Decimal("0.5") == 0 for place in places)


def test_another_county_gets_tiles_in_rows(county):
    cao = divisions.find("371721")
    places = divisions.tiles(cao, DAY)
    assert len(places) == cao.children.count()
    assert apart(places)
    assert max(place.row for place in places) <= 6


def test_a_successor_stands_where_its_predecessor_stood(county, named, console):
    was = next(place for place in divisions.tiles(county, DAY) if place.node.name == "曹庄乡")
    divisions.rename(named("202"), "曹庄镇", date(2025, 1, 1), console, code="371722118000", kind="town")
    now = next(place for place in divisions.tiles(county, date(2025, 6, 1)) if place.node.name == "曹庄镇")
    assert (now.column, now.row) == (was.column, was.row)
    assert len(divisions.tiles(county, DAY)) == len(divisions.tiles(county, date(2025, 6, 1))) == 22


def test_a_county_arranges_its_tiles_anew_but_not_one_on_another(county, named):
    divisions.arrange(county, {named("107").pk: (Decimal("7.5"), 5)})
    place = next(place for place in divisions.tiles(county, DAY) if place.node.name == "蔡堂镇")
    assert (place.column, place.row) == (Decimal("7.5"), 5)
    with pytest.raises(ValueError, match="stand on one another"):
        divisions.arrange(county, {named("108").pk: (Decimal("7"), 5)})
    for wrong in ({named("107").pk: (Decimal("1.3"), 0)}, {county.pk: (Decimal(9), 9)}):
        with pytest.raises(ValueError, match="half columns"):
            divisions.arrange(county, wrong)
