"""Figures that tell how many days have passed since something last happened: asked anew for each part, never added up."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet

from shuangying.kernel.figures.asked import Asked, Place
from shuangying.kernel.figures.declaration import Figure
from shuangying.kernel.figures.rows import as_of, condition, day_of


def days_passed(figure: Figure, asked: Asked) -> Mapping[Place, int]:
    """The days from the last record's day to the day asked about, by place; a place without any is left out."""
    last: dict[Place, date] = {}
    for division_id, day in _rows(figure, asked).values_list("division_id", "happened").distinct():
        place = asked.place_of(division_id)
        last[place] = max(day, last.get(place, day))
    return {place: (asked.day - day).days for place, day in last.items()}


def days_passed_by(figure: Figure, days: Sequence[date], asked: Asked) -> list[int | None]:
    """The same as of each of the days, for the whole; None before the first."""
    happened = sorted(_rows(figure, asked).values_list("happened", flat=True).distinct())
    before = (bisect_right(happened, day) for day in days)
    return [(day - happened[n - 1]).days if n else None for day, n in zip(days, before, strict=True)]


def _rows(figure: Figure, asked: Asked) -> QuerySet[Any]:
    rows = asked.within(as_of(figure.source, asked.day)).filter(condition(figure, asked.day))
    return rows.annotate(happened=day_of(figure.source))
