"""What a figure says: as of any day, by division, with what it rests on, and with exactly its records."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.figures import api as figures
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.listing import Listing
from shuangying.kernel.registers.writing import Change, Refused, save, save_many
from shuangying.modules.projects.models import Project

DAY = date(2020, 3, 5)
FIRST = date(2020, 1, 1)

pytestmark = pytest.mark.postgres


@pytest.fixture
def projects():
    return registers.get("projects")


def value(id_, actor, day=DAY, **rest):
    return figures.values([figures.get(id_)], day=day, actor=actor, **rest)[0].value


@pytest.fixture
def three(projects, console, place):
    rows = [
        ("甲", "黄岗镇", 100, {"started_on": date(2020, 2, 24), "planned_on": FIRST}),
        ("乙", "北城街道", 30, {"started_on": date(2020, 1, 20), "completed_on": date(2020, 3, 1)}),
        ("丙", "单县", 7, {"planned_on": date(2020, 3, 9)}),
    ]
    save_many(
        projects,
        console,
        [Change({"name": n, "division": place(d), "investment": Decimal(y), **dates}) for n, d, y, dates in rows],
    )


def test_nothing_is_known_before_the_first_row(projects, console, place):
    assert value("projects.started.count", console) is None
    assert value("projects.started.investment", console) is None
    assert value("projects.under_way.share", console) is None


def test_absent_is_0_once_the_list_has_begun(console, three):
    assert value("projects.reserve.count", console) == 0
    assert value("projects.reserve.investment", console) == 0
    assert value("projects.reserve.count", console, day=date(2019, 12, 31)) is None


def test_counts_and_sums_follow_the_day(console, three):
    assert value("projects.started.count", console, day=date(2020, 2, 23)) == 1
    assert value("projects.started.count", console, day=date(2020, 2, 24)) == 2
    assert value("projects.started.investment", console) == Decimal(100)
    assert value("projects.completed.investment", console) == Decimal(30)
    assert value("projects.under_way.share", console) == Decimal(100)


def test_rows_of_unknown_state_are_left_out_and_counted_beside(console, three):
    (answer,) = figures.values([figures.get("projects.count")], day=DAY, actor=console)
    assert answer.value == 2
    assert answer.basis == {"records": 2, "statements": 0, "tallies": 0, "unknown": 1, "silent": []}


def test_a_statement_counts_and_is_told_apart(projects, console, place):
    save(projects, console, {"name": "丁", "division": place("黄岗镇")}, states={"stage": "started"}, on=DAY)
    (answer,) = figures.values([figures.get("projects.started.count")], day=DAY, actor=console)
    assert (answer.value, answer.basis["statements"]) == (1, 1)


def test_parts_sum_to_the_whole_with_what_is_held_higher_up(console, three):
    day = date(2020, 3, 9)
    parts = figures.values([figures.get("projects.count")], day=day, actor=console, by="township")
    assert {(part.division.name, part.part): part.value for part in parts} == {
        ("北城街道", ""): 1,
        ("黄岗镇", ""): 1,
        ("单县", "unplaced"): 1,
    }
    assert sum(part.value for part in parts) == value("projects.count", console, day=day)


def test_a_township_asks_for_its_own_value_and_is_refused_the_county_s(console, person, three):
    clerk = person("village", "北城街道")
    assert value("projects.count", clerk) == 1
    with pytest.raises(Refused):
        value("projects.count", clerk, division=divisions.tree(DAY).county)


def test_somebody_without_a_post_is_refused(place, three):
    from shuangying.kernel.accounts.api import NOBODY

    with pytest.raises(Refused):
        value("projects.count", NOBODY)


def test_the_json_is_the_contract_s(console, three):
    (answer,) = figures.values([figures.get("projects.started.investment")], day=DAY, actor=console)
    found = figures.as_json(answer)
    assert found["value"] == "100"
    assert (found["as_of"], found["division"], found["division_name"]) == ("2020-03-05", "371722000000", "单县")


def test_select_takes_whole_dotted_segments():
    assert {figure.id for figure in figures.select(["projects.started"])} == {
        "projects.started.count",
        "projects.started.investment",
    }
    with pytest.raises(KeyError):
        figures.select(["project"])


DAYS = st.one_of(st.none(), st.integers(0, 40).map(lambda n: FIRST + timedelta(days=n)))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(
    rows=st.lists(
        st.tuples(DAYS, DAYS, st.integers(1, 10**9), st.sampled_from(["黄岗镇", "北城街道", "单县"])), max_size=8
    ),
    after=st.integers(0, 45),
)
def test_every_figure_equals_a_recount_of_the_records_its_drill_down_lists(projects, console, place, rows, after):
    Project.objects.all().delete()
    changes = []
    for n, (planned, started, fen, where) in enumerate(rows):
        started = max(planned, started) if planned and started else started
        values = {"name": f"第{n}号", "division": place(where), "planned_on": planned, "started_on": started}
        changes.append(Change({**values, "investment": Decimal(fen) / 100}))
    save_many(projects, console, changes)
    day = FIRST + timedelta(days=after)
    for figure in figures.select(["projects"]):
        if figure.ratio:
            continue
        (answer,) = figures.values([figure], day=day, actor=console)
        counted = Listing(projects, console, day, {"figure": [figure.id]})
        assert counted.count == answer.basis["records"]
        if answer.value is not None:
            recount = sum((row.investment for row in counted.rows), Decimal(0)) if figure.sums else len(counted.rows)
            assert answer.value == recount


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(
    rows=st.lists(st.tuples(DAYS, DAYS, DAYS, st.one_of(st.none(), st.integers(1, 10**9))), max_size=8),
    start=st.integers(-3, 30),
)
def test_the_course_of_a_figure_is_its_value_on_each_day(projects, console, place, rows, start):
    Project.objects.all().delete()
    changes = []
    for n, (planned, started, held, fen) in enumerate(rows):
        started = max(planned, started) if planned and started else started
        values = {"name": f"第{n}号", "division": place("黄岗镇"), "planned_on": planned, "started_on": started}
        investment = None if fen is None else Decimal(fen) / 100
        changes.append(Change({**values, "collective_start_on": held, "investment": investment}))
    save_many(projects, console, changes)
    days = [FIRST + timedelta(days=start + n) for n in range(8)]
    every = figures.select(["projects"])
    found = figures.course(every, days, console)
    for position, day in enumerate(days):
        now = figures.values(every, day=day, actor=console)
        assert {value.figure.id: found[value.figure][position] for value in now} == {v.figure.id: v.value for v in now}


def test_all_figures_of_a_source_ask_the_database_as_often_as_one(console, three, django_assert_max_num_queries):
    figures.values(figures.select(["projects"]), day=DAY, actor=console)
    with CaptureQueriesContext(connection) as one:
        figures.values([figures.get("projects.count")], day=DAY, actor=console)
    with django_assert_max_num_queries(len(one)):
        figures.values(figures.select(["projects"]), day=DAY, actor=console)


def test_a_division_s_own_value_is_its_row_in_the_breakdown_before_and_after_a_merger(console, three, place):
    divisions.merge([place("北城街道")], place("黄岗镇"), on=date(2020, 3, 1), actor=console)
    figure = figures.get("projects.count")
    for day in (date(2020, 2, 20), DAY):
        for part in figures.values([figure], day=day, actor=console, by="township"):
            if part.part:
                continue
            (own,) = figures.values([figure], day=day, actor=console, division=part.division)
            counted = Listing(
                registers.get("projects"), console, day, {"figure": [figure.id], "division": [part.division.code]}
            )
            assert (own.value, counted.count) == (part.value, part.value), (day, part.division.name)
    days = [date(2020, 2, 20) + timedelta(days=n) for n in range(15)]
    at = divisions.tree(DAY).node(place("黄岗镇").pk)
    line = figures.course([figure], days, console, at)[figure]
    assert line == [figures.values([figure], day=day, actor=console, division=at)[0].value for day in days]
