"""A clerk brings in a messy sheet: mends a cell, answers a question, writes, takes it back."""

import pytest
from playwright.sync_api import Page, expect

from shuangying.core.sheets.tests.messy import xlsx
from shuangying.kernel.accounts.models import Post, User
from shuangying.kernel.imports.tests.sheets import dated, four_batches
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.api import Wide
from shuangying.modules.projects.models import Project
from tests.browser.axe import assert_no_axe_faults


@pytest.fixture
def clerk(transactional_db, place, sign_in):
    user = User.objects.create(login="clerk", name="项目办")
    Post.objects.create(user=user, role="clerk", division=place("单县"), from_on="2020-01-01")
    sign_in(user)
    return user


def send(page: Page, name: str, content: bytes) -> None:
    page.goto("/r/projects/import/")
    assert_no_axe_faults(page)
    sheet = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    page.get_by_label("工作表").set_input_files(files=[sheet])
    page.get_by_role("button", name="读取表格").click()


def test_a_wrong_cell_is_mended_on_the_sheet_and_the_rows_are_written(clerk, page):
    send(page, "开工.xlsx", dated())
    assert_no_axe_faults(page)
    write = page.get_by_role("button", name="写入")
    expect(write).to_have_text("写入 4 行，退回 3 行")
    page.locator('[name="cell-C8"]').fill("3亿元")
    page.locator('[name="cell-C8"]').press("Enter")
    expect(write).to_have_text("写入 5 行，退回 2 行")
    assert not Project.objects.exists()
    write.click()
    expect(page.get_by_text("已写入5行")).to_be_visible()
    assert_no_axe_faults(page)
    assert Project.objects.count() == 5
    page.get_by_role("button", name="撤销本次导入").click()
    expect(page.get_by_text("本次导入已撤销")).to_be_visible()
    assert not Project.objects.live().exists()


def test_held_rows_are_answered_side_by_side(clerk, page):
    send(page, "重点项目.xlsx", four_batches())
    assert_no_axe_faults(page)
    page.locator('input[name="decide-6"][value="leave"]').check()
    page.locator('input[name="decide-12"][value="new"]').check()
    page.get_by_role("button", name="核对修改").click()
    page.get_by_role("button", name="写入 5 行").click()
    expect(page.get_by_text("已写入5行")).to_be_visible()
    assert Project.objects.count() == 5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_sheet_stays_within_a_phones_screen(clerk, page, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 390, "height": 844})
    send(page, "重点项目.xlsx", four_batches())
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert_no_axe_faults(page)


def test_several_sheets_are_sent_at_once_and_those_without_a_question_written(clerk, page):
    page.goto("/r/projects/import/")
    clean = xlsx([["截至2020年3月5日"], ["项目名称", "总投资"], ["东区水厂", 2]])
    sheets = [
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        for name, content in (("水厂.xlsx", clean), ("开工.xlsx", dated()))
    ]
    page.get_by_label("工作表").set_input_files(files=sheets)
    page.get_by_role("button", name="读取表格").click()
    assert_no_axe_faults(page)
    page.get_by_role("button", name="写入无疑问的 1 张表").click()
    expect(page.get_by_text("已写入1张表")).to_be_visible()
    assert Project.objects.get().name == "东区水厂"
    page.get_by_role("link", name="开工.xlsx").click()
    expect(page.get_by_role("button", name="写入", exact=False).first).to_have_text("写入 4 行，退回 3 行")


def test_a_wide_sheet_shows_what_becomes_of_each_cell(clerk, page, monkeypatch):
    monkeypatch.setattr(type(registers.get("projects.progress")), "sheet", Wide("month", value="invested"))
    Project.objects.create(name="东区水厂", division=clerk.posts.get().division)
    rows = [["投资进度（2020年）"], ["项目名称", "1月", "2月"], ["东区水厂", 300, "约3亿"]]
    page.goto("/r/projects.progress/import/")
    sheet = {"name": "进度.xlsx", "mimeType": "application/octet-stream", "buffer": xlsx(rows)}
    page.get_by_label("工作表").set_input_files(files=[sheet])
    page.get_by_role("button", name="读取表格").click()
    assert_no_axe_faults(page)
    expect(page.locator('[name="cell-C3"]')).to_have_value("约3亿")
    page.locator('[name="cell-C3"]').fill("3亿")
    page.locator('[name="cell-C3"]').press("Enter")
    expect(page.get_by_role("button", name="写入", exact=False).first).to_have_text("写入 2 行")
