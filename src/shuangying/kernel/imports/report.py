"""An import's outcome as data, for the command line, the API and programs."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from shuangying.kernel.imports.models import Import, ImportRow
from shuangying.kernel.imports.sentences import REASONS, WHY, problem_words, total_words


def as_json(record: Import, lines: Sequence[ImportRow], *, dry_run: bool = False) -> dict[str, Any]:
    """The outcome: `rows` is the sum of created, updated, unchanged, review and rejected.

    Args:
        record: the import.
        lines: what became of each line of its sheet.
        dry_run: nothing was written.
    """
    return {
        "id": record.pk,
        "register": record.register,
        "file": record.upload.name if record.upload else "",
        "sheet": record.sheet,
        "day": record.day.isoformat() if record.day else None,
        "status": record.status,
        "dry_run": dry_run,
        **record.counts,
        "totals": [{**total, "message": total_words(total)} for total in record.totals],
        "notes": [
            {"code": note["code"], "message": problem_words(note["code"], note["params"])} for note in record.notes
        ],
        "problems": once([problem for line in lines for problem in problems_of(line)]),
    }


def once(problems: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The problems without repetitions: what is wrong with a line of a wide sheet is wrong with each of its cells."""
    found = {(one["row"], one["cell"], one["code"], one["message"]): one for one in reversed(problems)}
    return list(reversed(found.values()))


def held_words(line: ImportRow) -> str:
    """Why a line is held, and what it may be."""
    candidates = "；".join(candidate_words(one) for one in line.candidates)
    return f"{WHY[line.why]} {candidates}".strip()


def candidate_words(candidate: Mapping[str, Any]) -> str:
    """A candidate in one line: its name, or its row, and why."""
    row = _("row %(row)s") % {"row": candidate["row"]} if candidate["row"] else ""
    name = _("; ").join(part for part in (candidate["title"], row) if part)
    reason = REASONS.get(candidate["reason"], candidate["reason"])
    return _("%(name)s: %(reason)s") % {"name": name, "reason": reason}


def problems_of(line: ImportRow) -> list[dict[str, Any]]:
    """What is wrong with a line, or why it is held, with the cell."""
    found = [
        {
            "row": line.number,
            "column": problem["column"],
            "cell": problem["cell"],
            "header": problem["header"],
            "code": problem["code"],
            "message": problem_words(problem["code"], problem["params"]),
        }
        for problem in line.problems
    ]
    if line.outcome == "review":
        found.append(
            {
                "row": line.number,
                "column": "",
                "cell": "",
                "header": "",
                "code": f"held_{line.why}",
                "message": held_words(line),
                "candidates": [
                    {"uid": one["uid"] or None, "row": one["row"], "title": one["title"]} for one in line.candidates
                ],
            }
        )
    return found
