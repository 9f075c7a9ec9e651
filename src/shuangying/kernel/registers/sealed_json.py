"""A JSON value sealed in the table, for what may hold anything that people wrote."""

import json
from typing import Any

from django.db import models

from shuangying.kernel.registers.key_ring import ring


class SealedJSONField(models.BinaryField):
    """A JSON object that lies sealed, bound to its row (which has a `uid`) and column; in Python it is a plain dict."""

    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def __init__(self, verbose_name: Any = None, **kwargs: Any) -> None:
        super().__init__(verbose_name, **{"null": True, "blank": True, "editable": True, **kwargs})

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, name, _OpenedWhenAsked(self))

    def place_of(self, row: Any) -> str:
        """Where a row's value stands: it opens nowhere else."""
        return f"{row._meta.db_table}|{row.uid}|{self.name}"

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__[self.attname]
        if not value:
            return None
        if isinstance(value, bytes | memoryview):
            return value
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return ring().seal(text.encode(), self.place_of(model_instance))


class _OpenedWhenAsked:
    def __init__(self, field: SealedJSONField) -> None:
        self.field = field

    def __get__(self, row: Any, owner: type | None = None) -> Any:
        if row is None:
            return self
        if self.field.name not in row.__dict__:
            row.refresh_from_db(fields=[self.field.name])
        value = row.__dict__[self.field.name]
        if value is None:
            value = row.__dict__[self.field.name] = {}
        elif isinstance(value, bytes | memoryview):
            value = json.loads(ring().open(bytes(value), self.field.place_of(row)))
            row.__dict__[self.field.name] = value
        return value

    def __set__(self, row: Any, value: Any) -> None:
        row.__dict__[self.field.name] = value
