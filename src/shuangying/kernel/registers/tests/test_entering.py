"""What one meets when entering a record with its parts: grids, typed references, sealed values, nothing lost."""

from datetime import date

import pytest

from shuangying.kernel.accounts.api import User
from shuangying.kernel.parties.models import Household, Person
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers import writing
from shuangying.modules.projects.models import Progress, Project

NUMBER = "372999197906200040"
PHONE = "15400001234"
LI_VILLAGE = "371722103201"


@pytest.fixture
def clerk(person, client):
    client.force_login(User.objects.get(login=person("clerk", "单县").login))
    return client


@pytest.fixture
def write(console):
    return lambda id, record=None, **values: writing.save(registers.get(id), console, values, record=record)


@pytest.fixture
def bridge(write, place):
    return write("projects", name="黄岗大桥", division=place("黄岗镇"))


@pytest.fixture
def zhang(write, place):
    return write("people", name="张三", division=place("李庄村民委员会"), id_number=NUMBER, phone=PHONE)


def months():
    return [(one.month, one.invested) for one in Progress.objects.live().order_by("month")]


def line(number, **values):
    return {f"projects.progress.{number}.{name}": value for name, value in values.items()}


def test_a_record_and_its_lines_are_entered_in_one_form(clerk, place):
    typed = {
        "name": "桥",
        "division": "371722103000",
        **line(0, month="2020-01", invested="500"),
        **line(1, month="", invested=" "),
        **line(7, month="2月", invested="1亿元"),
    }
    answer = clerk.post("/r/projects/new", {**typed, **line(7, month="2020年2月", invested="1亿元")})
    assert answer.status_code == 302, answer.content.decode()
    assert months() == [(date(2020, 1, 1), 5_000_000), (date(2020, 2, 1), 100_000_000)]


def test_a_wrong_cell_is_named_at_the_cell_and_nothing_is_written_or_lost(clerk, place):
    typed = {
        "name": "桥",
        "division": "371722103000",
        "investment": "3亿元",
        **line(0, month="2020-01", invested="很多"),
        **line(3, month="", invested="7"),
    }
    answer = clerk.post("/r/projects/new", typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert not Project.objects.exists()
    for kept in ("桥", "3亿元", "2020-01", "很多", 'value="7"'):
        assert kept in page
    assert 'id="e-projects.progress.0.invested"' in page
    assert 'id="e-projects.progress.3.month"' in page


def test_what_the_register_says_of_a_line_stands_at_the_line(clerk, place):
    typed = {
        "name": "桥",
        "division": "371722103000",
        **line(0),
        **line(4, month="2020-01", invested="1"),
        **line(5, month="2020-01", invested="2"),
    }
    answer = clerk.post("/r/projects/new", typed)
    assert answer.status_code == 422
    wrong = [
        row for row in answer.context["grids"][0]["lines"] if row["others"] or any(f["problems"] for f in row["fields"])
    ]
    assert [row["prefix"] for row in wrong] == ["projects.progress.5."]
    assert not Project.objects.exists()


def test_a_line_goes_with_a_reason_and_stays_without_one(clerk, bridge, write):
    january = write("projects.progress", project=bridge, month=date(2020, 1, 1), invested=1)
    february = write("projects.progress", project=bridge, month=date(2020, 2, 1), invested=1)
    kept = {
        number: {"uid": str(one.uid), "version": one.version, "month": one.month.strftime("%Y-%m"), "invested": "1"}
        for number, one in enumerate((january, february))
    }
    typed = {"name": "黄岗大桥", "division": "371722103000", "version": bridge.version}
    lines = line(0, **kept[0], removed="填错") | line(1, **kept[1], removed=" ")
    assert clerk.post(f"/r/projects/{bridge.uid}/edit", typed | lines).status_code == 302
    assert months() == [(date(2020, 2, 1), 10_000)]
    january.refresh_from_db()
    assert january.deletion_reason == "填错"


def test_a_line_that_somebody_else_changed_shows_both_and_is_saved_when_sent_again(clerk, bridge, write):
    january = write("projects.progress", project=bridge, month=date(2020, 1, 1), invested=1)
    seen = january.version
    write("projects.progress", january, invested=20_000)
    typed = {"name": "黄岗大桥改", "division": "371722103000", "version": bridge.version}
    typed |= line(0, uid=str(january.uid), version=seen, month="2020-01", invested="3")
    answer = clerk.post(f"/r/projects/{bridge.uid}/edit", typed)
    assert answer.status_code == 409
    assert months() == [(date(2020, 1, 1), 20_000)]
    page = answer.content.decode()
    assert "第1行" in page
    assert "黄岗大桥改" in page
    again = typed | line(0, version=seen + 1)
    assert clerk.post(f"/r/projects/{bridge.uid}/edit", again).status_code == 302
    assert months() == [(date(2020, 1, 1), 30_000)]


def test_a_line_deleted_meanwhile_is_told_and_entered_anew_only_when_sent_again(clerk, bridge, write, console):
    january = write("projects.progress", project=bridge, month=date(2020, 1, 1), invested=1)
    writing.delete(registers.get("projects.progress"), console, january, "重复")
    typed = {"name": "黄岗大桥", "division": "371722103000", "version": bridge.version}
    typed |= line(0, uid=str(january.uid), version=1, month="2020-01", invested="3")
    answer = clerk.post(f"/r/projects/{bridge.uid}/edit", typed)
    assert answer.status_code == 422
    assert "此行已被他人删除" in answer.content.decode()
    assert months() == []
    assert f'value="{january.uid}"' not in answer.content.decode()


def test_a_sealed_value_left_empty_stays_one_typed_replaces_it_and_a_tick_takes_it_away(clerk, zhang):
    url = f"/r/people/{zhang.uid}/edit"
    page = clerk.get(url).content.decode()
    assert NUMBER not in page
    assert 'placeholder="372*************40"' in page
    typed = {"name": "张三", "division": LI_VILLAGE, "id_number": "", "phone": ""}

    def saved(**more):
        zhang.refresh_from_db()
        assert clerk.post(url, {**typed, "version": zhang.version, **more}).status_code == 302
        return Person.objects.get()

    assert saved(address="李庄1号").id_number == NUMBER
    assert saved(phone="15400009999").phone == "15400009999"
    kept = saved(**{"phone-clear": "1"})
    assert (kept.id_number, kept.phone) == (NUMBER, None)


def test_a_wrong_number_comes_back_as_typed_with_the_reason(clerk, place):
    answer = clerk.post("/r/people/new", {"name": "李四", "division": LI_VILLAGE, "id_number": "372999197906200041"})
    assert answer.status_code == 422
    assert 'value="372999197906200041"' in answer.content.decode()
    assert not Person.objects.exists()


def test_a_division_among_many_is_typed_and_one_that_was_chosen_stays(clerk, place, monkeypatch):
    monkeypatch.setattr("shuangying.kernel.registers.forms.MOST_OPTIONS", 1)
    assert "data-choose" in clerk.get("/r/projects/new").content.decode()
    chosen = {"division": "371722103000", "division-text": "黄岗镇", "division-shown": "黄岗镇"}
    assert clerk.post("/r/projects/new", {"name": "甲", **chosen}).status_code == 302
    retyped = chosen | {"division-text": "北城街道"}
    assert clerk.post("/r/projects/new", {"name": "乙", **retyped}).status_code == 302
    assert dict(Project.objects.values_list("name", "division__name")) == {"甲": "黄岗镇", "乙": "北城街道"}
    unknown = clerk.post("/r/projects/new", {"name": "丙", **(chosen | {"division-text": "黄岗乡"})})
    assert unknown.status_code == 422
    assert 'value="黄岗乡"' in unknown.content.decode()


def test_members_are_entered_in_the_form_of_their_household(clerk, place):
    typed = {
        "code": "0010010001",
        "head": "张三",
        "division": LI_VILLAGE,
        "people.0.name": "张三",
        "people.0.id_number": NUMBER,
        "people.0.resident": "1",
        "people.1.name": "",
        "people.1.resident": "1",
    }
    answer = clerk.post("/r/people.households/new", typed)
    assert answer.status_code == 302, answer.content.decode()
    (member,) = Person.objects.all()
    assert (member.household, member.sex) == (Household.objects.get(), "female")


def test_who_may_not_write_the_parts_is_shown_no_grid(person, client, bridge, monkeypatch):
    part = registers.get("projects.progress")
    monkeypatch.setattr(type(part), "may", {})
    client.force_login(User.objects.get(login=person("clerk", "单县").login))
    assert "data-grid" not in client.get(f"/r/projects/{bridge.uid}/edit").content.decode()


def test_a_record_with_very_many_parts_shows_no_grid(clerk, bridge, write, monkeypatch):
    monkeypatch.setattr("shuangying.kernel.registers.grids.MOST_LINES", 1)
    for month in (1, 2):
        write("projects.progress", project=bridge, month=date(2020, month, 1), invested=1)
    assert "data-grid" not in clerk.get(f"/r/projects/{bridge.uid}/edit").content.decode()


def test_a_part_opened_from_its_whole_is_entered_there(clerk, bridge):
    page = clerk.get(f"/r/projects.progress/new?project={bridge.uid}").content.decode()
    assert f'value="{bridge.uid}" selected' in page
    typed = {"project": str(bridge.uid), "month": "2020-03", "invested": "5"}
    assert clerk.post("/r/projects.progress/new", typed).status_code == 302
    assert Progress.objects.get().project == bridge
