"""A county with the way to write a case and its contacts."""

from datetime import date

import pytest

from shuangying.core.calendar import parse_moment
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.writing import save


@pytest.fixture
def case(place, console):
    """Write a case: case("甲", "单县", hospital="曹县", confirmed_on=…)."""
    number = 0

    def make(name, home, hospital="单县", record=None, **values):
        nonlocal number
        number += 1
        told = {
            "code": f"BL{number}",
            "person.name": name,
            "home_division": place(home),
            "hospital_division": place(hospital),
            "reported_at": parse_moment("2020-02-04 10:00"),
            "infection": "imported",
        }
        return save(registers.get("cases"), console, told | values)

    return make


@pytest.fixture
def contact(place, console):
    """Write a contact of a case: contact(case, "乙", last_contact_on=…)."""

    def make(case, name, **values):
        told = {"case": case, "person.name": name, "last_contact_on": date(2020, 2, 3), "division": place("北城街道")}
        return save(registers.get("cases.contacts"), console, told | values)

    return make
