"""Publish a brief: number, document and figures are frozen; later corrections are listed beside it, never written into it."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse

from shuangying.core import units
from shuangying.core.problems import Invalid
from shuangying.kernel.accounts.api import ADMIN, CLERK, Actor, Right
from shuangying.kernel.audit import api as audit
from shuangying.kernel.audit.models import Entry
from shuangying.kernel.briefs.marks import strip
from shuangying.kernel.briefs.models import Brief, FigureUse
from shuangying.kernel.briefs.rendering import Rendered, render
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.divisions.models import Home
from shuangying.kernel.figures import api as figures
from shuangying.kernel.figures.api import Figure
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.writing import Refused

PUBLISHERS = (CLERK, ADMIN)
ENTRIES = 200
SHOWN = 10
WHOLE_RECORD = ("create", "delete", "restore", "undo")


@dataclass(frozen=True, slots=True)
class RecordChange:
    """A change of a record since a brief was published: when, who, which record, what."""

    at: datetime
    actor: str
    action: str
    register: Any
    record: Any
    changes: Sequence[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Correction:
    """A figure of a published brief that is another by now: what was published, what it is, and the changes that may be why."""

    use: FigureUse
    figure: Figure | None
    old: Any
    new: Any
    because: Sequence[RecordChange]


def may_publish(actor: Actor, division: Any) -> bool:
    """Whether somebody may publish for a division: a clerk or administrator whose post covers it, or the console."""
    return actor.is_console or any(
        held.role in PUBLISHERS and division.path.startswith(held.path) for held in actor.posts
    )


def may_read(actor: Actor, brief: Brief) -> bool:
    """Whether somebody may see a published brief: every figure and every register that it quotes, over its division."""
    path = brief.division.path
    try:
        sources = {figures.get(id_).register for id_ in {use.figure for use in brief.uses.all()}}
        quoted = [registers.get(id_) for id_ in brief.quoted]
    except KeyError:
        return actor.is_console
    return all(register.reach(actor, Right.COUNT).covers(path) for register in sources) and all(
        register.reach(actor, Right.READ).covers(path) for register in quoted
    )


def publish(template_name: str, day: date, actor: Actor, language: str, *, division: Any = None) -> Brief:
    """Publish the brief of a day: render it with the next number, freeze document, page and figures.

    Raises:
        Refused: the actor may not publish for the division.
        Invalid: "brief_not_changed": the last one of that day says the same already.
        Faulty, NoTemplate: as `render`.
    """
    with transaction.atomic():
        Home.objects.select_for_update().filter(pk=1).first()
        rendered = render(template_name, day, division, actor, language)
        if not may_publish(actor, rendered.division):
            raise Refused
        said = _digest(_without_number(rendered))
        same = {
            "template": rendered.template.name,
            "language": rendered.template.language,
            "division_id": rendered.division.id,
        }
        last = Brief.objects.filter(day=day, **same).order_by("-pk").first()
        if last is not None and last.said == said:
            raise Invalid("brief_not_changed", number=last.number)
        brief = Brief(
            day=day,
            title=rendered.title,
            year=day.year,
            number=rendered.number,
            published_by=actor.name or actor.login,
            digest=hashlib.sha256(rendered.docx).hexdigest(),
            said=said,
            page={"blocks": rendered.blocks, "links": {str(key): link for key, link in rendered.links.items()}},
            quoted=rendered.quoted,
            **same,
        )
        name = f"{day.isoformat()}-{brief.template}-{rendered.template.language}-{brief.number}.docx"
        brief.file.save(name, ContentFile(rendered.docx), save=False)
        brief.save()
        FigureUse.objects.bulk_create(_uses(brief, rendered))
        audit.record(
            actor,
            "publish",
            division_id=rendered.division.id,
            detail={"brief": brief.pk, "title": str(brief), "day": day.isoformat(), "sha256": brief.digest},
        )
    return brief


def corrections(brief: Brief, actor: Actor) -> list[Correction]:
    """The figures of a published brief whose value for their day is another by now, with the changes of records since."""
    found = []
    changes: dict[str, list[tuple[Entry, dict[str, Any]]]] = {}
    for use, now in zip(uses := list(brief.uses.all()), _values_now(uses, actor), strict=True):
        if now == use.value:
            continue
        figure = next((one for one in figures.all_figures() if one.id == use.figure), None)
        because: list[RecordChange] = []
        if figure is not None:
            register = figure.register
            if register.id not in changes:
                changes[register.id] = list(_changed_rows(register, brief.published_at))
            because = _reasons(figure, changes[register.id], brief, actor)
        found.append(Correction(use, figure, _read(use.value), _read(now), because))
    return found


def used_in(figure_id: str, actor: Actor, limit: int = 20) -> list[Brief]:
    """The published briefs that used a figure and that the reader may see, newest first."""
    found = Brief.objects.filter(uses__figure=figure_id).select_related("division").prefetch_related("uses").distinct()
    return [brief for brief in found[: limit * 2] if may_read(actor, brief)][:limit]


def uses_of(figure_id: str, actor: Actor) -> list[dict[str, str]]:
    """The published briefs that used a figure, as links for its page."""
    return [{"label": str(brief), "url": reverse("brief", args=[brief.pk])} for brief in used_in(figure_id, actor)]


def _uses(brief: Brief, rendered: Rendered) -> Iterable[FigureUse]:
    places = _places(rendered.blocks)
    for use in rendered.uses:
        yield FigureUse(
            brief=brief,
            figure=use.figure.id,
            label=str(use.figure.label),
            division_id=use.value.division.id,
            day=use.value.day,
            value=_kept(use.value.value),
            place=places.get(use.key, ""),
        )


def _places(blocks: Sequence[dict[str, Any]]) -> dict[int, str]:
    """By mark key the first sentence or row that says it."""
    found: dict[int, str] = {}
    for block in blocks:
        rows = (
            [block["pieces"]]
            if block["kind"] == "p"
            else [[p for c in row for p in c["pieces"]] for row in block["rows"]]
        )
        for pieces in rows:
            text = strip("".join(piece["text"] for piece in pieces))
            for piece in pieces:
                if piece["link"] is not None:
                    found.setdefault(piece["link"], text[:200])
    return found


def _kept(value: Any) -> str | None:
    if value is None:
        return None
    return units.plain(value) if isinstance(value, Decimal) else str(value)


def _read(kept: str | None) -> Decimal | None:
    return None if kept is None else Decimal(kept)


def _without_number(rendered: Rendered) -> str:
    """What the brief says, apart from its own number."""
    text = json.dumps(rendered.blocks, ensure_ascii=False, sort_keys=True)
    return text.replace(f"〕{rendered.number}号", "〕号").replace(f"No. {rendered.number}", "No.")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _values_now(uses: Sequence[FigureUse], actor: Actor) -> list[str | None]:
    """The present value of each use, one question a day and division."""
    known = {figure.id: figure for figure in figures.all_figures()}
    groups: dict[tuple[date, int], list[FigureUse]] = {}
    for use in uses:
        if use.figure in known:
            groups.setdefault((use.day, use.division_id), []).append(use)
    now: dict[int, str | None] = {}
    for (day, division_id), group in groups.items():
        node = divisions.tree(day).node(division_id)
        asked = figures.values([known[use.figure] for use in group], day=day, actor=actor, division=node)
        now |= {use.pk: _kept(value.value) for use, value in zip(group, asked, strict=True)}
    return [now.get(use.pk) for use in uses]


def _changed_rows(register: Any, since: datetime) -> Iterable[tuple[Entry, dict[str, Any]]]:
    for entry in Entry.objects.filter(register=register.id, at__gt=since).order_by("-id")[:ENTRIES]:
        for row in audit.rows_of(entry):
            yield entry, row


def _reasons(
    figure: Figure, rows: Sequence[tuple[Entry, dict[str, Any]]], brief: Brief, actor: Actor
) -> list[RecordChange]:
    """The changes since publishing that can move a figure: of its dates, its state, its sum, its place, or of whole records."""
    register, stages = figure.register, figure.source.stages
    moving = {"division", figure.since, figure.sums, figure.source.on.partition("__")[0]}
    moving |= {*stages.dates.values(), stages.name} if stages is not None else set()
    moving |= {column.name for column in register.bound if figure.where and column.kind == "date"}
    picked = []
    for entry, row in rows:
        action = row.get("action", entry.action)
        fields = [name for name in row["changes"] if name in moving and name in register.by_name]
        if fields or action in WHOLE_RECORD:
            picked.append((entry, row, action, fields))
    picked = picked[:SHOWN]
    visible = register.reach(actor, Right.READ).limit(register.model.objects.all())
    records = visible.in_bulk([row["id"] for _entry, row, _action, _fields in picked])
    return [
        RecordChange(
            entry.at,
            entry.actor_name or entry.actor,
            action,
            register,
            records[row["id"]],
            [_shown(register, name, row["changes"][name]) for name in fields],
        )
        for entry, row, action, fields in picked
        if row["id"] in records
    ]


def _shown(register: Any, name: str, change: Sequence[Any]) -> tuple[str, str, str]:
    column = register.by_name[name]
    old, new = ("" if value is None else column.show_kept(value) for value in change)
    return str(column.label), old, new
