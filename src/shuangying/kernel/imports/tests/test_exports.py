"""What goes out comes back unchanged."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shuangying.core.codes import fold
from shuangying.core.sheets.values import ERRORS, EXPONENT
from shuangying.kernel.accounts.api import console
from shuangying.kernel.accounts.models import User
from shuangying.kernel.audit.models import Entry
from shuangying.kernel.imports import api as imports
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers import writing
from shuangying.kernel.registers.writing import Change
from shuangying.modules.projects.models import Project

MARCH_5 = date(2020, 3, 5)


@pytest.fixture
def projects(place):
    return registers.get("projects")


@pytest.fixture
def rows(projects, place, console):
    values = [
        {"name": '=HYPERLINK("x")', "division": place("黄岗镇"), "investment": Decimal("294000000.05"), "code": "0012"},
        {
            "name": "+86号工程",
            "division": place("李庄村民委员会"),
            "started_on": date(2020, 2, 24),
            "sector": "industry",
        },
        {"name": "𠅤山·二期", "division": place("单县"), "content": "一期\r\n二期", "owner": "发改 局"},
        {"name": "同名", "division": place("黄岗镇"), "investment": Decimal("0.01")},
        {"name": "同名", "division": place("北城街道"), "code": "371722199001011234"},
    ]
    changes = [Change(one, None, {"stage": "started"} if n == 3 else {}, MARCH_5) for n, one in enumerate(values)]
    assert {result.outcome for result in writing.save_many(projects, console, changes)} == {"created"}
    return Project.objects.live().select_related("division__parent").order_by("pk")


def exported(projects, rows, form):
    return b"".join(imports.export(projects, console("tester"), rows, MARCH_5, form))


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_an_export_comes_back_unchanged(projects, rows, console, form):
    before = list(Project.objects.order_by("pk").values())
    outcome = imports.run_import(projects, console, exported(projects, rows, form), name=f"x.{form}")
    found = outcome.json()
    assert (found["rows"], found["unchanged"], found["problems"]) == (5, 5, [])
    assert found["day"] == "2020-03-05"
    assert list(Project.objects.order_by("pk").values()) == before
    assert Project.stage.Statement.objects.count() == 1


def test_a_row_changed_in_an_export_finds_its_record_by_its_number_even_under_a_new_name(projects, rows, console):
    content = exported(projects, rows, "csv").decode().replace("𠅤山·二期", "𠅤山·三期")
    outcome = imports.run_import(projects, console, content.encode(), name="x.csv")
    assert outcome.json()["updated"] == 1
    assert Project.objects.filter(name="𠅤山·三期").count() == 1


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_no_cell_of_an_export_is_a_formula(projects, rows, form):
    content = exported(projects, rows, form)
    if form == "csv":
        cells = [cell for line in content.decode("utf-8-sig").splitlines() for cell in line.split(",")]
        assert not [cell for cell in cells if cell.strip('"')[:1] in ("=", "+", "-", "@")]
        return
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert not [
        cell for row in sheet for cell in row if cell.data_type == "f" or str(cell.value)[:1] in ("=", "+", "-", "@")
    ]


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_character_that_no_sheet_can_hold_does_not_stop_an_export(projects, rows, form):
    Project.objects.filter(name="同名").update(content="一\x0b期\ufffe")
    assert exported(projects, rows, form)


def test_money_is_a_number_in_the_registers_unit(projects, rows):
    sheet = openpyxl.load_workbook(io.BytesIO(exported(projects, rows, "xlsx"))).active
    header = [cell.value for cell in sheet[2]]
    column = header.index("总投资（亿元）") + 1
    assert sheet.cell(3, column).value == pytest.approx(2.9400000005)
    assert header[-1] == "系统编号"
    assert sheet["A1"].value.endswith("（截至2020年3月5日）")


def is_a_name(text):
    """Whether a clerk could mean it as a name: no error of a spreadsheet, no 清空, no number that lost its digits."""
    return text not in ERRORS and fold(text) != "清空" and not EXPONENT.fullmatch(fold(text))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(
        st.tuples(
            st.text(st.characters(codec="gb18030", exclude_categories=["C", "Z"]), min_size=1, max_size=20).filter(
                is_a_name
            ),
            st.integers(1, 10**15),
        ),
        min_size=1,
        max_size=5,
        unique_by=lambda one: one[0].casefold(),
    )
)
def test_any_names_and_amounts_come_back_unchanged(projects, place, console, drawn):
    Project.objects.all().delete()
    changes = [
        Change({"name": name, "division": place("黄岗镇"), "investment": Decimal(fen).scaleb(-2)})
        for name, fen in drawn
    ]
    writing.save_many(projects, console, changes)
    rows = Project.objects.live().select_related("division__parent")
    for form in ("xlsx", "csv"):
        found = imports.run_import(
            projects, console, exported(projects, rows, form), name=f"x.{form}", dry_run=True
        ).json()
        assert (found["rows"], found["unchanged"], found["problems"]) == (rows.count(), rows.count(), [])


def test_the_empty_sheet_is_read_when_filled_in(projects, place, console):
    workbook = openpyxl.load_workbook(io.BytesIO(imports.template(projects, console)))
    sheet = workbook.active
    for column, cell in enumerate(sheet[1], 1):
        value = {"项目名称": "甲项目", "乡镇": "黄岗镇", "总投资（亿元）": 2.5, "类别": "储备"}.get(cell.value)
        if value is not None:
            sheet.cell(2, column, value)
    out = io.BytesIO()
    workbook.save(out)
    found = imports.run_import(projects, console, out.getvalue(), name="x.xlsx", on=MARCH_5).json()
    assert (found["created"], found["problems"]) == (1, [])
    assert Project.objects.get().investment == 250_000_000


def test_a_download_holds_what_its_reader_may_see_and_is_recorded(projects, rows, client, person):
    person("clerk", "黄岗镇", login="clerk")
    client.force_login(User.objects.get(login="clerk"))
    response = client.get(reverse("register-export", args=["projects"]), {"format": "csv"})
    content = b"".join(response.streaming_content).decode()
    assert "𠅤山" not in content
    assert content.count("\r\n") == 2 + 3
    assert Entry.objects.get(action="export").detail["rows"] == 3
    response = client.get(reverse("register-export", args=["projects"]), {"q": "同名"})
    assert len(list(openpyxl.load_workbook(io.BytesIO(response.content)).active)) == 3


def test_of_a_list_only_the_ticked_rows_leave_and_the_journal_names_them(projects, rows, client, person):
    person("clerk", "黄岗镇", login="clerk")
    client.force_login(User.objects.get(login="clerk"))
    mine, foreign = rows.filter(name="同名").first(), rows.get(name__startswith="𠅤山")
    ticked = [str(mine.uid), str(foreign.uid), "x"]
    response = client.post(reverse("register-export", args=["projects"]), {"row": ticked})
    lines = list(openpyxl.load_workbook(io.BytesIO(response.content)).active.values)
    assert len(lines) == 3
    assert "同名" in lines[2]
    assert Entry.objects.get(action="export").detail["rows"] == 1
