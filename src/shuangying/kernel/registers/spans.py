"""State spans: write them from a record's dates and statements, look states up on a day, rebuild them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from shuangying.core import states
from shuangying.kernel.registers.fields import FOREVER, Stages

BATCH = 500
COLUMNS = ("record_id", "division_id", "state", "from_on", "until_on", "basis")
Row = tuple[int, int, str, date, date, str]


def on_day(stages: Stages, day: date) -> QuerySet[Any]:
    """The spans that hold at the end of the day: at most one a record."""
    return stages.Span.objects.filter(from_on__lte=day, until_on__gt=day)


def in_state(stages: Stages, wanted: Sequence[str], day: date) -> Q:
    """The condition on records: in one of the wanted states at the end of the day; "unknown" is a state to ask for too."""
    known = [state for state in wanted if state != "unknown"]
    condition = Q(Exists(on_day(stages, day).filter(record=OuterRef("pk"), state__in=known))) if known else Q()
    if "unknown" in wanted:
        condition |= ~Q(Exists(on_day(stages, day).filter(record=OuterRef("pk"))))
    return condition


def attach(records: Iterable[Any], day: date) -> None:
    """Look up the state of each record at the end of the day, so that its stage attribute answers with it."""
    found = list(records)
    if not found:
        return
    for stages in found[0].stage_sets:
        spans = on_day(stages, day).filter(record__in=[record.pk for record in found])
        known = dict(spans.values_list("record_id", "state"))
        for record in found:
            setattr(record, stages.name, known.get(record.pk))


def statements_of(stages: Stages, pks: Sequence[int]) -> dict[int, list[Any]]:
    """The statements about each record, oldest first."""
    found: dict[int, list[Any]] = {}
    for start in range(0, len(pks), BATCH):
        rows = stages.Statement.objects.filter(record__in=pks[start : start + BATCH]).order_by("on", "pk")
        for statement in rows:
            found.setdefault(statement.record_id, []).append(statement)
    return found


def of_record(stages: Stages, record: Any, statements: Iterable[Any]) -> states.Spans:
    """The spans that follow from a record's dates and these statements."""
    said = [states.Statement(statement.state, statement.on, key) for key, statement in enumerate(statements)]
    return states.spans(stages.order, stages.dates_of(record), said)


def write(stages: Stages, records: Sequence[Any], statements: Mapping[int, list[Any]], *, fresh: bool) -> None:
    """Replace the spans of these records by what their dates and statements give; flag disproved statements.

    Args:
        stages: which states.
        records: saved records; deleted ones get no spans.
        statements: saved statements by record id, oldest first.
        fresh: the records are new and have no spans yet.
    """
    rows: list[Row] = []
    flags = []
    for record in records:
        said = statements.get(record.pk, ())
        result = of_record(stages, record, said)
        rows += _rows(record, result)
        wrong = {statement.key for statement in result.disproved}
        for key, statement in enumerate(said):
            if statement.disproved != (key in wrong):
                statement.disproved = key in wrong
                flags.append(statement)
    if not fresh:
        pks = [record.pk for record in records]
        for start in range(0, len(pks), BATCH):
            stages.Span.objects.filter(record__in=pks[start : start + BATCH]).delete()
    _insert(stages, rows)
    if flags:
        stages.Statement.objects.bulk_update(flags, ["disproved"], batch_size=BATCH)


def _rows(record: Any, result: states.Spans) -> list[Row]:
    """The spans of a record as the table keeps them; a deleted record has none."""
    if record.deleted_at is not None:
        return []
    return [
        (record.pk, record.division_id, span.state, span.from_on, span.until_on or FOREVER, span.basis)
        for span in result.spans
    ]


def _insert(stages: Stages, rows: Sequence[Row]) -> None:
    """Insert spans as plain rows: half the time of model instances, and there are several a record."""
    if not rows:
        return
    table = connection.ops.quote_name(stages.Span._meta.db_table)
    day = connection.ops.adapt_datefield_value
    values = [
        (pk, place, state, day(from_on), day(until_on), basis) for pk, place, state, from_on, until_on, basis in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({', '.join(COLUMNS)}) VALUES (%s, %s, %s, %s, %s, %s)",
            values,
        )


def rebuild(model: type[Any]) -> int:
    """Write all spans of a model anew; returns how many records there are."""
    records = list(model.objects.all())
    for stages in model.stage_sets:
        write(stages, records, statements_of(stages, [record.pk for record in records]), fresh=False)
    return len(records)


def wrong(model: type[Any]) -> int:
    """How many records of a model have other spans than `rebuild` would write."""
    found: set[int] = set()
    for stages in model.stage_sets:
        last = 0
        while records := list(model.objects.filter(pk__gt=last).order_by("pk")[:BATCH]):
            last = records[-1].pk
            pks = [record.pk for record in records]
            kept = set(stages.Span.objects.filter(record__in=pks).values_list(*COLUMNS))
            said = statements_of(stages, pks)
            right = {
                row for record in records for row in _rows(record, of_record(stages, record, said.get(record.pk, ())))
            }
            found |= {row[0] for row in kept ^ right}
    return len(found)
