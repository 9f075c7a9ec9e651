"""A unit answers the numbers of a day: what it owes, what it said before, and writing what it says now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from shuangying.core.problems import Invalid, Problem
from shuangying.kernel.accounts.api import Actor, Right
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.figures.adding import add_up
from shuangying.kernel.figures.asked import Asked
from shuangying.kernel.figures.declaration import Figure
from shuangying.kernel.figures.models import Tally, TallyDuty
from shuangying.kernel.figures.reporting import answered
from shuangying.kernel.parties.models import Unit
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.writing import Change, save_many

SHOWN_DAYS = 3
"""So many earlier days stand beside a question."""


@dataclass
class Question:
    """A number that a unit owes for a day.

    Attributes:
        figure, unit, day: what of whom.
        tally: what was reported for the day; None for nothing.
        records: the number that the unit's records give, where they count; None where it keeps none.
        earlier: what was reported for the days before, newest first.
        typed: what somebody has just typed; None for nothing.
        problems: what is wrong with it.
    """

    figure: Figure
    unit: Unit
    day: date
    tally: Tally | None = None
    keeps_records: bool = False
    records: Any = None
    earlier: Sequence[tuple[date, int | None]] = ()
    typed: str | None = None
    problems: list[Problem] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What its field is called."""
        return f"{self.unit.uid}:{self.figure.id}"

    @property
    def is_answered(self) -> bool:
        """Whether nothing is owed any more."""
        if self.keeps_records:
            return self.records is not None or (self.tally is not None and self.tally.value == 0)
        return self.tally is not None


@dataclass
class Sheet:
    """What one unit owes for a day."""

    unit: Unit
    questions: list[Question]

    @property
    def open(self) -> int:
        """How many questions have no answer."""
        return sum(not question.is_answered for question in self.questions)


def sheets(actor: Actor, day: date, *, unit: str = "") -> list[Sheet]:
    """What the person's units owe for a day: those at which they hold a post, else those where they may report.

    Args:
        actor: who answers.
        day: the day.
        unit: the uid of one unit alone.
    """
    duties = _duties(actor, day)
    if unit:
        duties = [duty for duty in duties if str(duty.unit.uid) == unit]
    if not duties:
        return []
    units = {duty.unit_id: duty.unit for duty in duties}
    figures = {duty.figure: answered()[duty.figure].figure for duty in duties}
    told = {
        (tally.unit_id, tally.figure, tally.day): tally
        for tally in Tally.objects.live().filter(
            unit__in=units, figure__in=figures, day__gt=day - timedelta(days=SHOWN_DAYS + 1), day__lte=day
        )
    }
    keepers = _keepers(units, figures)
    records = _records(duties, figures, keepers, day, actor)
    found: dict[int, Sheet] = {}
    for duty in duties:
        of = (duty.unit_id, duty.figure)
        earlier = [day - timedelta(days=back) for back in range(1, SHOWN_DAYS + 1)]
        found.setdefault(duty.unit_id, Sheet(duty.unit, [])).questions.append(
            Question(
                figures[duty.figure],
                duty.unit,
                day,
                told.get((*of, day)),
                keepers.get(of, date.max) <= day,
                records.get(of),
                [(one, told[(*of, one)].value if (*of, one) in told else None) for one in earlier],
            )
        )
    return list(found.values())


def answer(actor: Actor, asked: Sequence[Sheet], posted: Mapping[str, str]) -> int:
    """Write what was typed; what cannot be written stays in the questions with its problems.

    Args:
        actor: who answers.
        asked: the sheets as they were shown.
        posted: by a question's name what was typed, at `<name>:version` the version that was seen, and at `zero` a name
            whose answer is 0, or "all" for every question left open.

    Returns:
        How many numbers were written.
    """
    register = registers.get("figures.tallies")
    changes, questions = [], []
    for question in (question for sheet in asked for question in sheet.questions):
        question.typed = _typed(question, posted)
        if not question.typed:
            continue
        try:
            value = register.by_name["value"].parse(question.typed)
        except Invalid as error:
            question.problems.append(error.problem)
            continue
        if question.tally is not None and question.tally.value == value:
            question.typed = None
            continue
        changes.append(_change(question, value, posted))
        questions.append(question)
    written = 0
    for question, result in zip(questions, save_many(register, actor, changes), strict=True):
        if result.outcome in ("created", "updated"):
            question.tally, question.typed = result.record, None
            written += 1
        elif result.outcome == "unchanged":
            question.typed = None
        elif result.outcome == "stale" or any(problem.code == "already_exists" for _name, problem in result.problems):
            question.tally = (
                Tally.objects.live().filter(unit=question.unit, figure=question.figure.id, day=question.day).first()
            )
            now = "" if question.tally is None else question.tally.value
            question.problems.append(Problem("tally_changed_meanwhile", {"value": now}))
        else:
            question.problems += [problem for _name, problem in result.problems] or [Problem("out_of_reach_here", {})]
    return written


def _duties(actor: Actor, day: date) -> list[TallyDuty]:
    """The duties of the day that the person may answer, in the order of the county's divisions."""
    reach = registers.get("figures.tallies").reach(actor, Right.WRITE)
    rows: QuerySet[Any] = TallyDuty.objects.live().filter(Q(until_on=None) | Q(until_on__gt=day), from_on__lte=day)
    own = {post.unit_id for post in actor.posts if post.unit_id is not None}
    if own:
        rows = rows.filter(unit__in=own)
    known = {id_: position for position, id_ in enumerate(answered())}
    rows = reach.limit(rows).filter(figure__in=known).select_related("unit", "unit__division")
    order = {id_: position for position, id_ in enumerate(divisions.tree(day).nodes)}
    return sorted(rows, key=lambda duty: (order.get(duty.division_id, 0), duty.unit.name, known[duty.figure]))


def _keepers(units: Mapping[int, Unit], figures: Mapping[str, Figure]) -> dict[tuple[int, str], date]:
    """From when on which units keep records of which figures."""
    kept: dict[tuple[int, str], date] = {}
    duties = TallyDuty.objects.live().filter(unit__in=units, figure__in=figures, records_from__isnull=False)
    for unit_id, figure, begun in duties.values_list("unit_id", "figure", "records_from"):
        kept[unit_id, figure] = min(begun, kept.get((unit_id, figure), begun))
    return kept


def _records(
    duties: Sequence[TallyDuty],
    figures: Mapping[str, Figure],
    keepers: Mapping[tuple[int, str], date],
    day: date,
    actor: Actor,
) -> dict[tuple[int, str], Any]:
    """What the records of units that keep them give for the day."""
    wanted: dict[Any, list[Figure]] = {}
    for id_ in dict.fromkeys(
        duty.figure for duty in duties if keepers.get((duty.unit_id, duty.figure), date.max) <= day
    ):
        wanted.setdefault(figures[id_].source, []).append(figures[id_])
    tree, found = divisions.tree(day), {}
    for source, together in wanted.items():
        reach = registers.get("figures.tallies").reach(actor, Right.WRITE)
        added = add_up(source, together, Asked(day, tree, tree.county, None, reach))
        for figure in together:
            told = added.days[figure].get(day)
            for owner, amount in (told.places.get(tree.county.id, {}) if told else {}).items():
                if isinstance(owner, int) and amount.rows:
                    found[owner, figure.id] = amount.number(figure)
    return found


def _typed(question: Question, posted: Mapping[str, str]) -> str:
    typed = posted.get(question.name, "").strip()
    zero = posted.get("zero", "")
    if zero == question.name or (zero == "all" and not typed and not question.is_answered):
        return "0"
    return typed


def _change(question: Question, value: int, posted: Mapping[str, str]) -> Change:
    if question.tally is None:
        return Change({"unit": question.unit, "figure": question.figure.id, "day": question.day, "value": value})
    seen = posted.get(f"{question.name}:version", "")
    question.tally.version = int(seen) if seen.isdecimal() else 0
    return Change({"value": value}, question.tally)
