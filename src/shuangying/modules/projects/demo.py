"""Key projects of the demonstration: 168 of four batches, 40 of them from a sheet, told up to 5 March 2020.

The records are invented; places and sums are those of the county's own report. `demo_projects.csv` tells the 128 projects
that have dates; the others rest on what the sheet of 15 January states.
"""

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from importlib.resources import files
from typing import Any

from shuangying.core.codes import fold
from shuangying.core.story import World, months, shares
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.registers.writing import Change
from shuangying.modules.projects.models import Project

CLERK = "clerk"
SHEET = "projects_sheet_2020.xlsx"
COLLECTIVE_START = date(2020, 2, 24)
FIRST_LISTED = date(2020, 2, 9)
"""The list was typed in on this day; what happened later is written to it later."""
TEN_THOUSAND = Decimal(10_000)
LOCKDOWN_SHARE = 0.15
DATES = ("planned_on", "reserved_on", "started_on", "completed_on")
TEXTS = ("code", "name", "sector", "kind", "owner", "builder", "leader", "content")

SECTORS_OF_THE_SHEET = (
    ("medicine", ("医疗",)),
    ("livelihood", ("小学", "医院", "公厕", "便民", "公交", "档案")),
    ("infrastructure", ("整治", "治理", "污水", "分流", "绿道", "供热", "基站")),
    ("agriculture", ("养殖", "苗木", "桑蚕", "农机", "有机肥")),
    ("energy", ("光伏", "秸秆")),
    ("services", ("市场", "仓储", "物流", "科创", "科普", "检测")),
)
"""What a name says about its sector; every other name on the sheet is industry."""


def make(world: World) -> None:
    """Write the projects in the order in which the county came to know them."""
    told = _told()
    _type_in(world, told)
    world.bring("projects", SHEET, CLERK)
    _complete_what_the_sheet_left_out(world)
    _write_what_happened(world, told)
    _report_investment(world)


def _told() -> list[dict[str, Any]]:
    told = (files("shuangying.modules.projects") / "demo_projects.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(told.splitlines()))
    days = (*DATES, "due_on", "collective_start_on")
    return [
        {
            **{name: row[name] for name in TEXTS},
            **{name: date.fromisoformat(row[name]) if row[name] else None for name in days},
            "division": row["division"],
            "investment": Decimal(row["investment_wan"]) * TEN_THOUSAND,
        }
        for row in rows
    ]


def _type_in(world: World, told: Iterable[Mapping[str, Any]]) -> None:
    changes = []
    for project in told:
        if project["planned_on"] > FIRST_LISTED:
            continue
        values = {**project, "division": world.place(project["division"]), "collective_start_on": None}
        for name in DATES:
            if values[name] and values[name] > FIRST_LISTED:
                values[name] = None
        if values["started_on"] is None:
            values |= {"due_on": None, "builder": ""}
        changes.append(Change(values))
    world.write("projects", changes, CLERK, note="list")


def _complete_what_the_sheet_left_out(world: World) -> None:
    """Give the sheet's projects a number, a sector and, where their names tell it, a place."""
    county = divisions.home().county
    assert county is not None
    listed = Project.objects.live().filter(code="").select_related("division").order_by("pk")
    changes = []
    for number, project in enumerate(listed, 201):
        values: dict[str, Any] = {"code": f"SX2020-{number}", "sector": _sector(project.name), "kind": "new"}
        named = divisions.named_in(project.name, county, world.today)
        if len(named) == 1:
            values["division"] = named[0]
        changes.append(Change(values, project))
    world.write("projects", changes, CLERK, note="completed by the project office")


def _sector(name: str) -> str:
    return next(
        (sector for sector, words in SECTORS_OF_THE_SHEET if any(word in fold(name) for word in words)), "industry"
    )


def _write_what_happened(world: World, told: Iterable[Mapping[str, Any]]) -> None:
    """Write what came after the list was typed in, event by event: new projects, reserve, starts, completions."""
    events: dict[tuple[date, str], list[Mapping[str, Any]]] = {}
    for project in told:
        for name in DATES:
            day = project[name]
            if day and FIRST_LISTED < day <= world.today:
                events.setdefault((day, name), []).append(project)
    for (day, name), concerned in sorted(events.items()):
        known = {
            record.code: record
            for record in Project.objects.live()
            .filter(code__in=[project["code"] for project in concerned])
            .select_related("division")
        }
        changes = []
        for project in concerned:
            record = known.get(project["code"])
            values: dict[str, Any] = {name: day}
            if record is None:
                keep = {each: project[each] for each in (*TEXTS, "investment")}
                values = {**keep, **values, "division": world.place(project["division"]), "builder": ""}
            if name == "started_on":
                values |= {each: project[each] for each in ("due_on", "builder", "collective_start_on")}
            changes.append(Change(values, record))
        world.write("projects", changes, CLERK, note=f"{name} {day}")


def _report_investment(world: World) -> None:
    """Report each month's investment of the projects under way, up to the last whole month before today."""
    last = months(date(2019, 1, 1), world.today)[-2]
    changes = []
    under_way = Project.objects.live().exclude(started_on=None).select_related("division").order_by("code")
    for project in under_way:
        assert project.started_on is not None
        assert project.investment is not None
        until = min(project.completed_on or last, last)
        worked = months(project.started_on, until)
        if not worked:
            continue
        dice = world.dice("investment", project.code)
        done = 1.0 if project.completed_on else min(0.9, len(worked) / dice.randint(14, 24))
        weights = [dice.uniform(0.7, 1.3) * (LOCKDOWN_SHARE if month == last else 1) for month in worked]
        if project.started_on >= COLLECTIVE_START and not project.completed_on:
            done = dice.uniform(0.002, 0.01)
        spent = (project.investment * Decimal(str(round(done, 3)))) // TEN_THOUSAND * TEN_THOUSAND
        for month, invested in zip(worked, shares(spent, weights, TEN_THOUSAND), strict=True):
            changes.append(
                Change({"project": project, "month": month, "invested": invested, "division": project.division})
            )
    world.write("projects.progress", changes, CLERK, note="monthly reports")
