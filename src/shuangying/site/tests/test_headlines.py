"""What stands first on Today and on the wall, and that both show only what the person may know."""

from datetime import UTC, date, datetime

import pytest
from django.apps import apps

from shuangying.kernel.accounts.api import User
from shuangying.kernel.divisions.models import Home
from shuangying.kernel.figures.api import all_figures
from shuangying.kernel.parties.models import Person
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.api import reveal
from shuangying.kernel.registers.writing import Change, save, save_many
from shuangying.site import headlines

DAY = date(2020, 3, 5)


@pytest.fixture
def county(place, console):
    """Two in isolation, one project started on the day."""
    Home.objects.filter(pk=1).update(today=DAY)
    people, isolations = registers.get("people"), registers.get("people.isolations")
    for name, village, begun in (("张三", "李庄村民委员会", DAY), ("李四", "北关社区居民委员会", date(2020, 3, 1))):
        person = save(people, console, {"name": name, "division": place(village)})
        values = {"person": person, "kind": "home", "from_on": begun, "cause": "外省返乡"}
        save(isolations, console, values)
    project = {"name": "桥", "division": place("黄岗镇"), "started_on": DAY}
    save_many(registers.get("projects"), console, [Change(project)])


@pytest.fixture
def of(client, person):
    def log_in(role, division="单县"):
        client.force_login(User.objects.get(login=person(role, division).login))
        return client

    return log_in


def test_every_figure_named_in_a_headline_is_declared_or_of_a_field_not_yet_in_use():
    declared = {figure.id for figure in all_figures()}
    wanted = {*headlines.WALL, *(id for ids in headlines.BY_ROLE.values() for id in ids)}
    used = {id for id in wanted if apps.is_installed(f"shuangying.modules.{id.partition('.')[0]}")}
    assert used <= declared


def test_of_each_front_no_more_than_six_figures_are_shown():
    fronts = headlines.by_front(headlines.known(headlines.WALL))
    assert all(len(found) <= headlines.MOST for found in fronts.values())
    assert fronts["epidemic"]
    assert fronts["development"]


def test_today_shows_both_fronts_of_ones_own_scope(of, county):
    page = of("clerk", "黄岗镇").get("/")
    fronts = {
        front["front"]: {tile["id"]: tile["text"] for tile in front["figures"]} for front in page.context["fronts"]
    }
    assert fronts["epidemic"]["people.isolation.current.count"] == "1"
    assert fronts["development"]["projects.started.count"] == "1"


def test_today_shows_nobody_a_figure_that_they_may_not_know(of, county):
    page = of("health", "单县").get("/")
    shown = {tile["id"] for front in page.context["fronts"] for tile in front["figures"]}
    assert "people.isolation.current.count" in shown
    assert not {id for id in shown if id.startswith("projects.")}


def test_acts_of_one_person_on_one_register_are_one_line_and_looks_are_none(of, county, console):
    reveal(registers.get("people"), console, Person.objects.get(name="张三"), ["phone"], "核对")
    lines = [change["text"] for change in of("clerk").get("/").context["changes"]]
    assert lines[0].startswith("重点项目")
    assert not [line for line in lines if "隐藏" in line]


def test_the_wall_shows_both_fronts_the_change_of_the_day_and_a_map(of, county):
    page = of("leader").get("/wall").context
    assert {figure["id"]: figure["text"] for figure in page["halves"]["epidemic"]}[
        "people.isolation.current.count"
    ] == "2"
    assert page["map_front"] == "epidemic"
    assert "隔离留观 +1人" in [part["text"] for part in page["headline"]]


def test_the_wall_shows_another_map_when_asked_and_none_that_is_unknown(of, county):
    leader = of("leader")
    assert leader.get("/wall?map=projects.started.count").context["map_front"] == "development"
    assert leader.get("/wall?map=nothing").context["map_front"] == "epidemic"


def test_the_wall_is_closed_to_whom_the_whole_county_is(of, county):
    assert of("leader", "黄岗镇").get("/wall").status_code == 404


def test_the_level_of_response_stands_in_the_bar_as_of_the_day(of, county, console, place):
    values = {
        "level": 1,
        "division": place("单县"),
        "issuer": "省指挥部",
        "from_at": datetime(2020, 1, 24, 4, tzinfo=UTC),
    }
    save(registers.get("command.response_levels"), console, values)
    clerk = of("clerk")
    assert "Ⅰ级响应" in clerk.get("/figures/").content.decode()
    assert "Ⅰ级响应" not in clerk.get("/figures/?as_of=2020-01-20").content.decode()
