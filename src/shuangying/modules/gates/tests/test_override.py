"""Headquarters decides otherwise: with a right of its own, a reason, and the outcome of the checkpoint kept."""

import pytest

from shuangying.core.calendar import parse_moment
from shuangying.kernel.accounts.api import CLERK, LEADER
from shuangying.kernel.audit import api as audit
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.writing import Refused, Rejected, act, parse_values
from shuangying.modules.gates.roles import CHECKPOINT
from shuangying.modules.people.roles import HEALTH

NIGHT = "2020-02-02 03:20"
DECIDED = {"outcome": "observe", "overridden_by": "县指挥部", "overridden_at": parse_moment("2020-02-02 03:50")}
WHY = "长期在单县居住"


@pytest.fixture
def turned_back(gate, passage, traveller):
    return traveller(passage(gate("北城街道"), NIGHT, "鄂L00000"), "李某", "turn_back")


def override(record, actor, **entered):
    return act(registers.get("gates.people"), actor, record, "override", DECIDED | entered, WHY)


def test_an_override_keeps_what_the_checkpoint_decided_who_overrode_it_when_and_why(turned_back, console):
    now = override(turned_back, console)
    assert (now.outcome, now.prior_outcome) == ("observe", "turn_back")
    assert (now.overridden_by, now.overridden_at) == ("县指挥部", DECIDED["overridden_at"])
    newest = audit.history("gates.people", now.pk)[0]
    assert (newest.action, newest.reason) == ("override", WHY)


def test_a_second_override_keeps_the_first_outcome(turned_back, console):
    once = override(turned_back, console)
    twice = override(once, console, outcome="medical")
    assert (twice.outcome, twice.prior_outcome) == ("medical", "turn_back")


def test_an_override_that_changes_nothing_is_refused(turned_back, console):
    with pytest.raises(Rejected) as raised:
        override(turned_back, console, outcome="turn_back")
    assert [problem.code for _column, problem in raised.value.problems] == ["override_changes_nothing"]


def test_without_a_reason_nothing_is_overridden(turned_back, console):
    with pytest.raises(Rejected):
        act(registers.get("gates.people"), console, turned_back, "override", DECIDED, " ")


@pytest.mark.parametrize(
    ("role", "town", "may"),
    [
        (CHECKPOINT, "北城街道", True),
        (CLERK, "单县", True),
        (CHECKPOINT, "黄岗镇", False),
        (HEALTH, "单县", False),
        (LEADER, "单县", False),
    ],
)
def test_only_the_gate_and_headquarters_override(turned_back, person, role, town, may):
    if may:
        assert override(turned_back, person(role, town)).outcome == "observe"
        return
    with pytest.raises(Refused):
        override(turned_back, person(role, town))


def test_no_form_and_no_sheet_writes_who_overrode(place):
    raw = {"overridden_by": "某人", "overridden_at": NIGHT, "prior_outcome": "pass"}
    assert parse_values(registers.get("gates.people"), raw) == ({}, [])
