"""Load the divisions that come with the program. Each function may be called again and changes nothing then."""

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from importlib.resources import files
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, OuterRef, Subquery, Value
from django.db.models.fields import CharField
from django.db.models.functions import Cast, Coalesce, Concat

from shuangying.core.codes import division_code
from shuangying.core.problems import Invalid
from shuangying.kernel.divisions.county_home import touch
from shuangying.kernel.divisions.models import LEVELS, Division, FormerName, Succession, Tile

DATA = files("shuangying.kernel.divisions") / "data"
LAST_LIFE_LAST = F("valid_until").asc(nulls_last=True)


class Plan(NamedTuple):
    """A division to make."""

    code: str
    name: str
    level: str
    kind: str
    parent: str
    valid_from: date | None = None


def load_country() -> int:
    """Make all provinces, prefectures and counties of China (2019 edition); returns how many were made."""
    return insert(_plans("national.csv"))


@transaction.atomic
def load_county(code: str) -> Division:
    """Make a county's townships and villages, and those around it, as far as they come with the program.

    The country is loaded first if need be. Shan County (371722) comes down to its villages, with what has changed
    until 2023 and its map; the counties around it come with their townships; all others without.

    Args:
        code: the county's code of 6 or 12 digits.

    Raises:
        Invalid: `not_a_county`: no county, nor a city without counties, has that code.
    """
    load_country()
    full = division_code(code)
    county = Division.objects.filter(code=full, valid_until=None).select_related("parent").first()
    if (
        county is None
        or county.level not in ("prefecture", "county")
        or county.children.filter(level="county").exists()
    ):
        raise Invalid("not_a_county", text=code)
    short = full[:6]
    names = [f"{short}.csv", f"neighbours_of_{short}.csv"]
    plans = [plan for name in names if (DATA / name).is_file() for plan in _plans(name)]
    if not plans:
        around = [entry.name for entry in DATA.iterdir() if entry.name.startswith("neighbours_of_")]
        plans = [plan for name in around for plan in _plans(name) if plan.parent == full]
    insert(plans)
    if (DATA / f"{short}_changes.csv").is_file():
        _apply_changes(_rows(f"{short}_changes.csv"))
    if (DATA / f"{short}_tiles.csv").is_file():
        _place_tiles(_rows(f"{short}_tiles.csv"))
    touch()
    return county


@transaction.atomic
def insert(plans: Iterable[Plan]) -> int:
    """Make those planned divisions whose code no row bears yet, parents first; returns how many were made."""
    known = dict(Division.objects.order_by(LAST_LIFE_LAST).values_list("code", "pk"))
    after = Division.objects.count()
    fresh = [(after + index, plan) for index, plan in enumerate(plans) if plan.code not in known]
    for level in LEVELS:
        rows = [
            Division(
                code=plan.code,
                name=plan.name,
                level=level,
                kind=plan.kind,
                parent_id=known[plan.parent] if plan.parent else None,
                valid_from=plan.valid_from,
                position=position,
            )
            for position, plan in fresh
            if plan.level == level
        ]
        if not rows:
            continue
        known.update((row.code, row.pk) for row in Division.objects.bulk_create(rows, batch_size=1000))
        _write_paths(level)
    if fresh:
        touch()
    return len(fresh)


def _write_paths(level: str) -> None:
    above = Division.objects.filter(pk=OuterRef("parent_id")).values("path")[:1]
    path = Concat(Coalesce(Subquery(above), Value("/")), Cast(F("pk"), CharField(max_length=20)), Value("/"))
    Division.objects.filter(level=level, path="").update(path=path)


def _apply_changes(rows: Iterable[Mapping[str, str]]) -> None:
    """Apply dated changes whose effect is not there yet."""
    rows = list(rows)
    begun = [row for row in rows if row["change"] == "begun"]
    insert(
        Plan(row["code"], row["name"], "village", row["kind"], row["parent"], date.fromisoformat(row["on"]))
        for row in begun
    )
    concerned = Division.objects.filter(code__in=[row["code"] for row in rows]).order_by(LAST_LIFE_LAST)
    current = {division.code: division for division in concerned}
    done = set(FormerName.objects.filter(division__in=concerned).values_list("division__code", flat=True))
    successors = {row["code"]: row["successor"] for row in rows if row["successor"]}
    renamed, ended, former, successions = [], [], [], []
    for row in rows:
        division, on = current[row["code"]], date.fromisoformat(row["on"])
        if row["change"] == "renamed" and division.code not in done:
            former.append(FormerName(division=division, name=division.name, until_on=on))
            division.name = row["name"]
            renamed.append(division)
        elif row["change"] == "ended" and division.valid_until is None:
            division.valid_until = on
            if division.code in successors:
                successor = current[successors[division.code]]
                division.path = f"{successor.path}{division.pk}/"
                successions.append(
                    Succession(predecessor=division, successor=successor, on=on, kind=Succession.Kind.RENAME)
                )
            ended.append(division)
    FormerName.objects.bulk_create(former, batch_size=1000)
    Division.objects.bulk_update(renamed, ["name"], batch_size=250)
    Division.objects.bulk_update(ended, ["valid_until", "path"], batch_size=250)
    Succession.objects.bulk_create(successions)


def _place_tiles(rows: Iterable[Mapping[str, str]]) -> None:
    places = {row["code"]: row for row in rows}
    without = Division.objects.filter(code__in=places, valid_until=None, tile=None)
    Tile.objects.bulk_create(
        Tile(division=division, column=Decimal(places[division.code]["column"]), row=int(places[division.code]["row"]))
        for division in without
    )


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((DATA / name).read_text(encoding="utf-8").splitlines()))


def _plans(name: str) -> list[Plan]:
    return [
        Plan(
            row["code"].ljust(12, "0"),
            row["name"],
            row["level"],
            row["kind"],
            row["parent"] and row["parent"].ljust(12, "0"),
        )
        for row in _rows(name)
    ]
