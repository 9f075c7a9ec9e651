"""The night of 2 February at the gate: one car, five people, each judged for themselves; and the numbers of the day."""

import re
from datetime import date, datetime

import pytest
from playwright.sync_api import Page, expect

from shuangying.core.calendar import SHANGHAI
from shuangying.kernel.accounts.models import Post, User
from shuangying.kernel.audit import api as audit
from shuangying.kernel.divisions.models import Home
from shuangying.kernel.figures.models import Tally
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.writing import save
from shuangying.modules.gates.models import Passage, Traveller
from tests.browser.axe import assert_no_axe_faults

NIGHT = date(2020, 2, 2)
AT = datetime(2020, 2, 2, 3, 20, tzinfo=SHANGHAI)
NUMBER = "372999197906200040"
PEOPLE = (
    ("王某某", NUMBER),
    ("李某某", ""),
    ("李某甲", ""),
    ("李某乙", ""),
    ("李某丙", ""),
)
OBSERVED = tuple(name for name, _number in PEOPLE[1:])


@pytest.fixture
def write(transactional_db, console):
    return lambda id, **values: save(registers.get(id), console, values)


@pytest.fixture
def gate(write, place):
    """The checkpoint 单县北, set up on 27 January, on the night."""
    Home.objects.filter(pk=1).update(today=NIGHT)
    return write(
        "gates.checkpoints",
        name="单县北检查站",
        kind="expressway",
        division=place("黄岗镇"),
        set_up_on=date(2020, 1, 27),
    )


@pytest.fixture
def of(transactional_db, place, sign_in):
    def enter(role, division="黄岗镇", unit=None):
        user = User.objects.create(login=role, name=f"{role}（示例）")
        Post.objects.create(user=user, role=role, division=place(division), from_on="2020-01-01", unit=unit)
        sign_in(user)

    return enter


def cell(page: Page, line: int, column: str):
    return page.locator(f"[id='f-gates.people.{line}.{column}']")


def test_five_people_in_one_car_the_driver_turned_back_and_four_observed_by_override(of, page, gate):
    of("checkpoint")
    page.goto("/r/gates.passages/new")
    page.get_by_label("时间").fill("2月2日 3:20")
    page.get_by_label("检查站").select_option(str(gate.uid))
    page.get_by_label("车牌号").fill("鄂S12345")
    for line, (name, number) in enumerate(PEOPLE):
        cell(page, line, "person.name").fill(name)
        cell(page, line, "person.id_number").fill(number)
        cell(page, line, "seat").select_option("passenger" if line else "driver")
        cell(page, line, "outcome").select_option("turn_back")
        if line < len(PEOPLE) - 1:
            cell(page, line, "outcome").focus()
            page.keyboard.press("Enter")
    assert_no_axe_faults(page)
    page.get_by_role("button", name="保存登记").click()
    expect(page.get_by_role("alert")).to_contain_text("时间")
    expect(cell(page, 4, "person.name")).to_have_value("李某丙")
    page.get_by_label("时间").fill("2020年2月2日 3:20")
    page.get_by_role("button", name="保存登记").click()
    page.wait_for_url("**/r/gates.passages/*/")
    assert Passage.objects.count() == 1
    assert Traveller.objects.filter(outcome="turn_back").count() == 5
    assert_no_axe_faults(page)
    car = page.url
    for name in OBSERVED:
        page.goto(car)
        page.get_by_role("link", name=name).click()
        page.get_by_role("link", name="改变处置").click()
        page.get_by_label("处置", exact=True).select_option("observe")
        page.get_by_label("原因", exact=True).fill("指挥部研判：随州返乡，集中留观")
        if name == OBSERVED[0]:
            assert_no_axe_faults(page)
        page.get_by_role("button", name="改变处置").click()
        page.wait_for_url("**/r/gates.people/*/")
        expect(page.locator("#history")).to_contain_text("集中留观")
    judged = Traveller.objects.filter(prior_outcome="turn_back").values_list("person__name", "outcome")
    assert sorted(judged) == sorted((name, "observe") for name in OBSERVED)
    assert Traveller.objects.get(person__name=PEOPLE[0][0]).outcome == "turn_back"
    last = Traveller.objects.get(person__name=OBSERVED[-1])
    assert audit.history("gates.people", last.pk)[0].action == "override"

    of("clerk", "单县")
    for figure, number in (
        ("gates.vehicles.day.count", 1),
        ("gates.people.day.count", 5),
        ("gates.turned_back.vehicles.day.count", 1),
        ("gates.turned_back.people.day.count", 1),
        ("gates.observed.day.count", 4),
        ("gates.overridden.day.count", 4),
    ):
        page.goto(f"/figures/{figure}/")
        expect(page.locator(".figure-number")).to_have_text(re.compile(rf"^{number}\D*$"))
    page.goto(f"/search?q={NUMBER}")
    expect(page.locator("main")).to_contain_text("王某某")
    page.goto(car)
    page.get_by_role("link", name="王某某").click()
    expect(page.locator("main")).not_to_contain_text(NUMBER)


def test_who_keeps_another_gate_finds_neither_the_car_nor_its_people(of, page, gate, write):
    passage = write("gates.passages", checkpoint=gate, at=AT, plate="鄂S12345")
    person = write("people", name="李某某", id_number=NUMBER, division=gate.division)
    write("gates.people", passage=passage, person=person, seat="driver", outcome="turn_back")
    of("checkpoint", "北城街道")
    assert page.goto(f"/r/gates.passages/{passage.uid}/").status == 404
    for asked in ("鄂S12345", "李某某", NUMBER):
        page.goto(f"/search?q={asked}")
        expect(page.locator("main")).to_contain_text("未找到")


def test_who_only_leads_sees_the_car_with_names_masked_and_nothing_to_do(of, page, gate, write):
    passage = write("gates.passages", checkpoint=gate, at=AT, plate="鄂S12345")
    person = write("people", name="李某某", division=gate.division)
    write("gates.people", passage=passage, person=person, seat="driver", outcome="turn_back")
    of("leader", "单县")
    page.goto(f"/r/gates.passages/{passage.uid}/")
    expect(page.locator("main")).to_contain_text("李**")
    expect(page.locator("main")).not_to_contain_text("李某某")
    expect(page.get_by_role("link", name="编辑记录")).to_have_count(0)
    expect(page.get_by_role("link", name="录入或修改明细")).to_have_count(0)


@pytest.mark.parametrize("width", [1440, 390])
def test_a_unit_answers_its_numbers_of_the_day(of, page, gate, write, place, width):
    page.set_viewport_size({"width": width, "height": 900})
    unit = write("parties.units", name="单县北检查站", kind="checkpoint", division=place("黄岗镇"))
    for figure in ("gates.vehicles.day.count", "gates.people.day.count"):
        write("figures.duties", unit=unit, figure=figure, from_on=date(2020, 1, 27))
    of("checkpoint", unit=unit)
    page.goto("/")
    page.get_by_role("link", name="单县北检查站").first.click()
    assert_no_axe_faults(page)
    page.get_by_label("当日检测车辆").fill("312")
    page.get_by_label("当日检测人员").fill("640")
    page.get_by_role("button", name="上报").first.click()
    expect(page.get_by_role("status")).to_contain_text("2")
    assert dict(Tally.objects.values_list("figure", "value")) == {
        "gates.vehicles.day.count": 312,
        "gates.people.day.count": 640,
    }
    page.goto("/")
    expect(page.get_by_text("暂无待办")).to_be_visible()
