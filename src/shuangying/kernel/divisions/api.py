"""What other rooms may use of the divisions."""

from shuangying.kernel.divisions.county_home import NoCounty, division_of_home, home, today, touch, until_today
from shuangying.kernel.divisions.lives import New, merge, rename, split
from shuangying.kernel.divisions.loading import load_country, load_county
from shuangying.kernel.divisions.models import LEVELS, Division, FormerName, Home, Kind, Level, Succession, Tile
from shuangying.kernel.divisions.names import NotOne, Resolution, find, named_in, resolve
from shuangying.kernel.divisions.sheet_import import Loaded, RowProblem, WrongRows, import_divisions
from shuangying.kernel.divisions.township_map import TilePlace, arrange, tiles
from shuangying.kernel.divisions.trees import Node, Tree, tree, tree_of

__all__ = [
    "LEVELS",
    "Division",
    "FormerName",
    "Home",
    "Kind",
    "Level",
    "Loaded",
    "New",
    "NoCounty",
    "Node",
    "NotOne",
    "Resolution",
    "RowProblem",
    "Succession",
    "Tile",
    "TilePlace",
    "Tree",
    "WrongRows",
    "arrange",
    "division_of_home",
    "find",
    "home",
    "import_divisions",
    "load_country",
    "load_county",
    "merge",
    "named_in",
    "rename",
    "resolve",
    "split",
    "tiles",
    "today",
    "touch",
    "tree",
    "tree_of",
    "until_today",
]
