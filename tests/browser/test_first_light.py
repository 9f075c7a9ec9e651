"""From a clerk's real sheet to the county's brief, clicked through in a real browser."""

import re
from datetime import date
from importlib.resources import as_file, files

import pytest
from playwright.sync_api import Page, expect

from shuangying.demo.county import PASSWORD
from shuangying.kernel.accounts import setup
from shuangying.kernel.accounts.api import ADMIN, CLERK, User
from shuangying.kernel.divisions import api as divisions
from shuangying.modules.projects.models import Project
from tests.browser.axe import assert_no_axe_faults

PAGES = (
    "/",
    "/r/projects/",
    "/r/projects/new",
    "/r/projects/import/",
    "/figures/",
    "/figures/projects.started.count/",
    "/briefs/",
    "/briefs/draft/daily.zh/",
    "/wall",
    "/people/",
    "/divisions/",
    "/system",
    "/search?q=物流",
)


@pytest.fixture
def empty_county(transactional_db):
    setup.make_county("371722", "单县", on=date(2020, 1, 25))
    county = divisions.find("371722")
    return setup.create_user("clerk", "项目办", posts=[(CLERK, county), (ADMIN, county)], password=PASSWORD)


def upload(page: Page, sample: str) -> None:
    with as_file(files("shuangying.demo") / "samples" / sample) as path:
        page.set_input_files("input[type=file]", path)
        page.get_by_role("button", name="读取表格").click()


def test_a_messy_sheet_becomes_a_register_a_figure_and_a_brief(page, empty_county):
    page.goto("/")
    page.get_by_label("登录名").fill("clerk")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("link", name="导入表格").first.click()
    upload(page, "projects_messy.xlsx")
    assert Project.objects.count() == 0
    expect(page.get_by_text("两者不符")).to_have_count(1)
    page.get_by_role("button", name="写入 17 行，待确认 3 行").click()
    assert Project.objects.count() == 17
    page.goto("/figures/projects.started.count/?as_of=2020-03-05")
    expect(page.locator(".figure-number")).to_contain_text(
        str(Project.objects.filter(stage_spans__state="started").count())
    )
    expect(page.get_by_text("与指标一致")).to_be_visible()
    page.goto("/briefs/draft/daily.zh/")
    expect(page.locator("main")).to_contain_text("重点推进项目共17个")


def test_a_wrong_cell_is_mended_in_place_and_the_file_kept(page, empty_county, sign_in):
    sign_in(User.objects.get())
    page.goto("/r/projects/import/")
    upload(page, "projects_dates.xlsx")
    wrong = page.locator("td input[value='约3亿元']")
    expect(page.get_by_role("button", name="写入 7 行，退回 3 行")).to_be_visible()
    wrong.fill("3亿元")
    page.get_by_role("button", name="核对修改").click()
    page.get_by_role("button", name="写入 8 行，退回 2 行").click()
    assert Project.objects.get(name="北城街道停车楼工程").investment == 300_000_000


def test_a_number_opens_into_its_records_as_of_any_day(page, demo, sign_in):
    sign_in(User.objects.get(login="leader"))
    page.goto("/")
    page.get_by_role("link", name=re.compile("^开工项目 ?64")).click()
    expect(page.locator(".figure-number")).to_contain_text("64")
    page.get_by_role("link", name="在台账中打开").click()
    expect(page.get_by_text("共 64 行")).to_be_visible()
    page.goto("/figures/projects.started.count/?as_of=2020-02-23")
    expect(page.locator(".figure-number")).to_contain_text("30")
    expect(page.get_by_text("您看到的是截至2020年2月23日")).to_be_visible()
    page.get_by_role("link", name="回到今天").first.click()
    expect(page.locator(".figure-number")).to_contain_text("64")


def test_a_list_is_worked_by_keyboard(page, demo, sign_in):
    sign_in(User.objects.get(login="clerk"))
    page.goto("/r/projects/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("e")
    page.wait_for_url(re.compile("/edit$"))
    page.goto("/r/projects/")
    page.keyboard.press("/")
    page.keyboard.type("物流")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/search\?q="))
    expect(page.locator("main")).to_contain_text("物流")


def test_the_course_can_be_read_day_by_day(page, demo, sign_in):
    sign_in(User.objects.get(login="leader"))
    page.goto("/figures/projects.started.count/")
    expect(page.locator(".series-chart svg")).to_be_visible()
    expect(page.locator(".series-plot")).to_be_hidden()


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_page_has_a_grave_fault_of_access_or_runs_over_the_screen(page, demo, sign_in, width, language):
    sign_in(User.objects.get(login="clerk"))
    page.set_viewport_size({"width": width, "height": 900})
    for address in PAGES:
        page.goto(f"{address}{'&' if '?' in address else '?'}lang={language}")
        assert_no_axe_faults(page)
        if address != "/wall":
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
                f"{address} is wider than the screen"
            )


def test_both_themes_are_readable(page, demo, sign_in, live_server):
    sign_in(User.objects.get(login="clerk"))
    page.context.add_cookies([{"name": "theme", "value": "dark", "url": live_server.url}])
    for address in PAGES:
        page.goto(address)
        assert_no_axe_faults(page)


def test_english_pages_are_english(page, demo, sign_in):
    sign_in(User.objects.get(login="clerk"))
    for address in ("/r/projects/new", "/r/projects/import/", "/system", "/people/"):
        page.goto(f"{address}?lang=en")
        labels = page.locator("main :is(h1, h2, label, button, th[scope=col])").all_inner_texts()
        assert not [label for label in labels if re.search("[\u4e00-\u9fff]", label)], address
