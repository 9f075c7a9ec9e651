"""The small set of components that templates are made of."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shuangying.kernel.registers import numerals
from shuangying.site import svg

register = template.Library()
LIGHTS = {
    "overdue": gettext_noop("overdue"),
    "behind": gettext_noop("behind"),
    "near": gettext_noop("near due"),
    "in-order": gettext_noop("in order"),
    "not-reported": gettext_noop("not reported"),
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A picture from the sprite, always beside a word or inside something that is named."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', static("vendor/icons.svg"), name
    )


@register.simple_tag
def sparkline(values: Sequence[Any], label: str = "", front: str = "") -> SafeString:
    """The course of a value as a line the size of a word; None is a gap."""
    return svg.sparkline(values, label, front)


@register.simple_tag
def tilemap(
    tiles: Sequence[Any], front: str = "development", key: str = "map", label: str = "", unit: str = ""
) -> SafeString:
    """A schematic map of tiles: `svg.Tile` or tuples (name, value, column, row, url)."""
    known = [tile if isinstance(tile, svg.Tile) else svg.Tile(*tile) for tile in tiles]
    return svg.tile_map(known, front=front, key=key, label=label, unit=unit, unknown=_("○"))


@register.inclusion_tag("parts/tile_legend.html")
def tilelegend(tiles: Sequence[Any], front: str = "development", unit: str = "") -> dict[str, Any]:
    """The five steps of a tile map with their numbers."""
    values = [tile.value if isinstance(tile, svg.Tile) else tile[1] for tile in tiles]
    known = [value for value in values if value is not None]
    whole = all(value == int(value) for value in known)
    bounds = svg.step_bounds(max(known), whole=whole) if known and max(known) > 0 else []
    steps = [(number, low, high) for number, (low, high) in enumerate(bounds, 1) if high]
    return {"steps": steps, "front": front, "unit": unit, "silent": len(values) - len(known)}


@register.inclusion_tag("parts/series.html")
def series(
    points: Sequence[tuple[date, Any]], label: str = "", unit: str = "", front: str = "development"
) -> dict[str, Any]:
    """The course of a figure, day by day: a stepped line with its scale, days beneath and the values as a table."""
    values = [value for _day, value in points]
    known = [value for value in values if value is not None]
    width, height = 720, 190
    paths = svg.line_paths(values, width, height, stepped=True, floor=0)
    days = [day for day, _value in points]
    marks = [days[round(part * (len(days) - 1) / 4)] for part in range(5)] if days else []
    largest = max(known, default=0)
    whole = all(isinstance(value, int) for value in known)
    return {
        "paths": paths,
        "points": points,
        "label": label,
        "unit": unit,
        "front": front,
        "largest": largest,
        "middle": None if not largest or (whole and largest % 2) else Decimal(str(largest)) / 2,
        "marks": list(dict.fromkeys(marks)),
        "bands": _bands(points, width, unit),
        "last": next((value for value in reversed(values) if value is not None), None),
        "silent": len(values) - len(known),
    }


def _bands(points: Sequence[tuple[date, Any]], width: int, unit: str) -> list[dict[str, Any]]:
    """An invisible band a day, which says the value under the pointer."""
    across = width / max(len(points) - 1, 1)
    return [
        {
            "text": f"{numerals.day_text(day)} {svg.with_unit(value, unit, '—')}",
            "x": f"{max(0, (position - 0.5) * across):.1f}",
            "width": f"{across:.1f}",
        }
        for position, (day, value) in enumerate(points)
    ]


@register.simple_tag
def light(state: str, words: str = "") -> SafeString:
    """A light with shape and word: overdue, behind, near, in-order, not-reported."""
    return format_html('<span class="light light-{}">{}</span>', state, words or _(LIGHTS[state]))


@register.filter
def at(items: Sequence[Any], position: int) -> Any:
    """The item at a position, None beyond the end."""
    return items[position] if position < len(items) else None


@register.filter
def number(value: Any) -> str:
    """Digits as the value has them; nothing known is a dash."""
    if value is None or value == "":
        return "—"
    return numerals.plain_number(value) if isinstance(value, int | float | Decimal) else str(value)


@register.filter
def yuan(value: Decimal | int | None, unit: str = "") -> SafeString | str:
    """Money with its unit small and grey: 298.94 亿元, 29.894 bn yuan."""
    if value is None:
        return "—"
    amount, word = numerals.money(value, unit)
    return format_html('{}<span class="unit">{}{}</span>', amount, "" if numerals.chinese() else " ", word)


@register.filter
def zhday(value: date | None, form: str = "") -> str:
    """2020年3月5日 or 5 Mar 2020; with "short" 3月5日 or 5 Mar; with "iso" 2020-03-05."""
    return "—" if value is None or value == "" else numerals.day_text(value, form)


@register.filter
def moment(value: datetime | None) -> str:
    """An instant on the clock of Shanghai."""
    return "—" if value is None or value == "" else numerals.moment_text(value)


@register.filter
def delta(value: Any, unit: str = "") -> SafeString:
    """A difference in words: +34, −2, no change, unknown."""
    if value is None or value == "":
        return format_html('<span class="delta delta-unknown">{}</span>', _("unknown"))
    if value == 0:
        return format_html('<span class="delta delta-none">{}</span>', _("no change"))
    text = numerals.plain_number(value)
    after = format_html('<span class="unit">{}</span>', unit) if unit else ""
    return format_html('<span class="delta">{}{}{}</span>', "+" if value > 0 else "", text, after)
