"""The sample sheets of market entities and closed venues in an empty county."""

from datetime import date
from importlib.resources import files

import pytest

from shuangying.kernel.accounts.setup import make_county
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.imports import api as imports
from shuangying.kernel.parties.models import Organisation
from shuangying.kernel.registers import api as registers
from shuangying.modules.enterprises.models import Enterprise

SHEET = files("shuangying.demo") / "samples" / "enterprises_2020.xlsx"


@pytest.fixture
def brought(db, console):
    """Import the list of market entities into an empty county, as often as asked."""
    make_county("371722", actor=console)
    home = divisions.home()
    home.today = date(2020, 3, 5)
    home.save()
    return lambda: imports.run_import(registers.get("enterprises"), console, SHEET.read_bytes(), name=SHEET.name)


def test_the_list_of_market_entities_goes_in_but_for_the_rows_in_doubt(brought):
    outcome = brought()
    counts = outcome.record.counts
    assert (counts["rows"], counts["created"], counts["review"], counts["rejected"]) == (20, 14, 2, 4)
    wrong = {problem["cell"]: problem["code"] for line in outcome.lines for problem in line.problems}
    assert wrong == {
        "D13": "credit_code_check",
        "L13": "no_such_day",
        "D17": "number_lost_digits",
        "F19": "not_a_choice",
        "D24": "credit_code_check",
    }
    assert Enterprise.objects.get(organisation__credit_code__regex="^[0-9]{15}$").trade == "restaurant"


def test_townships_merged_over_their_rows_say_where_each_firm_lies(brought):
    brought()
    assert Enterprise.objects.filter(division__name="黄岗镇").count() == 5
    assert Organisation.objects.get(name="山东单州建筑工程有限公司（示例）").division.name == "园艺街道"


def test_the_sheet_s_own_totals_hold_but_for_one_sub_total_and_the_sum_that_rests_on_it(brought):
    totals = brought().record.totals
    different = [(total["stated"], total["found"]) for total in totals if total["verdict"] != "equal"]
    assert different == [("140", "104"), ("467", "431")]


def test_the_same_list_again_changes_nothing(brought):
    brought()
    counts = brought().record.counts
    assert (counts["created"], counts["updated"], counts["unchanged"]) == (0, 0, 14)
