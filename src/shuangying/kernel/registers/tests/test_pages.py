"""What people see and do on a register's pages."""

from datetime import date
from decimal import Decimal

import pytest

from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers import listing
from shuangying.kernel.registers.writing import Change, save_many
from shuangying.modules.projects.models import Project

URL = "/r/projects/"


@pytest.fixture
def clerk(person, client):
    from shuangying.kernel.accounts.api import User

    person("clerk", "单县")
    client.force_login(User.objects.get())
    return client


@pytest.fixture
def bridge(place, console):
    values = {
        "name": "黄岗大桥",
        "division": place("黄岗镇"),
        "investment": Decimal("120000000"),
        "started_on": date(2020, 2, 24),
    }
    return save_many(registers.get("projects"), console, [Change(values)])[0].record


def test_a_list_shows_rows_totals_and_how_many_each_filter_would_leave(clerk, bridge):
    page = clerk.get(f"{URL}?as_of=2020-03-05").content.decode()
    assert "黄岗大桥" in page
    assert '1.2<span class="unit">亿元</span>' in page
    assert "开工 <b>1</b>" in page
    before = clerk.get(f"{URL}?as_of=2020-02-23&stage=started").content.decode()
    assert "黄岗大桥" not in before


def test_a_record_is_entered_shown_changed_and_its_history_kept(clerk, place):
    typed = {"name": "桥", "division": "371722103000", "investment": "5000万", "started_on": "2020-02-24"}
    answer = clerk.post(f"{URL}new", typed)
    record = Project.objects.get()
    assert answer["Location"] == f"{URL}{record.uid}/"
    assert record.investment == Decimal("50000000")
    clerk.post(f"{URL}{record.uid}/edit", {**typed, "leader": "副县长", "version": "1"})
    page = clerk.get(answer["Location"]).content.decode()
    assert "副县长" in page
    assert "登记" in page
    assert "修改" in page


def test_what_was_typed_comes_back_with_the_reason_beside_it(clerk, place):
    answer = clerk.post(
        f"{URL}new", {"name": "桥", "division": "371722103000", "investment": "约3亿", "started_on": "2020-02-30"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "约3亿" in page
    assert "没有“2020-02-30”这一天" in page
    assert not Project.objects.exists()


def test_a_stale_save_shows_both_versions_and_writes_neither_away(clerk, bridge):
    edit = f"{URL}{bridge.uid}/edit"
    typed = {"name": "黄岗大桥", "division": "371722103000"}
    clerk.post(edit, {**typed, "leader": "甲", "version": "1"})
    answer = clerk.post(edit, {**typed, "leader": "乙", "version": "1"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "甲" in page
    assert "乙" in page
    assert Project.objects.get().leader == "甲"
    clerk.post(edit, {**typed, "leader": "乙", "version": "2"})
    assert Project.objects.get().leader == "乙"


def test_a_deletion_needs_a_reason_and_can_be_taken_back(clerk, bridge):
    assert clerk.post(f"{URL}{bridge.uid}/delete", {"reason": "", "version": "1"}).status_code == 422
    clerk.post(f"{URL}{bridge.uid}/delete", {"reason": "未看过", "version": ""})
    assert Project.objects.live().exists()
    clerk.post(f"{URL}{bridge.uid}/delete", {"reason": "重复", "version": "1"})
    assert str(bridge.uid) not in clerk.get(URL).content.decode()
    assert "重复" in clerk.get(f"{URL}{bridge.uid}/").content.decode()
    clerk.post(f"{URL}{bridge.uid}/restore")
    assert str(bridge.uid) in clerk.get(URL).content.decode()


def test_a_reason_that_no_database_keeps_deletes_nothing(clerk, bridge):
    answer = clerk.post(f"{URL}{bridge.uid}/delete", {"reason": "重\0复", "version": "1"})
    assert answer.status_code == 422
    assert "无法保存的字符" in answer.content.decode()
    assert Project.objects.live().exists()


def test_a_large_register_shows_its_rows_at_once_and_counts_them_after(clerk, bridge, monkeypatch):
    monkeypatch.setattr(listing, "SMALL", 0)
    first = clerk.get(URL).content.decode()
    assert "黄岗大桥" in first
    assert "counted=1" in first
    assert "正在统计行数" in first
    assert "共 1 行" in clerk.get(f"{URL}?counted=1").content.decode()
    twice = clerk.get(f"{URL}?stage=started&stage=unknown").content.decode()
    assert "stage=started&amp;stage=unknown&amp;counted=1" in twice
    assert "共 1 行" in clerk.get(URL).content.decode()


def test_a_list_asks_the_database_as_often_for_many_rows_as_for_few(
    clerk, bridge, place, console, django_assert_max_num_queries
):
    clerk.get(URL)
    changes = [Change({"name": f"第{n}号项目", "division": place("黄岗镇")}) for n in range(40)]
    save_many(registers.get("projects"), console, changes)
    with django_assert_max_num_queries(30):
        clerk.get(URL)


def test_everything_that_is_missing_or_unreadable_is_said_at_once(clerk, place):
    page = clerk.post(f"{URL}new", {"name": "", "division": "", "investment": "约3亿"}).content.decode()
    assert page.count('class="field-error"') == 3


def test_the_filters_of_the_deleted_count_the_deleted_alone(clerk, bridge):
    clerk.post(f"{URL}{bridge.uid}/delete", {"reason": "重复登记", "version": "1"})
    page = clerk.get(f"{URL}?deleted=1&as_of=2020-03-05").content.decode()
    assert "全部 <b>1</b>" in page
    assert "−" not in page
