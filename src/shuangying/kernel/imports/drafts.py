"""What the user changes in a draft before anything is written: columns, cells, answers."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from shuangying.core.calendar import parse_day
from shuangying.core.sheets import Heading, place
from shuangying.core.units import MONEY_UNITS
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.imports import running
from shuangying.kernel.imports.models import Import
from shuangying.kernel.imports.running import Reading
from shuangying.kernel.imports.sheet_columns import UID

LONGEST_CELL = 2000
PLACE = re.compile(r"decide-([0-9]{1,7}[A-Z]{0,3})")


def take_in(record: Import, posted: Mapping[str, Any], reading: Reading) -> bool:
    """Take in what the preview's form says.

    Args:
        record: the draft; changed, not saved.
        posted: the form: `sheet`, `on`, `unit`, `map-B`, `cell-B7`, `places` (all proposals), `place-12`.
        reading: the draft as it was.

    Returns:
        Whether anything differs from before.

    Raises:
        Invalid: the day cannot be read or has not come; all else is taken in.
    """
    before = _state(record)
    sheet = posted.get("sheet", "")
    if sheet and sheet != reading.grid.name and sheet in [each.name for each in reading.book.sheets]:
        record.sheet, record.mapping, record.corrections, record.decided, record.accepted = sheet, {}, {}, {}, []
        return True
    if posted.get("unit", "") in MONEY_UNITS or posted.get("unit") == "":
        record.unit = posted["unit"]
    _take_columns(record, posted, reading)
    _take_cells(record, posted, reading)
    if posted.get("has_places"):
        record.accepted = sorted(int(key[6:]) for key in posted if key.startswith("place-") and key[6:].isdigit())
    if on := str(posted.get("on", "")).strip():
        day = divisions.until_today(parse_day(on))
        if day != reading.day[0]:
            record.day, record.day_from = day, "given"
    return _state(record) != before


def _state(record: Import) -> tuple[Any, ...]:
    return (
        record.sheet,
        record.day,
        record.day_from,
        record.unit,
        dict(record.mapping),
        dict(record.corrections),
        list(record.accepted),
    )


def _take_columns(record: Import, posted: Mapping[str, Any], reading: Reading) -> None:
    now = {each.letter: chosen_for(each, reading) for each in reading.layout.headings}
    known = {*reading.register.by_name, UID, ""}
    for key, wanted in posted.items():
        letter = key.removeprefix("map-")
        if key.startswith("map-") and wanted in known and letter.isalpha() and now.get(letter, "") != wanted:
            record.mapping[letter] = wanted
            if wanted and not (reading.register.sheet and wanted == reading.register.sheet.across):
                for other, name in now.items():
                    if name == wanted and other != letter and posted.get(f"map-{other}") == name:
                        record.mapping[other] = ""


def chosen_for(heading: Heading, reading: Reading) -> str:
    """What a column is read as: of a column that is a value of the dimension, the dimension."""
    if heading.across is not None and reading.layout.across is not None:
        return reading.layout.across.name
    return heading.wanted or ""


def _take_cells(record: Import, posted: Mapping[str, Any], reading: Reading) -> None:
    for key, text in posted.items():
        if not key.startswith("cell-"):
            continue
        try:
            row, column = place(key[5:])
        except ValueError:
            continue
        if not (row <= reading.original.height and column <= reading.original.width):
            continue
        text = str(text).strip()[:LONGEST_CELL]
        if text == reading.original.text(row, column):
            record.corrections.pop(key[5:], None)
        else:
            record.corrections[key[5:]] = text


def answers_of(posted: Mapping[str, Any]) -> list[tuple[str, str, str | None, int | None]]:
    """The answers about held rows in a form: `decide-12` is "new", "leave", "same:<uid>" or "row:<other row>".

    Returns:
        Per answer where the row stands, the verdict, and for "same" the record's uid or the other row.

    Raises:
        ValueError: an answer is none of these.
    """
    answers = []
    for key, text in posted.items():
        if text and (found := PLACE.fullmatch(key)):
            verdict, _colon, which = str(text).partition(":")
            row = int(which) if verdict == "row" else None
            uid = str(UUID(which)) if verdict == "same" else None
            answers.append((found[1], "same" if row is not None else verdict, uid, row))
    return answers


def take_answers(record: Import, posted: Mapping[str, Any], reading: Reading) -> bool:
    """Note the answers about held rows of a draft, and take back the one that `back` names.

    Returns:
        Whether there were any.

    Raises:
        ValueError: an answer was not understood, or its row is not held.
    """
    before = dict(record.decided)
    answers = answers_of(posted)
    record.decided.pop(str(posted.get("back", "")), None)
    held = {planned.at: planned for planned in reading.plan.rows if planned.fate == "review"} if answers else {}
    for at, verdict, uid, row in answers:
        if at not in held:
            raise ValueError(at)
        running.decide(record, at, verdict, uid=uid, row=row, twice=held[at].why == "listed_twice")
    return record.decided != before
