"""A county with two checkpoints, and the way to write who passes them."""

from datetime import date

import pytest

from shuangying.core.calendar import parse_moment
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.writing import save


@pytest.fixture
def gate(place, console):
    """Set up a checkpoint: gate("北城街道", ended_on=…)."""

    def make(town, **values):
        unit = {"name": f"{town}检查站", "kind": "checkpoint", "division": place(town)}
        told = {
            "name": f"{town}检查站",
            "kind": "road",
            "division": place(town),
            "set_up_on": date(2020, 1, 27),
            "unit": save(registers.get("parties.units"), console, unit),
        }
        return save(registers.get("gates.checkpoints"), console, told | values)

    return make


@pytest.fixture
def passage(console):
    """Let a vehicle pass: passage(checkpoint, "2020-02-02 03:20", plate)."""

    def make(checkpoint, at, plate="鲁R12345", actor=None, **values):
        told = {"checkpoint": checkpoint, "at": parse_moment(at), "plate": plate}
        return save(registers.get("gates.passages"), actor or console, told | values)

    return make


@pytest.fixture
def traveller(console):
    """Write one person of a passage: traveller(passage, "甲", "turn_back", seat="driver")."""

    def make(passage, name, outcome, actor=None, **values):
        told = {"passage": passage, "person.name": name, "outcome": outcome}
        return save(registers.get("gates.people"), actor or console, told | values)

    return make
