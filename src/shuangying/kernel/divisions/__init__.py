"""The tree of divisions, dated, and the names people give them. The public names live in `divisions.api`."""

from importlib import import_module
from typing import Any

PUBLIC = (
    "Node",
    "NotOne",
    "NoCounty",
    "Tree",
    "find",
    "home",
    "named_in",
    "resolve",
    "tiles",
    "today",
    "touch",
    "tree",
)


def __getattr__(name: str) -> Any:
    if name in PUBLIC:
        return getattr(import_module("shuangying.kernel.divisions.api"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
