"""A checkpoint reports its numbers of the day on a phone; the county sees who has not."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from shuangying.kernel.accounts.api import console
from shuangying.kernel.accounts.models import Post, User
from shuangying.kernel.divisions.models import Home
from shuangying.kernel.figures.models import Tally
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.writing import save
from tests.browser.axe import assert_no_axe_faults

DAY = date(2020, 2, 9)
FIGURES = ("gates.vehicles.day.count", "gates.people.day.count", "gates.turned_back.people.day.count")
THUMB = 44
"""So many pixels a finger needs (WCAG 2.2, 2.5.5)."""


@pytest.fixture
def gate(transactional_db, place):
    """A checkpoint that owes three numbers a day."""
    Home.objects.update(today=DAY)
    actor = console("tester")
    unit = save(
        registers.get("parties.units"), actor, {"name": "黄岗检查站", "kind": "checkpoint", "division": place("黄岗镇")}
    )
    for figure in FIGURES:
        save(registers.get("figures.duties"), actor, {"unit": unit, "figure": figure, "from_on": date(2020, 2, 1)})
    return unit


@pytest.fixture
def enter(place, sign_in):
    """Let somebody with a post in: enter("checkpoint", "黄岗镇", unit)."""

    def log_in(role, division, unit=None):
        user = User.objects.create(login=role, name=role)
        Post.objects.create(user=user, role=role, division=place(division), unit=unit, from_on=date(2020, 1, 1))
        sign_in(user)

    return log_in


def test_a_checkpoint_reports_its_numbers_with_one_thumb(gate, enter, page: Page):
    enter("checkpoint", "黄岗镇", gate)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/answer/")
    assert_no_axe_faults(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    vehicles, people, turned_back = (
        page.get_by_label(label) for label in ("当日检测车辆", "当日检测人员", "当日劝返人员")
    )
    for one in (vehicles, page.locator("[data-zero]").first, page.get_by_role("button", name="上报", exact=True)):
        box = one.bounding_box()
        assert box is not None
        assert box["height"] >= THUMB
    vehicles.fill("47")
    vehicles.press("Enter")
    expect(people).to_be_focused()
    people.fill("９４")
    page.get_by_role("button", name="未填的全部报0").click()
    expect(turned_back).to_have_value("0")
    assert not Tally.objects.exists()
    page.get_by_role("button", name="上报", exact=True).click()
    expect(page.get_by_text("已上报：3项")).to_be_visible()
    assert dict(Tally.objects.values_list("figure", "value")) == dict(zip(FIGURES, (47, 94, 0), strict=True))


def test_a_zero_is_one_touch_and_leads_to_the_next_line(gate, enter, page: Page):
    enter("checkpoint", "黄岗镇", gate)
    page.goto("/answer/")
    page.locator("[data-zero]").first.click()
    expect(page.get_by_label("当日检测车辆")).to_have_value("0")
    expect(page.get_by_label("当日检测人员")).to_be_focused()


def test_the_page_works_without_scripts(gate, enter, page: Page):
    enter("checkpoint", "黄岗镇", gate)
    page.route("**/answer.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.goto("/answer/")
    page.get_by_label("当日检测车辆").fill("47")
    page.get_by_role("button", name="未填的全部报0").click()
    expect(page.get_by_text("已上报：3项")).to_be_visible()


def test_a_leader_copies_who_has_not_reported(gate, enter, page: Page, window, live_server):
    enter("leader", "单县")
    window.grant_permissions(["clipboard-read", "clipboard-write"], origin=live_server.url)
    page.goto("/silent/")
    assert_no_axe_faults(page)
    page.get_by_role("button", name="复制文字").click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.splitlines()[1].startswith("黄岗镇：黄岗检查站（当日检测车辆、当日检测人员、当日劝返人员")
