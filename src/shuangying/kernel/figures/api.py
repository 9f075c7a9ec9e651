"""What other rooms may use of figures."""

from shuangying.kernel.figures.course import course, series
from shuangying.kernel.figures.declaration import (
    BAD,
    COUNT,
    GOOD,
    MONEY,
    NEITHER,
    PERCENT,
    Figure,
    Source,
    all_figures,
    get,
    ratio,
    select,
)
from shuangying.kernel.figures.values import UNPLACED, Value, as_json, change, division_for, values

__all__ = [
    "BAD",
    "COUNT",
    "GOOD",
    "MONEY",
    "NEITHER",
    "PERCENT",
    "UNPLACED",
    "Figure",
    "Source",
    "Value",
    "all_figures",
    "as_json",
    "change",
    "course",
    "division_for",
    "get",
    "ratio",
    "select",
    "series",
    "values",
]
