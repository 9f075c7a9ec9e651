"""What other rooms may use of imports."""

from collections.abc import Iterator, Mapping
from datetime import date
from io import IOBase
from pathlib import Path
from typing import Any

from django.db import transaction

from shuangying.core.problems import Invalid, Problem
from shuangying.kernel.accounts.api import Actor
from shuangying.kernel.audit import api as audit
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.imports import running, sentences, summary, undoing
from shuangying.kernel.imports.exports import out_of, template, write_csv, write_xlsx
from shuangying.kernel.imports.models import Decision, Import, ImportRow, Upload
from shuangying.kernel.imports.purging import Purged, purge
from shuangying.kernel.imports.receipts import receipts
from shuangying.kernel.imports.report import as_json
from shuangying.kernel.imports.waiting import Waiting, waiting
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers import writing
from shuangying.kernel.registers.api import Register
from shuangying.kernel.registers.reveals import ACTION as REVEAL

__all__ = [
    "Decision",
    "Import",
    "ImportRow",
    "Outcome",
    "Purged",
    "Upload",
    "Waiting",
    "export",
    "purge",
    "receipts",
    "run_import",
    "sentences",
    "settle",
    "template",
    "undo",
    "waiting",
]


class Outcome:
    """What an import did, or in a dry run would do.

    Attributes:
        record: the import; without an id in a dry run.
        lines: what became of each line of the sheet.
        dry_run: nothing was written.
    """

    def __init__(self, reading: running.Reading, lines: list[ImportRow], *, dry_run: bool) -> None:
        self.reading, self.record, self.lines, self.dry_run = reading, reading.record, lines, dry_run

    def json(self) -> dict[str, Any]:
        """The outcome as data, with sentences in the language of the moment."""
        return as_json(self.record, self.lines, dry_run=self.dry_run)

    @property
    def clean(self) -> bool:
        """Whether every row went in and the sheet's own totals are not contradicted."""
        counts = self.record.counts
        return not (
            counts["review"] or counts["rejected"] or any(t["verdict"] == "different" for t in self.record.totals)
        )

    def receipts(self) -> bytes:
        """The receipts workbook (.xlsx)."""
        return receipts(self.reading, self.lines)


def run_import(
    register: Register,
    actor: Actor,
    file: str | Path | bytes | IOBase,
    *,
    name: str = "",
    sheet: str | None = None,
    on: date | None = None,
    mapping: Mapping[str, str] | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Import a sheet in one go.

    Args:
        register: where to.
        actor: who imports.
        file: a path, the file's bytes, or an opened file.
        name: the file's name, where `file` does not say it.
        sheet: the sheet's name; by default the first visible one that holds anything.
        on: the day of the sheet, where its title names none; today without both.
        mapping: columns by letters or header, "" for "do not read", where headers are not known.
        dry_run: write nothing, keep nothing.

    Raises:
        Invalid: the file or its layout cannot be read, or the day has not come.
        writing.Refused: the actor may write nowhere in the register.
    """
    if not register.may_write(actor):
        raise writing.Refused
    if on is not None:
        divisions.until_today(on)
    content, name = _content_of(file, name)
    if dry_run:
        running.check_size(len(content))
        upload = Upload(name=name)
        record = Import(register=register.id, upload=upload, sheet=sheet or "", day=on, day_from="given" if on else "")
        record.mapping = dict(mapping or {})
        reading = running.Reading(record, register, actor, content, divisions.today())
        return _tried(reading)
    with transaction.atomic():
        reading = running.started(register, actor, content, name, sheet=sheet, on=on)
        reading.record.mapping = dict(mapping or {})
        running.write(reading)
    return Outcome(reading, reading.lines, dry_run=False)


def _tried(reading: running.Reading) -> Outcome:
    record = reading.record
    if not reading.ready:
        problem = next(one for one in reading.layout.problems if one.code in running.UNREADABLE)
        raise Invalid(problem.code, **problem.params)
    reading.try_out()
    lines = running.lines_of(reading)
    record.sheet, (record.day, record.day_from) = reading.grid.name, reading.day
    record.counts, record.totals = summary.counts_of(lines), summary.totals_of(reading)
    record.notes = summary.notes_of(reading)
    return Outcome(reading, lines, dry_run=True)


def _content_of(file: str | Path | bytes | IOBase, name: str) -> tuple[bytes, str]:
    if isinstance(file, bytes):
        return file, name or "sheet"
    if isinstance(file, str | Path):
        return Path(file).read_bytes(), name or Path(file).name
    content = file.read()
    return content, name or str(getattr(file, "name", "sheet"))


def settle(
    record: Import, actor: Actor, at: int | str, verdict: str, *, uid: str | None = None, row: int | None = None
) -> Import:
    """Decide about a held row of a written import, and write it; see `running.settle`."""
    reading = running.reading_of(record, registers.get(record.register), actor)
    running.settle(reading, str(at), verdict, uid=uid, row=row)
    return record


def export(
    register: Register,
    actor: Actor,
    rows: Any,
    day: date,
    form: str = "xlsx",
    *,
    revealed: bool = False,
    reason: str = "",
    detail: Mapping[str, Any] | None = None,
) -> Iterator[bytes]:
    """Rows of a register as a sheet that comes back unchanged, and the entry in the journal about it.

    Args:
        register: the register.
        actor: who takes it out.
        rows: a query set of its records, within the actor's reach.
        day: the day as of which states are given.
        form: "xlsx" or "csv".
        revealed: give sealed and masked values away where the actor may have them revealed.
        reason: why; needed where values are revealed.
        detail: what else the journal should keep, such as the filters.

    Returns:
        The file in pieces.

    Raises:
        writing.Refused: the actor may have nothing revealed in this register.
        writing.Rejected: values are to be revealed without a reason.
    """
    detail = dict(detail or {})
    if revealed:
        _reveal(register, actor, rows, reason, detail)
    audit.record(actor, "export", register=register.id, reason=reason.strip(), detail=detail)
    out = out_of(register, actor, day, revealed=revealed)
    if form == "csv":
        return (line.encode() for line in write_csv(out, rows))
    return iter((write_xlsx(out, rows),))


def _reveal(register: Register, actor: Actor, rows: Any, reason: str, detail: Mapping[str, Any]) -> None:
    """Enter in the journal, at each record, that its sealed and masked values leave in a file."""
    reach = register.reveals(actor)
    if reach.none:
        raise writing.Refused
    if not reason.strip():
        raise writing.Rejected([("reason", Problem("reason_required", {}))])
    columns = [column.name for column in register.bound if column.mask]
    leaving = reach.limit(rows).order_by("pk").values_list("pk", "uid", "version")
    entries = [
        {"id": pk, "uid": str(uid), "version": version, "row": None, "changes": {}} for pk, uid, version in leaving
    ]
    told = {**detail, "columns": columns, "count": len(entries)}
    for start in range(0, len(entries), writing.ROWS_AN_ENTRY):
        some = entries[start : start + writing.ROWS_AN_ENTRY]
        audit.record(actor, REVEAL, register=register.id, rows=some, reason=reason.strip(), detail=told)


def undo(record: Import, actor: Actor) -> Import:
    """Take an import back while its rows are untouched; see `undoing.undo`."""
    return undoing.undo(record, registers.get(record.register), actor)
