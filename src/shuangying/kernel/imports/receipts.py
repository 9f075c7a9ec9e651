"""The receipts workbook of an import."""

from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext as _

from shuangying.core.sheets import Mark, place, receipt
from shuangying.kernel.imports.discretion import shown_cell
from shuangying.kernel.imports.models import ImportRow
from shuangying.kernel.imports.report import held_words, problems_of
from shuangying.kernel.imports.running import Reading
from shuangying.kernel.imports.sentences import OUTCOMES, WHY, WORST_FIRST, total_words

TONES = {"created": "good", "updated": "good", "unchanged": "plain", "review": "held", "rejected": "bad"}


def receipts(reading: Reading, lines: Sequence[ImportRow]) -> bytes:
    """The user's own sheet with an outcome and a reason beside each row, wrong cells coloured, sensitive ones masked (.xlsx)."""
    named = {each.column: each.reads or "" for each in reading.layout.headings}
    records = {line.number for line in lines if line.outcome != "skipped"}

    def shown(cell: tuple[int, int] | None, text: str) -> str:
        name = named.get(cell[1], "") if cell and cell[0] in records else ""
        return shown_cell(reading.register, name, text)

    marks: dict[int, Mark] = {}
    wrong: dict[tuple[int, int], str] = {}
    totals: dict[int, list[tuple[str, str]]] = {}
    for total in reading.record.totals:
        totals.setdefault(total["row"], []).append((total["verdict"], total_words(total)))
    by_number: dict[int, list[ImportRow]] = {}
    for line in lines:
        by_number.setdefault(line.number, []).append(line)
        if line.outcome == "skipped" and line.number in totals:
            marks[line.number] = _mark_of_total(totals[line.number])
        for problem in problems_of(line):
            if problem["cell"]:
                wrong[place(problem["cell"])] = problem["message"]
    marks |= {number: mark_of(here) for number, here in by_number.items() if here[0].outcome != "skipped"}
    corrected = {
        place(cell): (text, _("was: %(text)s") % {"text": shown(place(cell), reading.original.text(*place(cell)))})
        for cell, text in reading.record.corrections.items()
    }
    header = reading.layout.header_rows[-1] if reading.layout.header_rows else 1
    return receipt(
        reading.book,
        reading.original,
        marks,
        wrong,
        headings=(_("Outcome"), _("Reason")),
        header_row=header,
        corrected=corrected,
        shown=shown,
    )


def _mark_of_total(found: Sequence[tuple[str, str]]) -> Mark:
    contradicted = any(verdict == "different" for verdict, _words in found)
    text = "\n".join(words for _verdict, words in found)
    return Mark(_("Contradicted") if contradicted else _("Checked"), text, "bad" if contradicted else "plain")


def mark_of(lines: Sequence[ImportRow]) -> Mark:
    """What became of a line of the sheet: of a wide one how many of its cells came to which end."""
    if len(lines) == 1:
        return Mark(str(OUTCOMES[lines[0].outcome]), reason_of(lines[0]), TONES[lines[0].outcome])
    counts = Counter(line.outcome for line in lines)
    ends = [outcome for outcome in WORST_FIRST if counts[outcome]]
    words = " ".join(f"{OUTCOMES[outcome]} {counts[outcome]}" for outcome in ends)
    reasons = dict.fromkeys(reason for line in lines if (reason := reason_of(line)))
    return Mark(words, "\n".join(reasons), TONES[ends[0]])


def reason_of(line: ImportRow) -> str:
    """Why a line is returned, held or unchanged, in words."""
    if line.outcome == "review":
        return held_words(line)
    if line.outcome == "rejected":
        return "\n".join(
            f"{problem['cell']} {problem['header']}：{problem['message']}".strip() for problem in problems_of(line)
        )
    return str(WHY[line.why]) if line.why in WHY else ""
