"""The sample sheet of a case's contacts as a county sends it: what goes in, and what is wrong at which cell."""

from datetime import date
from importlib.resources import files

import pytest

from shuangying.core.calendar import parse_moment
from shuangying.kernel.accounts.setup import make_county
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.imports import api as imports
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.writing import save
from shuangying.modules.cases.models import Contact

SHEET = "contacts_of_a_case.xlsx"


@pytest.fixture
def brought(db, console):
    """Import the sheet into a county that has the case."""
    county = make_county("371722", actor=console)
    case = {
        "code": "SX2020-01",
        "person.name": "张某某（示例）",
        "home_division": county,
        "hospital_division": divisions.find("371702"),
        "reported_at": parse_moment("2020-01-24 17:00"),
        "infection": "imported",
        "confirmed_on": date(2020, 1, 25),
    }
    save(registers.get("cases"), console, case)
    content = (files("shuangying.demo") / "samples" / SHEET).read_bytes()
    return lambda: imports.run_import(registers.get("cases.contacts"), console, content, name=SHEET)


def test_contacts_go_in_but_for_one_released_early_one_of_no_town_and_one_written_twice(brought):
    outcome = brought()
    counts = outcome.record.counts
    assert (counts["rows"], counts["created"], counts["review"], counts["rejected"]) == (8, 4, 2, 2)
    wrong = {(problem["cell"], problem["code"]) for line in outcome.lines for problem in line.problems}
    assert wrong == {("J7", "contact_released_early"), ("L8", "division_slip")}
    assert {line.name for line in outcome.lines if line.outcome == "review"} == {"李秀英"}


def test_the_case_merged_over_all_lines_is_that_of_each_and_what_is_not_said_follows(brought):
    brought()
    assert set(Contact.objects.values_list("case__code", flat=True)) == {"SX2020-01"}
    neighbour = Contact.objects.get(person__name="陈桂兰")
    assert (neighbour.relation, neighbour.due_on, neighbour.released_on) == (
        "meal",
        date(2020, 2, 7),
        date(2020, 2, 8),
    )


def test_the_same_sheet_again_changes_nothing(brought):
    brought()
    counts = brought().record.counts
    assert (counts["created"], counts["updated"], counts["unchanged"]) == (0, 0, 4)
