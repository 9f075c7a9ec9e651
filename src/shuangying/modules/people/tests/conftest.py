"""People of a small county to isolate and to look for."""

from datetime import date

import pytest

from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.writing import save

FIRST = date(2020, 2, 2)


@pytest.fixture
def write(console):
    """Write a record: write("people.isolations", person=…, …)."""

    def write(register_id, *, record=None, actor=console, **values):
        return save(registers.get(register_id), actor, values, record=record)

    return write


@pytest.fixture
def somebody(write, place):
    """A person of the village 李庄: somebody("张三")."""

    def somebody(name="张三", village="李庄村民委员会", **values):
        return write("people", name=name, division=place(village), **values)

    return somebody


@pytest.fixture
def isolated(write, somebody):
    """An isolation at home from 2 February on: isolated(person, …)."""

    def isolated(person=None, **values):
        given = {"kind": "home", "from_on": FIRST, "cause": "武汉返乡"} | values
        return write("people.isolations", person=person or somebody(), **given)

    return isolated


@pytest.fixture
def room(write, place):
    """A room with one bed in a facility of 黄岗镇."""
    site = write("parties.sites", name="党校隔离点", kind="isolation", division=place("黄岗镇"))
    facility = write("people.facilities", site=site, from_on=date(2020, 1, 28))
    return write("people.rooms", facility=facility, number="201")
