"""The vocabulary of demonstrations: the same story each time, months in order, shares that sum."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from shuangying.core.story import World, months, shares


def test_the_same_dice_fall_the_same_and_others_fall_otherwise():
    world = World(date(2020, 3, 5), 7, {}, str, lambda *_: None, lambda *_: [])
    assert world.dice("progress", 3).random() == world.dice("progress", 3).random()
    assert world.dice("progress", 3).random() != world.dice("progress", 4).random()


def test_months_count_over_the_turn_of_the_year():
    assert months(date(2019, 11, 30), date(2020, 2, 1)) == [
        date(2019, 11, 1),
        date(2019, 12, 1),
        date(2020, 1, 1),
        date(2020, 2, 1),
    ]
    assert months(date(2020, 2, 1), date(2020, 1, 31)) == []


@given(st.integers(1, 10**9), st.lists(st.floats(0.1, 9), min_size=1, max_size=30))
def test_shares_sum_to_the_total(fen, weights):
    total = Decimal(fen) / 100
    parts = shares(total, weights, Decimal("0.01"))
    assert sum(parts) == total
    assert all(part >= 0 for part in parts)
