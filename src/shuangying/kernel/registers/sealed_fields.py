"""Sensitive values in a record: sealed in the table, masked wherever they are not opened on purpose."""

from typing import Any

from django.db import models

from shuangying.core.masks import mask
from shuangying.core.sealing import KeyRing, Unsealable
from shuangying.kernel.registers.key_ring import ring

MASKS = {"id_number": "number", "phone": "phone", "text": "text"}


class Sealed:
    """One sensitive value of a record: falsy when there is none, its mask as text, equal by value; `open` gives it away."""

    __slots__ = ("_cipher", "_index", "_plain", "field", "fresh", "record")

    def __init__(
        self, field: "SealedField", record: Any, *, plain: str | None = None, cipher: bytes | None = None
    ) -> None:
        self.field, self.record = field, record
        self._plain, self._cipher = plain or None, cipher
        self._index: tuple[Any, str] | None = None
        self.fresh = cipher is None
        """Whether it was assigned and not read from the table."""

    def open(self) -> str:
        """The plain value, "" where there is none.

        Raises:
            core.sealing.Unsealable: its key is missing, or it was altered.
        """
        if self._plain is None and self._cipher is not None:
            self._plain = self._opened(self._cipher).decode()
        return self._plain or ""

    def _opened(self, cipher: bytes) -> bytes:
        place = self.field.place_of(self.record)
        try:
            return ring().open(cipher, place)
        except Unsealable as error:
            if not error.missing:
                raise
            return ring(fresh=True).open(cipher, place)

    def cipher(self) -> bytes | None:
        """The value as the table keeps it."""
        if self._cipher is None and self._plain is not None:
            self._cipher = ring().seal(self._plain.encode(), self.field.place_of(self.record))
        return self._cipher

    def index(self) -> str | None:
        """The value's look-up value."""
        if not self:
            return None
        now = ring()
        if self._index is None or self._index[0] is not now:
            self._index = now, now.index(self.field.holds, self.open())
        return self._index[1]

    def is_indexed(self, keys: KeyRing, index: str) -> None:
        """Note the value's look-up value under a ring, reckoned already."""
        self._index = keys, index

    def __bool__(self) -> bool:
        return self._plain is not None or self._cipher is not None

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Sealed):
            return self.open() == other.open()
        return self.open() == (other or "") if other is None or isinstance(other, str) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.index())

    def __str__(self) -> str:
        return mask(self.field.mask, self.open()) if self else ""

    def __repr__(self) -> str:
        return f"<sealed {self.field.name}>"


class SealedField(models.BinaryField):
    """A sensitive text: AES-256-GCM in the table, bound to its record and column, with `<name>_index` for equality.

    Args:
        holds: "id_number", "phone" or "text": which form it has, how it is masked, and with what it can be equal.
    """

    _pyi_private_set_type: "Sealed | str | bytes | memoryview | None"
    _pyi_private_get_type: Sealed  # type: ignore[assignment]

    def __init__(self, verbose_name: Any = None, *, holds: str = "text", indexed: bool = True, **kwargs: Any) -> None:
        super().__init__(verbose_name, **{"null": True, "blank": True, "editable": True, **kwargs})
        self.holds, self.indexed = holds, indexed and holds != "text"

    @property
    def mask(self) -> str:
        """How it is masked."""
        return MASKS[self.holds]

    @property
    def index_name(self) -> str:
        """The name of the column with its look-up value."""
        return f"{self.name}_index"

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "holds": self.holds, "indexed": False}

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, name, _SealedAttribute(self))
        if self.indexed and not cls._meta.abstract:
            index = models.CharField(max_length=32, null=True, blank=True, editable=False, db_index=True)
            index.contribute_to_class(cls, self.index_name)
            setattr(cls, self.index_name, _IndexAttribute(self))

    @staticmethod
    def index_of(holds: str, plain: str) -> str:
        """The look-up value of a plain value in its normal form."""
        return ring().index(holds, plain)

    @staticmethod
    def indexes_of(holds: str, plain: str) -> list[str]:
        """All look-up values with which a plain value may be kept: several while keys change."""
        return ring().indexes(holds, plain)

    def place_of(self, record: Any) -> str:
        """Where a record's value stands: it opens nowhere else."""
        return f"{record._meta.db_table}|{record.uid}|{self.name}"

    def get_default(self) -> Any:
        return None

    def to_python(self, value: Any) -> Any:
        return value

    def get_prep_value(self, value: Any) -> Any:
        return value.cipher() if isinstance(value, Sealed) else value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return super().get_db_prep_value(self.get_prep_value(value), connection, prepared)


class _SealedAttribute:
    def __init__(self, field: SealedField) -> None:
        self.field = field

    def __get__(self, record: Any, owner: type | None = None) -> Any:
        if record is None:
            return self
        if self.field.name not in record.__dict__:
            record.refresh_from_db(fields=[self.field.name])
        return record.__dict__[self.field.name]

    def __set__(self, record: Any, value: Any) -> None:
        if isinstance(value, Sealed):
            value = value.open()
        if isinstance(value, bytes | memoryview):
            sealed = Sealed(self.field, record, cipher=bytes(value))
        else:
            sealed = Sealed(self.field, record, plain=value)
        record.__dict__[self.field.name] = sealed


class _IndexAttribute:
    """The look-up value of a record's sealed value: as read from the table, or of the value just assigned."""

    def __init__(self, field: SealedField) -> None:
        self.field = field

    def __get__(self, record: Any, owner: type | None = None) -> Any:
        if record is None:
            return self
        sealed = getattr(record, self.field.name)
        return sealed.index() if sealed.fresh else record.__dict__.get(self.field.index_name)

    def __set__(self, record: Any, value: Any) -> None:
        record.__dict__[self.field.index_name] = value
