"""What each kind of figure counts: flows, running totals, different records, latest values, sums of numbers, records as they are."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count

import pytest
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shuangying.core.calendar import SHANGHAI
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.figures import api as figures
from shuangying.kernel.figures.declaration import Source, latest, ratio
from shuangying.kernel.parties.models import Site, Unit
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.listing import Listing
from shuangying.kernel.registers.writing import Change, Refused, delete, save, save_many
from shuangying.modules.command.models import ResponseLevel
from shuangying.modules.projects.models import Progress, Project

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("declared")]

DAY = date(2020, 3, 5)
TEXT = {"label": "Trial", "definition": "Trial."}
NEW = (f"t.new.{n}" for n in count())


def answer(figure, actor, day=DAY, **rest):
    return figures.values([figure], day=day, actor=actor, **rest)[0]


def by_township(figure, actor, day=DAY):
    found = figures.values([figure], day=day, actor=actor, by="township")
    return {one.part or one.division.name: one.value for one in found}


def listed(register, figure, actor, day=DAY):
    return Listing(registers.get(register), actor, day, {"figure": [figure.id]}).count


def at(text):
    return datetime.fromisoformat(f"2020-{text}").replace(tzinfo=SHANGHAI)


@pytest.fixture
def level(place, console):
    """Order a level: level(1, "01-24 09:00", until="03-08 00:00", of="单县")."""

    def order(number, begun, until="", of="单县", issuer="县指挥部"):
        told = {"level": number, "from_at": at(begun), "until_at": at(until) if until else None, "issuer": issuer}
        return save(registers.get("command.response_levels"), console, {"division": place(of), **told})

    return order


@pytest.fixture
def unit(place, console):
    """Set a unit up: unit("甲", "02-24", of="黄岗镇", under=parent)."""

    def make(name, begun="", of="单县", under=None):
        begun = date.fromisoformat(f"2020-{begun}") if begun else None
        told = {"name": name, "kind": "other", "division": place(of), "from_on": begun, "parent": under}
        return save(registers.get("parties.units"), console, told)

    return make


def test_an_instant_counts_on_its_day_in_shanghai(level, console):
    figure = Source(ResponseLevel, on="from_at").count("t.orders", **TEXT)
    level(1, "03-05 00:00")
    level(2, "03-05 23:59")
    level(3, "03-06 00:00")
    level(4, "03-04 23:59")
    assert answer(figure, console).value == 2
    assert [one for _day, one in figures.series(figure, [DAY - timedelta(days=1), DAY], console)] == [1, 2]
    assert listed("command.response_levels", figure, console) == 2


def test_a_running_total_takes_in_all_days_up_to_the_day(unit, console):
    day = Source(Unit, on="from_on").count("t.day", **TEXT)
    ever = day.to_date("t.ever", "Ever", "Ever.")
    for name, begun in (("甲", "02-24"), ("乙", "03-05"), ("丙", "03-06")):
        unit(name, begun)
    assert [answer(one, console).value for one in (day, ever)] == [1, 2]
    assert figures.course([ever], [DAY, DAY + timedelta(days=1)], console)[ever] == [2, 3]
    assert listed("parties.units", ever, console) == 2


def test_days_since_the_last_time_start_at_0_each_place_for_itself_and_are_unknown_before_the_first(unit, console):
    quiet = Source(Unit, on="from_on").days_since("t.quiet", **TEXT)
    unit("甲", "02-28", "黄岗镇")
    unit("乙", "03-03", "北城街道")
    unit("丙", "03-03", "北城街道")
    unit("丁", "03-06", "黄岗镇")
    days = [date(2020, 2, 27), date(2020, 2, 28), date(2020, 3, 2), date(2020, 3, 3), DAY]
    assert [answer(quiet, console, day).value for day in days] == [None, 0, 3, 0, 2]
    assert figures.course([quiet], days, console)[quiet] == [None, 0, 3, 0, 2]
    assert by_township(quiet, console) == {"北城街道": 2, "黄岗镇": 6}
    assert answer(quiet, console).basis["records"] == listed("parties.units", quiet, console) == 3
    assert not quiet.additive


def test_a_flow_of_a_list_that_has_begun_is_0_on_a_day_without_records_and_unknown_before(unit, console):
    day = Source(Unit, on="from_on").count("t.day", **TEXT)
    unit("甲", "02-24")
    days = [date(2020, 2, 23), date(2020, 2, 24), date(2020, 2, 25)]
    assert figures.course([day], days, console)[day] == [None, 1, 0]
    assert [answer(day, console, one).value for one in days] == [None, 1, 0]


def test_a_day_may_stand_in_the_record_that_this_one_names(place, console):
    told = {"name": "甲", "division": place("黄岗镇"), "started_on": date(2020, 2, 24), "investment": Decimal(5)}
    project = save(registers.get("projects"), console, told)
    for month, amount in ((1, 100), (2, 30)):
        values = {"project": project, "month": date(2020, month, 1), "invested": Decimal(amount)}
        save(registers.get("projects.progress"), console, values)
    figure = Source(Progress, on="project__started_on").sum("t.money", "invested", **TEXT)
    assert answer(figure, console, date(2020, 2, 24)).value == Decimal(130)
    assert by_township(figure, console, date(2020, 2, 24))["黄岗镇"] == Decimal(130)


def test_numbers_are_summed_in_their_unit(place, console):
    for name, capacity in (("甲", 30), ("乙", 12), ("丙", None)):
        save(registers.get("parties.sites"), console, {"name": name, "division": place("单县"), "capacity": capacity})
    figure = Source(Site).sum("t.places", "capacity", **TEXT, unit="rooms")
    found = answer(figure, console)
    assert (found.value, found.figure.unit, figures.as_json(found)["value"]) == (42, "rooms", 42)


def test_records_without_days_count_as_they_are_on_every_day(place, console):
    figure = Source(Site).count("t.sites", **TEXT)
    assert answer(figure, console).value is None
    kept = [
        save(registers.get("parties.sites"), console, {"name": name, "division": place("黄岗镇")}) for name in "甲乙"
    ]
    delete(registers.get("parties.sites"), console, kept[0], "entered twice")
    assert [answer(figure, console, day).value for day in (date(2019, 1, 1), DAY)] == [1, 1]
    assert figures.course([figure], [DAY, DAY], console)[figure] == [1, 1]
    assert by_township(figure, console) == {"北城街道": 0, "黄岗镇": 1}


def test_one_who_is_named_in_two_townships_counts_in_both_and_once_in_the_county(unit, console):
    source = Source(Unit, on="from_on")
    day = source.distinct("t.superiors", "parent", **TEXT)
    ever = source.distinct("t.superiors.ever", "parent", **TEXT, to_date=True)
    one, other = unit("局一"), unit("局二")
    unit("甲", "03-05", "黄岗镇", one)
    unit("乙", "03-05", "北城街道", one)
    unit("丙", "03-04", "北城街道", other)
    unit("丁", "03-05", "北城街道")
    assert answer(day, console).value == 1
    assert by_township(day, console) == {"北城街道": 1, "黄岗镇": 1}
    assert by_township(ever, console) == {"北城街道": 2, "黄岗镇": 1}
    assert not day.additive
    found = answer(ever, console)
    assert (found.value, found.basis["records"], found.basis["unknown"]) == (2, 3, 1)
    assert listed("parties.units", ever, console) == 3


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(rows=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 6)), max_size=8))
def test_the_course_of_different_records_is_their_number_on_each_day(place, console, rows):
    Unit.objects.exclude(parent=None).delete()
    Unit.objects.all().delete()
    units = registers.get("parties.units")
    told = [{"name": f"局{n}", "kind": "other", "division": place("单县")} for n in range(3)]
    above = [one.record for one in save_many(units, console, [Change(one) for one in told])]
    save_many(
        units,
        console,
        [
            Change(told[0] | {"name": f"股{n}", "parent": above[which], "from_on": DAY + timedelta(days=after)})
            for n, (which, after) in enumerate(rows)
        ],
    )
    source = Source(Unit, on="from_on")
    both = [source.distinct(next(NEW), "parent", **TEXT, to_date=running) for running in (False, True)]
    days = [DAY + timedelta(days=offset) for offset in range(-1, 8)]
    found = figures.course(both, days, console)
    for position, day in enumerate(days):
        assert [found[one][position] for one in both] == [answer(one, console, day).value for one in both]
        asked = {above[which].pk for which, after in rows if DAY + timedelta(days=after) <= day}
        if found[both[1]][position] is not None:
            assert found[both[1]][position] == len(asked)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(rows=st.lists(st.tuples(st.sampled_from("甲乙"), st.integers(0, 6), st.integers(0, 4)), max_size=6))
def test_the_course_of_different_records_in_a_state_is_their_number_on_each_day(place, console, rows):
    Project.objects.all().delete()
    told = [
        {
            "name": f"第{n}号",
            "division": place(where),
            "started_on": DAY + timedelta(days=begun),
            "completed_on": DAY + timedelta(days=begun + long),
        }
        for n, (where, begun, long) in enumerate((("黄岗镇" if w == "甲" else "北城街道"), b, n) for w, b, n in rows)
    ]
    save_many(registers.get("projects"), console, [Change(one) for one in told])
    source = Source(Project.stage)
    figure = source.distinct(next(NEW), "division", **TEXT, state="started")
    days = [DAY + timedelta(days=offset) for offset in range(-1, 12)]
    course = figures.course([figure], days, console)[figure]
    assert course == [answer(figure, console, day).value for day in days]


def test_a_latest_value_is_the_newest_that_has_not_ended(level, console):
    figure = latest("t.level", ResponseLevel, **TEXT, at="from_at", value="level", until="until_at")
    first = level(1, "01-24 09:00")
    second = level(2, "03-08 00:00", until="05-06 00:00")
    days = [date(2020, *day) for day in ((1, 23), (1, 24), (3, 7), (3, 8), (5, 5), (5, 6))]
    expected = [None, 1, 1, 2, 2, 1]
    assert [answer(figure, console, day).value for day in days] == expected
    assert figures.course([figure], days, console)[figure] == expected
    assert [answer(figure, console, day).record for day in days[1:4]] == [first.uid, first.uid, second.uid]
    assert answer(figure, console, days[0]).basis["records"] == 0


def test_a_division_without_a_value_of_its_own_has_that_of_the_one_above(level, console, place):
    figure = latest("t.level", ResponseLevel, **TEXT, at="from_at", value="level", until="until_at")
    level(2, "02-01 00:00", of="山东省")
    level(1, "02-10 00:00", of="黄岗镇", until="02-20 00:00")
    assert by_township(figure, console, date(2020, 2, 15)) == {"北城街道": 2, "黄岗镇": 1}
    assert by_township(figure, console, date(2020, 2, 20)) == {"北城街道": 2, "黄岗镇": 2}
    assert not figure.additive
    code = f"{figure.id}@{place('黄岗镇').code}"
    listing = Listing(registers.get("command.response_levels"), console, date(2020, 2, 15), {"figure": [code]})
    assert [one.level for one in listing.rows] == [1]


def test_who_may_say_a_latest_value_is_declared(level, console):
    figure = latest("t.level", ResponseLevel, **TEXT, at="from_at", value="level", where=Q(issuer="省政府"))
    level(1, "01-24 09:00")
    assert answer(figure, console).value is None
    level(2, "01-25 09:00", issuer="省政府")
    assert answer(figure, console).value == 2


def test_a_share_may_be_taken_of_two_sources(place, console, unit):
    units = Source(Unit, on="from_on").count("t.units", **TEXT)
    sites = Source(Site).count("t.sites", **TEXT)
    share = ratio("t.share", "Share", "Share.", units, sites)
    assert answer(share, console).value is None
    for name in "甲乙丙":
        save(registers.get("parties.sites"), console, {"name": name, "division": place("黄岗镇")})
    unit("局", "03-05", of="黄岗镇")
    assert answer(share, console).value == Decimal("33.3")
    assert by_township(share, console) == {"北城街道": None, "黄岗镇": Decimal("33.3")}
    assert figures.course([share], [DAY], console)[share] == [Decimal("33.3")]


def test_somebody_who_may_not_count_the_whole_may_not_know_the_share(person, place, monkeypatch):
    units = Source(Unit, on="from_on").count("t.units", **TEXT)
    sites = Source(Site).count("t.sites", **TEXT)
    share = ratio("t.share", "Share", "Share.", units, sites)
    clerk = person("clerk", "黄岗镇")
    assert answer(share, clerk).value is None
    monkeypatch.setattr(type(registers.get("parties.sites")), "may", {})
    with pytest.raises(Refused):
        answer(share, clerk)


def test_all_figures_of_a_flow_ask_the_database_as_often_as_one(unit, console, django_assert_num_queries):
    source = Source(Unit, on="from_on")
    day = source.count("t.day", **TEXT)
    others = [source.count(f"t.{kind}", **TEXT, where=Q(kind=kind)) for kind in ("zone", "other", "village")]
    unit("甲", "03-05")
    divisions.tree(DAY)
    with django_assert_num_queries(2):  # the home, and one statement
        figures.values([day, *others], day=DAY, actor=console)
    with django_assert_num_queries(2):
        figures.values([day, day.to_date("t.ever", "Ever", "Ever."), *others], day=DAY, actor=console)
