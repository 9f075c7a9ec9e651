"""Each case of the page explanation/tallies."""

from datetime import date

import pytest

from shuangying.core.tests.doc_tables import cases
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.figures import api as figures
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.writing import Change, save, save_many

CASES = cases("tallies.md", "Cases")
HOMES = {"东卡口": "黄岗镇", "西卡口": "黄岗镇", "北卡口": "北城街道"}


def day(text):
    return date.fromisoformat(f"2020-{text}")


def told(text):
    return [one.split() for one in text.split(";") if one.strip()]


def tell(case, actor, place):
    """Write what the case says."""
    units = registers.get("parties.units")
    made = {
        name: save(units, actor, {"name": name, "kind": "checkpoint", "division": place(home)})
        for name, home in HOMES.items()
    }
    columns = {"from": "from_on", "until": "until_on", "records": "records_from"}
    for name, *words in told(case["owes"]):
        values = {columns[word]: day(text) for word, text in zip(words[::2], words[1::2], strict=True)}
        save(registers.get("figures.duties"), actor, {"unit": made[name], "figure": "parties.trial.day", **values})
    for name, on, number in told(case["reports"]):
        values = {"unit": made[name], "figure": "parties.trial.day", "day": day(on), "value": int(number)}
        save(registers.get("figures.tallies"), actor, values)
    rows = [
        {
            "name": f"{name}{on}第{n}",
            "kind": "other",
            "division": place(HOMES.get(name, "黄岗镇")),
            "parent": made.get(name),
            "from_on": day(on),
        }
        for name, on, number in told(case["records"])
        for n in range(int(number))
    ]
    save_many(units, actor, [Change(row) for row in rows])


@pytest.mark.parametrize("case", CASES, ids=[f"{n} {case['why']}" for n, case in enumerate(CASES, 1)])
def test_a_reported_figure_answers_as_the_page_says(case, trial, console, place):
    tell(case, console, place)
    node = place(case["of"]).pk
    for answer in case["answers"].split(", "):
        *kind, on, number = answer.split()
        figure = trial.ever if kind == ["to", "date"] else trial.day
        at = divisions.tree(day(on)).node(node)
        (found,) = figures.values([figure], day=day(on), actor=console, division=at)
        assert found.value == (None if number == "unknown" else int(number)), answer
    on, *silent = case["silent"].split()
    at = divisions.tree(day(on)).node(node)
    (found,) = figures.values([trial.day], day=day(on), actor=console, division=at)
    assert found.basis["silent"] == silent
