"""The plan of the demonstration's traffic: exact totals, nobody at two gates, nothing behind a closed exit."""

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuangying.core.calendar import day_begins
from shuangying.modules.gates.demo_traffic import (
    EXITS_SHUT,
    FIRST,
    LAST,
    TURNED_BACK,
    VEHICLES,
    Gate,
    Traffic,
    days,
    pools,
    quotas,
    whole_numbers,
)

END = day_begins(LAST + timedelta(days=1))
GATES = (Gate("北", 3, 1.5, day_begins(FIRST), END), Gate("南", 2, 1.0, day_begins(FIRST), EXITS_SHUT))


@given(st.integers(0, 10**6), st.lists(st.floats(0, 1000), min_size=1, max_size=50).filter(lambda all_: sum(all_) > 1))
def test_shares_are_whole_sum_up_and_are_rounded_by_less_than_one(total, weights):
    parts = whole_numbers(total, weights)
    assert sum(parts) == total
    assert all(abs(part - total * weight / sum(weights)) <= 1 for part, weight in zip(parts, weights, strict=True))


def test_quotas_sum_to_the_totals_and_leave_out_silent_days_and_closed_exits():
    silent = (("北", date(2020, 2, 14)),)
    planned = quotas(GATES, silent)
    assert sum(vehicles for vehicles, _back in planned.values()) == VEHICLES
    assert sum(back for _vehicles, back in planned.values()) == TURNED_BACK
    assert (date(2020, 2, 14), "北") not in planned
    assert max(day for day, name in planned if name == "南") == date(2020, 1, 29)
    assert sum(back for (day, _name), (_all, back) in planned.items() if day < date(2020, 1, 27)) == 0


@pytest.fixture(scope="module")
def passes():
    traffic = Traffic(Random(1), *pools([object() for _n in range(300)]))
    planned = quotas(GATES, ())
    told = []
    for day in days()[:12]:
        for gate in GATES:
            vehicles, back = planned.get((day, gate.name), (0, 0))
            told.append(
                (day, gate, vehicles // 10, back // 10, list(traffic.of_day(day, gate, vehicles // 10, back // 10)))
            )
    return told


def test_as_many_pass_and_are_turned_back_as_planned(passes):
    for _day, _gate, vehicles, back, told in passes:
        assert len(told) == vehicles
        assert sum(one.people[0]["outcome"] == "turn_back" for one in told) == back


def test_each_passes_on_the_day_while_the_gate_is_open(passes):
    for day, gate, _vehicles, _back, told in passes:
        assert all(gate.first <= one.at < gate.last and one.at.date() == day for one in told)


def test_nobody_is_at_two_gates_on_a_day_and_who_is_turned_back_or_observed_stays_away(passes):
    where = Counter()
    gone = {}
    for day, gate, _vehicles, _back, told in passes:
        for one in sorted(told, key=lambda one: one.at):
            for person in one.people:
                key = person["person"] if isinstance(person["person"], int) else id(person["person"])
                assert gone.get(key, day) == day
                where[key, day] |= 1 << [other.name for other in GATES].index(gate.name)
                if person["outcome"] in ("turn_back", "observe"):
                    gone[key] = day
    assert all(places in (1, 2) for places in where.values())


def test_a_plate_is_of_one_vehicle(passes):
    owners = {}
    for *_rest, told in passes:
        for one in told:
            assert owners.setdefault(one.party.plate, one.party) is one.party
