"""What other rooms may use of the divisions."""

from shuangying.kernel.divisions.county_home import home, today, touch
from shuangying.kernel.divisions.models import LEVELS, Division, Level
from shuangying.kernel.divisions.names import NotOne, find
from shuangying.kernel.divisions.trees import NoCounty, Node, Tree, tree

__all__ = [
    "LEVELS",
    "Division",
    "Level",
    "NoCounty",
    "Node",
    "NotOne",
    "Tree",
    "find",
    "home",
    "today",
    "touch",
    "tree",
]
