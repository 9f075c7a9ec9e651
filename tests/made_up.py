"""Made-up records of any register, from its declaration alone."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from shuangying.core.calendar import SHANGHAI
from shuangying.core.codes import check_character
from shuangying.core.problems import Invalid
from shuangying.kernel.accounts.api import console
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.api import Column, Month, Register
from shuangying.kernel.registers.writing import Change, save, save_many

BEGUN = date(2020, 1, 20)
ATTEMPTS = 12
CODED = ("鲁R12345", "91371722MA3C5JWY3Q", "36.5")
"""Texts of which one is taken by a column that holds a code or a measure."""


class MadeUp:
    """Makes records with all their columns filled, as far as the register's own rules allow.

    Args:
        place: the small county's divisions by name.
    """

    def __init__(self, place: Callable[[str], Any]) -> None:
        self.place, self.numbers = place, count(1)
        self.made: dict[str, Any] = {}
        self.making: list[str] = []

    def records(self, register: Register, number: int = 3) -> list[Any]:
        """So many different records."""
        return [self.record(register) for _each in range(number)]

    def record(self, register: Register) -> Any:
        """A new record."""
        return save(register, console("tester"), self.fitting(register))

    def fitting(self, register: Register) -> dict[str, Any]:
        """Values that the register takes. What its rules refuse is left out, one optional column after the other."""
        self.making.append(register.id)
        problems: list[Any] = []
        try:
            for attempt in range(ATTEMPTS):
                values = self.values(register)
                if attempt > 1:
                    values = self.with_one_thing(register, values, attempt)
                while values:
                    (result,) = save_many(register, console("tester"), [Change(values)], dry_run=True)
                    if result.outcome == "created":
                        return values
                    problems = result.problems
                    optional = [name for name in self.blamed(register, problems) if name in values]
                    if not optional:
                        self.made = {
                            id_: one for id_, one in self.made.items() if not self.refers(register, problems, id_)
                        }
                        break
                    for name in optional:
                        del values[name]
        finally:
            self.making.pop()
        raise AssertionError(f"{register.id}: {problems}")

    @staticmethod
    def refers(register: Register, problems: list[Any], id_: str) -> bool:
        """Whether something is wrong with a reference to a record of that register: another one is made then."""
        columns = [register.by_name[name] for name, _problem in problems if name in register.by_name]
        return any(
            column.related is not None and registers.of_model(column.related).id == id_
            for column in columns
            if column.kind == "reference"
        )

    @staticmethod
    def with_one_thing(register: Register, values: dict[str, Any], attempt: int) -> dict[str, Any]:
        """What must be there and one thing more: some records are about one of several things and no other."""
        needed = {name for name in values if register.by_name[name].required or name == "division"}
        dated = {name for stages in register.model.stage_sets for name in stages.dates.values()}
        others = dict.fromkeys(register.by_name[name].of or name for name in values if name not in needed | dated)
        chosen = list(others)[attempt % len(others)] if others else ""
        kept = {name for name in values if chosen in (name, register.by_name[name].of)}
        return {name: value for name, value in values.items() if name in needed | dated | kept}

    @staticmethod
    def blamed(register: Register, problems: list[Any]) -> list[str]:
        """The optional columns at which something is wrong, those of a record named inline together."""
        named = {name for name, _problem in problems}
        named |= {name.partition(".")[0] for name in named}
        columns = register.by_name.values()
        return [c.name for c in columns if (c.name in named or c.of in named) and not c.required]

    def values(self, register: Register) -> dict[str, Any]:
        """A value for each column that a person may fill in; a record that cannot be named inline with all it needs is made before."""
        n = next(self.numbers)
        found = {column.name: self.value(column, n) for column in register.entered}
        for stages in register.model.stage_sets:
            for position, name in enumerate(name for name in stages.dates.values() if name in found):
                found[name] = BEGUN + timedelta(days=n % 5 + 3 * position)
                if len(self.making) > 1:
                    found[name] = None if position else BEGUN - timedelta(days=n % 10)
        for reference, columns in register.linked.items():
            inner = {column.inner.name for column in columns if column.inner}
            if columns[0].only_finds or self.needs_more(register.referenced(reference), inner):
                found = {name: value for name, value in found.items() if not name.startswith(f"{reference}.")}
                found[reference] = self.record(register.referenced(reference))
        found = {name: value for name, value in found.items() if value is not None and name in register.by_name}
        whole = register.place_from
        if whole and any(name == whole or name.startswith(f"{whole}.") for name in found):
            found.pop("division", None)
        return found

    def needs_more(self, register: Register, given: set[str]) -> bool:
        """Whether a record needs columns besides these, and its place; or a record that it names does."""
        for reference in register.linked:
            inner = {name.removeprefix(f"{reference}.") for name in given if name.startswith(f"{reference}.")}
            if inner and self.needs_more(register.referenced(reference), inner):
                return True
        return any(
            column.required and column.name not in given and column.kind != "division" for column in register.entered
        )

    def value(self, column: Column, n: int) -> Any:
        """Some value of the column, another one for each number."""
        match column.kind:
            case "division":
                return self.place("李庄村民委员会" if n % 2 else "黄岗镇")
            case "reference":
                return self.related(column)
            case "choice":
                return column.choices[n % len(column.choices)][0] if column.choices else None
            case "date":
                day = BEGUN + timedelta(days=n % 40)
                return day.replace(month=1 + n % 12, day=1) if isinstance(column, Month) else day
            case "moment":
                return datetime(2020, 2, 2, 3, 20, tzinfo=SHANGHAI) + timedelta(minutes=7 * n)
            case "money":
                return Decimal(n * 12345) / 100
            case "area":
                return Decimal(n * 12345) / 10**4
            case "number":
                return n
            case "bool":
                return bool(n % 2)
            case "sealed":
                return sealed(column.holds, n)
        return self.text(column, n)

    def text(self, column: Column, n: int) -> Any:
        """A text, or what a column with a form of its own takes."""
        if column.mask == "name":
            return f"张{chr(0x4E00 + n)}"
        for written in (f"=甲·{n}号（二期）" if column.name != "name" else f"甲·{n}号", *CODED):
            with suppress(Invalid):
                return column.parse(written)
        return None

    def related(self, column: Column) -> Any:
        """A record to refer to: one of each register, none where that would go round in a circle."""
        assert column.related is not None
        other = registers.of_model(column.related)
        if other.id in self.making:
            return None
        if other.id not in self.made:
            self.made[other.id] = self.record(other)
        return self.made[other.id]


def sealed(holds: str, n: int) -> str:
    """A right identity number of an area that was never assigned, a telephone number of a series that is not in use, or a text."""
    if holds == "phone":
        return f"154{n:08}"
    if holds == "text":
        return f"咳嗽{n}天"
    body = f"372999{1950 + n % 50}0101{n % 1000:03}"
    return body + check_character(body)
