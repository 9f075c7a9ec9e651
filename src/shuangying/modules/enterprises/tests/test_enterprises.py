"""Market entities are shut and go back to work; their staff, visits, applications and difficulties are told day by day."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shuangying.core.codes.bodies import credit_check
from shuangying.kernel.figures import api as figures
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.writing import Change, Refused, Rejected, act, delete, parse_values, save, save_many
from shuangying.modules.enterprises.models import StaffReport

SHUT = date(2020, 1, 27)
DAY = date(2020, 2, 10)
CODE = "92371799MB000001X"
"""All but the last character of a credit code; with 0 it would be a wrong one."""


@pytest.fixture
def firm(place, console):
    """Enter a market entity: firm("甲", closed_on=…)."""

    def enter(name="甲", where="黄岗镇", **values):
        known = {"organisation.name": name, "division": place(where), "opened_on": date(2015, 1, 1)}
        return save(registers.get("enterprises"), console, known | values)

    return enter


def value(id_, day, actor):
    return figures.values([figures.get(id_)], day=day, actor=actor)[0].value


def codes(error):
    return [problem.code for _column, problem in error.value.problems]


def test_a_market_entity_is_in_business_since_it_was_established(place, console):
    organisations = registers.get("parties.organisations")
    values = {"name": "老字号", "division": place("黄岗镇"), "established_on": date(1998, 5, 4)}
    organisation = save(organisations, console, values)
    entity = save(registers.get("enterprises"), console, {"organisation": organisation})
    assert (entity.opened_on, entity.division) == (date(1998, 5, 4), place("黄岗镇"))
    assert value("enterprises.count", date(1998, 5, 3), console) is None
    assert value("enterprises.count", date(1998, 5, 4), console) == 1


def test_nobody_is_back_at_work_before_being_shut(firm):
    with pytest.raises(Rejected) as error:
        firm(closed_on=SHUT, resumed_on=SHUT - timedelta(days=1))
    assert codes(error) == ["stages_out_of_order"]


def test_the_share_back_at_work_is_of_those_that_were_shut(firm, console):
    firm("一", closed_on=SHUT, resumed_on=DAY)
    firm("二", closed_on=SHUT)
    firm("三", closed_on=SHUT, resumed_on=SHUT + timedelta(days=2), ended_on=DAY)
    firm("四")
    days = (SHUT - timedelta(days=1), SHUT, SHUT + timedelta(days=2), DAY)
    assert [value("enterprises.resumed.count", day, console) for day in days] == [0, 0, 1, 1]
    shares = [value("enterprises.resumed.share", day, console) for day in days]
    assert [None if share is None else round(float(share), 1) for share in shares] == [None, 0.0, 33.3, 50.0]
    assert [value("enterprises.count", day, console) for day in days] == [4, 4, 4, 3]


def test_industry_above_designated_size_is_counted_apart(firm, console):
    firm("一", closed_on=SHUT, resumed_on=DAY, sector="C", scale="above")
    firm("二", closed_on=SHUT, sector="C", scale="above")
    firm("三", closed_on=SHUT, resumed_on=DAY, sector="F", scale="above")
    firm("四", closed_on=SHUT, resumed_on=DAY, sector="C", scale="below")
    assert value("enterprises.industry.count", DAY, console) == 2
    assert value("enterprises.industry.resumed.share", DAY, console) == 50


def test_one_organisation_is_one_market_entity(firm):
    one = firm("甲", **{"organisation.credit_code": CODE + credit_check(CODE)})
    with pytest.raises(Rejected) as error:
        firm("甲", **{"organisation.credit_code": one.organisation.credit_code})
    assert codes(error) == ["already_exists"]


def test_a_wrong_credit_code_is_not_read():
    _values, problems = parse_values(
        registers.get("enterprises"), {"organisation.credit_code": f"{CODE}0", "trade": "超市"}
    )
    assert [(name, problem.code) for name, problem in problems] == [("organisation.credit_code", "credit_code_check")]


def test_a_staff_report_holds_until_the_next_one(firm, console):
    one, register = firm(), registers.get("enterprises.staff")
    save(register, console, {"enterprise": one, "day": DAY, "staff": 40, "back": 10, "outside": 1})
    later = save(register, console, {"enterprise": one, "day": date(2020, 2, 20), "staff": 40, "back": 36})
    days = (date(2020, 2, 9), DAY, date(2020, 2, 19), date(2020, 2, 20))
    assert [value("enterprises.staff.back.count", day, console) for day in days] == [None, 10, 10, 36]
    assert value("enterprises.staff.back.share", date(2020, 2, 20), console) == 90
    delete(register, console, later, "of another firm")
    assert value("enterprises.staff.back.count", date(2020, 2, 20), console) == 10


def test_a_report_can_be_corrected_at_once_after_the_next_one(firm, console):
    one, register = firm(), registers.get("enterprises.staff")
    results = save_many(
        register,
        console,
        [Change({"enterprise": one, "day": DAY + timedelta(days=n), "staff": 9, "back": n}) for n in range(3)],
    )
    save(register, console, {"back": 7}, record=results[0].record)
    assert value("enterprises.staff.back.count", DAY, console) == 7


@pytest.mark.parametrize(
    ("numbers", "code"),
    [
        ({"staff": 5, "back": 6}, "more_back_than_staff"),
        ({"staff": 5, "back": 3, "outside": 4}, "more_outside_than_back"),
    ],
)
def test_numbers_that_cannot_be_are_refused(firm, console, numbers, code):
    with pytest.raises(Rejected) as error:
        save(registers.get("enterprises.staff"), console, {"enterprise": firm(), "day": DAY, **numbers})
    assert codes(error) == [code]


told = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 9), st.integers(0, 50), st.booleans()), min_size=1, max_size=10
)


@pytest.mark.django_db
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=told, asked=st.integers(0, 10))
def test_the_staff_of_a_day_are_those_of_each_firm_s_latest_report(firm, console, told, asked):
    register = registers.get("enterprises.staff")
    with transaction.atomic():
        known = [firm(name) for name in ("甲", "乙", "丙")]
        latest: dict[tuple[int, date], int] = {}
        for number, after, back, taken_back in told:
            day = DAY + timedelta(days=after)
            report = StaffReport.objects.live().filter(enterprise=known[number], day=day).first()
            if report is not None and taken_back:
                delete(register, console, report, "wrong")
                del latest[number, day]
                continue
            values = {"enterprise": known[number], "day": day, "staff": 50, "back": back}
            save(register, console, values, record=report)
            latest[number, day] = back
        on = DAY + timedelta(days=asked)
        ends = [max((day for n, day in latest if n == number and day <= on), default=None) for number in range(3)]
        expected = sum(latest[number, day] for number, day in enumerate(ends) if day is not None)
        assert (value("enterprises.staff.back.count", on, console) or 0) == expected
        transaction.set_rollback(True)


def test_who_types_applications_does_not_decide_them(firm, console, person):
    register = registers.get("enterprises.resumptions")
    clerk, leader = person("clerk", "单县"), person("leader", "单县")
    asked = save(register, clerk, {"enterprise": firm(), "applied_on": DAY})
    with pytest.raises(Rejected) as unchecked:
        act(register, leader, asked, "approve", {}, "条件具备")
    assert codes(unchecked) == ["not_now"]
    asked = save(register, clerk, {"checked_on": DAY, "checked_by": "核查组"}, record=asked)
    with pytest.raises(Refused):
        act(register, clerk, asked, "approve", {}, "条件具备")
    refused = act(register, leader, asked, "refuse", {"refused_on": date(2020, 2, 11)}, "口罩储备不足")
    assert (refused.refused_on, refused.reasons) == (date(2020, 2, 11), "口罩储备不足")
    assert refused.decided_by == leader.name
    assert value("enterprises.resumptions.refused.count", date(2020, 2, 11), console) == 1
    assert value("enterprises.resumptions.pending.count", DAY, console) == 1


def test_a_liaison_officer_writes_about_the_firms_of_their_division_and_sees_them_back_at_work(firm, person):
    here, there = firm("甲", closed_on=SHUT), firm("乙", "北城街道", closed_on=SHUT)
    officer, visits = person("liaison", "黄岗镇"), registers.get("enterprises.visits")
    values = {"day": DAY, "by": "联络员", "found": "生产正常"}
    save(visits, officer, {"enterprise": here, **values})
    with pytest.raises((Refused, Rejected)):
        save(visits, officer, {"enterprise": there, **values})
    enterprises = registers.get("enterprises")
    with pytest.raises(Refused):
        save(enterprises, officer, {"resumed_on": DAY}, record=here)
    assert act(enterprises, officer, here, "resume", {"resumed_on": DAY}, "现场查看").resumed_on == DAY


def test_visits_of_a_day_add_up_to_those_to_date(firm, console):
    one, visits = firm(), registers.get("enterprises.visits")
    for after, by in ((0, "一"), (0, "二"), (2, "一")):
        save(visits, console, {"enterprise": one, "day": DAY + timedelta(days=after), "by": by})
    days = [DAY + timedelta(days=after) for after in range(3)]
    assert [value("enterprises.visits.day.count", day, console) for day in days] == [2, 0, 1]
    assert [value("enterprises.visits.count", day, console) for day in days] == [2, 2, 3]


def test_a_difficulty_counts_as_open_until_it_is_solved(firm, console):
    tickets = registers.get("enterprises.problems")
    values = {
        "enterprise": firm(),
        "raised_on": DAY,
        "kind": "transport",
        "what": "货车无通行证",
        "owner": "县交通运输局",
    }
    save(tickets, console, values | {"solved_on": date(2020, 2, 12)})
    save(tickets, console, values | {"what": "贷款到期", "kind": "money"})
    days = (DAY, date(2020, 2, 12))
    assert [value("enterprises.problems.open.count", day, console) for day in days] == [2, 1]
    assert [value("enterprises.problems.solved.share", day, console) for day in days] == [0, 50]
