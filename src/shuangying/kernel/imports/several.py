"""Several sheets at once: each becomes a draft, and those in which nothing waits for a person are written together."""

from collections.abc import Iterable
from dataclasses import dataclass

from shuangying.core.problems import Invalid
from shuangying.kernel.accounts.api import Actor
from shuangying.kernel.imports import running
from shuangying.kernel.imports.models import Import
from shuangying.kernel.imports.summary import counts_of, totals_of
from shuangying.kernel.registers.api import Register, words_for


@dataclass(frozen=True)
class Unread:
    """A file of which no draft could be made, and why."""

    file: str
    why: str


@dataclass(frozen=True)
class Written:
    """What was written of several drafts: sheets, and rows added or changed."""

    sheets: int
    rows: int


def start_all(
    register: Register, actor: Actor, files: Iterable[tuple[str, bytes]]
) -> tuple[list[Import], list[Unread]]:
    """Make a draft of each file, tried out.

    Args:
        register: where to.
        actor: who imports.
        files: names and contents.

    Returns:
        The drafts, and the files that could not be read.
    """
    drafts, unread = [], []
    for name, content in files:
        try:
            record = running.start(register, actor, content, name)
            tried(record, register, actor)
        except Invalid as error:
            unread.append(Unread(name, words_for(error.problem)))
        else:
            drafts.append(record)
    return drafts, unread


def tried(record: Import, register: Register, actor: Actor) -> bool:
    """Try a draft out and keep what would become of its rows.

    Returns:
        Whether it could be written without a question: nothing held, nothing returned, no sum contradicted.
    """
    reading = running.reading_of(record, register, actor)
    if not reading.ready:
        record.counts = {}
        record.save(update_fields=["counts"])
        return False
    reading.try_out()
    record.counts = counts_of(running.lines_of(reading))
    record.save(update_fields=["counts"])
    contradicted = any(total["verdict"] == "different" for total in totals_of(reading))
    return not (record.counts["review"] or record.counts["rejected"] or contradicted)


def drafts_of(register: Register, actor: Actor) -> list[Import]:
    """The actor's own drafts into a register, oldest first."""
    own = Import.objects.filter(register=register.id, user_id=actor.user_id, status=Import.Status.DRAFT)
    return list(own.select_related("upload").order_by("pk")) if actor.user_id else []


def write_clean(register: Register, actor: Actor) -> Written:
    """Write those of the actor's drafts in which nothing waits for a person, each in a transaction of its own."""
    sheets = rows = 0
    for record in drafts_of(register, actor):
        try:
            if not tried(record, register, actor):
                continue
            counts = running.write(running.reading_of(record, register, actor)).counts
        except Invalid:
            continue
        sheets, rows = sheets + 1, rows + counts["created"] + counts["updated"]
    return Written(sheets, rows)
