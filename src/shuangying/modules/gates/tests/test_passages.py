"""Passages and the people in them: who can pass where, and what is written of whom."""

from datetime import date
from decimal import Decimal

import pytest

from shuangying.core.calendar import parse_moment
from shuangying.kernel.accounts.api import LEADER, VILLAGE, Right
from shuangying.kernel.parties.models import Person
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.writing import Change, Refused, Rejected, delete, parse_values, save_many
from shuangying.modules.gates.models import Traveller
from shuangying.modules.gates.roles import CHECKPOINT
from shuangying.modules.people.roles import HEALTH

PEOPLE = "gates.people"


def problems(raised):
    return {(column, problem.code) for column, problem in raised.value.problems}


@pytest.mark.parametrize(
    ("at", "code"),
    [
        ("2020-01-26 23:59", "passage_before_checkpoint"),
        ("2020-01-27 00:00", ""),
        ("2020-01-29 24:00", "passage_after_checkpoint"),
        ("2020-01-29 17:59", ""),
    ],
)
def test_nobody_passes_a_checkpoint_on_a_day_on_which_it_does_not_stand(gate, passage, at, code):
    shut = gate("北城街道", ended_on=date(2020, 1, 29))
    if not code:
        assert passage(shut, at).pk
        return
    with pytest.raises(Rejected) as raised:
        passage(shut, at)
    assert problems(raised) == {("at", code)}


@pytest.mark.parametrize(("written", "kept"), [("鲁 r·12345", "鲁R12345"), ("无牌", "无牌")])
def test_a_plate_is_kept_in_its_one_form(place, written, kept):
    values, wrong = parse_values(registers.get("gates.passages"), {"plate": written})
    assert (values, wrong) == ({"plate": kept}, [])


def test_one_car_holds_people_with_outcomes_of_their_own(gate, passage, traveller):
    car = passage(gate("北城街道"), "2020-02-02 03:20", "鄂L00000")
    traveller(car, "甲", "turn_back", seat="driver")
    for name in "乙丙丁戊":
        traveller(car, name, "observe")
    outcomes = Traveller.objects.filter(passage=car).order_by("pk").values_list("outcome", flat=True)
    assert list(outcomes) == ["turn_back", "observe", "observe", "observe", "observe"]
    assert set(Traveller.objects.values_list("division__name", flat=True)) == {"北城街道"}


def test_a_line_about_a_person_makes_the_car_that_it_names_and_the_next_line_joins_it(gate, console):
    checkpoint = gate("北城街道")
    car = {
        "passage.checkpoint": checkpoint,
        "passage.at": parse_moment("2020-02-02 03:20"),
        "passage.plate": "鄂L00000",
    }
    changes = [Change({**car, "person.name": name, "outcome": "register"}) for name in ("甲", "乙")]
    first, second = save_many(registers.get(PEOPLE), console, changes)
    assert first.record.passage_id == second.record.passage_id


def test_a_vehicle_has_one_driver(gate, passage, traveller, console):
    car = passage(gate("北城街道"), "2020-02-02 03:20")
    traveller(car, "甲", "pass", seat="driver")
    with pytest.raises(Rejected) as raised:
        traveller(car, "乙", "pass", seat="driver")
    assert problems(raised) == {("seat", "two_drivers")}
    other = passage(car.checkpoint, "2020-02-02 04:20", "鲁R00001")
    two = [Change({"passage": other, "person.name": n, "outcome": "pass", "seat": "driver"}) for n in ("丙", "丁")]
    assert [one.outcome for one in save_many(registers.get(PEOPLE), console, two)] == ["created", "rejected"]
    assert not Person.objects.filter(name="丁").exists()


def test_a_passage_that_is_deleted_takes_its_people_along(gate, passage, traveller, console):
    car = passage(gate("北城街道"), "2020-02-02 03:20")
    traveller(car, "甲", "pass")
    car.refresh_from_db()
    delete(registers.get("gates.passages"), console, car, "重复登记")
    assert not Traveller.objects.live().exists()


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        ("outcome", "登记放行", "register"),
        ("outcome", "劝返", "turn_back"),
        ("temperature", "36.5℃", Decimal("36.5")),
        ("health_code", "绿码", "green"),
        ("seat", "司机", "driver"),
    ],
)
def test_a_sheet_s_words_are_understood(place, column, text, value):
    values, wrong = parse_values(registers.get(PEOPLE), {column: text})
    assert (values, wrong) == ({column: value}, [])


def test_where_somebody_comes_from_is_read_as_people_write_it(place):
    values, wrong = parse_values(registers.get(PEOPLE), {"origin": "曹县", "destination": "外地"})
    assert values["origin"].name == "曹县"
    assert [(column, problem.code) for column, problem in wrong] == [("destination", "division_unknown")]


def test_symptoms_are_sealed_and_shown_to_nobody_unasked(gate, passage, traveller):
    ill = traveller(passage(gate("北城街道"), "2020-02-02 03:20"), "甲", "medical", symptoms="发热、咳嗽")
    kept = Traveller.objects.get(pk=ill.pk)
    column = registers.get(PEOPLE).by_name["symptoms"]
    assert (kept.symptoms.open(), column.text(kept)) == ("发热、咳嗽", "******")


def test_checkpoint_staff_write_at_their_own_gate_and_at_no_other(gate, passage, person):
    here, there = gate("北城街道"), gate("黄岗镇")
    staff = person(CHECKPOINT, "北城街道")
    assert passage(here, "2020-02-02 03:20", actor=staff).pk
    with pytest.raises((Refused, Rejected)):
        passage(there, "2020-02-02 03:20", actor=staff)


@pytest.mark.parametrize(
    ("role", "right", "sees_names"),
    [
        (CHECKPOINT, Right.WRITE, True),
        (HEALTH, Right.READ, True),
        (LEADER, Right.READ, False),
        (VILLAGE, Right.COUNT, False),
    ],
)
def test_each_sees_what_their_post_needs(gate, passage, traveller, person, role, right, sees_names):
    record = traveller(passage(gate("北城街道"), "2020-02-02 03:20"), "王建国", "pass")
    register, actor = registers.get(PEOPLE), person(role, "单县")
    held = max(one for one in Right if one == Right.NONE or not register.reach(actor, one).none)
    assert held == right
    shown = register.by_name["person.name"].text(record, register.sight(actor))
    assert shown == ("王建国" if sees_names else "王**")
