"""What a record's page shows: its facts in groups, its parts, what else points to it, what can be done to it."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuangying.kernel.accounts.api import Actor, Right
from shuangying.kernel.registers import declaration, numerals
from shuangying.kernel.registers.columns import Column
from shuangying.kernel.registers.declaration import Register, of_model
from shuangying.kernel.registers.list_view import is_hidden, table_of
from shuangying.kernel.registers.listing import Listing
from shuangying.kernel.registers.sight import Sight

SHOWN_PARTS = 50
USUAL_REASONS = (
    gettext_lazy("Call the person back"),
    gettext_lazy("Check who it is"),
    gettext_lazy("Trace contacts"),
    gettext_lazy("Hand over to the hospital"),
    gettext_lazy("Correct the record"),
)
"""Why sealed values are usually asked for; a person may give any other reason."""


def fact_groups(
    register: Register, record: Any, actor: Actor, revealed: Mapping[str, str] | None = None
) -> list[dict[str, Any]]:
    """The record's own values, then those of each record that it names inline.

    Args:
        register, record: whose.
        actor: who reads.
        revealed: plain values given away to the reader on this page, by column.

    Returns:
        Groups of facts; those of named records have a label, and an address where the reader may open the record.
    """
    sight = register.sight(actor)
    columns: dict[str, list[Column]] = {}
    for column in register.bound:
        columns.setdefault(column.of, []).append(column)
    groups = []
    for reference, inside in columns.items():
        named = getattr(record, reference) if reference else record
        facts = [_fact(record, column, actor, sight, revealed or {}) for column in inside]
        label = register.by_name[reference].label if reference else ""
        url = record_url(named, actor) if reference else ""
        groups.append({"label": label, "url": url, "facts": facts if named is not None else []})
    return groups


def _fact(record: Any, column: Column, actor: Actor, sight: Sight, revealed: Mapping[str, str]) -> dict[str, Any]:
    text = column.text(record, sight)
    given = column.name in revealed
    return {
        "name": column.name,
        "label": column.label,
        "text": revealed[column.name] if given else text,
        "unit": column.unit if text else "",
        "wide": column.kind == "long",
        "url": record_url(column.raw(record), actor) if column.kind == "reference" and text else "",
        "masked": not given and is_hidden(column, record, text, sight),
        "revealed": given,
    }


def record_url(record: Any, actor: Actor) -> str:
    """The address of a record's page, "" where the reader may not open it."""
    if record is None:
        return ""
    register = of_model(type(record))
    if not register.reach(actor).covers(record.division.path):
        return ""
    return reverse("record", args=[register.id, record.uid])


def whole_of(register: Register, record: Any) -> Any:
    """The record that this one is a part of, None where it stands alone."""
    return getattr(record, register.part_of) if register.part_of else None


def crumbs(register: Register, record: Any, actor: Actor) -> list[dict[str, str]]:
    """The way down to a record's page: its register, behind the whole that it is a part of where the menu has only that."""
    whole = whole_of(register, record) if record is not None and not register.in_menu else None
    above = crumbs_to(whole, actor) if whole is not None and record_url(whole, actor) else []
    return [*above, {"label": str(register.label), "url": reverse("register-list", args=[register.id])}]


def crumbs_to(record: Any, actor: Actor) -> list[dict[str, str]]:
    """The way down to a record, itself included."""
    register = of_model(type(record))
    here = {"label": register.title_of(record, register.sight(actor)), "url": record_url(record, actor)}
    return [*crumbs(register, record, actor), here]


def parts_of(register: Register, record: Any, actor: Actor, day: date) -> Iterator[dict[str, Any]]:
    """The parts of a record that the reader may see, a table a register."""
    writes = record.deleted_at is None and register.reach(actor, Right.WRITE).covers(record.division.path)
    for part in register.parts:
        if not part.may_read(actor):
            continue
        listing = Listing(part, actor, day, {part.part_of: [str(record.uid)]}, SHOWN_PARTS)
        names = [column.name for column in part_columns(part) if column.listed]
        yield {
            "id": part.id,
            "label": part.label,
            "count": listing.count,
            "more": listing.count > SHOWN_PARTS,
            "url": f"{reverse('register-list', args=[part.id])}?{listing.query()}",
            "edit_url": f"{reverse('record-edit', args=[register.id, record.uid])}#grid-{part.id}"
            if writes and part.may_write(actor)
            else "",
            **table_of(listing, names),
        }


def gone_with(register: Register, record: Any) -> Iterator[str]:
    """What is deleted along with a record, in words."""
    for part in register.parts:
        count = part.model.objects.live().filter(**{part.part_of: record}).count()
        if count:
            words = {"part": part.label, "n": numerals.plain_number(count)}
            yield _("With it go its parts. %(part)s: %(n)s rows.") % words


def part_columns(part: Register) -> list[Column]:
    """A part's columns beside its whole: without those that only say which whole that is, and where it lies."""
    return [
        column for column in part.bound if column.name not in (part.part_of, "division") and column.of != part.part_of
    ]


def related(register: Register, record: Any, actor: Actor) -> Iterator[dict[str, Any]]:
    """The registers whose rows point to this record, its parts aside, as links to their lists."""
    for other in declaration.readable(actor):
        for column in other.by_name.values():
            if column.kind != "reference" or column.related is not register.model or column.name == other.part_of:
                continue
            count = other.visible(actor).filter(**{column.lookup: record}).count()
            if count:
                url = f"{reverse('register-list', args=[other.id])}?{urlencode({column.name: str(record.uid)})}"
                yield {"label": other.label, "as_what": column.label, "count": count, "url": url}


def actions_of(register: Register, record: Any, actor: Actor) -> list[dict[str, str]]:
    """What the reader may do to the record now, as links to the pages where they do it."""
    return [
        {"label": str(action.label), "url": reverse("record-action", args=[register.id, record.uid, action.name])}
        for action in register.actions_for(actor, record)
    ]


def hidden_names(groups: list[dict[str, Any]]) -> list[str]:
    """The columns of which the reader sees only a mask."""
    return [fact["name"] for group in groups for fact in group["facts"] if fact["masked"]]
