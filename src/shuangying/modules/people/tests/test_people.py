"""What a clerk and a village can rely on in screening, key people, follow-ups and their figures."""

import contextlib
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuangying.core.problems import Invalid
from shuangying.kernel.figures import api as figures
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.writing import Change, Refused, Rejected, save, save_many
from shuangying.modules.people.roles import HEALTH
from shuangying.modules.people.temperatures import temperature

pytestmark = pytest.mark.postgres


def value(console, id_, day):
    return figures.values([figures.get(id_)], day=day, actor=console)[0].value


@pytest.fixture
def listed(write, place):
    """A screening list of 26 January with a row for somebody: listed(person, …)."""
    list_ = write(
        "people.screening_lists",
        name="第1批",
        issuer="省指挥部",
        received_on=date(2020, 1, 26),
        purpose="追踪",
        division=place("单县"),
    )

    def listed(person, **values):
        return write("people.screening", list=list_, person=person, **values)

    return listed


def test_a_row_is_sent_when_its_list_came_and_lies_where_the_person_does(listed, somebody):
    row = listed(somebody())
    assert (row.sent_on, row.division.name) == (date(2020, 1, 26), "李庄村民委员会")


def test_who_was_not_found_is_unresolved_until_somebody_finds_out(listed, somebody, write, console):
    row = listed(somebody(), outcome="not_found", checked_on=date(2020, 1, 28))
    assert (row.not_found_on, row.checked_on) == (date(2020, 1, 28), None)
    write("people.screening", record=row, outcome="elsewhere", checked_on=date(2020, 1, 31))
    days = [date(2020, 1, day) for day in (26, 28, 31)]
    ids = [f"people.screening.{part}.count" for part in ("open", "unresolved", "checked")]
    assert [[value(console, id_, day) for id_ in ids] for day in days] == [[1, 0, 0], [0, 1, 0], [0, 0, 1]]


def test_the_same_answer_again_changes_nothing(listed, somebody, console):
    answer = {"outcome": "not_found", "checked_on": date(2020, 1, 28)}
    row = listed(somebody(), **answer)
    (result,) = save_many(registers.get("people.screening"), console, [Change(answer, row)])
    assert (result.outcome, result.changes) == ("unchanged", {})


@pytest.mark.parametrize(
    ("values", "column"),
    [({"outcome": "found"}, "checked_on"), ({"checked_on": date(2020, 1, 28)}, "outcome")],
)
def test_an_outcome_and_its_day_go_together(listed, somebody, values, column):
    with pytest.raises(Rejected) as rejected:
        listed(somebody(), **values)
    assert [name for name, _problem in rejected.value.problems] == [column]


def test_a_village_answers_for_its_own_people_alone(listed, somebody, person):
    here, there = listed(somebody()), listed(somebody("李四", "北关社区居民委员会"))
    register, worker = registers.get("people.screening"), person("village", "李庄村民委员会")
    answer = {"outcome": "found", "checked_on": date(2020, 1, 28)}
    save(register, worker, answer, record=here)
    with pytest.raises(Refused):
        save(register, worker, answer, record=there)
    assert list(register.visible(worker)) == [here]


def test_leaders_see_masked_names_and_administrators_numbers_alone(listed, somebody, person):
    row = listed(somebody("张三丰"))
    register = registers.get("people.screening")
    leader, worker, admin = (
        person(*post) for post in (("leader", "单县"), ("village", "李庄村民委员会"), ("admin", "单县"))
    )
    shown = register.by_name["person.name"]
    assert shown.text(row, register.sight(leader)) == "张**"
    assert shown.text(row, register.sight(worker)) == "张三丰"
    assert not register.may_read(admin)
    assert value(admin, "people.screening.rows.count", date(2020, 3, 5)) == 1


def test_coverage_asks_how_many_villages_have_answered(listed, somebody, console):
    listed(somebody(), outcome="found", checked_on=date(2020, 1, 27))
    listed(somebody("李四", "北关社区居民委员会"))
    assert [
        value(console, f"people.screening.villages.{part}", date(2020, 1, 27))
        for part in ("count", "answering.count", "open.count", "share")
    ] == [2, 1, 1, Decimal("50.0")]


@pytest.fixture
def category(write, place):
    def category(name, begun, ended=None):
        return write(
            "people.categories",
            number=1,
            name=name,
            basis="travel",
            definition="14天内到过武汉",
            from_on=begun,
            until_on=ended,
            division=place("单县"),
        )

    return category


def test_somebody_in_two_categories_counts_once_and_until_released_from_both(category, somebody, write, console):
    person = somebody()
    for name, released in (("旅居", date(2020, 2, 16)), ("症状", date(2020, 2, 18))):
        kind = category(name, date(2020, 1, 27))
        values = {"person": person, "category": kind, "from_on": date(2020, 2, 2), "reason": "返乡"}
        write("people.key_persons", **values, released_on=released)
    days = [date(2020, 2, day) for day in (1, 2, 16, 18)]
    assert [value(console, "people.key_persons.count", day) for day in days] == [None, 1, 1, 1]
    assert [value(console, "people.key_persons.current.count", day) for day in days] == [None, 1, 1, 0]


def test_nobody_comes_under_control_by_a_category_that_is_not_in_force(category, somebody, write):
    old = category("旧类别", date(2020, 1, 27), date(2020, 2, 1))
    with pytest.raises(Rejected) as rejected:
        write("people.key_persons", person=somebody(), category=old, from_on=date(2020, 2, 1), reason="返乡")
    assert [problem.code for _name, problem in rejected.value.problems] == ["category_not_in_force"]


def test_the_share_of_follow_ups_counts_people_isolated_at_the_end_of_the_day(isolated, somebody, write, console):
    released = isolated(somebody("甲"), released_on=date(2020, 2, 10), outcome="lifted")
    followed, forgotten = isolated(somebody("乙")), isolated(somebody("丙"))
    for isolation in (released, followed):
        for day in (9, 10):
            write("people.followups", isolation=isolation, day=date(2020, 2, day), temperature=Decimal("36.5"))
    ids = [f"people.followups.{part}" for part in ("due.count", "done.count", "share")]
    found = [[value(console, id_, date(2020, 2, day)) for id_ in ids] for day in (9, 10)]
    assert found == [[3, 2, Decimal("66.7")], [2, 1, Decimal("50.0")]]
    assert forgotten.holds_on(date(2020, 2, 10))


def test_a_fever_counts_from_37_3_on(isolated, somebody, write, console):
    for name, degrees in (("甲", "37.2"), ("乙", "37.3")):
        isolation = isolated(somebody(name))
        write("people.followups", isolation=isolation, day=date(2020, 2, 3), temperature=Decimal(degrees))
    assert value(console, "people.followups.fever.count", date(2020, 2, 3)) == 1


@pytest.mark.parametrize("day", [date(2020, 2, 1), date(2020, 2, 17)])
def test_nobody_is_followed_up_outside_their_isolation(isolated, write, day):
    isolation = isolated(released_on=date(2020, 2, 16), outcome="completed")
    with pytest.raises(Rejected) as rejected:
        write("people.followups", isolation=isolation, day=day, temperature=Decimal("36.5"))
    assert [problem.code for _name, problem in rejected.value.problems] == ["followed_up_outside"]


def test_symptoms_are_masked_for_everybody_and_kept_out_of_the_journal(isolated, write, person):
    from shuangying.kernel.audit import api as audit

    register = registers.get("people.followups")
    row = write("people.followups", isolation=isolated(), day=date(2020, 2, 3), symptoms="腹泻")
    assert register.by_name["symptoms"].text(row, register.sight(person(HEALTH, "单县"))) == "******"
    assert "腹泻" not in str(audit.history("people.followups", row.pk))


@pytest.mark.parametrize(
    ("written", "read"),
    [("36.5", "36.5"), (36.5, "36.5"), (37, "37.0"), ("36.5℃", "36.5"), ("３６。６", "36.6"), (" 36.50 度 ", "36.5")],
)
def test_a_temperature_is_read_as_people_write_it(written, read):
    assert temperature(written) == Decimal(read)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (365, "temperature_out_of_range"),
        ("3.65", "temperature_out_of_range"),
        ("36.55", "temperature_too_fine"),
        ("正常", "not_a_temperature"),
        ("36.5/36.8", "not_a_temperature"),
        (True, "not_a_temperature"),
        ("", "not_a_temperature"),
    ],
)
def test_a_temperature_that_is_none_is_refused_with_its_reason(written, code):
    with pytest.raises(Invalid) as refused:
        temperature(written)
    assert refused.value.problem.code == code


@given(st.integers(340, 430))
def test_each_tenth_of_a_degree_of_a_person_reads_back(tenths):
    degrees = Decimal(tenths) / 10
    assert temperature(str(degrees)) == temperature(float(degrees)) == degrees


@given(st.text(max_size=12))
def test_no_text_breaks_the_reading_of_a_temperature(text):
    with contextlib.suppress(Invalid):
        assert 34 <= temperature(text) <= 43
