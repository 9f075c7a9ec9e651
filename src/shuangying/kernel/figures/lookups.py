"""The columns that a declaration names, followed through references; a wrong name is told when the program starts."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Expression, F, ForeignKey, Model, Q
from django.utils.functional import Promise

SEPARATOR = "__"


def column_of(model: type[Model], path: str, what: str) -> Any:
    """The field at the end of a path such as "passage__checkpoint__unit".

    Args:
        model: where the path begins.
        path: names of fields, all but the last references.
        what: who names it, for the message.

    Raises:
        ValueError: there is no such column.
    """
    found, rest = _follow(model, path, what)
    if rest:
        raise ValueError(f"{what}: {found.model.__name__}.{found.name} has no {SEPARATOR.join(rest)} ({path})")
    return found


def check(model: type[Model], condition: Q, what: str) -> None:
    """See that a condition asks for columns that exist, in ways that they can be asked.

    Raises:
        ValueError: it names an unknown column or comparison.
        TypeError: it is not made of column lookups.
    """
    for path in paths_of(condition, what):
        found, rest = _follow(model, path, what)
        asked: Any = found
        for name in rest:
            step = asked.get_transform(name) or asked.get_lookup(name)
            if step is None:
                raise ValueError(f"{what}: {found.model.__name__}.{found.name} cannot be asked for {name} ({path})")
            asked = getattr(step, "output_field", None) or found


def paths_of(condition: Q, what: str = "") -> Iterator[str]:
    """The lookups of a condition.

    Raises:
        TypeError: it holds something else.
    """
    for child in condition.children:
        if isinstance(child, Q):
            yield from paths_of(child, what)
        elif isinstance(child, tuple):
            yield child[0]
        else:
            raise TypeError(f"{what}: a figure's condition is made of column lookups")


def through(prefix: str, condition: Q) -> Q:
    """A condition on records as one on rows that refer to them."""
    changed = Q(_connector=condition.connector, _negated=condition.negated)
    for child in children_of(condition):
        changed.children.append(
            through(prefix, child)
            if isinstance(child, Q)
            else (f"{prefix}{SEPARATOR}{child[0]}", _value_through(prefix, child[1]))
        )
    return changed


def children_of(condition: Q) -> list[Any]:
    """What a condition is made of: conditions, and pairs of a way and a value."""
    return list(condition.children)


def settled(condition: Q) -> Q:
    """A condition whose values are known now: what is only told when it is asked for, such as the home's county, is asked once."""
    changed = Q(_connector=condition.connector, _negated=condition.negated)
    for child in children_of(condition):
        if isinstance(child, Q):
            changed.children.append(settled(child))
        else:
            name, value = child
            changed.children.append((name, str(value) if isinstance(value, Promise) else value))
    return changed


def _value_through(prefix: str, value: Any) -> Any:
    """What a column is compared with: other columns of the record are those of the record referred to."""
    made_of: Any = value
    if isinstance(value, F):
        return F(f"{prefix}{SEPARATOR}{made_of.name}")
    if isinstance(value, Expression):
        given, named = made_of._constructor_args
        named = {name: _value_through(prefix, one) for name, one in named.items()}
        return type(value)(*(_value_through(prefix, one) for one in given), **named)
    return value


def _follow(model: type[Model], path: str, what: str) -> tuple[Any, list[str]]:
    """The last column of a path, and what is asked of it behind that."""
    at, names = model, path.split(SEPARATOR)
    for position, name in enumerate(names):
        try:
            found: Any = at._meta.pk if name == "pk" else at._meta.get_field(name)
        except FieldDoesNotExist:
            known = ", ".join(sorted(field.name for field in at._meta.get_fields() if not field.auto_created))
            raise ValueError(f"{what}: {at.__name__} has no column {name} ({path}). It has: {known}") from None
        rest = names[position + 1 :]
        if not isinstance(found, ForeignKey) or not rest or found.get_lookup(rest[0]) is not None:
            return found, rest
        at = found.remote_field.model
    raise ValueError(f"{what}: no column is named")
