"""What a template may say: figures, changes, parts and quoted records, each use written down."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from shuangying.core.problems import Invalid
from shuangying.kernel.accounts.api import Actor
from shuangying.kernel.briefs import links, wording
from shuangying.kernel.briefs.links import Link
from shuangying.kernel.briefs.marks import mark
from shuangying.kernel.briefs.wording import BriefDay
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.figures import api as figures
from shuangying.kernel.figures.api import UNPLACED, Figure, Value
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers import numerals
from shuangying.kernel.registers.api import Listing
from shuangying.kernel.registers.writing import Refused

LONGEST = 200
"""How many records one `rows` may quote."""


@dataclass(frozen=True, slots=True)
class Use:
    """One figure as a brief uses it: which, of which division and day, its value and what it rests on."""

    value: Value
    key: int

    @property
    def figure(self) -> Figure:
        """The figure."""
        return self.value.figure


class Said:
    """A piece of text that a template writes; compares as its value, and is unknown where that is None."""

    def __init__(self, text: str, value: Any, key: int) -> None:
        self.text, self.value, self.key = text, value, key

    def __str__(self) -> str:
        return mark(self.text, self.key)

    def __bool__(self) -> bool:
        return bool(self.value)

    def __eq__(self, other: object) -> bool:
        return self.value == _plain(other)

    def __hash__(self) -> int:
        return hash(self.value)

    def __lt__(self, other: Any) -> bool:
        return self._known(other) and self.value < _plain(other)

    def __gt__(self, other: Any) -> bool:
        return self._known(other) and self.value > _plain(other)

    def __le__(self, other: Any) -> bool:
        return self._known(other) and self.value <= _plain(other)

    def __ge__(self, other: Any) -> bool:
        return self._known(other) and self.value >= _plain(other)

    def _known(self, other: Any) -> bool:
        return self.value is not None and _plain(other) is not None


def _plain(other: Any) -> Any:
    return other.value if isinstance(other, Said) else other


class Quoted:
    """A record as a template quotes it: its columns by name, as the register shows them."""

    def __init__(self, facts: "Facts", register: Any, record: Any) -> None:
        self._facts, self._register, self._record = facts, register, record

    def __getattr__(self, name: str) -> Any:
        column = self._register.by_name.get(name)
        if column is None:
            raise Invalid("brief_no_such_column", register=self._register.label, name=name)
        text = column.text(self._record) or wording.unknown()
        return Said(text, column.raw(self._record), self._facts.quote(self._register, self._record))


class Rows:
    """The records that `rows` found: to loop over, with `count` of all and `more` for those beyond the limit."""

    def __init__(self, facts: "Facts", listing: Listing, limit: int) -> None:
        self._facts, self._listing = facts, listing
        self._quoted = [Quoted(facts, listing.register, record) for record in listing.rows[:limit]]

    def __iter__(self) -> Iterator[Quoted]:
        return iter(self._quoted)

    def __len__(self) -> int:
        return len(self._quoted)

    def __getitem__(self, position: int) -> Quoted:
        return self._quoted[position]

    @property
    def count(self) -> Said:
        """How many records there are in all."""
        key = self._facts.quote_list(self._listing)
        return Said(wording.digits(self._listing.count), self._listing.count, key)

    @property
    def more(self) -> int:
        """How many there are beyond the quoted ones."""
        return self._listing.count - len(self._quoted)


class Part:
    """A township or village in a breakdown: `name`, and its figures like the whole's."""

    def __init__(self, facts: "Facts", division: Any) -> None:
        self._facts, self._division = facts, division
        self.name = division.name

    def f(self, figure_id: str) -> Said:
        """The number of a figure in this part."""
        return self._facts._say(figure_id, wording.number, division=self._division)

    def yi(self, figure_id: str) -> Said:
        """An amount of money in 亿元 in this part."""
        return self._facts._say(figure_id, wording.in_unit, 8, division=self._division)

    def bn(self, figure_id: str) -> Said:
        """An amount of money in bn yuan in this part."""
        return self._facts._say(figure_id, wording.in_unit, 9, division=self._division)


class Facts:
    """The names that a template knows, for one day, division and reader; `context` is what Word's tags see.

    Attributes:
        day, actor, division: the brief's day, who reads, and a node of the day's tree.
        uses: every figure used, once per figure, division and day, in the order of use.
        links: by mark key, where a reader gets from that piece of text.
        quoted: the ids of the registers from which records are quoted.
    """

    def __init__(self, day: date, actor: Actor, division: Any = None, number: int | None = None) -> None:
        self.day, self.actor, self.number = day, actor, number
        self.tree = divisions.tree(day)
        self._division = division
        self.uses: dict[tuple[str, int, str, date], Use] = {}
        self.links: dict[int, Link] = {}
        self.quoted: dict[str, None] = {}
        self._values: dict[Any, dict[Figure, list[Value]]] = {}
        self._placed: dict[Any, dict[Figure, list[Value]]] = {}

    @property
    def division(self) -> Any:
        """The division that the brief is about; by default the county or the reader's own."""
        if self._division is None:
            self._division = self._widest()
        return self._division

    def context(self) -> dict[str, Any]:
        """What a template may name."""
        return {
            "f": self.f,
            "yi": self.yi,
            "wan": self.wan,
            "bn": self.bn,
            "yu": self.yu,
            "change": self.change,
            "changed": self.changed,
            "known": self.known,
            "unknown": self.unknown,
            "by_statement": self.by_statement,
            "rows": self.rows,
            "parts": self.parts,
            "day": BriefDay(self.day),
            "year": self.day.year,
            "number": "" if self.number is None else self.number,
            "county": self.tree.county.name,
            "county_word": self.tree.county.name[-1],
            "division": self.division.name,
            "demo": divisions.home().demo,
        }

    def f(self, figure_id: str) -> Said:
        """The figure's number: counts and percentages as they are, money in yuan."""
        return self._say(figure_id, wording.number)

    def yi(self, figure_id: str) -> Said:
        """An amount of money in 亿元, exact."""
        return self._say(figure_id, wording.in_unit, 8)

    def wan(self, figure_id: str) -> Said:
        """An amount of money in 万元, exact."""
        return self._say(figure_id, wording.in_unit, 4)

    def bn(self, figure_id: str) -> Said:
        """An amount of money in billions of yuan, exact."""
        return self._say(figure_id, wording.in_unit, 9)

    def yu(self, figure_id: str) -> Said:
        """A count rounded down with 余."""
        return self._say(figure_id, wording.about_figure)

    def change(self, figure_id: str, days: int = 1) -> Said:
        """The difference to some days before, in words."""
        now, before = self.use(figure_id), self.use(figure_id, days=days)
        text = wording.change(now.figure, now.value.value, before.value.value, days)
        difference = None
        if now.value.number is not None and before.value.number is not None:
            difference = now.value.number - before.value.number
        return Said(text, difference, now.key)

    def changed(self, figure_id: str, days: int = 1) -> bool:
        """Whether the figure is known on both days and differs."""
        now, before = self.use(figure_id).value.value, self.use(figure_id, days=days).value.value
        return now is not None and before is not None and now != before

    def known(self, figure_id: str) -> bool:
        """Whether anything is known of the figure."""
        return self.use(figure_id).value.value is not None

    def unknown(self, figure_id: str) -> Said:
        """How many records the figure leaves out because their state is unknown."""
        return self._basis(figure_id, "unknown")

    def by_statement(self, figure_id: str) -> Said:
        """How many of the counted records are counted by a statement only, without a date."""
        return self._basis(figure_id, "statements")

    def rows(self, register_id: str, limit: int = 10, **filters: Any) -> Rows:
        """Records under the filters of the register's own list.

        Args:
            register_id: the register.
            limit: how many to quote at most.
            filters: as in the list's address: a column's value, `<column>_from`, `<column>_to`, `figure`, `sort`, `q`.
        """
        try:
            register = registers.get(register_id)
        except KeyError:
            raise Invalid("brief_no_such_register", id=register_id) from None
        limit = min(int(limit), LONGEST)
        params = {name: [_as_parameter(value)] for name, value in filters.items() if value is not None}
        if self.division.id != self.tree.county.id and "division" not in params:
            params["division"] = [self.division.code]
        for name, (value,) in params.items():
            params[name] = [self._filter_value(register, name, value)]
        listing = Listing(register, self.actor, self.day, params, size=limit)
        if listing.problems:
            name, problem = listing.problems[0]
            raise Invalid("brief_bad_filter", register=register.label, name=name, why=registers.words_for(problem))
        self.quoted[register.id] = None
        return Rows(self, listing, limit)

    def parts(self, figure_id: str, by: str = "township", limit: int = 5) -> list[Part]:
        """The townships (or villages) where the figure is known and more than 0, the largest first."""
        figure = self._figure(figure_id)
        values = [value for value in self._all(figure, self.day, by=by) if value.number and value.part != UNPLACED]
        values.sort(key=lambda value: -(value.number or 0))
        return [Part(self, value.division) for value in values[: int(limit)]]

    def use(self, figure_id: str, *, days: int = 0, division: Any = None) -> Use:
        """The figure's value some days before the brief's day, written down as used."""
        figure = self._figure(figure_id)
        day = self.day - timedelta(days=days)
        where = division or self.division
        key = (figure.id, where.id, "", day)
        if key not in self.uses:
            (value,) = self._all(figure, day, division=where)
            elsewhere = where if where.id != self.tree.county.id else None
            mark_key = self._link(links.to_figure(figure, day, elsewhere))
            self.uses[key] = Use(value, mark_key)
        return self.uses[key]

    def quote(self, register: Any, record: Any) -> int:
        """The mark key of a quoted record."""
        return self._link(links.to_record(register, record, self.day))

    def quote_list(self, listing: Listing) -> int:
        """The mark key of a list of records."""
        return self._link(links.to_list(listing.register, listing.query(as_of=[self.day.isoformat()])))

    def _say(self, figure_id: str, words: Any, *more: Any, division: Any = None) -> Said:
        use = self.use(figure_id, division=division)
        return Said(words(use.figure, use.value.value, *more), use.value.value, use.key)

    def _basis(self, figure_id: str, what: str) -> Said:
        use = self.use(figure_id)
        return Said(wording.digits(use.value.basis[what]), use.value.basis[what], use.key)

    def _widest(self) -> Any:
        """The county if the reader may know any of its figures, else where their post is.

        Raises:
            Refused: they may know no figure anywhere.
        """
        places = []
        for figure in figures.all_figures():
            with suppress(Refused):
                places.append(figures.division_for(self.actor, figure, self.tree))
        if not places:
            raise Refused
        return min(places, key=lambda place: len(place.path))

    def _figure(self, figure_id: str) -> Figure:
        try:
            return figures.get(figure_id)
        except KeyError:
            raise Invalid("brief_no_such_figure", id=figure_id) from None

    def _all(self, figure: Figure, day: date, *, division: Any = None, by: str | None = None) -> list[Value]:
        """The values of a figure; all figures of its source are asked for at once."""
        where = division or self.division
        if by is None and (placed := self._placed.get((id(figure.source), day, where.id))) is not None:
            return placed[figure]
        asked = (id(figure.source), day, where.id, by)
        if asked not in self._values:
            siblings = [one for one in figures.all_figures() if one.source is figure.source]
            found: dict[Figure, list[Value]] = {one: [] for one in siblings}
            for value in figures.values(siblings, day=day, actor=self.actor, division=where, by=by):
                found[value.figure].append(value)
                if by is not None and value.part != UNPLACED:
                    self._placed.setdefault((id(figure.source), day, value.division.id), {})[value.figure] = [value]
            self._values[asked] = found
        return self._values[asked][figure]

    def _filter_value(self, register: Any, name: str, value: str) -> str:
        """The value of a filter as the list takes it; a state or choice may be named by its word."""
        base = name.removesuffix("_from").removesuffix("_to")
        column = register.by_name.get(name)
        if column is None and name not in ("sort", "q", "figure", "division") and base not in register.by_name:
            raise Invalid("brief_no_such_column", register=register.label, name=name)
        if column is None or not column.choices or value == "unknown":
            return value
        try:
            return column.parse(value)
        except Invalid as error:
            why = registers.words_for(error.problem)
            raise Invalid("brief_bad_filter", register=register.label, name=name, why=why) from None

    def _link(self, link: Link) -> int:
        for key, known in self.links.items():
            if known == link:
                return key
        key = len(self.links) + 1
        self.links[key] = link
        return key


def day_filter(value: Any) -> Any:
    """The template filter `|day`: a date as the language writes it; marks stay."""
    return _with_text(value, "")


def short_day_filter(value: Any) -> Any:
    """The template filter `|short_day`: a date without its year."""
    return _with_text(value, "short")


def _with_text(value: Any, form: str) -> Any:
    plain = _plain(value)
    plain = plain.value if isinstance(plain, BriefDay) else plain
    if not isinstance(plain, date):
        return value
    text = numerals.day_text(plain, form)
    return Said(text, plain, value.key) if isinstance(value, Said) else text


def _as_parameter(value: Any) -> str:
    value = _plain(value)
    if isinstance(value, BriefDay):
        value = value.value
    return value.isoformat() if isinstance(value, date) else str(value)


NAMES: Mapping[str, str] = (
    {"f": "figure", "yi": "figure", "wan": "figure", "bn": "figure", "yu": "figure"}
    | dict.fromkeys(("change", "changed", "known", "unknown", "by_statement", "parts"), "figure")
    | {"rows": "register"}
)
"""The functions that a template may call, with what their first argument names."""

WORDS = ("day", "year", "number", "county", "county_word", "division", "demo")
"""The plain words that a template may name."""
