"""People entered, looked up, looked at and released, clicked through in a real browser."""

from datetime import date

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from shuangying.kernel.accounts.models import Post, User
from shuangying.kernel.audit import api as audit
from shuangying.kernel.parties.models import Person
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.writing import save
from shuangying.modules.people.models import Isolation
from tests.browser.axe import assert_no_axe_faults

NUMBER = "372999197906200040"
PHONE = "15400001234"
LI_VILLAGE = "371722103201"
WIDTHS = (1440, 390)


@pytest.fixture
def of(transactional_db, place, sign_in):
    """The window becomes that of a person with a post: of("health")."""

    def enter(role, division="单县"):
        user = User.objects.create(login=role, name=role)
        Post.objects.create(user=user, role=role, division=place(division), from_on="2020-01-01")
        sign_in(user)

    return enter


@pytest.fixture
def write(transactional_db, console):
    return lambda id, **values: save(registers.get(id), console, values)


@pytest.fixture
def zhang(write, place):
    return write("people", name="张三丰", division=place("李庄村民委员会"), id_number=NUMBER, phone=PHONE)


@pytest.fixture
def isolation(write, zhang):
    return write("people.isolations", person=zhang, kind="home", from_on=date(2020, 2, 2), cause="武汉返乡")


def cell(page: Page, line: int, column: str):
    return page.locator(f"[id='f-people.{line}.{column}']")


def paste(page: Page, text: str) -> None:
    """Paste what somebody copied out of a spreadsheet into the cell in focus."""
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        text,
    )


def test_a_household_is_entered_by_keyboard_with_lines_out_of_a_spreadsheet(of, page, monkeypatch):
    monkeypatch.setattr("shuangying.kernel.registers.forms.MOST_OPTIONS", 1)
    of("clerk")
    page.goto("/r/people.households/new")
    page.get_by_label("户主", exact=True).fill("张三")
    page.get_by_label("村（社区）").first.fill("李庄")
    expect(page.get_by_role("option", name="黄岗镇李庄村民委员会")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_label("村（社区）").first).to_have_value("黄岗镇李庄村民委员会")
    cell(page, 0, "name").fill("张三")
    page.keyboard.press("Enter")
    expect(cell(page, 1, "name")).to_be_focused()
    paste(page, "李四\t女\n王五\t男\n赵六\t男\n")
    expect(cell(page, 3, "name")).to_have_value("赵六")
    expect(cell(page, 1, "sex")).to_have_value("female")
    page.locator("tr[data-prefix='people.2.'] [data-drop-line]").click()
    assert_no_axe_faults(page)
    page.get_by_role("button", name="保存登记").click()
    page.wait_for_url("**/r/people.households/*/")
    assert sorted(Person.objects.values_list("name", "sex")) == [("张三", ""), ("李四", "female"), ("赵六", "male")]
    assert_no_axe_faults(page)


def test_a_wrong_cell_is_mended_where_it_stands(of, page):
    of("clerk")
    page.goto("/r/people.households/new")
    page.get_by_label("户主", exact=True).fill("张三")
    page.get_by_label("村（社区）").first.select_option(LI_VILLAGE)
    cell(page, 0, "name").fill("张三")
    cell(page, 0, "id_number").fill("372999197906200041")
    page.get_by_role("button", name="保存登记").click()
    expect(page.get_by_role("alert")).to_contain_text("身份证号")
    expect(cell(page, 0, "id_number")).to_have_value("372999197906200041")
    assert_no_axe_faults(page)
    page.get_by_role("alert").get_by_role("link").first.click()
    expect(cell(page, 0, "id_number")).to_be_focused()
    cell(page, 0, "id_number").fill(NUMBER)
    page.get_by_role("button", name="保存登记").click()
    page.wait_for_url("**/r/people.households/*/")
    assert Person.objects.get().id_number == NUMBER


def test_a_number_tells_that_the_person_is_known_without_telling_who(of, page, zhang):
    of("clerk")
    page.goto("/r/people.isolations/new")
    page.get_by_label("身份证号").fill(NUMBER)
    page.keyboard.press("Tab")
    expect(page.get_by_text("已登记：张**，李庄村民委员会")).to_be_visible()
    page.get_by_label("身份证号").fill("")
    page.get_by_label("姓名").fill("李四")
    page.get_by_label("联系电话").fill("15400008888")
    page.keyboard.press("Tab")
    expect(page.get_by_text("新登记")).to_be_visible()
    assert not [address for address in (NUMBER, PHONE) if address in page.url]


@pytest.mark.parametrize("width", WIDTHS)
def test_a_lock_opens_with_a_reason_for_this_page_only(of, page, isolation, width):
    page.set_viewport_size({"width": width, "height": 900})
    of("health")
    page.goto(f"/r/people.isolations/{isolation.uid}/")
    expect(page.locator("main")).not_to_contain_text(PHONE)
    page.get_by_label("查看联系电话").click()
    assert_no_axe_faults(page)
    page.get_by_role("radio", name="回访联系本人").locator("visible=true").check()
    page.get_by_role("button", name="查看", exact=True).locator("visible=true").click()
    expect(page.locator("#facts")).to_contain_text(PHONE)
    expect(page.locator("#facts")).not_to_contain_text(NUMBER)
    assert_no_axe_faults(page)
    page.reload()
    expect(page.locator("#facts")).not_to_contain_text(PHONE)
    look = audit.history("people", isolation.person_id)[0]
    assert (look.action, look.reason) == ("reveal", "回访联系本人")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_list_leaves_without_masks_with_a_reason(of, page, isolation, width, tmp_path):
    page.set_viewport_size({"width": width, "height": 900})
    of("health")
    page.goto("/r/people.isolations/")
    page.get_by_role("link", name="导出明文").click()
    assert_no_axe_faults(page)
    page.get_by_role("button", name="导出明文").click()
    expect(page.get_by_text("请写明原因。")).to_be_visible()
    page.goto("/r/people.isolations/export/reveal")
    page.get_by_label("原因").fill("移交县医院随访")
    with page.expect_download() as downloading:
        page.get_by_role("button", name="导出明文").click()
    downloading.value.save_as(tmp_path / "list.xlsx")
    rows = openpyxl.load_workbook(tmp_path / "list.xlsx").active.values
    assert PHONE in [cell for row in rows for cell in row]
    look = audit.history("people.isolations", isolation.pk)[0]
    assert (look.action, look.reason) == ("reveal", "移交县医院随访")


def test_somebody_is_released_with_a_reason(of, page, isolation):
    of("health")
    page.goto(f"/r/people.isolations/{isolation.uid}/")
    page.get_by_role("link", name="解除", exact=True).click()
    assert_no_axe_faults(page)
    page.get_by_label("解除日期").fill("2020-02-16")
    page.get_by_label("解除方式").select_option("completed")
    page.get_by_role("button", name="解除", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("原因")
    page.get_by_label("原因", exact=True).fill("十四天期满，体温正常")
    page.get_by_role("button", name="解除", exact=True).click()
    page.wait_for_url(f"**/r/people.isolations/{isolation.uid}/")
    expect(page.locator("#history")).to_contain_text("十四天期满")
    assert Isolation.objects.get().released_on == date(2020, 2, 16)


def test_the_search_box_jumps_by_initials_and_looks_numbers_up_unseen(of, page, zhang):
    of("clerk")
    page.goto("/")
    page.keyboard.press("Control+k")
    page.keyboard.type("zdry")
    expect(page.get_by_role("option").first).to_contain_text("重点人员")
    page.keyboard.press("ArrowDown")
    assert_no_axe_faults(page)
    page.keyboard.press("Enter")
    page.wait_for_url("**/r/people.*/")
    page.keyboard.press("/")
    page.keyboard.type(NUMBER)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?number=*")
    assert NUMBER not in page.url
    expect(page.locator("main")).to_contain_text("张三丰")


def test_what_is_folded_in_the_rail_stays_folded(of, page):
    of("clerk")
    page.goto("/")
    field = page.locator(".frame > .rail details[data-fold=people]")
    before = field.evaluate("fold => fold.open")
    field.locator("summary").click()
    page.goto("/figures/")
    assert page.locator(".frame > .rail details[data-fold=people]").evaluate("fold => fold.open") is not before
    page.goto("/r/people.isolations/")
    assert page.locator(".frame > .rail details[data-fold=people]").evaluate("fold => fold.open")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_of_people_has_a_grave_fault_of_access_or_runs_over_the_screen(of, page, isolation, width, theme):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=theme)
    of("health")
    addresses = (
        "/",
        "/r/people/",
        f"/r/people/{isolation.person.uid}/",
        f"/r/people/{isolation.person.uid}/edit",
        "/r/people.isolations/",
        f"/r/people.isolations/{isolation.uid}/",
        f"/r/people.isolations/{isolation.uid}/edit",
        f"/r/people.isolations/{isolation.uid}/do/extend",
        "/r/people.isolations/new",
        "/r/people.followups/",
    )
    for address in addresses:
        page.goto(address)
        assert_no_axe_faults(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
            f"{address} is wider than the screen"
        )
