"""The import page as a clerk uses it: sheet, columns, preview, receipt."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from shuangying.core.sheets.tests.messy import saved, sheet_of, xlsx
from shuangying.kernel.accounts.models import User
from shuangying.kernel.audit.models import Entry
from shuangying.kernel.imports.models import Import, Upload
from shuangying.kernel.imports.tests.sheets import dated, four_batches
from shuangying.modules.projects.models import Project


@pytest.fixture
def clerk(client, person):
    person("clerk", "单县", login="clerk")
    client.force_login(User.objects.get(login="clerk"))
    return client


def send(client, content, name="重点项目.xlsx"):
    response = client.post(reverse("import-start", args=["projects"]), {"file": SimpleUploadedFile(name, content)})
    assert response.status_code == 302, response.content.decode()
    return response.url


def words(response):
    return response.content.decode()


def test_the_button_says_what_it_will_do_and_nothing_is_written_before(clerk):
    url = send(clerk, dated())
    page = words(clerk.get(url))
    assert "写入 4 行，退回 3 行" in page
    assert 'name="cell-C8"' in page
    assert not Project.objects.exists()
    done = clerk.post(url, {"action": "write"}, follow=True)
    assert Project.objects.count() == 4
    assert "已写入4行" in words(done)
    clerk.post(url, {"action": "write"})
    assert Project.objects.count() == 4


def test_a_wrong_cell_is_mended_in_place_and_the_file_keeps_what_it_had(clerk):
    content = dated()
    url = send(clerk, content)
    page = words(clerk.post(url, {"action": "check", "cell-C8": "3亿元", "cell-B7": "黄岗镇"}, follow=True))
    assert "写入 6 行，退回 1 行" in page
    assert "原为" in page
    clerk.post(url, {"action": "write"})
    assert Project.objects.get(name="乙项目").investment == 300_000_000
    record = Import.objects.get()
    assert record.corrections == {"C8": "3亿元", "B7": "黄岗镇"}
    assert record.upload.file.read() == content
    sheet = openpyxl.load_workbook(io.BytesIO(clerk.get(reverse("import-receipts", args=[record.pk])).content)).active
    assert (sheet["C8"].value, sheet["E8"].value, sheet["E9"].value) == ("3亿元", "新增", "退回")
    assert Entry.objects.get(action="export").detail == {"receipts_of_import": record.pk}


def test_changes_sent_with_the_write_button_are_checked_first(clerk):
    url = send(clerk, dated())
    page = words(clerk.post(url, {"action": "write", "cell-C8": "3亿元"}, follow=True))
    assert not Project.objects.exists()
    assert "写入 5 行" in page


def test_columns_of_unknown_names_are_chosen_by_the_user(clerk):
    url = send(clerk, xlsx([["工程", "金额"], ["甲项目", 3]]))
    assert "disabled" in words(clerk.get(url))
    page = words(
        clerk.post(url, {"action": "check", "map-A": "name", "map-B": "investment", "unit": "万元"}, follow=True)
    )
    assert "写入 1 行" in page
    clerk.post(url, {"action": "write"})
    assert Project.objects.get().investment == 30_000


def test_held_rows_are_decided_in_the_draft_or_later(clerk):
    url = send(clerk, four_batches())
    page = words(clerk.get(url))
    assert "待确认 3 行" in page
    clerk.post(url, {"decide-6": "leave"})
    page = words(clerk.get(url))
    assert "写入 4 行，待确认 1 行" in page
    clerk.post(url, {"back": "6"})
    clerk.post(url, {"decide-9": "row:6"})
    clerk.post(url, {"action": "write"})
    assert Project.objects.filter(name="冷链物流中心").count() == 1
    page = words(clerk.get(url))
    assert "智能装备产业园（二期）" in page
    clerk.post(url, {"decide-12": "new"})
    assert Project.objects.count() == 5
    assert Import.objects.get().counts["review"] == 0


def test_a_place_named_in_the_name_is_applied_when_ticked(clerk):
    url = send(clerk, four_batches())
    assert 'name="place-7"' in words(clerk.get(url))
    clerk.post(url, {"action": "check", "has_places": "1", "place-7": "1"})
    clerk.post(url, {"action": "write"})
    assert Project.objects.get(name="单县黄岗镇污水处理厂").division.name == "黄岗镇"


def test_an_import_is_undone_from_its_receipt(clerk):
    url = send(clerk, dated())
    clerk.post(url, {"action": "write"})
    assert "撤销本次导入" in words(clerk.get(url))
    clerk.post(url, {"action": "undo"})
    assert not Project.objects.live().exists()
    assert Import.objects.get().status == "undone"
    assert clerk.get(url).status_code == 200


def test_a_discarded_draft_leaves_nothing(clerk):
    url = send(clerk, dated())
    clerk.post(url, {"action": "discard"})
    assert (Import.objects.count(), Upload.objects.count()) == (0, 0)
    assert clerk.get(url).status_code == 404


def test_a_file_that_cannot_be_read_is_refused_in_words(clerk):
    response = clerk.post(reverse("import-start", args=["projects"]), {"file": SimpleUploadedFile("x.xlsx", b"<html>")})
    assert response.status_code == 422
    assert "网页" in words(response)
    assert clerk.post(reverse("import-start", args=["projects"])).status_code == 422


def test_where_no_visible_sheet_holds_anything_the_user_says_which(clerk):
    workbook, sheet = sheet_of([["项目名称"], ["甲项目"]], name="数据")
    workbook.create_sheet("封面")
    sheet.sheet_state = "hidden"
    address = reverse("import-start", args=["projects"])
    response = clerk.post(address, {"file": SimpleUploadedFile("x.xlsx", saved(workbook))})
    assert response.status_code == 422
    assert "<option>数据</option>" in words(response)
    response = clerk.post(address, {"file": SimpleUploadedFile("x.xlsx", saved(workbook)), "sheet": "数据"})
    assert "写入 1 行" in words(clerk.get(response.url))


def test_rows_are_filtered_and_paged(clerk):
    url = send(clerk, xlsx([["项目名称", "总投资"], *[[f"第{n}号工程", n if n % 50 else "多"] for n in range(1, 251)]]))
    page = words(clerk.get(url))
    assert "第1至100行，共251行" in page
    assert "第101至200行" in words(clerk.get(f"{url}?show=all&first=100"))
    assert words(clerk.get(f"{url}?show=rejected")).count("cell-input") == 5


@pytest.mark.parametrize("action", ["decide", "write", "undo"])
def test_another_townships_clerk_does_not_find_the_import(clerk, client, person, action):
    url = send(clerk, dated())
    person("clerk", "北城街道", login="other")
    client.force_login(User.objects.get(login="other"))
    assert client.get(url).status_code == 404
    assert client.post(url, {"action": action}).status_code == 404
    assert client.get(reverse("import-receipts", args=[Import.objects.get().pk])).status_code == 404


def test_who_may_only_read_finds_no_import(client, person):
    person("leader", "单县", login="leader")
    client.force_login(User.objects.get(login="leader"))
    assert client.get(reverse("import-start", args=["projects"])).status_code == 404
    assert client.get(reverse("import-template", args=["projects"])).status_code == 404


def test_the_pages_speak_english_too(clerk):
    url = send(clerk, four_batches())
    page = words(clerk.get(url, headers={"accept-language": "en"}))
    clerk.cookies["django_language"] = "en"
    page = words(clerk.get(url)) + page
    assert "Write 3 rows, hold 3" in page


def test_like_amounts_in_other_units_are_not_shown_as_different(clerk, place):
    Project.objects.create(name="冷链物流园项目", division=place("黄岗镇"), investment=350_000_000)
    rows = [["项目名称", "总投资（亿元）"], ["单县冷链物流园项目", "35000万元"]]
    page = words(clerk.get(send(clerk, xlsx(rows))))
    assert page.count("3.5 亿元") == 2


def test_several_sheets_at_once_are_listed_and_those_without_a_question_written_together(clerk):
    clean = [xlsx([["截至2020年3月5日"], ["项目名称", "总投资"], [f"第{n}水厂", n]]) for n in (1, 2)]
    files = [SimpleUploadedFile(f"{n}.xlsx", content) for n, content in enumerate((*clean, dated(), b"nothing\0"), 1)]
    page = words(clerk.post(reverse("import-start", args=["projects"]), {"file": files}, follow=True))
    assert "4.xlsx：" in page
    assert "写入无疑问的 2 张表" in page
    assert not Project.objects.exists()
    page = words(clerk.post(reverse("import-drafts", args=["projects"]), follow=True))
    assert "已写入2张表、2行" in page
    assert set(Project.objects.values_list("name", flat=True)) == {"第1水厂", "第2水厂"}
    assert "3.xlsx" in page
    assert "1.xlsx" not in page
    assert Import.objects.filter(status=Import.Status.DRAFT).count() == 1


def test_another_clerk_does_not_see_the_drafts(clerk, person, client):
    send(clerk, dated())
    person("clerk", "单县", login="other")
    client.force_login(User.objects.get(login="other"))
    assert "重点项目.xlsx" not in words(client.get(reverse("import-drafts", args=["projects"])))
