"""A register's form: one field a column, made from the declaration; what was typed comes back unchanged."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from shuangying.core.problems import Invalid, Problem
from shuangying.kernel.accounts.api import Right
from shuangying.kernel.audit import api as audit
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.divisions.models import Division
from shuangying.kernel.registers import numerals
from shuangying.kernel.registers.columns import Column
from shuangying.kernel.registers.declaration import Register, of_model
from shuangying.kernel.registers.words import words_for
from shuangying.kernel.registers.writing import Change, Problems, parse_values

MOST_OPTIONS = 300


def changes_of(register: Register, posted: Mapping[str, str], record: Any, day: date) -> tuple[Change, Problems]:
    """What a posted form asks to be written, and what cannot be read in it."""
    values, problems = parse_values(register, posted)
    if problems:
        problems += [
            (column.name, Problem("required", {"column": column.label}))
            for column in register.stored
            if column.required and column.name in values and values[column.name] is None
        ]
    states = {
        column.name: posted[column.name]
        for column in register.bound
        if column.stages is not None and posted.get(column.name) in column.stages.order
    }
    return Change(values, record, states, day), problems


def fields_of(
    register: Register, request: HttpRequest, record: Any, posted: Mapping[str, str] | None, problems: Problems
) -> list[dict[str, Any]]:
    """What the form shows: per column its value as typed or kept, and its problems."""
    wrong: dict[str, list[str]] = {}
    for name, problem in problems:
        wrong.setdefault(name, []).append(words_for(problem))
    fields = []
    for column in register.bound:
        if column.kind == "division" and register.place_from:
            continue
        kept = "" if column.stages is not None or record is None else column.entered(column.raw(record))
        choices = _choices(register, column, request)
        if record is None and posted is None and column.kind == "division" and len(choices) == 1:
            kept = choices[0][0]
        fields.append(
            {
                "name": column.name,
                "label": column.label,
                "help": _state_help(column, record, request.as_of) if column.stages is not None else column.help,
                "required": column.required,
                "kind": column.kind,
                "unit": numerals.unit_text(column.sheet_unit),
                "value": kept if posted is None else posted.get(column.name, ""),
                "problems": wrong.get(column.name, []),
                "choices": choices,
            }
        )
    return fields


def _state_help(column: Column, record: Any, day: date) -> str:
    now = column.text(record) if record is not None else ""
    words = {"day": numerals.day_text(day), "now": now or _("unknown")}
    return _("As of %(day)s: %(now)s. Dates decide; choose here only what was seen without a date.") % words


def reason_field(value: str, problems: Sequence[str]) -> dict[str, Any]:
    """The field that asks why a record is deleted."""
    return {
        "name": "reason",
        "label": _("Reason"),
        "kind": "long",
        "value": value,
        "problems": problems,
        "required": True,
    }


def versions(register: Register, record: Any, posted: Mapping[str, str], theirs: Any) -> dict[str, Any]:
    """Both versions beside each other, after somebody else saved meanwhile."""
    newest = audit.history(register.id, record.pk)[0]
    rows = []
    for column in register.stored:
        mine = posted.get(column.name, "")
        with suppress(Invalid):
            mine = column.show(column.parse(mine)) if mine else ""
        now = column.text(theirs)
        old, _new = newest.changes.get(column.name, (None, None))
        before = column.show_kept(old) if column.name in newest.changes and old not in (None, "") else now
        if column.name in newest.changes and old in (None, ""):
            before = ""
        if now or mine or before:
            rows.append({"label": column.label, "before": before, "theirs": now, "mine": mine, "differs": mine != now})
    return {"who": newest.actor_name or newest.actor, "at": newest.at, "rows": rows}


def _choices(register: Register, column: Column, request: HttpRequest) -> list[tuple[str, str]]:
    if column.kind in ("choice", "state"):
        return [(code, str(label)) for code, label in column.choices]
    if column.kind == "division":
        tree = divisions.tree(request.as_of)
        reach = register.reach(request.actor, Right.WRITE)
        nodes = [tree.county, *tree.at_level("township")]
        return [(node.code, node.name) for node in nodes if reach.covers(node.path)] or _own_divisions(request)
    if column.kind == "reference" and column.related is not None:
        rows = of_model(column.related).visible(request.actor)[:MOST_OPTIONS]
        return [(str(row.uid), str(row)) for row in rows]
    return []


def _own_divisions(request: HttpRequest) -> list[tuple[str, str]]:
    found = Division.objects.filter(pk__in=[post.division_id for post in request.actor.posts])
    return [(division.code, division.name) for division in found]
