"""Sparkline, series and tile map as SVG."""

import pytest

from shuangying.site.svg import Tile, line_paths, sparkline, step_bounds, step_of, tile_map


def test_a_day_without_a_report_is_a_gap_in_the_line():
    assert line_paths([1, 2, None, 4], 30, 10, stepped=False) == ["M0.0 10.0L10.0 6.67", "M30.0 0.0h0"]


def test_a_stepped_line_keeps_the_value_until_the_day_of_the_next():
    assert line_paths([0, 2], 10, 10, stepped=True) == ["M0.0 10.0H10.0V0.0"]


def test_a_level_line_runs_in_the_middle():
    assert line_paths([3, 3], 10, 10, stepped=False) == ["M0.0 5.0L10.0 5.0"]


def test_where_nothing_is_known_nothing_is_drawn():
    assert line_paths([None, None], 10, 10, stepped=False) == []
    assert "<path" not in sparkline([None, None], "x")


def test_the_sparkline_ends_in_a_dot_at_its_last_known_value():
    assert '<path class="dot" d="M60.0 0.0h0"/>' in sparkline([1, 2, None])


@pytest.mark.parametrize(
    ("value", "step"), [(None, 0), (0, 1), (1, 1), (2, 2), (5, 4), (8, 5)], ids=lambda value: str(value)
)
def test_the_step_of_a_value_beside_a_largest_of_eight(value, step):
    assert step_of(value, 8) == step


@pytest.mark.parametrize("largest", [3, 8, 14, 100])
def test_every_whole_number_lies_within_the_bounds_of_its_step(largest):
    bounds = step_bounds(largest, whole=True)
    for value in range(largest + 1):
        low, high = bounds[step_of(value, largest) - 1]
        assert int(low) <= value <= int(high)


def test_a_township_that_has_not_reported_is_hatched_and_says_so():
    drawn = tile_map([Tile("莱河", None, 0, 0), Tile("时楼", 0, 0.5, 1)], key="m", unit="个", unknown="未报")
    assert 'class="tile step-0"' in drawn
    assert "url(#m-hatch)" in drawn
    assert "莱河 未报</title>" in drawn
    assert 'class="tile step-1"' in drawn
    assert "时楼 0个</title>" in drawn


def test_a_name_cannot_break_out_of_the_drawing():
    assert "<script>" not in tile_map([Tile("<script>", 1, 0, 0)])
