"""What is written to one register brings about what another needs, in the same transaction."""

import pytest

from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers import consequences
from shuangying.kernel.registers.writing import Change, Rejected, delete, restore, save, save_many


@pytest.fixture
def seen(monkeypatch):
    """Note what a consequence of organisations is told."""
    told = []
    monkeypatch.setattr(consequences, "_consequences", {})

    def run(actor, records, source):
        told.append((actor.login, [(record.name, record.deleted_at is not None) for record in records], dict(source)))

    registers.declare_consequence("parties.organisations", run, writes=("parties.sites",))
    return told


@pytest.fixture
def organisations():
    return registers.get("parties.organisations")


def test_what_is_created_and_changed_is_told_at_once_and_what_is_refused_is_not(seen, organisations, console, place):
    values = {"name": "甲", "division": place("黄岗镇")}
    (made, _refused) = save_many(organisations, console, [Change(values), Change({"name": "乙"})], source={"import": 7})
    assert seen == [("console", [("甲", False)], {"import": 7})]
    changed = save(organisations, console, {"name": "甲乙"}, record=made.record)
    save(organisations, console, {"name": "甲乙"}, record=changed)
    assert [records for _login, records, _source in seen[1:]] == [[("甲乙", False)]]


def test_a_dry_run_brings_nothing_about(seen, organisations, console, place):
    save_many(organisations, console, [Change({"name": "甲", "division": place("黄岗镇")})], dry_run=True)
    assert seen == []


def test_deleting_and_restoring_are_told_too(seen, organisations, console, place):
    one = save(organisations, console, {"name": "甲", "division": place("黄岗镇")})
    delete(organisations, console, one, "entered twice")
    one.refresh_from_db()
    restore(organisations, console, one)
    assert [records for _login, records, _source in seen] == [[("甲", False)], [("甲", True)], [("甲", False)]]


def test_what_a_consequence_refuses_is_not_written(organisations, console, place, monkeypatch):
    monkeypatch.setattr(consequences, "_consequences", {})

    def refuse(_actor, _records, _source):
        raise Rejected([])

    registers.declare_consequence("parties.organisations", refuse, writes=())
    with pytest.raises(Rejected):
        save(organisations, console, {"name": "甲", "division": place("黄岗镇")})
    assert not organisations.model.objects.exists()


def test_what_it_writes_is_locked_with_the_register(seen):
    assert list(consequences.written_with("parties.organisations")) == ["parties.sites"]
    assert list(consequences.written_with("parties.sites")) == []
