"""Uploaded sheets go after some days; what was read from them stays."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from shuangying.core.problems import Invalid
from shuangying.core.sheets.tests.messy import xlsx
from shuangying.kernel.accounts.models import User
from shuangying.kernel.audit.models import Entry
from shuangying.kernel.imports import api as imports
from shuangying.kernel.imports import running
from shuangying.kernel.imports.models import Import, Upload
from shuangying.kernel.imports.tests.sheets import four_batches, number
from shuangying.kernel.parties.models import Person
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.api import SealedStorage
from shuangying.modules.projects.models import Project

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
PEOPLE = ["姓名", "身份证号", "联系电话", "村居"]


@pytest.fixture(autouse=True)
def own_files(tmp_path, monkeypatch):
    """A folder of its own for uploads."""
    monkeypatch.setattr(Upload._meta.get_field("file"), "storage", SealedStorage(location=tmp_path))


@pytest.fixture
def load(console, place):
    def run(content, register="projects"):
        return imports.run_import(registers.get(register), console, content, name="台账.xlsx").record

    return run


@pytest.fixture
def later(console):
    """Purge as if some days had gone by."""
    return lambda days: imports.purge(console, timezone.now() + timedelta(days=days))


def test_a_sheet_is_kept_for_its_days_and_then_deleted_for_good(load, later):
    record = load(four_batches())
    storage, name = record.upload.file.storage, record.upload.file.name
    assert not later(29)
    assert storage.exists(name)
    assert later(31).files == 1
    assert not storage.exists(name)
    assert Upload.objects.get(pk=record.upload_id).gone_at is not None
    assert Project.objects.count() > 0
    assert not later(60)


def test_how_long_is_a_setting_and_the_journal_says_what_went(load, later, settings):
    settings.KEEP_UPLOADS_DAYS = 5
    load(four_batches())
    later(6)
    entry = Entry.objects.get(action="purge")
    assert entry.detail == {"files": 1, "drafts": 0, "returned": 3, "kept_days": 5}


def test_rows_still_held_are_returned_and_nobody_is_asked_any_more(load, later):
    record = load(four_batches())
    held = record.counts["review"]
    assert later(31).held == held > 0
    record.refresh_from_db()
    assert (record.counts["review"], record.counts["rejected"]) == (0, held)
    assert {line.problems[-1]["code"] for line in record.lines.filter(outcome="rejected")} == {"file_gone"}


def test_a_draft_goes_with_its_sheet(later, console, place):
    draft = running.start(registers.get("projects"), console, four_batches(), "草稿.xlsx")
    assert later(31).drafts == 1
    assert not Import.objects.filter(pk=draft.pk).exists()


def test_a_file_that_a_newer_import_needs_stays(load, later):
    content = four_batches()
    older, newer = load(content), load(content)
    assert older.upload.file.name == newer.upload.file.name
    Upload.objects.filter(pk=older.upload_id).update(at=timezone.now() - timedelta(days=40))
    assert later(0).files == 1
    newer.upload.refresh_from_db()
    assert newer.upload.file.storage.exists(newer.upload.file.name)


def test_a_file_that_nothing_names_goes_a_day_later(load, later):
    record = load(four_batches())
    storage, name = record.upload.file.storage, record.upload.file.name
    Import.objects.all().delete()
    Upload.objects.all().delete()
    assert not later(0)
    assert storage.exists(name)
    assert later(2).files == 1
    assert not storage.exists(name)


def test_the_page_of_an_import_without_its_sheet_still_says_what_became_of_it(load, later, client, person):
    record = load(four_batches())
    later(31)
    client.force_login(User.objects.get(pk=person("clerk", "单县").user_id))
    page = client.get(reverse("import", args=[record.pk]), headers={"accept-language": "zh-hans"})
    assert page.status_code == 200
    assert "按保存期限删除" in page.content.decode()
    assert client.get(reverse("import-receipts", args=[record.pk])).status_code == 404
    client.post(reverse("import", args=[record.pk]), {"action": "undo"})
    assert Project.objects.live().count() == 0


def test_an_import_that_replaced_numbers_cannot_be_undone_once_they_are_forgotten(load, later, console):
    load(xlsx([PEOPLE, ["王建国", number(1), "15400000001", "李庄村"]]), "people")
    record = load(xlsx([PEOPLE, ["王建国", number(1), "15400000002", "李庄村"]]), "people")
    later(31)
    record.refresh_from_db()
    assert record.replaced == {}
    with pytest.raises(Invalid, match="undo_forgotten"):
        imports.undo(record, console)
    assert Person.objects.get().phone.open() == "15400000002"
