"""What a clerk can rely on when a record has parts: entered with it, where it lies, deleted and restored with it."""

from datetime import date
from decimal import Decimal

import pytest

from shuangying.kernel.audit import api as audit
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers import writing
from shuangying.kernel.registers.writing import Line, Refused, Rejected, Stale
from shuangying.modules.projects.models import Progress, Project

pytestmark = pytest.mark.postgres

JANUARY, FEBRUARY, MARCH = (date(2020, month, 1) for month in (1, 2, 3))
MILLION = Decimal(1_000_000)


@pytest.fixture
def projects():
    return registers.get("projects")


@pytest.fixture
def progress():
    return registers.get("projects.progress")


@pytest.fixture
def market(projects, console, place):
    lines = [Line({"month": JANUARY, "invested": MILLION}), Line({"month": FEBRUARY, "invested": 2 * MILLION})]
    values = {"name": "农贸市场", "division": place("黄岗镇")}
    return writing.save_with_parts(projects, console, values, {"projects.progress": lines})


def months(record):
    return list(Progress.objects.live().filter(project=record).order_by("month").values_list("month", "invested"))


def test_a_register_knows_its_parts(projects, progress):
    assert projects.parts == (progress,)
    assert not progress.in_menu


def test_a_record_and_its_parts_are_written_together_and_lie_in_one_place(market, place):
    assert months(market) == [(JANUARY, MILLION), (FEBRUARY, 2 * MILLION)]
    assert set(Progress.objects.values_list("division__name", flat=True)) == {"黄岗镇"}


def test_a_wrong_line_is_named_and_nothing_is_written(projects, console, place):
    values = {"name": "冷库", "division": place("黄岗镇")}
    lines = [Line({"month": JANUARY, "invested": MILLION}), Line({"month": FEBRUARY})]
    with pytest.raises(Rejected) as rejected:
        writing.save_with_parts(projects, console, values, {"projects.progress": lines})
    assert [(at, problem.code) for at, problem in rejected.value.problems] == [
        ("projects.progress.1.invested", "required")
    ]
    assert not Project.objects.exists()


def test_lines_are_changed_added_and_taken_away_in_one_go(projects, console, market):
    january, february = Progress.objects.order_by("month")
    lines = [
        Line({"invested": 5 * MILLION}, january, january.version),
        Line({}, february, february.version, removed="填错"),
        Line({"month": MARCH, "invested": MILLION}),
    ]
    writing.save_with_parts(projects, console, {"name": "农贸市场一期"}, {"projects.progress": lines}, record=market)
    assert months(market) == [(JANUARY, 5 * MILLION), (MARCH, MILLION)]
    assert audit.history("projects.progress", february.pk)[0].reason == "填错"


def test_a_line_changed_by_somebody_else_stops_the_whole(projects, progress, console, market):
    january = Progress.objects.get(month=JANUARY)
    seen = january.version
    writing.save(progress, console, {"invested": 9 * MILLION}, record=january)
    stale = [Line({"invested": 5 * MILLION}, Progress.objects.get(month=JANUARY), seen)]
    with pytest.raises(Stale):
        writing.save_with_parts(projects, console, {"name": "新名"}, {"projects.progress": stale}, record=market)
    market.refresh_from_db()
    assert market.name == "农贸市场"


def test_a_whole_is_moved_by_the_form_that_shows_its_parts(projects, console, market, place):
    lines = [Line({}, one, one.version) for one in Progress.objects.order_by("month")]
    moved = {"division": place("北城街道")}
    writing.save_with_parts(projects, console, moved, {"projects.progress": lines}, record=market)
    assert set(Progress.objects.values_list("division__name", flat=True)) == {"北城街道"}
    assert months(market) == [(JANUARY, MILLION), (FEBRUARY, 2 * MILLION)]


def test_parts_go_with_their_whole_and_come_back_with_it(projects, progress, console, market):
    (february,) = Progress.objects.filter(month=FEBRUARY)
    writing.delete(progress, console, february, "单独删除")
    market.refresh_from_db()
    writing.delete(projects, console, market, "重复")
    assert months(market) == []
    january = Progress.objects.get(month=JANUARY)
    assert january.deletion_reason == "重复"
    with pytest.raises(Rejected) as rejected:
        writing.restore(progress, console, january)
    assert rejected.value.problems[0][1].code == "whole_deleted"
    market.refresh_from_db()
    writing.restore(projects, console, market)
    assert months(market) == [(JANUARY, MILLION)], "the month deleted by itself stays deleted"


def test_no_part_is_written_to_a_whole_that_was_deleted_meanwhile(projects, progress, console, market):
    seen = Project.objects.get(pk=market.pk)
    writing.delete(projects, console, market, "重复")
    with pytest.raises(Rejected) as rejected:
        writing.save(progress, console, {"project": seen, "month": MARCH, "invested": MILLION})
    assert [(at, problem.code) for at, problem in rejected.value.problems] == [("project", "whole_deleted")]


def test_who_may_not_write_the_whole_may_not_write_its_parts(projects, person, market, place):
    with pytest.raises(Refused):
        writing.save_with_parts(
            projects,
            person("clerk", "北城街道"),
            {},
            {"projects.progress": [Line({"month": MARCH, "invested": MILLION})]},
            record=market,
        )
