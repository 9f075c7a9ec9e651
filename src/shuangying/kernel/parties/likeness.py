"""Records that are probably one: found by what they share, never merged by a program."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from shuangying.core.codes import fold
from shuangying.core.matching import NameIndex
from shuangying.kernel.accounts.api import Actor, Right
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.divisions.models import Division
from shuangying.kernel.parties.merging import contradictions
from shuangying.kernel.parties.models import Different, Household, Organisation, Person, Site, Unit
from shuangying.kernel.parties.other_names import party_of
from shuangying.kernel.registers.api import Register

MOST = 50
MOST_GROUPS = 1000
MOST_OF_A_GROUP = 6
STEP = 100


@dataclass(frozen=True)
class Rule:
    """What two records that are probably one share.

    Attributes:
        columns: what is filled and equal in both.
        anywhere: whether the other may lie anywhere in reach and not only within the place that is looked through; the first
            column then has an index of its own.
    """

    id: str
    columns: tuple[str, ...]
    anywhere: bool = False


RULES: dict[type[models.Model], tuple[Rule, ...]] = {
    Person: (
        Rule("name_and_phone", ("phone_index", "name"), anywhere=True),
        Rule("name_and_birth", ("name", "born_on", "division")),
    ),
    Household: (Rule("head_and_address", ("head", "division", "address")),),
    Organisation: (
        Rule("name_and_place", ("name", "division")),
        Rule("representative_and_phone", ("phone_index", "representative"), anywhere=True),
    ),
}
RESEMBLE = (Organisation, Site, Unit)
"""Of these, records of one place whose names resemble each other are proposed too."""


@dataclass(frozen=True)
class Pair:
    """Two live records that are probably one, the older first, and by which rule."""

    first: Any
    second: Any
    why: str


def likely(register: Register, actor: Actor, within: Division | None = None) -> list[Pair]:
    """The records that are probably one, those that somebody called different left out.

    Args:
        register: of which register.
        actor: who may write both.
        within: look through the records of this division; by default through all in reach.

    Returns:
        At most `MOST` pairs.
    """
    rows = register.visible(actor, Right.WRITE)
    looked = rows if within is None else rows.filter(division__in=Division.objects.under(within.path))
    found: dict[tuple[int, int], str] = {}
    for first, second, why in _candidates(register, looked, rows):
        found.setdefault((min(first, second), max(first, second)), why)
        if len(found) >= MOST_GROUPS:
            break
    return _judged(register, found)


def mark_different(register: Register, actor: Actor, one: Any, other: Any) -> None:
    """Remember that two records are not the same."""
    first, second = sorted((one.pk, other.pk))
    Different.objects.get_or_create(
        party=party_of(register.model),
        first_id=first,
        second_id=second,
        defaults={"actor": actor.name or actor.login},
    )


def _candidates(register: Register, looked: QuerySet[Any], rows: QuerySet[Any]) -> Iterator[tuple[int, int, str]]:
    for rule in RULES.get(register.model, ()):
        groups = _sharing_anywhere(rule, looked, rows) if rule.anywhere else _sharing(rule, looked)
        for group in groups:
            yield from ((first, second, rule.id) for first, second in combinations(group[:MOST_OF_A_GROUP], 2))
    if register.model in RESEMBLE:
        yield from _resembling(looked)


def _filled(rule: Rule, rows: QuerySet[Any]) -> QuerySet[Any]:
    for name in rule.columns:
        rows = rows.exclude(**{name: None})
        if isinstance(rows.model._meta.get_field(name), models.CharField):
            rows = rows.exclude(**{name: ""})
    return rows


def _sharing(rule: Rule, rows: QuerySet[Any]) -> Iterator[Sequence[int]]:
    """Groups of records with the same values in the rule's columns."""
    shared = _filled(rule, rows).values(*rule.columns).annotate(times=Count("pk")).filter(times__gt=1)
    keys = list(shared.order_by().values_list(*rule.columns)[:MOST_GROUPS])
    yield from _grouped(rule, rows, keys)


def _sharing_anywhere(rule: Rule, looked: QuerySet[Any], rows: QuerySet[Any]) -> Iterator[Sequence[int]]:
    """Groups of records with the same values of which at least one is looked at."""
    same = rows.filter(**{name: OuterRef(name) for name in rule.columns}).exclude(pk=OuterRef("pk"))
    shared = _filled(rule, looked).filter(Exists(same.order_by())).order_by()
    keys = list(dict.fromkeys(shared.values_list(*rule.columns)[:MOST_GROUPS]))
    yield from _grouped(rule, rows, keys)


def _grouped(rule: Rule, rows: QuerySet[Any], keys: Sequence[tuple[Any, ...]]) -> Iterator[Sequence[int]]:
    for start in range(0, len(keys), STEP):
        condition = Q()
        for key in keys[start : start + STEP]:
            condition |= Q(**dict(zip(rule.columns, key, strict=True)))
        groups: dict[tuple[Any, ...], list[int]] = defaultdict(list)
        for pk, *key in rows.filter(condition).order_by("pk").values_list("pk", *rule.columns):
            groups[tuple(key)].append(pk)
        yield from (group for group in groups.values() if len(group) > 1)


def _resembling(rows: QuerySet[Any]) -> Iterator[tuple[int, int, str]]:
    """Records of one place, or one of them of no certain place, whose names resemble each other or are the same."""
    county = divisions.home().county
    unplaced = county.pk if county else None
    named: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for pk, name, place in rows.order_by("pk").values_list("pk", "name", "division_id"):
        named[fold(name)].append((pk, place))
    index = NameIndex(named)
    for name, mine in named.items():
        alike = [(name, "name_and_place"), *((other, str(reason)) for other, reason in index.closest(name))]
        for other, why in alike:
            for pk, place in mine:
                for other_pk, other_place in named[other]:
                    if pk < other_pk and (place == other_place or unplaced in (place, other_place)):
                        yield pk, other_pk, why


def _judged(register: Register, found: dict[tuple[int, int], str]) -> list[Pair]:
    """The pairs that nobody called different and whose numbers do not tell them apart."""
    party = party_of(register.model)
    pks = list({pk for pair in found for pk in pair})
    records: dict[int, Any] = {}
    settled: set[tuple[int, int]] = set()
    for start in range(0, len(pks), STEP):
        some = pks[start : start + STEP]
        records |= register.model.objects.select_related(*register.references).in_bulk(some)
        kept = Different.objects.filter(party=party, first_id__in=some)
        settled.update(kept.values_list("first_id", "second_id"))
    pairs = (
        Pair(records[first], records[second], why)
        for (first, second), why in found.items()
        if (first, second) not in settled
    )
    return [pair for pair in pairs if not contradictions(register, pair.first, pair.second)][:MOST]
