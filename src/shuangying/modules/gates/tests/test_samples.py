"""The sample sheet of a night's passages as a checkpoint sends it: what goes in, and what is wrong at which cell."""

from datetime import date, datetime
from importlib.resources import files

import pytest

from shuangying.core.calendar import SHANGHAI
from shuangying.kernel.accounts.setup import make_county
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.imports import api as imports
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.writing import save
from shuangying.modules.gates.models import Passage, Traveller

SHEET = "passages_night.xlsx"


@pytest.fixture
def brought(db, console):
    """Import the sheet into a county that has the checkpoint."""
    make_county("371722", actor=console)
    gate = {
        "name": "单金路检查站（示例）",
        "kind": "road",
        "division": divisions.find("张集镇"),
        "set_up_on": date(2020, 1, 27),
    }
    save(registers.get("gates.checkpoints"), console, gate)
    content = (files("shuangying.demo") / "samples" / SHEET).read_bytes()
    return lambda: imports.run_import(registers.get("gates.people"), console, content, name=SHEET)


def test_people_go_in_but_for_seven_lines_that_cannot_be_right(brought):
    outcome = brought()
    counts = outcome.record.counts
    assert (counts["rows"], counts["created"], counts["review"], counts["rejected"]) == (18, 11, 2, 5)
    wrong = {(line.name, problem["code"]) for line in outcome.lines for problem in line.problems}
    assert wrong == {
        ("彭立军", "plate_letters"),
        ("董桂英", "temperature_out_of_range"),
        ("袁成林", "division_unknown"),
        ("曾海", "number_lost_digits"),
        ("彭洋", "required"),
    }
    assert {line.name for line in outcome.lines if line.outcome == "review"} == {"韩文辉", "韩文超"}


def test_the_plate_merged_over_a_vehicle_s_people_makes_one_passage(brought):
    brought()
    car = Passage.objects.get(plate="豫N2B003")
    assert Traveller.objects.filter(passage=car).count() == 3
    assert (car.at, car.checkpoint.name) == (datetime(2020, 2, 20, 20, 20, tzinfo=SHANGHAI), "单金路检查站（示例）")
    assert car.division.name == "张集镇"


def test_hours_after_midnight_are_those_of_the_next_day_and_origins_are_read(brought):
    brought()
    last = Traveller.objects.get(person__name="曹玉霞")
    assert last.passage.at == datetime(2020, 2, 21, 3, 15, tzinfo=SHANGHAI)
    assert last.origin.name == "曹县"
    turned = Traveller.objects.filter(outcome="turn_back").values_list("origin__name", flat=True)
    assert set(turned) == {"武汉市"}


def test_an_old_number_of_15_digits_is_known_in_its_new_form(brought):
    brought()
    person = Traveller.objects.get(person__name="周广林").person
    assert len(person.id_number.open()) == 18
    assert str(person.id_number).startswith("372*")


def test_the_same_sheet_again_changes_nothing(brought):
    brought()
    counts = brought().record.counts
    assert (counts["created"], counts["updated"], counts["unchanged"]) == (0, 0, 11)
