"""Declared changes with a right of their own and a reason, such as an override or a release."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from shuangying.kernel.accounts.api import Actor, Right

Text = str | Promise
Values = Callable[[Any, Mapping[str, Any], Actor, datetime], Mapping[str, Any]]


def _as_entered(_record: Any, entered: Mapping[str, Any], _actor: Actor, _now: datetime) -> Mapping[str, Any]:
    return entered


def _always(_record: Any) -> bool:
    return True


@dataclass(frozen=True)
class Action:
    """A change of a record that only some may make, and that always has a reason.

    Attributes:
        name: the journal's word for it.
        label: what the button says.
        may: the roles that may do it, where they hold a post.
        purpose: what will happen, in a sentence.
        columns: the columns that the person fills in.
        values: from the record, what was entered, the actor and the moment to the values to write; by default what was entered.
        when: whether it can be done to a record now.
        done: the journal's word in lists, such as "overridden"; by default the label.
        run: does it instead of writing values, for an action that changes more than this record.
    """

    name: str
    label: Text
    may: tuple[str, ...]
    purpose: Text = ""
    columns: tuple[str, ...] = ()
    values: Values = _as_entered
    when: Callable[[Any], bool] = _always
    done: Text = ""
    run: "Callable[[Any, Mapping[str, Any], Actor, str], None] | None" = None
    rights: Mapping[str, Right] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "rights", dict.fromkeys(self.may, Right.WRITE))
