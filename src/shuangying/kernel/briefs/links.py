"""Where a piece of a brief or a remark beside it leads: kept as data, turned into an address when a page is drawn."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import NoReverseMatch, reverse

Link = dict[str, str]


def to_figure(figure: Any, day: date, division: Any = None) -> Link:
    """To a figure's page as of a day, for a division other than the county."""
    query = f"as_of={day.isoformat()}" + (f"&division={division.code}" if division is not None else "")
    return {"kind": "figure", "id": figure.id, "label": str(figure.label), "query": query}


def to_record(register: Any, record: Any, day: date) -> Link:
    """To a record."""
    title = register.title_of(record)
    return {
        "kind": "record",
        "id": register.id,
        "uid": str(record.uid),
        "label": title,
        "query": f"as_of={day.isoformat()}",
    }


def to_list(register: Any, query: str) -> Link:
    """To a register's list under the filters of a query string."""
    return {"kind": "list", "id": register.id, "label": str(register.label), "query": query}


def address(link: Mapping[str, str] | None) -> str:
    """The address of a link, "" where it leads nowhere (any more)."""
    if not link:
        return ""
    name = {"figure": "figure", "record": "record", "list": "register-list"}[link["kind"]]
    args = [link[part] for part in ("id", "uid") if part in link]
    try:
        return f"{reverse(name, args=args)}?{link['query']}"
    except NoReverseMatch:
        return ""
