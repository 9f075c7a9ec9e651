"""The demonstration's gates: a story that contradicts neither itself nor the county's report, on any day."""

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from django.db.models import Count

from shuangying.core.calendar import SHANGHAI
from shuangying.demo.county import TODAY
from shuangying.kernel.accounts.api import console
from shuangying.kernel.audit import api as audit
from shuangying.kernel.figures import api as figures
from shuangying.modules.gates.demo import KEEPS_RECORDS_FROM, REPORTS, SILENT, SILENT_TALLY
from shuangying.modules.gates.models import Checkpoint, Passage, Traveller
from shuangying.modules.people.models import Isolation

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
NIGHT = date(2020, 2, 2)
DAYS = (date(2020, 1, 23), NIGHT, date(2020, 2, 10), date(2020, 2, 23), TODAY)


def value(id_, day=TODAY):
    return asked(id_, day).value


def asked(id_, day=TODAY):
    return figures.values([figures.get(f"gates.{id_}")], day=day, actor=console("tester"))[0]


@pytest.mark.parametrize(
    ("id_", "low", "high"),
    [
        ("checkpoints.count", 8, 8),
        ("checkpoints.expressway.count", 3, 3),
        ("checkpoints.road.count", 5, 5),
        ("vehicles.count", 40_000, 40_800),
        ("people.count", 80_000, 81_600),
        ("turned_back.vehicles.count", 2_500, 2_550),
        ("turned_back.people.count", 4_000, 4_080),
    ],
)
def test_the_figures_are_those_of_the_report(whole_demo, id_, low, high):
    assert low <= value(id_) <= high


def test_running_totals_never_fall_and_begin_with_the_first_checkpoint(whole_demo):
    for id_ in ("vehicles.count", "people.count", "turned_back.people.count", "observed.count"):
        found = [value(id_, day) for day in DAYS]
        assert found[0] is None
        assert found[1:] == sorted(found[1:])


def test_few_are_turned_back_once_the_state_council_has_corrected_it(whole_demo):
    shares = [value("turned_back.people.day.share", day) for day in DAYS[1:]]
    assert shares[0] > shares[1] > shares[2]
    assert value("turned_back.people.count", date(2020, 1, 26)) == 0


def test_origins_make_up_all_who_have_records(whole_demo):
    kinds = ("hubei", "other_provinces", "in_province", "origin_unknown")
    for day in DAYS[1:]:
        assert (
            sum(asked(f"people.{kind}.day.count", day).basis["records"] for kind in kinds)
            == (asked("people.day.count", day).basis["records"])
        )


def test_from_29_january_18_00_only_one_exit_is_open(whole_demo):
    shut = datetime(2020, 1, 29, 18, tzinfo=SHANGHAI)
    after = Passage.objects.live().filter(at__gte=shut, checkpoint__kind="expressway")
    assert set(after.values_list("checkpoint__name", flat=True)) == {"单县北高速出口检查站"}
    assert value("checkpoints.expressway.current.count", date(2020, 1, 29)) == 1


def test_nobody_passes_a_checkpoint_that_does_not_stand(whole_demo):
    for checkpoint in Checkpoint.objects.all():
        found = Passage.objects.live().filter(checkpoint=checkpoint).order_by("at").values_list("at", flat=True)
        first, last = (at.astimezone(SHANGHAI).date() for at in (found.first(), found.last()))
        assert checkpoint.set_up_on <= first <= last <= (checkpoint.ended_on or TODAY)


def test_nobody_is_at_two_checkpoints_on_a_day_nor_twice_at_once(whole_demo):
    seen = defaultdict(list)
    rows = Traveller.objects.live().values_list("person", "passage__at", "passage__checkpoint")
    for person, at, checkpoint in rows.iterator():
        seen[person, at.astimezone(SHANGHAI).date()].append((at, checkpoint))
    for found in seen.values():
        assert len({checkpoint for _at, checkpoint in found}) == 1
        moments = sorted(at for at, _checkpoint in found)
        assert all(later - earlier > timedelta(minutes=20) for earlier, later in pairwise(moments))


def test_who_was_turned_back_did_not_get_in_on_that_day(whole_demo):
    back = Traveller.objects.live().filter(outcome="turn_back").values_list("person", flat=True)
    again = (
        Traveller.objects.live().filter(person__in=back.query).values("person").annotate(n=Count("pk")).filter(n__gt=1)
    )
    assert not again.exists()


def test_who_was_sent_to_observation_is_isolated_from_that_day_and_passes_no_gate_until_released(whole_demo):
    stays = defaultdict(list)
    for isolation in Isolation.objects.live():
        stays[isolation.person_id].append(isolation)
    observed = Traveller.objects.live().filter(outcome="observe").select_related("passage")
    for one in observed:
        day = one.passage.at.astimezone(SHANGHAI).date()
        assert any(isolation.from_on == day for isolation in stays[one.person_id]), one
    passing = Traveller.objects.live().filter(person__in=list(stays)).values_list("person", "passage__at")
    for person, at in passing:
        day = at.astimezone(SHANGHAI).date()
        assert not any(one.from_on < day and one.holds_on(day) for one in stays[person])


def test_no_vehicle_has_two_drivers_and_only_the_sheet_with_mistakes_left_one_without(whole_demo):
    drivers = Counter(Traveller.objects.live().filter(seat="driver").values_list("passage", flat=True))
    assert set(drivers.values()) == {1}
    without = Passage.objects.live().exclude(pk__in=list(drivers))
    assert {at.astimezone(SHANGHAI).date() for at in without.values_list("at", flat=True)} == {date(2020, 2, 20)}


def test_the_night_at_the_northern_exit_is_told_as_it_happened(whole_demo):
    car = Passage.objects.live().get(plate__startswith="鄂L", at=datetime(2020, 2, 2, 3, 20, tzinfo=SHANGHAI))
    people = list(Traveller.objects.live().filter(passage=car).select_related("person").order_by("pk"))
    assert [(one.person.name, one.seat, one.outcome, one.prior_outcome) for one in people] == [
        ("王某某（示例）", "driver", "turn_back", ""),
        ("李某某（示例）", "passenger", "observe", "turn_back"),
        ("李某甲（示例）", "passenger", "observe", "turn_back"),
        ("李某乙（示例）", "passenger", "observe", "turn_back"),
        ("李某丙（示例）", "passenger", "observe", "turn_back"),
    ]
    assert {one.origin.name for one in people} == {"随州市"}
    assert (value("overridden.day.count", NIGHT), value("overridden.day.count", NIGHT + timedelta(days=1))) == (4, 0)
    newest, *_rest, first = audit.history("gates.people", people[1].pk)
    assert (newest.action, bool(newest.reason)) == ("override", True)
    assert "iqilu.com" in first.source["real"]


def test_most_of_the_story_says_that_it_is_invented(whole_demo):
    passage = Passage.objects.live().exclude(plate__startswith="鄂L").first()
    assert audit.history("gates.passages", passage.pk)[-1].source["real"] == ""


def test_a_checkpoint_reports_numbers_until_10_february_and_keeps_records_from_then_on(whole_demo):
    eve = KEEPS_RECORDS_FROM - timedelta(days=1)
    place = Checkpoint.objects.get(name=REPORTS).division
    found = {
        day: figures.values([figures.get("gates.people.day.count")], day=day, actor=console("tester"), by="township")
        for day in (SILENT_TALLY, eve, KEEPS_RECORDS_FROM)
    }
    there = {day: next(one for one in ones if one.division.id == place.pk) for day, ones in found.items()}
    assert there[SILENT_TALLY].value is None
    assert (there[eve].basis["records"], there[eve].basis["tallies"]) == (0, 1)
    assert there[KEEPS_RECORDS_FROM].basis["records"] == there[KEEPS_RECORDS_FROM].value > 0


@pytest.mark.parametrize("day", [day for _name, day in SILENT])
def test_a_silent_checkpoint_is_named_and_not_counted_as_0(whole_demo, day):
    assert SILENT[0][0] in asked("people.day.count", day).basis["silent"]


def test_what_went_wrong_is_told_and_put_right(whole_demo):
    assert Passage.objects.deleted().filter(deletion_reason="与前一条重复登记").count() == 1
    corrected = Traveller.objects.filter(note__startswith="订正")
    assert {one.outcome for one in corrected} == {"register"}
    assert Traveller.objects.filter(prior_outcome="turn_back", outcome="register").count() == 2
    assert Passage.objects.filter(note__contains="补录").exists()


def test_no_record_is_of_a_day_that_has_not_come(whole_demo):
    assert Passage.objects.latest("at").at.astimezone(SHANGHAI).date() <= TODAY
