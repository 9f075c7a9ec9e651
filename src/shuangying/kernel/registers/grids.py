"""The parts of a record as lines of its form: read as typed, shown again as typed, written with it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuangying.core.problems import Problem
from shuangying.core.texts import plain_text
from shuangying.kernel.accounts.api import Actor
from shuangying.kernel.registers.columns import Column
from shuangying.kernel.registers.declaration import Register
from shuangying.kernel.registers.forms import SHOWN, TEXT, Filling, changes_of, fields_of, form_columns
from shuangying.kernel.registers.listing import Listing
from shuangying.kernel.registers.words import declare, words_for
from shuangying.kernel.registers.writing import Line, Problems

declare(
    {
        "part_gone": gettext_lazy(
            "Somebody deleted this line meanwhile. Take it away, or save once more to enter it anew."
        )
    }
)

MOST_LINES = 100
"""A record with more parts than this shows no grid: its parts are entered in their own list."""
UID, VERSION, REMOVED = "uid", "version", "removed"
LATER = "__line__"
"""The number of the line that a page copies for each new line."""


@dataclass
class GridLine:
    """One line of a grid.

    Attributes:
        number: its number among the names of its fields.
        record: the part, None for a new one.
        posted: what was typed, by column; None where the form is opened.
        version: the version that the person saw.
        removed: why the part is to be taken away.
        problems: what is wrong, by column.
    """

    number: int
    record: Any = None
    posted: dict[str, str] | None = None
    version: int | None = None
    removed: str = ""
    problems: Problems = field(default_factory=list)


@dataclass
class Grid:
    """The lines of one register of parts in the form of their whole."""

    part: Register
    actor: Actor
    day: date
    lines: list[GridLine]
    written: list[GridLine] = field(default_factory=list)
    """The lines handed to the write path, in its order."""
    few: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)
    """What may be chosen by column (see `Filling`)."""

    @property
    def columns(self) -> list[Column]:
        """What is asked in a line."""
        return [
            column
            for column in form_columns(self.part, in_whole=True)
            if column.name != self.part.part_of and column.kind != "state"
        ]

    def read(self) -> list[Line]:
        """The lines to write; what cannot be read is kept in each line's problems."""
        found = []
        self.written = []
        blank = {one["column"]: _typed(one) for one in self._fields(GridLine(0))}
        for line in self.lines:
            posted = line.posted or {}
            if line.record is None and all(_same(posted, name, value) for name, value in blank.items()):
                continue
            change, problems = changes_of(self.part, posted, line.record, self.day)
            line.problems += [] if line.removed else problems
            found.append(Line({} if line.removed else change.values, line.record, line.version, line.removed))
            self.written.append(line)
        return found

    def blame(self, problems: Problems) -> Problems:
        """Put the problems of the write path to their lines; returns those that are not about this grid."""
        others: Problems = []
        for name, problem in problems:
            at, _, column = name.removeprefix(f"{self.part.id}.").partition(".")
            if name.startswith(f"{self.part.id}.") and at.isdecimal() and int(at) < len(self.written):
                self.written[int(at)].problems.append((column, problem))
            else:
                others.append((name, problem))
        return others

    def context(self, *, blank_lines: int = 1) -> dict[str, Any]:
        """What the form shows of the grid."""
        columns = self.columns
        number = max([line.number for line in self.lines], default=-1) + 1
        shown = [*self.lines, *(GridLine(number + step) for step in range(blank_lines))]
        asked = {column.name for column in columns}
        return {
            "id": self.part.id,
            "label": self.part.label,
            "singular": self.part.singular,
            "heads": [
                {"label": field["label"], "required": field["required"], "unit": field["unit"], "help": field["help"]}
                for field in self._fields(GridLine(0))
            ],
            "lines": [self._line(line, asked) for line in shown],
            "later": self._line(GridLine(0), asked, LATER),
            "next": number + blank_lines,
            "known_url": self._known_url(),
        }

    def _line(self, line: GridLine, asked: set[str], number: str = "") -> dict[str, Any]:
        prefix = f"{self.part.id}.{number or line.number}."
        return {
            "prefix": prefix,
            "saved": line.record is not None,
            "uid": line.record.uid if line.record is not None else "",
            "version": line.version,
            "removed": line.removed,
            "fields": self._fields(line, prefix),
            "others": [words_for(problem) for name, problem in line.problems if name not in asked],
        }

    def _fields(self, line: GridLine, prefix: str = "") -> list[dict[str, Any]]:
        filling = Filling(self.part, self.actor, self.day, prefix, self.few)
        fields = fields_of(filling, self.columns, line.record, line.posted, line.problems, {})
        words = _("line %(n)s") % {"n": line.number + 1}
        return [one | {"error_label": f"{self.part.label} {words} {one['label']}"} for one in fields]

    def _known_url(self) -> str:
        references = [name for name in self.part.linked if name != self.part.part_of]
        return reverse("register-known", args=[self.part.id, references[0]]) if references else ""


def grids_of(register: Register, actor: Actor, day: date, record: Any, posted: Mapping[str, str] | None) -> list[Grid]:
    """The grids of a record's form: a grid a register of parts in which the person may write, unless the parts are too many."""
    grids = []
    for part in register.parts:
        if not part.may_write(actor):
            continue
        kept = _kept(part, actor, day, record)
        if len(kept) > MOST_LINES:
            continue
        lines = (
            [GridLine(number, one, version=one.version) for number, one in enumerate(kept)]
            if posted is None
            else _posted(part, posted, {str(one.uid): one for one in kept})
        )
        grids.append(Grid(part, actor, day, lines))
    return grids


def _kept(part: Register, actor: Actor, day: date, record: Any) -> list[Any]:
    if record is None:
        return []
    listing = Listing(part, actor, day, {part.part_of: [str(record.uid)]}, MOST_LINES + 1)
    found: list[Any] = listing.rows
    return found


def _posted(part: Register, posted: Mapping[str, str], kept: Mapping[str, Any]) -> list[GridLine]:
    pattern = re.compile(rf"{re.escape(part.id)}\.(\d{{1,4}})\.(.+)")
    typed: dict[int, dict[str, str]] = {}
    for name, value in posted.items():
        if found := pattern.fullmatch(name):
            typed.setdefault(int(found[1]), {})[found[2]] = value
    lines = []
    for number, values in sorted(typed.items()):
        version = values.pop(VERSION, "")
        uid = values.pop(UID, "")
        record = kept.get(uid)
        removed = plain_text(values.pop(REMOVED, "")).strip()
        seen = int(version) if version.isdecimal() and len(version) < 10 else None
        if record is None and removed:
            continue
        gone: Problems = [("", Problem("part_gone"))] if uid and record is None else []
        lines.append(GridLine(number, record, values, seen if record is not None else None, removed, gone))
    return lines


def _typed(field: Mapping[str, Any]) -> str:
    return str(field.get("text", field["value"]))


def _same(posted: Mapping[str, str], name: str, initial: str) -> bool:
    """Whether a column of a line holds nothing but what an untouched line holds."""
    typed = posted.get(f"{name}{TEXT}", posted.get(name, ""))
    return typed.strip() in ("", initial) and not posted.get(f"{name}{SHOWN}", "")


def fresh_versions(grids: Sequence[Grid], theirs: Any) -> GridLine | None:
    """The line whose part somebody else has changed, which from now on counts as seen; None where it is the whole."""
    for grid in grids:
        for line in grid.lines:
            if line.record is not None and line.record.pk == theirs.pk and isinstance(theirs, grid.part.model):
                line.version = theirs.version
                return line
    return None
