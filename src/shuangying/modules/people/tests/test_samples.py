"""The sample sheets as a county sends them: what goes in, what is wrong at which cell, what comes again unchanged."""

from collections import Counter
from datetime import date
from importlib.resources import files

import pytest
from django.db import transaction

from shuangying.kernel.accounts.api import console
from shuangying.kernel.accounts.setup import make_county
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.figures import api as figures
from shuangying.kernel.figures.models import Tally
from shuangying.kernel.imports import api as imports
from shuangying.kernel.parties.models import Person
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.writing import save
from shuangying.modules.people.models import FollowUp, Isolation, Screening

SAMPLES = files("shuangying.demo") / "samples"
REPORTED = ("people.isolation.current.home.count", "people.isolation.current.home.hubei.count")
LIST = "省下发1月6日以来途经武汉人员名单（第1批）（示例）"


pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def county(django_db_setup, django_db_blocker):
    """A county that has the list and the facility which the sheets name."""
    actor = console("tester")
    with django_db_blocker.unblock(), transaction.atomic():
        county = make_county("371722", actor=actor)
        values = {"name": LIST, "issuer": "省指挥部", "received_on": date(2020, 1, 26), "purpose": "追踪"}
        save(registers.get("people.screening_lists"), actor, {**values, "division": county})
        values = {"name": "湖滨宾馆集中隔离点（示例）", "division": divisions.find("浮岗镇")}
        site = save(registers.get("parties.sites"), actor, values)
        save(registers.get("people.facilities"), actor, {"site": site, "from_on": date(2020, 2, 10)})
        yield
        transaction.set_rollback(True)


@pytest.fixture
def villages(county, db):
    """The villages of 黄岗镇 that owe the numbers of the day."""
    actor = console("tester")
    for name in ("土山村", "邓窑村", "贾水口村", "朱堤口村", "大黄庄村", "张菜园村", "毛庄村"):
        values = {"name": name, "kind": "village", "division": divisions.find(f"黄岗镇{name}")}
        unit = save(registers.get("parties.units"), actor, values)
        for figure in REPORTED:
            save(registers.get("figures.duties"), actor, {"figure": figure, "unit": unit, "from_on": date(2020, 2, 1)})


@pytest.fixture
def brought(county, db):
    """Import a sample: brought("people.screening", file)."""

    def brought(register_id, name):
        content = (SAMPLES / name).read_bytes()
        return imports.run_import(registers.get(register_id), console("tester"), content, name=name)

    return brought


def wrong(outcome):
    return {(problem["cell"], problem["code"]) for line in outcome.lines for problem in line.problems}


def test_a_screening_list_goes_in_but_for_rows_in_doubt(brought):
    outcome = brought("people.screening", "screening_list.xlsx")
    counts = outcome.record.counts
    assert (counts["rows"], counts["created"], counts["review"], counts["rejected"]) == (20, 12, 2, 6)
    assert wrong(outcome) == {
        ("F11", "number_lost_digits"),
        ("H13", "division_slip"),
        ("J14", "screening_without_day"),
        ("F17", "id_number_check"),
        ("E22", "id_birth_differs"),
        ("F22", "id_birth_differs"),
        ("I23", "not_a_choice"),
    }
    assert {line.why for line in outcome.lines if line.outcome == "review"} == {"listed_twice"}
    outcomes = Counter(Screening.objects.values_list("outcome", flat=True))
    assert outcomes == {"found": 7, "elsewhere": 2, "not_found": 2, "moved": 1}


def test_a_number_of_15_digits_is_the_same_person_as_its_18(brought):
    brought("people.screening", "screening_list.xlsx")
    person = Person.objects.get(name="李春梅")
    assert (len(person.id_number.open()), person.born_on, person.sex) == (18, date(1980, 5, 3), "female")
    assert person.division.name.startswith("土山")


def test_a_masked_phone_on_a_sheet_says_nothing(brought):
    brought("people.screening", "screening_list.xlsx")
    assert not Person.objects.get(name="高文静").phone


def test_rooms_and_those_who_stay_in_them_come_by_one_sheet(brought):
    outcome = brought("people.isolations", "isolation_rooms.xlsx")
    assert outcome.record.counts["created"] == 12
    assert wrong(outcome) == {
        ("L4", "isolated_elsewhere"),
        ("L6", "released_before_due"),
        ("C8", "room_full"),
        ("C9", "room_full"),
        ("M14", "release_incomplete"),
        ("J15", "isolated_elsewhere"),
        ("J17", "no_such_day"),
        ("F19", "id_number_length"),
    }
    isolation = Isolation.objects.get(person__name="史永昌")
    assert (isolation.room.number, isolation.division.name, isolation.due_on) == ("308", "浮岗镇", date(2020, 2, 26))


def test_temperatures_by_day_find_the_isolations_of_the_other_sheet(brought):
    brought("people.isolations", "isolation_rooms.xlsx")
    outcome = brought("people.followups", "temperatures_by_day.xlsx")
    assert outcome.record.counts["created"] == 60
    assert wrong(outcome) == {
        ("B4", "reference_unknown"),
        ("G5", "temperature_out_of_range"),
        ("H6", "not_a_temperature"),
        ("I11", "temperature_out_of_range"),
        ("B13", "reference_unknown"),
        ("B14", "reference_unknown"),
    }
    fever = FollowUp.objects.get(isolation__person__name="贾文娟", day=date(2020, 2, 17))
    assert str(fever.temperature) == "38.1"


@pytest.mark.parametrize(
    ("register_id", "name"),
    [
        ("people.screening", "screening_list.xlsx"),
        ("people.isolations", "isolation_rooms.xlsx"),
        ("figures.tallies", "returnees_by_village.xlsx"),
    ],
)
def test_the_same_sheet_again_changes_nothing(villages, brought, register_id, name):
    first = brought(register_id, name).record.counts
    again = brought(register_id, name).record.counts
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, first["created"])


def test_what_villages_report_of_returnees_goes_in_by_figure_and_the_silent_stay_unknown(villages, brought):
    outcome = brought("figures.tallies", "returnees_by_village.xlsx")
    counts = outcome.record.counts
    assert (counts["rows"], counts["created"], counts["review"], counts["rejected"]) == (14, 10, 0, 4)
    assert wrong(outcome) == {("G9", "not_a_number"), ("H9", "not_a_number"), ("B10", "reference_unknown")}
    assert [(total["stated"], total["verdict"]) for total in outcome.record.totals] == [("9", "open"), ("5", "open")]
    assert set(Tally.objects.values_list("day", flat=True)) == {date(2020, 2, 6)}
    asked = [figures.get(id_) for id_ in REPORTED]
    found = figures.values(asked, day=date(2020, 2, 6), actor=console("tester"))
    assert [one.value for one in found] == [8, 4]
    assert {*found[0].basis["silent"]} == {"大黄庄村", "张菜园村"}
