"""Records named inline (`Via`): found by what a line says of them, or created with it, before the line itself is written."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shuangying.core.codes import fold
from shuangying.core.problems import Problem
from shuangying.kernel.accounts.api import Actor, Right
from shuangying.kernel.registers.columns import Column
from shuangying.kernel.registers.declaration import Register
from shuangying.kernel.registers.sight import Sight

BATCH = 500
Key = tuple[tuple[str, ...], tuple[Any, ...]]


@dataclass
class Named:
    """What one line says of a record that it names.

    Attributes:
        at: the position of the line.
        values: by column of the named record's own register.
        place: where the line itself lies; a record is recognised by it where the line does not say otherwise.
        before: the record that the line named until now, or names by its uid.
        stated: whether the line itself names it so.
        record: the record that it is, once found.
        problems: why it cannot be said which one it is, by column.
    """

    at: int
    values: dict[str, Any]
    place: Any = None
    before: Any = None
    stated: bool = False
    record: Any = None
    problems: list[tuple[str, Problem]] = field(default_factory=list)


def values_for(reference: str, columns: Sequence[Column], values: Mapping[str, Any]) -> dict[str, Any]:
    """What a line's values say of the record that a reference names, by that record's own columns."""
    return {
        column.inner.name: values[column.name]
        for column in columns
        if column.inner is not None and column.name in values
    }


def find(register: Register, named: Sequence[Named], actor: Actor, *, everywhere: bool) -> None:
    """Find the records that lines name, by the register's identities, then by what it is recognised by.

    A line that says nothing by which its record could be another one keeps the record that it had.

    Args:
        register: the register of the named records.
        named: the lines; `record` and `problems` are filled in.
        actor: who writes.
        everywhere: look at all records, not only at those within the actor's reach: who states a number may be told
            that it is known, and nothing more; so the line must give the name too where the actor sees no names.
    """
    waiting = []
    for one in named:
        if one.before is not None and not _is_another(register, one, one.before):
            one.record = one.before
        elif one.stated:
            one.problems.append(("", Problem("two_records_named", {})))
        else:
            waiting.append(one)
    found_by: dict[int, tuple[str, ...]] = {}
    for identity in (*register.identity, *register.recognised_by):
        open_ones = [one for one in waiting if one.record is None and not one.problems]
        if not open_ones:
            break
        found = _by(register, identity, open_ones, actor, everywhere=everywhere)
        for one in open_ones:
            pks = found.get(_key(register, identity, one), ())
            if len(pks) == 1:
                one.record, found_by[one.at] = pks[0], identity
            elif len(pks) > 1:
                one.problems.append(
                    (identity[0], Problem("reference_several", {"text": _shown(register, identity, one)}))
                )
    _load(register, waiting)
    for one in waiting:
        if one.record is not None and (
            _is_another(register, one, one.record) or _is_told_apart(register, one, found_by[one.at])
        ):
            one.record = None
    sight = register.sight(actor)
    for one in named:
        if one.record is None or one.problems:
            continue
        shown = one.record is one.before
        if problem := _contradicts(register, one) or (None if shown else _unnamed(register, one, sight)):
            one.problems.append(problem)


def _is_another(register: Register, one: Named, record: Any) -> bool:
    """Whether the line gives an identity that the record does not have."""
    for identity in register.identity:
        if not all(one.values.get(name) not in (None, "") for name in identity):
            continue
        for name in identity:
            column = register.by_name[name]
            kept = column.raw(record)
            if kept not in (None, "") and kept and column.keys(kept)[0] != column.keys(one.values[name])[0]:
                return True
    return False


def _is_told_apart(register: Register, one: Named, by: tuple[str, ...]) -> bool:
    """Whether a record of the same name in one place was born, say, on another day: what else it is known by differs.

    Texts are left aside, for one address is written in many ways.
    """
    for name in {name for other in register.recognised_by if set(by) < set(other) for name in set(other) - set(by)}:
        column = register.by_name[name]
        mine, kept = one.values.get(name), column.raw(one.record)
        if column.kind == "date" and mine is not None and kept is not None and mine != kept:
            return True
    return False


def _said(one: Named, name: str) -> Any:
    """A value by which a record is known; a division only where it is a village, for a town has many people of one name."""
    if name != "division":
        return one.values.get(name)
    place = one.values.get("division") or one.place
    return place if place is not None and place.level == "village" else None


def _key(register: Register, identity: tuple[str, ...], one: Named) -> tuple[Any, ...] | None:
    """What tells the record apart; a text that is left blank is one of an identity that no two records share: no plate is on foot."""
    said = [_said(one, name) for name in identity]
    alone = identity in register.identity
    for name, value in zip(identity[1:], said[1:], strict=True):
        if value in (None, "") and not (alone and register.by_name[name].kind == "text"):
            return None
    if said[0] in (None, ""):
        return None
    written = ["" if value is None else value for value in said]
    return tuple(register.by_name[name].keys(value)[0] for name, value in zip(identity, written, strict=True))


def _by(
    register: Register, identity: tuple[str, ...], named: Sequence[Named], actor: Actor, *, everywhere: bool
) -> dict[tuple[Any, ...] | None, list[Any]]:
    """The records with the identities of these lines, by identity; what is kept in an older form is known by its present one."""
    wanted: dict[Any, Any] = {}
    present: list[dict[Any, Any]] = [{} for _name in identity]
    for one in named:
        if _key(register, identity, one) is None:
            continue
        for place, name in enumerate(identity):
            said = _said(one, name)
            forms = register.by_name[name].keys("" if said is None else said)
            present[place] |= dict.fromkeys(forms, forms[0])
        wanted |= dict.fromkeys(register.by_name[identity[0]].keys(_said(one, identity[0])))
    found: dict[tuple[Any, ...] | None, list[Any]] = defaultdict(list)
    rows = register.model.objects.live() if everywhere else register.visible(actor, Right.READ)
    lookups = [register.by_name[name].key_lookup for name in identity]
    values = list(wanted)
    for start in range(0, len(values), BATCH):
        some = rows.filter(**{f"{lookups[0]}__in": values[start : start + BATCH]}).values_list("pk", *lookups)
        for pk, *keys in some:
            key = tuple(forms.get(value, value) for forms, value in zip(present, keys, strict=True))
            found[key].append(pk)
    return found


def _load(register: Register, named: Sequence[Named]) -> None:
    pks = list({one.record for one in named if isinstance(one.record, int)})
    loaded: dict[int, Any] = {}
    for start in range(0, len(pks), BATCH):
        rows = register.model.objects.select_related(*register.references).filter(pk__in=pks[start : start + BATCH])
        loaded |= {row.pk: row for row in rows}
    for one in named:
        if isinstance(one.record, int):
            one.record = loaded[one.record]


def _contradicts(register: Register, one: Named) -> tuple[str, Problem] | None:
    """A known person is not renamed by a line: another name under the same number is somebody's mistake."""
    for name, value in one.values.items():
        column = register.by_name[name]
        kept = column.raw(one.record)
        if column.mask == "name" and kept and value and fold(str(kept)) != fold(str(value)):
            return name, Problem("name_differs", {"text": str(value), "column": str(column.label)})
    return None


def _unnamed(register: Register, one: Named, sight: Sight) -> tuple[str, Problem] | None:
    """Whoever sees no names where the record lies gives the name with the number: the line would show it to them."""
    if not sight.hides(one.record):
        return None
    for column in register.bound:
        if column.mask == "name" and column.raw(one.record) and not one.values.get(column.name):
            return column.name, Problem("required", {"column": column.label})
    return None


def _shown(register: Register, identity: tuple[str, ...], one: Named) -> str:
    return "、".join(register.by_name[name].show(_said(one, name)) for name in identity)


def same_new(register: Register, named: Sequence[Named]) -> list[list[Named]]:
    """Lines whose record is to be created, those about one record together: of two people of one name the numbers or birthdays differ."""
    apart = {name for identity in register.recognised_by for name in identity if register.by_name[name].kind == "date"}
    members: list[list[Named]] = []
    told: list[dict[tuple[str, ...], Any]] = []
    groups: dict[Any, list[int]] = {}
    for one in named:
        keys = {
            identity: key
            for identity in (*register.identity, *register.recognised_by)
            if (key := _key(register, identity, one)) is not None
        }
        own = {identity: key for identity, key in keys.items() if identity in register.identity}
        own |= {(name,): one.values[name] for name in apart if one.values.get(name) is not None}
        alike = (group for item in keys.items() for group in groups.get(item, ()))
        known = next(
            (g for g in alike if all(told[g].get(identity, key) == key for identity, key in own.items())), None
        )
        if known is None:
            known = len(members)
            members.append([])
            told.append({})
        members[known].append(one)
        told[known] |= own
        for item in keys.items():
            if known not in groups.setdefault(item, []):
                groups[item].append(known)
    return members
