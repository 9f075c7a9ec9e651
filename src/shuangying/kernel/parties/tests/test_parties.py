"""What a party says of itself: age, what an identity number tells, how it is called by whom."""

from datetime import date, timedelta

import pytest
from django.utils.translation import gettext
from hypothesis import given
from hypothesis import strategies as st

from shuangying.core.codes import check_character
from shuangying.kernel.parties.models import Household, Organisation, Person, Unit
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers import writing

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


def number(born: date, sex: str, area: str = "371799") -> str:
    """A number of an area that does not exist."""
    first = f"{area}{born:%Y%m%d}00{'1' if sex == 'male' else '2'}"
    return first + check_character(first)


@given(DAYS, DAYS)
def test_an_age_is_the_number_of_birthdays_that_have_come(born, day):
    age = Person(name="张三", born_on=born).age_on(day)
    if day < born:
        assert age is None
        return
    birthdays = 0
    for year in range(born.year + 1, day.year + 1):
        try:
            birthday = born.replace(year=year)
        except ValueError:
            birthday = date(year, 3, 1)
        birthdays += birthday <= day
    assert age == birthdays


def test_an_age_is_unknown_without_a_day_of_birth():
    assert Person(name="张三").age_on(date(2020, 3, 5)) is None


@given(DAYS.filter(lambda day: day.year >= 1900), st.sampled_from(["male", "female"]), st.booleans(), st.booleans())
def test_an_identity_number_that_contradicts_birth_or_sex_is_told_apart(born, sex, other_day, other_sex):
    person = Person(name="张三", id_number=number(born, sex))
    person.born_on = born + timedelta(days=1) if other_day else born
    person.sex = {"male": "female", "female": "male"}[sex] if other_sex else sex
    wrong = {(column, problem.code) for column, problem in person.check_facts()}
    assert wrong == {
        *({("born_on", "id_birth_differs")} if other_day else ()),
        *({("sex", "id_sex_differs")} if other_sex else ()),
    }


@pytest.mark.django_db
def test_birth_and_sex_are_filled_in_from_the_identity_number_and_stand_in_the_journal(place, console):
    people = registers.get("people")
    values = {"name": "张三", "id_number": number(date(2001, 5, 6), "female"), "division": place("李庄村民委员会")}
    saved = Person.objects.get(pk=writing.save(people, console, values).pk)
    assert (saved.born_on, saved.sex) == (date(2001, 5, 6), "female")


@pytest.mark.django_db
def test_a_second_live_person_with_the_same_identity_number_is_refused(place, console):
    people = registers.get("people")
    values = {"name": "张三", "id_number": number(date(2001, 5, 6), "female"), "division": place("李庄村民委员会")}
    first = writing.save(people, console, values)
    with pytest.raises(writing.Rejected) as raised:
        writing.save(people, console, {**values, "name": "李四"})
    assert [problem.code for _name, problem in raised.value.problems] == ["already_exists"]
    writing.delete(people, console, first, "误录")
    writing.save(people, console, values)


def test_people_and_households_are_called_by_a_mask_where_nothing_else_is_asked_for():
    assert "小明" not in f"{Person(name='王小明')} {Household(head='王小明')}"
    assert (Person(name="王小明").title, Household(head="王小明").title) == (
        "王小明",
        gettext("Household of %(head)s") % {"head": "王小明"},
    )


@pytest.mark.django_db
def test_a_unit_never_stands_above_itself(place, console):
    units = registers.get("parties.units")

    def save(name, parent=None, record=None):
        values = {"name": name, "kind": "department", "division": place("单县"), "parent": parent}
        return writing.save(units, console, values, record=record)

    top = save("县卫生健康局")
    middle = save("县疾控中心", top)
    lowest = save("县疾控中心检验科", middle)
    with pytest.raises(writing.Rejected) as raised:
        save("县卫生健康局", lowest, record=Unit.objects.get(pk=top.pk))
    assert [problem.code for _name, problem in raised.value.problems] == ["unit_above_itself"]


@pytest.mark.parametrize("record", [Organisation, Unit])
def test_nothing_ends_before_it_begins(record):
    begun = {"established_on": date(2020, 1, 2)} if record is Organisation else {"from_on": date(2020, 1, 2)}
    end = "ended_on" if record is Organisation else "until_on"
    assert record(name="甲", **begun, **{end: date(2020, 1, 2)}).check_facts() == []
    wrong = record(name="甲", **begun, **{end: date(2020, 1, 1)}).check_facts()
    assert [(column, problem.code) for column, problem in wrong] == [(end, "ends_before_it_begins")]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given_", "kept"),
    [("91371722MA3C4D5E6X", None), ("９１３７１７２２ma3c4d5e67", None), ("371722600012345", None)],
)
def test_a_credit_code_is_read_by_its_own_rules(given_, kept):
    column = registers.get("parties.organisations").by_name["credit_code"]
    from shuangying.core.codes import credit_code
    from shuangying.core.problems import Invalid

    def read(reader):
        try:
            return reader(given_)
        except Invalid as error:
            return error.problem.code

    assert read(column.parse) == read(credit_code)
