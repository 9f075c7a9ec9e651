"""Declare a register: what a clerk sees of a model, and who may do what with it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.functional import Promise

from shuangying.core.problems import Problem
from shuangying.kernel.accounts.api import Actor, Reach, Right, reach
from shuangying.kernel.registers.actions import Action
from shuangying.kernel.registers.columns import Column, Via, Wide, bind
from shuangying.kernel.registers.models import Record
from shuangying.kernel.registers.sight import Sight

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
        recognised_by: further column tuples by which a row is known if exactly one record matches; two records may share them.
        resembles: whether a row that only resembles a record is held for a person to decide.
        place_from: the reference column whose record says where this record belongs: its scope is never another one.
        part_of: the reference column to the record that this one is a part of: it lies where that one lies (unless
            `place_from` is given too), and is deleted and restored with it. Where the reference is empty the record stands alone.
        in_menu: whether the menu names it; by default all but parts.
        sheet: how its sheets are laid out where they are not one line a record.
        columns: names, `Column`s or `Via`s, in the order of list and sheet.
        filters: names of the columns to filter by.
        search: names of the text columns that the search box looks through.
        order: the column that sorts the list at first, with "-" for descending.
        sums: names of the columns whose total stands below the list.
        may: right by role; a role that is not named has none.
        shows_names_to: roles that see names and addresses unmasked besides those that may write.
        may_reveal: roles that may have sealed values given away with a reason; by default those that may write.
        actions: declared changes with rights of their own.
    """

    id: ClassVar[str]
    model: ClassVar[type[Record]]
    label: ClassVar[str | Promise]
    purpose: ClassVar[str | Promise] = ""
    front: ClassVar[str] = "development"
    kept_by: ClassVar[str] = COUNTY
    identity: ClassVar[tuple[tuple[str, ...], ...]] = ()
    recognised_by: ClassVar[tuple[tuple[str, ...], ...]] = ()
    resembles: ClassVar[bool] = True
    place_from: ClassVar[str] = ""
    part_of: ClassVar[str] = ""
    in_menu: ClassVar[bool] = True
    sheet: ClassVar[Wide | None] = None
    columns: ClassVar[tuple[Any, ...]] = ()
    filters: ClassVar[tuple[str, ...]] = ()
    search: ClassVar[tuple[str, ...]] = ("name",)
    order: ClassVar[str] = "name"
    sums: ClassVar[tuple[str, ...]] = ()
    may: ClassVar[Mapping[Any, Right]] = {}
    shows_names_to: ClassVar[tuple[str, ...]] = ()
    may_reveal: ClassVar[tuple[str, ...]] = ()
    actions: ClassVar[tuple[Action, ...]] = ()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.part_of:
            cls.place_from = cls.__dict__.get("place_from", cls.part_of)
            cls.in_menu = cls.__dict__.get("in_menu", False)
        _registers[cls.id] = cls()

    @cached_property
    def bound(self) -> tuple[Column, ...]:
        """All columns, with what the model says filled in."""
        found: list[Column] = []
        for column in self.columns:
            found += (
                self.referenced(column.to).linked_columns(column)
                if isinstance(column, Via)
                else [bind(column, self.model)]
            )
        return tuple(found)

    @cached_property
    def inline_references(self) -> Mapping[str, Column]:
        """The references that only columns of the referenced record show, and that to the whole: kept, and not shown themselves."""
        names = [column.to for column in self.columns if isinstance(column, Via)]
        shown = {column.name for column in self.bound}
        needed = dict.fromkeys(
            (*names, *([self.part_of] if self.part_of else []), *([self.place_from] if self.place_from else []))
        )
        return {name: bind(name, self.model) for name in needed if name not in shown}

    def linked_columns(self, via: Via) -> list[Column]:
        """This register's columns as another register shows them through a reference."""
        return via.columns(self.by_name)

    def referenced(self, name: str) -> "Register":
        """The register of the records that a reference names."""
        related = self.model._meta.get_field(name).related_model
        assert related is not None, f"{self.id}: {name} names no record"
        return of_model(related)

    @cached_property
    def linked(self) -> Mapping[str, tuple[Column, ...]]:
        """The columns of referenced records that are entered here, by reference."""
        names = dict.fromkeys(column.of for column in self.bound if column.of)
        return {name: tuple(column for column in self.bound if column.of == name) for name in names}

    @cached_property
    def parts(self) -> tuple["Register", ...]:
        """The registers whose records are parts of this one's."""
        return tuple(
            other
            for other in all_registers()
            if other.part_of and other.model._meta.get_field(other.part_of).related_model is self.model
        )

    @cached_property
    def references(self) -> tuple[str, ...]:
        """The ways to all records that a line shows, to be read with it."""
        own = [column.name for column in self.bound if column.related and not column.of]
        through = [
            lookup for column in self.bound if column.of for lookup in (column.of, column.lookup.rpartition("__")[0])
        ]
        inner = [column.lookup for column in self.bound if column.of and column.related]
        return tuple(dict.fromkeys(("division", *own, *through, *inner)))

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        """The columns by name, with the references that are kept and not shown."""
        return {column.name: column for column in (*self.bound, *self.inline_references.values())}

    @property
    def singular(self) -> str:
        """What one record is called."""
        return str(self.model._meta.verbose_name)

    @cached_property
    def stored(self) -> tuple[Column, ...]:
        """The columns kept in the record itself: all but the states, which follow, and those of referenced records."""
        own = tuple(column for column in self.bound if column.kind != "state" and not column.of)
        return (*own, *self.inline_references.values())

    @cached_property
    def entered(self) -> tuple[Column, ...]:
        """The columns that a person fills in: those of the record and those of the records that it names."""
        return tuple(column for column in self.bound if column.kind != "state" and not column.only_by_action)

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

    def sight(self, actor: Actor) -> Sight:
        """What the actor sees unmasked: names and addresses where they work with the records."""
        roles = {*self.shows_names_to, *(role for role, right in self.may.items() if right >= Right.WRITE)}
        return Sight(reach(actor, dict.fromkeys(roles, Right.READ), Right.READ))

    def reveals(self, actor: Actor) -> Reach:
        """Where the actor may have sealed values given away."""
        roles = self.may_reveal or tuple(role for role, right in self.may.items() if right >= Right.WRITE)
        return reach(actor, dict.fromkeys(roles, Right.READ), Right.READ)

    def actions_for(self, actor: Actor, record: Any) -> list[Action]:
        """What the actor may do to the record now besides changing it."""
        if record.deleted_at is not None:
            return []
        return [
            action
            for action in self.actions
            if reach(actor, action.rights, Right.WRITE).covers(record.division.path) and action.when(record)
        ]

    def also_known(self, names: Iterable[str]) -> Mapping[str, list[int]]:
        """The live records that bear one of these as another name: record ids by folded name; by default none."""
        return {}

    def check_together(self, records: Sequence[Any]) -> Mapping[int, list[tuple[str, Problem]]]:
        """What is wrong with records beside each other and beside those in the table; a register says its own rules here.

        Args:
            records: the records of one batch as they are to be written.

        Returns:
            Problems by position in `records`.
        """
        return {}

    def title_of(self, record: Any, sight: Sight | None = None) -> str:
        """What a record is called where it is named in a line; masked unless the reader's sight says otherwise."""
        return str(record) if sight is None or sight.hides(record) else str(record.title)

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
