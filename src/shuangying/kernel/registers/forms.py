"""A register's form: one field a column, made from the declaration; what was typed comes back unchanged."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest

from shuangying.kernel.accounts.api import Right
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.divisions.models import Division
from shuangying.kernel.registers.columns import Column
from shuangying.kernel.registers.declaration import Register, of_model
from shuangying.kernel.registers.words import words_for
from shuangying.kernel.registers.writing import Change, Problems, parse_values

MOST_OPTIONS = 300


def changes_of(register: Register, posted: Mapping[str, str], record: Any, day: date) -> tuple[Change, Problems]:
    """What a posted form asks to be written, and what cannot be read in it."""
    values, problems = parse_values(register, posted)
    states = {}
    for column in register.bound:
        if column.stages is not None and posted.get(column.name):
            states[column.name] = posted[column.name]
            if posted[column.name] not in column.stages.order:
                states.pop(column.name)
    return Change(values, record, states, day), problems


def fields_of(
    register: Register,
    record: Any,
    posted: Mapping[str, str] | None,
    problems: Problems,
    theirs: Any,
    request: HttpRequest,
) -> list[dict[str, Any]]:
    """What the form shows: per column its value as typed or kept, its problems, and, after a clash, the other person's value."""
    wrong: dict[str, list[str]] = {}
    for name, problem in problems:
        wrong.setdefault(name, []).append(words_for(problem))
    fields = []
    for column in register.bound:
        kept = column.entered(column.raw(record)) if record is not None and column.kind != "state" else ""
        typed = posted.get(column.name, "") if posted is not None else kept
        other = "" if theirs is None or column.kind == "state" else column.entered(column.raw(theirs))
        fields.append(
            {
                "column": column,
                "name": column.name,
                "label": column.label,
                "help": column.help,
                "required": column.required,
                "kind": column.kind,
                "unit": column.sheet_unit,
                "value": typed,
                "problems": wrong.get(column.name, []),
                "theirs": other if theirs is not None and other != typed else None,
                "theirs_text": column.text(theirs) if theirs is not None and column.kind != "state" else "",
                "options": _options(register, column, request),
                "now": column.text(record) if record is not None and column.kind == "state" else "",
            }
        )
    return fields


def _options(register: Register, column: Column, request: HttpRequest) -> list[tuple[str, str]]:
    if column.kind in ("choice", "state"):
        return [(code, str(label)) for code, label in column.choices]
    if column.kind == "division":
        tree = divisions.tree(request.as_of)
        reach = register.reach(request.actor, Right.WRITE)
        nodes = [tree.county, *tree.at_level("township")]
        options = [(node.code, node.name) for node in nodes if reach.covers(node.path)]
        return options or _own_divisions(request)
    if column.kind == "reference" and column.related is not None:
        rows = of_model(column.related).visible(request.actor)[:MOST_OPTIONS]
        return [(str(row.uid), str(row)) for row in rows]
    return []


def _own_divisions(request: HttpRequest) -> list[tuple[str, str]]:
    found = Division.objects.filter(pk__in=[post.division_id for post in request.actor.posts])
    return [(division.code, division.name) for division in found]
