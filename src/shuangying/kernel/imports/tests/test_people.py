"""Lists of people: whom a row means, what is found wrong with their numbers, and that no number is kept in plain."""

from datetime import date

import pytest
from django.db import connection

from shuangying.core.sheets.tests.messy import xlsx
from shuangying.kernel.imports import api as imports
from shuangying.kernel.imports.identities import Known
from shuangying.kernel.imports.models import Decision, ImportRow
from shuangying.kernel.imports.tests.sheets import number
from shuangying.kernel.parties.models import Person
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers import writing
from shuangying.modules.people.models import Isolation

pytestmark = pytest.mark.postgres

HEAD = ["姓名", "性别", "身份证号", "联系电话", "村居", "隔离方式", "隔离开始日期", "隔离原因"]
TITLE = ["隔离人员名单（截至2020年2月10日）"]


def row(name="王建国", order=1, phone="15400000001", day="2月2日", sex=None, place="李庄村"):
    return [name, sex, number(order) if order else None, phone, place, "居家隔离", day, "返乡"]


@pytest.fixture
def load(console, place):
    def run(rows, register="people.isolations", head=HEAD, **choices):
        actor = choices.pop("actor", console)
        content = xlsx([TITLE, head, *rows]) if head else rows
        return imports.run_import(registers.get(register), actor, content, **{"name": "名单.xlsx", **choices})

    return run


def counted(outcome):
    found = outcome.json()
    return tuple(found[key] for key in ("created", "updated", "unchanged", "review", "rejected"))


def problems(outcome):
    return [(one["cell"], one["code"]) for one in outcome.json()["problems"]]


def test_a_row_says_whether_its_person_is_known_or_new_and_writes_nothing_before(load):
    tried = load([row(order=1), row("李秀英", 2)], dry_run=True)
    assert [line.named for line in tried.lines if line.kind == "data"] == [{"person": "new"}, {"person": "new"}]
    assert not Person.objects.exists()
    assert counted(load([row(order=1)])) == (1, 0, 0, 0, 0)
    again = load([row(order=1, day="3月1日"), row("李秀英", 2)], dry_run=True)
    assert [line.named for line in again.lines if line.kind == "data"] == [{"person": "known"}, {"person": "new"}]


def test_the_same_list_twice_is_unchanged_and_a_new_phone_is_told(load):
    rows = [row(order=1), row("李秀英", 2), row("张三", 0)]
    assert counted(load(rows)) == (3, 0, 0, 0, 0)
    assert counted(load(rows)) == (0, 0, 3, 0, 0)
    assert Person.objects.count() == 3
    outcome = load([row(order=1, phone="15499999999")])
    assert counted(outcome) == (0, 1, 0, 0, 0)
    assert next(line for line in outcome.lines if line.kind == "data").changes == {"person.phone": ["●●●", "●●●"]}
    assert Person.objects.get(name="王建国").phone.open() == "15499999999"


def test_a_number_that_was_made_a_number_is_returned_with_its_cell_and_what_to_do(load):
    damaged = row()
    damaged[2] = float(number(1)[:17] + "0")
    outcome = load([damaged, row("李秀英", 2)])
    assert counted(outcome) == (1, 0, 0, 0, 1)
    (problem,) = outcome.json()["problems"]
    assert (problem["cell"], problem["code"]) == ("C3", "number_lost_digits")
    assert "文本" in problem["message"]
    assert not Person.objects.filter(name="王建国").exists()


def test_a_sex_or_birth_date_that_contradicts_the_number_names_both_cells(load):
    outcome = load([row(order=1, sex="女")])
    assert problems(outcome) == [("B3", "id_sex_differs"), ("C3", "id_sex_differs")]
    people = [["王建国", number(1), "1980-01-02", "李庄村"]]
    outcome = load(people, "people", ["姓名", "身份证号", "出生日期", "村居"])
    assert problems(outcome) == [("C3", "id_birth_differs"), ("B3", "id_birth_differs")]


def test_an_old_number_of_15_digits_is_the_same_person(load):
    load([row(order=1)])
    old = row(day="3月1日")
    old[2] = number(1)[:6] + number(1)[8:17]
    outcome = load([old], dry_run=True)
    assert outcome.lines[2].named == {"person": "known"}


def test_no_number_is_kept_in_plain_whatever_is_wrong_with_it(load, console):
    wrong = number(7)[:17] + "Y"
    swapped = row(order=3)
    swapped[0], swapped[6] = number(4), number(5)
    bad = row("李秀英", 2)
    bad[2], bad[3] = wrong, "15400000002、15400000003"
    rows = [row(order=1), bad, swapped, row("王建国", 6), row("王建国", 0), row("王建国", 0)]
    outcome = load(rows)
    held = [line for line in outcome.lines if line.outcome == "review"]
    for line in held:
        imports.settle(outcome.record, console, line.at, "new")
    with connection.cursor() as cursor:
        told = []
        for model in (ImportRow, Decision, type(outcome.record)):
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")
            told += [str(value) for found in cursor.fetchall() for value in found]
    told = " ".join([*told, str(outcome.json())])
    for plain in (number(1), number(4), number(5), number(6), wrong, "15400000001", "15400000002"):
        assert plain not in told


def test_two_of_one_name_in_a_village_are_held_and_two_numbers_are_two_people(load):
    assert counted(load([row("王芳", 1), row("王芳", 2)])) == (2, 0, 0, 0, 0)
    outcome = load([row("王芳", 0, phone=None, day="3月1日")])
    assert problems(outcome) == [("A3", "reference_several")]
    outcome = load([["王芳", "李庄村"]], "people", ["姓名", "村居"])
    assert [(line.why, len(line.candidates)) for line in outcome.lines if line.kind == "data"] == [("several", 2)]
    assert counted(load([["王芳", "黄岗镇"]], "people", ["姓名", "村居"])) == (1, 0, 0, 0, 0)


def test_an_import_is_undone_with_the_people_that_it_brought_and_nobody_else_needs(load, console):
    load([row(order=1)])
    writing.save(
        registers.get("people.isolations"),
        console,
        {"released_on": date(2020, 2, 16), "outcome": "completed"},
        record=Isolation.objects.get(),
    )
    outcome = load([row(order=1, day="3月1日"), row("赵六", 4), row("李秀英", 2)])
    assert counted(outcome) == (3, 0, 0, 0, 0)
    load([["李秀英", "15400000001", "2月3日"]], "people.red_agents", ["代办员", "联系电话", "上岗日期"])
    imports.undo(outcome.record, console)
    assert set(Person.objects.live().values_list("name", flat=True)) == {"王建国", "李秀英"}
    assert Isolation.objects.live().count() == 1


def test_an_undo_gives_back_the_number_that_an_import_overwrote(load, console):
    people = ["姓名", "身份证号", "联系电话", "村居"]
    load([["王建国", number(1), "15400000001", "李庄村"]], "people", people)
    outcome = load([["王建国", number(1), "15400000002", "李庄村"]], "people", people)
    assert counted(outcome) == (0, 1, 0, 0, 0)
    imports.undo(outcome.record, console)
    assert Person.objects.get().phone.open() == "15400000001"


def test_an_import_is_not_undone_once_others_refer_to_its_people(load, console):
    outcome = load([["王建国", number(1), "15400000001", "李庄村"]], "people", ["姓名", "身份证号", "联系电话", "村居"])
    load([row(order=1)])
    with pytest.raises(imports.Invalid) as raised:
        imports.undo(outcome.record, console)
    assert raised.value.problem.code == "undo_touched"


def test_somebody_of_another_township_is_known_by_number_and_not_told_of(load, person):
    load([["王建国", number(1), "15400000001", "黄岗镇"]], "people", ["姓名", "身份证号", "联系电话", "村居"])
    clerk = person("clerk", "北城街道")
    outcome = load([row(order=1, phone="15499999999", place="北关社区居民委员会")], actor=clerk, dry_run=True)
    line = outcome.lines[2]
    assert (line.named, line.problems) == ({"person": "known"}, [])
    assert "15400000001" not in str(line.changes)
    assert line.changes["person.phone"][0] is None


def test_of_a_large_register_only_those_are_read_that_the_rows_may_mean(load, console, place, monkeypatch):
    people = registers.get("people")
    values = [
        {"name": f"村民{n}", "division": place("李庄村民委员会"), "id_number": number(n), "phone": f"1540000{n:04}"}
        for n in range(1, 40)
    ]
    writing.save_many(people, console, [writing.Change(one) for one in values])
    monkeypatch.setattr("shuangying.kernel.imports.identities.SMALL", 20)
    seen = []
    monkeypatch.setattr(
        Known, "match", lambda self, row, match=Known.match: (seen.append(len(self.values)), match(self, row))[1]
    )
    head = ["姓名", "身份证号", "联系电话", "村居"]
    rows = [
        ["村民1", number(1), None, None],
        ["村 民 2", None, "15400000002", None],
        ["村民3", None, None, "李庄村"],
        ["村民3", number(99), None, "李庄村"],
        ["生人", None, None, "李庄村"],
    ]
    outcome = load(rows, "people", head)
    assert counted(outcome) == (2, 0, 3, 0, 0)
    assert max(seen) <= 4
