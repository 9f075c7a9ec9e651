"""A throw-away county with many projects, for the measurements."""

import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

DAY = date(2020, 2, 1)


@contextmanager
def home() -> Iterator[None]:
    """A home folder of its own with Shan County and no records; gone afterwards."""
    folder = tempfile.mkdtemp(prefix="shuangying-bench-")
    os.environ["SHUANGYING_HOME"] = folder
    os.environ["DJANGO_SETTINGS_MODULE"] = "shuangying.site.settings"
    try:
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        call_command("createcachetable")
        from shuangying.kernel.divisions.api import Division, Home, load_country, load_county

        load_country()
        load_county("371722")
        Home.objects.update_or_create(
            pk=1, defaults={"county": Division.objects.get(code="371722000000"), "today": DAY}
        )
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def rows(number: int, prefix: str = "") -> list[dict[str, Any]]:
    """So many projects' values, the same at each call."""
    from shuangying.kernel.divisions.api import Division, home

    chance = random.Random(number)
    places = list(Division.objects.filter(path__startswith=home().county.path))
    return [_project(chance, places, n, prefix) for n in range(number)]


def _project(chance: random.Random, places: list[Any], n: int, prefix: str) -> dict[str, Any]:
    started = DAY - timedelta(days=chance.randrange(800)) if chance.random() < 0.5 else None
    return {
        "code": f"{prefix}{n:07}",
        "name": f"{prefix}项目{n}",
        "division": chance.choice(places),
        "investment": Decimal(chance.randrange(800, 120_000)) * 10_000,
        "sector": chance.choice(("industry", "agriculture", "services", "infrastructure")),
        "planned_on": date(2017, 1, 1) + timedelta(days=chance.randrange(300)),
        "started_on": started,
        "completed_on": started + timedelta(days=400) if started and chance.random() < 0.3 else None,
        "collective_start_on": DAY if chance.random() < 0.2 else None,
        "owner": "示例公司",
        "leader": "副县长（示例）",
    }


def fill(number: int) -> None:
    """Write so many projects by the register's own path."""
    from shuangying.kernel.accounts.api import console
    from shuangying.kernel.registers import api as registers
    from shuangying.kernel.registers.writing import Change, save_many

    found = rows(number)
    for start in range(0, number, 10_000):
        save_many(registers.get("projects"), console("bench"), [Change(row) for row in found[start : start + 10_000]])
