"""Drawings without a library: sparkline, series and tile map as inline SVG, styled by the style sheet alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from shuangying.kernel.registers.numerals import plain_number

Number = int | float | Decimal
STEPS = 5
TILE_WIDTH, TILE_HEIGHT, TILE_GAP = 76, 50, 4


@dataclass(frozen=True)
class Tile:
    """One division on the map: place in columns and rows (halves allowed), value or None, address of its page."""

    name: str
    value: Number | None
    column: float
    row: float
    url: str = ""


def with_unit(value: Number | None, unit: str, unknown: str) -> str:
    """A value and its unit in plain text: apart where the unit is a word in Latin letters."""
    if value is None:
        return unknown
    return plain_number(value) + (" " if unit[:1].isascii() and unit[:1].isalpha() else "") + unit


def runs(values: Sequence[Number | None]) -> Iterator[list[tuple[int, Number]]]:
    """Unbroken stretches of a list of values, as pairs of position and value."""
    run: list[tuple[int, Number]] = []
    for position, value in enumerate(values):
        if value is not None:
            run.append((position, value))
        elif run:
            yield run
            run = []
    if run:
        yield run


def line_paths(
    values: Sequence[Number | None], width: int, height: int, *, stepped: bool, floor: float | None = None
) -> list[str]:
    """Path data, one for each unbroken stretch, the value growing upwards; None leaves a gap."""
    known = [float(value) for value in values if value is not None]
    if not known:
        return []
    low = min(known) if floor is None else min(floor, *known)
    spread = (max(known) - low) or 1.0
    level = max(known) == low
    across = width / max(len(values) - 1, 1)

    def point(position: int, value: Number) -> tuple[float, float]:
        up = 0.5 if level else (float(value) - low) / spread
        return round(position * across, 2), round(height - up * height, 2)

    paths = []
    for run in runs(values):
        x, y = point(*run[0])
        parts = [f"M{x} {y}"]
        for position, value in run[1:]:
            x, y = point(position, value)
            parts.append(f"H{x}V{y}" if stepped else f"L{x} {y}")
        paths.append("".join(parts) if len(parts) > 1 else parts[0] + "h0")
    return paths


def sparkline(values: Sequence[Number | None], label: str = "", front: str = "") -> SafeString:
    """A line the size of a word; its last known value is a dot."""
    width, height = 120, 28
    paths = line_paths(values, width, height - 6, stepped=False)
    if not paths:
        return format_html(
            '<svg class="sparkline" viewBox="0 0 {} {}" role="img" aria-label="{}"></svg>', width, height, label
        )
    x, y = _end(paths[-1])
    return format_html(
        '<svg class="sparkline {}" viewBox="-3 -3 {} {}" preserveAspectRatio="none" role="img" aria-label="{}">{}'
        '<path class="dot" d="M{} {}h0"/></svg>',
        f"on-{front}" if front else "",
        width + 6,
        height,
        label,
        format_html_join("", '<path d="{}"/>', ((path,) for path in paths)),
        x,
        y,
    )


def _end(path: str) -> list[str]:
    """The last point of a path of straight lines."""
    return path.removesuffix("h0").replace("M", "L").split("L")[-1].split()


def step_of(value: Number | None, largest: Number) -> int:
    """Which of five equal steps up to the largest value; 0 where nothing is known, 1 also for zero."""
    if value is None:
        return 0
    if largest <= 0 or value <= 0:
        return 1
    return min(STEPS, max(1, -int(-float(value) * STEPS // float(largest))))


def step_bounds(largest: Number, *, whole: bool) -> list[tuple[str, str]]:
    """The numbers of the legend: from and to of each step."""
    size = Decimal(str(largest)) / STEPS
    bounds = []
    for step in range(STEPS):
        low, high = size * step, size * (step + 1)
        if whole:
            low, high = Decimal(int(low)) + (1 if step else 0), Decimal(int(high))
        if high >= low:
            bounds.append((plain_number(round(low, 2)), plain_number(round(high, 2))))
        else:
            bounds.append(("", ""))
    return bounds


def tile_map(
    tiles: Sequence[Tile],
    *,
    front: str = "development",
    key: str = "map",
    label: str = "",
    unit: str = "",
    unknown: str = "",
) -> SafeString:
    """A schematic map: one tile a division, five steps of one hue, hatched where nothing is known, each with its number."""
    known = [tile.value for tile in tiles if tile.value is not None]
    largest = max(known, default=0)
    left = min((tile.column for tile in tiles), default=0)
    top = min((tile.row for tile in tiles), default=0)
    across, down = TILE_WIDTH + TILE_GAP, TILE_HEIGHT + TILE_GAP
    width = max((tile.column - left for tile in tiles), default=0) * across + TILE_WIDTH
    height = max((tile.row - top for tile in tiles), default=0) * down + TILE_HEIGHT
    hatch = mark_safe(
        f'<defs><pattern id="{key}-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect class="hatch-ground" width="6" height="6"/><path class="hatch-line" d="M0 0v6"/></pattern></defs>'
    )
    drawn = (
        _tile(tile, (tile.column - left) * across, (tile.row - top) * down, largest, key, unit, unknown)
        for tile in tiles
    )
    return format_html(
        '<svg class="tile-map on-{}" viewBox="-1 -1 {} {}" role="group" aria-label="{}">{}{}</svg>',
        front,
        round(width + 2, 1),
        round(height + 2, 1),
        label,
        hatch,
        format_html_join("", "{}", ((one,) for one in drawn)),
    )


def _tile(tile: Tile, x: float, y: float, largest: Number, key: str, unit: str, unknown: str) -> SafeString:
    step = step_of(tile.value, largest)
    shown = unknown if tile.value is None else plain_number(tile.value)
    fill = format_html(' fill="url(#{}-hatch)"', key) if step == 0 else ""
    body = format_html(
        '<title>{}</title><rect class="tile-ground" x="{}" y="{}" width="{}" height="{}" rx="2"{}/>'
        '<text class="tile-name" x="{}" y="{}">{}</text><text class="tile-value" x="{}" y="{}">{}</text>',
        f"{tile.name} {with_unit(tile.value, unit, unknown)}",
        round(x, 1),
        round(y, 1),
        TILE_WIDTH,
        TILE_HEIGHT,
        fill,
        round(x + 8, 1),
        round(y + 18, 1),
        tile.name,
        round(x + TILE_WIDTH - 8, 1),
        round(y + TILE_HEIGHT - 9, 1),
        shown,
    )
    if tile.url:
        return format_html('<a class="tile step-{}" href="{}">{}</a>', step, tile.url, body)
    return format_html('<g class="tile step-{}">{}</g>', step, body)
