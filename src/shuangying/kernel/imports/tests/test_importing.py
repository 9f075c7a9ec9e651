"""A messy sheet into a register: what is written, held and returned, and what the sheet's own sums are worth."""

from datetime import date
from decimal import Decimal

import pytest

from shuangying.core.problems import Invalid
from shuangying.core.sheets.tests.messy import saved, sheet_of, xlsx
from shuangying.kernel.audit.models import Entry
from shuangying.kernel.imports import api as imports
from shuangying.kernel.imports.models import Decision, Import, ImportRow, Upload
from shuangying.kernel.imports.tests.sheets import dated, four_batches
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers import spans, writing
from shuangying.modules.projects.models import Progress, Project

MARCH_5 = date(2020, 3, 5)


@pytest.fixture
def projects(place):
    return registers.get("projects")


@pytest.fixture
def load(projects, console):
    def run(content, **choices):
        return imports.run_import(projects, console, content, **{"name": "重点项目.xlsx", **choices})

    return run


def counted(outcome):
    found = outcome.json()
    assert found["rows"] == sum(found[key] for key in ("created", "updated", "unchanged", "review", "rejected"))
    return tuple(found[key] for key in ("created", "updated", "unchanged", "review", "rejected"))


def state_of(name, day=MARCH_5):
    record = Project.objects.get(name=name, deleted_at=None)
    spans.attach([record], day)
    return record.stage


def held(outcome):
    return {
        line.number: (line.why, [one["row"] for one in line.candidates])
        for line in outcome.lines
        if line.outcome == "review"
    }


def test_a_sheet_in_batches_goes_into_an_empty_county_and_the_doubtful_rows_are_held(load):
    outcome = load(four_batches())
    assert counted(outcome) == (3, 0, 0, 3, 0)
    assert outcome.json()["skipped"] == 8
    assert held(outcome) == {6: ("listed_twice", [9]), 9: ("listed_twice", [6]), 12: ("resembles", [5])}
    assert Project.objects.get(name="智能装备产业园").investment == Decimal("294000000")
    assert state_of("职教中心") == "completed"
    assert state_of("职教中心", date(2020, 3, 4)) is None
    assert [total["verdict"] for total in outcome.json()["totals"]] == ["equal"] * 7
    assert outcome.json()["day"] == "2020-03-05"


def test_a_dry_run_says_the_same_and_keeps_nothing(load):
    tried = load(four_batches(), dry_run=True)
    assert tried.json()["dry_run"]
    assert (Project.objects.count(), Import.objects.count(), ImportRow.objects.count(), Upload.objects.count()) == (
        0,
        0,
        0,
        0,
    )
    done = load(four_batches())
    assert counted(tried) == counted(done)
    assert [p["message"] for p in tried.json()["problems"]] == [p["message"] for p in done.json()["problems"]]


def test_the_same_file_twice_is_unchanged_and_nobody_is_asked_again_once_decided(load, console):
    first = load(four_batches()).record
    imports.settle(first, console, 6, "leave")
    imports.settle(first, console, 12, "new")
    assert first.counts == {
        "rows": 6,
        "created": 5,
        "updated": 0,
        "unchanged": 1,
        "review": 0,
        "rejected": 0,
        "skipped": 8,
    }
    assert state_of("冷链物流中心") == "completed"
    versions = dict(Project.objects.values_list("name", "version"))
    again = load(four_batches())
    assert counted(again) == (0, 0, 6, 0, 0)
    assert dict(Project.objects.values_list("name", "version")) == versions
    assert again.clean


def test_two_lines_said_to_be_one_record_are_written_as_one(load, console):
    first = load(four_batches()).record
    imports.settle(first, console, 6, "new")
    uid = str(Project.objects.get(name="冷链物流中心").uid)
    assert first.lines.get(number=9).candidates[0]["uid"] == uid
    imports.settle(first, console, 9, "same", uid=uid)
    assert Project.objects.filter(name="冷链物流中心").count() == 1
    assert state_of("冷链物流中心") == "completed"
    imports.settle(first, console, 12, "leave")
    assert counted(load(four_batches())) == (0, 0, 6, 0, 0)


def test_a_resemblance_said_to_be_the_same_is_remembered_for_the_name_as_written(load, console):
    load(xlsx([["项目名称", "总投资"], ["冷链物流中心", 2]]))
    second = load(xlsx([["项目名称", "总投资"], ["单县冷链物流中心", 3]])).record
    (line,) = second.lines.filter(outcome="review")
    assert (line.why, line.candidates[0]["title"], line.candidates[0]["reason"]) == (
        "resembles",
        "冷链物流中心",
        "prefix",
    )
    imports.settle(second, console, line.number, "same", uid=line.candidates[0]["uid"])
    record = Project.objects.get()
    assert (record.name, record.investment) == ("冷链物流中心", 300_000_000)
    assert Decision.objects.get().verdict == "same"
    assert counted(load(xlsx([["项目名称", "总投资"], ["单县冷链物流中心", 4]]))) == (0, 1, 0, 0, 0)


def test_a_contradicted_total_is_told_with_both_numbers(load):
    outcome = load(four_batches(wrong_total=True))
    (contradicted,) = [total for total in outcome.json()["totals"] if total["verdict"] == "different"]
    assert (contradicted["row"], contradicted["stated"], contradicted["found"]) == (13, "1250000000", "1150000000")
    assert "12.5" in contradicted["message"]
    assert "11.5" in contradicted["message"]
    assert not outcome.clean


def test_dates_in_four_styles_go_in_and_three_wrong_rows_come_back_with_their_cells(load):
    outcome = load(dated(), on=MARCH_5)
    assert counted(outcome) == (4, 0, 0, 0, 3)
    assert set(Project.objects.values_list("started_on", flat=True)) == {date(2020, 2, 24)}
    assert dict(Project.objects.values_list("name", "division__name")) == {
        "职教中心": "黄岗镇",
        "高铁片区开发": "北城街道",
        "李庄村道路": "李庄村民委员会",
        "东沟河治理": "单县",
    }
    found = [(p["row"], p["column"], p["cell"], p["code"]) for p in outcome.json()["problems"]]
    assert found == [
        (7, "B", "B7", "division_slip"),
        (8, "C", "C8", "money_not_exact_amount"),
        (9, "D", "D9", "no_such_day"),
        (9, "A", "A9", "required"),
    ]
    assert all(p["message"] and p["message"] != p["code"] for p in outcome.json()["problems"])


def test_an_empty_cell_changes_nothing_and_clearing_says_so(load):
    load(xlsx([["项目名称", "建设单位", "总投资"], ["甲项目", "发改局", 2]]))
    assert counted(load(xlsx([["项目名称", "建设单位", "总投资"], ["甲项目", None, "—"]]))) == (0, 0, 1, 0, 0)
    assert counted(load(xlsx([["项目名称", "建设单位", "总投资"], ["甲项目", "清空", "清空"]]))) == (0, 1, 0, 0, 0)
    record = Project.objects.get()
    assert (record.owner, record.investment) == ("", None)
    assert counted(load(xlsx([["项目名称", "总投资"], ["清空", 2]]))) == (0, 0, 0, 0, 1)


def test_a_date_beats_the_stated_state_of_an_earlier_stage(load):
    load(xlsx([["（截至2020年3月5日）"], ["项目名称", "类别", "开工日期"], ["甲项目", "开工", "2020-02-24"]]))
    assert state_of("甲项目", date(2020, 2, 24)) == "started"
    assert Project.stage.Statement.objects.count() == 0


def test_a_later_sheet_moves_the_state_on_its_day_and_a_row_without_a_match_is_new(load):
    load(xlsx([["截至2020年2月20日"], ["项目名称", "类别"], ["甲项目", "储备"]]))
    outcome = load(xlsx([["截至2020年3月5日"], ["项目名称", "类别"], ["甲项目", "开工"], ["乙村道路", "储备"]]))
    assert counted(outcome) == (1, 1, 0, 0, 0)
    assert (state_of("甲项目", date(2020, 3, 4)), state_of("甲项目")) == ("reserve", "started")


def test_the_batch_gives_the_state_where_no_column_does(load):
    outcome = load(
        xlsx(
            [
                ["重点项目（截至2020年3月5日）（单位：亿元）"],
                ["序号", "项目名称", "总投资"],
                ["一、竣工一批（1个）"],
                [1, "职教中心", 1],
                ["二、市派项目"],
                [2, "冷链物流", 2],
            ]
        )
    )
    assert state_of("职教中心") == "completed"
    assert state_of("冷链物流") is None
    assert "batch_unknown" in [note["code"] for note in outcome.json()["notes"]]


def test_another_code_under_the_same_name_is_held_and_the_same_code_is_the_record(load):
    load(xlsx([["项目代码", "项目名称"], ["A-1", "甲项目"]]))
    assert counted(load(xlsx([["项目代码", "项目名称"], ["A-1", "甲项目改造"]]))) == (0, 1, 0, 0, 0)
    outcome = load(xlsx([["项目代码", "项目名称"], ["A-2", "甲项目改造"]]))
    assert held(outcome) == {2: ("contradicts", [None])}


def test_the_same_name_in_two_townships_is_two_records(load):
    sheet = xlsx([["项目名称", "乡镇"], ["幸福院", "黄岗镇"], ["幸福院", "北城街道"]])
    assert counted(load(sheet)) == (2, 0, 0, 0, 0)
    assert counted(load(sheet)) == (0, 0, 2, 0, 0)
    assert held(load(xlsx([["项目名称"], ["幸福院"]])))[2][0] == "several"


def test_names_that_differ_in_a_number_or_a_place_are_not_held(load):
    assert counted(
        load(
            xlsx(
                [
                    ["项目名称", "乡镇"],
                    ["一号桥改造", "黄岗镇"],
                    ["二号桥改造", "黄岗镇"],
                    ["幸福苑建设", "黄岗镇"],
                    ["幸福院建设", "北城街道"],
                ]
            )
        )
    ) == ((4, 0, 0, 0, 0))


def test_a_division_named_in_the_name_is_proposed_and_the_county_taken(load):
    outcome = load(four_batches())
    assert Project.objects.get(name="单县黄岗镇污水处理厂").division.name == "单县"
    planned = next(one for one in outcome.reading.plan.rows if one.number == 7)
    assert [one.name for one in planned.meant.proposals] == ["黄岗镇"]


def test_accepted_rows_are_one_entry_in_the_journal_with_their_rows(load):
    load(four_batches())
    entry = Entry.objects.get(action="import")
    assert entry.count == 3
    assert (entry.source["file"], entry.source["sheet"]) == ("重点项目.xlsx", "Sheet1")


def test_an_import_is_undone_while_its_rows_are_untouched(load, console):
    load(xlsx([["项目名称", "总投资", "乡镇"], ["甲项目", 2, "黄岗镇"]]))
    second = load(
        xlsx(
            [
                ["截至2020年3月5日"],
                ["项目名称", "总投资", "类别", "乡镇"],
                ["甲项目", 3, "开工", "黄岗镇"],
                ["乙村道路", 1, "储备", None],
            ]
        )
    )
    assert counted(second) == (1, 1, 0, 0, 0)
    imports.undo(second.record, console)
    record = Project.objects.live().get()
    assert (record.name, record.investment, record.division.name) == ("甲项目", 200_000_000, "黄岗镇")
    assert state_of("甲项目") is None
    assert Project.objects.deleted().get().deletion_reason
    with pytest.raises(Invalid, match="undo_not_done"):
        imports.undo(second.record, console)


def test_an_import_whose_rows_were_changed_since_is_not_undone(load, console, projects):
    outcome = load(xlsx([["项目名称"], ["甲项目"], ["乙村道路"]]))
    writing.save(projects, console, {"leader": "张"}, record=Project.objects.get(name="甲项目"))
    with pytest.raises(Invalid) as raised:
        imports.undo(outcome.record, console)
    assert raised.value.problem.params["rows"] == "2"
    assert Project.objects.live().count() == 2


def test_a_clerk_writes_only_within_the_own_township(projects, person):
    clerk = person("clerk", "黄岗镇")
    sheet = xlsx([["项目名称", "乡镇"], ["甲项目", "黄岗镇"], ["乙村道路", "北城街道"], ["丙村学校", None]])
    outcome = imports.run_import(projects, clerk, sheet, name="x.xlsx")
    assert counted(outcome) == (2, 0, 0, 0, 1)
    assert [p["code"] for p in outcome.json()["problems"]] == ["out_of_reach"]
    assert Project.objects.get(name="丙村学校").division.name == "黄岗镇"


def test_who_may_not_write_may_not_import(projects, person):
    with pytest.raises(writing.Refused):
        imports.run_import(projects, person("leader", "单县"), four_batches(), name="x.xlsx")
    assert not Import.objects.exists()


def test_rows_that_belong_to_a_record_of_another_register_find_it_by_name(load, console):
    load(xlsx([["项目名称"], ["甲项目"], ["乙村道路"]]))
    sheet = xlsx(
        [
            ["项目名称", "月份", "完成投资（万元）"],
            ["甲项目", "2020年2月", 300],
            ["乙村道路", "2020-03", "1.5亿元"],
            ["丙项目", "2020年3月", 1],
        ]
    )
    progress = registers.get("projects.progress")
    outcome = imports.run_import(progress, console, sheet, name="x.xlsx")
    assert counted(outcome) == (2, 0, 0, 0, 1)
    assert [(p["cell"], p["code"]) for p in outcome.json()["problems"]] == [("A4", "reference_unknown")]
    assert list(Progress.objects.values_list("month", "invested")) == [
        (date(2020, 2, 1), Decimal("3000000")),
        (date(2020, 3, 1), Decimal("150000000")),
    ]
    assert counted(imports.run_import(progress, console, sheet, name="x.xlsx")) == (0, 0, 2, 0, 1)


def test_a_sheet_without_a_table_is_refused_whole(load):
    with pytest.raises(Invalid) as raised:
        load(xlsx([["通知"], ["请报送"]]))
    assert raised.value.problem.code == "header_missing"
    assert not Import.objects.exists()


def test_a_file_that_is_too_large_is_refused(load, settings):
    settings.IMPORT_MAX_BYTES = 10
    with pytest.raises(Invalid, match="file_too_large"):
        load(four_batches())


def test_rows_under_a_towns_name_belong_to_that_town(load):
    load(
        xlsx(
            [["项目名称", "总投资（亿元）"], ["黄岗镇（1个）"], ["东区水厂", 1], ["北城街道"], ["北站", 2]],
            "A2:B2",
            "A4:B4",
        )
    )
    assert dict(Project.objects.values_list("name", "division__name")) == {"东区水厂": "黄岗镇", "北站": "北城街道"}


def test_the_table_behind_a_cover_is_read_and_the_other_sheets_are_named(load):
    workbook, _cover = sheet_of([["重点项目资料"], ["发改局"]], name="封面")
    for name in ("开工", "竣工"):
        workbook.create_sheet(name).append(["项目名称"])
        workbook[name].append([f"{name}的水厂"])
    outcome = load(saved(workbook))
    assert (outcome.record.sheet, counted(outcome)) == ("开工", (1, 0, 0, 0, 0))
    (note,) = [note for note in outcome.json()["notes"] if note["code"] == "other_sheets"]
    assert "封面、竣工" in note["message"]


def test_a_stage_that_goes_back_is_written_and_told(load):
    load(xlsx([["项目（2020年3月1日）"], ["项目名称", "类别"], ["东区水厂", "已竣工"]]))
    outcome = load(xlsx([["项目（2020年3月4日）"], ["项目名称", "类别"], ["东区水厂", "开工建设"]]))
    assert [note["code"] for note in outcome.json()["notes"]] == ["goes_back"]
    assert state_of("东区水厂") == "started"


def test_a_total_is_said_in_the_sheets_own_unit(load):
    outcome = load(xlsx([["项目名称", "总投资（万元）"], ["东区水厂", 2000], ["合计", 2000]]))
    assert "2000 万元" in outcome.json()["totals"][0]["message"]


def test_another_name_that_is_on_record_means_the_record(load, projects, monkeypatch):
    load(xlsx([["项目名称", "乡镇"], ["冷链物流中心", "黄岗镇"]]))
    record = Project.objects.get()
    monkeypatch.setattr(projects, "also_known", lambda names: {"冷库": [record.pk]} if "冷库" in set(names) else {})
    assert counted(load(xlsx([["项目名称", "总投资"], ["冷 库", 2]]))) == (0, 1, 0, 0, 0)
    assert Project.objects.get().name == "冷链物流中心"
    assert counted(load(xlsx([["项目名称", "乡镇"], ["冷库", "北城街道"]]))) == (1, 0, 0, 0, 0)


def test_names_of_a_large_register_are_compared_within_the_rows_own_places(load, monkeypatch):
    names = [["项目名称", "乡镇"], ["东区水厂", "黄岗镇"], ["北站广场", "北城街道"], ["南区管网", "北城街道"]]
    load(xlsx(names))
    monkeypatch.setattr("shuangying.kernel.imports.identities.SMALL", 2)
    outcome = load(xlsx([["项目名称", "乡镇"], ["东区水厂二期", "黄岗镇"], ["东区水厂", "黄岗镇"]]), dry_run=True)
    assert counted(outcome) == (0, 0, 1, 1, 0)
    monkeypatch.setattr("shuangying.kernel.imports.identities.SMALL", 0)
    outcome = load(xlsx([["项目名称", "乡镇"], ["东区水厂二期", "黄岗镇"]]), dry_run=True)
    assert counted(outcome) == (1, 0, 0, 0, 0)
    assert "names_not_compared" in [note["code"] for note in outcome.json()["notes"]]
