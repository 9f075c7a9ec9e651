"""The endpoints of registers, figures and divisions as a whole."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from shuangying.core import units
from shuangying.core.calendar import in_range
from shuangying.core.problems import Invalid, Problem
from shuangying.kernel.accounts.api import Right
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.figures import api as figures
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.description import describe
from shuangying.kernel.registers.writing import Refused
from shuangying.site.api import schemas
from shuangying.site.api.problems import Halt

LEVELS = ("township", "village")
MOST_POINTS = 100
PROBLEMS = dict.fromkeys((401, 404, 422), schemas.ProblemDocument)

IDS: Any = Query([], description="Figure ids, or whole dotted segments of them")

router = Router(tags=["figures"])


@router.get("/registers", response={200: list[Any], **PROBLEMS}, operation_id="registers.list", tags=["registers"])
def list_registers(request: HttpRequest) -> list[dict[str, Any]]:
    """The registers, their columns, and the right held on each."""
    found = []
    for register in registers.all_registers():
        right = next((one for one in reversed(Right) if not register.reach(request.actor, one).none), Right.NONE)
        if right is not Right.NONE:
            found.append({**describe(register), "right": right.name.lower()})
    return found


@router.get(
    "/figures", response={200: list[schemas.FigureValue], **PROBLEMS}, operation_id="figures.list", exclude_unset=True
)
def list_figures(
    request: HttpRequest,
    id: list[str] = IDS,
    as_of: str = Query("", description="As of the end of this day; today unless given"),
    division: str = Query("", description="6, 9 or 12 digits or a unique name; the county unless given"),
    by: str = Query("", description="township or village: a value for each part"),
) -> list[dict[str, Any]]:
    """Figures as of a day."""
    day = request.as_of
    if by and by not in LEVELS:
        raise Halt(422, "invalid", [("by", Problem("not_a_choice", {"text": by, "choices": "、".join(LEVELS)}))])
    try:
        wanted = figures.select(id)
    except KeyError as error:
        raise Halt(404, "not_found", [("id", Problem("figure_unknown", {"id": error.args[0]}))]) from None
    known = figures.knowable(wanted, request.actor)
    if id and len(known) < len(wanted):
        raise Halt(404, "not_found")
    try:
        found = figures.values(known, day=day, actor=request.actor, division=node(division, day), by=by or None)
    except Refused:
        raise Halt(404, "not_found") from None
    return [figures.as_json(value) for value in found]


@router.get("/figures/{str:id}/series", response={200: schemas.FigureSeries, **PROBLEMS}, operation_id="figures.series")
def figure_series(
    request: HttpRequest,
    id: str,
    from_on: str = Query("", alias="from", description="The first day; 30 days before the last unless given"),
    to: str = Query("", description="The last day; the as-of day unless given"),
    step: int = Query(1, ge=1, le=366, description="Days from one point to the next"),
    as_of: str = Query("", description="As of the end of this day; today unless given"),
    division: str = Query("", description="6, 9 or 12 digits or a unique name; the county unless given"),
) -> dict[str, Any]:
    """A figure as of each of some days."""
    last = _day("to", to) or request.as_of
    first = _day("from", from_on) or last - timedelta(days=30)
    offsets = range(0, (last - first).days + 1, step)
    if not 1 <= len(offsets) <= MOST_POINTS:
        raise Halt(422, "invalid", [("from", Problem("too_many_points", {"most": MOST_POINTS}))])
    days = [first + timedelta(days=offset) for offset in offsets]
    try:
        figure = figures.get(id)
        place = node(division, last) or figures.division_for(request.actor, figure, divisions.tree(last))
        points = figures.series(figure, days, request.actor, place)
    except (KeyError, Refused):
        raise Halt(404, "not_found") from None
    return {
        "id": figure.id,
        "label": str(figure.label),
        "unit": str(figure.unit),
        "division": place.code,
        "division_name": place.name,
        "points": [
            {"as_of": day.isoformat(), "value": units.plain(value) if isinstance(value, Decimal) else value}
            for day, value in points
        ],
    }


@router.get(
    "/divisions",
    response={200: list[schemas.DivisionItem], **PROBLEMS},
    operation_id="divisions.list",
    tags=["divisions"],
)
def list_divisions(
    request: HttpRequest,
    level: str = Query("", description="county, township, village or grid; all unless given"),
    within: str = Query("", description="Only what lies in this division"),
    as_of: str = Query("", description="As of the end of this day; today unless given"),
) -> list[dict[str, Any]]:
    """The county's divisions as of a day, in the county's order."""
    tree = divisions.tree(request.as_of)
    levels = divisions.LEVELS[divisions.LEVELS.index("county") :]
    if level and level not in levels:
        raise Halt(422, "invalid", [("level", Problem("not_a_choice", {"text": level, "choices": "、".join(levels)}))])
    top = node(within, request.as_of) or tree.county
    return [
        {
            "code": one.code,
            "name": one.name,
            "level": one.level,
            "kind": one.kind,
            "parent": tree.node(one.parent_id).code if one.parent_id is not None else None,
        }
        for name in ([level] if level else levels)
        for one in tree.at_level(name)
        if one.id == top.id or top in tree.ancestors(one.id)
    ]


def node(text: str, day: date) -> Any:
    """The node of the county's tree that a code or a unique name means; None for an empty text."""
    if not text:
        return None
    try:
        unit = divisions.tree(day).unit_on_day(divisions.find(text, day).pk)
    except divisions.NotOne as error:
        if not error.candidates:
            raise Halt(404, "not_found", [("division", Problem("division_unknown", {"text": text}))]) from None
        named = "、".join(f"{one.name} {one.code}" for one in error.candidates)
        problem = Problem("division_several", {"text": text, "candidates": named})
        raise Halt(422, "invalid", [("division", problem)]) from None
    if unit is None:
        raise Halt(404, "not_found", [("division", Problem("division_unknown", {"text": text}))])
    return divisions.tree(day).node(unit)


def _day(name: str, text: str) -> date | None:
    try:
        return divisions.until_today(in_range(date.fromisoformat(text))) if text else None
    except Invalid as error:
        raise Halt(422, "invalid", [(name, error.problem)]) from None
    except ValueError:
        raise Halt(422, "invalid", [(name, Problem("not_a_day", {"text": text}))]) from None
