"""What a list page shows of a `Listing`: heads, rows, totals, chips, further filters, pages."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shuangying.core.calendar import SHANGHAI
from shuangying.core.problems import Invalid
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.registers import numerals
from shuangying.kernel.registers.columns import Column
from shuangying.kernel.registers.declaration import of_model
from shuangying.kernel.registers.listing import NUMBER, Listing
from shuangying.kernel.registers.sight import Sight
from shuangying.kernel.registers.words import words_for

RANGED = ("date", "moment", "number", "money", "area")
WHOLE = ("date", "moment", "bool", "sealed")
"""Kinds whose cells are not broken into lines, however long the names beside them are."""
WORDS = ("state", "choice", "division")
"""Kinds whose cells are broken between words alone."""
NOT_SET_HERE = ("q", "sort", "after", "before", "deleted", "figure")
MOST_OPTIONS = 30
"""Of so many records one is picked from a list; of more it is typed."""


def table_of(listing: Listing, names: Sequence[str], *, counted: bool = True) -> dict[str, Any]:
    """Heads, rows and totals of the named columns, for the table component."""
    register = listing.register
    shown = [register.by_name[name] for name in names if name in register.by_name]
    naming = _naming(shown)
    sight = register.sight(listing.actor)
    editable = register.may_write(listing.actor) and not listing.shows_deleted
    rows = []
    for record in listing.rows:
        address = [register.id, record.uid]
        rows.append(
            {
                "url": reverse("record", args=address),
                "edit_url": reverse("record-edit", args=address) if editable else "",
                "uid": record.uid,
                "deleted": record.deleted_at is not None,
                "cells": [
                    _cell(record, column, sight, listing.day) | {"name": n == naming} for n, column in enumerate(shown)
                ],
            }
        )
    return {
        "heads": [_head(listing, column) for column in shown],
        "rows": rows,
        "totals": [_total(listing, column, first=n == naming) for n, column in enumerate(shown)]
        if register.sums and counted
        else [],
    }


def is_hidden(column: Column, record: Any, text: str, sight: Sight) -> bool:
    """Whether what the reader sees of a value is only its mask."""
    return bool(text and column.mask) and (column.kind == "sealed" or sight.hides(record))


def list_context(listing: Listing, names: Sequence[str], *, counted: bool) -> dict[str, Any]:
    """Everything that the list page shows besides the actions a person may take; without counts if `counted` is False."""
    register = listing.register
    filters = {
        name: values
        for name, values in listing.params.items()
        if name not in ("sort", "after", "before", "deleted") and any(values)
    }
    return {
        "register": register,
        "counted": counted,
        "count": listing.count if counted else None,
        "chips": list(_chips(listing)) if counted else [],
        "filter_fields": [
            field
            for column in sorted(register.bound, key=lambda column: column.kind in RANGED)
            if column.name in register.filters or column.kind in RANGED
            for field in _inputs(listing, column)
        ],
        "kept": [(name, value) for name in ("sort", "deleted", "figure") for value in listing.params.get(name, [])],
        "q": next(iter(listing.params.get("q", [])), ""),
        "searches": bool(register.search) or any(column.kind == "sealed" for column in register.bound),
        "search_url": f"?{listing.query(q=[], **{NUMBER: []})}",
        "column_choices": [
            {"name": column.name, "label": column.label, "shown": column.name in names} for column in register.bound
        ],
        **table_of(listing, names, counted=counted),
        "range_text": _("rows: %(n)s") % {"n": numerals.plain_number(listing.count)}
        if counted
        else _("counting the rows …"),
        "next_url": listing.next_query and f"?{listing.next_query}",
        "prev_url": listing.previous_query and f"?{listing.previous_query}",
        "list_query": listing.query(),
        "deleted": listing.shows_deleted,
        "deleted_url": f"?{listing.query(deleted=[] if listing.shows_deleted else ['1'])}"
        if register.may_write(listing.actor)
        else "",
        "filtered": bool(filters),
        "clear_url": reverse("register-list", args=[register.id]),
        "problems": [words_for(problem) for _name, problem in listing.problems],
    }


def _naming(shown: Sequence[Column]) -> int:
    """The position of the column that names a row: the first one called name, be it of a referenced record; else the first."""
    names = [column.name.rpartition(".")[2] for column in shown]
    return names.index("name") if "name" in names else 0


def _head(listing: Listing, column: Column) -> dict[str, Any]:
    sorted_by, descending = listing.sort
    is_sorted = column.name == sorted_by.name
    wanted = f"-{column.name}" if is_sorted and not descending else column.name
    sortable = column.sortable and (not column.mask or listing.sees_all)
    return {
        "label": column.label,
        "unit": column.unit,
        "align_end": column.align_end,
        "sort_url": f"?{listing.query(sort=[wanted])}" if sortable else "",
        "sorted": ("descending" if descending else "ascending") if is_sorted else "",
    }


def _cell(record: Any, column: Column, sight: Sight, day: date) -> dict[str, Any]:
    text = column.text(record, sight)
    return {
        "text": _short(column.raw(record), day) if column.kind == "moment" and text else text,
        "unit": column.unit if text else "",
        "code": column.name == "code",
        "whole": column.kind in WHOLE or column.mask == "name",
        "words": column.kind in WORDS,
        "masked": is_hidden(column, record, text, sight),
    }


def _short(moment: Any, day: date) -> str:
    """An instant in a list: without its year where it is that of the day."""
    local = moment.astimezone(SHANGHAI)
    return f"{local:%m-%d %H:%M}" if local.year == day.year else f"{local:%Y-%m-%d %H:%M}"


def _total(listing: Listing, column: Column, *, first: bool) -> dict[str, Any] | None:
    if first:
        return {"text": _("Total: %(n)s") % {"n": numerals.plain_number(listing.count)}, "unit": ""}
    total = listing.totals.get(column.name)
    return None if total is None else {"text": column.show(total), "unit": column.unit}


def _chips(listing: Listing) -> Iterator[dict[str, Any]]:
    """All, then the values of the first state or choice filter, then what else is set, each taken away by a click."""
    chips = listing.chips
    first = chips[0].column if chips else ""
    group = [chip for chip in chips if chip.column == first]
    if group:
        active = any(chip.active for chip in group)
        yield {
            "label": _("All"),
            "count": listing.everything,
            "url": f"?{listing.query(**{first: []})}",
            "active": not active,
        }
    for chip in group:
        yield {"label": chip.label or _("unknown"), "count": chip.count, "url": f"?{chip.query}", "active": chip.active}
    others = list(_set(listing, first))
    if others and group:
        yield {"bar": True}
    yield from others


def _set(listing: Listing, first: str) -> Iterator[dict[str, Any]]:
    if NUMBER in listing.conditions:
        yield {
            "label": _("with the number looked for"),
            "count": None,
            "url": f"?{listing.query(**{NUMBER: []})}",
            "active": True,
            "removable": True,
        }
    for name, values in listing.params.items():
        if name in NOT_SET_HERE or name == first or name not in listing.conditions:
            continue
        base = name.removesuffix("_from").removesuffix("_to")
        column = listing.register.by_name.get(name) or listing.register.by_name.get(base)
        if column is None:
            continue
        shown = "、".join(_shown(column, name, value) for value in values if value)
        label = shown if column.kind in ("state", "choice", "division") else f"{column.label} {shown}"
        yield {
            "label": label,
            "count": None,
            "url": f"?{listing.query(**{name: []})}",
            "active": True,
            "removable": True,
        }


def _shown(column: Column, name: str, value: str) -> str:
    if value == "unknown":
        return _("unknown")
    try:
        shown = numerals.with_unit(column.show(column.parse(value)), column.unit)
    except Invalid:
        shown = value
    if name == column.name:
        return shown
    first = name.endswith("_from")
    if column.kind in ("date", "moment"):
        return (_("from %(value)s") if first else _("to %(value)s")) % {"value": shown}
    return (_("at least %(value)s") if first else _("at most %(value)s")) % {"value": shown}


def _inputs(listing: Listing, column: Column) -> Iterator[dict[str, Any]]:
    def field(name: str, label: str, choices: Any = ()) -> dict[str, Any]:
        value = next(iter(listing.params.get(name, [])), "")
        return {"name": name, "label": label, "kind": column.kind, "choices": choices, "value": value}

    label = str(column.label)
    if column.kind in RANGED:
        if column.sheet_unit:
            words = {"label": label, "unit": numerals.unit_text(column.sheet_unit)}
            label = _("%(label)s (%(unit)s)") % words
        yield field(f"{column.name}_from", _("%(label)s: from") % {"label": label}) | {"range": "first"}
        yield field(f"{column.name}_to", _("%(label)s: to") % {"label": label}) | {"range": "last"}
    elif column.kind == "division":
        if not column.of:
            yield field(column.name, label, _places(listing))
    elif column.kind == "reference":
        assert column.related is not None
        rows = of_model(column.related).visible(listing.actor)
        found = list(rows[: MOST_OPTIONS + 1])
        sight = of_model(column.related).sight(listing.actor)
        options = [(str(row.uid), of_model(column.related).title_of(row, sight)) for row in found]
        yield field(
            column.name, label, sorted(options, key=lambda option: option[1]) if len(found) <= MOST_OPTIONS else ()
        )
    elif column.kind == "bool":
        yield field(column.name, label, [("1", _("yes")), ("0", _("no"))])
    elif column.kind != "sealed":
        unknown = [("unknown", _("unknown"))] if column.kind == "state" else []
        yield field(column.name, label, [*column.choices, *unknown])


def _places(listing: Listing) -> list[tuple[str, str]]:
    """The townships that the reader sees, or the villages where it is one township alone."""
    tree = divisions.tree(listing.day)
    reach = listing.register.reach(listing.actor)
    found = [node for node in tree.at_level("township") if reach.covers(node.path)]
    if len(found) <= 1:
        found += [node for node in tree.at_level("village") if reach.covers(node.path)]
    return [(node.code, node.name) for node in found]
