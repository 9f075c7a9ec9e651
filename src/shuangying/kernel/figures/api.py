"""What other rooms may use of figures."""

from shuangying.kernel.figures.asked import UNPLACED
from shuangying.kernel.figures.course import course, series
from shuangying.kernel.figures.declaration import (
    AREA,
    BAD,
    CODE,
    COUNT,
    GOOD,
    MONEY,
    NEITHER,
    NUMBER,
    PERCENT,
    Figure,
    Source,
    Target,
    all_figures,
    get,
    latest,
    ratio,
    select,
)
from shuangying.kernel.figures.reporting import answered_by
from shuangying.kernel.figures.values import Value, as_json, change, difference, division_for, knowable, values

__all__ = [
    "AREA",
    "BAD",
    "CODE",
    "COUNT",
    "GOOD",
    "MONEY",
    "NEITHER",
    "NUMBER",
    "PERCENT",
    "UNPLACED",
    "Figure",
    "Source",
    "Target",
    "Value",
    "all_figures",
    "answered_by",
    "as_json",
    "change",
    "course",
    "difference",
    "division_for",
    "get",
    "knowable",
    "latest",
    "ratio",
    "select",
    "series",
    "values",
]
