"""Which records are proposed as one, and which are not."""

from datetime import date

import pytest

from shuangying.kernel.parties import likeness
from shuangying.kernel.parties.tests.test_parties import number
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers import writing

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

BORN = date(1980, 1, 1)
HERE, THERE = "李庄村民委员会", "北关社区居民委员会"


@pytest.fixture
def add(console, place):
    def save(register, *, at=HERE, **values):
        return writing.save(registers.get(register), console, {**values, "division": place(at)})

    return save


def proposed(register, actor, within=None):
    return [(pair.first, pair.second, pair.why) for pair in likeness.likely(registers.get(register), actor, within)]


def test_the_same_name_and_phone_are_proposed_wherever_they_are_the_same_phone_alone_is_not(add, console, place):
    one = add("people", name="王小明", phone="15400000001")
    other = add("people", name="王小明", phone="15400000001", at=THERE)
    add("people", name="王大明", phone="15400000001")
    add("people", name="王小明", phone="15400000002")
    add("people", name="王小明")
    assert proposed("people", console) == [(one, other, "name_and_phone")]
    assert proposed("people", console, place("黄岗镇")) == [(one, other, "name_and_phone")]


def test_the_same_name_and_birth_are_proposed_within_one_village_only(add, console):
    one = add("people", name="王小明", born_on=BORN)
    other = add("people", name="王小明", born_on=BORN, phone="15400000001")
    add("people", name="王小明", born_on=BORN, at=THERE)
    add("people", name="王小明", born_on=date(1980, 1, 2))
    assert proposed("people", console) == [(one, other, "name_and_birth")]


def test_two_numbers_are_two_people_and_deleted_ones_are_none(add, console):
    one = add("people", name="王小明", phone="15400000001", id_number=number(BORN, "male"))
    other = add("people", name="王小明", phone="15400000001", id_number=number(BORN, "male", "372999"))
    third = add("people", name="王小明", phone="15400000001")
    assert [(first, second) for first, second, _why in proposed("people", console)] == [(one, third), (other, third)]
    writing.delete(registers.get("people"), console, third, "误录")
    assert proposed("people", console) == []


def test_a_pair_that_somebody_called_different_is_not_proposed_again(add, console):
    one, other = (add("people", name="王小明", born_on=BORN) for _ in range(2))
    likeness.mark_different(registers.get("people"), console, other, one)
    assert proposed("people", console) == []


def test_only_what_one_may_write_is_proposed(add, person, place):
    add("people", name="王小明", phone="15400000001")
    add("people", name="王小明", phone="15400000001", at=THERE)
    assert proposed("people", person("clerk", "黄岗镇")) == []
    assert proposed("people", person("leader", "单县")) == []
    assert len(proposed("people", person("clerk", "单县"))) == 1


def test_households_with_one_head_at_one_address_are_proposed(add, console):
    one, other = (add("people.households", head="王大明", address="东街1号") for _ in range(2))
    add("people.households", head="王大明", address="西街1号")
    add("people.households", head="王大明")
    add("people.households", head="王大明")
    assert proposed("people.households", console) == [(one, other, "head_and_address")]


def test_organisations_that_resemble_in_one_place_or_none_are_proposed_and_numbers_tell_apart(add, console):
    one = add("parties.organisations", name="单县天元纸业有限公司")
    other = add("parties.organisations", name="单县天源纸业有限公司", at="单县")
    add("parties.organisations", name="单县天园纸业有限公司", at=THERE)
    add("parties.organisations", name="第一加油站")
    add("parties.organisations", name="第二加油站")
    assert proposed("parties.organisations", console)[0] == (one, other, "one_character")
    assert all("加油站" not in first.name for first, _second, _why in proposed("parties.organisations", console))


def test_one_representative_with_one_phone_is_proposed_though_the_names_differ(add, console):
    shop, other = (
        add("parties.organisations", name=name, representative="王小明", phone="15400000001", at=at)
        for name, at in (("小明超市", HERE), ("便民商店", THERE))
    )
    assert proposed("parties.organisations", console) == [(shop, other, "representative_and_phone")]
