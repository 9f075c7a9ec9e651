"""A register's form: one field a column, made from the declaration; what was typed comes back unchanged."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _

from shuangying.core.problems import Invalid, Problem
from shuangying.kernel.accounts.api import Actor, Right
from shuangying.kernel.audit import api as audit
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.divisions.models import Division
from shuangying.kernel.registers import numerals
from shuangying.kernel.registers.columns import Column
from shuangying.kernel.registers.declaration import Register, of_model
from shuangying.kernel.registers.words import words_for
from shuangying.kernel.registers.writing import Change, Problems, parse_values

MOST_OPTIONS = 30
"""Of so many one is picked from a list; of more it is typed."""
TEXT, SHOWN, CLEAR = "-text", "-shown", "-clear"
"""Beside a reference's own value: what stands in its field, and what stood there when the value was chosen; beside a
sealed value's: that it is to be taken away."""


@dataclass(frozen=True)
class Filling:
    """Who fills in a form, and as of which day.

    Attributes:
        register: whose records.
        actor, day: who and when.
        prefix: what stands before the names of the fields, where they are a line of a grid.
        few: what may be chosen by column, looked up once for all lines.
    """

    register: Register
    actor: Actor
    day: date
    prefix: str = ""
    few: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict, compare=False)


def form_columns(register: Register, *, in_whole: bool) -> list[Column]:
    """The columns of a form: those that a person fills in.

    Args:
        register: whose records.
        in_whole: whether the whole that a part belongs to is known, and so is not told by its own columns.
    """
    whole = register.part_of
    told_inline = bool(whole) and whole in register.linked and not in_whole
    own = [
        column
        for column in register.bound
        if not column.only_by_action
        and (not whole or told_inline or column.of != whole)
        and not (column.name == "division" and register.place_from)
    ]
    return [register.inline_references[whole], *own] if whole in register.inline_references and not told_inline else own


def changes_of(register: Register, posted: Mapping[str, str], record: Any, day: date) -> tuple[Change, Problems]:
    """What a posted form asks to be written, and what cannot be read in it."""
    columns = [*register.entered, *register.inline_references.values()]
    raw = _as_typed(columns, posted, record)
    values, problems = parse_values(register, raw)
    blank = [column for column in columns if column.required and values.get(column.name, "") is None]
    problems += [(column.name, Problem("required", {"column": column.label})) for column in blank]
    states = {
        column.name: posted[column.name]
        for column in register.bound
        if column.stages is not None and posted.get(column.name) in column.stages.order
    }
    return Change(values, record, states, day), problems


def typed_values(
    register: Register, columns: Sequence[Column], posted: Mapping[str, str], record: Any
) -> tuple[dict[str, Any], Problems]:
    """The values of some columns as a posted form gives them, and what cannot be read or is missing."""
    values: dict[str, Any] = {}
    problems: Problems = []
    for name, text in _as_typed(columns, posted, record).items():
        column = next(one for one in columns if one.name == name)
        try:
            values[name] = column.parse(text) if text.strip() else None
        except Invalid as error:
            problems.append((name, error.problem))
    return values, problems


def _as_typed(columns: Iterable[Column], posted: Mapping[str, str], record: Any) -> dict[str, str]:
    """The posted values that say something: a sealed value left empty says nothing, and a typed reference counts as typed."""
    raw = {}
    for column in columns:
        name = column.name
        if column.kind == "sealed":
            if posted.get(name, "").strip():
                raw[name] = posted[name]
            elif f"{name}{CLEAR}" in posted:
                raw[name] = ""
        elif f"{name}{TEXT}" in posted:
            text = posted[f"{name}{TEXT}"].strip()
            chosen = text == posted.get(f"{name}{SHOWN}", "").strip()
            raw[name] = posted.get(name, "") if chosen else text
        elif name in posted:
            raw[name] = posted[name]
    return raw


def groups_of(
    filling: Filling, record: Any, posted: Mapping[str, str] | None, problems: Problems, given: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """What the form shows: the record's own fields, and those of each record that it names inline.

    Args:
        filling: who fills in whose form.
        record: the record, None for a new one.
        posted: what was typed, None where the form is opened.
        problems: what is wrong with it, by column.
        given: values that a new record has from where the form was opened.
    """
    register = filling.register
    columns = form_columns(register, in_whole=record is not None or register.part_of in given)
    fields = fields_of(filling, columns, record, posted, problems, given)
    groups: dict[str, dict[str, Any]] = {}
    for one in fields:
        of = one["of"]
        if of not in groups:
            label = register.by_name[of].label if of else ""
            known = reverse("register-known", args=[register.id, of]) if of else ""
            groups[of] = {"label": label, "known_url": known, "fields": []}
        groups[of]["fields"].append(one)
    return list(groups.values())


def fields_of(
    filling: Filling,
    columns: Sequence[Column],
    record: Any,
    posted: Mapping[str, str] | None,
    problems: Problems,
    given: Mapping[str, Any],
) -> list[dict[str, Any]]:
    """The fields of these columns: per column its value as typed or kept, and its problems."""
    wrong: dict[str, list[str]] = {}
    for name, problem in problems:
        wrong.setdefault(name, []).append(words_for(problem))
    return [_field(filling, column, record, posted, wrong.get(column.name, []), given) for column in columns]


def _field(
    filling: Filling,
    column: Column,
    record: Any,
    posted: Mapping[str, str] | None,
    problems: list[str],
    given: Mapping[str, Any],
) -> dict[str, Any]:
    raw = _kept(filling.register, column, record, given)
    kept = "" if raw is None or column.stages is not None else column.entered(raw)
    shown = {
        "name": filling.prefix + column.name,
        "column": column.name,
        "of": column.of,
        "label": column.label,
        "help": _state_help(column, record, filling.day) if column.stages is not None else column.help,
        "required": column.required,
        "kind": column.kind,
        "holds": column.holds,
        "unit": numerals.unit_text(column.sheet_unit),
        "value": kept if posted is None else posted.get(column.name, ""),
        "problems": problems,
        "choices": (),
    }
    if column.kind == "sealed":
        mask = column.text(record) if record is not None else ""
        return shown | {"placeholder": mask, "cleared": bool(posted and f"{column.name}{CLEAR}" in posted)}
    if column.kind == "bool":
        return shown | {"choices": (("1", _("yes")), ("0", _("no"))), "value": _yes_no(shown["value"], column)}
    if column.kind in ("division", "reference"):
        return shown | _choice(filling, column, raw, posted, str(shown["value"]))
    return shown | {"choices": [(code, str(label)) for code, label in column.choices]}


def _kept(register: Register, column: Column, record: Any, given: Mapping[str, Any]) -> Any:
    """The value that the record has, or that a new one would have."""
    if record is not None:
        return column.raw(record)
    if column.name in given:
        return given[column.name]
    if column.of or column.stages is not None or column.related:
        return None
    model_field = register.model._meta.get_field(column.name)
    assert isinstance(model_field, models.Field)
    return model_field.get_default() if model_field.has_default() else None


def _yes_no(value: Any, column: Column) -> str:
    """A yes or no as its field holds it; what cannot be read stays as typed."""
    text = str(value).strip()
    with suppress(Invalid):
        return ("1" if column.parse(text) else "0") if text else ""
    return text


def _choice(filling: Filling, column: Column, raw: Any, posted: Mapping[str, str] | None, value: str) -> dict[str, Any]:
    """A division or a record of another register: picked from a short list, or typed where there are many."""
    if column.name not in filling.few:
        filling.few[column.name] = options(filling, column, "", MOST_OPTIONS + 1)
    few = [*filling.few[column.name]]
    if len(few) <= MOST_OPTIONS:
        if raw is not None and value and value not in {code for code, _label, _note in few}:
            few.append((value, _title(column, raw, filling.actor), ""))
        sole = len(few) == 1 and posted is None and raw is None and column.kind == "division"
        return {
            "choices": [(code, label) for code, label, _note in few],
            "value": few[0][0] if sole else value,
        }
    shown = "" if raw is None else _title(column, raw, filling.actor)
    text = shown
    if posted is not None:
        text, shown = posted.get(f"{column.name}{TEXT}", value), posted.get(f"{column.name}{SHOWN}", "")
    return {
        "typed": True,
        "text": text,
        "shown": shown,
        "choose_url": reverse("register-choices", args=[filling.register.id, column.name]),
    }


def _title(column: Column, value: Any, actor: Actor) -> str:
    if column.kind == "division":
        return str(value.whole_name if value.level == divisions.Level.VILLAGE else value.name)
    other = of_model(type(value))
    return other.title_of(value, other.sight(actor))


def options(filling: Filling, column: Column, text: str, most: int) -> list[tuple[str, str, str]]:
    """What may be chosen in a column, as (value, label, note): within the person's reach, with the text in its name."""
    if column.kind == "division":
        return _divisions(filling, column, text, most)
    from shuangying.kernel.registers.listing import Listing

    assert column.related is not None
    other = of_model(column.related)
    found = Listing(other, filling.actor, filling.day, {"q": [text]} if text else {}, most)
    sight = other.sight(filling.actor)
    return [(str(row.uid), other.title_of(row, sight), row.division.name) for row in found.rows]


def _divisions(filling: Filling, column: Column, text: str, most: int) -> list[tuple[str, str, str]]:
    """Divisions by name: the higher ones first, a village with its township; where somebody comes from, all of China."""
    tree = divisions.tree(filling.day)
    reach = filling.register.reach(filling.actor, Right.WRITE)
    own = column.name == "division"
    found = []
    for level in ("county", "township", "village"):
        for node in [tree.county] if level == "county" else tree.at_level(level):
            above = tree.nodes[node.parent_id].name if level == "village" and node.parent_id else ""
            if (not own or reach.covers(node.path)) and text in f"{above}{node.name}":
                found.append((node.code, f"{above}{node.name}", ""))
                if len(found) == most:
                    return found
    if text and column.name.rpartition(".")[2] != "division":
        known = {code for code, _name, _note in found}
        elsewhere = Division.objects.filter(name__contains=text).exclude(level="village").select_related("parent")
        found += [(one.code, one.whole_name, "") for one in elsewhere[: most - len(found)] if one.code not in known]
    return found


def _state_help(column: Column, record: Any, day: date) -> str:
    now = column.text(record) if record is not None else ""
    words = {"day": numerals.day_text(day), "now": now or _("unknown")}
    return _("As of %(day)s: %(now)s. Dates decide; choose here only what was seen without a date.") % words


def reason_field(value: str, problems: Sequence[str]) -> dict[str, Any]:
    """The field that asks why a record is deleted, or why something is done to it."""
    return {
        "name": "reason",
        "label": _("Reason"),
        "kind": "long",
        "value": value,
        "problems": problems,
        "required": True,
    }


def versions(filling: Filling, record: Any, posted: Mapping[str, str], theirs: Any) -> dict[str, Any]:
    """Both versions beside each other, after somebody else saved meanwhile."""
    register = filling.register
    sight = register.sight(filling.actor)
    newest = audit.history(register.id, record.pk)[0]
    columns = form_columns(register, in_whole=True)
    typed = _as_typed(columns, posted, record)
    rows = []
    for column in columns:
        if column.stages is not None:
            continue
        now = column.text(theirs, sight)
        mine = now if column.kind == "sealed" and column.name not in typed else typed.get(column.name, "")
        with suppress(Invalid):
            mine = column.show(column.parse(mine)) if mine and mine != now else mine
        old, _new = newest.changes.get(column.name, (None, None))
        before = column.show_kept(old) if column.name in newest.changes and old not in (None, "") else now
        if column.name in newest.changes and old in (None, ""):
            before = ""
        if now or mine or before:
            rows.append({"label": column.label, "before": before, "theirs": now, "mine": mine, "differs": mine != now})
    return {"who": newest.actor_name or newest.actor, "at": newest.at, "rows": rows}
