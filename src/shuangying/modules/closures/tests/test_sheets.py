"""The sample sheet of closed venues in an empty county."""

from datetime import date
from importlib.resources import files

import pytest

from shuangying.kernel.accounts.setup import make_county
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.imports import api as imports
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.writing import save
from shuangying.modules.closures.models import Closure

SHEET = files("shuangying.demo") / "samples" / "closures_venues_2020.xlsx"
ORDER = {
    "number": "单疫指发〔2020〕2号（示例）",
    "document": "关于关停公共文化娱乐场所的通告",
    "issuer": "县指挥部（示例）",
    "basis": "《传染病防治法》第四十二条",
    "from_on": date(2020, 1, 24),
}


@pytest.fixture
def bring(db, console):
    """Import the list of venues into an empty county of 5 March 2020."""
    make_county("371722", actor=console)
    home = divisions.home()
    home.today = date(2020, 3, 5)
    home.save()
    return lambda: imports.run_import(registers.get("closures"), console, SHEET.read_bytes(), name=SHEET.name)


@pytest.fixture
def brought(bring, console):
    save(registers.get("closures.orders"), console, ORDER | {"division": divisions.find("单县")})
    return bring


def test_the_venues_go_in_under_their_order_but_for_the_rows_in_doubt(brought):
    outcome = brought()
    counts = outcome.record.counts
    assert (counts["rows"], counts["created"], counts["review"], counts["rejected"]) == (24, 19, 2, 3)
    wrong = {problem["cell"]: problem["code"] for line in outcome.lines for problem in line.problems}
    assert wrong == {"G12": "stages_out_of_order", "G21": "no_such_day", "C22": "not_a_choice"}
    assert set(Closure.objects.values_list("kind", "order__number")) == {("venue", ORDER["number"])}
    assert Closure.objects.get(site__name="黄岗浴池（示例）").division.name == "黄岗镇"


def test_the_same_list_again_changes_nothing(brought):
    brought()
    counts = brought().record.counts
    assert (counts["created"], counts["updated"], counts["unchanged"]) == (0, 0, 19)


def test_without_the_order_no_line_makes_one(bring):
    outcome = bring()
    assert outcome.record.counts["created"] == 0
    assert not registers.get("closures.orders").model.objects.exists()
