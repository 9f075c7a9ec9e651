"""Figures at a county's full size, each source against one hand-written statement: within 3 times; all of them under 2 s."""

from collections.abc import Callable
from typing import Any

import first_front
from many_projects import DAY as PROJECT_DAY
from many_projects import fill as fill_projects
from many_projects import home
from timing import best, say

PROJECTS = 200_000
STATES = (
    "1=1",
    "s.state='planned'",
    "s.state='reserve'",
    "s.state='started'",
    "s.state='completed'",
    "s.state IN ('started','completed')",
    f"s.state IN ('started','completed') AND p.collective_start_on<='{PROJECT_DAY}'",
)
CELLS = ",".join(f"COUNT(CASE WHEN {one} THEN 1 END), SUM(CASE WHEN {one} THEN p.investment END)" for one in STATES)
FROM = f"""FROM projects_projectstagespan s JOIN projects_project p ON p.id=s.record_id
WHERE s.from_on<='{PROJECT_DAY}' AND s.until_on>'{PROJECT_DAY}' AND p.deleted_at IS NULL"""

DAY = first_front.DAY
NOON = f"'{DAY} 16:00:00'"  # 24:00 in Shanghai
MORNING = f"datetime({NOON}, '-1 day')"


def of_the_day_and_to_date(conditions: tuple[str, ...], day: str) -> str:
    """The cells of a hand-written statement: each condition for the day and for all days up to it."""
    return ",".join(
        f"COUNT(CASE WHEN {one} THEN 1 END), COUNT(CASE WHEN {one} AND {day} THEN 1 END)" for one in conditions
    )


OUTCOMES = (
    "1=1",
    *(f"t.outcome='{word}'" for word in ("turn_back", "observe", "medical")),
    "t.overridden_at IS NOT NULL",
)
ORIGINS = (
    "t.temperature>=37.3",
    "d.code LIKE '42%'",
    "d.code LIKE '37%'",
    "d.code NOT LIKE '37%'",
    "t.origin_id IS NULL",
)
STILL = "(i.released_on IS NULL OR i.released_on>f.day)"
LARGE = "e.scale='above' AND e.sector IN ('B','C','D')"

SOURCES = {
    "80,000 travellers over 40,000 passages: of the day, to date, different people": (
        "gates.people.count",
        f"""SELECT COUNT(DISTINCT t.person_id), {of_the_day_and_to_date((*OUTCOMES, *ORIGINS), f"p.at>={MORNING}")}
        FROM gates_traveller t JOIN gates_passage p ON p.id=t.passage_id
        JOIN gates_checkpoint c ON c.id=p.checkpoint_id LEFT JOIN divisions_division d ON d.id=t.origin_id
        WHERE t.deleted_at IS NULL AND p.at<{NOON} GROUP BY c.unit_id, DATE(p.at, '+8 hours')""",
    ),
    "40,000 passages, of which units report some days": (
        "gates.vehicles.count",
        f"""SELECT c.unit_id, DATE(p.at, '+8 hours'), {of_the_day_and_to_date(("p.vehicle<>'foot'",), f"p.at>={MORNING}")}
        FROM gates_passage p JOIN gates_checkpoint c ON c.id=p.checkpoint_id
        WHERE p.deleted_at IS NULL AND p.at<{NOON} GROUP BY 1, 2""",
    ),
    "300,000 follow-ups of the day and to date": (
        "people.followups.count",
        f"""SELECT {of_the_day_and_to_date((STILL, "f.temperature>=37.3"), f"f.day='{DAY}'")}
        FROM people_followup f JOIN people_isolation i ON i.id=f.isolation_id WHERE f.deleted_at IS NULL AND f.day<='{DAY}'""",
    ),
    "68,000 enterprises by state": (
        "enterprises.count",
        f"""SELECT COUNT(CASE WHEN s.state IN ('open','closed','resumed') THEN 1 END),
        COUNT(CASE WHEN s.state IN ('closed','resumed') THEN 1 END), COUNT(CASE WHEN s.state='closed' THEN 1 END),
        COUNT(CASE WHEN s.state='resumed' THEN 1 END),
        COUNT(CASE WHEN s.state IN ('closed','resumed') AND {LARGE} THEN 1 END), COUNT(CASE WHEN s.state='resumed' AND {LARGE} THEN 1 END)
        FROM enterprises_enterprisestatespan s JOIN enterprises_enterprise e ON e.id=s.record_id
        WHERE s.from_on<='{DAY}' AND s.until_on>'{DAY}' AND e.deleted_at IS NULL""",
    ),
    "1,060,000 people as they are": (
        "people.count",
        "SELECT COUNT(*), COUNT(CASE WHEN resident THEN 1 END) FROM parties_person WHERE deleted_at IS NULL",
    ),
}


def measure(ours: Callable[[], Any], sql: str, what: str) -> float:
    """Ours against the statement; returns the seconds of ours."""
    from django.db import connection

    def statement() -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            cursor.fetchall()

    checked, plain = best(ours), best(statement)
    say(f"{what}, against one statement", checked / plain, 3, f"[{plain:.3f} s]")
    return checked


with home():
    from shuangying.kernel.accounts.api import console
    from shuangying.kernel.figures import api as figures

    actor = console("bench")
    fill_projects(PROJECTS)
    projects = figures.select(["projects"])
    for by, sql in (
        (None, f"SELECT {CELLS} {FROM}"),
        ("township", f"SELECT p.division_id, {CELLS} {FROM} GROUP BY p.division_id"),
    ):
        name = f"all figures of {PROJECTS} projects {'by township' if by else 'of the county'}"
        asked = lambda by=by: figures.values(projects, day=PROJECT_DAY, actor=actor, by=by)  # noqa: E731
        say(f"{name}, seconds", measure(asked, sql, name), 0.5)
    days = [PROJECT_DAY.replace(month=1, day=day) for day in range(1, 32)]
    course = best(lambda: figures.course(projects, days, actor), 3)
    print(f"noted  their course over {len(days)} days: {course:.2f} s")
    first_front.fill()
    for name, (figure, sql) in SOURCES.items():
        together = figures.get(figure).source.figures
        measure(lambda together=together: figures.values(together, day=DAY, actor=actor), sql, name)
    every = figures.select([])
    say("all figures of the county, seconds", best(lambda: figures.values(every, day=DAY, actor=actor), 3), 2)
    days = [DAY.replace(month=2, day=day) for day in range(1, 30)]
    course = best(lambda: figures.course(every, days, actor), 1)
    print(f"noted  the course of all {len(every)} figures over {len(days)} days: {course:.2f} s")
