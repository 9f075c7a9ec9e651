"""The records that rows name inline (`Via`): which of them are known, and which rows mean the same new one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shuangying.kernel.accounts.api import Actor, Right
from shuangying.kernel.registers import linking
from shuangying.kernel.registers.api import Register

KNOWN, NEW = "known", "new"


@dataclass(frozen=True)
class Fresh:
    """A record that does not exist yet; rows that mean the same one have equal ones."""

    reference: str
    number: int


@dataclass
class Link:
    """What a row says of a record that it names.

    Attributes:
        record: the record, None for a new one or a doubt.
        fresh: the new record that it would be.
        said: what the row says of it, by that record's own columns.
        changes: what the row would change in the known record: {column: [old, new]} as the journal keeps it.
    """

    record: Any = None
    fresh: Fresh | None = None
    said: Mapping[str, Any] = field(default_factory=dict)
    changes: dict[str, list[Any]] = field(default_factory=dict)

    @property
    def key(self) -> Any:
        """What tells it apart from other records, None while in doubt."""
        return self.record.pk if self.record is not None else self.fresh

    @property
    def state(self) -> str:
        """Whether the record is `KNOWN` or `NEW`, "" while in doubt."""
        return KNOWN if self.record is not None else NEW if self.fresh is not None else ""


def links_of(
    register: Register, actor: Actor, rows: Sequence[Mapping[str, Any]], befores: Sequence[Any] = ()
) -> list[dict[str, Link]]:
    """For each row, by reference, the record that it names inline.

    Args:
        register: the register of the rows.
        actor: who imports.
        rows: parsed values by column.
        befores: the record that each row changes, None for a new one; where given, the record that it named until now
            stays where the row gives no other identity.
    """
    found: list[dict[str, Link]] = [{} for _row in rows]
    for reference, columns in register.linked.items():
        other = register.referenced(reference)
        named = []
        for at, values in enumerate(rows):
            said = linking.values_for(reference, columns, values)
            if any(value not in (None, "") for value in said.values()):
                before = befores[at] if befores else None
                place = values.get("division") or (before.division if before is not None else None)
                given = values.get(reference) or (getattr(before, reference) if before is not None else None)
                named.append(linking.Named(at, said, place, given))
        if not named:
            continue
        linking.find(other, named, actor, everywhere=reference != register.part_of)
        readable, only_finds = other.reach(actor, Right.READ), columns[0].only_finds
        for one in named:
            link = found[one.at][reference] = Link(one.record, said=one.values)
            if one.record is not None and not one.problems and not only_finds:
                shown = readable.covers(one.record.division.path)
                link.changes = _changes(reference, other, one, shown=shown)
        unknown = [] if only_finds else [one for one in named if one.record is None and not one.problems]
        for number, group in enumerate(linking.same_new(other, unknown)):
            for one in group:
                found[one.at][reference].fresh = Fresh(reference, number)
    return found


def says_another(register: Register, said: Mapping[str, Any], record: Any) -> bool:
    """Whether what a row says gives an identity in full that the record has otherwise: another number is another person."""
    for identity in register.identity:
        if any(said.get(name) in (None, "") for name in identity):
            continue
        kept = {name: register.by_name[name].raw(record) for name in identity}
        if any(
            value and register.by_name[name].keys(value)[0] != register.by_name[name].keys(said[name])[0]
            for name, value in kept.items()
        ):
            return True
    return False


def _changes(reference: str, other: Register, one: linking.Named, *, shown: bool) -> dict[str, list[Any]]:
    """What a row adds to or changes in a known record; a name is never changed so, and old values beyond reach are not told."""
    changes = {}
    for name, value in one.values.items():
        column = other.by_name[name]
        if name == "name" or value in (None, "") or column.inner is not None:
            continue
        old = column.raw(one.record)
        if old != value:
            changes[f"{reference}.{name}"] = [column.keep(old) if shown else None, column.keep(value)]
    return changes
