"""Held rows as a person decides about them: the row beside what it may be."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shuangying.core.codes import fold
from shuangying.core.sheets import Row
from shuangying.kernel.accounts.api import Actor, Right
from shuangying.kernel.imports.discretion import shown_cell
from shuangying.kernel.imports.models import ImportRow
from shuangying.kernel.imports.planning import Planned
from shuangying.kernel.imports.running import Reading
from shuangying.kernel.imports.sentences import REASONS, WHY
from shuangying.kernel.registers import spans
from shuangying.kernel.registers.api import Register

MOST_SHOWN = 50
SHOWN_ALIKE = frozenset({"money", "area", "date", "moment"})
Texts = Mapping[int, Mapping[str, str]]


def within_reach(lines: Iterable[ImportRow], register: Register, actor: Actor) -> list[ImportRow]:
    """The lines as an actor may see them: somebody with a wider reach may have settled rows with records beyond it."""
    lines = list(lines)
    reach = register.reach(actor, Right.WRITE)
    if reach.everywhere:
        return lines
    uids = {uid for line in lines for uid in (line.record_uid, *(one["uid"] for one in line.candidates)) if uid}
    seen: set[str] = set()
    for start in range(0, len(ordered := sorted(map(str, uids))), 500):
        found = reach.limit(register.model.objects.filter(uid__in=ordered[start : start + 500]))
        seen |= {str(uid) for uid in found.values_list("uid", flat=True)}
    for line in lines:
        if line.record_uid and str(line.record_uid) not in seen:
            line.changes = {}
        line.candidates = [one for one in line.candidates if not one["uid"] or one["uid"] in seen]
    return lines


def held_rows(reading: Reading, lines: Sequence[ImportRow]) -> list[dict[str, Any]]:
    """The held rows, each with its facts beside those of its candidates, and the answers that may be given."""
    held = [line for line in lines if line.outcome == "review"][:MOST_SHOWN]
    uids = {one["uid"] for line in held for one in line.candidates if one["uid"]}
    rows = reading.register.model.objects.select_related(*reading.register.references).filter(uid__in=uids)
    records = {str(record.uid): record for record in rows}
    spans.attach(list(records.values()), reading.day[0])
    shown = {line.number for line in held} | {one["row"] for line in held for one in line.candidates}
    texts = {row.number: _said(reading, row) for row in reading.table.data if row.number in shown}
    return [_held(reading, line, texts, records) for line in held]


def _said(reading: Reading, row: Row) -> Mapping[str, str]:
    """A row's texts, its amounts and days written as the register writes them, so that like compares with like."""
    values = reading.meaning.of(row).values
    alike = [c for c in reading.register.bound if c.kind in SHOWN_ALIKE and values.get(c.name) is not None]
    texts = {name: shown_cell(reading.register, name, text) for name, text in row.texts.items()}
    return {**texts, **{c.name: f"{c.show(values[c.name])} {c.unit}".strip() for c in alike}}


def _held(reading: Reading, line: ImportRow, texts: Texts, records: Mapping[str, Any]) -> dict[str, Any]:
    own = texts.get(line.number, {})
    twice = line.why == "listed_twice"
    new = _("This line counts") if twice else _("A record of its own")
    heads = [{"title": new, "value": "new", "reason": _("row %(row)s") % {"row": line.number}}]
    columns = [[own.get(column.name, "") for column in reading.register.bound]]
    for one in line.candidates:
        record = records.get(one["uid"])
        if record is None and one["row"] is None:
            continue
        heads.append(_head(reading, one, record, texts))
        other = texts.get(one["row"], {})
        columns.append(_facts(reading, record) if record else [other.get(c.name, "") for c in reading.register.bound])
    heads.append({"title": _("Leave this line out"), "value": "leave", "reason": ""})
    return {
        "number": line.number,
        "field": f"decide-{line.at}",
        "label": _("Row %(number)s: %(name)s") % {"number": line.at, "name": line.name},
        "question": str(WHY[line.why]),
        "heads": heads,
        "lines": _compared(reading, columns),
    }


def _head(reading: Reading, one: Mapping[str, Any], record: Any, texts: Texts) -> dict[str, Any]:
    name = one["title"] or texts.get(one["row"], {}).get(reading.meaning.name_column, "")
    row = _("row %(row)s") % {"row": one["row"]} if one["row"] else ""
    reason = str(REASONS.get(one["reason"], one["reason"]))
    return {
        "title": _("The same as %(name)s") % {"name": name},
        "value": f"same:{record.uid}" if record else f"row:{one['row']}",
        "reason": _("; ").join(part for part in (row, reason) if part),
        "url": reverse("record", args=[reading.register.id, record.uid]) if record else "",
    }


def _facts(reading: Reading, record: Any) -> list[str]:
    facts = []
    sight = reading.register.sight(reading.actor)
    for column in reading.register.bound:
        text = column.text(record, sight)
        facts.append(f"{text} {column.unit}".strip() if text else "")
    return facts


def _compared(reading: Reading, columns: Sequence[Sequence[str]]) -> list[dict[str, Any]]:
    """One line a column of the register that any of them fills; the first is the row's own."""
    lines = []
    for position, column in enumerate(reading.register.bound):
        texts = [each[position] for each in columns]
        if any(texts):
            said = {fold(text) for text in texts if text}
            lines.append({"label": str(column.label), "texts": [*texts, ""], "differs": len(said) > 1})
    return lines


def decided_rows(reading: Reading) -> list[dict[str, Any]]:
    """The answers given in this draft, each of which may be taken back."""
    words = {"same": _("the same record"), "new": _("a record of its own"), "leave": _("left out")}
    names = {planned.at: planned.meant.name for planned in reading.plan.rows} if reading.ready else {}
    return [
        {"number": at, "name": names.get(at, ""), "words": words[one["verdict"]]}
        for at, one in sorted(reading.record.decided.items(), key=lambda item: (len(item[0]), item[0]))
    ]


def proposed_divisions(reading: Reading) -> list[dict[str, Any]]:
    """Rows without a division whose name names one: the proposals that the user may confirm."""
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


def _has_place(reading: Reading, planned: Planned) -> bool:
    """Whether the record that the row is already has a place below the county's."""
    result = reading.results.get(planned.at)
    county = reading.meaning.county
    if planned.pk is None or result is None or county is None or planned.accepted is not None:
        return False
    return bool(result.record.division_id != county.pk)
