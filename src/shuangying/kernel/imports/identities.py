"""Which record a row is: an exact match on a declared identity, else what it resembles. Nothing is decided that is in doubt.

A small register is read whole. Of a large one only the records are read that the rows' own keys can mean: a million
people are never loaded to find fifty.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Q

from shuangying.core.codes import fold
from shuangying.core.matching import NameIndex
from shuangying.kernel.accounts.api import Actor, Right
from shuangying.kernel.divisions.models import Division
from shuangying.kernel.imports.naming import Fresh, Link, says_another
from shuangying.kernel.imports.sheet_columns import name_column
from shuangying.kernel.registers.api import Column, Register
from shuangying.kernel.registers.identities import strong_identities

Key = tuple[Any, ...]
Identity = tuple[str, ...]

SMALL = 20_000
"""Up to so many records a register is read whole, and every name in it is compared."""

BATCH = 500
FEW = 200
"""Up to so many values of a further column narrow a look-up."""

RANKS = {kind: rank for rank, kind in enumerate(("sealed", "moment", "text", "reference", "number", "date"))}
"""By which column of an identity the records are looked up: the one that the fewest share."""


@dataclass(frozen=True)
class Match:
    """What a row's identities say.

    Args:
        pk: the record, None where there is none or a doubt.
        doubt: "several" (more than one record) or "contradicts" (another identity says otherwise), with the records.
        by_other_name: the row names it by another name on record, so it keeps its own.
    """

    pk: int | None = None
    doubt: str = ""
    pks: tuple[int, ...] = ()
    by_other_name: bool = False


@dataclass
class Asked:
    """What a row says of which record it is: its parsed values, the records that it names inline, and what is compared of them."""

    values: Mapping[str, Any]
    links: Mapping[str, Link]
    uid: UUID | None = None
    keys: dict[str, Any] = field(default_factory=dict)

    def value(self, name: str) -> Any:
        """The value of a column, or the record or new record that a reference means."""
        link = self.links.get(name)
        if link is not None:
            return link.record if link.record is not None else link.fresh
        return self.values.get(name)


class Known:
    """The live records of a register within an actor's reach that a sheet's rows may mean, by identity.

    Args:
        register: the register.
        actor: who imports; records beyond their reach are not compared.
        county: the home's county.
        rows: what the rows say.
    """

    def __init__(self, register: Register, actor: Actor, county: Division | None, rows: Sequence[Asked]) -> None:
        self.register, self.county = register, county
        self.identities = (*register.identity, *register.recognised_by)
        self.names = tuple(dict.fromkeys(name for identity in self.identities for name in identity))
        self.columns = {name: register.by_name[name] for name in self.names}
        self.related = {name for name, column in self.columns.items() if column.related}
        self.alone = set(strong_identities(register))
        self.visible = register.visible(actor, Right.WRITE)
        self.values: dict[int, dict[str, Any]] = {}
        self.found: dict[Identity, dict[Key, list[int]]] = {one: defaultdict(list) for one in self.identities}
        self.present: dict[Any, Any] = {}
        self.is_small = not self.visible.order_by()[SMALL : SMALL + 1].exists()
        for row in rows:
            self._note_older_forms(row)
        if self.is_small:
            self._take(self.visible)
        else:
            self._look_up(rows)
        self.by_uid = self._by_uid([row.uid for row in rows if row.uid])
        self.aliases = self._aliases(rows)

    def _note_older_forms(self, row: Asked) -> None:
        for name, column in self.columns.items():
            if column.kind == "sealed" and (value := row.value(name)):
                forms = column.keys(value)
                self.present |= dict.fromkeys(forms, forms[0])

    def _take(self, rows: Any) -> None:
        lookups = [self.columns[name].key_lookup for name in self.names]
        for pk, *kept in rows.order_by("pk").values_list("pk", *lookups).iterator(chunk_size=5000):
            if pk in self.values:
                continue
            values = {name: self.present.get(v, folded(v)) for name, v in zip(self.names, kept, strict=True)}
            self.values[pk] = values
            for identity, known in self.found.items():
                if (key := self._key(identity, values)) is not None:
                    known[key].append(pk)

    def _look_up(self, rows: Sequence[Asked]) -> None:
        for identity in self.identities:
            filled = [row for row in rows if self._key(identity, self.own(row)) is not None]
            forms = {name: set(self._forms(name, filled)) for name in identity}
            first = min(identity, key=lambda name: (RANKS.get(self.columns[name].kind, 9), -len(forms[name])))
            narrow = Q()
            for name in identity:
                if name != first and len(forms[name]) <= FEW and self._may_narrow(identity, name):
                    narrow &= Q(**{f"{self.columns[name].key_lookup}__in": list(forms[name])})
            wanted = list(forms[first])
            for start in range(0, len(wanted), BATCH):
                some = Q(**{f"{self.columns[first].key_lookup}__in": wanted[start : start + BATCH]})
                self._take(self.visible.filter(some & narrow))

    def _may_narrow(self, identity: Identity, name: str) -> bool:
        """Whether all rows fill the column in a form that the table shares: blank texts and written names may differ from it."""
        return self.columns[name].kind not in ("text", "long")

    def _forms(self, name: str, rows: Iterable[Asked]) -> Iterator[Any]:
        """The values with which the table may keep what the rows say; of a record that is still to be made it keeps none."""
        column = self.columns[name]
        for row in rows:
            value = row.value(name)
            if column.kind in ("text", "long"):
                yield from written_forms(value or "")
            elif value is not None and not isinstance(value, Fresh):
                yield from column.keys(value)

    def _by_uid(self, uids: Sequence[UUID]) -> dict[UUID, int]:
        found: dict[UUID, int] = {}
        for start in range(0, len(uids), BATCH):
            rows = self.visible.filter(uid__in=uids[start : start + BATCH])
            found |= dict(rows.values_list("uid", "pk"))
        return found

    def _aliases(self, rows: Sequence[Asked]) -> Mapping[str, list[int]]:
        """Records that bear the name of a row as another name."""
        names = {fold(str(value)) for row in rows if self.name_column and (value := row.values.get(self.name_column))}
        known = self.register.also_known(names) if names else {}
        pks = list({pk for found in known.values() for pk in found} - self.values.keys())
        for start in range(0, len(pks), BATCH):
            self._take(self.visible.filter(pk__in=pks[start : start + BATCH]))
        return {fold(name): [pk for pk in found if pk in self.values] for name, found in known.items()}

    def pks_of(self, uids: Iterable[Any]) -> dict[str, int]:
        """The records within reach by their numbers."""
        ordered = sorted({UUID(str(uid)) for uid in uids})
        return {str(uid): pk for uid, pk in self._by_uid(ordered).items()}

    @cached_property
    def name_column(self) -> str | None:
        """The column whose resemblance counts: a text that identifies."""
        name = name_column(self.register)
        return name if name in self.columns and self.columns[name].kind == "text" else None

    @property
    def compares_names(self) -> bool:
        """Whether a row that only resembles a record is held."""
        return self.register.resembles and self.name_column is not None

    def own(self, row: Asked) -> Mapping[str, Any]:
        """A row's values as identities compare them."""
        if not row.keys:
            row.keys |= {name: key_value(column, row.value(name)) for name, column in self.columns.items()}
        return row.keys

    def _key(self, identity: Identity, values: Mapping[str, Any]) -> Key | None:
        """The identity's values, None where one is missing; a blank text is one where no two records share the identity."""
        key = key_of(identity, values)
        if key is not None or identity not in self.alone or values.get(identity[0]) in (None, ""):
            return key
        rest = [(name, values.get(name)) for name in identity]
        if any(value in (None, "") and self.columns[name].kind != "text" for name, value in rest):
            return None
        return tuple("" if value is None else value for _name, value in rest)

    def match(self, row: Asked) -> Match:
        """The record that a row is."""
        own = self.own(row)
        for position, identity in enumerate(self.register.identity):
            hits = self._hits(identity, own)
            if len(hits) > 1:
                return Match(doubt="several", pks=tuple(hits))
            if hits:
                return self._judged(
                    hits[0], own, self.register.identity[:position], self.register.identity[position + 1 :]
                )
        own = {**own, "division": self.village(row)}
        for identity in self.register.recognised_by:
            hits = [pk for pk in self._hits(identity, own) if not self._told_apart(pk, own, row)]
            if hits:
                return Match(hits[0]) if len(hits) == 1 else Match(doubt="several", pks=tuple(hits))
        return self._by_alias(row)

    @staticmethod
    def village(row: Asked) -> int | None:
        """The place by which a record is recognised: only a village, for a town has many people of one name."""
        place = row.values.get("division")
        return place.pk if place is not None and place.level == "village" else None

    def _hits(self, identity: Identity, own: Mapping[str, Any]) -> list[int]:
        key = self._key(identity, own)
        return self.found[identity].get(key, []) if key is not None else []

    def _by_alias(self, row: Asked) -> Match:
        name = row.values.get(self.name_column) if self.name_column else None
        place = getattr(row.values.get("division"), "pk", None)
        known = self.aliases.get(fold(str(name)), []) if name else []
        hits = [pk for pk in known if not self._differ("division", place, self.values[pk].get("division"))]
        if len(hits) > 1:
            return Match(doubt="several", pks=tuple(hits))
        return Match(hits[0], by_other_name=True) if hits else Match()

    def _told_apart(self, pk: int, own: Mapping[str, Any], row: Asked) -> bool:
        """Whether an identity that the row gives in full is another one than the record's."""
        theirs = self.values[pk]
        for identity in self.register.identity:
            if key_of(identity, own) is None:
                continue
            differing = [name for name in identity if self._differ(name, own[name], theirs[name])]
            if any(not isinstance(own[name], Fresh) or self._names_another(pk, name, row) for name in differing):
                return True
        return False

    def _names_another(self, pk: int, reference: str, row: Asked) -> bool:
        """Whether the person, say, whom a row names is another than the one whom the record names."""
        record = self.register.model.objects.select_related(reference).get(pk=pk)
        return says_another(self.register.referenced(reference), row.links[reference].said, getattr(record, reference))

    def _judged(
        self, pk: int, own: Mapping[str, Any], stronger: Sequence[Identity], weaker: Sequence[Identity]
    ) -> Match:
        for identity in stronger:
            theirs = self.values[pk]
            if key_of(identity, own) is not None and any(
                self._differ(name, own[name], theirs[name]) for name in identity
            ):
                return Match(doubt="contradicts", pks=(pk,))
        for identity in weaker:
            if not any(set(identity) < set(other) for other in self.register.identity):
                hits = self._hits(identity, own)
                if hits and pk not in hits:
                    return Match(doubt="several", pks=(pk, *hits))
        return Match(pk)

    def _differ(self, name: str, mine: Any, theirs: Any) -> bool:
        """Whether two values say different things; a record held at the county says nothing about its place."""
        if mine in (None, "") or theirs in (None, "") or mine == theirs:
            return False
        at_county = self.county.pk if self.county else None
        return not (name == "division" and at_county in (mine, theirs))

    def gather_names(self, places: Iterable[Division]) -> bool:
        """Of a large register take the records of these places too, so that their names are compared.

        Returns:
            Whether they were few enough.
        """
        paths = {place.path for place in places if self.county is None or place.pk != self.county.pk}
        if self.is_small or not paths:
            return self.is_small
        within = Q()
        for path in paths:
            within |= Q(division__path__startswith=path)
        near = self.visible.filter(within)
        if near.order_by()[SMALL : SMALL + 1].exists():
            return False
        self._take(near)
        return True

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
        """The names of the records, ready to be asked for what resembles a name."""
        return NameIndex(self.by_name, prefixes=prefixes_of(self.county))

    def resembling(self, name: str, division: Any) -> list[tuple[int, str]]:
        """Records whose name resembles this one, with the reason, those of other places left out."""
        found = []
        for other, reason in self.index.closest(fold(name)):
            for pk in self.by_name[other]:
                if not self._differ("division", getattr(division, "pk", None), self.values[pk].get("division")):
                    found.append((pk, str(reason)))
        return found


def key_value(column: Column, value: Any) -> Any:
    """A value as identities compare it."""
    if value is None or value == "" or isinstance(value, Fresh):
        return None if value == "" else value
    return folded(column.keys(value)[0])


def folded(value: Any) -> Any:
    """A text as identities compare it."""
    return fold(value) if isinstance(value, str) else value


def key_of(identity: Iterable[str], values: Mapping[str, Any]) -> Key | None:
    """The identity's values, None where one is missing."""
    key = tuple(values.get(name) for name in identity)
    return None if any(value in (None, "") for value in key) else key


def written_forms(text: str) -> set[str]:
    """A text and the other ways in which a table may keep it: without spaces, in half-width forms, with full-width brackets."""
    bare = "".join(text.split())
    half = unicodedata.normalize("NFKC", bare)
    return {text, bare, half, half.replace("(", "（").replace(")", "）"), half.upper()}


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
