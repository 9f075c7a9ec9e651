"""What a clerk can rely on when writing to a register."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from shuangying.core.problems import Invalid
from shuangying.kernel.audit import api as audit
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers import spans, writing
from shuangying.kernel.registers.api import Number
from shuangying.kernel.registers.writing import Change, Refused, Rejected, Stale
from shuangying.modules.projects.models import Project

MARCH_5 = date(2020, 3, 5)

pytestmark = pytest.mark.postgres


@pytest.fixture
def projects():
    return registers.get("projects")


@pytest.fixture
def cold_chain(projects, console, place):
    values = {
        "name": "冷链物流中心",
        "division": place("黄岗镇"),
        "investment": Decimal("387000000"),
        "started_on": date(2020, 2, 24),
    }
    return writing.save(projects, console, values)


def state_of(record, day):
    spans.attach([record], day)
    return record.stage


def test_a_date_gives_the_state_from_its_day_on_and_unknown_before(cold_chain):
    assert state_of(cold_chain, date(2020, 2, 23)) is None
    assert state_of(cold_chain, date(2020, 2, 24)) == "started"
    assert state_of(cold_chain, MARCH_5) == "started"


def test_a_corrected_date_moves_the_state_and_keeps_the_old_value_in_the_history(projects, console, cold_chain):
    writing.save(projects, console, {"started_on": date(2020, 2, 29)}, record=cold_chain)
    assert state_of(cold_chain, date(2020, 2, 24)) is None
    (newest, first) = audit.history("projects", cold_chain.pk)
    assert newest.changes == {"started_on": ["2020-02-24", "2020-02-29"]}
    assert first.action == "create"
    assert first.changes["investment"] == [None, "387000000"]


def test_a_stated_state_holds_from_the_end_of_its_day_and_is_not_said_twice(projects, console, place):
    values = {"name": "污水处理厂", "division": place("黄岗镇")}
    record = writing.save(projects, console, values, states={"stage": "started"}, on=MARCH_5)
    assert state_of(record, date(2020, 3, 4)) is None
    assert state_of(record, MARCH_5) == "started"
    version = record.version
    again = writing.save(projects, console, {}, record=record, states={"stage": "started"}, on=date(2020, 3, 9))
    assert again.version == version
    assert Project.stage.Statement.objects.count() == 1


def test_a_date_that_disproves_a_statement_wins_and_the_statement_is_kept_flagged(projects, console, place):
    values = {"name": "污水处理厂", "division": place("黄岗镇")}
    record = writing.save(projects, console, values, states={"stage": "started"}, on=date(2020, 2, 20))
    record = writing.save(projects, console, {"started_on": date(2020, 2, 24)}, record=record)
    assert state_of(record, date(2020, 2, 22)) is None
    assert Project.stage.Statement.objects.get().disproved


def test_a_second_save_of_the_same_version_loses_neither_version(projects, console, cold_chain):
    seen = cold_chain.version
    writing.save(projects, console, {"leader": "张"}, record=cold_chain, version=seen)
    with pytest.raises(Stale) as clash:
        writing.save(projects, console, {"leader": "李"}, record=cold_chain, version=seen)
    assert clash.value.theirs.leader == "张"
    assert clash.value.mine == {"leader": "李"}
    assert Project.objects.get().leader == "张"


def test_dates_that_run_backwards_are_named(projects, console, place):
    values = {"name": "路", "division": place("黄岗镇"), "started_on": MARCH_5, "completed_on": date(2020, 3, 1)}
    with pytest.raises(Rejected) as refusal:
        writing.save(projects, console, values)
    assert [(column, problem.code) for column, problem in refusal.value.problems] == [
        ("completed_on", "stages_out_of_order")
    ]
    assert not Project.objects.exists()


def test_a_missing_name_is_named(projects, console, place):
    with pytest.raises(Rejected) as refusal:
        writing.save(projects, console, {"division": place("黄岗镇")})
    assert [(column, problem.code) for column, problem in refusal.value.problems] == [("name", "required")]


def test_the_same_project_cannot_be_entered_twice(projects, console, place, cold_chain):
    with pytest.raises(Rejected) as refusal:
        writing.save(projects, console, {"name": cold_chain.name, "division": cold_chain.division})
    assert refusal.value.problems[0][1].code == "already_exists"


def test_a_township_clerk_writes_in_the_own_township_only(projects, person, place, cold_chain):
    clerk = person("clerk", "北城街道")
    with pytest.raises(Refused):
        writing.save(projects, clerk, {"name": "桥", "division": place("黄岗镇")})
    with pytest.raises(Refused):
        writing.save(projects, clerk, {"leader": "张"}, record=cold_chain)
    mine = writing.save(projects, clerk, {"name": "桥", "division": place("北城街道")})
    with pytest.raises(Refused):
        writing.save(projects, clerk, {"division": place("黄岗镇")}, record=mine)


def test_a_leader_reads_and_does_not_write(projects, person, place, cold_chain):
    leader = person("leader", "单县")
    assert projects.visible(leader).count() == 1
    with pytest.raises(Refused):
        writing.save(projects, leader, {"leader": "张"}, record=cold_chain)


def test_in_bulk_good_rows_are_written_and_wrong_ones_returned_with_one_entry_for_all(projects, console, place):
    rows = [{"name": f"项目{n}", "division": place("黄岗镇")} for n in range(3)]
    rows[1]["name"] = None
    results = writing.save_many(projects, console, [Change(row) for row in rows], source={"import": 7})
    assert [result.outcome for result in results] == ["created", "rejected", "created"]
    assert Project.objects.count() == 2
    (entry,) = {change.at for change in audit.history("projects", results[0].record.pk)}
    assert audit.history("projects", results[2].record.pk)[0].at == entry


def test_a_dry_run_writes_nothing(projects, console, place):
    results = writing.save_many(projects, console, [Change({"name": "桥", "division": place("黄岗镇")})], dry_run=True)
    assert results[0].outcome == "created"
    assert not Project.objects.exists()


def test_a_deleted_record_leaves_every_list_and_comes_back_with_its_history(projects, console, cold_chain):
    with pytest.raises(Rejected):
        writing.delete(projects, console, cold_chain, " ")
    writing.delete(projects, console, cold_chain, "重复登记")
    assert not projects.visible(console).exists()
    with pytest.raises(Stale):
        writing.delete(projects, console, cold_chain, "再删一次")
    cold_chain.refresh_from_db()
    writing.restore(projects, console, cold_chain)
    assert projects.visible(console).exists()
    assert [change.action for change in audit.history("projects", cold_chain.pk)] == ["restore", "delete", "create"]


def test_rebuilding_spans_changes_nothing(projects, console, cold_chain):
    before = list(Project.stage.Span.objects.values_list("state", "from_on", "until_on", "basis"))
    spans.rebuild(Project)
    assert list(Project.stage.Span.objects.values_list("state", "from_on", "until_on", "basis")) == before


@pytest.mark.parametrize("text", ["nan", "Infinity", "1e99999", str(2**31), "-1", "1.5"])
def test_a_number_that_no_table_holds_is_no_number(text):
    with pytest.raises(Invalid):
        Number(name="n").parse(text)


def test_no_second_record_comes_to_hold_an_identity_by_a_change_of_one_part(projects, console, place, cold_chain):
    other = writing.save(projects, console, {"name": "冷链物流中心", "division": place("北城街道")})
    with pytest.raises(Rejected):
        writing.save(projects, console, {"division": place("黄岗镇")}, record=other)


def test_two_rows_of_a_batch_cannot_take_one_code(projects, console, place):
    rows = [{"name": f"项目{n}", "code": f"Z-{n}", "division": place("黄岗镇")} for n in range(2)]
    first, second = [result.record for result in writing.save_many(projects, console, [Change(row) for row in rows])]
    both = [Change({"code": "Z-9"}, first), Change({"code": "Z-9"}, second)]
    assert [result.outcome for result in writing.save_many(projects, console, both)] == ["updated", "rejected"]


def test_a_month_is_told_once_for_a_project(console, cold_chain):
    progress = registers.get("projects.progress")
    values = {"project": cold_chain, "division": cold_chain.division, "invested": Decimal(1)}
    january = writing.save(progress, console, {**values, "month": date(2020, 1, 1)})
    writing.save(progress, console, {**values, "month": date(2020, 2, 1)})
    with pytest.raises(Rejected):
        writing.save(progress, console, {"month": date(2020, 2, 1)}, record=january)


def test_nothing_is_stated_about_a_day_that_has_not_come(projects, console, place, cold_chain):
    tomorrow = divisions.today() + timedelta(days=1)
    with pytest.raises(Rejected):
        writing.save(projects, console, {}, record=cold_chain, states={"stage": "completed"}, on=tomorrow)


def test_what_is_told_of_a_project_belongs_where_the_project_belongs_and_moves_with_it(
    projects, console, person, place, cold_chain
):
    progress = registers.get("projects.progress")
    values = {"project": cold_chain, "month": date(2020, 1, 1), "invested": Decimal(1)}
    with pytest.raises(Rejected):
        writing.save(progress, console, {**values, "division": place("北城街道")})
    month = writing.save(progress, console, {**values, "division": place("单县")})
    assert month.division == place("黄岗镇")
    assert not progress.visible(person("clerk", "北城街道")).exists()
    writing.save(projects, console, {"division": place("北城街道")}, record=cold_chain)
    month.refresh_from_db()
    assert month.division == place("北城街道")
    assert audit.history("projects.progress", month.pk)[0].changes == {"division": ["371722103000", "371722001000"]}


def test_spans_that_no_longer_fit_are_found_and_those_of_moved_and_deleted_records_fit(
    projects, console, place, cold_chain
):
    other = writing.save(projects, console, {"name": "桥", "division": place("黄岗镇"), "started_on": date(2020, 2, 1)})
    writing.save(projects, console, {"division": place("北城街道")}, record=cold_chain)
    writing.delete(projects, console, other, "重复登记")
    assert spans.wrong(Project) == 0
    Project.stage.Span.objects.update(division=place("黄岗镇"))
    assert spans.wrong(Project) == 1
    spans.rebuild(Project)
    assert spans.wrong(Project) == 0
