"""Cases, contacts and tests: what contradicts itself, what follows, and what each figure counts."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuangying.core.calendar import parse_moment
from shuangying.kernel.accounts.api import ADMIN, CLERK, LEADER, VILLAGE, Right
from shuangying.kernel.figures import api as figures
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.writing import Rejected, save
from shuangying.modules.cases.models import Contact
from shuangying.modules.people.roles import HEALTH

DAY = date(2020, 2, 10)
FEBRUARY_4 = date(2020, 2, 4)


@pytest.fixture
def value(console):
    def ask(id_, day=DAY):
        return figures.values([figures.get(f"cases.{id_}")], day=day, actor=console)[0].value

    return ask


def codes(raised):
    return {(column, problem.code) for column, problem in raised.value.problems}


def test_a_case_counts_by_home_for_the_county_and_by_hospital_for_the_bulletins(case, value):
    case("甲", "单县", hospital="曹县", confirmed_on=date(2020, 1, 25))
    case("乙", "黄岗镇", hospital="北城街道", confirmed_on=FEBRUARY_4)
    case("丙", "曹县", hospital="北城街道", confirmed_on=FEBRUARY_4)
    assert (value("confirmed.count"), value("confirmed.reported.count")) == (2, 2)
    assert value("confirmed.count", date(2020, 2, 3)) == 1


@pytest.mark.parametrize(
    ("home", "hospital", "kept"),
    [("黄岗镇", "曹县", "黄岗镇"), ("曹县", "北城街道", "北城街道"), ("曹县", "庄寨镇", "单县")],
)
def test_a_case_is_kept_at_home_or_where_the_hospital_of_the_county_lies(case, home, hospital, kept):
    assert case("甲", home, hospital=hospital).division.name == kept


def test_how_a_case_is_classed_follows_from_its_dates(case, value):
    dates = {"suspected_on": date(2020, 2, 3), "confirmed_on": FEBRUARY_4, "discharged_on": date(2020, 2, 9)}
    case("甲", "单县", reported_at=parse_moment("2020-02-03 18:00"), **dates)
    ids = ("suspected.count", "confirmed.count", "in_hospital.count", "discharged.count", "new.count")
    found = {day: [value(id_, date(2020, 2, day)) for id_ in ids] for day in (3, 4, 9)}
    assert found == {3: [1, 0, 0, 0, 1], 4: [0, 1, 1, 0, 0], 9: [0, 1, 0, 1, 0]}


def test_a_suspicion_that_was_excluded_was_no_new_case_and_one_without_symptoms_is_none(case, value):
    case("甲", "单县", suspected_on=FEBRUARY_4, excluded_on=date(2020, 2, 5))
    case("乙", "单县", asymptomatic_on=FEBRUARY_4)
    case("丙", "单县", confirmed_on=FEBRUARY_4)
    assert value("new.count", FEBRUARY_4) == 1


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"discharged_on": FEBRUARY_4}, ("discharged_on", "case_not_confirmed")),
        ({"died_on": FEBRUARY_4}, ("died_on", "case_not_confirmed")),
        ({"ended_on": FEBRUARY_4}, ("ended_on", "case_not_asymptomatic")),
        ({"confirmed_on": FEBRUARY_4, "discharged_on": date(2020, 2, 3)}, ("discharged_on", "stages_out_of_order")),
        ({"confirmed_on": date(2020, 2, 20)}, ("reported_at", "case_reported_early")),
    ],
)
def test_what_contradicts_itself_is_refused(case, values, code):
    with pytest.raises(Rejected) as raised:
        case("甲", "单县", **values)
    assert codes(raised) == {code}


def test_an_imported_case_was_infected_by_none_of_this_list(case):
    first = case("甲", "单县", confirmed_on=FEBRUARY_4)
    with pytest.raises(Rejected) as raised:
        case("乙", "单县", confirmed_on=FEBRUARY_4, infected_by=first)
    assert codes(raised) == {("infected_by", "case_imported_and_infected_here")}
    assert case("丙", "单县", confirmed_on=FEBRUARY_4, infected_by=first, infection="local").infected_by == first


def test_isolation_ends_14_days_after_the_last_contact_and_not_before(case, contact):
    ill = case("甲", "单县", confirmed_on=FEBRUARY_4)
    assert contact(ill, "乙").due_on == date(2020, 2, 17)
    for column, code in (("due_on", "contact_due_early"), ("released_on", "contact_released_early")):
        with pytest.raises(Rejected) as raised:
            contact(ill, "丙", **{column: date(2020, 2, 16)})
        assert codes(raised) == {(column, code)}
    assert contact(ill, "丁", kind="secondary", released_on=date(2020, 2, 16)).pk


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_the_earliest_release_is_14_whole_days_later(day):
    assert Contact(last_contact_on=day).earliest_release - day == timedelta(days=14)


def test_a_contact_is_somebody_s_and_not_one_s_own(case, contact, place, console):
    here = {"division": place("北城街道")}
    ill = case("甲", "单县", confirmed_on=FEBRUARY_4)
    with pytest.raises(Rejected) as raised:
        contact(None, "乙")
    assert codes(raised) == {("case", "contact_of_nobody")}
    assert contact(None, "乙", case_elsewhere="任城区病例").pk
    with pytest.raises(Rejected) as raised:
        save(
            registers.get("cases.contacts"), console, {"case": ill, "person": ill.person, "last_contact_on": DAY} | here
        )
    assert codes(raised) == {("person", "contact_of_oneself")}


def test_only_close_contacts_exposed_here_count_as_infected_locally(case, contact, value):
    ill = case("甲", "单县", confirmed_on=FEBRUARY_4)
    infected = {"traced_on": FEBRUARY_4, "infected_on": date(2020, 2, 6)}
    contact(ill, "乙", **infected)
    contact(ill, "丙", local=False, **infected)
    contact(ill, "丁", kind="secondary", **infected)
    contact(ill, "戊", traced_on=FEBRUARY_4, isolated_on=date(2020, 2, 5))
    assert [value(f"contacts.{one}.count") for one in ("infected", "isolated", "close", "waiting")] == [1, 1, 3, 0]
    assert value("contacts.count") == 4


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"result": "negative"}, "test_result_undated"),
        ({"result_at": parse_moment("2020-02-04 09:00")}, "test_result_undated"),
        ({"result": "negative", "result_at": parse_moment("2020-02-03 09:00")}, "test_result_before_sample"),
    ],
)
def test_a_result_has_its_time_and_comes_after_the_sample(place, console, values, code):
    told = {"person.name": "甲", "sampled_at": parse_moment("2020-02-03 18:00"), "division": place("单县")}
    with pytest.raises(Rejected) as raised:
        save(registers.get("cases.tests"), console, told | values)
    assert codes(raised) == {("result_at", code)}


def test_results_count_on_their_day_and_in_time_up_to_24_hours(place, console, value):
    sampled = parse_moment("2020-02-03 18:00")
    for number, hours in enumerate((15, 24, 25, None)):
        told = {"person.name": f"甲{number}", "sampled_at": sampled, "division": place("单县")}
        if hours is not None:
            told |= {"result": "negative", "result_at": sampled + timedelta(hours=hours)}
        save(registers.get("cases.tests"), console, told)
    assert (value("tests.count"), value("tests.people.count"), value("tests.results.count")) == (4, 4, 3)
    assert (value("tests.day.count", date(2020, 2, 3)), value("tests.results.day.count", FEBRUARY_4)) == (4, 3)
    assert value("tests.in_time.share") == Decimal("66.7")


@pytest.mark.parametrize(
    ("role", "right"),
    [(HEALTH, Right.WRITE), (CLERK, Right.READ), (LEADER, Right.READ), (ADMIN, Right.COUNT), (VILLAGE, Right.NONE)],
)
@pytest.mark.parametrize("register", ["cases", "cases.contacts", "cases.tests", "cases.events"])
def test_cases_are_seen_by_those_whose_post_needs_them(person, role, right, register):
    actor = person(role, "单县")
    held = [one for one in Right if one > Right.NONE and not registers.get(register).reach(actor, one).none]
    assert max(held, default=Right.NONE) == right


def test_leaders_and_clerks_see_names_masked_and_nobody_symptoms(case, person):
    record, register = case("王建国", "单县", symptoms="发热"), registers.get("cases")
    shown = {
        role: register.by_name["person.name"].text(record, register.sight(person(role, "单县")))
        for role in (HEALTH, LEADER, CLERK)
    }
    assert shown == {HEALTH: "王建国", LEADER: "王**", CLERK: "王**"}
    assert register.by_name["symptoms"].text(record, register.sight(person(HEALTH, "黄岗镇"))) == "******"
