"""A sheet on its way into a register: the file, what was read from it, what became of each row, what people decided."""

import uuid

from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuangying.kernel.registers.api import SealedJSONField


def _folder(upload: "Upload", name: str) -> str:
    return f"imports/{upload.sha256[:2]}/{upload.sha256}{upload.suffix}"


def _uploads() -> Storage:
    return storages["uploads"]


class Upload(models.Model):
    """A file as its user sent it; never changed. It lies sealed, and goes some days after it came: `gone_at`."""

    file = models.FileField(upload_to=_folder, storage=_uploads, max_length=200, blank=True)
    name = models.CharField(_("File"), max_length=255)
    suffix = models.CharField(max_length=5)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField(auto_now_add=True)
    gone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Import(models.Model):
    """One reading of one sheet into a register.

    Attributes:
        day: the day at whose end the sheet saw the states that it states.
        day_from: where that day is from: "title", "given" or "today".
        mapping: the user's choice of columns: letters to column name, "" for "do not read".
        corrections: cells written anew by address; sealed, since they may hold anything; the file keeps what it had.
        decided: what the user decided about held rows before writing, by where they stand: {"verdict", "record"}.
        accepted: rows whose proposed division the user confirmed.
        counts, totals, notes: the outcome once done; of a draft the counts of its last trial.
        replaced: the sealed values that it overwrote, by record and column; sealed, for an undo.
    """

    class Status(models.TextChoices):
        """How far it has come."""

        DRAFT = "draft", _("Not written yet")
        DONE = "done", _("Written")
        UNDONE = "undone", _("Undone")

    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    register = models.CharField(max_length=80)
    upload = models.ForeignKey(Upload, models.PROTECT, null=True, related_name="imports")
    sheet = models.CharField(_("Sheet"), max_length=100, blank=True)
    day = models.DateField(_("Day of the sheet"), null=True)
    day_from = models.CharField(max_length=10, blank=True)
    unit = models.CharField(max_length=10, blank=True)
    mapping = models.JSONField(default=dict, blank=True)
    corrections = SealedJSONField()
    decided = models.JSONField(default=dict, blank=True)
    accepted = models.JSONField(default=list, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    counts = models.JSONField(default=dict, blank=True)
    totals = models.JSONField(default=list, blank=True)
    notes = models.JSONField(default=list, blank=True)
    replaced = SealedJSONField()
    actor = models.CharField(_("Who"), max_length=150, blank=True)
    actor_name = models.CharField(max_length=150, blank=True)
    user_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["register", "status", "day"]), models.Index(fields=["register", "-id"])]

    def __str__(self) -> str:
        return f"{self.register} {self.upload} {self.sheet}".strip()


class ImportRow(models.Model):
    """What became of one line of the sheet, or of one cell of a line where the sheet is wide.

    Attributes:
        column: the letters of the cell's column in a wide sheet, "" for a line.
        kind: what the line is: "data", "title", "header", "batch", "subtotal", "total", "blank" or "note".
        outcome: of a data line: "created", "updated", "unchanged", "review" or "rejected"; else "skipped".
        why: why it is held ("resembles", "several", "listed_twice", "contradicts") or left out ("left_out").
        problems: what is wrong: [{"column", "cell", "header", "code", "params"}].
        candidates: the records or rows that it may be: [{"uid", "row", "title", "reason"}].
        changes: what was written: {column: [old, new]}.
        named: the records that it names, by reference: "known" or "new".
        version: the record's version after this row was written.
    """

    sheet_import = models.ForeignKey(Import, models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    column = models.CharField(max_length=3, blank=True)
    kind = models.CharField(max_length=10)
    outcome = models.CharField(max_length=10)
    name = models.CharField(max_length=300, blank=True)
    why = models.CharField(max_length=20, blank=True)
    problems = models.JSONField(default=list, blank=True)
    candidates = models.JSONField(default=list, blank=True)
    changes = models.JSONField(default=dict, blank=True)
    named = models.JSONField(default=dict, blank=True)
    record_id = models.BigIntegerField(null=True)
    record_uid = models.UUIDField(null=True)
    version = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ("number", "pk")
        constraints = [models.UniqueConstraint(fields=["sheet_import", "number", "column"], name="one_outcome_a_line")]

    def __str__(self) -> str:
        return f"{self.number} {self.outcome}"

    @property
    def at(self) -> str:
        """Where it stands: "12", or of a wide sheet "12F"."""
        return f"{self.number}{self.column}"


class Decision(models.Model):
    """What a person decided about a row that was held, so that nobody is asked again.

    Attributes:
        key: what was written, folded: the name and division, and for rows listed twice the state or batch too.
        verdict: "same" (it is the record `record_uid`), "new" (a record of its own) or "leave" (not to be read).
    """

    register = models.CharField(max_length=80)
    key = models.CharField(max_length=500)
    written = models.CharField(max_length=300)
    verdict = models.CharField(max_length=5)
    record_uid = models.UUIDField(null=True)
    sheet_import = models.ForeignKey(Import, models.SET_NULL, null=True, related_name="decisions")
    actor = models.CharField(max_length=150)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["register", "key"], name="one_decision_a_name")]

    def __str__(self) -> str:
        return f"{self.written}: {self.verdict}"
