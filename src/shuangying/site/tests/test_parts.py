"""The components that templates are made of."""

from datetime import date
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

CHINESE_AND_ENGLISH = [
    ("{{ v|yuan }}", Decimal("29894000000"), '298.94<span class="unit">亿元</span>', '29.894<span class="unit"> bn yuan</span>'),
    ("{{ v|yuan }}", None, "—", "—"),
    ("{{ v|zhday }}", date(2020, 3, 5), "2020年3月5日", "5 Mar 2020"),
    ('{{ v|zhday:"short" }}', date(2020, 3, 5), "3月5日", "5 Mar"),
    ("{{ v|delta }}", 34, '<span class="delta">+34</span>', '<span class="delta">+34</span>'),
    ("{{ v|delta }}", Decimal("-2.50"), '<span class="delta">−2.5</span>', '<span class="delta">−2.5</span>'),
    ("{{ v|delta }}", 0, '<span class="delta delta-none">持平</span>', '<span class="delta delta-none">no change</span>'),
    ("{{ v|delta }}", None, '<span class="delta delta-unknown">不明</span>', '<span class="delta delta-unknown">unknown</span>'),
    ("{{ v|number }}", 1234, "1234", "1234"),
    ("{{ v|number }}", 12345, "12,345", "12,345"),
    ('{% light v %}', "not-reported", '<span class="light light-not-reported">未报</span>', '<span class="light light-not-reported">not reported</span>'),
]  # fmt: skip


@pytest.mark.parametrize(("source", "value", "chinese", "english"), CHINESE_AND_ENGLISH)
def test_a_value_is_written_as_people_write_it(source, value, chinese, english):
    for language, expected in (("zh-hans", chinese), ("en", english)):
        with translation.override(language):
            assert Template(source).render(Context({"v": value})) == expected


def test_a_series_can_also_be_read_as_a_table():
    points = [(date(2020, 2, 23), 30), (date(2020, 2, 24), 64), (date(2020, 2, 25), None)]
    with translation.override("en"):
        drawn = Template('{% series points "Started" "projects" %}').render(Context({"points": points}))
    assert "24 Feb 2020 64 projects</title>" in drawn
    assert '>64<span class="unit">projects</span></td>' in drawn
    assert "days without a report: 1" in drawn


def test_a_table_marks_the_sorted_column_and_links_the_cell_that_names_the_row():
    heads = [{"label": "Name"}, {"label": "Sum", "sort_url": "?sort=sum", "sorted": "descending", "align_end": True}]
    rows = [{"url": "/r/1", "cells": [{"text": "Road", "name": True}, {"text": "", "unit": "mu"}]}]
    drawn = Template('{% include "parts/table.html" %}').render(Context({"heads": heads, "rows": rows}))
    assert '<th scope="col" class="end" aria-sort="descending">' in drawn
    assert '<a href="/r/1" data-row>Road</a>' in drawn
    assert ">—</td>" in drawn
    assert "mu" not in drawn
    assert "style=" not in drawn


def test_a_field_that_is_wrong_keeps_what_was_typed_and_names_its_problem():
    field = {
        "name": "started",
        "label": "Started",
        "kind": "date",
        "value": "2020年2月30日",
        "problems": ["No such day."],
    }
    drawn = Template('{% include "parts/field.html" %}').render(Context({"field": field}))
    assert 'value="2020年2月30日"' in drawn
    assert 'type="text"' in drawn
    assert 'aria-invalid="true" aria-describedby="e-started "' in drawn
    assert '<p class="field-error" id="e-started">No such day.</p>' in drawn
