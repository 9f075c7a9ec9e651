"""What a clerk can rely on when a line names a person: the known one is found, a new one created, nobody renamed or mixed up."""

from datetime import date

import pytest

from shuangying.core.codes import check_character
from shuangying.kernel.audit import api as audit
from shuangying.kernel.parties.models import Person
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers import writing
from shuangying.kernel.registers.api import SealedField
from shuangying.kernel.registers.writing import Change, Rejected

pytestmark = pytest.mark.postgres

FEBRUARY_2 = date(2020, 2, 2)
OVER = {"released_on": date(2020, 2, 20), "outcome": "completed"}


def number(order):
    body = f"37299919800101{order:03}"
    return body + check_character(body)


@pytest.fixture
def isolations():
    return registers.get("people.isolations")


@pytest.fixture
def line(place):
    def values(name="王建国", order=1, **others):
        said = {"person.name": name, "person.id_number": number(order)} if order else {"person.name": name}
        return {
            **said,
            "kind": "home",
            "cause": "返乡",
            "division": place("李庄村民委员会"),
            "from_on": FEBRUARY_2,
            **others,
        }

    return values


def test_an_unknown_person_is_created_where_the_line_lies_and_filled_from_the_number(isolations, console, line):
    record = writing.save(isolations, console, line(order=1))
    assert (record.person.name, record.person.division.name) == ("王建国", "李庄村民委员会")
    assert (record.person.born_on, record.person.sex) == (date(1980, 1, 1), "male")
    assert [change.action for change in audit.history("people", record.person.pk)] == ["create"]


def test_a_known_number_is_the_same_person_and_what_is_new_is_added(isolations, console, line):
    first = writing.save(isolations, console, line(**OVER))
    second = writing.save(isolations, console, line(from_on=date(2020, 3, 1), **{"person.phone": "15400000001"}))
    assert Person.objects.count() == 1
    assert first.person_id == second.person_id
    assert Person.objects.get().phone.open() == "15400000001"
    (newest, _first) = audit.history("people", first.person_id)
    assert newest.changes == {"phone": [None, "●●●"]}


def test_a_known_number_under_another_name_is_refused(isolations, console, line):
    writing.save(isolations, console, line(**OVER))
    with pytest.raises(Rejected) as rejected:
        writing.save(isolations, console, line(name="李四", from_on=date(2020, 3, 1)))
    assert [(at, problem.code) for at, problem in rejected.value.problems] == [("person.name", "name_differs")]
    assert Person.objects.get().name == "王建国"


def test_one_name_in_one_place_is_one_person_but_another_number_is_another(isolations, console, line):
    writing.save(isolations, console, line(**OVER))
    again = writing.save(isolations, console, line(order=0, from_on=date(2020, 3, 1)))
    assert Person.objects.count() == 1
    other = writing.save(isolations, console, line(order=2))
    assert other.person_id != again.person_id


def test_of_two_new_people_of_one_name_in_one_sheet_the_birthdays_tell_them_apart(isolations, console, line):
    days = (date(1980, 1, 1), date(1999, 9, 9))
    lines = [Change(line(order=0, **{"person.born_on": day}, **OVER)) for day in days]
    first, second = (result.record for result in writing.save_many(isolations, console, lines))
    assert first.person_id != second.person_id
    again = writing.save(isolations, console, line(order=0, from_on=date(2020, 3, 1), **{"person.born_on": days[0]}))
    assert again.person_id == first.person_id


def test_a_line_given_another_name_is_refused_and_its_person_keeps_what_is_known(isolations, console, line):
    record = writing.save(isolations, console, line(**{"person.phone": "15400000001"}))
    other = {"person.name": "李四", "person.phone": "15400000002"}
    with pytest.raises(Rejected) as rejected:
        writing.save(isolations, console, other, record=record)
    assert [(at, problem.code) for at, problem in rejected.value.problems] == [("person.name", "name_differs")]
    assert Person.objects.get().phone.open() == "15400000001"
    record.refresh_from_db()
    changed = writing.save(isolations, console, {**other, "person.id_number": number(2)}, record=record)
    assert (changed.person.name, Person.objects.count()) == ("李四", 2), "with another number it is another person"


def test_one_name_in_one_village_born_on_another_day_is_another_person(isolations, console, line):
    for born in (date(1955, 5, 5), date(1990, 9, 9)):
        said = line(order=0, **{"person.born_on": born}, **(OVER if born.year == 1955 else {}))
        assert writing.save(isolations, console, said).person.born_on == born
    assert Person.objects.count() == 2


def test_two_of_one_name_are_a_question_not_a_guess(isolations, console, line):
    for order in (1, 2):
        writing.save(isolations, console, line(order=order, **OVER))
    with pytest.raises(Rejected) as rejected:
        writing.save(isolations, console, line(order=0, from_on=date(2020, 3, 1)))
    assert rejected.value.problems[0][1].code == "reference_several"


def test_a_refused_line_leaves_no_person_behind_and_the_others_are_written(isolations, console, line):
    changes = [Change(line(order=1)), Change(line(order=2, due_on=date(2020, 1, 1))), Change(line(order=3, kind=None))]
    results = writing.save_many(isolations, console, changes)
    assert [result.outcome for result in results][0::2] == ["created", "rejected"]
    assert Person.objects.count() == sum(result.outcome == "created" for result in results)


def test_two_lines_about_one_new_person_create_one(isolations, console, line):
    changes = [Change(line(released_on=date(2020, 2, 10), outcome="lifted")), Change(line(from_on=date(2020, 2, 20)))]
    results = writing.save_many(isolations, console, changes)
    assert [result.outcome for result in results] == ["created", "created"]
    assert Person.objects.count() == 1


def test_two_new_people_of_one_name_and_village_are_told_apart_by_their_numbers(isolations, console, line):
    lines = [line(order=1), line(order=2), line(order=1, from_on=date(2020, 3, 1))]
    lines[0] |= OVER
    results = writing.save_many(isolations, console, [Change(values) for values in lines])
    assert [result.outcome for result in results] == ["created"] * 3
    assert {one.id_number.open() for one in Person.objects.all()} == {number(1), number(2)}
    assert results[0].record.person_id == results[2].record.person_id


def test_trying_out_writes_nothing(isolations, console, line):
    (result,) = writing.save_many(isolations, console, [Change(line())], dry_run=True)
    assert result.outcome == "created"
    assert not Person.objects.exists()
    assert not audit.history("people", 1)


def test_somebody_outside_their_reach_is_found_by_number_and_stays_unseen(isolations, console, person, line, place):
    writing.save(
        registers.get("people"),
        console,
        {"name": "王建国", "id_number": number(1), "division": place("北城街道"), "address": "幸福路1号"},
    )
    clerk = person("clerk", "黄岗镇")
    record = writing.save(isolations, clerk, line())
    assert Person.objects.count() == 1
    assert record.person.division.name == "北城街道"
    assert not registers.get("people").visible(clerk).exists()


def test_a_number_alone_tells_nobody_the_name_of_somebody_outside_their_reach(isolations, console, person, line, place):
    said = {"name": "王建国", "id_number": number(1), "division": place("北城街道")}
    writing.save(registers.get("people"), console, said)
    unnamed = {name: value for name, value in line().items() if name != "person.name"}
    clerk = person("clerk", "黄岗镇")
    with pytest.raises(Rejected) as rejected:
        writing.save(isolations, clerk, unnamed)
    assert [(at, problem.code) for at, problem in rejected.value.problems] == [("person.name", "required")]
    mine = writing.save(isolations, clerk, line(name="李四", order=2))
    with pytest.raises(Rejected):
        writing.save(isolations, clerk, {"person.id_number": number(1)}, record=mine)
    assert writing.save(isolations, person("clerk", "单县"), unnamed).person.name == "王建国", "who sees names may"


def test_what_was_written_meanwhile_stands_against_a_return(isolations, console, line):
    gone = writing.save(isolations, console, line())
    writing.delete(isolations, console, gone, "填错")
    writing.save(isolations, console, line(from_on=date(2020, 2, 5)))
    gone.refresh_from_db()
    with pytest.raises(Rejected) as rejected:
        writing.restore(isolations, console, gone)
    assert rejected.value.problems[0][1].code == "isolated_elsewhere"
    gone.refresh_from_db()
    assert gone.deleted_at is not None


def test_parts_do_not_return_where_somebody_has_their_identity_by_now(console, place):
    households, people = registers.get("people.households"), registers.get("people")
    said = {"name": "王建国", "id_number": number(1), "division": place("李庄村民委员会")}
    household = writing.save(households, console, {"code": "1", "head": "王建国", "division": said["division"]})
    writing.save(people, console, {**said, "household": household})
    household.refresh_from_db()
    writing.delete(households, console, household, "重复")
    writing.save(people, console, said)
    household.refresh_from_db()
    with pytest.raises(Rejected) as rejected:
        writing.restore(households, console, household)
    assert [(at, problem.code) for at, problem in rejected.value.problems] == [("id_number", "already_exists")]


def test_the_table_holds_no_plain_number_and_finds_it_all_the_same(isolations, console, line):
    record = writing.save(isolations, console, line(**{"person.phone": "15400000001"}))
    (kept, phone) = Person.objects.values_list("id_number", "phone")[0]
    assert number(1).encode() not in bytes(kept)
    assert b"154" not in bytes(phone)
    assert Person.objects.get(id_number_index=SealedField.index_of("id_number", number(1))).pk == record.person_id
    fresh = Person.objects.get()
    assert str(fresh.id_number) != number(1) == fresh.id_number.open()
    assert number(1) not in repr(fresh.id_number)


def test_columns_of_the_person_are_shown_masked_to_those_who_do_not_work_with_them(isolations, console, person, line):
    record = writing.save(isolations, console, line(**{"person.phone": "15400000001"}))
    name, phone = isolations.by_name["person.name"], isolations.by_name["person.phone"]
    assert name.text(record, isolations.sight(person("clerk", "单县"))) == "王建国"
    assert name.text(record, isolations.sight(person("leader", "单县"))) == name.text(record) == "王**"
    assert phone.text(record, isolations.sight(console)) == "154****0001"


def test_a_reveal_needs_right_and_reason_and_is_on_record(isolations, console, person, line):
    record = writing.save(isolations, console, line())
    with pytest.raises(writing.Refused):
        registers.reveal(isolations, person("leader", "单县"), record, ["person.id_number"], "想看")
    with pytest.raises(Rejected):
        registers.reveal(isolations, console, record, ["person.id_number"], " ")
    assert registers.reveal(isolations, console, record, ["person.id_number"], "核对身份") == {
        "person.id_number": number(1)
    }
    newest = audit.history("people", record.person_id)[0]
    assert (newest.action, newest.reason) == ("reveal", "核对身份")
    assert number(1) not in str(newest)


def test_releasing_is_an_action_with_its_own_right_and_reason(isolations, console, person, line):
    record = writing.save(isolations, console, line())
    action = isolations.actions[0]
    assert action.name == "release"
    clerk = person("clerk", "单县")
    assert action not in isolations.actions_for(clerk, record)
    doctor = person("health", "单县")
    assert action in isolations.actions_for(doctor, record)


def test_a_line_that_only_finds_neither_makes_nor_changes_what_it_names(isolations, console, line):
    register = registers.get("people.followups")
    record = writing.save(isolations, console, line())
    known = {"isolation.person.name": "王建国", "isolation.person.id_number": number(1), "day": FEBRUARY_2}
    assert writing.save(register, console, known).isolation == record
    with pytest.raises(Rejected) as rejected:
        writing.save(
            register, console, known | {"isolation.person.name": "李四", "isolation.person.id_number": number(2)}
        )
    assert [(at, problem.code) for at, problem in rejected.value.problems] == [
        ("isolation.person.name", "reference_unknown")
    ]
    assert (Person.objects.count(), isolations.model.objects.count()) == (1, 1)


def test_a_record_named_outright_must_be_within_reach_whatever_is_said_of_it(isolations, console, person, line, place):
    said = {"name": "王建国", "id_number": number(1), "division": place("北城街道")}
    hidden = writing.save(registers.get("people"), console, said)
    clerk = person("clerk", "黄岗镇")
    for described in ({"person.phone": "15400000001"}, {"person.id_number": number(2), "person.name": "李四"}):
        values = {name: value for name, value in line().items() if not name.startswith("person.")}
        with pytest.raises(Rejected):
            writing.save(isolations, clerk, {**values, **described, "person": hidden})
    assert not Person.objects.get(pk=hidden.pk).phone
    assert Person.objects.count() == 1


def test_somebody_beyond_reach_is_not_revealed_by_naming_them_on_a_line_of_one_s_own(
    isolations, console, person, line, place
):
    values = {"name": "王建国", "id_number": number(1), "phone": "15400000001", "division": place("北城街道")}
    stranger = writing.save(registers.get("people"), console, values)
    clerk = person("clerk", "黄岗镇")
    record = writing.save(isolations, clerk, line())
    assert record.person_id == stranger.pk
    with pytest.raises(writing.Refused):
        registers.reveal(isolations, clerk, record, ["person.phone"], "核对")
    assert not [change for change in audit.history("people", stranger.pk) if change.action == "reveal"]
