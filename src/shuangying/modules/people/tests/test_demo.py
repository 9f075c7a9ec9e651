"""The demonstration's people: a story that contradicts neither itself nor the county's report, on any day."""

from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.db.models import F

from shuangying.demo.county import TODAY, make_demo
from shuangying.kernel.accounts.api import console
from shuangying.kernel.audit import api as audit
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.figures import api as figures
from shuangying.kernel.figures.by_unit import said_by_units
from shuangying.kernel.figures.models import Tally
from shuangying.kernel.parties.models import Person
from shuangying.modules.people.demo_reports import KEEPS_RECORDS_FROM, MISCOUNTED_ON, SILENT_ON
from shuangying.modules.people.models import (
    FollowUp,
    Isolation,
    KeyPerson,
    RedAgent,
    Room,
    Screening,
    ServedHousehold,
)

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

RESIDENTS = 4000
DAYS = [date(2020, 1, 19) + timedelta(days=n) for n in range((TODAY - date(2020, 1, 19)).days + 1)]


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_demo(RESIDENTS, only=("people",))
        transaction.set_rollback(True)


def value(id_, day=TODAY):
    return figures.values([figures.get(id_)], day=day, actor=console("tester"))[0].value


def course(id_):
    return [found for _day, found in figures.series(figures.get(id_), DAYS, console("tester"))]


@pytest.mark.parametrize(
    ("id_", "wanted"),
    [
        ("people.count", RESIDENTS),
        ("people.key_categories.count", 8),
        ("people.key_persons.count", 103),
    ],
)
def test_the_figures_are_those_of_the_report(told, id_, wanted):
    assert value(id_) == wanted


def test_the_103_came_under_control_within_the_night_and_the_two_days_after_it(told):
    days = (date(2020, 2, 1), date(2020, 2, 2), date(2020, 2, 3), date(2020, 2, 4))
    assert [value("people.key_persons.count", day) for day in days] == [None, 41, 86, 103]
    assert value("people.key_persons.current.count", date(2020, 2, 4)) == 103
    assert value("people.key_persons.current.count", date(2020, 2, 18)) == 0


def test_somebody_in_two_categories_counts_once(told):
    assert KeyPerson.objects.count() == 107


def test_eight_categories_are_in_force_on_each_day_although_one_followed_another(told):
    found = dict(zip(DAYS, course("people.key_categories.count"), strict=True))
    assert {number for day, number in found.items() if day >= date(2020, 1, 27)} == {8}


def test_nobody_is_in_two_places_and_nobody_is_released_before_being_isolated(told):
    stays = defaultdict(list)
    for isolation in Isolation.objects.live():
        assert isolation.released_on is None or isolation.released_on >= isolation.from_on
        stays[isolation.person_id].append(isolation)
    twice = [ones for ones in stays.values() if len(ones) > 1]
    assert twice, "somebody was moved"
    for day in DAYS:
        for ones in twice:
            assert sum(one.holds_on(day) for one in ones) <= 1


def test_no_room_has_more_people_than_beds_and_none_before_its_facility_was_in_use(told):
    there = Counter()
    for isolation in Isolation.objects.exclude(room=None).select_related("room__facility"):
        facility = isolation.room.facility
        assert facility.from_on <= isolation.from_on
        assert facility.until_on is None or (isolation.released_on or TODAY) <= facility.until_on
        there.update((isolation.room_id, day) for day in DAYS if isolation.holds_on(day))
    beds = dict(Room.objects.values_list("pk", "beds"))
    assert all(number <= beds[room] for (room, _day), number in there.items())


def test_key_people_are_isolated_as_long_as_they_are_under_control(told):
    isolations = {isolation.person_id: isolation for isolation in Isolation.objects.all()}
    for one in KeyPerson.objects.all():
        isolation = isolations[one.person_id]
        assert (isolation.from_on, isolation.released_on) == (one.from_on, one.released_on)


def test_people_are_followed_up_while_isolated_and_nearly_all_each_day(told):
    assert not FollowUp.objects.filter(day__gt=TODAY).exists()
    due, done = course("people.followups.due.count"), course("people.followups.done.count")
    assert all(some <= every for every, some in zip(due, done, strict=True) if every is not None)
    assert 80 <= value("people.followups.share") < 95, "today not all have reported yet"
    assert 90 <= value("people.followups.share", date(2020, 2, 20)) < 100
    assert value("people.followups.share", date(2020, 2, 8)) < value("people.followups.share", date(2020, 2, 10))


def test_isolation_rises_with_the_returns_falls_and_rises_with_the_return_to_work(told):
    found = dict(zip(DAYS, course("people.isolation.current.count"), strict=True))
    assert found[date(2020, 1, 19)] in (None, 0)
    assert found[date(2020, 1, 23)] < found[date(2020, 1, 27)] < found[date(2020, 2, 4)]
    assert found[date(2020, 2, 4)] > found[date(2020, 2, 17)]
    kinds = [value(f"people.isolation.current.{kind}.count") for kind in ("facility", "home", "observation")]
    assert sum(kinds) == value("people.isolation.current.count")


def test_the_family_of_four_is_found_by_name_and_their_days_are_those_told(told):
    family = Person.objects.filter(name__in=["李某某（示例）", "李某甲（示例）", "李某乙（示例）", "李某丙（示例）"])
    assert [person.origin.name for person in family] == ["随州市"] * 4
    assert all(person.resident for person in family)
    days = {
        isolation.person.name: (isolation.kind, isolation.from_on, isolation.released_on, isolation.outcome)
        for isolation in Isolation.objects.filter(person__in=family)
    }
    observed, second = "observation", date(2020, 2, 2)
    assert days.pop("李某某（示例）") == (observed, second, date(2020, 2, 3), "hospital")
    assert set(days.values()) == {(observed, second, date(2020, 2, 17), "completed")}
    ill = FollowUp.objects.get(isolation__person__name="李某某（示例）", day=date(2020, 2, 3))
    assert (str(ill.temperature), ill.symptoms.open(), str(ill.symptoms)) == ("37.8", "发热、腹泻", "******")
    driver = Person.objects.get(name="王某某（示例）")
    assert (driver.resident, Isolation.objects.filter(person=driver).exists()) == (False, False)


def test_what_is_real_of_a_record_stands_in_its_history(told):
    isolation = Isolation.objects.get(person__name="李某某（示例）")
    sources = [change.source.get("real", "") for change in audit.history("people.isolations", isolation.pk)]
    assert any("iqilu.com" in source for source in sources)


def test_screening_is_nearly_complete_with_some_not_found_and_a_silent_village(told):
    rows = value("people.screening.rows.count")
    parts = [value(f"people.screening.{part}.count") for part in ("checked", "unresolved", "open")]
    assert sum(parts) == rows
    assert all(parts)
    assert 70 < value("people.screening.checked.share") < 100
    assert value("people.screening.villages.open.count") > 0
    assert value("people.screening.checked.count", date(2020, 1, 26)) < value(
        "people.screening.rows.count", date(2020, 1, 26)
    )
    assert Screening.objects.filter(outcome="not_found", note__contains="两村").exists()


def test_whom_a_list_found_here_is_isolated_from_then_on_or_before(told):
    first = dict(Isolation.objects.order_by("-from_on").values_list("person", "from_on"))
    told_day_by_day = Screening.objects.filter(outcome="found", checked_by__endswith="（示例）")
    for row in told_day_by_day.exclude(note__contains="更正"):
        assert first[row.person_id] <= row.checked_on


def test_red_agents_began_on_13_february_in_two_villages_and_serve_households_in_isolation(told):
    assert value("people.red_agents.count", date(2020, 2, 12)) in (None, 0)
    first = RedAgent.objects.filter(from_on=date(2020, 2, 13)).values_list("division__name", flat=True)
    assert {name[:3] for name in first} == {"魏牌坊", "吴老家"}
    isolated = defaultdict(list)
    for isolation in Isolation.objects.select_related("person"):
        isolated[isolation.person.household_id].append(isolation)
    served = ServedHousehold.objects.all()
    assert served
    for one in served:
        assert any(isolation.holds_on(one.from_on) for isolation in isolated[one.household_id])
    assert not set(RedAgent.objects.values_list("person", flat=True)) & set(
        Isolation.objects.values_list("person", flat=True)
    )


@pytest.mark.parametrize("day", [TODAY, date(2020, 2, 23), date(2020, 2, 10), date(2020, 2, 2), date(2020, 1, 23)])
def test_the_villages_sum_to_the_county(told, day):
    for figure in figures.select(["people"]):
        if figure.additive:
            parts = figures.values([figure], day=day, actor=console("tester"), by="township")
            known = [part.value for part in parts if part.value is not None]
            assert sum(known) == (value(figure.id, day) or 0), figure.id


def test_four_villages_report_who_is_at_home_until_the_register_is_kept(told):
    assert Tally.objects.count() == 52
    names = {tally.unit.name for tally in Tally.objects.select_related("unit")}
    assert len(names) == 4
    assert "土山村" in names
    for tally in Tally.objects.exclude(day=MISCOUNTED_ON).select_related("division"):
        there = list(Isolation.objects.filter(division=tally.division, kind="home").select_related("person"))
        if tally.figure.endswith("hubei.count"):
            there = [one for one in there if one.person.origin is not None]
        assert tally.value == sum(one.holds_on(tally.day) for one in there)
    assert Tally.objects.filter(answered_on__gt=F("day")).count() == 2


def test_the_silent_village_is_named_and_a_miscount_stands_beside_the_records(told):
    home, day = figures.get("people.isolation.current.home.count"), SILENT_ON[0]
    (found,) = figures.values([home], day=day, actor=console("tester"))
    silent = Tally.objects.filter(day=day - timedelta(days=1)).exclude(
        unit__in=Tally.objects.filter(day=day).values("unit")
    )
    assert list(found.basis["silent"]) == [silent[0].unit.name]
    county = divisions.tree(MISCOUNTED_ON).county
    _said, differences = said_by_units(home, MISCOUNTED_ON, console("tester"), county)
    assert [(one.tally - one.records, one.counted) for one in differences] == [(1, "tally")]
    (after,) = figures.values([home], day=KEEPS_RECORDS_FROM, actor=console("tester"))
    assert (after.basis["tallies"], list(after.basis["silent"])) == (0, [])


def test_those_who_came_from_hubei_are_fewer_than_all_at_home_and_leave_out_who_passed_through(told):
    day = date(2020, 2, 10)
    every, from_hubei = (value(f"people.isolation.current.home.{part}count", day) for part in ("", "hubei."))
    assert 0 < from_hubei < every
    passed = Isolation.objects.filter(cause__startswith="途经武汉")
    assert passed
    assert not passed.exclude(person__origin=None).exists()
