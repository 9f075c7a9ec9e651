"""Write to the journal and read a record's history back from it."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db import connection

from shuangying.kernel.audit.models import Entry, Trace


class Who(Protocol):
    """Whoever acts: a person, a token or the console."""

    @property
    def login(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def user_id(self) -> int | None: ...
    @property
    def os_user(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one record as its history shows it; `changes` maps a field to its old and new value."""

    at: datetime
    actor: str
    actor_name: str
    action: str
    changes: Mapping[str, Sequence[Any]]
    version: int | None
    row: int | None
    source: Mapping[str, Any]
    reason: str


def record(
    actor: Who,
    action: str,
    *,
    register: str = "",
    rows: Sequence[Mapping[str, Any]] = (),
    division_id: int | None = None,
    source: Mapping[str, Any] | None = None,
    reason: str = "",
    detail: Mapping[str, Any] | None = None,
) -> Entry:
    """Write one entry for an act on any number of records.

    Args:
        actor: who acts.
        action: a short verb, such as `create`, `import`, `login`.
        register: the register's id, if the act is on records of one.
        rows: per record `{"id", "uid", "version", "row", "changes": {field: [old, new]}}`, JSON-safe.
        division_id: the division the act belongs to, for scoping the journal.
        source: where the values came from, such as `{"import": 7, "file": "…", "sheet": "…"}`.
        reason: the reason that the person gave.
        detail: anything else worth keeping, without secrets.

    Returns:
        The entry, with the SHA-256 digest of its rows.
    """
    text = json.dumps(list(rows), ensure_ascii=False, separators=(",", ":"))
    entry = Entry.objects.create(
        actor=actor.login,
        actor_name=actor.name,
        user_id=actor.user_id,
        os_user=actor.os_user,
        action=action,
        register=register,
        division_id=division_id,
        source=dict(source or {}),
        reason=reason,
        detail=dict(detail or {}),
        rows=text,
        count=len(rows),
        digest=hashlib.sha256(text.encode()).hexdigest() if rows else "",
    )
    _trace(register, [row["id"] for row in rows if "id" in row], entry.pk)
    return entry


def _trace(register: str, ids: Iterable[int], entry_id: int) -> None:
    table = connection.ops.quote_name(Trace._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} (register, record_id, entry_id) VALUES (%s, %s, %s)",
            [(register, pk, entry_id) for pk in ids],
        )


def history(register: str, record_id: int) -> list[Change]:
    """All changes of one record, newest first, out of single and bulk entries alike."""
    entries = Entry.objects.filter(traces__register=register, traces__record_id=record_id).distinct().order_by("-id")
    return [
        Change(
            at=entry.at,
            actor=entry.actor,
            actor_name=entry.actor_name,
            action=row.get("action", entry.action),
            changes=row.get("changes", {}),
            version=row.get("version"),
            row=row.get("row"),
            source=entry.source,
            reason=entry.reason,
        )
        for entry in entries
        for row in json.loads(entry.rows)
        if row.get("id") == record_id
    ]
