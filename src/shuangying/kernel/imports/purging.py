"""Uploaded sheets go some days after they came; what was read from them stays in the register and its history."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.storage import Storage
from django.db import transaction

from shuangying.kernel.accounts.api import Actor
from shuangying.kernel.audit import api as audit
from shuangying.kernel.imports.models import Import, Upload
from shuangying.kernel.imports.summary import counts_of

FOLDER = "imports"
SETTLES = timedelta(days=1)
"""A file that no row names is left alone for a day: its import may be under way."""


@dataclass(frozen=True)
class Purged:
    """What went: files, drafts that were never written, rows still held, which count as returned from now on."""

    files: int
    drafts: int
    held: int

    def __bool__(self) -> bool:
        return bool(self.files or self.drafts or self.held)


def purge(actor: Actor, now: datetime) -> Purged:
    """Delete uploaded sheets that are older than the home keeps them (`SHUANGYING_KEEP_UPLOADS_DAYS`), for good.

    The import stays, with what became of each row. A draft goes with its sheet. Rows held for an answer are returned: without
    the sheet they cannot be written. The journal tells how many went.

    Args:
        actor: who does it.
        now: the moment from which the days are counted back.
    """
    before = now - timedelta(days=settings.KEEP_UPLOADS_DAYS)
    files = drafts = held = 0
    for upload in Upload.objects.filter(at__lt=before, gone_at=None).exclude(file="").order_by("pk"):
        with transaction.atomic():
            drafts += Import.objects.filter(upload=upload, status=Import.Status.DRAFT).delete()[0]
            for record in upload.imports.all():
                held += _let_go(record)
            name, upload.file.name, upload.gone_at = str(upload.file.name), "", now
            upload.save(update_fields=["file", "gone_at"])
        if not Upload.objects.filter(file=name).exists():
            upload.file.storage.delete(name)
        files += 1
    files += _sweep(Upload._meta.get_field("file").storage, now)
    purged = Purged(files, drafts, held)
    if purged:
        detail = {"files": files, "drafts": drafts, "returned": held, "kept_days": settings.KEEP_UPLOADS_DAYS}
        audit.record(actor, "purge", detail=detail)
    return purged


def _let_go(record: Import) -> int:
    """Forget the cells that were corrected and the values that were replaced; return the rows still held, and how many they are."""
    lines = list(record.lines.filter(outcome="review"))
    for line in lines:
        line.outcome, line.why, line.candidates = "rejected", "", []
        line.problems = [*line.problems, {"column": "", "cell": "", "header": "", "code": "file_gone", "params": {}}]
        line.save()
    record.corrections, record.replaced = {}, {}
    record.counts = counts_of(list(record.lines.all())) if lines else record.counts
    record.save()
    return len(lines)


def _sweep(storage: Storage, now: datetime) -> int:
    """Delete files that no row names, as a power cut may leave them."""
    named = set(Upload.objects.exclude(file="").values_list("file", flat=True))
    count = 0
    for folder in storage.listdir(FOLDER)[0] if storage.exists(FOLDER) else ():
        for file in storage.listdir(f"{FOLDER}/{folder}")[1]:
            name = f"{FOLDER}/{folder}/{file}"
            if name not in named and now - storage.get_modified_time(name) > SETTLES:
                storage.delete(name)
                count += 1
    return count
