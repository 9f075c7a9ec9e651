"""Declare a register: what a clerk sees of a model, and who may do what with it."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.functional import Promise

from shuangying.kernel.accounts.api import Actor, Reach, Right, reach
from shuangying.kernel.registers.columns import Column, bind
from shuangying.kernel.registers.models import Record

COUNTY = "county"
TOWNSHIP = "township"
UNIT = "unit"

FRONTS = ("command", "epidemic", "development", "system")

_registers: dict[str, "Register"] = {}


class Register:
    """A register. Subclass it in a module's `registers.py`; the subclass is the declaration, nothing is called.

    Attributes:
        id: `module` or `module.register`.
        model: the `Record` whose rows it holds.
        label: what the register is called.
        purpose: one line that says what it holds and how its states come about.
        front: the group of the menu: "command", "epidemic", "development" or "system".
        kept_by: who keeps the list: `COUNTY` (one list: absent is 0 from its first row), `TOWNSHIP` or `UNIT`.
        identity: column tuples; a row that matches exactly one record on any of them is that record.
        place_from: the reference column whose record says where this record belongs: its scope is never another one.
        columns: names or `Column`s, in the order of list and sheet.
        filters: names of the columns to filter by.
        search: names of the text columns that the search box looks through.
        order: the column that sorts the list at first, with "-" for descending.
        sums: names of the columns whose total stands below the list.
        may: right by role; a role that is not named has none.
    """

    id: ClassVar[str]
    model: ClassVar[type[Record]]
    label: ClassVar[str | Promise]
    purpose: ClassVar[str | Promise] = ""
    front: ClassVar[str] = "development"
    kept_by: ClassVar[str] = COUNTY
    identity: ClassVar[tuple[tuple[str, ...], ...]] = ()
    place_from: ClassVar[str] = ""
    columns: ClassVar[tuple[Any, ...]] = ()
    filters: ClassVar[tuple[str, ...]] = ()
    search: ClassVar[tuple[str, ...]] = ("name",)
    order: ClassVar[str] = "name"
    sums: ClassVar[tuple[str, ...]] = ()
    may: ClassVar[Mapping[str, Right]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        _registers[cls.id] = cls()

    @cached_property
    def bound(self) -> tuple[Column, ...]:
        """All columns, with what the model says filled in."""
        return tuple(bind(column, self.model) for column in self.columns)

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        """The columns by name."""
        return {column.name: column for column in self.bound}

    @property
    def singular(self) -> str:
        """What one record is called."""
        return str(self.model._meta.verbose_name)

    @cached_property
    def stored(self) -> tuple[Column, ...]:
        """The columns that a person fills in: all but the states, which follow."""
        return tuple(column for column in self.bound if column.kind != "state")

    def reach(self, actor: Actor, right: Right = Right.READ) -> Reach:
        """Where the actor has the right on this register's rows."""
        return reach(actor, self.may, right)

    def may_read(self, actor: Actor) -> bool:
        """Whether the actor may read rows of this register anywhere."""
        return not self.reach(actor, Right.READ).none

    def may_write(self, actor: Actor) -> bool:
        """Whether the actor may write rows of this register anywhere."""
        return not self.reach(actor, Right.WRITE).none

    def visible(self, actor: Actor, right: Right = Right.READ, *, deleted: bool = False) -> QuerySet[Any]:
        """The rows on which the actor has the right; deleted ones only if asked for."""
        rows = self.model.objects.deleted() if deleted else self.model.objects.live()
        return self.reach(actor, right).limit(rows)

    def title_of(self, record: Any) -> str:
        """What a record is called where it is named in a line."""
        return str(record)

    def __repr__(self) -> str:
        return f"<register {self.id}>"


def get(id_: str) -> Register:
    """The register of that id.

    Raises:
        KeyError: there is none.
    """
    return _registers[id_]


def all_registers() -> list[Register]:
    """All registers, in the order of the menu."""
    return sorted(_registers.values(), key=lambda register: (FRONTS.index(register.front), register.id))


def of_model(model: type[Any]) -> Register:
    """The register that holds the model's rows."""
    return next(register for register in _registers.values() if register.model is model)


def readable(actor: Actor) -> Iterator[Register]:
    """The registers of which the actor may read rows."""
    return (register for register in all_registers() if register.may_read(actor))
