"""The rows that a source's figures count, and what a figure asks of them."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import DateField, Expression, F, Func, Q, QuerySet
from django.db.models.functions import TruncDate

from shuangying.core.calendar import SHANGHAI
from shuangying.kernel.figures.declaration import Figure, Source
from shuangying.kernel.figures.lookups import through
from shuangying.kernel.registers.spans import on_day

ONE_DAY = timedelta(days=1)


class ShanghaiDay(Func):
    """The day of an instant on the clock of Shanghai, eight hours ahead since September 1991."""

    output_field = DateField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """SQLite's own function, many times faster than Django's in Python."""
        return self.as_sql(compiler, connection, function="DATE", template="%(function)s(%(expressions)s, '+8 hours')")

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """PostgreSQL knows the zone."""
        day = TruncDate(self.source_expressions[0], tzinfo=SHANGHAI)
        return compiler.compile(day.resolve_expression(compiler.query))


def midnight(day: date) -> datetime:
    """0:00 of a day in Shanghai."""
    return datetime.combine(day, time(), SHANGHAI)


def as_of(source: Source, day: date) -> QuerySet[Any]:
    """All rows of a source up to the end of the day: the spans of that day, what happened by then, or the records as they are."""
    if source.stages is not None:
        return on_day(source.stages, day).order_by()
    rows = source.model.objects.live().order_by()
    return rows.filter(up_to(source, day)) if source.on else rows


def up_to(source: Source, day: date) -> Q:
    """The condition on a flow's rows: by the end of the day."""
    return _before(source.on, day + ONE_DAY, instants=source.of_instants)


def on_the_day(source: Source, day: date) -> Q:
    """The condition on a flow's rows: on that day."""
    return between(source, day, day)


def since(source: Source, day: date) -> Q:
    """The condition on a flow's rows: on that day or later."""
    return Q(**{f"{source.on}__gte": midnight(day) if source.of_instants else day})


def between(source: Source, first: date, last: date) -> Q:
    """The condition on a flow's rows: from a day to another, both included."""
    return since(source, first) & up_to(source, last)


def day_of(source: Source) -> Expression | F:
    """The day of a flow's row, to group by."""
    return ShanghaiDay(F(source.on)) if source.of_instants else F(source.on)


def condition(figure: Figure, day: date) -> Q:
    """Which of its source's rows a figure counts, besides the day of a flow; of different records only rows that name one."""
    return meant(figure, day) & Q(
        **{f"{column(figure.source, figure.differs)}__isnull": False} if figure.differs else {}
    )


def meant(figure: Figure, day: date) -> Q:
    """Which of its source's rows a figure is about, whether or not they name the records whose number it is."""
    asked = figure.condition(day)
    if figure.source.stages is None:
        return asked
    states = Q(state__in=figure.states) if figure.states else Q()
    return through("record", asked) & states


def column(source: Source, name: str) -> str:
    """The way from a source's row to a column of the record."""
    return f"record__{name}" if source.stages is not None else name


def _before(path: str, day: date, *, instants: bool) -> Q:
    return Q(**{f"{path}__lt": midnight(day) if instants else day})
