"""Figures that count the different records which a reference names: asked anew for each part, never added up."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from shuangying.kernel.figures.asked import Asked, Place
from shuangying.kernel.figures.declaration import Figure, Source
from shuangying.kernel.figures.rows import as_of, column, meant, on_the_day, since


@dataclass(slots=True)
class Different:
    """How many different records are named, and how many rows name none."""

    number: int = 0
    unnamed: int = 0


Found = Mapping[Figure, Mapping[Place, Different]]


def different(source: Source, figures: Sequence[Figure], asked: Asked) -> Found:
    """What these figures of one source count: in one statement for the whole, in one a figure for parts."""
    rows = asked.within(as_of(source, asked.day))
    if source.on and not any(figure.running for figure in figures):
        rows = rows.filter(on_the_day(source, asked.day))
    about = {figure: meant(figure, asked.day) & _day(figure, asked) for figure in figures}
    if asked.by is None:
        return _of_whole(about, rows, asked)
    return {figure: _of_parts(figure, rows.filter(condition), asked) for figure, condition in about.items()}


def _day(figure: Figure, asked: Asked) -> Q:
    return since(figure.source, asked.day) if figure.source.on and not figure.running else Q()


def _of_whole(about: Mapping[Figure, Q], rows: QuerySet[Any], asked: Asked) -> Found:
    cells: dict[str, Any] = {}
    for n, (figure, condition) in enumerate(about.items()):
        way = column(figure.source, figure.differs)
        cells[f"number_{n}"] = Count(way, distinct=True, filter=condition or None)
        cells[f"unnamed_{n}"] = Count("pk", filter=condition & Q(**{f"{way}__isnull": True}))
    row = rows.aggregate(**cells)
    return {
        figure: {asked.division.id: Different(row[f"number_{n}"], row[f"unnamed_{n}"])}
        for n, figure in enumerate(about)
    }


@dataclass(slots=True)
class _Names:
    """The records named in one part."""

    named: set[int] = field(default_factory=set)
    unnamed: int = 0


def _of_parts(figure: Figure, rows: QuerySet[Any], asked: Asked) -> Mapping[Place, Different]:
    way = F(f"{column(figure.source, figure.differs)}_id")
    found: dict[Place, _Names] = defaultdict(_Names)
    pairs = rows.values(key=F("division_id"), named=way).annotate(n=Count("pk"))
    for place_id, named, number in pairs.values_list("key", "named", "n"):
        part = found[asked.place_of(place_id)]
        if named is None:
            part.unnamed += number
        else:
            part.named.add(named)
    return {place: Different(len(names.named), names.unnamed) for place, names in found.items()}
