"""The demonstration's projects give the figures of the county's own report, on its day and on those before."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from shuangying.core.matching import NameIndex
from shuangying.demo.county import PEOPLE, TODAY, make_demo
from shuangying.kernel.accounts.api import Body, Right, as_login, console
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.figures import api as figures
from shuangying.kernel.imports import api as imports
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.listing import Listing
from shuangying.modules.projects.models import Progress, Project

YI = Decimal(10**8)
pytestmark = pytest.mark.postgres
DAYS = [date(2020, 1, 20) + timedelta(days=n) for n in range((TODAY - date(2020, 1, 20)).days + 1)]
REPORTED = {
    "projects": (168, "961.87"),
    "projects.started": (64, "298.94"),
    "projects.completed": (17, "33.45"),
    "projects.reserve": (32, "120.87"),
    "projects.planned": (55, "508.61"),
    "projects.collective_start": (34, "246"),
}
STAGES = ("planned", "reserve", "started", "completed")


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    """The demonstration, made once for this file and taken back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_demo(2000, only=("projects",))
        transaction.set_rollback(True)


def value(id_, day=TODAY, actor=None):
    return figures.values([figures.get(id_)], day=day, actor=actor or console("tester"))[0].value


@pytest.mark.parametrize("id_", REPORTED)
def test_the_figures_are_those_of_the_report(made, id_):
    count, investment = REPORTED[id_]
    assert value(f"{id_}.count") == count
    assert value(f"{id_}.investment") == Decimal(investment) * YI


def test_the_day_before_the_collective_start_its_34_projects_have_not_started(made):
    eve = date(2020, 2, 23)
    assert value("projects.started.count", eve) == 30
    assert value("projects.started.investment", eve) == Decimal("52.94") * YI
    assert value("projects.collective_start.count", eve) == 0
    assert value("projects.collective_start.count", date(2020, 2, 24)) == 34
    assert value("projects.started.count", date(2020, 2, 24)) == 64


def test_started_and_completed_projects_never_become_fewer_and_few_start_in_the_lockdown(made):
    course = [number for _day, number in figures.series(figures.get("projects.under_way.count"), DAYS, console("t"))]
    assert course == sorted(course)
    assert course[DAYS.index(date(2020, 2, 17))] == course[DAYS.index(date(2020, 1, 23))]


def test_the_four_stages_make_up_the_whole_on_each_day(made):
    wanted = [figures.get(f"projects.{stage}.{kind}") for stage in STAGES for kind in ("count", "investment")]
    totals = [figures.get("projects.count"), figures.get("projects.investment")]
    course = figures.course([*wanted, *totals], DAYS, console("tester"))
    for kind in ("count", "investment"):
        parts = [course[figures.get(f"projects.{stage}.{kind}")] for stage in STAGES]
        assert [sum(each) for each in zip(*parts, strict=True)] == course[figures.get(f"projects.{kind}")]


@pytest.mark.parametrize("day", [TODAY, date(2020, 2, 23), date(2020, 1, 20)])
def test_each_figure_lists_as_many_records_as_it_counts(made, day):
    register = registers.get("projects")
    for figure in figures.select(["projects"]):
        listed = Listing(register, console("tester"), day, {"figure": [figure.id]})
        (answer,) = figures.values([figure], day=day, actor=console("tester"))
        assert listed.count == answer.basis["records"], figure.id


def test_townships_with_what_is_held_above_them_sum_to_the_county(made):
    for figure in figures.select(["projects"]):
        if figure.additive:
            parts = figures.values([figure], day=TODAY, actor=console("tester"), by="township")
            assert sum(part.value for part in parts) == value(figure.id)
            assert len(parts) == 23


def test_forty_projects_came_by_a_sheet_whose_totals_hold_and_one_row_is_held(made):
    record = imports.Import.objects.get()
    assert {key: record.counts[key] for key in ("rows", "created", "review", "rejected")} == {
        "rows": 41,
        "created": 40,
        "review": 1,
        "rejected": 0,
    }
    assert {total["verdict"] for total in record.totals} == {"equal"}
    held = record.lines.get(outcome="review")
    assert (held.name, held.candidates[0]["title"]) == ("单县电商创业产业园项目", "电商创业产业园项目")
    (answer,) = figures.values([figures.get("projects.count")], day=TODAY, actor=console("tester"))
    assert answer.basis["statements"] == 40


def test_no_name_resembles_another(made):
    names = list(Project.objects.values_list("name", flat=True))
    index = NameIndex(names, prefixes=["单县"])
    assert len(set(names)) == 168
    assert {name: found for name in names if (found := index.closest(name))} == {}


def test_no_month_invests_more_than_the_project_has(made):
    for project in Project.objects.all():
        months = Progress.objects.filter(project=project)
        assert sum(month.invested for month in months) <= project.investment
    assert not Progress.objects.filter(month__gt=TODAY).exists()


def test_four_people_see_what_their_posts_let_them(made):
    register = registers.get("projects")
    actors = {login: as_login(login, TODAY) for login, _name, _posts in PEOPLE}
    assert register.visible(actors["leader"]).count() == register.visible(actors["clerk"]).count() == 168
    assert not register.may_write(actors["leader"])
    towns = Counter(divisions.tree(TODAY).node(row.division_id).path for row in register.visible(actors["town"]))
    assert towns
    assert all(register.reach(actors["town"], Right.WRITE).covers(path) for path in towns)
    assert not register.may_read(actors["village"])
    assert value("projects.count", actor=actors["village"]) == 2


def test_the_headquarters_with_two_heads_and_ten_groups_stands_since_25_january(made):
    headquarters = Body.objects.get(kind=Body.Kind.HEADQUARTERS)
    assert headquarters.members.filter(duty="head").count() == 2
    assert headquarters.groups.filter(from_on=date(2020, 1, 25)).count() == 10


def test_the_brief_lies_in_the_home_and_making_again_changes_nothing(made):
    before = imports.Import.objects.count(), Project.objects.count()
    again = make_demo()
    assert (again.fresh, again.brief, again.logins) == (False, made.brief, made.logins)
    assert again.brief.read_bytes()[:2] == b"PK"
    assert (imports.Import.objects.count(), Project.objects.count()) == before


@pytest.mark.django_db
def test_two_homes_tell_the_same_story():
    told = []
    for _home in range(2):
        with transaction.atomic():
            make_demo(2000, only=("projects",))
            told.append([_exported(register_id) for register_id in ("projects", "projects.progress")])
            transaction.set_rollback(True)
        divisions.touch()
    assert len(told[0][0]) > 168
    assert told[0] == told[1]


def _exported(register_id):
    register = registers.get(register_id)
    lines = imports.export(register, console("tester"), register.visible(console("tester")), TODAY, "csv")
    return sorted(line.rpartition(b",")[0] for line in lines)
