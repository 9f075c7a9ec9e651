"""The cases of the page explanation/sheets, line by line."""

import pytest

from shuangying.core.sheets import Across, Wanted, find_layout, headed_by, open_book
from shuangying.core.sheets.lines import Classifier
from shuangying.core.sheets.tests.messy import PROJECTS, xlsx
from shuangying.core.tests.doc_tables import cases

INVESTED = Wanted("value", ("完成投资", "体温"), "number")
HEADER = ["序号", "项目名称", "建设单位", "总投资"]


@pytest.mark.parametrize("case", cases("sheets.md", "Cases"), ids=lambda case: " ".join(case.values()))
def test_a_line_is_what_the_page_says(case):
    written = [case[name] or None for name in HEADER]
    grid = open_book(xlsx([["重点项目（单位：亿元）"], HEADER, written, [9, "末行", "某公司", 1]])).grid()
    layout = find_layout(grid, PROJECTS)
    line = Classifier(grid, layout, {each.name: each for each in PROJECTS}).line(3)
    stated = (line.sums or {}).get("investment")
    assert (line.kind, line.label if line.kind not in ("note",) else "") == (case["line"], case["label"])
    assert line.count == (int(case["count"]) if case["count"] else None)
    assert (stated and stated.value) == (int(case["sum"]) if case["sum"] else None)


@pytest.mark.parametrize("case", cases("sheets.md", "Wide sheets"), ids=lambda case: " ".join(case.values()))
def test_a_header_means_the_value_that_the_page_says(case):
    across = Across("dimension", INVESTED, headed_by(case["kind"], INVESTED.headers))
    grid = open_book(xlsx([[f"{case['title']}进度表"], ["名称", case["header"]], ["甲", 1]])).grid()
    layout = find_layout(grid, (Wanted("name", ("名称",), required=True),), across=across)
    found = next((each.across for each in layout.headings if each.across is not None), "")
    assert str(found) == case["means"]
