"""A filtered, sorted list of 200,000 rows, its first page and the one after 1,000 Next steps, against page 1 of 2,000 rows."""

from urllib.parse import parse_qs

from many_projects import DAY, fill, home
from timing import best, say

FEW, MANY, STEPS = 2_000, 200_000, 1_000
QUERY = "stage=started&sort=-investment"

with home():
    from django.test import Client

    from shuangying.kernel.accounts.api import Post, User, console
    from shuangying.kernel.divisions.api import home as home_row
    from shuangying.kernel.registers import api as registers

    user = User.objects.create(login="bench", name="bench")
    Post.objects.create(user=user, role="clerk", division=home_row().county, from_on=DAY)
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)

    def page(query: str) -> None:
        answer = client.get(f"/r/projects/?as_of={DAY}&{query}")
        assert answer.status_code == 200
        assert b"data-row" in answer.content

    fill(FEW)
    page(QUERY)
    few = best(lambda: page(QUERY), 7)
    fill_from = registers.get("projects").model.objects
    fill_from.all().delete()
    fill(MANY)
    query, steps = QUERY, 0
    while query and steps < STEPS:
        query = registers.Listing(registers.get("projects"), console("bench"), DAY, parse_qs(query)).next_query
        steps += 1
    first, later = best(lambda: page(QUERY), 7), best(lambda: page(query), 7)
    say(f"first page of {MANY} rows against {FEW}", first / few, 3, f"[{few * 1000:.0f} ms]")
    say(f"page after {steps} Next steps", later / few, 3)
    counted = best(lambda: page(f"{QUERY}&counted=1"), 1)
    print(f"noted  counting those rows, once for an unchanged register: {counted * 1000:.0f} ms")
