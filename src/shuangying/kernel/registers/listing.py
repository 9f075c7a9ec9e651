"""One query for list page, API, export and drill-down: filters from the URL, keyset pages, totals as of a day."""

import base64
import hashlib
import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db.models import Count, F, Q, QuerySet, Sum

from shuangying.core import calendar, codes
from shuangying.core.problems import Invalid, Problem
from shuangying.core.texts import plain_text
from shuangying.kernel.accounts.api import Actor, Right
from shuangying.kernel.audit.models import Entry
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.divisions.models import Division
from shuangying.kernel.registers import spans
from shuangying.kernel.registers.columns import Column
from shuangying.kernel.registers.declaration import Register, of_model
from shuangying.kernel.registers.sealed_fields import SealedField

PAGE = 50
CACHED_SECONDS = 600
SMALL = 20_000
MOST_WORDS = 20
MOST_VALUES = 100
LONGEST_SEARCH = 1000
LONGEST_CURSOR = 2000
NUMBER = "number"
"""The parameter that finds rows by a sealed number without naming it: its look-up values."""

AS_ENTERED = Column(name="id")
"""What sorts a list whose usual order would tell a reader the names that they see masked."""

LARGEST_EDGE = 10**14
"""No table holds a larger number; in ten-thousandths it still fits into 64 bits."""

Restriction = Callable[[str, Register, date], Q]
_restrictions: dict[str, Restriction] = {}


def declare_restriction(parameter: str, restriction: Restriction) -> None:
    """Let a URL parameter restrict every list, as `figure=` does for drill-down.

    Args:
        parameter: the parameter's name.
        restriction: from its value, the register and the day to a condition on records; raises `Invalid`.
    """
    _restrictions[parameter] = restriction


def restrictions() -> tuple[str, ...]:
    """The parameters that restrict every list."""
    return tuple(_restrictions)


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is set, or that can be set with one click: what it says, how many rows it leaves, where it leads."""

    column: str
    value: str
    label: str
    active: bool
    query: str
    count: int | None = None


@dataclass
class Listing:
    """A register's rows under the filters of a URL, as of a day.

    Attributes:
        register, actor, day: which rows, seen by whom, as of which day.
        params: the filters, sort and cursor as in the URL; values are lists.
        size: rows a page.
        problems: what is wrong with the parameters; a wrong filter shows no rows rather than too many.
    """

    register: Register
    actor: Actor
    day: date
    params: Mapping[str, list[str]]
    size: int = PAGE
    problems: list[tuple[str, Problem]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.conditions = self._conditions()

    @property
    def shows_deleted(self) -> bool:
        """Whether the list shows deleted rows instead of live ones."""
        return self._one("deleted") == "1"

    @cached_property
    def queryset(self) -> QuerySet[Any]:
        """All rows under the filters, unsorted."""
        rows = self.register.visible(self.actor, Right.READ, deleted=self.shows_deleted)
        if self.problems:
            return rows.none()
        for condition in self.conditions.values():
            rows = rows.filter(condition)
        return rows

    @cached_property
    def sort(self) -> tuple[Column, bool]:
        """The column that sorts the rows, and whether it descends."""
        for wanted in (self._one("sort"), self.register.order):
            column = self.register.by_name.get(wanted.lstrip("-"))
            if column is not None and column.sortable and (not column.mask or self.sees_all):
                return column, wanted.startswith("-")
        return AS_ENTERED, False

    @cached_property
    def sees_all(self) -> bool:
        """Whether the reader sees names and addresses unmasked in every row."""
        plain = self.register.sight(self.actor).plain
        return plain.everywhere or plain.whole_county

    @cached_property
    def rows(self) -> list[Any]:
        """The records of this page, with their states as of the day."""
        return self._page[0]

    @property
    def next_query(self) -> str:
        """The query string of the next page, "" on the last."""
        return self._page_query("after", self._page[2], self.rows[-1:])

    @property
    def previous_query(self) -> str:
        """The query string of the page before, "" on the first."""
        return self._page_query("before", self._page[1], self.rows[:1])

    @cached_property
    def count(self) -> int:
        """How many rows the filters leave."""
        return self._totals["count"]

    @cached_property
    def totals(self) -> dict[str, Any]:
        """The sum of each column in the register's `sums`; None where no row has a value."""
        return {name: self._totals[name] for name in self.register.sums}

    @cached_property
    def chips(self) -> list[Chip]:
        """The values of the first state or choice filter, with how many rows each would leave."""
        column = self._chip_column
        if column is None:
            return []
        name, counts = column.name, self._chip_counts
        active = self._many(name)
        unknown = [("unknown", "")] if column.kind == "state" and (counts.get("unknown") or "unknown" in active) else []
        return [
            Chip(
                name,
                value,
                str(label),
                value in active,
                self.query(**{name: [] if value in active else [value]}),
                counts.get(value, 0),
            )
            for value, label in (*column.choices, *unknown)
        ]

    @property
    def everything(self) -> int:
        """How many rows there would be without the filter of the chips; a row without a value has no chip."""
        return sum(self._chip_counts.values())

    @cached_property
    def _chip_column(self) -> Column | None:
        filters = map(self.register.by_name.get, self.register.filters)
        return next((column for column in filters if column and column.kind in ("state", "choice")), None)

    @cached_property
    def _chip_counts(self) -> Mapping[str, int]:
        column = self._chip_column
        return {} if column is None else self._cached("chips", lambda: self._counts(column))

    @property
    def counted(self) -> bool:
        """Whether count, totals and chips cost little: the register is small, or they are known from before."""
        newest = self.register.model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        return newest <= SMALL or (
            cache.get(self._key("totals")) is not None and cache.get(self._key("chips")) is not None
        )

    def query(self, **changed: list[str]) -> str:
        """The query string of this list with other values for some parameters, back on its first page."""
        kept = {name: values for name, values in self.params.items() if name not in ("after", "before")}
        kept |= changed
        return urlencode([(name, value) for name, values in sorted(kept.items()) for value in values if value != ""])

    def all_rows(self) -> QuerySet[Any]:
        """All rows under the filters in the list's order, for exports."""
        column, descending = self.sort
        order = F(column.lookup).desc(nulls_last=True) if descending else F(column.lookup).asc(nulls_last=True)
        return self._related(self.queryset).order_by(order, "-pk" if descending else "pk")

    def _related(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related(*self.register.references)

    def _one(self, name: str) -> str:
        return next(iter(self.params.get(name, ())), "")

    def _many(self, name: str) -> list[str]:
        return [value for value in self.params.get(name, ()) if value]

    def _conditions(self) -> dict[str, Q]:
        conditions: dict[str, Q] = {}
        for name, value in self.params.items():
            if not any(value):
                continue
            try:
                condition = self._condition(name)
            except Invalid as error:
                self.problems.append((name, error.problem))
                continue
            if condition is not None:
                conditions[name] = condition
        return conditions

    def _condition(self, name: str) -> Q | None:
        values = [plain_text(value) for value in self.params[name]]
        if len(values) > MOST_VALUES:
            raise Invalid("too_many_values", most=MOST_VALUES)
        if name == "q":
            text = self._one("q")
            if len(text) > LONGEST_SEARCH:
                raise Invalid("too_long", most=LONGEST_SEARCH, length=len(text))
            words = text.split()
            if len(words) > MOST_WORDS:
                raise Invalid("too_many_words", most=MOST_WORDS)
            matches = [
                Q(*[self._found_by(word, lookup) for lookup in self.register.search], _connector=Q.OR) for word in words
            ]
            return Q(*matches) | self._numbered(sealed_forms(text))
        if name == NUMBER:
            return self._numbered(values)
        if name in _restrictions:
            return _restrictions[name](self._one(name), self.register, self.day)
        if name == "division":
            return self._in_division()
        base, _, end = name.rpartition("_")
        if (
            end in ("from", "to")
            and (column := self.register.by_name.get(base))
            and column.kind in ("date", "moment", "number", "money", "area")
        ):
            if column.kind == "moment":
                return _of_moments(column, end, self._one(name))
            return Q(**{f"{column.lookup}__{'gte' if end == 'from' else 'lte'}": column.parse(self._one(name))})
        column = self.register.by_name.get(name) or self.register.inline_references.get(name)
        if column is None:
            return None
        if column.stages is not None:
            return spans.in_state(column.stages, self._many(name), self.day)
        if column.kind in ("choice", "reference", "bool", "text", "date"):
            named = self._named if column.kind == "reference" else type(column).parse
            parsed = [named(column, value) for value in self._many(name)]
            return Q(**{f"{column.lookup}__in": parsed})
        return None

    def _found_by(self, word: str, lookup: str) -> Q:
        """A word anywhere in a text; where the reader sees the text masked, only the whole text as it is."""
        masked = any(column.mask and column.lookup == lookup for column in self.register.bound)
        plain = self.register.sight(self.actor).plain
        if not masked or self.sees_all:
            return Q(**{f"{lookup}__icontains": word})
        whole = Q(**{lookup: word})
        if plain.none:
            return whole
        places = plain.limit(Division.objects.all(), "path")
        return whole | Q(**{f"{lookup}__icontains": word, "division__in": places})

    def _numbered(self, forms: Sequence[str]) -> Q:
        """Rows with a sealed number of these look-up values."""
        sealed = [column for column in self.register.bound if column.kind == "sealed" and column.holds != "text"]
        if not sealed or not forms:
            return Q(pk__in=())
        return Q(*[Q(**{f"{column.key_lookup}__in": list(forms)}) for column in sealed], _connector=Q.OR)

    def _named(self, column: Column, text: str) -> Any:
        """The record that a filter names; those that the actor may not read do not exist, so that no name can be guessed."""
        assert column.related is not None
        rows = of_model(column.related).visible(self.actor, Right.READ)
        try:
            found = list(rows.filter(uid=uuid.UUID(text)))
        except ValueError:
            named = any(one.name == "name" for one in column.related._meta.get_fields())
            found = list(rows.filter(name=text)[:2]) if named else []
        if len(found) != 1:
            raise Invalid("reference_several" if found else "reference_unknown", text=text)
        return found[0]

    def _in_division(self) -> Q:
        try:
            found = [divisions.find(value, self.day) for value in self._many("division")]
        except divisions.NotOne as error:
            raise Invalid("division_unknown", text=error.text, candidates="") from None
        tree = divisions.tree(self.day)
        held = {id_ for division in found for id_ in tree.held_in(division.pk)}
        return Q(division__in=sorted(held))

    def _counts(self, column: Column) -> dict[str, int]:
        others = [condition for name, condition in self.conditions.items() if name != column.name]
        rows = self.register.visible(self.actor, Right.READ, deleted=self.shows_deleted).filter(*others).order_by()
        if column.stages is None:
            return dict(rows.values_list(column.lookup).annotate(n=Count("pk")))
        held = spans.on_day(column.stages, self.day).order_by()
        if others or self.shows_deleted:
            held = held.filter(record__in=rows)
        counts = dict(self.register.reach(self.actor).limit(held).values_list("state").annotate(n=Count("pk")))
        return counts | {"unknown": rows.count() - sum(counts.values())}

    @cached_property
    def _totals(self) -> dict[str, Any]:
        def compute() -> dict[str, Any]:
            return self.queryset.order_by().aggregate(
                count=Count("pk"), **{name: Sum(name) for name in self.register.sums}
            )

        return self._cached("totals", compute)

    def _cached(self, what: str, compute: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Totals of an unchanged register are counted once: the key holds its newest journal entry and the tree's stamp."""
        if self.problems:
            return compute()
        key = self._key(what)
        found = cache.get(key)
        if found is None:
            found = compute()
            cache.set(key, found, CACHED_SECONDS)
        return found

    def _key(self, what: str) -> str:
        newest = Entry.objects.filter(register=self.register.id).order_by("-id").values_list("pk", flat=True).first()
        filters = sorted(
            (name, self.params[name]) for name in (*self.conditions, *(["deleted"] if self.shows_deleted else []))
        )
        where, plain = self.register.reach(self.actor), self.register.sight(self.actor).plain
        tree = str(divisions.home().stamp)
        parts = [
            what,
            self.register.id,
            newest,
            tree,
            self.day.isoformat(),
            filters,
            where.everywhere,
            sorted(where.paths),
            plain.everywhere,
            sorted(plain.paths),
        ]
        return "listing:" + hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()

    @cached_property
    def _page(self) -> tuple[list[Any], bool, bool]:
        """The rows, whether a page comes before, whether one comes after."""
        column, descending = self.sort
        model_field = _field_of(self.register.model, column)
        cursor, backward = _read_cursor(self._one("after"), model_field), False
        if cursor is None and (cursor := _read_cursor(self._one("before"), model_field)) is not None:
            backward = True
        found = self._walk(column.lookup, descending != backward, cursor, valued_first=not backward)
        more = len(found) > self.size
        page = found[: self.size]
        if backward:
            page.reverse()
        spans.attach(page, self.day)
        return page, (more if backward else cursor is not None), (more if not backward else True)

    def _walk(self, name: str, descending: bool, cursor: tuple[Any, int] | None, *, valued_first: bool) -> list[Any]:
        """Rows after the cursor: those with a value sorted by it, those without by id, each half along an index."""
        minus = "-" if descending else ""
        rows = self._related(self.queryset)
        valued = rows.exclude(**{name: None}).order_by(f"{minus}{name}", f"{minus}pk")
        empty = rows.filter(**{name: None}).order_by(f"{minus}pk")
        step, bound = ("lt", "lte") if descending else ("gt", "gte")
        halves = [valued, empty] if valued_first else [empty, valued]
        if cursor is not None:
            value, pk = cursor
            past = Q(**{f"pk__{step}": pk})
            if value is None:
                halves = [empty.filter(past), *([] if valued_first else [valued])]
            else:
                after = Q(**{f"{name}__{bound}": value}) & (Q(**{f"{name}__{step}": value}) | past)
                halves = [valued.filter(after), *([empty] if valued_first else [])]
        found: list[Any] = []
        for half in halves:
            if len(found) <= self.size:
                found += half[: self.size + 1 - len(found)]
        return found

    def _page_query(self, name: str, exists: bool, edge: list[Any]) -> str:
        if not exists or not edge:
            return ""
        column, _descending = self.sort
        value = column.keep(column.raw(edge[0]))
        cursor = base64.urlsafe_b64encode(json.dumps([value, edge[0].pk], ensure_ascii=False).encode()).decode()
        return self.query(**{name: [cursor]})


def sealed_forms(text: str) -> list[str]:
    """The look-up values of an identity number or phone typed in full; none where the text is neither."""
    forms: list[str] = []
    for holds, read in (("id_number", lambda: codes.id_number(text).number), ("phone", lambda: codes.phone(text))):
        try:
            forms += SealedField.indexes_of(holds, read())
        except Invalid:
            continue
    return forms


def _of_moments(column: Column, end: str, text: str) -> Q:
    """From or to a moment; a day alone is its first moment, or its last."""
    try:
        moment, step = column.parse(text), "gte" if end == "from" else "lte"
    except Invalid as error:
        if error.problem.code != "moment_without_time":
            raise
        day = calendar.parse_day(text)
        moment, step = calendar.day_begins(day), "gte"
        if end == "to":
            moment, step = calendar.day_begins(day + timedelta(days=1)), "lt"
    return Q(**{f"{column.lookup}__{step}": moment})


def _field_of(model: Any, column: Column) -> Any:
    """The model field that holds a column, be it of a referenced record."""
    if column.inner is not None:
        return _field_of(model._meta.get_field(column.of).related_model, column.inner)
    return model._meta.get_field(column.name)


def _read_cursor(text: str, model_field: Any) -> tuple[Any, int] | None:
    """The value and id at the edge of a page; None for a cursor that somebody made up."""
    if not text or len(text) > LONGEST_CURSOR:
        return None
    try:
        kept, pk = json.loads(base64.urlsafe_b64decode(text))
        value = None if kept is None else model_field.to_python(plain_text(kept) if isinstance(kept, str) else kept)
        if isinstance(value, int | Decimal) and not -LARGEST_EDGE < value < LARGEST_EDGE:
            return None
        model_field.get_prep_value(value)
        return (value, int(pk)) if abs(int(pk)) < 2**63 else None
    except (ValueError, TypeError, ArithmeticError, ValidationError, RecursionError):
        return None
