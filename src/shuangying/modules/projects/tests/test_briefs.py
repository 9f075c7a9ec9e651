from datetime import date

from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.writing import save
from shuangying.modules.projects.briefs import past_deadline

DAY = date(2020, 3, 5)


def test_a_started_project_past_its_deadline_stands_beside_the_brief(place, console):
    register = registers.get("projects")
    values = {"name": "粮食仓储", "division": place("黄岗镇"), "started_on": date(2019, 5, 1)}
    save(register, console, values | {"due_on": date(2020, 3, 4)})
    save(register, console, values | {"name": "冷链物流", "due_on": DAY})
    (finding,) = past_deadline(DAY, divisions.tree(DAY).county, console)
    assert finding.text == "已过完成时限仍未竣工的重点项目：1 个"
    assert "due_on_to=2020-03-04" in finding.url


def test_without_late_projects_nothing_is_said(place, console):
    assert list(past_deadline(DAY, divisions.tree(DAY).county, console)) == []
