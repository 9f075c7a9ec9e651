"""An import from file to receipt: start a draft, preview it, write it, settle what was held, undo it."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from shuangying.core.masks import hide_numbers
from shuangying.core.problems import Invalid, Problem
from shuangying.core.sheets import Book, Grid, Layout, Table, find_layout, letters, open_book, place, read_table
from shuangying.kernel.accounts.api import Actor
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.imports.discretion import shown_cell
from shuangying.kernel.imports.models import Decision, Import, ImportRow, Upload
from shuangying.kernel.imports.planning import LEAVE, NEW, SAME, Plan, Planned, plan
from shuangying.kernel.imports.row_values import Meaning, Wrong
from shuangying.kernel.imports.sheet_columns import across_of, wanted_columns
from shuangying.kernel.imports.summary import counts_of, notes_of, totals_of
from shuangying.kernel.registers import writing
from shuangying.kernel.registers.api import Register
from shuangying.kernel.registers.inserting import insert
from shuangying.kernel.registers.writing import Change, Result

FATES = {"review": "review", "rejected": "rejected", "left_out": "unchanged", "nothing": "unchanged"}
UNREADABLE = frozenset({"header_missing", "column_missing", "header_without_year", "side_by_side"})
"""Problems of a layout with which nothing is written: what stands where would be a guess."""

BATCH = 500


@dataclass
class Reading:
    """A draft read and planned: everything that the preview shows and that writing needs.

    Attributes:
        record: the import; unsaved in a dry run.
        content: the user's file.
        results: what became of the rows that were written or tried, by where they stand.
        lines: once written, what became of each line.
    """

    record: Import
    register: Register
    actor: Actor
    content: bytes
    today: date
    results: dict[str, Result] = field(default_factory=dict)
    settling: bool = False
    lines: list[ImportRow] = field(default_factory=list)

    @cached_property
    def book(self) -> Book:
        """The file, opened."""
        return open_book(self.content)

    @cached_property
    def original(self) -> Grid:
        """The sheet as the file has it."""
        return _grid_of(self.book, self.register, self.actor, self.record.sheet or None)

    @cached_property
    def grid(self) -> Grid:
        """The sheet with the user's corrections."""
        return self.original.replaced({place(cell): text for cell, text in self.record.corrections.items()})

    @cached_property
    def layout(self) -> Layout:
        """Where the table stands."""
        return find_layout(
            self.grid,
            wanted_columns(self.register),
            mapping=self.record.mapping,
            unit=self.record.unit or None,
            across=across_of(self.register, self.actor),
            year=self.given.year if self.given else None,
        )

    @cached_property
    def table(self) -> Table:
        """The sheet's lines; times without a day are those of the sheet's."""
        layout = self.layout if self.layout.on else replace(self.layout, on=self.given)
        return read_table(self.grid, layout, wanted_columns(self.register))

    @property
    def given(self) -> date | None:
        """The day that the user says the sheet has."""
        return self.record.day if self.record.day_from == "given" else None

    @cached_property
    def day(self) -> tuple[date, str]:
        """The day of the sheet and where it is from: its title, else the user, else today."""
        if self.record.status != Import.Status.DRAFT and self.record.day is not None:
            return self.record.day, self.record.day_from
        if self.layout.on is not None:
            return self.layout.on, "title"
        if self.given is not None:
            return self.given, "given"
        return self.today, "today"

    @cached_property
    def meaning(self) -> Meaning:
        """What the rows mean to the register."""
        return Meaning(self.register, self.actor, self.layout, self.day[0], divisions.home().county)

    @cached_property
    def plan(self) -> Plan:
        """What is to become of each row."""
        return plan(
            self.register,
            self.actor,
            self.table,
            self.meaning,
            decided=self.record.decided,
            accepted=self.record.accepted,
        )

    @property
    def ready(self) -> bool:
        """Whether the layout allows to write anything."""
        return not _lacks_a_table(self.layout)

    def try_out(self) -> None:
        """Check everything as writing would, and write nothing."""
        if self.ready:
            self._save(dry_run=True)

    def write(self, *, only: frozenset[str] | None = None) -> None:
        """Write the rows that may be written, in one transaction, and keep what became of each.

        Args:
            only: write the rows that stand here and leave the others as they are: rows decided after the import was done.
        """
        self.record.day, self.record.day_from = self.day
        self._save(dry_run=False, only=only)

    def _save(self, *, dry_run: bool, only: frozenset[str] | None = None) -> None:
        self.results, self.settling = {}, only is not None
        groups = [group for group in self.plan.together() if only is None or any(one.at in only for one in group)]
        pks = [group[0].pk for group in groups if group[0].pk is not None]
        records = self._records(pks)
        changes = [self._change(group, records.get(group[0].pk)) for group in groups]
        results = writing.save_many(
            self.register, self.actor, changes, source=self.source, action="" if dry_run else "import", dry_run=dry_run
        )
        for group, result in zip(groups, results, strict=True):
            for planned in group:
                self.results[planned.at] = result
        if not dry_run:
            self._keep_replaced(results, records)

    def _change(self, group: list[Planned], record: Any) -> Change:
        change = self.plan.change(group, record, self.meaning.default_place())
        if record is None:
            return change
        columns = self.register.by_name
        values = {
            name: value for name, value in change.values.items() if not _same_text(value, columns[name].raw(record))
        }
        return replace(change, values=values)

    def _records(self, pks: Sequence[int]) -> dict[int | None, Any]:
        found: dict[int | None, Any] = {}
        rows = self.register.model.objects.live().select_related(*self.register.references)
        for start in range(0, len(pks), BATCH):
            found |= {row.pk: row for row in rows.filter(pk__in=pks[start : start + BATCH])}
        return found

    def _keep_replaced(self, results: Sequence[Result], before: Mapping[int | None, Any]) -> None:
        """Keep the sealed values that were overwritten, sealed: the journal does not tell them, and an undo needs them."""
        sealed = [column for column in self.register.stored if column.kind == "sealed"]
        for result in results if sealed else ():
            for column in sealed:
                if result.outcome == "updated" and column.name in result.changes:
                    kept = self.record.replaced.setdefault(str(result.record.pk), {})
                    kept.setdefault(column.name, column.plain(before[result.record.pk]))

    @property
    def source(self) -> dict[str, Any]:
        """Where the values come from, for the journal."""
        name = self.record.upload.name if self.record.upload else ""
        return {"import": self.record.pk, "file": name, "sheet": self.grid.name, "day": self.day[0].isoformat()}

    def outcome(self, planned: Planned) -> tuple[str, list[Wrong], str]:
        """What became of a row: its outcome, what is wrong with it, and why it is held or unchanged."""
        if planned.fate != "write":
            return FATES[planned.fate], planned.wrong, planned.why if planned.fate == "review" else planned.fate
        result = self.results.get(planned.at)
        if result is None:
            return "unchanged", [], ""
        if result.outcome in ("created", "updated", "unchanged"):
            if planned.follows is not None and not self.settling:
                return "unchanged", [], "merged"
            adds = any(link.changes for link in planned.links.values())
            return "updated" if adds and result.outcome == "unchanged" else result.outcome, [], ""
        problems = result.problems or [
            ("", Problem("out_of_reach" if result.outcome == "refused" else "changed_meanwhile"))
        ]
        wrong = [
            one for name, problem in problems for one in self.meaning.all_wrong(planned.row, name, self._said(problem))
        ]
        return "rejected", wrong, ""

    def _said(self, problem: Problem) -> Problem:
        """A problem as the actor may know it: of a record beyond their reach not even that it exists."""
        hides = problem.code == "already_exists" and not self.meaning.everywhere
        return Problem("identity_not_given", problem.params) if hides else problem


def _grid_of(book: Book, register: Register, actor: Actor, sheet: str | None) -> Grid:
    """The named sheet, else the first visible one on which the register's required columns are found."""
    columns, across = wanted_columns(register), across_of(register, actor)
    return book.grid(sheet, is_table=lambda grid: not _lacks_a_table(find_layout(grid, columns, across=across)))


def _lacks_a_table(layout: Layout) -> bool:
    return any(problem.code in UNREADABLE for problem in layout.problems)


def _same_text(mine: Any, kept: Any) -> bool:
    """Whether two texts differ in nothing but spaces and line breaks, which sheets do not keep."""
    return isinstance(mine, str) and isinstance(kept, str) and "".join(mine.split()) == "".join(kept.split())


def start(
    register: Register, actor: Actor, content: bytes, name: str, *, sheet: str | None = None, on: date | None = None
) -> Import:
    """Keep a file as a draft of an import.

    Raises:
        Invalid: `file_too_large`, or what is wrong with the file.
    """
    return started(register, actor, content, name, sheet=sheet, on=on).record


def started(
    register: Register, actor: Actor, content: bytes, name: str, *, sheet: str | None = None, on: date | None = None
) -> Reading:
    """Keep a file as a draft of an import, and go on reading it.

    Raises:
        Invalid: `file_too_large`, or what is wrong with the file.
    """
    check_size(len(content))
    record = Import(
        register=register.id,
        day=on,
        day_from="given" if on else "",
        sheet=sheet or "",
        actor=actor.login,
        actor_name=actor.name,
        user_id=actor.user_id,
    )
    reading = Reading(record, register, actor, content, divisions.today())
    record.sheet = reading.original.name[:100]
    with transaction.atomic():
        record.upload = _kept(content, name, reading.book.kind)
        record.save()
    return reading


def check_size(size: int) -> None:
    """Refuse what is larger than the home allows.

    Raises:
        Invalid: `file_too_large`.
    """
    if size > settings.IMPORT_MAX_BYTES:
        raise Invalid("file_too_large", most=settings.IMPORT_MAX_BYTES // 2**20)


def _kept(content: bytes, name: str, kind: str) -> Upload:
    digest = hashlib.sha256(content).hexdigest()
    upload = Upload(
        name=hide_numbers(PurePath(name.replace("\\", "/")).name)[:255] or "sheet",
        suffix=f".{kind}",
        size=len(content),
        sha256=digest,
    )
    earlier = Upload.objects.filter(sha256=digest).first()
    if earlier is not None and earlier.file.name and earlier.file.storage.exists(earlier.file.name):
        upload.file.name = earlier.file.name
    else:
        upload.file.save(upload.name, ContentFile(content), save=False)
    upload.save()
    return upload


def reading_of(record: Import, register: Register, actor: Actor) -> Reading:
    """A saved import's file, ready to be read.

    Raises:
        Invalid: `file_gone`.
    """
    if record.upload is None or record.upload.gone_at is not None:
        raise Invalid("file_gone")
    with record.upload.file.open("rb") as file:
        content = file.read()
    return Reading(record, register, actor, content, divisions.today())


def write(reading: Reading) -> Import:
    """Write a draft: accepted rows in one transaction, a line kept for every line of the sheet.

    Raises:
        Invalid: the layout's problem, when there is nothing that could be written.
    """
    if not reading.ready:
        problem = next(one for one in reading.layout.problems if one.code in UNREADABLE)
        raise Invalid(problem.code, **problem.params)
    record = reading.record
    with transaction.atomic():
        if not Import.objects.select_for_update().filter(pk=record.pk, status=Import.Status.DRAFT).exists():
            return Import.objects.get(pk=record.pk)
        writing.one_writer(reading.register)
        reading.write()
        reading.lines = lines = lines_of(reading)
        insert(ImportRow, lines)
        _remember(reading, lines)
        record.status, record.done_at = Import.Status.DONE, timezone.now()
        record.counts, record.totals, record.notes = counts_of(lines), totals_of(reading), notes_of(reading)
        record.save()
    return record


def settle(reading: Reading, at: str, verdict: str, *, uid: str | None = None, row: int | None = None) -> None:
    """Decide about one held row of a done import, and write it.

    Args:
        reading: the import.
        at: where the row stands.
        verdict: "same", "new" or "leave".
        uid: for "same", the record that it is.
        row: for "same", the other row of the sheet, where that has no record yet.
    """
    record = reading.record
    with transaction.atomic():
        held = {line.at: line for line in record.lines.select_for_update().filter(outcome="review")}
        if at not in held:
            return
        number = held[at].number
        decide(record, at, verdict, uid=uid, row=row, twice=held[at].why == "listed_twice")
        touched = {at} | {line.at for line in held.values() if any(one.get("row") == number for one in line.candidates)}
        reading.write(only=frozenset(touched))
        written = [line for line in lines_of(reading) if line.at in touched and line.outcome != "review"]
        settled = {line.at for line in written}
        again = replace(reading, results={})
        waiting = [line for line in lines_of(again) if line.outcome == "review" and line.at not in settled]
        for line in (*written, *waiting):
            if line.at in held:
                line.pk = held[line.at].pk
                line.save()
        fresh = list(record.lines.all())
        _remember(reading, [line for line in fresh if line.at == at])
        record.counts = counts_of(fresh)
        record.save()


def discard(record: Import) -> None:
    """Throw a draft away, and its file unless another import has it."""
    upload = record.upload
    with transaction.atomic():
        record.delete()
        if upload is not None:
            upload.delete()
            if upload.file.name and not Upload.objects.filter(sha256=upload.sha256).exists():
                upload.file.delete(save=False)


def decide(
    record: Import, at: str, verdict: str, *, uid: str | None = None, row: int | None = None, twice: bool = False
) -> None:
    """Note what the user decided about a held row; nothing is written.

    Raises:
        ValueError: no such verdict.
    """
    if verdict not in (SAME, NEW, LEAVE) or (verdict == SAME and not uid and row is None):
        raise ValueError(verdict)
    record.decided[at] = {"verdict": verdict, "record": uid, "row": row, "twice": twice}


def lines_of(reading: Reading) -> list[ImportRow]:
    """A line for every line of the sheet, in a wide one for every cell, saying what became of it."""
    planned_rows: dict[int, list[Planned]] = {}
    for planned in reading.plan.rows if reading.ready else ():
        planned_rows.setdefault(planned.number, []).append(planned)
    titles = _titles(reading)
    lines = []
    for row in reading.table.rows:
        here = planned_rows.get(row.number)
        if here is None:
            skipped = ImportRow(sheet_import=reading.record, number=row.number, kind=row.kind, outcome="skipped")
            skipped.name = hide_numbers(row.label)[:300]
            lines.append(skipped)
        for planned in here or ():
            column = letters(planned.row.column)
            line = ImportRow(sheet_import=reading.record, number=row.number, column=column, kind=row.kind)
            _fill(line, planned, reading, titles)
            lines.append(line)
    return lines


def _fill(line: ImportRow, planned: Planned, reading: Reading, titles: Mapping[int, tuple[str, str]]) -> None:
    line.outcome, wrong, line.why = reading.outcome(planned)
    line.name = shown_cell(reading.register, reading.meaning.name_column, planned.meant.name)[:300]
    line.problems = [each.as_json() for each in wrong]
    line.named = {name: link.state for name, link in planned.links.items() if link.state}
    for candidate in planned.candidates if line.outcome == "review" else ():
        uid, title = titles.get(candidate.pk or 0, ("", ""))
        line.candidates.append({"uid": uid, "row": candidate.row, "title": title, "reason": candidate.reason})
    result = reading.results.get(planned.at)
    if result is not None and line.outcome in ("created", "updated", "unchanged"):
        if line.outcome != "unchanged":
            named = {name: change for link in planned.links.values() for name, change in link.changes.items()}
            line.changes = {**result.changes, **named}
        if result.record.pk:
            line.record_id, line.record_uid, line.version = result.record.pk, result.record.uid, result.record.version


def _titles(reading: Reading) -> dict[int, tuple[str, str]]:
    if not reading.ready:
        return {}
    pks = {candidate.pk for planned in reading.plan.rows for candidate in planned.candidates if candidate.pk}
    rows = reading.register.model.objects.select_related(*reading.register.references).filter(pk__in=list(pks)[:2000])
    sight = reading.register.sight(reading.actor)
    return {row.pk: (str(row.uid), reading.register.title_of(row, sight)) for row in rows}


def _remember(reading: Reading, lines: Sequence[ImportRow]) -> None:
    """Keep the user's decisions, so that the next sheet does not ask again."""
    by_place = {line.at: line for line in lines}
    for planned in reading.plan.rows:
        decided = reading.record.decided.get(planned.at)
        line = by_place.get(planned.at)
        if decided is None or line is None or line.outcome in ("review", "rejected"):
            continue
        leaves = decided["verdict"] == LEAVE
        values = {
            "written": line.name,
            "verdict": LEAVE if leaves else SAME if line.record_uid else NEW,
            "record_uid": None if leaves else line.record_uid,
            "sheet_import": reading.record,
            "actor": reading.actor.login,
        }
        key = planned.keys[1 if decided.get("twice") else 0]
        Decision.objects.update_or_create(register=reading.register.id, key=key, defaults=values)
