"""Which record a row is: an exact match on a declared identity, else what it resembles. Nothing is decided that is in doubt."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from shuangying.core.codes import fold
from shuangying.core.matching import NameIndex
from shuangying.kernel.accounts.api import Actor, Right
from shuangying.kernel.divisions.models import Division
from shuangying.kernel.registers.api import Register

Key = tuple[Any, ...]


@dataclass(frozen=True)
class Match:
    """What a row's identities say.

    Args:
        pk: the record, None where there is none or a doubt.
        doubt: "several" (more than one record) or "contradicts" (another identity says otherwise), with the records.
    """

    pk: int | None = None
    doubt: str = ""
    pks: tuple[int, ...] = ()


class Known:
    """The live records of a register within an actor's reach, by identity."""

    def __init__(self, register: Register, actor: Actor, county: Division | None) -> None:
        self.register, self.county = register, county
        self.names = tuple(dict.fromkeys(name for identity in register.identity for name in identity))
        self.related = {name for name in self.names if register.by_name[name].related}
        fields = [f"{name}_id" if name in self.related else name for name in self.names]
        rows = register.visible(actor, Right.WRITE).order_by("pk").values_list("pk", *fields)
        self.values: dict[int, dict[str, Any]] = {}
        self.found: dict[tuple[str, ...], dict[Key, list[int]]] = {one: defaultdict(list) for one in register.identity}
        for pk, *row in rows.iterator(chunk_size=5000):
            values = {name: folded(value) for name, value in zip(self.names, row, strict=True)}
            self.values[pk] = values
            for identity, known in self.found.items():
                if (key := key_of(identity, values)) is not None:
                    known[key].append(pk)

    @cached_property
    def name_column(self) -> str | None:
        """The column whose resemblance counts: the text of the weakest identity."""
        last = self.register.identity[-1] if self.register.identity else ()
        return next((name for name in last if self.register.by_name[name].kind == "text"), None)

    @cached_property
    def by_name(self) -> Mapping[str, list[int]]:
        """Records by folded name."""
        found: dict[str, list[int]] = defaultdict(list)
        if self.name_column:
            for pk, values in self.values.items():
                if name := values[self.name_column]:
                    found[name].append(pk)
        return found

    @cached_property
    def index(self) -> NameIndex:
        """The names of all records, ready to be asked for what resembles a name."""
        return NameIndex(self.by_name, prefixes=prefixes_of(self.county))

    def match(self, values: Mapping[str, Any]) -> Match:
        """The record that a row with these values is.

        Args:
            values: parsed values by column; related ones are records.
        """
        own = {name: folded(getattr(values.get(name), "pk", values.get(name))) for name in self.names}
        for position, identity in enumerate(self.register.identity):
            key = key_of(identity, own)
            hits = self.found[identity].get(key, []) if key is not None else []
            if len(hits) > 1:
                return Match(doubt="several", pks=tuple(hits))
            if hits:
                return self._judged(
                    hits[0], own, self.register.identity[:position], self.register.identity[position + 1 :]
                )
        return Match()

    def _judged(
        self, pk: int, own: Mapping[str, Any], stronger: Sequence[tuple[str, ...]], weaker: Sequence[tuple[str, ...]]
    ) -> Match:
        for identity in stronger:
            theirs = self.values[pk]
            if key_of(identity, own) is not None and any(
                self._differ(name, own[name], theirs[name]) for name in identity
            ):
                return Match(doubt="contradicts", pks=(pk,))
        for identity in weaker:
            if not any(set(identity) < set(other) for other in self.register.identity):
                key = key_of(identity, own)
                hits = self.found[identity].get(key, []) if key is not None else []
                if hits and pk not in hits:
                    return Match(doubt="several", pks=(pk, *hits))
        return Match(pk)

    def _differ(self, name: str, mine: Any, theirs: Any) -> bool:
        """Whether two values say different things; a record held at the county says nothing about its place."""
        if mine in (None, "") or theirs in (None, "") or mine == theirs:
            return False
        at_county = self.county.pk if self.county else None
        return not (name == "division" and at_county in (mine, theirs))

    def resembling(self, name: str, division: Any) -> list[tuple[int, str]]:
        """Records whose name resembles this one, with the reason, those of other places left out."""
        found = []
        for other, reason in self.index.closest(fold(name)):
            for pk in self.by_name[other]:
                if not self._differ("division", getattr(division, "pk", None), self.values[pk].get("division")):
                    found.append((pk, str(reason)))
        return found


def folded(value: Any) -> Any:
    """A value as identities compare it."""
    return fold(value) if isinstance(value, str) else value


def key_of(identity: Iterable[str], values: Mapping[str, Any]) -> Key | None:
    """The identity's values, None where one is missing."""
    key = tuple(values.get(name) for name in identity)
    return None if any(value in (None, "") for value in key) else key


def prefixes_of(county: Division | None) -> list[str]:
    """The forms in which names begin with the county: 单县, 菏泽市单县, 山东省菏泽市单县."""
    forms, line, division = [], "", county
    while division is not None:
        line = f"{division.name}{line}"
        forms.append(line)
        division = division.parent
    if county is not None and county.parent is not None and county.parent.parent is not None:
        forms.append(f"{county.parent.parent.name}{county.name}")
    return forms
