"""Held rows as a person decides about them: the row beside what it may be."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shuangying.kernel.imports.models import ImportRow
from shuangying.kernel.imports.running import Reading
from shuangying.kernel.imports.sentences import REASONS, WHY
from shuangying.kernel.registers import spans

MOST_SHOWN = 50


def held_rows(reading: Reading, lines: Sequence[ImportRow]) -> list[dict[str, Any]]:
    """The held rows, each with its facts, its candidates' facts beside, and the answers that may be given."""
    held = [line for line in lines if line.outcome == "review"][:MOST_SHOWN]
    uids = {one["uid"] for line in held for one in line.candidates if one["uid"]}
    records = {str(record.uid): record for record in reading.register.model.objects.filter(uid__in=uids)}
    spans.attach(list(records.values()), reading.day[0])
    texts = {row.number: row.texts for row in reading.table.data}
    return [_held(reading, line, texts, records) for line in held]


def _held(
    reading: Reading, line: ImportRow, texts: Mapping[int, Mapping[str, str]], records: Mapping[str, Any]
) -> dict[str, Any]:
    names = [column.name for column in reading.register.bound if column.name in texts.get(line.number, {})]
    candidates = []
    for one in line.candidates:
        record = records.get(one["uid"])
        if record is None and one["row"] is None:
            continue
        facts = (
            _facts_of_record(reading, record, names)
            if record
            else _facts_of_row(reading, texts.get(one["row"], {}), names)
        )
        candidates.append(
            {
                "title": one["title"] or texts.get(one["row"], {}).get(reading.meaning.name_column, ""),
                "row": one["row"],
                "url": reverse("record", args=[reading.register.id, record.uid]) if record else "",
                "reason": str(REASONS.get(one["reason"], one["reason"])),
                "facts": facts,
                "answer": f"{line.number}|same|{one['uid']}|{'' if one['uid'] else one['row']}",
            }
        )
    twice = line.why == "listed_twice"
    return {
        "number": line.number,
        "name": line.name,
        "question": str(WHY[line.why]),
        "facts": _facts_of_row(reading, texts.get(line.number, {}), names),
        "candidates": candidates,
        "new_answer": f"{line.number}|new||",
        "new_label": _("This line counts") if twice else _("A record of its own"),
        "leave_answer": f"{line.number}|leave||",
    }


def _facts_of_row(reading: Reading, texts: Mapping[str, str], names: Sequence[str]) -> list[dict[str, str]]:
    return [{"label": str(reading.register.by_name[name].label), "text": texts.get(name, "")} for name in names]


def _facts_of_record(reading: Reading, record: Any, names: Sequence[str]) -> list[dict[str, str]]:
    facts = []
    for name in names:
        column = reading.register.by_name[name]
        text = column.text(record)
        facts.append({"label": str(column.label), "text": f"{text} {column.unit}".strip() if text else ""})
    return facts


def decided_rows(reading: Reading) -> list[dict[str, Any]]:
    """The answers given in this draft, each of which may be taken back."""
    words = {"same": _("the same record"), "new": _("a record of its own"), "leave": _("left out")}
    names = {row.number: row.texts.get(reading.meaning.name_column, "") for row in reading.table.data}
    return [
        {
            "number": int(number),
            "name": names.get(int(number), ""),
            "words": words[one["verdict"]],
            "answer": f"{number}|back||",
        }
        for number, one in sorted(reading.record.decided.items(), key=lambda item: int(item[0]))
    ]


def proposed_divisions(reading: Reading) -> list[dict[str, Any]]:
    """New rows without a division whose name names one: the proposals that the user may confirm."""
    return [
        {
            "number": planned.number,
            "name": planned.meant.name,
            "place": planned.meant.proposals[0].name,
            "accepted": planned.accepted is not None,
        }
        for planned in reading.plan.rows
        if planned.fate in ("write", "review")
        and len(planned.meant.proposals) == 1
        and not _has_place(reading, planned)
    ]


def _has_place(reading: Reading, planned: Any) -> bool:
    """Whether the record that the row is already has a place below the county's."""
    result = reading.results.get(planned.number)
    county = reading.meaning.county
    if planned.pk is None or result is None or county is None or planned.accepted is not None:
        return False
    return bool(result.record.division_id != county.pk)
