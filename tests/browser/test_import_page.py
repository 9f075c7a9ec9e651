"""A clerk brings in a messy sheet: mends a cell, answers a question, writes, takes it back."""

import pytest
from playwright.sync_api import Page, expect

from shuangying.kernel.accounts.models import Post, User
from shuangying.kernel.imports.tests.sheets import dated, four_batches
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
