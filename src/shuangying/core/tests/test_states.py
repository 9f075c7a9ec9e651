from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuangying.core.states import Span, Spans, Statement, spans, state_on
from shuangying.core.tests.doc_tables import cases

ORDER = ("planned", "reserve", "started", "completed")
FIRST = date(2020, 3, 1)
DAYS = [FIRST + timedelta(days=number) for number in range(10)]

days = st.sampled_from(DAYS)
dated = st.dictionaries(st.sampled_from(ORDER), days | st.none())
stated = st.lists(st.builds(Statement, st.sampled_from(ORDER), days, st.integers()), max_size=6)


def facts(text: str) -> list[tuple[str, date]]:
    """ "started 02-24, …" as pairs of state and day."""
    pairs = [fact.split() for fact in text.split(", ")] if text else []
    return [(state, date.fromisoformat(f"2020-{day}")) for state, day in pairs]


@pytest.mark.parametrize("case", cases("states.md", "Cases"), ids=lambda case: case["why"])
def test_states_follow_as_the_page_on_states_says(case):
    statements = [Statement(state, on) for state, on in facts(case["statements"])]
    result = spans(ORDER, dict(facts(case["dates"])), statements)
    expected = dict(pair.split() for pair in case["state on some days"].split(", "))
    assert {day: state_on(result, date.fromisoformat(f"2020-{day}")) or "unknown" for day in expected} == expected
    assert [(statement.state, statement.on) for statement in result.disproved] == facts(case["disproved"])


def reference_disproved(dates, statement):
    """Read off the rule: its own date or that of an earlier state lies after the statement."""
    up_to_it = ORDER[: ORDER.index(statement.state) + 1]
    return any(dates.get(state) is not None and dates[state] > statement.on for state in up_to_it)


def reference_state(dates, statements, day):
    """Walk back from a day to the first day on which anything is known; slow, and plain to check."""
    while day >= FIRST:
        events = [state for state in ORDER if dates.get(state) == day]
        if events:
            return events[-1]
        seen = [s.state for s in statements if s.on == day and not reference_disproved(dates, s)]
        if seen:
            return seen[-1]
        day -= timedelta(days=1)
    return None


@given(dated, stated)
def test_each_day_has_the_state_that_a_day_by_day_reading_gives(dates, statements):
    result = spans(ORDER, dates, statements)
    for day in [FIRST - timedelta(days=1), *DAYS, DAYS[-1] + timedelta(days=400)]:
        assert state_on(result, day) == reference_state(dates, statements, day)
    assert list(result.disproved) == [s for s in statements if reference_disproved(dates, s)]


@given(dated, stated)
def test_spans_are_without_gap_overlap_or_repetition(dates, statements):
    known = spans(ORDER, dates, statements).spans
    for span, following in pairwise(known):
        assert span.from_on < span.until_on == following.from_on
        assert span.state != following.state
    assert not known or known[-1].until_on is None


@given(dated, stated)
def test_a_span_opens_on_its_basis(dates, statements):
    for span in spans(ORDER, dates, statements).spans:
        if span.basis == "date":
            assert dates[span.state] == span.from_on
            assert span.key is None
        else:
            assert Statement(span.state, span.from_on, span.key) in statements


def test_neighbouring_spans_of_one_state_keep_the_first_basis():
    seen = Statement("started", date(2020, 3, 5), key=7)
    assert spans(ORDER, {"started": date(2020, 2, 24)}, [seen]).spans == (
        Span("started", date(2020, 2, 24), None, "date"),
    )
    again = Statement("started", date(2020, 3, 9), key=8)
    assert spans(ORDER, {}, [seen, again]).spans == (Span("started", date(2020, 3, 5), None, "statement", 7),)


def test_a_record_without_dates_has_no_spans():
    assert spans(ORDER, {"started": None}) == Spans()


def test_a_state_outside_the_order_is_the_programmers_error():
    with pytest.raises(ValueError, match="paused"):
        spans(ORDER, {"paused": FIRST})
    with pytest.raises(ValueError, match="paused"):
        spans(ORDER, {}, [Statement("paused", FIRST)])


def test_a_span_holds_from_its_first_day_to_the_day_before_its_end():
    span = Span("started", date(2020, 3, 2), date(2020, 3, 4), "date")
    assert [span.holds_on(day) for day in DAYS[:5]] == [False, True, True, False, False]
