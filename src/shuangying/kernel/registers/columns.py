"""The columns of a register: declared by name, the rest taken from the model."""

import re
import uuid as uuids
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from shuangying.core import calendar, codes, units
from shuangying.core.codes import fold
from shuangying.core.masks import is_masked, mask
from shuangying.core.problems import Invalid
from shuangying.core.texts import plain_text
from shuangying.kernel.divisions.models import Division
from shuangying.kernel.registers import numerals
from shuangying.kernel.registers.fields import AreaField, MoneyField, Stages
from shuangying.kernel.registers.sealed_fields import SealedField
from shuangying.kernel.registers.sight import Sight

Text = str | Promise
LARGEST_NUMBER = 2**31 - 1
MONTH = re.compile(r"(\d{4})[年./-]?(\d{1,2})月?")


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a register.

    Args:
        name: the model's attribute.
        headers: what real sheets call it, besides its label.
        sheet_unit: the unit in sheets and exports where a cell names none, such as "亿元".
        label, help: texts; by default the model field's.
        listed: whether the list shows it at first.
        mask: "name" or "address": how it is masked for readers who do not work with it.
        only_by_action: it is written by an action of the register and entered nowhere else.
        of: for a column of a referenced record the name of the reference; `inner` is that record's own column.
        only_finds: for such a column that the record is only found by it, neither created nor changed.
    """

    name: str
    headers: tuple[str, ...] = ()
    sheet_unit: str = ""
    label: Text = ""
    help: Text = ""
    listed: bool = True
    required: bool = False
    choices: tuple[tuple[str, Text], ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    max_length: int | None = None
    places: int | None = None
    related: type[models.Model] | None = None
    stages: Stages | None = None
    mask: str = ""
    only_by_action: bool = False
    of: str = ""
    inner: "Column | None" = None
    only_finds: bool = False
    holds: str = ""

    kind: ClassVar[str] = "text"
    align_end: ClassVar[bool] = False
    sortable: ClassVar[bool] = True

    @property
    def unit(self) -> str:
        """The unit in which the list shows values."""
        return self.sheet_unit

    @property
    def lookup(self) -> str:
        """The way to the column in a query on its register's model."""
        return f"{self.of}__{self.inner.lookup}" if self.inner else self.name

    @property
    def key_lookup(self) -> str:
        """The way to what tells equal values apart: a reference's key, a sealed value's look-up value, else the value."""
        return f"{self.of}__{self.inner.key_lookup}" if self.inner else self.kept_as

    @property
    def kept_as(self) -> str:
        """The attribute of a record that holds the value itself: of a reference the key."""
        return f"{self.name}_id" if self.related else self.name

    def keys(self, value: Any) -> list[Any]:
        """What `key_lookup` may hold for a value, its present form first."""
        return [getattr(value, "pk", value)]

    def raw(self, record: Any) -> Any:
        """The value kept in a record, or in the record that it refers to."""
        if self.inner:
            owner = getattr(record, self.of)
            return None if owner is None else self.inner.raw(owner)
        return getattr(record, self.name)

    def text(self, record: Any, sight: Sight | None = None) -> str:
        """The value as a reader sees it, "" where there is none; masked values are masked unless the reader's sight says otherwise."""
        value = self.raw(record)
        if value is None:
            return ""
        shown = self.show_to(value, record, sight)
        return mask(self.mask, shown) if self.mask and (sight is None or sight.hides(record)) else shown

    def plain(self, record: Any) -> str:
        """The value unmasked, for a reveal."""
        value = self.raw(record)
        return "" if value is None else self.show(value)

    def show_to(self, value: Any, record: Any, sight: Sight | None) -> str:
        """A record's value as a reader with that sight sees it, before it is masked."""
        return self.show(value)

    def show(self, value: Any) -> str:
        """A value of this column as a reader sees it."""
        return str(value)

    def parse(self, value: Any) -> Any:
        """A value typed by a person, read from a sheet or sent by a program, as the record keeps it.

        Raises:
            Invalid: with what is wrong with it.
        """
        text = plain_text(str(value).strip())
        if self.max_length and len(text) > self.max_length:
            raise Invalid("too_long", most=self.max_length, length=len(text))
        return text

    def unchanged(self, value: Any) -> bool:
        """Whether what somebody sends back is only the mask they were shown, which changes nothing."""
        return bool(self.mask) and isinstance(value, str) and is_masked(value)

    def entered(self, value: Any) -> str:
        """A value as a form field holds it."""
        return "" if value is None else self.show(value)

    def keep(self, value: Any) -> Any:
        """A value as JSON keeps it (journal, API)."""
        return value

    def show_kept(self, kept: Any) -> str:
        """A value out of the journal as a reader sees it."""
        return self.show(kept)


class LongText(Column):
    """Free text of several lines."""

    kind = "long"
    sortable = False


class Choice(Column):
    """One of a few declared values; `words` maps what sheets write to the value."""

    kind = "choice"

    def show(self, value: Any) -> str:
        return str(dict(self.choices).get(value, value))

    def parse(self, value: Any) -> str:
        wanted = fold(str(value))
        for code, label in self.choices:
            if wanted in (fold(code), fold(str(label)), fold(_untranslated(label))):
                return code
        for word, code in self.words.items():
            if wanted == fold(word):
                return code
        raise Invalid("not_a_choice", text=str(value), choices="、".join(str(label) for _code, label in self.choices))

    def entered(self, value: Any) -> str:
        return "" if value is None else str(value)


class State(Choice):
    """The state that follows from a record's dates and statements (see `Stages`); a sheet may state it without a date."""

    kind = "state"
    sortable = False


class Number(Column):
    """A whole number, zero or more."""

    kind = "number"
    align_end = True

    def parse(self, value: Any) -> int:
        text = fold(str(value)).replace(",", "")
        try:
            number = Decimal(text)
        except InvalidOperation:
            raise Invalid("not_a_number", text=str(value)) from None
        if not number.is_finite() or number != number.to_integral_value() or not 0 <= number <= LARGEST_NUMBER:
            raise Invalid("not_a_whole_number", text=str(value))
        return int(number)


class Money(Column):
    """Money in yuan; shown, read and exported in `sheet_unit` where no other unit is named."""

    kind = "money"
    align_end = True

    @property
    def unit(self) -> str:
        return numerals.money(Decimal(0), self.sheet_unit or "元")[1]

    def show(self, value: Decimal) -> str:
        return numerals.money(value, self.sheet_unit or "元")[0]

    def parse(self, value: Any) -> Decimal:
        return units.parse_yuan(value, self.sheet_unit or "元")

    def entered(self, value: Any) -> str:
        return "" if value is None else units.format_yuan(value, self.sheet_unit or "元")

    def keep(self, value: Any) -> Any:
        return None if value is None else units.plain(value)

    def show_kept(self, kept: Any) -> str:
        return self.show(Decimal(kept))


class Area(Money):
    """An area in mu."""

    kind = "area"

    @property
    def unit(self) -> str:
        return _("mu")

    def show(self, value: Decimal) -> str:
        return numerals.plain_number(value)

    def parse(self, value: Any) -> Decimal:
        return units.parse_mu(value)

    def entered(self, value: Any) -> str:
        return "" if value is None else units.plain(value)


class Day(Column):
    """A calendar day."""

    kind = "date"

    def show(self, value: date) -> str:
        return value.isoformat()

    def parse(self, value: Any) -> date:
        return calendar.parse_day(value)

    def keep(self, value: Any) -> Any:
        return None if value is None else value.isoformat()

    def show_kept(self, kept: Any) -> str:
        return self.show(date.fromisoformat(kept))


class Moment(Column):
    """An instant, shown on the clock of Shanghai; 24:00 of a day is 0:00 of the next one."""

    kind = "moment"

    def show(self, value: datetime) -> str:
        return f"{value.astimezone(calendar.SHANGHAI):%Y-%m-%d %H:%M}"

    def parse(self, value: Any) -> datetime:
        return calendar.parse_moment(value)

    def keep(self, value: Any) -> Any:
        return None if value is None else value.astimezone(calendar.SHANGHAI).isoformat()

    def show_kept(self, kept: Any) -> str:
        return self.show(datetime.fromisoformat(kept))


class Month(Day):
    """A month, kept as its first day."""

    def show(self, value: date) -> str:
        return f"{value:%Y-%m}"

    def parse(self, value: Any) -> date:
        if isinstance(value, str) and (match := MONTH.fullmatch(fold(value))):
            value = f"{match[1]}-{match[2]}-1"
        return super().parse(value).replace(day=1)


class YesNo(Column):
    """Yes or no."""

    kind = "bool"

    def show(self, value: bool) -> str:
        return _("yes") if value else _("no")

    def parse(self, value: Any) -> bool:
        if isinstance(value, bool):
            return value
        text = fold(str(value))
        if text in {"是", "有", "√", "yes", "true", "1", "y", "on"}:
            return True
        if text in {"否", "无", "×", "no", "false", "0", "n"}:
            return False
        raise Invalid("not_yes_or_no", text=str(value))


class Place(Column):
    """The division that a record belongs to; a value is a `Division`, its 12-digit code, or a name that means one of them."""

    kind = "division"
    sortable = False

    def show(self, value: Division) -> str:
        return value.name

    def parse(self, value: Any) -> Division:
        from shuangying.kernel.divisions import api as divisions

        if isinstance(value, Division):
            return value
        try:
            return divisions.find(str(value))
        except divisions.NotOne as error:
            candidates = "、".join(candidate.whole_name for candidate in error.candidates)
            raise Invalid(
                "division_several" if candidates else "division_unknown", text=str(value), candidates=candidates
            ) from None

    def entered(self, value: Any) -> str:
        return "" if value is None else value.code

    def keep(self, value: Any) -> Any:
        return None if value is None else value.code

    def show_kept(self, kept: Any) -> str:
        division = Division.objects.filter(code=kept).first()
        return division.name if division else kept


class Reference(Column):
    """A record of another register, named by its uid or by one of that register's identities."""

    kind = "reference"
    sortable = False

    def show(self, value: Any) -> str:
        return str(value)

    def show_to(self, value: Any, record: Any, sight: Sight | None) -> str:
        return str(value) if sight is None or sight.hides(record) else str(value.title)

    def parse(self, value: Any) -> Any:
        assert self.related is not None
        if isinstance(value, self.related):
            return value
        manager = self.related._default_manager
        text = plain_text(str(value).strip())
        try:
            found = list(manager.filter(uid=uuids.UUID(text), deleted_at=None))
        except ValueError:
            named = any(one.name == "name" for one in self.related._meta.get_fields())
            found = list(manager.filter(name=text, deleted_at=None)[:2]) if named else []
        if len(found) != 1:
            raise Invalid("reference_unknown", text=text)
        return found[0]

    def entered(self, value: Any) -> str:
        return "" if value is None else str(value.uid)

    def keep(self, value: Any) -> Any:
        return None if value is None else str(value.uid)

    def show_kept(self, kept: Any) -> str:
        assert self.related is not None
        return str(self.related._default_manager.filter(uid=kept).first() or kept)


class SealedColumn(Column):
    """A sensitive value, sealed in the table: masked everywhere, given away only by a reveal with a reason."""

    kind = "sealed"
    sortable = False

    @property
    def key_lookup(self) -> str:
        return f"{self.of}__{self.inner.key_lookup}" if self.inner else f"{self.name}_index"

    def keys(self, value: Any) -> list[Any]:
        return (
            SealedField.indexes_of(self.holds, value if isinstance(value, str) else value.open()) if value else [None]
        )

    def text(self, record: Any, sight: Sight | None = None) -> str:
        value = self.raw(record)
        return str(value) if value else ""

    def plain(self, record: Any) -> str:
        value = self.raw(record)
        return value.open() if value else ""

    def show(self, value: Any) -> str:
        return mask(self.mask, value) if isinstance(value, str) else str(value)

    def parse(self, value: Any) -> str:
        if self.holds == "id_number":
            return codes.id_number(value).number
        return codes.phone(value) if self.holds == "phone" else super().parse(value)

    def unchanged(self, value: Any) -> bool:
        return isinstance(value, str) and is_masked(value)

    def entered(self, value: Any) -> str:
        return ""

    def keep(self, value: Any) -> Any:
        return SEALED if value else None

    def show_kept(self, kept: Any) -> str:
        return str(kept)


SEALED = "●●●"
"""What the journal and programs are told of a sealed value: that there is one."""


@dataclass(frozen=True, kw_only=True)
class Via:
    """Columns of the record that a reference names, shown and entered inline; in the register they are called `person.name`.

    Args:
        to: the reference; give it and the columns by position: `Via("person", ("name", "phone"))`.
        names: the columns of the referenced record's register.
        headers: by column, what real sheets call it here, besides what its own register says.
        labels: by column, what it is called here.
        required: the columns without which no line can be entered.
        listed: the columns that the list shows at first; by default all.
        only_finds: the record must be there: a line neither creates nor changes it.
    """

    to: str
    names: tuple[str, ...]
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    labels: Mapping[str, Text] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    listed: tuple[str, ...] | None = None
    only_finds: bool = False

    def __init__(
        self,
        to: str,
        names: Sequence[str],
        *,
        headers: Mapping[str, Sequence[str]] | None = None,
        labels: Mapping[str, Text] | None = None,
        required: Sequence[str] = (),
        listed: Sequence[str] | None = None,
        only_finds: bool = False,
    ) -> None:
        values = {
            "to": to,
            "names": tuple(names),
            "headers": {name: tuple(found) for name, found in (headers or {}).items()},
            "labels": dict(labels or {}),
            "required": tuple(required),
            "listed": None if listed is None else tuple(listed),
            "only_finds": only_finds,
        }
        for name, value in values.items():
            object.__setattr__(self, name, value)

    def columns(self, inner: Mapping[str, Column]) -> list[Column]:
        """The columns, from those of the referenced record's register."""
        return [
            replace(
                inner[name],
                name=f"{self.to}.{name}",
                of=self.to,
                inner=inner[name],
                headers=(*self.headers.get(name, ()), *inner[name].headers),
                label=self.labels.get(name, inner[name].label),
                required=name in self.required,
                listed=self.listed is None or name in self.listed,
                only_finds=self.only_finds,
            )
            for name in self.names
        ]


@dataclass(frozen=True)
class Wide:
    """A sheet of a part with one line a parent: the values of one column as headers, those of another in the cells.

    Args:
        across: the column whose values are the headers, such as a month, a day or an item.
        value: the column whose values stand in the cells.
    """

    across: str
    value: str


def _untranslated(label: Text) -> str:
    from django.utils import translation

    with translation.override(None):
        return str(label)


def _kind_of(model_field: models.Field) -> type[Column]:
    if isinstance(model_field, models.ForeignKey):
        return Place if model_field.related_model is Division else Reference
    kinds: Sequence[tuple[type[models.Field], type[Column]]] = (
        (MoneyField, Money),
        (AreaField, Area),
        (SealedField, SealedColumn),
        (models.DateTimeField, Moment),
        (models.DateField, Day),
        (models.BooleanField, YesNo),
        (models.IntegerField, Number),
        (models.TextField, LongText),
    )
    if model_field.choices:
        return Choice
    return next((column for kind, column in kinds if isinstance(model_field, kind)), Column)


def bind(declared: "Column | str", model: type[models.Model]) -> Column:
    """The declared column with everything that the model says about it filled in."""
    column = declared if isinstance(declared, Column) else Column(name=declared)
    attribute = getattr(model, column.name, None)
    if isinstance(attribute, Stages):
        return State(
            **{
                **_declared(column),
                "label": column.label or attribute.label,
                "choices": tuple(attribute.labels.items()),
                "stages": attribute,
            }
        )
    model_field = model._meta.get_field(column.name)
    assert isinstance(model_field, models.Field)
    kind = type(column) if type(column) is not Column else _kind_of(model_field)
    return kind(
        **{
            **_declared(column),
            "label": column.label or model_field.verbose_name,
            "help": column.help or model_field.help_text,
            "required": not model_field.blank and not model_field.null and not model_field.has_default(),
            "choices": tuple((str(code), label) for code, label in (model_field.flatchoices or ())),
            "max_length": model_field.max_length,
            "mask": column.mask or getattr(model_field, "mask", ""),
            "holds": getattr(model_field, "holds", ""),
            "related": model_field.related_model if isinstance(model_field, models.ForeignKey) else None,
        }
    )


def _declared(column: Column) -> dict[str, Any]:
    return {one.name: getattr(column, one.name) for one in fields(column)}
