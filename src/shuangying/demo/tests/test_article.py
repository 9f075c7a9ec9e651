"""The demonstration gives the figures of the county's own report of early March 2020, each from its records.

`article_facts.csv` quotes that report (双战双赢, by the heads of Shan County). "4万余" is from the number said to 2 % above it.
"""

import csv
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from shuangying.demo.county import TODAY
from shuangying.kernel.accounts.api import console
from shuangying.kernel.figures import api as figures
from shuangying.kernel.registers.listing import Listing

FACTS = [*csv.DictReader((Path(__file__).parent / "article_facts.csv").open(encoding="utf-8"))]
CUMULATIVE = [
    "cases.confirmed.count",
    "gates.checkpoints.count",
    "gates.vehicles.count",
    "gates.people.count",
    "gates.turned_back.vehicles.count",
    "gates.turned_back.people.count",
    "people.key_persons.count",
    "closures.villages.count",
    "closures.enterprises.count",
    "command.postings.enterprises.count",
]
DAYS = [date(2020, 1, 20) + timedelta(days=n) for n in range((TODAY - date(2020, 1, 20)).days + 1)]


def value(id_, day=TODAY):
    return figures.values([figures.get(id_)], day=day, actor=console("tester"))[0].value


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact["figure"])
def test_the_figure_is_that_of_the_report(whole_demo, fact):
    said, found = Decimal(fact["value"].rstrip("+")), value(fact["figure"])
    if fact["value"].endswith("+"):
        assert said <= found <= said * Decimal("1.02")
    else:
        assert found == said


@pytest.mark.parametrize("id_", CUMULATIVE)
def test_what_was_ever_so_never_becomes_less(whole_demo, id_):
    course = [found or 0 for found in figures.course([figures.get(id_)], DAYS, console("tester"))[figures.get(id_)]]
    assert course == sorted(course)
    assert course[-1] == value(id_)


@pytest.mark.parametrize("id_", [fact["figure"] for fact in FACTS])
def test_a_figure_leads_to_as_many_records_as_it_counts(whole_demo, id_):
    figure = figures.get(id_)
    counted = figure.counted()
    (found,) = figures.values([counted], day=TODAY, actor=console("tester"))
    listing = Listing(counted.register, console("tester"), TODAY, {"figure": [id_]})
    assert not listing.problems
    assert listing.count == found.basis["records"]


@pytest.mark.parametrize("id_", [fact["figure"] for fact in FACTS if not fact["figure"].endswith("response_level")])
def test_townships_and_what_is_held_above_them_make_up_the_county(whole_demo, id_):
    figure = figures.get(id_)
    if not figure.additive:
        pytest.skip("asked anew in each township")
    parts = figures.values([figure], day=TODAY, actor=console("tester"), by="township")
    assert sum(part.value or 0 for part in parts) == value(id_)
