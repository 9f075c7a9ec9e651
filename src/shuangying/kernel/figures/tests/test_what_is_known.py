"""Each case of the page explanation/what-is-known: when a figure is a number, 0 or unknown."""

from datetime import date

import pytest

from shuangying.core.tests.doc_tables import cases
from shuangying.core.units import parse_yuan
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.figures import api as figures
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.writing import save

CASES = cases("what-is-known.md", "Cases")
COLUMNS = {
    "planned": "planned_on",
    "reserve": "reserved_on",
    "started": "started_on",
    "completed": "completed_on",
    "collective_start": "collective_start_on",
}


def day(text):
    return date.fromisoformat(f"2020-{text}")


def number(text):
    if text == "unknown":
        return None
    return parse_yuan(text) if "亿" in text else int(text)


def keep(told, actor, place):
    """Write one record as the page tells it."""
    name, *words = told.split()
    values, states, on = {"name": name, "division": place("单县")}, {}, None
    while words:
        word = words.pop(0)
        if word == "states":
            states, on = {"stage": words.pop(0)}, day(words.pop(0))
        elif word == "invests":
            values["investment"] = parse_yuan(words.pop(0))
        elif word == "at":
            values["division"] = place(words.pop(0))
        else:
            values[COLUMNS[word]] = day(words.pop(0))
    save(registers.get("projects"), actor, values, states=states, on=on)


@pytest.mark.parametrize("case", CASES, ids=[f"{n} {case['why']}" for n, case in enumerate(CASES, 1)])
def test_a_figure_answers_as_the_page_says(case, console, place):
    for told in filter(None, case["records"].split(";")):
        keep(told, console, place)
    figure = figures.get(f"projects.{case['figure']}")
    for answer in case["answers"].split(", "):
        on, value = answer.split()
        at = divisions.tree(day(on)).node(place(case["of"]).pk)
        (found,) = figures.values([figure], day=day(on), actor=console, division=at)
        assert found.value == number(value), answer
        assert figures.series(figure, [day(on)], console, at) == [(day(on), number(value))], answer


def test_what_is_left_out_and_what_rests_on_statements_stands_beside_the_value(console, place):
    for told in ("甲 started 02-24", "乙 states started 03-01", "丙"):
        keep(told, console, place)
    (found,) = figures.values([figures.get("projects.started.count")], day=day("03-05"), actor=console)
    assert (found.value, found.basis["statements"], found.basis["unknown"]) == (2, 1, 1)


def test_a_difference_to_a_day_that_is_unknown_is_unknown(console, place):
    keep("甲 started 02-24", console, place)
    figure = figures.get("projects.started.count")
    assert figures.change(figure, day("02-24"), console) is None
    assert figures.change(figure, day("02-25"), console) == 0
