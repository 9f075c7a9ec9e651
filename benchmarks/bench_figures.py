"""All projects' figures as of a past day over 200,000 records against one hand-written statement: within 3 times, under 0.5 s."""

from many_projects import DAY, fill, home
from timing import best, say

NUMBER = 200_000
CELLS = ",".join(
    f"COUNT(CASE WHEN {condition} THEN 1 END), SUM(CASE WHEN {condition} THEN p.investment END)"
    for condition in (
        "1=1",
        "s.state='planned'",
        "s.state='reserve'",
        "s.state='started'",
        "s.state='completed'",
        "s.state IN ('started','completed')",
        f"s.state IN ('started','completed') AND p.collective_start_on<='{DAY}'",
    )
)
FROM = f"""FROM projects_projectstagespan s JOIN projects_project p ON p.id=s.record_id
WHERE s.from_on<='{DAY}' AND s.until_on>'{DAY}' AND p.deleted_at IS NULL"""

with home():
    from django.db import connection

    from shuangying.kernel.accounts.api import console
    from shuangying.kernel.figures import api as figures

    def statement(sql: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            cursor.fetchall()

    def ours(by: str | None) -> None:
        figures.values(figures.select(["projects"]), day=DAY, actor=console("bench"), by=by)

    fill(NUMBER)
    for by, sql in (
        (None, f"SELECT {CELLS} {FROM}"),
        ("township", f"SELECT p.division_id, {CELLS} {FROM} GROUP BY p.division_id"),
    ):
        checked, plain = best(lambda by=by: ours(by)), best(lambda sql=sql: statement(sql))
        name = f"all figures of {NUMBER} projects {'by township' if by else 'of the county'}"
        say(f"{name}, against one statement", checked / plain, 3, f"[{plain:.2f} s]")
        say(f"{name}, seconds", checked, 0.5)
    days = [DAY.replace(month=1, day=day) for day in range(1, 32)]
    course = best(lambda: figures.course(figures.select(["projects"]), days, console("bench")), 3)
    print(f"noted  their course over {len(days)} days: {course:.2f} s")
