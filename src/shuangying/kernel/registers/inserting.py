"""Insert new records as plain rows with ids taken beforehand: half the time of the ORM's own bulk insert."""

from collections.abc import Callable, Sequence
from functools import cache
from itertools import islice
from operator import attrgetter
from typing import Any

from django.db import connection, connections, models
from django.db.models.base import ModelState

from shuangying.kernel.registers.sealed_fields import SealedField

ROWS = 5000
PLAIN = (models.IntegerField, models.BooleanField, models.FloatField, models.ForeignKey)
TEXT = (models.CharField, models.TextField)
Read = Callable[[Any], Any]


def blank(model: type[models.Model]) -> Any:
    """A new instance with the model's defaults, as `model()` makes it, in a third of the time."""
    plain, made = _defaults(model)
    record = model.__new__(model)
    record._state = ModelState()
    record.__dict__.update(plain)
    for name, default in made:
        setattr(record, name, default())
    return record


@cache
def _defaults(model: type[models.Model]) -> tuple[dict[str, Any], list[tuple[str, Callable[[], Any]]]]:
    """The defaults of a model's columns that are the same for each instance, and the others with what makes them."""
    plain: dict[str, Any] = {}
    made: list[tuple[str, Callable[[], Any]]] = []
    for field in model._meta.concrete_fields:
        if callable(field.default) or isinstance(field, SealedField):
            made.append((field.attname, field.get_default))
        else:
            plain[field.attname] = field.get_default()
    return plain, made


def insert(model: type[models.Model], records: Sequence[Any]) -> None:
    """Insert new records and give them their ids, which follow one another.

    Args:
        model: their model.
        records: unsaved instances.
    """
    if not records:
        return
    for record, pk in zip(records, _take_ids(model, len(records)), strict=True):
        record.pk = pk
        record._state.adding = False
        record._state.db = connection.alias
    fields = model._meta.concrete_fields
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    reads = [_read(field) for field in fields]
    rows = (tuple([read(record) for read in reads]) for record in records)
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})"
    with connection.cursor() as cursor:
        while some := list(islice(rows, ROWS)):
            cursor.executemany(statement, some)


def _read(field: models.Field) -> Read:
    """From a record to the value that the table keeps."""
    name: str = field.attname
    database: Any = connections[connection.alias]
    plain = type(field).get_db_prep_value in (models.Field.get_db_prep_value, models.ForeignKey.get_db_prep_value)
    if isinstance(field, models.BigAutoField) or (plain and isinstance(field, PLAIN)):
        return attrgetter(name)
    if plain and isinstance(field, TEXT):

        def text(record: Any) -> Any:
            value = getattr(record, name)
            return value if value is None or type(value) is str else str(value)

        return text
    if isinstance(field, SealedField):
        return lambda record: ((value := getattr(record, name)) and database.Database.Binary(value.cipher())) or None
    if type(field) is models.UUIDField and not database.features.has_native_uuid_field:
        return lambda record: (value := getattr(record, name)) and value.hex
    if type(field) is models.DateField and not (field.auto_now or field.auto_now_add):

        def day(record: Any) -> Any:
            value = getattr(record, name)
            return value if value is None else database.ops.adapt_datefield_value(value)

        return day

    if type(field) is models.DateTimeField and not (field.auto_now or field.auto_now_add):

        def moment(record: Any) -> Any:
            value = getattr(record, name)
            return value if value is None else field.get_db_prep_save(value, connection=database)

        return moment

    def prepared(record: Any) -> Any:
        return field.get_db_prep_save(field.pre_save(record, add=True), connection=database)

    return prepared


def _take_ids(model: type[models.Model], count: int) -> Sequence[int]:
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            named = connection.ops.quote_name(table)
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [named, count]
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
        first = (row[0] if row else 0) + 1
    return range(first, first + count)
