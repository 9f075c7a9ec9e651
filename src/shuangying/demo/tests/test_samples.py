"""The sample sheets in an empty county: what goes in, what is held, what is wrong, what the sheet says about itself."""

from datetime import date
from decimal import Decimal
from importlib.resources import files

import openpyxl
import pytest

from shuangying.kernel.accounts.setup import make_county
from shuangying.kernel.figures import api as figures
from shuangying.kernel.imports import api as imports
from shuangying.kernel.registers import api as registers
from shuangying.modules.projects.models import Project

SAMPLES = files("shuangying.demo") / "samples"
DAY = date(2020, 3, 5)


@pytest.fixture
def brought(db, console):
    """Import a sample into the empty county."""
    make_county("371722", actor=console)

    def bring(name):
        return imports.run_import(registers.get("projects"), console, (SAMPLES / name).read_bytes(), name=name)

    return bring


def test_the_messy_sheet_goes_in_but_for_the_rows_in_doubt(brought, console):
    outcome = brought("projects_messy.xlsx")
    counts = outcome.record.counts
    assert (counts["rows"], counts["created"], counts["review"], counts["rejected"]) == (20, 17, 3, 0)
    held = {line.name: line.why for line in outcome.lines if line.outcome == "review"}
    assert held == {"健康食品产业园项目": "listed_twice", "冷链物流园项目（二期）": "resembles"}
    assert Project.objects.filter(name__startswith="园区").count() == 2
    value = figures.values([figures.get("projects.started.investment")], day=DAY, actor=console)[0].value
    assert value == Decimal("23.95505") * 10**8 - Decimal("12.6") * 10**8


def test_the_messy_sheet_s_own_totals_hold_but_for_one_sum(brought):
    totals = brought("projects_messy.xlsx").record.totals
    different = [(total["label"], total["stated"], total["found"]) for total in totals if total["verdict"] != "equal"]
    assert different == [("谋划项目", "5655000000", "5555000000")]
    assert len(totals) == 10


def test_the_same_sheet_again_is_unchanged(brought):
    brought("projects_messy.xlsx")
    counts = brought("projects_messy.xlsx").record.counts
    assert (counts["created"], counts["updated"], counts["unchanged"], counts["review"]) == (0, 0, 17, 3)


def test_dates_in_each_style_are_read_and_three_wrong_rows_named_by_cell(brought):
    outcome = brought("projects_dates.xlsx")
    counts = outcome.record.counts
    assert (counts["created"], counts["rejected"]) == (7, 3)
    wrong = {problem["cell"]: problem["code"] for line in outcome.lines for problem in line.problems}
    assert wrong == {"F10": "no_such_day", "E11": "money_not_exact_amount", "C12": "division_slip"}
    assert Project.objects.filter(started_on=date(2020, 2, 24)).count() == 6
    assert Project.objects.get(name="谢集镇冷库项目").investment == 38_600_000


def test_receipts_keep_the_sheet_and_say_beside_each_row_what_became_of_it(brought, tmp_path):
    path = tmp_path / "receipts.xlsx"
    path.write_bytes(brought("projects_dates.xlsx").receipts())
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert sheet["A1"].value == "单县新开工项目情况统计表（示例）"
    assert sheet["F10"].fill.fgColor.rgb != sheet["F9"].fill.fgColor.rgb
    assert [cell.value for cell in sheet[10]][7:9] != [None, None]
