"""Write to the journal and read a record's history back from it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db import connection
from django.db.models import Model, Q

from shuangying.core.masks import hide_numbers
from shuangying.kernel.audit import packing
from shuangying.kernel.audit.models import Entry, Stretch, Trace

MOST_ROWS = 5000
"""How many rows an entry takes. A stretch of records is never longer, so those around a record are found in a narrow window."""

SHORTEST_STRETCH = 20
"""A shorter run of records is traced one by one: the window around a record then holds at most 250 stretches a write."""


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
    detail: Mapping[str, Any]


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
    """Write one entry for an act on some records; an act on more than `MOST_ROWS` leaves several.

    Args:
        actor: who acts.
        action: a short verb, such as `create`, `import`, `login`.
        register: the register's id, if the act is on records of one.
        rows: per record `{"id", "uid", "version", "row", "changes": {field: [old, new]}}`, JSON-safe.
        division_id: the division the act belongs to, for scoping the journal.
        source: where the values came from, such as `{"import": 7, "file": "…", "sheet": "…"}`.
        reason: the reason that the person gave; identity and telephone numbers in it are masked, as in source and detail.
        detail: anything else worth keeping, without secrets.

    Returns:
        The entry, with the SHA-256 digest of its rows.

    Raises:
        ValueError: more than `MOST_ROWS` rows.
    """
    if len(rows) > MOST_ROWS:
        raise ValueError(f"an entry takes {MOST_ROWS} rows, not {len(rows)}")
    packed, digest = packing.pack(rows)
    entry = Entry.objects.create(
        actor=actor.login,
        actor_name=actor.name,
        user_id=actor.user_id,
        os_user=actor.os_user,
        action=action,
        register=register,
        division_id=division_id,
        source=_discreet(dict(source or {})),
        reason=hide_numbers(reason),
        detail=_discreet(dict(detail or {})),
        packed=packed,
        count=len(rows),
        digest=digest,
    )
    _trace(register, {row["id"] for row in rows if "id" in row}, entry.pk)
    return entry


def _discreet(value: Any) -> Any:
    """A JSON value with the identity and telephone numbers in its texts masked."""
    if isinstance(value, str):
        return hide_numbers(value)
    if isinstance(value, Mapping):
        return {key: _discreet(each) for key, each in value.items()}
    return [_discreet(each) for each in value] if isinstance(value, list | tuple) else value


def _trace(register: str, ids: Iterable[int], entry_id: int) -> None:
    """Lay the way from the records to the entry: one step for each long run of ids, one a record for the others."""
    single: list[tuple[str, int, int]] = []
    long: list[tuple[str, int, int, int]] = []
    for run in _runs(sorted(ids)):
        if len(run) < SHORTEST_STRETCH:
            single += [(register, pk, entry_id) for pk in run]
        else:
            long.append((register, run[0], run[-1], entry_id))
    _insert(Trace, ("register", "record_id", "entry_id"), single)
    _insert(Stretch, ("register", "first_id", "last_id", "entry_id"), long)


def _runs(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Ascending ids cut where one is missing."""
    begin = 0
    for end in range(1, len(ids) + 1):
        if end == len(ids) or ids[end] != ids[end - 1] + 1:
            yield ids[begin:end]
            begin = end


def _insert(model: type[Model], columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    if not rows:
        return
    table = connection.ops.quote_name(model._meta.db_table)
    places = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", rows)


def rows_of(entry: Entry) -> list[dict[str, Any]]:
    """The rows of an entry, each as `record` was given it."""
    return packing.unpack(bytes(entry.packed))


def touched(entry: Entry) -> Q:
    """The condition on the records of the entry's register: those that it touched."""
    condition = Q(pk__in=list(entry.traces.values_list("record_id", flat=True)))
    for first, last in entry.stretches.values_list("first_id", "last_id"):
        condition |= Q(pk__range=(first, last))
    return condition


def entries_about(register: str, record_id: int) -> set[int]:
    """The numbers of the entries that touched a record, single and bulk ones alike."""
    single = Trace.objects.filter(register=register, record_id=record_id)
    long = Stretch.objects.filter(
        register=register, first_id__gt=record_id - MOST_ROWS, first_id__lte=record_id, last_id__gte=record_id
    )
    return {*single.values_list("entry_id", flat=True), *long.values_list("entry_id", flat=True)}


def history(register: str, record_id: int) -> list[Change]:
    """All changes of one record, newest first."""
    found = entries_about(register, record_id)
    return [
        Change(
            at=entry.at,
            actor=entry.actor,
            actor_name=entry.actor_name,
            action=row.get("action", entry.action),
            changes=row["changes"],
            version=row.get("version"),
            row=row.get("row"),
            source=entry.source,
            reason=entry.reason,
            detail=entry.detail,
        )
        for entry in Entry.objects.filter(pk__in=found).order_by("-id")
        for row in packing.unpack_one(bytes(entry.packed), record_id)
    ]


def altered() -> Iterator[Entry]:
    """The entries whose rows are no longer those that were written."""
    for entry in Entry.objects.order_by("pk").iterator(chunk_size=200):
        if packing.digest_of(bytes(entry.packed)) != entry.digest:
            yield entry
