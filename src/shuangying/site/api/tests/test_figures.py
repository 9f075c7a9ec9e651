"""Figures, registers and divisions for programs."""

from datetime import date
from decimal import Decimal

import pytest

pytestmark = pytest.mark.django_db
CONTRACT = ["id", "label", "value", "unit", "as_of", "division", "division_name", "definition", "basis"]


@pytest.fixture
def three(project):
    first = date(2020, 1, 1)
    project("甲", "黄岗镇", planned_on=first, started_on=date(2020, 2, 24), investment=Decimal("29894000000"))
    project("乙", "北城街道", planned_on=first)
    project("丙", "单县", planned_on=first)


@pytest.fixture
def leader(caller):
    return caller("leader", "单县")


def test_a_figure_has_the_shape_that_others_rely_on(leader, three):
    (found,) = leader("GET", "/figures?id=projects.started.investment&as_of=2020-02-24").json()
    assert list(found) == CONTRACT
    assert (found["value"], found["as_of"], found["division"]) == ("29894000000", "2020-02-24", "371722000000")
    assert found["basis"] == {"records": 1, "statements": 0, "tallies": 0, "unknown": 0, "silent": []}


def test_an_unknown_value_is_null_and_no_figure_is_left_out(leader):
    assert {found["value"] for found in leader("GET", "/figures?id=projects").json()} == {None}


def test_parts_sum_to_the_whole(leader, three):
    parts = leader("GET", "/figures?id=projects.count&by=township").json()
    assert {(part["division_name"], part.get("part")): part["value"] for part in parts} == {
        ("北城街道", None): 1,
        ("黄岗镇", None): 1,
        ("单县", "unplaced"): 1,
    }


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("id=nothing", 404),
        ("id=proj", 404),
        ("by=province", 422),
        ("division=无此镇", 404),
        ("division=371721101", 404),
    ],
)
def test_a_wrong_question_is_answered_with_a_problem(leader, query, status):
    assert leader("GET", f"/figures?{query}").status_code == status


def test_a_township_knows_its_own_figures_only(caller, three):
    clerk = caller("clerk", "北城街道")
    (found,) = clerk("GET", "/figures?id=projects.count").json()
    assert (found["division_name"], found["value"]) == ("北城街道", 1)
    assert clerk("GET", "/figures?id=projects.count&division=黄岗镇").status_code == 404
    assert clerk("GET", "/figures/projects.count/series?division=单县").status_code == 404


def test_a_series_has_a_point_a_day(leader, three):
    found = leader("GET", "/figures/projects.started.count/series?from=2020-02-22&to=2020-02-25").json()
    assert [point["value"] for point in found["points"]] == [0, 0, 1, 1]
    assert len(leader("GET", "/figures/projects.count/series").json()["points"]) == 31
    assert leader("GET", "/figures/projects.count/series?from=2019-01-01").status_code == 422
    assert leader("GET", "/figures/projects.count/series?from=2020-03-06&to=2020-03-05").status_code == 422
    assert leader("GET", "/figures/projects.count/series?step=0").status_code == 422
    assert leader("GET", "/figures/nothing/series").status_code == 404


def test_the_registers_are_told_with_the_right_held_on_each(caller):
    found = caller("clerk", "黄岗镇")("GET", "/registers").json()
    assert {register["id"]: register["right"] for register in found}["projects"] == "write"
    found = caller("village", "李庄村民委员会")("GET", "/registers").json()
    assert {register["id"]: register["right"] for register in found}["projects"] == "count"


def test_divisions_are_told_by_level_and_place(leader):
    townships = leader("GET", "/divisions?level=township").json()
    assert [(one["code"], one["name"], one["parent"]) for one in townships] == [
        ("371722001000", "北城街道", "371722000000"),
        ("371722103000", "黄岗镇", "371722000000"),
    ]
    within = leader("GET", "/divisions?within=黄岗镇").json()
    assert [one["name"] for one in within] == ["黄岗镇", "李庄村民委员会"]
    assert leader("GET", "/divisions?level=province").status_code == 422


@pytest.mark.parametrize("query", ["to=0001-01-05", "from=0001-01-01", "to=9999-12-31", "to=2020-03-06"])
def test_a_series_of_days_that_no_register_knows_of_is_refused(leader, query):
    answer = leader("GET", f"/figures/projects.count/series?{query}")
    assert answer.status_code == 422
