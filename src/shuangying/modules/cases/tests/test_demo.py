"""The demonstration's cases: two, both imported, told day by day as far as it is known."""

from collections import defaultdict
from datetime import date, datetime, timedelta

import pytest

from shuangying.core.calendar import SHANGHAI
from shuangying.demo.county import TODAY
from shuangying.kernel.accounts.api import as_login, console
from shuangying.kernel.audit import api as audit
from shuangying.kernel.figures import api as figures
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.writing import Refused
from shuangying.modules.cases.models import Case, Contact, Event, Sample
from shuangying.modules.people.models import Isolation, KeyPerson

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
FEBRUARY = [date(2020, 2, day) for day in range(1, 30)]


def value(id_, day=TODAY):
    return figures.values([figures.get(f"cases.{id_}")], day=day, actor=console("tester"))[0].value


@pytest.mark.parametrize(
    ("id_", "wanted"),
    [
        ("confirmed.count", 2),
        ("confirmed.reported.count", 1),
        ("imported.count", 2),
        ("local.count", 0),
        ("in_hospital.count", 0),
        ("new.count", 0),
        ("contacts.infected.count", 0),
        ("events.count", 1),
        ("events.current.count", 0),
    ],
)
def test_the_figures_are_those_of_the_report(whole_demo, id_, wanted):
    assert value(id_) == wanted


@pytest.mark.parametrize(
    ("day", "confirmed", "by_hospital", "in_hospital", "new"),
    [
        (date(2020, 1, 23), None, None, None, None),
        (date(2020, 1, 24), 0, 0, 0, 1),
        (date(2020, 1, 25), 1, 0, 1, 0),
        (date(2020, 2, 3), 1, 0, 1, 0),
        (date(2020, 2, 4), 2, 1, 2, 1),
        (date(2020, 2, 10), 2, 1, 1, 0),
        (date(2020, 2, 23), 2, 1, 0, 0),
    ],
)
def test_the_course_is_that_of_the_bulletins(whole_demo, day, confirmed, by_hospital, in_hospital, new):
    ids = ("confirmed.count", "confirmed.reported.count", "in_hospital.count", "new.count")
    assert [value(id_, day) for id_ in ids] == [confirmed, by_hospital, in_hospital, new]


def test_a_suspected_case_is_excluded_two_days_later(whole_demo):
    days = [date(2020, 1, 29), date(2020, 1, 30), date(2020, 1, 31), date(2020, 2, 1)]
    assert [value("suspected.count", day) for day in days] == [0, 1, 1, 0]


def test_the_second_case_is_that_of_the_night_at_the_northern_exit(whole_demo):
    case = Case.objects.get(code="SX2020-02")
    assert (case.person.name, case.event.name) == ("李某某（示例）", "李某某等湖北随州返乡人员疫情事件")
    positive = Sample.objects.get(person=case.person, result="positive")
    assert positive.result_at == datetime(2020, 2, 4, 9, tzinfo=SHANGHAI)
    assert (case.onset_on, case.confirmed_on) == (date(2020, 2, 3), date(2020, 2, 4))
    assert "37.8" in case.symptoms.open()
    assert case.reported_at - positive.result_at <= timedelta(hours=2)
    assert "iqilu.com" in audit.history("cases", case.pk)[-1].source["real"]


def test_contacts_are_isolated_before_they_are_released_and_for_14_days(whole_demo):
    for one in Contact.objects.live():
        assert one.traced_on is None or one.isolated_on is None or one.traced_on <= one.isolated_on
        assert one.isolated_on is None or one.released_on is None or one.isolated_on <= one.released_on
        if one.kind == Contact.Kind.CLOSE and one.released_on:
            assert one.released_on >= one.last_contact_on + timedelta(days=14)


def test_each_state_of_the_contacts_adds_up_on_each_day(whole_demo):
    parts = ("waiting", "isolated", "released")
    for day in FEBRUARY:
        infected = Contact.objects.live().filter(infected_on__lte=day).count()
        assert sum(value(f"contacts.{part}.count", day) for part in parts) + infected == value("contacts.count", day)


def test_the_story_s_contacts_are_in_isolation_in_its_register_too(whole_demo):
    stays = defaultdict(list)
    for isolation in Isolation.objects.live():
        stays[isolation.person_id].append(isolation)
    for one in Contact.objects.live().filter(person__name__contains="示例"):
        day = one.isolated_on
        assert any(isolation.from_on <= day and isolation.holds_on(day) for isolation in stays[one.person_id])


def test_every_key_person_of_that_night_was_tested_within_the_days_in_which_they_were_found(whole_demo):
    tested = dict(Sample.objects.filter(reason="key_person").values_list("person", "sampled_at"))
    for one in KeyPerson.objects.live():
        assert tested[one.person_id].astimezone(SHANGHAI).date() >= one.from_on
    assert 90 <= value("tests.in_time.share") < 100


def test_both_leave_hospital_after_two_negative_tests_a_day_apart(whole_demo):
    for case in Case.objects.exclude(discharged_on=None):
        before = Sample.objects.filter(person=case.person, reason="discharge", result="negative").order_by("sampled_at")
        first, second = before
        assert second.sampled_at - first.sampled_at >= timedelta(hours=24)
        assert second.result_at.astimezone(SHANGHAI).date() <= case.discharged_on


def test_a_mistyped_day_was_corrected_and_stays_in_the_history(whole_demo):
    case = Case.objects.get(code="SX2020-01")
    days = [
        change.changes["discharged_on"][1]
        for change in audit.history("cases", case.pk)
        if "discharged_on" in change.changes
    ]
    assert days == ["2020-02-08", "2020-02-09"]


def test_the_event_is_closed_when_all_its_people_are_released(whole_demo):
    event = Event.objects.get()
    released = Contact.objects.filter(case__event=event).values_list("released_on", flat=True)
    assert max(*released, Case.objects.get(event=event).discharged_on) < event.until_on


@pytest.mark.parametrize(
    ("login", "sees"), [("health", True), ("leader", True), ("clerk", True), ("village", False), ("gate", False)]
)
def test_nobody_sees_cases_whose_post_does_not_need_them(whole_demo, login, sees):
    actor = as_login(login, TODAY)
    register = registers.get("cases")
    assert register.visible(actor).exists() == sees
    if sees:
        case = register.visible(actor).get(code="SX2020-02")
        shown = register.by_name["person.name"].text(case, register.sight(actor))
        assert shown == ("李某某（示例）" if login == "health" else "李**")
    else:
        with pytest.raises(Refused):
            figures.values([figures.get("cases.confirmed.count")], day=TODAY, actor=actor)
