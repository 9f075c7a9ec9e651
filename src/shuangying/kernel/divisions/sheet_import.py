"""Townships and villages from a county's own sheet: all of it, or nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shuangying.core.codes import division_code, division_level, fold
from shuangying.core.problems import Invalid, Problem
from shuangying.core.sheets import Grid, letters, open_book
from shuangying.kernel.audit import api as audit
from shuangying.kernel.divisions.county_home import division_of_home, today
from shuangying.kernel.divisions.lives import rename
from shuangying.kernel.divisions.loading import Plan, insert
from shuangying.kernel.divisions.models import Division

HEADERS: Mapping[str, tuple[str, ...]] = {
    "code": ("代码", "区划代码", "统计用区划代码", "code"),
    "name": ("名称", "区划名称", "单位名称", "name"),
    "parent": ("上级代码", "上级", "所属乡镇代码", "parent", "parent_code"),
    "kind": ("类别", "类型", "kind"),
}
KINDS: Mapping[str, str] = {
    **{"镇": "town", "乡": "township", "民族乡": "township", "街道": "subdistrict", "街道办事处": "subdistrict"},
    **{"开发区": "zone", "村": "village", "行政村": "village", "社区": "community", "居委会": "community"},
    **{kind: kind for kind in ("town", "township", "subdistrict", "zone", "village", "community")},
}
KINDS_OF: Mapping[str, tuple[str, ...]] = {
    "township": ("town", "township", "subdistrict", "zone"),
    "village": ("village", "community"),
}
SENTENCES: Mapping[str, "str | Promise"] = {
    "header_missing": _("No heading row with 代码 and 名称 was found in the first ten rows."),
    "not_division_code": _("“%(text)s” is not a division code: it needs 9 or 12 digits."),
    "code_of_another_level": _("“%(text)s” is no code of a township or village; only these are loaded."),
    "code_twice": _("The code %(text)s stands in row %(row)s already."),
    "name_missing": _("The name is missing."),
    "name_too_long": _("The name has more than 100 characters."),
    "parent_unknown": _("No division with the code %(text)s is in the county or in this sheet."),
    "parent_outside": _("%(text)s does not lie in %(county)s."),
    "kind_unknown": _("“%(text)s” is not a kind of division here: write %(choices)s."),
}
MOST_PROBLEMS = 200


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with a cell; row and column as the sheet's user counts them, column 0 for the whole row."""

    row: int
    column: int
    problem: Problem

    @property
    def cell(self) -> str:
        """The cell's address, such as B7, or the row's number alone."""
        return f"{letters(self.column) if self.column else ''}{self.row}"

    @property
    def message(self) -> str:
        """The problem as a sentence in the reader's language."""
        return str(SENTENCES.get(self.problem.code, self.problem.code)) % self.problem.params


class WrongRows(ValueError):
    """A sheet of divisions that cannot be loaded as it is; nothing was written."""

    def __init__(self, problems: Iterable[RowProblem]) -> None:
        self.problems = sorted(problems, key=lambda each: (each.row, each.column))[:MOST_PROBLEMS]
        super().__init__("\n".join(f"{each.cell}: {each.message}" for each in self.problems))


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many divisions a sheet made, renamed and found as they were."""

    created: int
    renamed: int
    unchanged: int

    @property
    def changed(self) -> bool:
        """Whether anything was written."""
        return bool(self.created or self.renamed)


@dataclass
class _Reading:
    """Rows read so far, and what is wrong with them."""

    columns: dict[str, int]
    plans: dict[str, tuple[int, Plan]] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)

    def blame(self, row: int, column: str, code: str, /, **params: Any) -> None:
        self.problems.append(RowProblem(row, self.columns.get(column, 0), Problem(code, params)))


@transaction.atomic
def import_divisions(file: "str | Path | bytes | BinaryIO", actor: Any) -> Loaded:
    """Load a county's townships and villages from .xlsx, .xls or .csv (UTF-8 or GB18030).

    Columns: 代码 and 名称, if wanted 上级代码 and 类别, in any order. Without 上级代码 a code says its parent. A known code with
    another name is renamed from the home's day on, one with the same name is unchanged.

    Args:
        file: a path, the content, or an open file.
        actor: who loads it, for the journal.

    Raises:
        WrongRows: with each wrong cell; nothing was written.
        Invalid: the file cannot be read at all.
        NoCounty: this home has no county yet.
    """
    county = division_of_home()
    grid = open_book(_content(file)).grid()
    reading = _read(grid)
    known = {division.code: division for division in Division.objects.under(county.path).filter(valid_until=None)}
    _check_parents(reading, known, county)
    if reading.problems:
        raise WrongRows(reading.problems)
    plans = [plan for _row, plan in reading.plans.values()]
    renamed = [
        (known[plan.code], plan.name) for plan in plans if plan.code in known and known[plan.code].name != plan.name
    ]
    created = insert(plan for plan in plans if plan.code not in known)
    for division, name in renamed:
        rename(division, name, today(), actor)
    loaded = Loaded(created, len(renamed), len(plans) - created - len(renamed))
    if loaded.changed:
        name = str(getattr(file, "name", file) if not isinstance(file, bytes) else "")
        detail = {"created": created, "renamed": len(renamed), "unchanged": loaded.unchanged}
        audit.record(
            actor,
            "import",
            register="divisions",
            division_id=county.pk,
            source={"file": Path(name).name},
            detail=detail,
        )
    return loaded


def _content(file: "str | Path | bytes | BinaryIO") -> bytes:
    if isinstance(file, bytes):
        return file
    return Path(file).read_bytes() if isinstance(file, str | Path) else file.read()


def _read(grid: Grid) -> _Reading:
    header, columns = _header(grid)
    reading = _Reading(columns)
    for row in range(header + 1, grid.height + 1):
        if grid.filled(row):
            _read_row(grid, row, reading)
    return reading


def _header(grid: Grid) -> tuple[int, dict[str, int]]:
    aliases = {fold(alias): column for column, names in HEADERS.items() for alias in names}
    for row in range(1, min(grid.height, 10) + 1):
        found = {aliases[fold(text)]: at for at, text in grid.filled(row).items() if fold(text) in aliases}
        if {"code", "name"} <= found.keys():
            return row, found
    raise WrongRows([RowProblem(1, 0, Problem("header_missing"))])


def _read_row(grid: Grid, row: int, reading: _Reading) -> None:
    text = {name: grid.text(row, at) for name, at in reading.columns.items()}
    before = len(reading.problems)
    code = _code(text["code"], row, "code", reading)
    if not text["name"]:
        reading.blame(row, "name", "name_missing")
    elif len(text["name"]) > 100:
        reading.blame(row, "name", "name_too_long")
    parent = _code(text["parent"], row, "parent", reading) if text.get("parent") else ""
    if not code:
        return
    level = division_level(code)
    if level not in KINDS_OF:
        reading.blame(row, "code", "code_of_another_level", text=text["code"])
        return
    if code in reading.plans:
        reading.blame(row, "code", "code_twice", text=text["code"], row=reading.plans[code][0])
    kind = KINDS.get(fold(text.get("kind", ""))) if text.get("kind") else _kind_by_name(text["name"], level)
    if kind not in KINDS_OF[level]:
        choices = "、".join(word for word, each in KINDS.items() if each in KINDS_OF[level] and word != each)
        reading.blame(row, "kind", "kind_unknown", text=text["kind"], choices=choices)
        return
    if len(reading.problems) == before:
        parent = parent or (code[:9] if level == "village" else code[:6]).ljust(12, "0")
        reading.plans[code] = (row, Plan(code, text["name"], level, kind, parent))


def _code(text: str, row: int, column: str, reading: _Reading) -> str:
    try:
        return division_code(text)
    except Invalid:
        reading.blame(row, column, "not_division_code", text=text)
        return ""


def _kind_by_name(name: str, level: str) -> str:
    bare = fold(name)
    if level == "village":
        return "community" if any(word in bare for word in ("社区", "居民委", "居委")) else "village"
    for end, kind in (("镇", "town"), ("乡", "township"), ("街道", "subdistrict"), ("办事处", "subdistrict")):
        if bare.endswith(end):
            return kind
    return "zone"


def _check_parents(reading: _Reading, known: Mapping[str, Division], county: Division) -> None:
    levels = {code: plan.level for code, (_row, plan) in reading.plans.items()}
    levels |= {code: division.level for code, division in known.items()}
    column = "parent" if "parent" in reading.columns else "code"
    for row, plan in reading.plans.values():
        if plan.level == "township" and plan.parent != county.code:
            reading.blame(row, column, "parent_outside", text=plan.code, county=county.name)
        elif plan.level == "village" and levels.get(plan.parent) != "township":
            reading.blame(row, column, "parent_unknown", text=plan.parent)
