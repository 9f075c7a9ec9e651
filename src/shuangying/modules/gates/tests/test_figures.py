"""What the figures of the gates count, on records that stand on both sides of each definition."""

from datetime import date
from decimal import Decimal

import pytest

from shuangying.core.calendar import parse_moment
from shuangying.kernel.figures import api as figures
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.writing import act, save

DAY = date(2020, 2, 2)


@pytest.fixture
def value(console):
    def ask(id_, day=DAY):
        return figures.values([figures.get(f"gates.{id_}")], day=day, actor=console)[0].value

    return ask


def test_a_checkpoint_counts_as_set_up_for_ever_and_as_current_until_it_ends(gate, value):
    gate("北城街道", kind="expressway", ended_on=date(2020, 1, 29))
    gate("黄岗镇")
    assert value("checkpoints.count", date(2020, 1, 26)) is None
    assert [value("checkpoints.count", day) for day in (date(2020, 1, 27), DAY)] == [2, 2]
    assert [value("checkpoints.current.count", day) for day in (date(2020, 1, 28), date(2020, 1, 29))] == [2, 1]
    assert (value("checkpoints.expressway.count"), value("checkpoints.expressway.current.count")) == (1, 0)


def test_the_day_ends_at_24_00(gate, passage, value):
    checkpoint = gate("北城街道")
    passage(checkpoint, "2020-02-02 23:59")
    passage(checkpoint, "2020-02-02 24:00")
    assert [value("vehicles.day.count", day) for day in (DAY, date(2020, 2, 3))] == [1, 1]
    assert [value("vehicles.count", day) for day in (DAY, date(2020, 2, 3))] == [1, 2]


def test_somebody_on_foot_is_a_person_and_no_vehicle(gate, passage, traveller, value):
    traveller(passage(gate("北城街道"), "2020-02-02 08:00", "", vehicle="foot"), "甲", "pass")
    assert (value("vehicles.day.count"), value("people.day.count")) == (0, 1)


def test_a_vehicle_is_turned_back_with_its_driver(gate, passage, traveller, value):
    checkpoint = gate("北城街道")
    first = passage(checkpoint, "2020-02-02 03:20", "鄂L00000")
    traveller(first, "甲", "turn_back", seat="driver")
    traveller(first, "乙", "observe")
    second = passage(checkpoint, "2020-02-02 04:20", "豫N00000")
    traveller(second, "丙", "register", seat="driver")
    traveller(second, "丁", "turn_back")
    assert (value("turned_back.vehicles.day.count"), value("turned_back.people.day.count")) == (1, 2)
    assert (value("turned_back.people.day.share"), value("observed.day.count")) == (Decimal("50.0"), 1)


def test_an_overridden_outcome_counts_as_what_it_became_and_apart(gate, passage, traveller, value, console):
    record = traveller(passage(gate("北城街道"), "2020-02-02 03:20"), "甲", "turn_back")
    decided = {"outcome": "observe", "overridden_at": parse_moment("2020-02-02 03:50")}
    act(registers.get("gates.people"), console, record, "override", decided, "长期居住")
    assert [value(f"{one}.day.count") for one in ("turned_back.people", "observed", "overridden")] == [0, 1, 1]


def test_where_somebody_comes_from_counts_and_not_the_plate(gate, passage, traveller, place, value):
    car = passage(gate("北城街道"), "2020-02-02 03:20", "鄂A00000")
    traveller(car, "甲", "pass", origin=place("曹县"))
    traveller(car, "乙", "pass")
    found = [value(f"people.{one}.day.count") for one in ("hubei", "other_provinces", "in_province", "origin_unknown")]
    assert found == [0, 0, 1, 1]


def test_who_passes_twice_is_checked_twice_and_is_one_person(gate, passage, traveller, value):
    checkpoint = gate("北城街道")
    for at in ("2020-02-02 08:00", "2020-02-02 18:00"):
        traveller(passage(checkpoint, at), "甲", "pass", **{"person.phone": "15400000001"})
    assert (value("people.count"), value("people.distinct.count")) == (2, 1)


def test_fever_begins_at_37_3(gate, passage, traveller, value):
    car = passage(gate("北城街道"), "2020-02-02 08:00")
    for name, degrees in (("甲", "37.2"), ("乙", "37.3")):
        traveller(car, name, "pass", temperature=Decimal(degrees))
    assert value("fever.day.count") == 1


def test_a_checkpoint_that_reports_numbers_adds_them_until_it_keeps_records(gate, passage, traveller, value, console):
    reports, keeps = gate("北城街道"), gate("黄岗镇")
    people, told = figures.get("gates.people.day.count"), date(2020, 2, 10)
    for checkpoint, begun in ((reports, date(2020, 2, 11)), (keeps, date(2020, 1, 27))):
        duty = {"figure": people.id, "unit": checkpoint.unit, "from_on": date(2020, 1, 27), "records_from": begun}
        save(registers.get("figures.duties"), console, duty)
    save(
        registers.get("figures.tallies"), console, {"figure": people.id, "unit": reports.unit, "day": told, "value": 30}
    )
    traveller(passage(keeps, "2020-02-10 08:00"), "甲", "pass")
    traveller(passage(reports, "2020-02-11 08:00", "鲁R00001"), "乙", "pass")
    traveller(passage(keeps, "2020-02-11 09:00", "鲁R00002"), "丙", "pass")
    eve, next_day = date(2020, 2, 10), date(2020, 2, 11)
    assert [value("people.day.count", day) for day in (eve, next_day)] == [31, 2]
    assert [value("people.count", day) for day in (eve, next_day)] == [31, 33]
    (silent,) = figures.values([people], day=date(2020, 2, 9), actor=console)
    assert silent.value is None
    assert len(silent.basis["silent"]) == 2
