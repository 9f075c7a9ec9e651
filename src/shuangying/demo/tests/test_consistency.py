"""The demonstration contradicts itself nowhere: across registers, and in all its figures on the days that matter.

What holds within one register is tested with its module. Here stands what no single module sees.
"""

from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db.models import F, Q

from shuangying.core.calendar import SHANGHAI
from shuangying.demo.county import TODAY
from shuangying.kernel.accounts.api import console
from shuangying.kernel.figures import api as figures
from shuangying.modules.cases.models import Case, Contact, Sample
from shuangying.modules.command.models import Posting
from shuangying.modules.enterprises.models import Enterprise, Resumption, StaffReport, Ticket, Visit
from shuangying.modules.gates.models import Passage, Traveller
from shuangying.modules.people.models import Facility, FollowUp, Isolation, KeyPerson, Room, ServedHousehold
from shuangying.modules.people.temperatures import FEVER

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
DAYS = (date(2020, 1, 23), date(2020, 2, 2), date(2020, 2, 10), date(2020, 2, 20), date(2020, 2, 23), TODAY)
NEVER = date.max
PARTS = [
    ("cases.confirmed.count", ("cases.imported.count", "cases.local.count")),
    ("cases.confirmed.count", ("cases.in_hospital.count", "cases.discharged.count", "cases.died.count")),
    ("cases.contacts.count", tuple(f"cases.contacts.{part}.count" for part in ("waiting", "isolated", "released"))),
    ("closures.villages.count", ("closures.villages.current.count", "closures.villages.reopened.count")),
    ("enterprises.closed.count", ("enterprises.closed.current.count", "enterprises.resumed.count")),
    ("enterprises.problems.count", ("enterprises.problems.open.count", "enterprises.problems.solved.count")),
    ("gates.checkpoints.count", ("gates.checkpoints.expressway.count", "gates.checkpoints.road.count")),
    (
        "people.isolation.current.count",
        tuple(f"people.isolation.current.{kind}.count" for kind in ("facility", "home", "observation")),
    ),
    (
        "people.screening.rows.count",
        tuple(f"people.screening.{part}.count" for part in ("checked", "unresolved", "open")),
    ),
    ("projects.count", tuple(f"projects.{stage}.count" for stage in ("planned", "reserve", "started", "completed"))),
]
"""Wholes and the parts that make them up exactly."""
AT_MOST = [
    ("cases.confirmed.reported.count", "cases.confirmed.count"),
    ("cases.contacts.close.count", "cases.contacts.count"),
    ("cases.events.current.count", "cases.events.count"),
    ("cases.tests.people.count", "cases.tests.count"),
    ("cases.tests.results.count", "cases.tests.count"),
    ("cases.tests.positive.count", "cases.tests.results.count"),
    ("cases.contacts.isolated.count", "people.isolation.current.count"),
    ("command.postings.enterprises.current.count", "command.postings.enterprises.count"),
    ("enterprises.visits.day.count", "command.postings.enterprises.current.count"),
    ("enterprises.closed.count", "enterprises.count"),
    ("enterprises.staff.back.count", "enterprises.staff.count"),
    ("enterprises.staff.outside.count", "enterprises.staff.back.count"),
    ("gates.vehicles.day.count", "gates.people.day.count"),
    ("gates.turned_back.people.count", "gates.people.count"),
    ("gates.turned_back.vehicles.count", "gates.turned_back.people.count"),
    ("gates.people.distinct.count", "gates.people.count"),
    ("gates.medical.count", "gates.people.count"),
    ("people.followups.done.count", "people.followups.due.count"),
    ("people.isolation.released.count", "people.isolation.count"),
    ("people.isolation.overdue.count", "people.isolation.current.count"),
    ("people.key_persons.current.count", "people.key_persons.count"),
    ("people.key_persons.current.count", "people.isolation.current.count"),
    ("people.red_agents.current.count", "people.red_agents.count"),
    ("people.served_households.current.count", "people.served_households.count"),
]
"""The smaller first: what is so now is no more than what ever was, and a part no more than its whole."""


@pytest.fixture(scope="module")
def told(whole_demo, django_db_blocker):
    """Every figure on each of the days, by its id."""
    every = figures.select(())
    with django_db_blocker.unblock():
        return {day: {one.figure.id: one for one in figures.values(every, day=day, actor=console("t"))} for day in DAYS}


@pytest.fixture(scope="module")
def stays(whole_demo, django_db_blocker):
    """Who was isolated, with each stay of theirs in order."""
    found = defaultdict(list)
    with django_db_blocker.unblock():
        for one in Isolation.objects.live().select_related("room").order_by("from_on"):
            found[one.person_id].append(one)
    return found


def day_of(at):
    return at.astimezone(SHANGHAI).date()


def number(told, day, id_):
    return told[day][id_].value or 0


@pytest.mark.parametrize(("whole", "parts"), PARTS, ids=lambda part: part if isinstance(part, str) else "")
def test_parts_make_up_their_whole(told, whole, parts):
    for day in DAYS:
        assert sum(number(told, day, part) for part in parts) == number(told, day, whole), day


@pytest.mark.parametrize(("part", "whole"), AT_MOST)
def test_a_part_is_no_more_than_its_whole(told, part, whole):
    assert [day for day in DAYS if number(told, day, part) > number(told, day, whole)] == []


def test_shares_lie_between_0_and_100_and_nothing_is_less_than_nothing(told):
    for day, found in told.items():
        for id_, one in found.items():
            assert one.value is None or one.value >= 0, (day, id_)
            assert not id_.endswith("share") or one.value is None or one.value <= 100, (day, id_)


@pytest.mark.parametrize("day", DAYS)
def test_townships_and_what_is_held_above_them_sum_to_the_county(told, day):
    asked = [figure for figure in figures.select(()) if figure.additive]
    sums = Counter()
    for part in figures.values(asked, day=day, actor=console("t"), by="township"):
        sums[part.figure.id] += part.value or 0
    assert {figure.id: sums[figure.id] for figure in asked} == {
        figure.id: number(told, day, figure.id) for figure in asked
    }


def test_nobody_is_in_two_places_nor_released_before_isolated(stays):
    for ones in stays.values():
        for one in ones:
            assert one.from_on <= (one.released_on or NEVER)
        for earlier, later in pairwise(ones):
            assert (earlier.released_on or NEVER) <= later.from_on


def test_no_room_holds_more_people_than_beds_and_whoever_is_in_a_facility_has_a_room(stays):
    there = Counter()
    for ones in stays.values():
        for one in ones:
            assert one.room is not None or one.kind != Isolation.Kind.FACILITY
            days = ((one.released_on or TODAY + timedelta(1)) - one.from_on).days
            there.update((one.room_id, one.from_on + timedelta(n)) for n in range(days) if one.room_id)
    beds = dict(Room.objects.values_list("pk", "beds"))
    assert there
    assert [room for (room, _day), people in there.items() if people > beds[room]] == []


def test_a_facility_holds_nobody_before_or_after_it_is_in_use(whole_demo):
    held = Isolation.objects.live().exclude(room=None)
    assert not held.filter(from_on__lt=F("room__facility__from_on")).exists()
    assert not held.filter(released_on__gt=F("room__facility__until_on")).exists()
    closed = Facility.objects.filter(until_on__lte=TODAY)
    assert closed.exists()
    assert not held.filter(released_on=None, room__facility__in=closed).exists()


def test_nobody_is_followed_up_before_isolation_or_after_release_or_twice_a_day(whole_demo):
    told = FollowUp.objects.live()
    outside = Q(day__lt=F("isolation__from_on")) | Q(day__gt=F("isolation__released_on")) | Q(day__gt=TODAY)
    assert not told.filter(outside).exists()
    twice = Counter(told.values_list("isolation__person", "day"))
    assert [key for key, times in twice.items() if times > 1] == []


def test_whoever_is_isolated_is_followed_up_wherever_they_came_from(told, stays):
    followed = set(FollowUp.objects.live().values_list("isolation", flat=True))
    a_week = [one for ones in stays.values() for one in ones if one.from_on <= TODAY - timedelta(7)]
    assert [
        one.cause for one in a_week if one.pk not in followed and one.released_on != one.from_on + timedelta(1)
    ] == []
    assert all(85 <= told[day]["people.followups.share"].value < 100 for day in DAYS)


def test_whoever_has_a_fever_in_isolation_goes_to_hospital_and_is_tested_there(whole_demo):
    hospital = Isolation.Outcome.HOSPITAL
    ill = FollowUp.objects.live().filter(temperature__gte=FEVER)
    assert ill.exists()
    assert not ill.exclude(isolation__outcome=hospital).exists()
    sampled = defaultdict(set)
    for person, at in Sample.objects.live().values_list("person", "sampled_at"):
        sampled[person].add(day_of(at))
    gone = Isolation.objects.live().filter(outcome=hospital)
    assert [str(one) for one in gone if one.released_on not in sampled[one.person_id]] == []


def test_key_people_are_isolated_as_long_as_they_are_under_control(stays):
    for one in KeyPerson.objects.live():
        ends = one.released_on or NEVER
        assert any(stay.from_on <= one.from_on and ends <= (stay.released_on or NEVER) for stay in stays[one.person_id])


def test_contacts_are_in_the_register_of_isolations_as_long_as_the_list_of_contacts_says(stays):
    for one in Contact.objects.live().exclude(isolated_on=None):
        ends = one.released_on or one.infected_on or NEVER
        assert any(
            stay.from_on <= one.isolated_on and ends <= (stay.released_on or NEVER) for stay in stays[one.person_id]
        ), (one.pk, one.note)


def test_a_case_is_suspected_confirmed_and_discharged_in_this_order_and_tested_positive(whole_demo):
    for case in Case.objects.live():
        days = [day for day in (case.onset_on, case.suspected_on, case.confirmed_on, case.discharged_on) if day]
        assert days == sorted(days)
        positive = Sample.objects.live().filter(person=case.person, result="positive")
        assert positive.exists() == (case.confirmed_on is not None)
        assert all(day_of(one.result_at) <= case.confirmed_on for one in positive)
    ill = Sample.objects.live().filter(result="positive").values("person")
    assert not ill.exclude(person__in=Case.objects.live().values("person")).exists()


def test_no_case_is_isolated_elsewhere_while_in_hospital(stays):
    for case in Case.objects.live().exclude(confirmed_on=None):
        for stay in stays[case.person_id]:
            assert (stay.released_on or NEVER) <= case.confirmed_on or stay.from_on >= case.discharged_on


def test_a_result_comes_after_its_sample_and_none_from_a_day_that_has_not_come(whole_demo):
    assert not Sample.objects.filter(result_at__lt=F("sampled_at")).exists()
    assert day_of(Sample.objects.latest("sampled_at").sampled_at) <= TODAY
    assert day_of(Sample.objects.exclude(result_at=None).latest("result_at").result_at) <= TODAY


def test_no_vehicle_is_at_two_checkpoints_on_a_day_and_none_passes_empty(whole_demo):
    seen = defaultdict(set)
    for plate, at, checkpoint in Passage.objects.live().exclude(plate="").values_list("plate", "at", "checkpoint"):
        seen[plate, day_of(at)].add(checkpoint)
    assert [key for key, found in seen.items() if len(found) > 1] == []
    assert not Passage.objects.live().exclude(pk__in=Traveller.objects.live().values("passage")).exists()


def test_nobody_with_a_fever_is_let_in_and_nobody_shows_a_code_before_there_are_codes(whole_demo):
    people = Traveller.objects.live()
    assert not people.filter(temperature__gte=FEVER).exclude(outcome__in=("medical", "turn_back")).exists()
    assert not people.exclude(health_code="").filter(passage__at__lt="2020-02-25T00:00+08:00").exists()
    assert not people.filter(overridden_at__lt=F("passage__at")).exists()


def test_a_firm_is_shut_before_it_is_back_and_what_happens_there_happens_in_this_order(whole_demo):
    assert not Enterprise.objects.filter(resumed_on__lt=F("closed_on")).exists()
    assert not Enterprise.objects.filter(Q(ended_on__lt=F("resumed_on")) | Q(ended_on__lt=F("closed_on"))).exists()
    ahead = Q(closed_on__gt=TODAY) | Q(resumed_on__gt=TODAY) | Q(ended_on__gt=TODAY) | Q(opened_on__gt=TODAY)
    assert not Enterprise.objects.filter(ahead).exists()
    decided = Resumption.objects.live()
    assert not decided.filter(Q(checked_on__lt=F("applied_on")) | Q(approved_on__lt=F("checked_on"))).exists()
    assert not decided.filter(enterprise__resumed_on__lt=F("approved_on")).exists()
    assert not decided.exclude(approved_on=None).exclude(refused_on=None).exists()
    assert not Ticket.objects.filter(solved_on__lt=F("raised_on")).exists()
    assert not StaffReport.objects.filter(Q(superseded_on__lte=F("day")) | Q(day__gt=TODAY)).exists()


def test_nobody_is_posted_twice_and_liaisons_visit_their_own_firm_while_they_are_posted(whole_demo):
    posted = {one.name: one for one in Posting.objects.live()}
    assert len(posted) == Posting.objects.live().count()
    for by, day, firm in Visit.objects.live().values_list("by", "day", "enterprise__organisation"):
        one = posted[by]
        assert firm == one.organisation_id
        assert one.from_on <= day < (one.until_on or NEVER), by


def test_households_are_served_while_their_agent_serves_and_somebody_is_isolated_at_home(whole_demo):
    at_home = defaultdict(set)
    for one in Isolation.objects.live().filter(room=None).select_related("person"):
        days = ((one.released_on or TODAY + timedelta(1)) - one.from_on).days
        at_home[one.person.household_id].update(one.from_on + timedelta(n) for n in range(days))
    served = ServedHousehold.objects.live().select_related("agent", "household")
    assert served
    for one in served:
        last = (one.until_on or TODAY + timedelta(1)) - timedelta(1)
        assert one.agent.from_on <= one.from_on
        assert (one.until_on or TODAY) <= (one.agent.until_on or NEVER)
        assert {one.from_on + timedelta(n) for n in range((last - one.from_on).days + 1)} <= at_home[one.household_id]
