"""What a list shows: filters from the address, pages that neither lose nor repeat a row, totals as of the day."""

import base64
import json
from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import parse_qs

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.listing import Listing
from shuangying.kernel.registers.writing import Change, save_many

DAY = date(2020, 3, 5)

pytestmark = pytest.mark.postgres


@pytest.fixture
def projects():
    return registers.get("projects")


@pytest.fixture
def many(projects, console, place):
    changes = []
    for n in range(23):
        values = {
            "name": f"项目{n:02}",
            "code": f"{n % 7}-{n:02}",
            "division": place("黄岗镇" if n % 3 else "北城街道"),
            "investment": Decimal(n % 5 + 1) * 10**7 if n % 4 else None,
            "sector": ("industry", "agriculture")[n % 2],
            "started_on": date(2020, 2, 1) + timedelta(days=n) if n % 2 else None,
            "planned_on": date(2020, 1, 10) if n != 8 else None,
        }
        changes.append(Change(values))
    assert {result.outcome for result in save_many(projects, console, changes)} == {"created"}


def listing(projects, actor, day=DAY, size=50, **params):
    return Listing(
        projects,
        actor,
        day,
        {name: value if isinstance(value, list) else [value] for name, value in params.items()},
        size,
    )


def names(found):
    return [record.name for record in found.rows]


def test_filters_by_state_as_of_the_day(projects, console, many):
    assert listing(projects, console, stage="started").count == 11
    assert listing(projects, console, day=date(2020, 2, 3), stage="started").count == 1
    assert listing(projects, console, stage="unknown").count == 1
    assert listing(projects, console, stage=["started", "unknown"]).count == 12


def test_filters_by_division_with_everything_below_it(projects, console, many):
    assert listing(projects, console, division="371722103").count == 15
    assert listing(projects, console, division="371722000000").count == 23


def test_an_unknown_division_shows_no_rows_and_says_so(projects, console, many):
    found = listing(projects, console, division="无此镇")
    assert found.rows == []
    assert [(name, problem.code) for name, problem in found.problems] == [("division", "division_unknown")]


def test_ranges_are_read_in_the_sheet_unit_or_the_unit_named(projects, console, many):
    assert (
        listing(projects, console, investment_from="0.4").count
        == listing(projects, console, investment_from="4000万元").count
        > 0
    )
    assert listing(projects, console, started_on_from="2020-02-10", started_on_to="2020-02-12").count == 2


@pytest.mark.parametrize("name", ["q", "owner", "division", "stage", "investment_from"])
def test_what_no_database_keeps_is_a_problem_in_a_filter(projects, console, many, name):
    found = listing(projects, console, **{name: "a\0b"})
    assert found.rows == []
    assert [problem.code for _name, problem in found.problems] == ["not_text"]


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"q": "桥 " * 21}, "too_many_words"),
        ({"q": "桥" * 1001}, "too_long"),
        ({"division": ["371722103"] * 101}, "too_many_values"),
        ({"stage": ["started"] * 101}, "too_many_values"),
    ],
)
def test_more_than_a_database_takes_is_a_problem_in_a_filter(projects, console, many, params, code):
    found = listing(projects, console, **params)
    assert found.rows == []
    assert [problem.code for _name, problem in found.problems] == [code]


def test_as_many_words_and_values_as_are_allowed_are_looked_for(projects, console, many):
    assert listing(projects, console, q="项 " * 20, division=["371722103"] * 100).count == 15


def test_search_looks_for_each_word(projects, console, many):
    assert names(listing(projects, console, q="项目 13")) == ["项目13"]


def test_totals_are_the_sum_of_the_filtered_rows(projects, console, many):
    found = listing(projects, console, sector="agriculture")
    assert found.totals["investment"] == sum(row.investment for row in found.rows if row.investment)


def test_all_counts_rows_without_a_value_too(console, place):
    register = registers.get("people")
    people = ({"name": "甲", "sex": "male"}, {"name": "乙", "sex": "female"}, {"name": "丙"})
    save_many(register, console, [Change({"division": place("李庄村民委员会"), **values}) for values in people])
    found = Listing(register, console, DAY, {"sex": ["male"]})
    assert (found.count, found.everything) == (1, 3)


def test_chips_count_what_one_click_would_show(projects, console, many):
    found = listing(projects, console, division="371722103", sector="industry")
    for chip in found.chips:
        if not chip.active:
            params = parse_qs(chip.query)
            assert listing(projects, console, **params).count == chip.count, chip


@pytest.mark.parametrize("sort", ["code", "-code", "investment", "-investment", "started_on", "-started_on"])
def test_pages_forward_and_back_show_every_row_once_in_order(projects, console, many, sort):
    whole = names(listing(projects, console, sort=sort))
    assert sorted(whole) == [f"项目{n:02}" for n in range(23)]
    seen, query, pages = [], f"sort={sort}", []
    while query:
        page = listing(projects, console, size=4, **parse_qs(query))
        pages.append(names(page))
        seen += names(page)
        query = page.next_query
    assert seen == whole
    query, back = page.previous_query, []
    while query:
        page = listing(projects, console, size=4, **parse_qs(query))
        back.append(names(page))
        query = page.previous_query
    assert back == pages[-2::-1]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(cursor=st.text(max_size=40))
def test_a_cursor_that_somebody_made_up_breaks_nothing(projects, console, many, cursor):
    assert len(listing(projects, console, after=cursor).rows) <= 50


EDGES = [
    ["x", 1],
    [{}, 1],
    [10**40, 1],
    ["0.001", 1],
    ["1e999999", 1],
    ["99999999999999999", 1],
    ["NaN", 1],
    ["\0", 1],
    ["\ud800", 1],
    ["2020-02-01", 2**70],
    ["0001-01-01", 1],
    [None, None],
    5,
]


@pytest.mark.parametrize("sort", ["code", "investment", "started_on"])
@pytest.mark.parametrize("edge", EDGES)
def test_a_well_formed_cursor_of_nonsense_breaks_nothing(projects, console, many, sort, edge):
    cursor = base64.urlsafe_b64encode(json.dumps(edge).encode()).decode()
    assert len(listing(projects, console, sort=sort, after=cursor).rows) <= 50


@pytest.mark.parametrize("depth", [1400, 30_000])
def test_a_cursor_of_brackets_breaks_nothing(projects, console, many, depth):
    cursor = base64.urlsafe_b64encode(b"[" * depth).decode()
    assert len(listing(projects, console, after=cursor).rows) == 23


def test_a_township_clerk_sees_counts_and_rows_of_the_own_township_only(projects, person, many):
    found = listing(projects, person("clerk", "北城街道"))
    assert found.count == len(found.rows) == 8
    assert {row.division.name for row in found.rows} == {"北城街道"}
    assert sum(chip.count for chip in found.chips if chip.column == "stage") == 8


def test_a_role_that_only_counts_sees_no_rows(projects, person, many):
    assert listing(projects, person("village", "单县")).rows == []


@pytest.mark.parametrize("register", registers.all_registers(), ids=lambda register: register.id)
def test_every_record_s_table_has_the_index_that_counts_by_division(register):
    assert ["division", "deleted_at"] in [index.fields for index in register.model._meta.indexes]


def test_a_wrong_filter_leaves_the_totals_of_the_list_without_it_alone(projects, console, many):
    assert listing(projects, console, investment_from="abc").count == 0
    assert listing(projects, console).count == 23


def test_pages_tell_nobody_the_names_that_they_see_masked(console, person, place):
    register = registers.get("people")
    for name in ("赵四", "王五", "李六"):
        save_many(register, console, [Change({"name": name, "division": place("黄岗镇")})])
    leader = person("leader", "单县")
    first = listing(register, leader, size=1, sort="name")
    (cursor,) = parse_qs(first.next_query)["after"]
    assert [record.name for record in first.rows] == ["赵四"], "as entered, not by name"
    assert all(name not in base64.urlsafe_b64decode(cursor).decode() for name in ("赵", "王", "李"))
    assert names(listing(register, leader, size=9, after=cursor)) == ["王五", "李六"]
    assert names(listing(register, console, size=9)) == ["李六", "王五", "赵四"]


def test_counts_of_those_who_see_names_are_not_shown_to_those_who_do_not(console, person, place):
    register = registers.get("people")
    save_many(register, console, [Change({"name": "赵四", "division": place("黄岗镇")})])
    assert listing(register, person("clerk", "单县"), q="赵").count == 1
    assert listing(register, person("leader", "单县"), q="赵").count == 0
