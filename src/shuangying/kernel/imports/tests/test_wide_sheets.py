"""Sheets with one line for many records: what each cell becomes, and that what goes out comes back unchanged."""

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from importlib.resources import files

import openpyxl
import pytest

from shuangying.core.problems import Invalid
from shuangying.core.sheets.tests.messy import xlsx
from shuangying.kernel.figures import declaration, reporting
from shuangying.kernel.figures.declaration import Source
from shuangying.kernel.figures.models import Tally
from shuangying.kernel.imports import api as imports
from shuangying.kernel.imports.models import ImportRow
from shuangying.kernel.imports.tests.sheets import number
from shuangying.kernel.parties.models import Unit
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers import writing
from shuangying.kernel.registers.writing import Change
from shuangying.modules.people.models import FollowUp
from shuangying.modules.projects.models import Progress

MARCH_5 = date(2020, 3, 5)
JANUARY, FEBRUARY = date(2020, 1, 1), date(2020, 2, 1)
MILLION = Decimal(1_000_000)


@pytest.fixture
def progress():
    return registers.get("projects.progress")


@pytest.fixture
def projects(console, place):
    names = ("东区水厂", "北站")
    changes = [Change({"name": name, "division": place("黄岗镇")}) for name in names]
    return [result.record for result in writing.save_many(registers.get("projects"), console, changes)]


@pytest.fixture
def load(console, place):
    def run(register, rows, *merges, **choices):
        content = rows if isinstance(rows, bytes) else xlsx(rows, *merges)
        return imports.run_import(register, console, content, **{"name": "表.xlsx", **choices})

    return run


MONTHS = [
    ["重点项目投资进度（2020年）", None, None, None],
    ["项目名称", "完成投资（万元）", None, None],
    [None, "1月", "2月", "3月"],
    ["东区水厂", 100, "约3亿", None],
    ["北站", "—", "200", None],
    ["南站", 1, None, None],
    ["合计", 101, 200, None],
]
MERGES = ("A1:D1", "A2:A3", "B2:D2")


def counted(outcome):
    found = outcome.json()
    assert found["rows"] == sum(found[key] for key in ("created", "updated", "unchanged", "review", "rejected"))
    return tuple(found[key] for key in ("created", "updated", "unchanged", "review", "rejected"))


def values():
    return list(Progress.objects.live().order_by("project", "month").values_list("project__name", "month", "invested"))


def test_each_cell_is_a_record_and_a_wrong_one_is_named_alone(progress, projects, load):
    outcome = load(progress, MONTHS, *MERGES)
    assert counted(outcome) == (2, 0, 0, 0, 2)
    assert values() == [("东区水厂", JANUARY, MILLION), ("北站", FEBRUARY, 2 * MILLION)]
    found = [(p["row"], p["cell"], p["code"]) for p in outcome.json()["problems"]]
    assert found == [(4, "C4", "money_not_exact_amount"), (6, "A6", "reference_unknown")]
    assert [(one["verdict"], one["header"]) for one in outcome.json()["totals"]] == [
        ("equal", "完成投资（万元） 1月"),
        ("open", "完成投资（万元） 2月"),
    ]


def test_the_receipts_colour_the_very_cell_and_count_the_cells_of_a_line(progress, projects, load):
    outcome = load(progress, MONTHS, *MERGES)
    sheet = openpyxl.load_workbook(io.BytesIO(outcome.receipts())).active
    assert sheet["C4"].comment is not None
    assert sheet["B4"].comment is None
    assert sheet["E4"].value == "退回 1 新增 1"
    assert sheet["E5"].value == "新增"


def test_a_blank_cell_changes_nothing_and_the_same_sheet_twice_is_unchanged(progress, projects, load):
    load(progress, MONTHS, *MERGES)
    outcome = load(progress, [["2020年"], ["项目名称", "1月", "2月"], ["东区水厂", None, 5], ["北站", None, "200万元"]])
    assert counted(outcome) == (1, 0, 1, 0, 0)
    assert values()[0] == ("东区水厂", JANUARY, MILLION)


def test_clearing_a_cell_is_refused_where_the_record_is_nothing_without_it(progress, projects, load):
    load(progress, MONTHS, *MERGES)
    outcome = load(progress, [["2020年"], ["项目名称", "1月"], ["东区水厂", "清空"]])
    assert [(p["cell"], p["code"]) for p in outcome.json()["problems"]] == [("B3", "cannot_clear")]
    assert len(values()) == 2


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_wide_export_has_a_line_a_project_and_comes_back_unchanged(progress, projects, load, console, form):
    load(progress, MONTHS, *MERGES)
    rows = progress.visible(console).select_related(*progress.references)
    content = b"".join(imports.export(progress, console, rows, MARCH_5, form))
    outcome = load(progress, content, name=f"x.{form}")
    assert counted(outcome) == (0, 0, 2, 0, 0)
    assert outcome.json()["notes"] == []
    if form == "xlsx":
        lines = [list(line) for line in openpyxl.load_workbook(io.BytesIO(content)).active.values]
        assert lines[1] == ["项目名称", "2020-01（万元）", "2020-02（万元）", "系统编号"]
        assert lines[2][:3] == ["东区水厂", 100, None]


def test_the_empty_sheet_has_the_months_of_the_year_and_is_read_when_filled_in(progress, projects, load, console):
    workbook = openpyxl.load_workbook(io.BytesIO(imports.template(progress, console)))
    sheet = workbook.active
    assert len(list(sheet[1])) == 1 + 12
    sheet["A2"], sheet["C2"] = "北站", 7
    out = io.BytesIO()
    workbook.save(out)
    assert counted(load(progress, out.getvalue())) == (1, 0, 0, 0, 0)
    assert values()[0][1].month == 2


def test_a_wide_import_is_undone_cell_by_cell(progress, projects, load, console):
    outcome = load(progress, MONTHS, *MERGES)
    assert ImportRow.objects.filter(outcome="created").values_list("number", "column").count() == 2
    imports.undo(outcome.record, console)
    assert values() == []


def test_two_lines_about_one_project_are_held_at_their_cell(progress, projects, load, console):
    outcome = load(progress, [["2020年"], ["项目名称", "1月"], ["北站", 1], ["北站", 2]])
    held = [line for line in outcome.lines if line.outcome == "review"]
    assert [(line.at, line.why) for line in held] == [("3B", "listed_twice"), ("4B", "listed_twice")]
    imports.settle(outcome.record, console, "4B", "new")
    imports.settle(outcome.record, console, "3B", "leave")
    assert values() == [("北站", JANUARY, Decimal(20_000))]


def test_a_sheet_with_one_value_a_line_is_taken_too(progress, projects, load):
    outcome = load(progress, [["项目名称", "月份", "完成投资（万元）"], ["北站", "2020年2月", 3]])
    assert counted(outcome) == (1, 0, 0, 0, 0)


def test_days_without_a_year_wait_for_the_day_of_the_sheet(console, load):
    register = registers.get("people.followups")
    rows = [["姓名", "2.1", "2.2"], ["甲", 36.5, 36.6]]
    with pytest.raises(Invalid) as raised:
        load(register, rows)
    assert raised.value.problem.code == "header_without_year"
    outcome = load(register, rows, on=MARCH_5, dry_run=True)
    assert outcome.json()["rows"] == 2


@pytest.fixture
def isolated(console, place):
    people = [("王建国", 1), ("李秀英", 2)]
    changes = [
        Change(
            {
                "person.name": name,
                "person.id_number": number(order),
                "kind": "home",
                "cause": "返乡",
                "division": place("李庄村民委员会"),
                "from_on": date(2020, 2, 1),
            }
        )
        for name, order in people
    ]
    writing.save_many(registers.get("people.isolations"), console, changes)


def test_observation_days_are_columns_and_rooms_are_merged_over_people(isolated, load, console):
    register = registers.get("people.followups")
    outcome = load(
        register,
        [
            ["集中隔离点体温监测表（2020年2月）", None, None, None, None],
            ["房间号", "姓名", "身份证号", "体温（℃）", None],
            [None, None, None, "2.3", "2.4"],
            ["301", "王建国", number(1), 36.5, 36.7],
            [None, "李秀英", number(2), 36.4, 365],
        ],
        "A1:E1",
        "A2:A3",
        "B2:B3",
        "C2:C3",
        "D2:E2",
        "A4:A5",
    )
    assert counted(outcome) == (3, 0, 0, 0, 1)
    assert [(p["cell"], p["code"]) for p in outcome.json()["problems"]] == [("E5", "temperature_out_of_range")]
    assert sorted(FollowUp.objects.values_list("day", "temperature")) == [
        (date(2020, 2, 3), Decimal("36.4")),
        (date(2020, 2, 3), Decimal("36.5")),
        (date(2020, 2, 4), Decimal("36.7")),
    ]
    rows = register.visible(console).select_related(*register.references)
    for form in ("xlsx", "csv"):
        content = b"".join(imports.export(register, console, rows, MARCH_5, form))
        assert number(1).encode() not in content
        assert counted(load(register, content, name=f"x.{form}")) == (0, 0, 3, 0, 0)


@pytest.fixture
def tallies(monkeypatch):
    """Reported numbers of two figures of the example."""
    register = registers.get("figures.tallies")
    source = Source(Unit, on="from_on", owner="Office")
    monkeypatch.setattr(declaration, "_figures", dict(declaration._figures))
    monkeypatch.setattr(reporting, "_answered", {})
    monkeypatch.setattr(reporting, "WORDS", {})
    for id_, label, header in (("trial.back", "People back", "返乡人数"), ("trial.fever", "Fever", "发热人数")):
        reporting.answered_by(source.count(id_, label, "Trial."), kind="village", headers=(header,))
    column = replace(register.by_name["figure"], choices=tuple(reporting.choices()), words=reporting.WORDS)
    bound = tuple(column if one.name == "figure" else one for one in register.bound)
    monkeypatch.setitem(register.__dict__, "bound", bound)
    monkeypatch.setitem(register.__dict__, "by_name", {one.name: one for one in bound})
    return register


def test_numbers_of_a_day_are_reported_by_unit_with_figures_as_columns(tallies, load, console, place):
    units = registers.get("parties.units")
    for name in ("李庄村民委员会", "北关社区居民委员会"):
        writing.save(units, console, {"name": name, "kind": "village", "division": place(name)})
    rows = [
        ["返乡人员日报表（2020年2月5日）", None, None, None],
        ["序号", "村居", "返乡人数（人）", "发热人数"],
        [1, "李庄村民委员会", 12, 0],
        [2, "北关社区居民委员会", "7人", None],
        ["合计", None, 19, 0],
    ]
    outcome = load(tallies, rows, "A1:D1")
    assert counted(outcome) == (3, 0, 0, 0, 0)
    found = Tally.objects.order_by("unit", "figure").values_list("unit__name", "figure", "value", "day")
    assert list(found) == [
        ("李庄村民委员会", "trial.back", 12, date(2020, 2, 5)),
        ("李庄村民委员会", "trial.fever", 0, date(2020, 2, 5)),
        ("北关社区居民委员会", "trial.back", 7, date(2020, 2, 5)),
    ]
    rows = tallies.visible(console).select_related(*tallies.references)
    for form in ("xlsx", "csv"):
        content = b"".join(imports.export(tallies, console, rows, MARCH_5, form))
        assert counted(load(tallies, content, name=f"x.{form}")) == (0, 0, 3, 0, 0)


def test_the_sample_of_what_checkpoints_report_is_read_and_its_mistakes_are_named(console, place):
    units = registers.get("parties.units")
    names = ("单县北高速出口检查站", "105国道豫鲁省界检查站（示例）", "单丰路检查站（示例）", "单砀路检查站（示例）")
    for name in (*names, "518国道单曹界检查站（示例）", "单金路检查站（示例）"):
        writing.save(units, console, {"name": name, "kind": "checkpoint", "division": place("北城街道")})
    content = (files("shuangying.demo") / "samples" / "checkpoints_of_a_day.xlsx").read_bytes()
    outcome = imports.run_import(registers.get("figures.tallies"), console, content, name="检查站.xlsx")
    assert counted(outcome) == (17, 0, 1, 0, 5)
    found = {(p["cell"], p["code"]) for p in outcome.json()["problems"]}
    assert found == {("D8", "not_a_number"), ("B11", "reference_unknown")}
    assert set(Tally.objects.values_list("day", flat=True)) == {date(2020, 2, 8)}
    assert Tally.objects.filter(unit__name="单丰路检查站（示例）", value=0).count() == 2
    assert [one["verdict"] for one in outcome.json()["totals"]] == ["equal", "open", "equal", "equal"]
