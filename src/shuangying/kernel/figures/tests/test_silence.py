"""Who owes an answer and is silent, since when, and what stands beside a figure about each unit."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.figures import api as figures
from shuangying.kernel.figures.by_unit import said_by_units
from shuangying.kernel.figures.declaration import Source, Target
from shuangying.kernel.figures.silence import owed, silences
from shuangying.kernel.figures.targets import reached
from shuangying.kernel.parties.models import Site
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.api import TOWNSHIP
from shuangying.kernel.registers.writing import Rejected, save
from shuangying.modules.projects.models import Project

DAY = date(2020, 3, 5)
TEXT = {"label": "Trial", "definition": "Trial."}


@pytest.fixture
def post(place, console):
    """Make a checkpoint that owes the trial figure: post("北卡口", "北城街道", from_on=…)."""

    def make(name, of, from_on=date(2020, 3, 1), records_from=None, kind="checkpoint"):
        units = registers.get("parties.units")
        made = save(units, console, {"name": name, "kind": kind, "division": place(of)})
        duty = {"unit": made, "figure": "parties.trial.day", "from_on": from_on, "records_from": records_from}
        save(registers.get("figures.duties"), console, duty)
        return made

    return make


@pytest.fixture
def report(console):
    """Report a number: report(unit, 120, day)."""

    def say(unit, value, day=DAY, answered=None):
        told = {"unit": unit, "figure": "parties.trial.day", "day": day, "value": value, "answered_on": answered or day}
        return save(registers.get("figures.tallies"), console, told)

    return say


def test_who_is_silent_is_named_with_the_day_since_which(trial, post, report, console):
    north, south = post("北卡口", "北城街道"), post("黄岗卡口", "黄岗镇")
    report(north, 3, date(2020, 3, 2))
    report(south, 0)
    found = silences([trial.day], DAY, console)
    assert [(one.reporter.name, one.since, one.days) for one in found] == [("北卡口", date(2020, 3, 3), 3)]
    assert silences([trial.day], date(2020, 2, 29), console) == []


def test_silence_ends_with_the_duty(trial, post, report, console):
    unit = post("北卡口", "北城街道")
    duty = unit.tally_duties.get()
    save(registers.get("figures.duties"), console, {"until_on": DAY}, record=duty)
    assert [one.days for one in silences([trial.day], DAY - timedelta(days=1), console)] == [4]
    assert silences([trial.day], DAY, console) == []


def test_a_unit_that_keeps_records_owes_a_zero_on_an_empty_day(trial, post, report, console):
    unit = post("北卡口", "北城街道", records_from=date(2020, 3, 1))
    assert [one.reporter.key for one in silences([trial.day], DAY, console)] == [unit.pk]
    report(unit, 0)
    assert silences([trial.day], DAY, console) == []


def test_a_township_that_keeps_a_list_is_silent_until_it_has_a_row(declared, place, console, monkeypatch):
    monkeypatch.setattr(type(registers.get("parties.sites")), "kept_by", TOWNSHIP)
    figure = Source(Site).count("t.sites", **TEXT)
    assert figure in owed()
    save(registers.get("parties.sites"), console, {"name": "甲", "division": place("李庄村民委员会")})
    (county,) = figures.values([figure], day=DAY, actor=console)
    assert (county.value, county.basis["silent"]) == (1, ["北城街道"])
    parts = figures.values([figure], day=DAY, actor=console, by="township")
    assert {one.division.name: one.value for one in parts} == {"北城街道": None, "黄岗镇": 1}
    villages = figures.values([figure], day=DAY, actor=console, by="village")
    assert {one.division.name: one.value for one in villages} == {"北关社区居民委员会": None, "李庄村民委员会": 1}
    assert [(one.reporter.name, one.since) for one in silences([figure], DAY, console)] == [("北城街道", None)]


def test_a_township_s_own_list_says_0_of_a_village_that_is_not_on_it(declared, place, console, monkeypatch):
    monkeypatch.setattr(type(registers.get("parties.sites")), "kept_by", TOWNSHIP)
    figure = Source(Site).count("t.sites", **TEXT)
    save(registers.get("parties.sites"), console, {"name": "甲", "division": place("黄岗镇")})
    villages = figures.values([figure], day=DAY, actor=console, by="village")
    assert {one.part or one.division.name: one.value for one in villages} == {
        "北关社区居民委员会": None,
        "李庄村民委员会": 0,
        "unplaced": 1,
    }


def test_beside_a_figure_stands_what_each_unit_says_and_where_its_tally_differs(trial, post, report, console, place):
    north, south = post("北卡口", "北城街道", records_from=DAY), post("黄岗卡口", "黄岗镇")
    post("东卡口", "北城街道")
    report(north, 2)
    report(south, 7, answered=DAY + timedelta(days=1))
    units = registers.get("parties.units")
    save(
        units, console, {"name": "甲", "kind": "other", "division": place("北城街道"), "from_on": DAY, "parent": north}
    )
    said, differences = said_by_units(trial.day, DAY, console, divisions.tree(DAY).county)
    assert [(one.name, one.number, one.counted, one.late) for one in said] == [
        ("东卡口", None, "", False),
        ("北卡口", 1, "records", False),
        ("黄岗卡口", 7, "tally", True),
    ]
    assert [(one.reporter.name, one.tally, one.records, one.counted) for one in differences] == [
        ("北卡口", 2, 1, "records")
    ]
    ever, _differences = said_by_units(trial.ever, DAY, console, divisions.tree(DAY).county)
    assert [(one.name, one.number, one.missing) for one in ever] == [
        ("东卡口", None, 5),
        ("北卡口", 1, 4),
        ("黄岗卡口", 7, 4),
    ]


def test_a_number_of_a_day_that_has_not_come_is_refused(trial, post, report):
    with pytest.raises(Rejected):
        report(post("北卡口", "北城街道"), 1, DAY + timedelta(days=1), answered=DAY)


def test_only_the_kind_of_unit_that_answers_may_owe_it(trial, post):
    with pytest.raises(Rejected) as error:
        post("交通局", "单县", kind="department")
    assert [problem.code for _column, problem in error.value.problems] == ["tally_other_kind"]


def test_a_share_is_taken_of_the_units_known_in_both(trial, post, report, console):
    north, south = post("北卡口", "北城街道"), post("黄岗卡口", "黄岗镇")
    report(north, 4)
    report(south, 100)
    save(
        registers.get("figures.tallies"),
        console,
        {"unit": north, "figure": "parties.trial.departments", "day": DAY, "value": 1, "answered_on": DAY},
    )
    (share,) = figures.values([trial.share], day=DAY, actor=console)
    assert share.value == Decimal("25.0")
    assert figures.course([trial.share], [DAY], console)[trial.share] == [Decimal("25.0")]


def test_how_far_a_target_is_reached(declared, place, console):
    source = Source(Project, on="started_on")
    ever = source.count("t.started.day", **TEXT).to_date("t.started", "Started", "Started.")
    Target("t.started", period=2020, value="4", stretch="8")
    for name, begun in (("甲", date(2019, 6, 1)), ("乙", date(2020, 2, 1)), ("丙", date(2020, 3, 6))):
        save(registers.get("projects"), console, {"name": name, "division": place("单县"), "started_on": begun})
    county = divisions.tree(DAY).county
    (found,) = reached(ever, DAY, console, county)
    assert (found.value, found.share, found.stretch_share) == (1, Decimal("25.0"), Decimal("12.5"))
    assert found.elapsed == Decimal("17.7")
    assert reached(ever, date(2019, 12, 31), console, county) == []
