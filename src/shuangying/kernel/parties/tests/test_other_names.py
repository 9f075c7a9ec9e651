"""A name that somebody said is another's leads to the record from then on."""

import pytest

from shuangying.kernel.accounts.api import Right
from shuangying.kernel.audit import api as audit
from shuangying.kernel.parties import api as parties
from shuangying.kernel.parties.models import Alias, Organisation
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers import writing

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisations():
    return registers.get("parties.organisations")


@pytest.fixture
def factory(organisations, place, console):
    return writing.save(organisations, console, {"name": "单县天元纸业有限公司", "division": place("北城街道")})


def test_a_learnt_name_leads_to_its_record_however_it_is_written(organisations, factory, console):
    parties.learn_alias(organisations, console, factory, "天元纸业（东厂）", source="复工名单.xlsx")
    assert organisations.also_known(["天元纸业(东厂) ", "别的名字"]) == {"天元纸业(东厂)": [factory.pk]}


def test_the_name_of_a_deleted_record_leads_nowhere(organisations, factory, console):
    parties.learn_alias(organisations, console, factory, "天元纸业")
    writing.delete(organisations, console, factory, "注销")
    assert organisations.also_known(["天元纸业"]) == {}


def test_a_name_that_two_records_bear_leads_to_both(organisations, factory, console, place):
    other = writing.save(organisations, console, {"name": "天元包装有限公司", "division": place("黄岗镇")})
    for record in (factory, other):
        parties.learn_alias(organisations, console, record, "天元公司")
    assert organisations.also_known(["天元公司"]) == {"天元公司": [factory.pk, other.pk]}


def test_the_same_name_is_learnt_once_and_stands_in_the_history_with_its_source(organisations, factory, console):
    first = parties.learn_alias(organisations, console, factory, "天元纸业", source="复工名单.xlsx")
    assert parties.learn_alias(organisations, console, factory, "天元 纸业") == first
    newest = audit.history("parties.organisations", factory.pk)[0]
    assert (newest.action, newest.changes) == ("alias", {"name": [None, "天元纸业"]})
    assert [(one.name, one.source) for one in parties.aliases_of(factory)] == [("天元纸业", "复工名单.xlsx")]


def test_its_own_name_and_an_empty_one_are_no_other_names(organisations, factory, console):
    for name in ("单县天元纸业有限公司", "单县 天元纸业有限公司", "  ", "长" * 201):
        assert parties.learn_alias(organisations, console, factory, name) is None
    assert Alias.objects.count() == 0


def test_a_name_is_learnt_and_forgotten_only_by_those_who_may_write_there(organisations, factory, console, person):
    alias = parties.learn_alias(organisations, console, factory, "天元纸业")
    stranger = person("clerk", "黄岗镇")
    assert organisations.reach(stranger, Right.WRITE).paths
    with pytest.raises(writing.Refused):
        parties.learn_alias(organisations, stranger, factory, "天元")
    with pytest.raises(writing.Refused):
        parties.forget_alias(organisations, stranger, factory, alias)
    parties.forget_alias(organisations, person("clerk", "北城街道"), factory, alias)
    assert organisations.also_known(["天元纸业"]) == {}
    assert audit.history("parties.organisations", factory.pk)[0].action == "alias_forgotten"


def test_registers_of_other_things_know_no_other_names():
    assert registers.get("projects").also_known(["一期工程"]) == {}


def test_organisations_sites_and_units_are_known_by_other_names(console, place):
    for id_, values in (
        ("parties.sites", {"name": "单县影剧院"}),
        ("parties.units", {"name": "县工信局", "kind": "department"}),
    ):
        register = registers.get(id_)
        record = writing.save(register, console, {**values, "division": place("单县")})
        parties.learn_alias(register, console, record, "别名")
        assert register.also_known(["别名"]) == {"别名": [record.pk]}
    assert Organisation.objects.count() == 0
