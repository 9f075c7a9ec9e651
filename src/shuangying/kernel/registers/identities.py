"""Which identities live records hold, kept up to date while a batch is applied."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection

from shuangying.kernel.registers.columns import Column
from shuangying.kernel.registers.declaration import Register
from shuangying.kernel.registers.key_ring import ring

BATCH = 500
Identity = tuple[str, ...]


def strong_identities(register: Register) -> list[Identity]:
    """The identities by which two rows cannot both exist: those that are not part of a wider one."""
    return [one for one in register.identity if not any(set(one) < set(other) for other in register.identity)]


def one_writer(register: Register) -> None:
    """Wait until nobody else writes to this register, and keep others waiting until the transaction ends.

    Identities span rows that do not exist yet, so rows cannot be locked. On SQLite a transaction is alone from its begin.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"register {register.id}"])


class Taken:
    """The strong identities of live records that a batch could meet.

    Args:
        register: the register.
        firsts: by identity the values of its first column that the batch's records have or will have.
    """

    def __init__(self, register: Register, firsts: Mapping[Identity, Iterable[Any]]) -> None:
        self.columns = {
            identity: [(register.by_name[name], register.by_name[name].kept_as) for name in identity]
            for identity in firsts
        }
        self.holders: dict[Identity, dict[tuple, Any]] = {}
        self.ring, self.indexes = ring(), dict[str, Any]()
        self.last: tuple[Any, dict[Identity, tuple]] = (None, {})
        for identity, values in firsts.items():
            lookups = [register.by_name[name].key_lookup for name in identity]
            forms = self._forms(register.by_name[identity[0]], values)
            wanted = list(forms)
            found: dict[tuple, Any] = {}
            for start in range(0, len(wanted), BATCH):
                rows = register.model.objects.live().filter(**{f"{lookups[0]}__in": wanted[start : start + BATCH]})
                found |= {(forms.get(key, key), *keys): pk for pk, key, *keys in rows.values_list("pk", *lookups)}
            self.holders[identity] = found

    def _forms(self, column: Column, values: Iterable[Any]) -> dict[Any, Any]:
        """All forms in which these values may be kept, each with its present one."""
        forms: dict[Any, Any] = {}
        for value in values:
            if not value:
                continue
            keys = column.keys(value)
            forms |= dict.fromkeys(keys, keys[0])
            if column.kind == "sealed" and isinstance(value, str):
                self.indexes[value] = keys[0]
        return forms

    def _key(self, column: Column, value: Any) -> Any:
        """A value's present form; a look-up value is reckoned once for finding and for writing it."""
        if column.kind != "sealed":
            return value
        if not value:
            return None
        index = self.indexes.get(value.open()) or column.keys(value)[0]
        value.is_indexed(self.ring, index)
        return index

    def keys_of(self, record: Any) -> dict[Identity, tuple]:
        """The record's identities that it can fill."""
        return {
            identity: tuple([self._key(column, getattr(record, kept_as)) for column, kept_as in columns])
            for identity, columns in self.columns.items()
            if getattr(record, columns[0][1])
        }

    def clashes(self, record: Any) -> list[Identity]:
        """The identities that another live record, or one of this batch, holds already."""
        mine, keys = record.pk or id(record), self.keys_of(record)
        self.last = (record, keys)
        return [one for one, key in keys.items() if self.holders[one].get(key, mine) != mine]

    def take(self, record: Any) -> None:
        """Note that the record holds its keys from now on; one that it gave up is free after the batch."""
        keys = self.last[1] if self.last[0] is record else self.keys_of(record)
        for identity, key in keys.items():
            self.holders[identity][key] = record.pk or id(record)
