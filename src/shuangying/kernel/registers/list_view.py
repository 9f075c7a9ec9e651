"""What a list page shows of a `Listing`: heads, rows, totals, chips, further filters, pages."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shuangying.core.problems import Invalid
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.registers import numerals
from shuangying.kernel.registers.columns import Column
from shuangying.kernel.registers.listing import Listing
from shuangying.kernel.registers.words import words_for

RANGED = ("date", "number", "money", "area")
WHOLE = ("date", "state", "choice", "division", "bool")
"""Kinds whose cells are not broken into lines, however long the names beside them are."""
NOT_SET_HERE = ("q", "sort", "after", "before", "deleted", "figure")


def table_of(listing: Listing, names: Sequence[str], *, counted: bool = True) -> dict[str, Any]:
    """Heads, rows and totals of the named columns, for the table component."""
    register = listing.register
    shown = [register.by_name[name] for name in names if name in register.by_name]
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
                "cells": [_cell(record, column) for column in shown],
            }
        )
    return {
        "heads": [_head(listing, column) for column in shown],
        "rows": rows,
        "totals": [_total(listing, column, first=n == _first_name(shown)) for n, column in enumerate(shown)]
        if register.sums and counted
        else [],
    }


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


def _first_name(shown: Sequence[Column]) -> int:
    return next((n for n, column in enumerate(shown) if column.name == "name"), 0)


def _head(listing: Listing, column: Column) -> dict[str, Any]:
    sorted_by, descending = listing.sort
    is_sorted = column.name == sorted_by.name
    wanted = f"-{column.name}" if is_sorted and not descending else column.name
    return {
        "label": column.label,
        "unit": column.unit,
        "align_end": column.align_end,
        "sort_url": f"?{listing.query(sort=[wanted])}" if column.sortable else "",
        "sorted": ("descending" if descending else "ascending") if is_sorted else "",
    }


def _cell(record: Any, column: Column) -> dict[str, Any]:
    text = column.text(record)
    return {
        "text": text,
        "unit": column.unit if text else "",
        "name": column.name == "name",
        "code": column.name == "code",
        "whole": column.kind in WHOLE,
    }


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
        everything = sum(chip.count or 0 for chip in group)
        active = any(chip.active for chip in group)
        yield {"label": _("All"), "count": everything, "url": f"?{listing.query(**{first: []})}", "active": not active}
    for chip in group:
        yield {"label": chip.label or _("unknown"), "count": chip.count, "url": f"?{chip.query}", "active": chip.active}
    others = list(_set(listing, first))
    if others and group:
        yield {"bar": True}
    yield from others


def _set(listing: Listing, first: str) -> Iterator[dict[str, Any]]:
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
    if column.kind == "date":
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
        tree = divisions.tree(listing.day)
        reach = listing.register.reach(listing.actor)
        yield field(
            column.name,
            label,
            [(node.code, node.name) for node in tree.at_level("township") if reach.covers(node.path)],
        )
    elif column.kind == "reference":
        return
    else:
        unknown = [("unknown", _("unknown"))] if column.kind == "state" else []
        yield field(column.name, label, [*column.choices, *unknown])
