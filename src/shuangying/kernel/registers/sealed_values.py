"""All that lies sealed in a home: where, under which keys; brought under the newest key, and checked."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import BinaryField, Count, F, Func, Value

from shuangying.core.sealing import FORMAT, HEAD, ID, KeyRing, Unsealable
from shuangying.kernel.registers import key_ring
from shuangying.kernel.registers.key_ring import ring
from shuangying.kernel.registers.sealed_fields import SealedField
from shuangying.kernel.registers.sealed_files import SealedStorage, place_of
from shuangying.kernel.registers.sealed_json import SealedJSONField

BATCH = 500
Sealing = SealedField | SealedJSONField


@dataclass(frozen=True)
class SealedTable:
    """A model's sealed column."""

    model: type[models.Model]
    field: Any

    @property
    def index_column(self) -> str:
        """The column of the look-up values, "" where there is none."""
        name = getattr(self.field, "index_name", "")
        return next((str(one.column) for one in self.model._meta.fields if one.name == name), "")

    def rows(self) -> models.QuerySet[Any]:
        """The rows that have a value, with the id of its key as `key`."""
        key = Func(F(self.field.name), Value(1 + len(FORMAT)), Value(ID), function="SUBSTR", output_field=BinaryField())
        filled = self.model._base_manager.exclude(**{f"{self.field.name}__isnull": True})
        return filled.annotate(key=key)

    def place(self, uid: Any) -> str:
        """Where the value of the row with that uid stands."""
        return f"{self.model._meta.db_table}|{uid}|{self.field.name}"


@dataclass
class Use:
    """How many values and files lie under a key."""

    values: int = 0
    files: int = 0


@dataclass
class Checked:
    """What a check of all sealed values found.

    Attributes:
        values, files: how many there are.
        missing: how many lie under a key that the ring does not have, by the key's id.
        altered: values and files that their key does not open.
        unfound: values whose look-up value is not theirs.
    """

    values: int = 0
    files: int = 0
    missing: Counter[str] = field(default_factory=Counter)
    altered: list[str] = field(default_factory=list)
    unfound: int = 0


def tables() -> list[SealedTable]:
    """Every sealed column of every model."""
    return [
        SealedTable(model, field)
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, Sealing)
    ]


def files() -> Iterator[tuple[SealedStorage, str]]:
    """Every sealed file that a row names and that is there."""
    for model in apps.get_models():
        for one in model._meta.local_fields:
            if isinstance(one, models.FileField) and isinstance(one.storage, SealedStorage):
                named = model._base_manager.exclude(**{one.name: ""}).values_list(one.name, flat=True)
                for name in sorted(set(named)):
                    if one.storage.exists(name):
                        yield one.storage, name


def use_of_keys() -> dict[str, Use]:
    """How much lies under each key, by the key's id; keys of the ring that nothing uses are there too."""
    used: dict[str, Use] = {key.id.hex(): Use() for key in ring().keys}
    for table in tables():
        for key, count in table.rows().values("key").annotate(count=Count("pk")).values_list("key", "count").order_by():
            used.setdefault(bytes(key).hex(), Use()).values += count
    for storage, name in files():
        used.setdefault(_key_of_file(storage, name).hex(), Use()).files += 1
    return used


def reseal(step: Callable[[int], None] = lambda _count: None) -> int:
    """Bring every sealed value and file under the newest key; what lies under it already is passed over.

    It may be broken off and begun again at any time, while others read and write: rows are locked by batches of 500, and
    nobody waits longer than for one batch.

    Args:
        step: called with how many were brought over.

    Returns:
        How many could not be brought over, because their key is missing or they were altered.
    """
    keys, left = ring(), 0
    for table in tables():
        last: Any = None
        while found := _reseal_batch(table, keys, last):
            last, done, failed = found
            left += failed
            step(done)
    for storage, name in files():
        if _key_of_file(storage, name) != keys.keys[0].id:
            try:
                plain = keys.open(storage.as_it_lies(name), place_of(name))
            except Unsealable:
                left += 1
                continue
            storage.replace(name, keys.seal(plain, place_of(name)))
            step(1)
    return left


def renew_indexes() -> None:
    """Bring every look-up value under the newest key, once the values are."""
    keys = ring()
    for table in filter(lambda one: one.index_column, tables()):
        stale: list[Any] = []
        names = ("pk", "uid", table.field.name, table.field.index_name)
        for pk, uid, sealed, kept in table.rows().values_list(*names).order_by("pk").iterator(chunk_size=2000):
            plain = _opened(keys, bytes(sealed), table.place(uid))
            if plain is not None and kept != keys.index(table.field.holds, plain.decode()):
                stale.append(pk)
        for start in range(0, len(stale), BATCH):
            with transaction.atomic():
                rows = table.rows().filter(pk__in=stale[start : start + BATCH]).select_for_update().order_by("pk")
                _bring_over(table, keys, list(rows.values_list("pk", "uid", table.field.name)))


def drop_unused_keys() -> list[str]:
    """Take the keys but the newest out of the ring file, if nothing lies under them any more.

    Each table is closed to writers for the moment in which it is looked at, so that nothing can slip in under an old key.

    Returns:
        The ids of the keys that went.
    """
    keys = ring(fresh=True)
    newest, old = keys.keys[0], keys.keys[1:]
    for table in tables():
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute(f"LOCK TABLE {connection.ops.quote_name(table.model._meta.db_table)} IN SHARE MODE")
            if table.rows().exclude(key=newest.id).exists():
                return []
    if any(_key_of_file(storage, name) != newest.id for storage, name in files()):
        return []
    key_ring.write(KeyRing(newest))
    return [key.id.hex() for key in old]


def _reseal_batch(table: SealedTable, keys: KeyRing, last: Any) -> tuple[Any, int, int] | None:
    """The last primary key of a batch, how many were brought over and how many not; None where no row is left."""
    with transaction.atomic():
        rows = table.rows().exclude(key=keys.keys[0].id).select_for_update().order_by("pk")
        rows = rows if last is None else rows.filter(pk__gt=last)
        found = list(rows.values_list("pk", "uid", table.field.name)[:BATCH])
        done = _bring_over(table, keys, found)
    return (found[-1][0], done, len(found) - done) if found else None


def _bring_over(table: SealedTable, keys: KeyRing, rows: Sequence[tuple[Any, Any, Any]]) -> int:
    """Write rows that are locked anew under the newest key; returns how many could be opened."""
    opened = [(pk, uid, _opened(keys, bytes(sealed), table.place(uid))) for pk, uid, sealed in rows]
    mended = [(pk, uid, plain) for pk, uid, plain in opened if plain is not None]
    _write(table, mended, keys)
    return len(mended)


def _opened(keys: KeyRing, sealed: bytes, place: str) -> bytes | None:
    try:
        return keys.open(sealed, place)
    except Unsealable:
        return None


def _write(table: SealedTable, rows: Sequence[tuple[Any, Any, bytes]], keys: KeyRing) -> None:
    quote, index = connection.ops.quote_name, table.index_column
    columns = [table.field.column, *([index] if index else [])]
    sets = ", ".join(f"{quote(column)} = %s" for column in columns)
    key = quote(str(table.model._meta.pk.column))
    lines = []
    for pk, uid, plain in rows:
        values: list[Any] = [keys.seal(plain, table.place(uid))]
        if index:
            values.append(keys.index(table.field.holds, plain.decode()))
        lines.append([*values, pk])
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {quote(table.model._meta.db_table)} SET {sets} WHERE {key} = %s", lines)


def check(step: Callable[[int], None] = lambda _count: None) -> Checked:
    """Open every sealed value and file, and compare each look-up value with its value.

    Args:
        step: called with how many were looked at.
    """
    keys, found = ring(), Checked()
    for table in tables():
        _check_table(table, keys, found, step)
    for storage, name in files():
        found.files += 1
        try:
            keys.open(storage.as_it_lies(name), place_of(name))
        except Unsealable as error:
            _note(found, error, name)
        step(1)
    return found


def _check_table(table: SealedTable, keys: KeyRing, found: Checked, step: Callable[[int], None]) -> None:
    names = ["pk", "uid", table.field.name, *([table.field.index_name] if table.index_column else [])]
    for _pk, uid, sealed, *kept in table.rows().values_list(*names).order_by("pk").iterator(chunk_size=2000):
        found.values += 1
        try:
            plain = keys.open(bytes(sealed), table.place(uid))
        except Unsealable as error:
            _note(found, error, f"{table.model._meta.label} {uid} {table.field.name}")
        else:
            found.unfound += bool(kept) and kept[0] not in keys.indexes(table.field.holds, plain.decode())
        if not found.values % BATCH:
            step(BATCH)


def _note(found: Checked, error: Unsealable, where: str) -> None:
    if error.missing:
        found.missing[error.missing] += 1
    else:
        found.altered.append(where)


def _key_of_file(storage: SealedStorage, name: str) -> bytes:
    return storage.as_it_lies(name, HEAD)[len(FORMAT) : len(FORMAT) + ID]
