"""The page on which a unit answers its numbers of the day, and the page of who has not."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from shuangying.kernel.accounts.api import Right
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.figures.answering import Question, Sheet, answer, sheets
from shuangying.kernel.figures.declaration import Figure
from shuangying.kernel.figures.silence import Silence, owed, silences
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers import numerals
from shuangying.kernel.registers.api import TOWNSHIP
from shuangying.kernel.registers.words import words_for

SHOWN_TOGETHER = 3
"""So many units stand on one page; of more one is chosen."""


def answer_page(request: HttpRequest) -> HttpResponse:
    """The numbers that the person's units owe for the day, answered in one go."""
    if not registers.get("figures.tallies").may_write(request.actor):
        raise Http404
    day, unit = request.as_of, request.GET.get("unit", "")
    everything = sheets(request.actor, day, unit=unit)
    if unit and not everything:
        raise Http404
    chosen = everything if unit or len(everything) <= SHOWN_TOGETHER else []
    if request.method == "POST" and chosen:
        posted = {name: str(value) for name, value in request.POST.items()}
        written = answer(request.actor, chosen, posted)
        if written:
            messages.success(request, _("Numbers reported: %(n)s") % {"n": written})
        wrong = sum(bool(question.problems) for sheet in chosen for question in sheet.questions)
        if not wrong:
            if not written:
                messages.info(request, _("Nothing was changed."))
            return redirect(request.get_full_path())
    late = day < request.today
    context = {
        "day": day,
        "late": late,
        "sheets": [_sheet(sheet, day) for sheet in chosen],
        "open": sum(sheet.open for sheet in chosen),
        "entered": any(not _told_by_records(question) for sheet in chosen for question in sheet.questions),
        "wrong": sum(bool(question.problems) for sheet in chosen for question in sheet.questions),
        "units": []
        if chosen
        else [_unit(sheet, request) for sheet in sorted(everything, key=lambda one: not one.open)],
        "single": chosen[0].unit if len(chosen) == 1 else None,
        "silent_url": reverse("silent"),
    }
    return render(request, "figures/answer.html", context, status=422 if context["wrong"] else 200)


def _sheet(sheet: Sheet, day: date) -> dict[str, Any]:
    return {
        "unit": sheet.unit,
        "open": sheet.open,
        "questions": [_question(question, day) for question in sheet.questions],
    }


def _question(question: Question, day: date) -> dict[str, Any]:
    tally = question.tally
    value = question.typed if question.typed is not None else "" if tally is None else str(tally.value)
    return {
        "name": question.name,
        "label": question.figure.label,
        "definition": question.figure.definition,
        "unit": question.figure.unit,
        "value": value,
        "version": "" if tally is None else tally.version,
        "answered": question.is_answered,
        "late": tally is not None and tally.late,
        "keeps_records": question.keeps_records,
        "records": question.records,
        "history_url": "" if tally is None else reverse("record", args=["figures.tallies", tally.uid]),
        "earlier": [
            {"day": one, "text": _("not reported") if number is None else numerals.plain_number(number)}
            for one, number in (() if question.keeps_records else question.earlier)
        ],
        "problems": [words_for(problem) for problem in question.problems],
    }


def _told_by_records(question: Question) -> bool:
    """Whether nothing is to be filled in, because the unit's records give the number."""
    return question.keeps_records and question.records is not None and question.tally is None and not question.typed


def _unit(sheet: Sheet, request: HttpRequest) -> dict[str, Any]:
    kept = [f"unit={sheet.unit.uid}"]
    if request.as_of != request.today:
        kept.append(f"as_of={request.as_of}")
    return {
        "name": sheet.unit.name,
        "place": sheet.unit.division.name,
        "open": sheet.open,
        "of": len(sheet.questions),
        "url": f"{reverse('answer')}?{'&'.join(kept)}",
    }


def silent_page(request: HttpRequest) -> HttpResponse:
    """Who owes an answer for the day and has said nothing, by township, with a text to send around."""
    register = registers.get("figures.tallies")
    if not register.may_read(request.actor):
        raise Http404
    reach = register.reach(request.actor, Right.READ)
    tree = divisions.tree(request.as_of)
    found = [
        one
        for one in silences(owed(), request.as_of, request.actor)
        if reach.covers(tree.node(one.reporter.division_id).path)
    ]
    wanted = request.GET.get("figure", "")
    shown = [one for one in found if one.figure.id == wanted] if wanted else found
    groups = grouped(shown, tree)
    context = {
        "day": request.as_of,
        "chips": _chips(found, wanted, request),
        "groups": groups,
        "units": sum(len(group["units"]) for group in groups),
        "text": to_send(groups, request.as_of),
        "answer_url": reverse("answer") if register.may_write(request.actor) else "",
    }
    return render(request, "figures/silent.html", context)


def grouped(found: Sequence[Silence], tree: Any) -> list[dict[str, Any]]:
    """Silent units by township, each with what it owes since when, in the county's order."""
    groups: dict[str, dict[Any, dict[Any, list[Silence]]]] = {}
    for one in found:
        township = tree.roll_up(one.reporter.division_id, "township")
        place = tree.node(township).name if township is not None else tree.county.name
        since = groups.setdefault(place, {}).setdefault(one.reporter, {})
        since.setdefault(one.since, []).append(one)
    return [
        {
            "name": name,
            "units": [
                {"name": reporter.name, "owes": [_owes(together) for together in since.values()]}
                for reporter, since in units.items()
            ],
        }
        for name, units in groups.items()
    ]


def _owes(together: Sequence[Silence]) -> dict[str, Any]:
    """What is owed since one day."""
    first = together[0]
    return {
        "labels": _(", ").join(str(called(one.figure)) for one in together),
        "long": first.days is None or first.days > 1,
        "since_text": since_text(first),
    }


def called(figure: Figure) -> Any:
    """What is owed: the figure, or the list that townships keep."""
    return figure.register.label if figure.register.kept_by == TOWNSHIP else figure.label


def since_text(one: Silence) -> str:
    """Since when somebody is silent, in words."""
    if one.since is None:
        return _("never said anything")
    if one.since == one.day:
        return _("of the day")
    words = {"day": numerals.day_text(one.since, "short"), "n": one.days}
    return _("since %(day)s, %(n)s days") % words


def to_send(groups: Sequence[dict[str, Any]], day: date) -> str:
    """The list of names as a message for a chat group."""
    if not groups:
        return ""
    lines = [_("Not reported as of %(day)s, 24:00:") % {"day": numerals.day_text(day, "short")}]
    for group in groups:
        units = [_sentence(unit) for unit in group["units"]]
        lines.append(_("%(place)s: %(units)s") % {"place": group["name"], "units": _("; ").join(units)})
    lines.append(_("Please report now. Where there was nothing report 0."))
    return "\n".join(lines)


def _sentence(unit: dict[str, Any]) -> str:
    owed_now = []
    for one in unit["owes"]:
        words = {"figures": one["labels"], "since": one["since_text"]}
        owed_now.append(_("%(figures)s, %(since)s") % words if one["long"] else one["labels"])
    return _("%(unit)s (%(figures)s)") % {"unit": unit["name"], "figures": _("; ").join(owed_now)}


def _chips(found: Sequence[Silence], wanted: str, request: HttpRequest) -> list[dict[str, Any]]:
    counts: dict[Figure, int] = {}
    for one in found:
        counts[one.figure] = counts.get(one.figure, 0) + 1
    kept = f"as_of={request.as_of}&" if request.as_of != request.today else ""
    everything = {
        "label": _("All"),
        "count": len({one.reporter.key for one in found}),
        "query": kept,
        "active": not wanted,
    }
    return [
        everything,
        *(
            {"label": called(figure), "count": n, "query": f"{kept}figure={figure.id}", "active": figure.id == wanted}
            for figure, n in counts.items()
        ),
    ]
