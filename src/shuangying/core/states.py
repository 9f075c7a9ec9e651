"""Dates and statements to state spans: which state a record is in on any day, and how that is known.

A date (started on 24 February) is an event on its day. A statement (a sheet of 5 March lists the project under 开工) is an
observation at the end of its day. The later of the two up to a day holds; on one day the date wins. The page
explanation/states shows each rule by an example.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

Basis = Literal["date", "statement"]


@dataclass(frozen=True, slots=True)
class Statement:
    """That a record was seen in `state` at the end of day `on`; `key` is the caller's own name for it (its row)."""

    state: str
    on: date
    key: Hashable = None


@dataclass(frozen=True, slots=True)
class Span:
    """That a record is in `state` on each day from `from_on` up to the day before `until_on` (None: until further notice).

    `basis` tells what opened the span; `key` is that statement's key, None for a date.
    """

    state: str
    from_on: date
    until_on: date | None
    basis: Basis
    key: Hashable = None

    def holds_on(self, day: date) -> bool:
        """Whether the record is in this state as of `day`, that is at its 24:00."""
        return self.from_on <= day and (self.until_on is None or day < self.until_on)


@dataclass(frozen=True, slots=True)
class Spans:
    """The spans of one record, in order and without overlap, and the statements that a date disproves."""

    spans: tuple[Span, ...] = ()
    disproved: tuple[Statement, ...] = ()


def spans(order: Sequence[str], dates: Mapping[str, date | None], statements: Iterable[Statement] = ()) -> Spans:
    """Work out the spans of one record.

    `order` lists the states from first to last; `dates` gives the day on which each was entered, where known;
    `statements` are given in the order in which they were made: of two on one day the one made later counts.

    A statement of state s on day d is disproved when the date of s, or of a state earlier in `order`, lies after d.
    Two dates on one day: the state later in `order` holds. Neighbouring spans of one state become one span that keeps
    the first basis. Raises ValueError when a date or statement names a state that is not in `order`.
    """
    unknown = dates.keys() - set(order)
    if unknown:
        raise ValueError(f"states not in the order: {', '.join(sorted(unknown))}")
    entered: dict[date, tuple[str, Basis, Hashable]] = {}
    disproved: list[Statement] = []
    if statements:
        latest = _latest_date_up_to_each(order, dates)
        for statement in statements:
            if statement.state not in latest:
                raise ValueError(f"state not in the order: {statement.state}")
            bound = latest[statement.state]
            if bound is not None and bound > statement.on:
                disproved.append(statement)
            else:
                entered[statement.on] = (statement.state, "statement", statement.key)
    for state in order:
        on = dates.get(state)
        if on is not None:
            entered[on] = (state, "date", None)
    return Spans(_in_sequence(entered), tuple(disproved))


def state_on(known: Spans | Sequence[Span], day: date) -> str | None:
    """The state as of `day` (its 24:00), or None where nothing is known yet."""
    for span in reversed(known.spans if isinstance(known, Spans) else known):
        if span.from_on <= day:
            return span.state if span.until_on is None or day < span.until_on else None
    return None


def _latest_date_up_to_each(order: Sequence[str], dates: Mapping[str, date | None]) -> dict[str, date | None]:
    """For each state the latest date among its own and those of the states before it."""
    latest: date | None = None
    result: dict[str, date | None] = {}
    for state in order:
        on = dates.get(state)
        if on is not None and (latest is None or on > latest):
            latest = on
        result[state] = latest
    return result


def _in_sequence(entered: Mapping[date, tuple[str, Basis, Hashable]]) -> tuple[Span, ...]:
    if not entered:
        return ()
    opening: list[date] = []
    state = None
    for day in sorted(entered):
        if entered[day][0] != state:
            state = entered[day][0]
            opening.append(day)
    return tuple(
        Span(entered[day][0], day, until_on, *entered[day][1:])
        for day, until_on in zip(opening, [*opening[1:], None], strict=True)
    )
