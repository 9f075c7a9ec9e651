"""What a reader should know beside a brief: what is missing, what contradicts, what changed since yesterday."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from shuangying.kernel.accounts.api import Actor, Right
from shuangying.kernel.briefs import wording
from shuangying.kernel.briefs.facts import Facts, Use
from shuangying.kernel.briefs.links import Link, address, to_figure, to_list, to_record
from shuangying.kernel.figures import api as figures
from shuangying.kernel.figures.api import UNPLACED, Figure, Value
from shuangying.kernel.registers import api as registers

NAMED = 3
"""How many records a finding names."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark beside a brief: a sentence, and a link to what shows it."""

    text: str
    link: Link | None = None

    @property
    def url(self) -> str:
        """The address of the page that shows it, "" without one."""
        return address(self.link)


Check = Callable[[date, Any, Actor], Iterable[Finding]]
_checks: list[Check] = []


def declare_check(check: Check) -> Check:
    """Let a module look for contradictions: a function of day, division (a node) and reader that yields findings."""
    _checks.append(check)
    return check


def missing(facts: Facts) -> list[Finding]:
    """Figures of which nothing is known, divisions that are silent, records left out because their state is unknown."""
    found: dict[str, Finding] = {}
    for use in _of_the_day(facts):
        link = to_figure(use.figure, facts.day)
        if use.value.value is None:
            found[use.figure.id] = Finding(_("%(figure)s: not reported") % {"figure": use.figure.label}, link)
        for silent in use.value.basis["silent"]:
            name = getattr(silent, "name", silent)
            found[f"{use.figure.id} {name}"] = Finding(
                _("%(division)s has not reported %(figure)s") % {"division": name, "figure": use.figure.label}, link
            )
    for register, count in _unknown(facts).items():
        query = f"{_stage_name(register)}=unknown&as_of={facts.day.isoformat()}"
        text = _("%(register)s: records of unknown state, not counted: %(n)s") % {
            "register": register.label,
            "n": count,
        }
        found[register.id] = Finding(text, to_list(register, query))
    return [*found.values(), *_unplaced(facts)]


def contradictions(facts: Facts) -> list[Finding]:
    """Parts that do not add up, statements that a date disproves, and what the modules' own checks find."""
    found = [*_sums(facts), *_places(facts), *_disproved(facts)]
    for check in _checks:
        found += check(facts.day, facts.division, facts.actor)
    return found


def changes(facts: Facts) -> list[Finding]:
    """The figures of the brief that differ from the day before, in words."""
    used = [use for use in _of_the_day(facts) if use.value.division.id == facts.division.id]
    if not used:
        return []
    before = figures.values(
        [use.figure for use in used],
        day=facts.day - timedelta(days=1),
        actor=facts.actor,
        division=facts.division,
    )
    found = []
    for use, was in zip(used, before, strict=True):
        if use.value.value == was.value:
            continue
        words = wording.change(use.figure, use.value.value, was.value, 1)
        if was.value is None:
            words = _("reported for the first time")
        text = _("%(figure)s: %(change)s") % {"figure": use.figure.label, "change": words}
        found.append(Finding(text, to_figure(use.figure, facts.day)))
    return found


def _of_the_day(facts: Facts) -> list[Use]:
    seen: dict[str, Use] = {}
    for use in facts.uses.values():
        if use.value.day == facts.day and use.value.division.id == facts.division.id:
            seen.setdefault(use.figure.id, use)
    return list(seen.values())


def _unknown(facts: Facts) -> dict[Any, int]:
    """By register the largest number of records that a figure of the brief leaves out."""
    found: dict[Any, int] = {}
    for use in _of_the_day(facts):
        left_out = use.value.basis["unknown"]
        if left_out and not _limited(use.figure):
            found[use.figure.register] = max(left_out, found.get(use.figure.register, 0))
    return found


def _limited(figure: Figure) -> bool:
    """Whether a figure counts only some of the records in its states."""
    return bool(figure.where) or bool(figure.since)


def _stage_name(register: Any) -> str:
    return next((column.name for column in register.bound if column.stages is not None), "")


def _sums(facts: Facts) -> Iterable[Finding]:
    """Whether the figures of single states add up to the figure of all states."""
    used = _of_the_day(facts)
    for whole in used:
        stages = whole.figure.source.stages
        if stages is None or whole.figure.states or whole.figure.ratio or _limited(whole.figure):
            continue
        if whole.value.number is None:
            continue
        parts = [
            use
            for use in used
            if use.figure.source is whole.figure.source
            and (use.figure.sums, use.figure.kind) == (whole.figure.sums, whole.figure.kind)
            and len(use.figure.states) == 1
            and not _limited(use.figure)
        ]
        if {use.figure.states[0] for use in parts} != set(stages.order):
            continue
        together = sum(use.value.number or 0 for use in parts)
        if together != whole.value.number:
            yield _differs(whole, together, " + ".join(str(use.figure.label) for use in parts), facts.day)


def _by_township(facts: Facts) -> dict[Figure, list[Value]]:
    """The townships' values of the brief's additive figures, what is held higher up included."""
    wanted = [use.figure for use in _of_the_day(facts) if use.figure.additive and use.value.value is not None]
    found: dict[Figure, list[Value]] = {figure: [] for figure in wanted}
    if not wanted or facts.division.id != facts.tree.county.id:
        return {}
    asked = figures.values(wanted, day=facts.day, actor=facts.actor, division=facts.division, by="township")
    for value in asked:
        found[value.figure].append(value)
    return found


def _unplaced(facts: Facts) -> Iterable[Finding]:
    """How many records of a whole list no township holds."""
    for figure, values in _by_township(facts).items():
        if figure.kind != figures.COUNT or figure.states or _limited(figure):
            continue
        for value in values:
            if value.part == UNPLACED and value.number:
                text = _("%(figure)s: %(n)s of no township") % {
                    "figure": figure.label,
                    "n": wording.digits(value.number),
                }
                yield Finding(text, to_figure(figure, facts.day))


def _places(facts: Facts) -> Iterable[Finding]:
    """Whether the townships, with what is placed nowhere, add up to the whole."""
    parts = _by_township(facts)
    for use in _of_the_day(facts):
        if use.figure in parts:
            together = sum(value.number or 0 for value in parts[use.figure])
            if together != use.value.number:
                yield _differs(use, together, _("the townships"), facts.day)


def _differs(whole: Use, together: Any, what: str, day: date) -> Finding:
    words = {
        "figure": whole.figure.label,
        "n": wording.number(whole.figure, whole.value.value),
        "parts": what,
        "sum": wording.digits(together),
    }
    return Finding(_("%(figure)s is %(n)s, but %(parts)s make %(sum)s") % words, to_figure(whole.figure, day))


def _disproved(facts: Facts) -> Iterable[Finding]:
    """Statements up to the day that a date contradicts, by register, with the first records' names."""
    sources = {use.figure.source for use in facts.uses.values()}
    for source in sources:
        if source.stages is None:
            continue
        register = source.register
        rows = register.reach(facts.actor, Right.READ).limit(register.model.objects.live())
        rows = rows.filter(division__path__startswith=facts.division.path)
        wrong = source.stages.Statement.objects.filter(disproved=True, on__lte=facts.day, record__in=rows)
        records = list(rows.filter(pk__in=wrong.values("record"))[: NAMED + 1])
        if not records:
            continue
        names = "、".join(register.title_of(record, register.sight(facts.actor)) for record in records[:NAMED])
        words = {"register": register.label, "n": wrong.values("record").distinct().count(), "names": names}
        text = _("%(register)s: a sheet states a stage that the dates contradict, records: %(n)s (%(names)s …)")
        if len(records) <= NAMED:
            text = _("%(register)s: a sheet states a stage that the dates contradict, records: %(n)s (%(names)s)")
        link = to_record(register, records[0], facts.day) if len(records) == 1 else to_list(register, "")
        yield Finding(text % words, link)


def listed(register_id: str, day: date, actor: Actor, sentence: str, **filters: str) -> Sequence[Finding]:
    """A finding for modules: how many records a list has under filters, none if it is empty.

    Args:
        register_id: the register.
        day, actor: as of which day, who reads.
        sentence: with `%(n)s`.
        filters: as in the list's address.
    """
    register = registers.get(register_id)
    if not register.may_read(actor):
        return []
    params = {name: [value] for name, value in filters.items()}
    listing = registers.Listing(register, actor, day, params)
    if listing.problems or not listing.count:
        return []
    return [Finding(sentence % {"n": listing.count}, to_list(register, listing.query(as_of=[day.isoformat()])))]
