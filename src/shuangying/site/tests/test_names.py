"""Names found by a few letters."""

import pytest

from shuangying.kernel.accounts.api import User
from shuangying.site.initials import initials


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("重点项目", "zdxm"),
        ("卡口", "kk"),
        ("隔离观察", "glgc"),
        ("病例与密接", "blymj"),
        ("Key projects", "keyprojects"),
        ("一企一册（示例）", "yqycsl"),
        ("", ""),
    ],
)
def test_a_name_has_the_initials_that_one_types(name, letters):
    assert initials(name) == letters


@pytest.fixture
def asked(client, person):
    def ask(role, division):
        client.force_login(User.objects.get(login=person(role, division).login))
        answer = client.get("/names")
        assert "no-store" in answer["Cache-Control"]
        return answer.json()["names"]

    return ask


def test_a_register_is_found_by_name_initials_and_id(asked):
    found = {name["url"]: name for name in asked("clerk", "单县")}
    assert {"重点项目", "zdxm", "projects"} <= set(found["/r/projects/"]["keys"].split())


def test_nobody_is_told_names_that_lead_nowhere_for_them(asked):
    urls = {name["url"] for name in asked("village", "李庄村民委员会")}
    assert "/r/projects/" not in urls
    assert "/figures/projects.count/" in urls
