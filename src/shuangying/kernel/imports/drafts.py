"""What the user changes in a draft before anything is written: columns, cells, answers."""

from collections.abc import Mapping
from typing import Any

from shuangying.core.calendar import parse_day
from shuangying.core.sheets import place
from shuangying.core.units import MONEY_UNITS
from shuangying.kernel.imports import running
from shuangying.kernel.imports.models import Import
from shuangying.kernel.imports.running import Reading
from shuangying.kernel.imports.sheet_columns import UID

LONGEST_CELL = 2000


def take_in(record: Import, posted: Mapping[str, Any], reading: Reading) -> bool:
    """Take in what the preview's form says.

    Args:
        record: the draft; changed, not saved.
        posted: the form: `sheet`, `on`, `unit`, `map-B`, `cell-B7`, `places` (all proposals), `place-12`.
        reading: the draft as it was.

    Returns:
        Whether anything differs from before.

    Raises:
        Invalid: the day cannot be read.
    """
    before = _state(record)
    sheet = posted.get("sheet", "")
    if sheet and sheet != reading.grid.name and sheet in [each.name for each in reading.book.sheets]:
        record.sheet, record.mapping, record.corrections, record.decided, record.accepted = sheet, {}, {}, {}, []
        return True
    if on := str(posted.get("on", "")).strip():
        day = parse_day(on)
        if day != reading.day[0]:
            record.day, record.day_from = day, "given"
    if posted.get("unit", "") in MONEY_UNITS or posted.get("unit") == "":
        record.unit = posted["unit"]
    _take_columns(record, posted, reading)
    _take_cells(record, posted, reading)
    if posted.get("has_places"):
        record.accepted = sorted(int(key[6:]) for key in posted if key.startswith("place-") and key[6:].isdigit())
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
    now = {each.letter: each.wanted or "" for each in reading.layout.headings}
    known = {*reading.register.by_name, UID, ""}
    for key, wanted in posted.items():
        letter = key.removeprefix("map-")
        if key.startswith("map-") and wanted in known and letter.isalpha() and now.get(letter, "") != wanted:
            record.mapping[letter] = wanted
            for other, name in now.items():
                if wanted and name == wanted and other != letter and posted.get(f"map-{other}") == name:
                    record.mapping[other] = ""


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


def answer_of(text: str) -> tuple[int, str, str | None, int | None]:
    """A button's answer `row|verdict|uid|other row`.

    Raises:
        ValueError: it is none.
    """
    number, verdict, uid, row = text.split("|")
    return int(number), verdict, uid or None, int(row) if row else None


def decide(record: Import, number: int, verdict: str, *, uid: str | None, row: int | None, reading: Reading) -> None:
    """Note an answer about a held row of a draft, or take one back ("back").

    Raises:
        ValueError: no such verdict, or the row is not held.
    """
    if verdict == "back":
        record.decided.pop(str(number), None)
        return
    planned = next((one for one in reading.plan.rows if one.number == number and one.fate == "review"), None)
    if planned is None:
        raise ValueError(number)
    running.decide(record, number, verdict, uid=uid, row=row, twice=planned.why == "listed_twice")
