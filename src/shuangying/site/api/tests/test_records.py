"""What a program can do with the records of a register."""

from datetime import date
from decimal import Decimal

import pytest

from shuangying.modules.projects.models import Project

pytestmark = pytest.mark.django_db
RECORDS = "/registers/projects/records"


def codes(answer):
    return {(error["column"], error["code"]) for error in answer.json()["errors"]}


@pytest.fixture
def clerk(caller):
    return caller("clerk", "单县")


def test_a_record_is_created_read_changed_deleted_restored_and_tells_its_history(clerk):
    body = {
        "name": "污水处理厂",
        "division": "371722103",
        "investment": "29894000000",
        "started_on": "2020-02-24",
        "sector": "industry",
    }
    made = clerk("POST", RECORDS, body)
    assert made.status_code == 201
    record = made.json()
    assert record | body | {"division": "371722103000"} == record
    assert (record["stage"], record["version"], record["deleted"]) == ("started", 1, None)
    assert Project.objects.get().investment == Decimal("29894000000")
    path = f"{RECORDS}/{record['uid']}"

    read = clerk("GET", path)
    assert (read.json(), read.headers["ETag"]) == (record, '"1"')

    changed = clerk("PATCH", path, {"version": 1, "investment": "3亿元", "code": None})
    assert (changed.status_code, changed.json()["version"], changed.json()["investment"]) == (200, 2, "300000000")

    deleted = clerk("DELETE", path, {"reason": "重复"})
    assert (deleted.status_code, deleted.json()["deleted"]["reason"]) == (200, "重复")
    assert clerk("GET", RECORDS).json()["count"] == 0
    assert clerk("GET", f"{RECORDS}?deleted=1").json()["count"] == 1
    assert clerk("DELETE", path, {"reason": "再删"}).json()["code"] == "deleted"
    assert clerk("PATCH", path, {"version": 3, "name": "乙"}).json()["code"] == "deleted"

    assert clerk("POST", f"{path}/restore").json()["deleted"] is None
    assert clerk("POST", f"{path}/restore").json()["code"] == "not_deleted"
    history = clerk("GET", f"{path}/history").json()
    assert [change["action"] for change in history] == ["restore", "delete", "update", "create"]
    assert history[2]["changes"]["investment"] == ["29894000000", "300000000"]


def test_a_stated_stage_counts_from_the_day_it_was_seen(clerk):
    body = {"name": "甲", "stage": "started", "on": "2020-02-20"}
    uid = clerk("POST", RECORDS, body | {"division": "单县"}).json()["uid"]
    assert clerk("GET", f"{RECORDS}/{uid}").json()["stage"] == "started"
    assert clerk("GET", f"{RECORDS}/{uid}?as_of=2020-02-19").json()["stage"] is None


def test_every_wrong_value_is_named_with_its_column(clerk):
    body = {"name": "", "division": "无此镇", "investment": "很多", "started_on": "2020-02-30", "sector": "x", "due": 1}
    answer = clerk("POST", RECORDS, body)
    assert answer.status_code == 422
    assert codes(answer) == {("due", "unknown_column")}
    del body["due"]
    assert codes(clerk("POST", RECORDS, body)) == {
        ("division", "division_unknown"),
        ("investment", "not_money"),
        ("started_on", "no_such_day"),
        ("sector", "not_a_choice"),
    }
    assert codes(clerk("POST", RECORDS, {"name": None, "division": "单县"})) == {("name", "required")}
    assert codes(clerk("POST", RECORDS, {})) == {("name", "required"), ("division", "required")}
    assert not Project.objects.exists()


@pytest.mark.parametrize("value", ["\x00", "\ud800", ["a"], {"a": 1}, True])
def test_what_no_database_keeps_is_a_problem_and_no_failure(clerk, value):
    answer = clerk("POST", RECORDS, {"name": value, "division": "单县"})
    assert answer.status_code == 422
    assert {column for column, _code in codes(answer)} == {"name"}


@pytest.mark.parametrize("value", [1e400, "Infinity", 10**30, "-1", "1e99999", "0.001"])
def test_a_number_out_of_bounds_is_a_problem_and_no_failure(clerk, value):
    assert clerk("POST", RECORDS, {"name": "甲", "division": "单县", "investment": value}).status_code == 422


@pytest.mark.parametrize("body", ["", "{", "[]", "1", "null", '"x"'])
def test_a_body_that_is_no_object_is_a_problem(clerk, body):
    answer = clerk("POST", RECORDS, body)
    assert answer.status_code in (400, 422)
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_stale_change_shows_both_versions_and_loses_neither(clerk, project):
    record = project("甲", "黄岗镇")
    path = f"{RECORDS}/{record.uid}"
    assert clerk("PATCH", path, {"name": "乙"}, **{"If-Match": '"1"'}).status_code == 200
    answer = clerk("PATCH", path, {"name": "丙", "version": 1})
    assert answer.status_code == 409
    problem = answer.json()
    assert (problem["code"], problem["mine"], problem["theirs"]["name"]) == ("stale", {"name": "丙"}, "乙")
    assert problem["theirs"]["version"] == 2
    assert Project.objects.get().name == "乙"


def test_a_change_says_which_version_it_was_made_from(clerk, project):
    path = f"{RECORDS}/{project('甲', '黄岗镇').uid}"
    assert clerk("PATCH", path, {"name": "乙"}).status_code == 428


@pytest.mark.parametrize("version", ["x", "\ud800", "9" * 5000, -1, 1.9, True, [1], "1e999", "١"])
def test_a_version_that_is_no_whole_number_is_refused(clerk, project, version):
    path = f"{RECORDS}/{project('甲', '黄岗镇').uid}"
    assert codes(clerk("PATCH", path, {"name": "乙", "version": version})) == {("version", "not_a_whole_number")}
    endless = clerk("PATCH", path, '{"name": "乙", "version": 1e999}')
    assert codes(endless) == {("version", "not_a_whole_number")}
    assert Project.objects.get().name == "甲"


def test_a_deletion_takes_a_reason(clerk, project):
    path = f"{RECORDS}/{project('甲', '黄岗镇').uid}"
    assert codes(clerk("DELETE", path, {})) == {("reason", "reason_required")}
    assert codes(clerk("DELETE", path, {"reason": "\ud800"})) == {("reason", "not_text")}
    assert codes(clerk("DELETE", path, {"reason": ["x"]})) == {("reason", "not_a_plain_value")}
    assert Project.objects.live().exists()


def test_nothing_is_seen_on_a_day_that_has_not_come(clerk):
    answer = clerk("POST", RECORDS, {"name": "甲", "division": "单县", "stage": "started", "on": "2020-03-06"})
    assert codes(answer) == {("on", "day_not_come")}
    assert not Project.objects.exists()


def test_the_same_record_twice_is_refused(clerk, project):
    project("甲", "黄岗镇", code="A-1")
    answer = clerk("POST", RECORDS, {"name": "乙", "division": "单县", "code": "A-1"})
    assert codes(answer) == {("code", "already_exists")}


def test_a_list_is_filtered_summed_and_paged_by_its_links(clerk, project):
    for number in range(5):
        project(f"项目{number}", "黄岗镇" if number else "北城街道", code=f"{number}", investment=Decimal(10**8))
    first = clerk("GET", f"{RECORDS}?size=2&division=371722103&as_of=2020-03-05").json()
    assert (first["count"], first["totals"], first["previous"]) == (4, {"investment": "400000000"}, None)
    assert [row["code"] for row in first["rows"]] == ["1", "2"]
    second = clerk("GET", first["next"].removeprefix("/api")).json()
    assert ([row["code"] for row in second["rows"]], second["next"]) == (["3", "4"], None)
    assert clerk("GET", second["previous"].removeprefix("/api")).json()["rows"] == first["rows"]


@pytest.mark.parametrize(
    ("query", "column", "code"),
    [
        ("stagee=started", "stagee", "unknown_parameter"),
        ("stage=begun", "stage", "not_a_choice"),
        ("sort=stage", "sort", "not_sortable"),
        ("size=0", "size", "size_out_of_range"),
        ("size=1000", "size", "size_out_of_range"),
        pytest.param("size=" + "9" * 5000, "size", "size_out_of_range", id="size of 5000 digits"),
        ("division=无此镇", "division", "division_unknown"),
        ("started_on_from=x", "started_on_from", "not_a_day"),
        ("figure=nothing", "figure", "figure_unknown"),
    ],
)
def test_a_wrong_parameter_is_a_problem_and_never_a_longer_list(clerk, project, query, column, code):
    project("甲", "黄岗镇")
    answer = clerk("GET", f"{RECORDS}?{query}")
    assert (answer.status_code, codes(answer)) == (422, {(column, code)})


def test_a_record_of_another_register_is_named_by_its_uid(clerk, project):
    project_ = project("甲", "黄岗镇")
    body = {"project": str(project_.uid), "month": "2020-02", "invested": "120.5", "division": "黄岗镇"}
    made = clerk("POST", "/registers/projects.progress/records", body)
    assert made.status_code == 201, made.json()
    assert made.json() | {"project": str(project_.uid), "month": "2020-02-01", "invested": "120.5"} == made.json()
    assert date.fromisoformat(made.json()["month"]) == date(2020, 2, 1)
