"""The pages of figures: answering a day's numbers, who is silent, and what stands beside each kind of figure."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from shuangying.kernel.accounts.models import Post, User
from shuangying.kernel.divisions.models import Home
from shuangying.kernel.figures.answer_pages import to_send
from shuangying.kernel.figures.declaration import Source, Target, latest
from shuangying.kernel.figures.models import Tally
from shuangying.kernel.figures.panels import asked_of_me, who_is_silent
from shuangying.kernel.parties.models import Unit
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.writing import save
from shuangying.modules.command.models import ResponseLevel

DAY = date(2020, 3, 5)
TEXT = {"label": "Trial", "definition": "Trial."}


@pytest.fixture
def today(place):
    """The home's day."""
    Home.objects.update(today=DAY)


@pytest.fixture
def unit(place, console):
    """A checkpoint that owes both figures of the trial: unit("黄岗卡口", "黄岗镇")."""

    def make(name, of, **duty):
        made = save(
            registers.get("parties.units"), console, {"name": name, "kind": "checkpoint", "division": place(of)}
        )
        for figure in ("parties.trial.day", "parties.trial.departments"):
            told = {"unit": made, "figure": figure, "from_on": date(2020, 3, 1), **duty}
            save(registers.get("figures.duties"), console, told)
        return made

    return make


@pytest.fixture
def enter(client, place, today):
    """Log somebody in: enter("village", "黄岗镇", unit)."""

    def log_in(role, division, at=None):
        user = User.objects.create(login=f"{role}-{division}", name="某人")
        Post.objects.create(user=user, role=role, division=place(division), from_on=date(2020, 1, 1), unit=at)
        client.force_login(user)
        return client

    return log_in


def field(unit, figure="parties.trial.day"):
    return f"{unit.uid}:{figure}"


def said():
    return dict(Tally.objects.live().values_list("figure", "value"))


def test_a_unit_answers_all_its_numbers_at_once(trial, unit, enter):
    gate = unit("黄岗卡口", "黄岗镇")
    unit("北卡口", "北城街道")
    browser = enter("village", "黄岗镇", gate)
    page = browser.get(reverse("answer"))
    assert [one["name"] for one in page.context["sheets"][0]["questions"]] == [
        field(gate),
        field(gate, "parties.trial.departments"),
    ]
    browser.post(reverse("answer"), {field(gate): "120", field(gate, "parties.trial.departments"): "０"})
    assert said() == {"parties.trial.day": 120, "parties.trial.departments": 0}
    assert {one.answered_on for one in Tally.objects.all()} == {DAY}
    assert browser.get(reverse("answer")).context["open"] == 0


def test_a_zero_is_one_button_and_the_rest_another(trial, unit, enter):
    gate = unit("黄岗卡口", "黄岗镇")
    browser = enter("village", "黄岗镇", gate)
    browser.post(reverse("answer"), {"zero": field(gate)})
    assert said() == {"parties.trial.day": 0}
    browser.post(reverse("answer"), {field(gate): "7", f"{field(gate)}:version": "1", "zero": "all"})
    assert said() == {"parties.trial.day": 7, "parties.trial.departments": 0}


def test_an_empty_line_is_no_answer(trial, unit, enter):
    gate = unit("黄岗卡口", "黄岗镇")
    browser = enter("village", "黄岗镇", gate)
    browser.post(reverse("answer"), {field(gate): " ", field(gate, "parties.trial.departments"): "3"})
    assert said() == {"parties.trial.departments": 3}


def test_what_cannot_be_read_stays_on_the_page_and_the_rest_is_written(trial, unit, enter):
    gate = unit("黄岗卡口", "黄岗镇")
    browser = enter("village", "黄岗镇", gate)
    page = browser.post(reverse("answer"), {field(gate): "约120", field(gate, "parties.trial.departments"): "3"})
    assert page.status_code == 422
    assert [one["value"] for one in page.context["sheets"][0]["questions"]] == ["约120", "3"]
    assert said() == {"parties.trial.departments": 3}


def test_a_correction_keeps_the_day_of_the_answer_and_adds_to_the_history(trial, unit, enter):
    gate = unit("黄岗卡口", "黄岗镇")
    browser = enter("village", "黄岗镇", gate)
    browser.post(reverse("answer"), {field(gate): "120"})
    Home.objects.update(today=DAY + timedelta(days=2))
    browser.post(f"{reverse('answer')}?as_of={DAY}", {field(gate): "118", f"{field(gate)}:version": "1"})
    tally = Tally.objects.get()
    assert (tally.value, tally.version, tally.late) == (118, 2, False)


def test_an_answer_after_the_day_is_late(trial, unit, enter):
    gate = unit("黄岗卡口", "黄岗镇")
    browser = enter("village", "黄岗镇", gate)
    yesterday = DAY - timedelta(days=1)
    assert browser.get(f"{reverse('answer')}?as_of={yesterday}").context["late"]
    browser.post(f"{reverse('answer')}?as_of={yesterday}", {field(gate): "1"})
    assert Tally.objects.get().late


def test_two_who_answer_at_once_do_not_overwrite_each_other(trial, unit, enter):
    gate = unit("黄岗卡口", "黄岗镇")
    browser = enter("village", "黄岗镇", gate)
    browser.post(reverse("answer"), {field(gate): "120"})
    page = browser.post(reverse("answer"), {field(gate): "130", f"{field(gate)}:version": ""})
    assert "已有人上报为120" in page.content.decode()
    assert said() == {"parties.trial.day": 120}
    question = page.context["sheets"][0]["questions"][0]
    browser.post(reverse("answer"), {field(gate): "130", f"{field(gate)}:version": question["version"]})
    assert said() == {"parties.trial.day": 130}


def test_nobody_answers_for_another_unit(trial, unit, enter):
    gate, other = unit("黄岗卡口", "黄岗镇"), unit("北卡口", "北城街道")
    browser = enter("village", "黄岗镇")
    assert browser.get(reverse("answer")).context["single"] == gate
    assert browser.get(f"{reverse('answer')}?unit={other.uid}").status_code == 404
    browser.post(reverse("answer"), {field(other): "5", field(gate): "6"})
    assert list(Tally.objects.values_list("unit", "value")) == [(gate.pk, 6)]


def test_who_looks_after_many_units_chooses_one(trial, unit, enter):
    gates = [unit(f"{name}卡口", "黄岗镇") for name in "东南西北"]
    browser = enter("clerk", "单县")
    page = browser.get(reverse("answer"))
    assert (page.context["sheets"], len(page.context["units"])) == ([], 4)
    browser.post(f"{reverse('answer')}?unit={gates[0].uid}", {"zero": "all"})
    assert [one["open"] for one in browser.get(reverse("answer")).context["units"]] == [2, 2, 2, 0]


def test_a_unit_that_keeps_records_is_asked_for_a_zero_only(trial, unit, enter, console, place):
    gate = unit("黄岗卡口", "黄岗镇", records_from=date(2020, 3, 1))
    browser = enter("village", "黄岗镇", gate)
    assert browser.get(reverse("answer")).context["open"] == 2
    told = {"name": "甲", "kind": "department", "division": place("黄岗镇"), "from_on": DAY, "parent": gate}
    save(registers.get("parties.units"), console, told)
    page = browser.get(reverse("answer"))
    assert [one["records"] for one in page.context["sheets"][0]["questions"]] == [1, 1]
    assert page.context["open"] == 0


def test_who_may_not_report_has_no_such_page(enter):
    assert enter("leader", "单县").get(reverse("answer")).status_code == 404


def test_who_is_silent_stands_by_township_with_a_text_to_send(trial, unit, enter):
    gate = unit("黄岗卡口", "黄岗镇")
    unit("北卡口", "北城街道")
    enter("village", "黄岗镇", gate).post(reverse("answer"), {field(gate): "1"})
    browser = enter("leader", "单县")
    page = browser.get(reverse("silent"))
    names = [(group["name"], [one["name"] for one in group["units"]]) for group in page.context["groups"]]
    assert names == [("北城街道", ["北卡口"]), ("黄岗镇", ["黄岗卡口"])]
    assert page.context["text"].splitlines()[1:3] == [
        "北城街道：北卡口（Trial、Trial，自3月1日起，已5天）",
        "黄岗镇：黄岗卡口（Trial，自3月1日起，已5天）",
    ]
    only = browser.get(f"{reverse('silent')}?figure=parties.trial.day")
    assert [group["name"] for group in only.context["groups"]] == ["北城街道"]
    assert to_send([], DAY) == ""


def test_who_is_silent_stays_within_the_reader_s_scope(trial, unit, enter):
    unit("黄岗卡口", "黄岗镇")
    unit("北卡口", "北城街道")
    page = enter("village", "黄岗镇").get(reverse("silent"))
    assert [group["name"] for group in page.context["groups"]] == ["黄岗镇"]


def test_today_says_what_i_owe_and_who_is_silent(trial, unit, rf, person, console):
    gate = unit("黄岗卡口", "黄岗镇")
    request = rf.get("/")
    request.as_of, request.today, request.actor = DAY, DAY, person("village", "黄岗镇")
    assert [line["url"] for line in asked_of_me(request)] == [f"{reverse('answer')}?unit={gate.uid}"]
    assert [line["text"] for line in who_is_silent(request)] == ["黄岗卡口：Trial、Trial"]


def test_every_kind_of_figure_has_its_page(trial, unit, enter, console, place):
    gate = unit("黄岗卡口", "黄岗镇")
    Target("parties.trial.ever", period=2020, value="10", stretch="20")
    level = latest("parties.trial.level", ResponseLevel, **TEXT, at="from_at", value="level")
    superiors = trial.source.distinct("parties.trial.superiors", "parent", **TEXT)
    browser = enter("clerk", "单县")
    browser.post(reverse("answer"), {field(gate): "3"})
    for figure in (trial.day, trial.ever, trial.departments, trial.share, level, superiors):
        page = browser.get(reverse("figure", args=[figure.id]))
        assert page.status_code == 200, figure.id
    page = browser.get(reverse("figure", args=["parties.trial.ever"]))
    assert "占力争目标的15%" in page.content.decode()
    assert page.context["units"][0]["text"] == "3"
    assert browser.get(reverse("figures")).status_code == 200


def test_a_number_of_the_day_stands_beside_its_running_total(trial, unit, enter):
    page = enter("clerk", "单县").get(reverse("figures"))
    lines = {line["id"]: line for section in page.context["sections"] for line in section["lines"]}
    assert "parties.trial.day" not in lines
    assert lines["parties.trial.ever"]["day"]["url"] == reverse("figure", args=["parties.trial.day"])


def test_the_list_of_all_figures_is_counted_anew_after_a_change(declared, enter, console, place):
    figure = Source(Unit, on="from_on").count("parties.trial.new", **TEXT)
    browser = enter("clerk", "单县")

    def shown():
        page = browser.get(reverse("figures"))
        return next(line for part in page.context["sections"] for line in part["lines"] if line["id"] == figure.id)

    assert shown()["values"][-1] is None
    told = {"name": "甲", "kind": "other", "division": place("黄岗镇"), "from_on": DAY}
    save(registers.get("parties.units"), console, told)
    assert (shown()["text"], shown()["values"][-1]) == ("1", 1)
