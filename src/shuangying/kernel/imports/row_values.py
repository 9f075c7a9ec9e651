"""A sheet's row as the register would keep it: values, stated states, the division, and what is wrong, by cell."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise

from shuangying.core.codes import fold
from shuangying.core.masks import hide_numbers, is_masked
from shuangying.core.problems import Invalid, Problem
from shuangying.core.sheets import CLEAR, DASHES, Layout, Row, address, letters
from shuangying.kernel.accounts.api import Actor, Right
from shuangying.kernel.divisions import names as division_names
from shuangying.kernel.divisions.gazetteer import Gazetteer
from shuangying.kernel.divisions.models import Division
from shuangying.kernel.imports.discretion import kept_params, key_text
from shuangying.kernel.imports.sheet_columns import UID, days_of_values, name_column, parsed, read_columns
from shuangying.kernel.registers.api import Column, Month, Register, of_model

MOST_NAMED = 5
BY_WORD = frozenset({"state", "choice", "division", "reference"})
TYPED = frozenset({"money", "area"})
ALSO_AT = {"id_birth_differs": "id_number", "id_sex_differs": "id_number"}
"""Problems of two cells that contradict each other: the column of the other one."""
BATCH_ENDING = re.compile(r"(一批|批次|批|项目|类|建设)$")


@dataclass(frozen=True)
class Wrong:
    """What is wrong with a cell, or with the row where `column` is ""."""

    column: str
    cell: str
    header: str
    problem: Problem

    def as_json(self) -> dict[str, Any]:
        """As it is kept: plain values only."""
        params = kept_params({key: _plain(value) for key, value in self.problem.params.items()})
        return {
            "column": self.column,
            "cell": self.cell,
            "header": self.header,
            "code": self.problem.code,
            "params": params,
        }


@dataclass
class Meant:
    """What a row means.

    Attributes:
        values: parsed value by column; None clears.
        states: stated state by stage attribute.
        name: the record's name as written.
        uid: the number that the sheet has of the record, in a wide sheet of the record that the line is about.
        proposals: divisions named in the record's name, where the row names none.
        wrong: what is wrong.
    """

    values: dict[str, Any] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    name: str = ""
    uid: uuid.UUID | None = None
    proposals: list[Division] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)


class Meaning:
    """Reads the rows of one sheet for one register."""

    def __init__(self, register: Register, actor: Actor, layout: Layout, day: date, county: Division | None) -> None:
        self.register, self.layout, self.day, self.county = register, layout, day, county
        self.actor = actor
        self.reach = register.reach(actor, Right.WRITE)
        self.everywhere = county is not None and self.reach.covers(county.path)
        self.place = self._own_place()
        self.positions = {each.reads: each for each in layout.headings if each.reads}
        self.parsed: dict[tuple[str, str], Any] = {}
        self.names: Gazetteer | None = None
        self.name_column = name_column(register)
        self.across = layout.across.name if layout.across is not None and layout.is_wide else ""
        there = {*self.positions, *layout.given, self.across}
        self.headed_by_batches = [
            column for column in read_columns(register) if column.kind in BY_WORD and column.name not in there
        ]
        own = register.by_name.get(self.name_column)
        self.names_places = "division" in register.by_name and own is not None and not own.mask and not own.of
        self.of_the_day = [name for name in days_of_values(register) if name not in there]

    def of(self, row: Row) -> Meant:
        """What a data row means."""
        meant = Meant(name=row.texts.get(self.name_column, ""))
        meant.wrong = [Wrong(fault.letter, fault.cell, fault.header, fault.problem) for fault in row.faults]
        for name, value in row.cells.items():
            if name == UID:
                self._read_uid(row, meant, str(value))
            elif row.column and name == self.across:
                meant.values[name] = value
            elif value is CLEAR:
                self._clear(row, meant, self.register.by_name[name])
            else:
                self._read(row, meant, self.register.by_name[name], value)
        for column in self.headed_by_batches:
            self._read_batch(row, meant, column)
        for name in self.of_the_day:
            meant.values[name] = self.register.by_name[name].parse(self.day)
        if self.names_places and "division" not in meant.values and meant.name:
            meant.proposals = self._named(meant.name)
        return meant

    def _named(self, text: str) -> list[Division]:
        if self.county is None:
            return []
        if self.names is None:
            self.names = division_names.names_within(self.county, self.day)
        return division_names.named_in(text, self.county, self.day, self.names)[:MOST_NAMED]

    def default_place(self) -> Division | None:
        """Where a new record is held when its row names no division."""
        return self.place

    def wrong(self, row: Row, name: str, problem: Problem) -> Wrong:
        """A problem at the cell of a column: in a wide sheet the row's own, else where its value stands."""
        heading = self.positions.get(name)
        if row.column and name in (self.across, self.register.sheet.value if self.register.sheet else ""):
            heading = next((each for each in self.layout.headings if each.column == row.column), heading)
        if heading is None and name in self.layout.given:
            said = self.layout.given[name]
            return Wrong(letters(said.column), address(said.row, said.column), said.text, problem)
        if heading is None:
            label = str(self.register.by_name[name].label) if name in self.register.by_name else ""
            return Wrong("", "", label, problem)
        number = row.stands.get(name, row.number)
        return Wrong(letters(heading.column), address(number, heading.column), heading.text, problem)

    def all_wrong(self, row: Row, name: str, problem: Problem) -> list[Wrong]:
        """A problem at its cell, and where it is that two cells contradict each other, at the other one too."""
        found = [self.wrong(row, name, problem)]
        other = ALSO_AT.get(problem.code)
        if other and (there := f"{name.rpartition('.')[0]}.{other}".lstrip(".")) in self.positions:
            found.append(self.wrong(row, there, problem))
        return found

    def _read_uid(self, row: Row, meant: Meant, text: str) -> None:
        try:
            meant.uid = uuid.UUID(text.strip())
        except ValueError:
            meant.wrong.append(self.wrong(row, UID, Problem("uid_unreadable", {"text": text})))

    def _clear(self, row: Row, meant: Meant, column: Column) -> None:
        if column.required or column.kind == "state" or column.of:
            meant.wrong.append(self.wrong(row, column.name, Problem("cannot_clear", {"column": str(column.label)})))
        else:
            meant.values[column.name] = None

    def _read(self, row: Row, meant: Meant, column: Column, value: Any) -> None:
        if column.unchanged(value) or (column.kind == "reference" and isinstance(value, str) and is_masked(value)):
            return
        try:
            if column.kind == "state":
                meant.states[column.name] = self.state_named(column, str(value)) or self._parse(column, value)
            elif column.kind in TYPED:
                meant.values[column.name] = value
            elif column.kind in BY_WORD or isinstance(column, Month):
                meant.values[column.name] = self._parse(column, value)
            elif column.mask == "name" and hide_numbers(str(value)) != str(value):
                raise Invalid("not_a_name", text=str(value))
            else:
                meant.values[column.name] = parsed(column, value)
        except Invalid as error:
            if column.kind not in ("choice", "state", "bool") or value not in DASHES:
                meant.wrong.append(self.wrong(row, column.name, error.problem))

    def _parse(self, column: Column, value: Any) -> Any:
        """The meaning of a word, which many rows share."""
        key = (column.name, f"{type(value).__name__}:{value}")
        if key not in self.parsed:
            try:
                self.parsed[key] = self._meaning_of(column, value)
            except Invalid as error:
                self.parsed[key] = error
        found = self.parsed[key]
        if isinstance(found, Invalid):
            raise found
        return found

    def _meaning_of(self, column: Column, value: Any) -> Any:
        if column.kind == "division" and column.name.rpartition(".")[2] == "division":
            return self._place(str(value))
        return self._referenced(column, str(value)) if column.kind == "reference" else parsed(column, value)

    def _referenced(self, column: Column, text: str) -> Any:
        """The record of another register that a cell names, among those that the actor may read.

        It is named by its number in this system, by a column that alone identifies it, or by its name.
        """
        assert column.related is not None
        other = of_model(column.related)
        rows = other.visible(self.actor, Right.READ)
        found: list[Any] = []
        try:
            found = list(rows.filter(uid=uuid.UUID(text))[:2])
        except ValueError:
            for lookup in naming_lookups(other):
                if found := list(rows.filter(**{lookup: text.strip()})[:2]):
                    break
        if len(found) != 1:
            raise Invalid("reference_several" if found else "reference_unknown", text=text)
        return found[0]

    def _place(self, text: str) -> Division:
        if self.county is None:
            raise Invalid("division_unknown", text=text, candidates="")
        answer = division_names.resolve(text, self.county, self.day)
        if answer.found is not None:
            return answer.found
        if answer.candidates:
            named = "、".join(f"{one.parent.name if one.parent else ''}{one.name}" for one in answer.candidates)
            raise Invalid("division_several", text=text, candidates=named)
        proposed = "、".join(one.name for one in answer.proposals[:MOST_NAMED])
        if proposed:
            raise Invalid("division_slip", text=text, candidates=proposed)
        raise Invalid("division_unknown", text=text, candidates="")

    def _read_batch(self, row: Row, meant: Meant, column: Column) -> None:
        """A state, choice or town for which the sheet has no column comes from the batch that the row stands under."""
        for group in reversed(row.groups):
            value = self.batch_means(column, group)
            if value is not None:
                (meant.states if column.kind == "state" else meant.values)[column.name] = value
                return

    def batch_means(self, column: Column, group: str) -> Any:
        """What a batch's name says for a column: a state, a choice, or the one town of that name; None for nothing."""
        if column.kind != "division":
            return self.state_named(column, group)
        answer = division_names.resolve(group, self.county, self.day, ("township",)) if self.county else None
        found = answer.found if answer else None
        return found if found is not None and self.county is not None and found.pk != self.county.pk else None

    def state_named(self, column: Column, group: str) -> str | None:
        """The state or choice that a batch's name means, such as 开工一批 or 竣工项目; None where it means none."""
        text = fold(group)
        while text:
            try:
                return str(self._parse(column, text))
            except Invalid:
                shorter = BATCH_ENDING.sub("", text).removeprefix("已")
            if shorter == text:
                return None
            text = shorter
        return None

    def _own_place(self) -> Division | None:
        """The county; for somebody who may not write there, the one place where they may."""
        if self.county is None or self.everywhere:
            return self.county
        if len(self.reach.paths) == 1:
            return Division.objects.filter(path=self.reach.paths[0]).first() or self.county
        return self.county


def _plain(value: Any) -> Any:
    if isinstance(value, Promise):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, str | int | float | bool) or value is None:
        return value
    return str(value)


def naming_lookups(register: Register) -> list[str]:
    """The ways to texts by which a record of the register is named in a cell."""
    alone = [one[0] for one in (*register.identity, *register.recognised_by) if len(one) == 1]
    texts = [register.by_name[name] for name in alone if register.by_name[name].kind == "text"]
    named = [column for column in register.bound if column.name == "name"]
    return list(dict.fromkeys(column.lookup for column in (*texts, *named)))


def decision_keys(register: Register, meant: Meant, row: Row, scope: str = "") -> tuple[str, str]:
    """How decisions about a row are remembered: by name and place, and with the state or batch for rows listed twice.

    Args:
        register: the register.
        meant, row: the row.
        scope: for whom, "" for the county: what one township decides says nothing about the rows of another.
    """
    weakest = register.identity[-1] if register.identity else ()
    others = sorted({*weakest, "division"} & row.texts.keys())
    states: Mapping[str, str] = meant.states
    stated = "/".join(sorted(states.values())) or "/".join(row.groups)
    named = key_text(register, name_column(register), meant.name)
    told = [key_text(register, other, row.texts[other]) for other in others if row.texts[other] != meant.name]
    name = f"{scope}{'|'.join([named, *told])}"[:380]
    return name, f"{name}|{fold(stated)}"[:500]
