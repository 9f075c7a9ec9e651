"""What isolation means: from when until when, in one place at a time, released by those who may."""

from datetime import date, timedelta
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuangying.kernel.divisions.models import Division
from shuangying.kernel.figures import api as figures
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers import writing
from shuangying.kernel.registers.writing import Change, Refused, Rejected, save_many
from shuangying.modules.people.isolating import together
from shuangying.modules.people.models import Isolation
from shuangying.modules.people.roles import HEALTH

pytestmark = pytest.mark.postgres

ISOLATIONS = "people.isolations"


def codes(rejected):
    return [(column, problem.code) for column, problem in rejected.value.problems]


@pytest.mark.parametrize(
    ("values", "due"),
    [
        ({}, date(2020, 2, 16)),
        ({"exposed_on": date(2020, 1, 30)}, date(2020, 2, 13)),
        ({"exposed_on": date(2020, 1, 2)}, date(2020, 2, 2)),
        ({"due_on": date(2020, 2, 20)}, date(2020, 2, 20)),
    ],
)
def test_isolation_is_due_to_end_14_days_after_the_last_exposure_or_the_first_day(isolated, values, due):
    assert isolated(**values).due_on == due


def test_an_isolation_lies_where_its_room_is_or_the_person(isolated, somebody, room):
    assert isolated().division.name == "李庄村民委员会"
    moved = isolated(somebody("李四", "北关社区居民委员会"), kind="facility", room=room)
    assert moved.division.name == "黄岗镇"


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"released_on": date(2020, 2, 1), "outcome": "lifted"}, ("released_on", "stages_out_of_order")),
        ({"released_on": date(2020, 2, 15), "outcome": "completed"}, ("released_on", "released_before_due")),
        ({"released_on": date(2020, 2, 16)}, ("outcome", "release_incomplete")),
        ({"outcome": "completed"}, ("outcome", "release_incomplete")),
        ({"due_on": date(2020, 2, 1)}, ("due_on", "ends_before_it_begins")),
        ({"exposed_on": date(2020, 2, 10), "due_on": date(2020, 2, 9)}, ("exposed_on", "exposed_after_due")),
    ],
)
def test_dates_that_contradict_each_other_are_refused(isolated, values, problem):
    with pytest.raises(Rejected) as rejected:
        isolated(**values)
    assert codes(rejected) == [problem]


def test_nobody_at_home_has_a_room(isolated, room):
    with pytest.raises(Rejected) as rejected:
        isolated(room=room)
    assert codes(rejected) == [("room", "room_at_home")]


def test_nobody_is_isolated_twice_at_once_and_may_move_on_the_day_of_release(isolated, somebody, room):
    person = somebody()
    first = isolated(person, released_on=date(2020, 2, 5), outcome="transferred")
    with pytest.raises(Rejected) as rejected:
        isolated(person, from_on=date(2020, 2, 4), kind="facility", room=room)
    assert codes(rejected) == [("from_on", "isolated_elsewhere")]
    isolated(person, from_on=first.released_on, kind="facility", room=room)


def test_of_two_isolations_in_one_batch_that_overlap_neither_is_written(console, somebody):
    person = somebody()
    values = {"person": person, "kind": "home", "cause": "返乡"}
    changes = [Change({**values, "from_on": date(2020, 2, day)}) for day in (2, 9)]
    results = save_many(registers.get(ISOLATIONS), console, changes)
    assert [result.outcome for result in results] == ["rejected", "rejected"]
    assert not Isolation.objects.exists()


def test_a_room_takes_no_more_people_than_it_has_beds(isolated, somebody, room):
    isolated(somebody("甲"), kind="facility", room=room, released_on=date(2020, 2, 16), outcome="completed")
    with pytest.raises(Rejected) as rejected:
        isolated(somebody("乙"), kind="facility", room=room, from_on=date(2020, 2, 10))
    assert codes(rejected) == [("room.number", "room_full")]
    isolated(somebody("丙"), kind="facility", room=room, from_on=date(2020, 2, 16))


def test_health_workers_release_with_a_reason_and_their_name_is_kept(isolated, person, place):
    isolation, doctor = isolated(), person(HEALTH, "单县", "王医生")
    entered = {"released_on": date(2020, 2, 16), "outcome": "completed"}
    released = writing.act(registers.get(ISOLATIONS), doctor, isolation, "release", entered, "满14天，无症状")
    assert (released.released_on, released.outcome, released.released_by) == (date(2020, 2, 16), "completed", "王医生")
    with pytest.raises(Rejected):
        writing.act(registers.get(ISOLATIONS), doctor, released, "release", entered, "再次")


def test_a_village_sees_its_isolated_and_releases_nobody(isolated, person):
    isolation, worker = isolated(), person("village", "李庄村民委员会")
    register = registers.get(ISOLATIONS)
    assert list(register.visible(worker)) == [isolation]
    with pytest.raises(Refused):
        writing.act(register, worker, isolation, "release", {"released_on": date(2020, 2, 16)}, "期满")


def test_isolation_is_extended_after_a_new_exposure_and_never_shortened(isolated, person):
    isolation, doctor = isolated(), person(HEALTH, "单县")
    register = registers.get(ISOLATIONS)
    with pytest.raises(Rejected) as rejected:
        writing.act(register, doctor, isolation, "extend", {"due_on": date(2020, 2, 15)}, "误填")
    assert codes(rejected) == [("due_on", "not_later")]
    extended = writing.act(register, doctor, isolation, "extend", {"exposed_on": date(2020, 2, 3)}, "同住者发热")
    assert (extended.due_on, extended.exposed_on) == (date(2020, 2, 17), date(2020, 2, 3))


DAYS = st.integers(0, 12).map(lambda n: date(2020, 2, 1) + timedelta(days=n))


@given(st.lists(st.tuples(DAYS, st.none() | st.integers(0, 6)), min_size=2, max_size=5))
def test_isolations_of_one_person_are_wrong_together_exactly_if_two_of_them_overlap(spans):
    ones = [
        Isolation(person_id=1, from_on=begun, released_on=None if length is None else begun + timedelta(days=length))
        for begun, length in spans
    ]
    ends = [one.released_on or date.max for one in ones]
    overlap = any(
        a.from_on < b_end and b.from_on < a_end
        for at, (a, a_end) in enumerate(zip(ones, ends, strict=True))
        for b, b_end in zip(ones[at + 1 :], ends[at + 1 :], strict=True)
    )
    with patch("shuangying.modules.people.isolating.in_table", lambda *_: []):
        assert bool(together(ones)) == overlap


@pytest.fixture
def hubei(place):
    """Prefectures of Hubei by name: hubei("武汉市")."""
    province = Division.objects.create(code="420000000000", name="湖北省", level="province")
    return lambda name: Division.objects.get_or_create(
        name=name, level="prefecture", parent=province, code={"武汉市": "420100000000", "随州市": "421300000000"}[name]
    )[0]


def test_who_came_from_hubei_and_is_at_home_is_counted_and_not_who_is_released_or_came_from_elsewhere(
    isolated, somebody, place, hubei, console
):
    isolated(somebody("甲", origin=hubei("武汉市")))
    isolated(somebody("乙", origin=hubei("随州市")), released_on=date(2020, 2, 16), outcome="completed")
    isolated(somebody("丙", origin=place("曹县")))
    isolated(somebody("丁"))
    isolated(somebody("戊", origin=hubei("武汉市")), kind="observation")
    from_hubei = figures.get("people.isolation.current.home.hubei.count")
    days = (date(2020, 2, 15), date(2020, 2, 16))
    assert [found for _day, found in figures.series(from_hubei, days, console)] == [2, 1]
