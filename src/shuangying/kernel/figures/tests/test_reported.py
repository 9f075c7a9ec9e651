"""Units that report numbers until they keep records: figures and who is silent, on each day, against a plain model."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.figures import api as figures
from shuangying.kernel.figures.models import Tally, TallyDuty
from shuangying.kernel.parties.models import Unit
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.listing import Listing
from shuangying.kernel.registers.writing import Change, delete, save, save_many

pytestmark = pytest.mark.postgres

FIRST = date(2020, 2, 1)
LENGTH = 6
UNITS = {"北卡口": "北城街道", "黄岗卡口": "黄岗镇", "李庄卡口": "李庄村民委员会"}
TOWNSHIP = {"北城街道": "北城街道", "黄岗镇": "黄岗镇", "李庄村民委员会": "黄岗镇", "单县": None}
PLACES = ("单县", "北城街道", "黄岗镇")


def on(offset):
    return FIRST + timedelta(days=offset)


OFFSETS = st.integers(0, LENGTH)
DUTIES = st.fixed_dictionaries(
    {
        name: st.one_of(
            st.none(),
            st.tuples(
                st.integers(0, 2), st.one_of(st.none(), st.integers(3, LENGTH + 1)), st.one_of(st.none(), OFFSETS)
            ),
        )
        for name in UNITS
    }
)
TALLIES = st.lists(
    st.tuples(
        st.sampled_from(list(UNITS)),
        OFFSETS,
        st.sampled_from([0, 0, 1, 5]),
        st.sampled_from(["kept", "kept", "kept", "corrected", "deleted"]),
    ),
    max_size=14,
    unique_by=lambda tally: tally[:2],
)
RECORDS = st.lists(
    st.tuples(
        st.sampled_from([*UNITS, None]),
        st.sampled_from(list(TOWNSHIP)),
        OFFSETS,
        st.booleans(),
        st.sampled_from(["kept", "kept", "kept", "deleted"]),
    ),
    max_size=10,
)


@dataclass
class World:
    """What happened, as plain facts, and what follows from it by the rules of the page explanation/tallies."""

    duties: dict[str, tuple]
    tallies: dict[tuple[str, int], int] = field(default_factory=dict)
    records: list[tuple] = field(default_factory=list)

    def owes(self, unit, day):
        begun, ended, _records_from = self.duties[unit] or (99, None, None)
        return begun <= day and (ended is None or day < ended)

    def keeps(self, unit, day):
        records_from = (self.duties[unit] or (None,) * 3)[2]
        return records_from is not None and records_from <= day

    def rows(self, unit, day):
        return [one for one in self.records if one[0] == unit and one[2] == day]

    def counts(self, unit, day):
        """ "records", "tally" or None."""
        tally, rows = self.tallies.get((unit, day)), self.rows(unit, day)
        if self.keeps(unit, day):
            return "records" if rows else "tally" if tally == 0 else None
        return "tally" if tally is not None else "records" if rows else None

    def amounts(self, place, days):
        """Every number that counts in a place on these days."""
        for unit, home in UNITS.items():
            for day in days:
                if self.counts(unit, day) == "tally" and place in ("单县", TOWNSHIP[home]):
                    yield self.tallies[unit, day]
        for unit, where, day, _department, _kept in self.records:
            here = day in days and place in ("单县", TOWNSHIP[where])
            if here and (unit is None or self.counts(unit, day) == "records"):
                yield 1

    def value(self, place, days):
        found = list(self.amounts(place, days))
        said = any(
            place in ("单县", TOWNSHIP[home]) and self.counts(unit, day) and self.concerned(unit, days)
            for unit, home in UNITS.items()
            for day in days
        )
        return sum(found) if found or said else None

    def concerned(self, unit, days):
        """Whether it owes an answer on one of these days, or says a number without owing it."""
        return any(self.owes(unit, day) or self.counts(unit, day) == "tally" for day in days)

    def silent(self, place, days):
        return {
            unit
            for unit, home in UNITS.items()
            if place in ("单县", TOWNSHIP[home])
            and any(self.owes(unit, day) and self.counts(unit, day) is None for day in days)
        }


def tell(world, told_tallies, told_records, actor, place):
    """Write what happened through the registers."""
    units, tallies = registers.get("parties.units"), registers.get("figures.tallies")
    for rows in (Tally.objects.all(), TallyDuty.objects.all(), Unit.objects.exclude(parent=None), Unit.objects.all()):
        rows.delete()
    made = {
        result.record.name: result.record
        for result in save_many(
            units,
            actor,
            [Change({"name": n, "kind": "checkpoint", "division": place(home)}) for n, home in UNITS.items()],
        )
    }
    duties = [
        Change(
            {
                "unit": made[name],
                "figure": figure,
                "from_on": on(told[0]),
                "until_on": None if told[1] is None else on(told[1]),
                "records_from": None if told[2] is None else on(told[2]),
            }
        )
        for name, told in world.duties.items()
        if told
        for figure in ("parties.trial.day", "parties.trial.departments")
    ]
    assert {one.outcome for one in save_many(registers.get("figures.duties"), actor, duties)} <= {"created"}
    changes = [
        Change({"unit": made[name], "figure": "parties.trial.day", "day": on(day), "value": value})
        for name, day, value, _fate in told_tallies
    ]
    for (name, day, value, fate), result in zip(told_tallies, save_many(tallies, actor, changes), strict=True):
        assert result.outcome == "created", result.problems
        world.tallies[name, day] = value
        if fate == "corrected":
            save(tallies, actor, {"value": value + 2}, record=result.record)
            world.tallies[name, day] = value + 2
        elif fate == "deleted":
            delete(tallies, actor, result.record, "entered twice")
            del world.tallies[name, day]
    rows = [
        Change(
            {
                "name": f"单位{n}",
                "kind": "department" if department else "other",
                "division": place(where),
                "from_on": on(day),
                "parent": made.get(name),
            }
        )
        for n, (name, where, day, department, _fate) in enumerate(told_records)
    ]
    for told, result in zip(told_records, save_many(units, actor, rows), strict=True):
        if told[4] == "deleted":
            delete(units, actor, result.record, "entered twice")
        else:
            world.records.append(told)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(duties=DUTIES, told_tallies=TALLIES, told_records=RECORDS)
def test_figures_and_silence_are_those_of_a_plain_model_on_each_day(
    trial, console, place, duties, told_tallies, told_records
):
    world = World(duties)
    tell(world, told_tallies, told_records, console, place)
    days = range(LENGTH + 1)
    courses = {
        name: figures.course(
            [trial.day, trial.ever], [on(day) for day in days], console, divisions.tree(on(LENGTH)).node(place(name).pk)
        )
        for name in PLACES
    }
    for day in days:
        asked = {"day": on(day), "actor": console}
        whole = figures.values([trial.day, trial.ever], **asked)
        parts = figures.values([trial.day, trial.ever], **asked, by="township")
        found = {(one.figure, one.division.name): one for one in (*whole, *parts) if not one.part}
        for figure, of in ((trial.day, [day]), (trial.ever, range(day + 1))):
            for name in PLACES:
                value = found[figure, name]
                assert value.value == world.value(name, of), (figure.id, day, name)
                assert set(value.basis["silent"]) == world.silent(name, of), (figure.id, day, name)
                assert courses[name][figure][day] == value.value
            added = [one.value or 0 for one in parts if one.figure is figure]
            assert sum(added) == (found[figure, "单县"].value or 0)
            listing = Listing(registers.get("parties.units"), console, on(day), {"figure": [figure.id]})
            assert listing.count == found[figure, "单县"].basis["records"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None)
@given(duties=DUTIES, told_tallies=TALLIES, told_records=RECORDS)
def test_a_change_compares_the_units_known_on_both_days(trial, console, place, duties, told_tallies, told_records):
    world = World(duties)
    tell(world, told_tallies, told_records, console, place)
    for day in range(1, LENGTH + 1):
        numbers = [Counter(), Counter()]
        for counted, at in zip(numbers, (day - 1, day), strict=True):
            for unit in UNITS:
                if world.counts(unit, at) == "tally":
                    counted[unit] = world.tallies[unit, at]
                elif world.counts(unit, at) == "records":
                    counted[unit] = len(world.rows(unit, at))
            if others := len(world.rows(None, at)):
                counted[None] = others
        both = [unit for unit in numbers[0] if unit in numbers[1]]
        expected = sum(numbers[1][unit] - numbers[0][unit] for unit in both) if both else None
        assert figures.change(trial.day, on(day), console) == expected
