"""Fields that records are made of: exact money and areas, and states that follow from dates and statements."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models.signals import class_prepared
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shuangying.kernel.divisions.models import Division

FOREVER = date(9999, 12, 31)
"""The `until_on` of a span that has not ended."""


class ScaledField(models.BigIntegerField):
    """An exact decimal kept as a whole number of its smallest unit, so that sums in SQL are exact on every database."""

    places = 0

    def _whole(self, value: Any) -> int:
        scaled = (value if isinstance(value, Decimal) else Decimal(str(value))).scaleb(self.places)
        if scaled != (whole := int(scaled)):
            raise ValueError(f"{value} is finer than {self.places} decimal places")
        return whole

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Decimal | None:
        return None if value is None else Decimal(int(value)).scaleb(-self.places)

    def to_python(self, value: Any) -> Decimal | None:
        return None if value is None or value == "" else Decimal(str(value))

    def get_prep_value(self, value: Any) -> int | None:
        return None if value is None else self._whole(value)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> int | None:
        return value if prepared else self.get_prep_value(value)

    def get_internal_type(self) -> str:
        return "BigIntegerField"


class MoneyField(ScaledField):
    """Money: `Decimal` yuan in Python, whole fen in the table."""

    places = 2


class AreaField(ScaledField):
    """An area: `Decimal` mu in Python, whole ten-thousandths of a mu in the table."""

    places = 4


class Stages:
    """The states that a record passes through, in order, each entered on the day in one of its date fields.

    Declares two tables beside the record's own: `<Model><Attr>Span`, the state on each day as `[from_on, until_on)` with its
    basis and the record's division (one index answers every count; a deleted record has no spans), and `<Model><Attr>Statement`, states that somebody stated without a date. On an instance the attribute is the
    state as of the day for which it was last looked up (see `registers.spans`), else None.

    Args:
        label: what the state is called, such as "Stage".
        stages: per state, in order, the name of its date field and its label.
    """

    def __init__(self, label: "str | Promise", **stages: "tuple[str, str | Promise]") -> None:
        self.label = label
        self.dates: Mapping[str, str] = {state: field for state, (field, _label) in stages.items()}
        self.labels: Mapping[str, str | Promise] = {state: text for state, (_field, text) in stages.items()}
        self.order = tuple(stages)
        self.name = ""
        self.model: type[models.Model] | None = None
        self.Span: Any = None
        self.Statement: Any = None

    def contribute_to_class(self, cls: type[models.Model], name: str) -> None:
        self.name, self.model = name, cls
        setattr(cls, name, self)
        cls.stage_sets = (*getattr(cls, "stage_sets", ()), self)  # type: ignore[attr-defined]
        class_prepared.connect(self._make_tables, sender=cls, weak=False)

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        return self if instance is None else instance.__dict__.get(f"_{self.name}_on_day")

    def __set__(self, instance: Any, value: str | None) -> None:
        instance.__dict__[f"_{self.name}_on_day"] = value

    def dates_of(self, record: Any) -> dict[str, date | None]:
        """The record's dates by state."""
        return {state: getattr(record, field) for state, field in self.dates.items()}

    def _make_tables(self, sender: type[models.Model], **_kwargs: Any) -> None:
        choices = [(state, self.labels[state]) for state in self.order]
        stem = f"{sender.__name__}{self.name.capitalize()}"

        def table(kind: str, fields: dict[str, Any], indexes: list[models.Index]) -> type[models.Model]:
            meta = type("Meta", (), {"app_label": sender._meta.app_label, "indexes": indexes})
            record = models.ForeignKey(sender, models.CASCADE, related_name=f"{self.name}_{kind.lower()}s")
            body = {"__module__": sender.__module__, "Meta": meta, "record": record, **fields}
            return type(f"{stem}{kind}", (models.Model,), body)

        short = sender.__name__.lower()[:12]
        self.Span = table(
            "Span",
            {
                "state": models.CharField(max_length=20, choices=choices),
                "from_on": models.DateField(),
                "until_on": models.DateField(default=FOREVER),
                "basis": models.CharField(max_length=10),
                "division": models.ForeignKey(Division, models.PROTECT, related_name="+", db_index=False),
            },
            [
                models.Index(
                    fields=["division", "until_on", "from_on", "state", "basis", "record"],
                    name=f"{short}_{self.name[:6]}_day",
                )
            ],
        )
        self.Statement = table(
            "Statement",
            {
                "state": models.CharField(max_length=20, choices=choices),
                "on": models.DateField(_("Seen on")),
                "import_id": models.BigIntegerField(null=True, db_index=True),
                "row": models.PositiveIntegerField(null=True),
                "disproved": models.BooleanField(default=False),
            },
            [],
        )
