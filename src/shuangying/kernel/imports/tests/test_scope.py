"""What a township's clerk learns of another township's records by importing: nothing."""

import uuid

import pytest
from django.urls import reverse

from shuangying.core.sheets.tests.messy import xlsx
from shuangying.kernel.accounts.models import User
from shuangying.kernel.imports import api as imports
from shuangying.kernel.imports.models import Decision, Import
from shuangying.kernel.imports.waiting import last_import
from shuangying.kernel.registers import api as registers
from shuangying.modules.projects.models import Project

HIDDEN = "浮龙湖生态旅游区"
TWICE = xlsx([["项目名称", "类别"], [HIDDEN, "开工"], [HIDDEN, "竣工"]])


@pytest.fixture
def projects(place):
    return registers.get("projects")


@pytest.fixture
def theirs(projects, console):
    """A project of 黄岗镇, of which the county has also said that 浮龙湖景区 means it, and that 湖区大道 is not to be read."""
    sheet = xlsx(
        [
            ["项目编号", "项目名称", "乡镇"],
            ["P1", HIDDEN, "黄岗镇"],
            ["", "单县浮龙湖生态旅游区", ""],
            ["", "湖区大道", ""],
        ]
    )
    record = imports.run_import(projects, console, sheet, name="黄岗.xlsx").record
    found = Project.objects.get(name=HIDDEN)
    imports.settle(record, console, 3, "same", uid=str(found.uid))
    Decision.objects.create(register="projects", key="湖区大道", written="湖区大道", verdict="leave", actor="console")
    return found


def rows_of(theirs):
    return {
        "the same name": (["", HIDDEN, ""], "created"),
        "a slip": (["", "浮龙湖生态旅游去", ""], "created"),
        "a name about which the county decided": (["", "单县浮龙湖生态旅游区", ""], "created"),
        "a name that the county leaves out": (["", "湖区大道", ""], "created"),
        "its code": (["P1", "另一个项目", ""], "identity_not_given"),
        "its number": (["", "又一个项目", str(theirs.uid)], "uid_unknown"),
        "nobody's number": (["", "又一个项目", str(uuid.uuid4())], "uid_unknown"),
    }


@pytest.mark.parametrize("dry_run", [True, False])
def test_another_townships_record_is_neither_touched_nor_told_of(projects, theirs, person, dry_run):
    clerk = person("clerk", "北城街道")
    before = Project.objects.values().get(pk=theirs.pk)
    for case, (row, ending) in rows_of(theirs).items():
        sheet = xlsx([["项目编号", "项目名称", "系统编号"], row])
        found = imports.run_import(projects, clerk, sheet, name="x.xlsx", dry_run=dry_run)
        document = found.json()
        codes = [problem["code"] for problem in document["problems"]]
        assert codes == ([] if ending == "created" else [ending]), case
        assert document["created"] == (ending == "created"), case
        if not dry_run:
            imports.undo(found.record, clerk)
    assert Project.objects.values().get(pk=theirs.pk) == before


def test_a_number_beyond_reach_is_no_candidate_for_the_row_beside_it(projects, theirs, person):
    sheet = xlsx([["项目名称", "系统编号"], ["湖滨路", str(theirs.uid)], ["单县湖滨路", ""]])
    outcome = imports.run_import(projects, person("clerk", "北城街道"), sheet, name="x.xlsx")
    assert HIDDEN not in str(outcome.json())


def test_what_one_township_decides_counts_for_no_other_and_not_for_the_county(projects, console, person):
    for place in ("北城街道", "黄岗镇"):
        clerk = person("clerk", place)
        record = imports.run_import(projects, clerk, TWICE, name="x.xlsx").record
        assert record.counts["review"] == 2, place
        imports.settle(record, clerk, 2, "leave")
    assert imports.run_import(projects, console, TWICE, name="x.xlsx", dry_run=True).json()["review"] == 2


def test_the_list_names_the_newest_sheet_that_one_may_open(projects, theirs, person):
    clerk = person("clerk", "北城街道")
    assert last_import(projects, clerk) is None
    imports.run_import(projects, clerk, xlsx([["项目名称"], ["自己的项目"]]), name="自己的.xlsx")
    assert "自己的.xlsx" in last_import(projects, clerk)["text"]


def test_a_row_settled_by_the_county_shows_the_township_nothing_of_others(projects, theirs, person, client):
    clerk = person("clerk", "北城街道", login="town")
    sheet = xlsx([["项目名称"], ["湖滨路"], ["单县湖滨路"], ["浮龙湖生态旅游"], ["浮龙湖生态旅"]])
    record = imports.run_import(projects, clerk, sheet, name="x.xlsx").record
    imports.settle(record, person("clerk", "单县"), 3, "new")
    client.force_login(User.objects.get(login="town"))
    page = client.get(reverse("import", args=[record.pk]))
    assert page.status_code == 200
    assert HIDDEN not in page.content.decode()
    assert Import.objects.get(pk=record.pk).lines.filter(outcome="review").exists()


def test_a_project_beyond_reach_cannot_be_named_in_another_registers_sheet(projects, theirs, person):
    progress = registers.get("projects.progress")
    clerk = person("clerk", "北城街道")
    messages = []
    for name in (HIDDEN, str(theirs.uid), "没有的项目"):
        sheet = xlsx([["项目名称", "月份", "完成投资"], [name, "2020-02", 3]])
        (problem,) = imports.run_import(progress, clerk, sheet, name="x.xlsx", dry_run=True).json()["problems"]
        messages.append((problem["code"], problem["cell"], problem["message"].replace(name, "…")))
    assert len(set(messages)) == 1
