"""Imports that wait for a person: rows held for a decision, drafts that were never written."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from shuangying.kernel.accounts.api import Actor, Right
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.imports.models import Import
from shuangying.kernel.registers import api as registers


@dataclass(frozen=True, slots=True)
class Waiting:
    """One import that waits: `held` rows to decide about, or a draft (`held` is 0) that is not written yet."""

    pk: int
    file_name: str
    register: registers.Register
    held: int


def waiting(actor: Actor) -> Iterator[Waiting]:
    """The actor's own imports that wait for them, newest first."""
    own = Import.objects.filter(user_id=actor.user_id).exclude(status=Import.Status.UNDONE).select_related("upload")
    for record in own.order_by("-pk") if actor.user_id else ():
        held = record.counts.get("review", 0) if record.status == Import.Status.DONE else 0
        if held or record.status == Import.Status.DRAFT:
            yield Waiting(record.pk, str(record.upload), registers.get(record.register), held)


def imports_seen_by(actor: Actor, register: registers.Register) -> QuerySet[Import]:
    """A register's imports that the actor may open: their own, and all for those who may write in the whole county."""
    found = Import.objects.filter(register=register.id).select_related("upload")
    county = divisions.home().county
    if county is not None and register.reach(actor, Right.WRITE).covers(county.path):
        return found
    return found.filter(user_id=actor.user_id) if actor.user_id is not None else found.none()


def last_import(register: registers.Register, actor: Actor) -> dict[str, Any] | None:
    """The newest written sheet of a register that the actor may open, as a link for its list."""
    if not register.may_write(actor):
        return None
    done = imports_seen_by(actor, register).filter(status=Import.Status.DONE)
    newest = done.order_by("-pk").first()
    if newest is None:
        return None
    counts = {name: newest.counts.get(name, 0) for name in ("created", "updated", "rejected")}
    words = _("%(file)s: %(written)s rows written, %(rejected)s returned") % {
        "file": newest.upload,
        "written": counts["created"] + counts["updated"],
        "rejected": counts["rejected"],
    }
    return {"text": words, "url": reverse("import", args=[newest.pk])}
