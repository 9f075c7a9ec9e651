from datetime import date
from decimal import Decimal

import pytest

from shuangying.core.problems import Invalid
from shuangying.kernel.audit.models import Entry
from shuangying.kernel.briefs import api as briefs
from shuangying.kernel.briefs.tests.conftest import DAY, YI
from shuangying.kernel.briefs.tests.test_rendering import text_of
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.writing import Refused, delete, save


@pytest.fixture
def published(county_projects, console):
    return briefs.publish("daily", DAY, console, briefs.CHINESE)


def document_of(brief):
    with brief.file.open("rb") as opened:
        return opened.read()


def test_numbers_begin_at_one_each_year_and_leave_no_gap(county_projects, console):
    days = [date(2019, 12, 31), date(2020, 1, 1), date(2020, 3, 5)]
    briefs_made = [briefs.publish("daily", day, console, briefs.CHINESE) for day in days]
    assert [(brief.year, brief.number) for brief in briefs_made] == [(2019, 1), (2020, 1), (2020, 2)]
    assert "简报〔2020〕2号" in text_of(document_of(briefs_made[2]))


def test_publishing_the_same_again_changes_nothing(published, console):
    with pytest.raises(Invalid, match="brief_not_changed"):
        briefs.publish("daily", DAY, console, briefs.CHINESE)
    assert briefs.render("daily", DAY, None, console).number == 2


def test_publishing_is_in_the_journal(published):
    entry = Entry.objects.get(action="publish")
    assert entry.detail["title"] == "每日简报〔2020〕1号"
    assert entry.detail["sha256"] == published.digest


def test_every_figure_is_frozen_with_its_place(published):
    use = published.uses.get(figure="projects.started.count", day=DAY, division__name="单县")
    assert use.value == "4"
    assert "开工项目4个，总投资28.92亿元" in use.place


def test_a_published_brief_stays_as_it_was_and_lists_what_was_corrected(published, county_projects, console):
    before = document_of(published)
    project = county_projects["高端制冷压缩机项目"]
    save(registers.get("projects"), console, {"investment": Decimal("9.3") * YI, "started_on": None}, record=project)
    assert document_of(published) == before
    found = {
        (one.use.figure, one.use.division.name, one.use.day): one for one in briefs.corrections(published, console)
    }
    started = found["projects.started.count", "单县", DAY]
    assert (started.old, started.new) == (4, 3)
    (change,) = started.because
    assert (change.record, change.actor) == (project, "console")
    assert change.changes == [("开工日期", "2020-03-02", "")]
    assert ("projects.completed.count", "单县", DAY) not in found


def test_a_deleted_record_is_a_reason(published, county_projects, console):
    delete(registers.get("projects"), console, county_projects["100MW农光互补电站"], "重复")
    found = {one.use.figure: one for one in briefs.corrections(published, console)}
    assert (found["projects.planned.count"].old, found["projects.planned.count"].new) == (1, 0)
    assert [change.action for change in found["projects.planned.count"].because] == ["delete"]


def test_without_corrections_there_are_none(published, console):
    assert briefs.corrections(published, console) == []


def test_after_a_correction_it_can_be_published_again(published, county_projects, console):
    delete(registers.get("projects"), console, county_projects["100MW农光互补电站"], "重复")
    again = briefs.publish("daily", DAY, console, briefs.CHINESE)
    assert again.number == 2
    assert briefs.corrections(again, console) == []


WHO_MAY_PUBLISH = [
    ("clerk", "单县", True),
    ("admin", "单县", True),
    ("leader", "单县", False),
    ("village", "单县", False),
]


@pytest.mark.parametrize(("role", "where", "may"), WHO_MAY_PUBLISH)
def test_clerks_and_administrators_publish(county_projects, person, role, where, may):
    actor = person(role, where)
    if may:
        assert briefs.publish("daily", DAY, actor, briefs.CHINESE).published_by == actor.name
    else:
        with pytest.raises(Refused):
            briefs.publish("daily", DAY, actor, briefs.CHINESE)


WHO_MAY_READ = [("leader", "单县", True), ("clerk", "黄岗镇", False), ("village", "单县", False)]


@pytest.mark.parametrize(("role", "where", "may"), WHO_MAY_READ)
def test_a_published_brief_is_read_by_who_may_read_all_it_quotes(published, person, role, where, may):
    actor = person(role, where)
    assert briefs.may_read(actor, published) is may
    assert (briefs.used_in("projects.started.count", actor) == [published]) is may
