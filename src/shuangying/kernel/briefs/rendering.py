"""Render a brief: template, day and division to a document, with all that it used and what is to be known beside it."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Max
from django.utils import translation

from shuangying.kernel.accounts.api import Actor
from shuangying.kernel.briefs import findings, template_files
from shuangying.kernel.briefs.documents import fill
from shuangying.kernel.briefs.facts import Facts, Use
from shuangying.kernel.briefs.findings import Finding
from shuangying.kernel.briefs.models import Brief
from shuangying.kernel.briefs.template_files import CHINESE, Template


@dataclass
class Rendered:
    """A rendered brief.

    Attributes:
        docx: the document.
        template: what it was rendered from.
        day, division: of which day and division (a node).
        blocks: its body as plain blocks (see `documents.blocks_of`).
        links: by mark key, where a piece of text leads.
        uses: the figures used, each with its value.
        quoted: the ids of the registers quoted.
        number: the document number within its year.
    """

    docx: bytes
    template: Template
    day: date
    division: Any
    blocks: list[dict[str, Any]]
    links: dict[int, dict[str, str]]
    uses: list[Use]
    quoted: list[str]
    number: int
    facts: Facts = field(repr=False)

    @property
    def title(self) -> str:
        """The template's title."""
        return self.template.label

    @cached_property
    def missing(self) -> list[Finding]:
        """What is not known or not reported."""
        return findings.missing(self.facts)

    @cached_property
    def contradictions(self) -> list[Finding]:
        """What does not agree."""
        return findings.contradictions(self.facts)

    @cached_property
    def changes(self) -> list[Finding]:
        """What differs from the day before."""
        return findings.changes(self.facts)


def next_number(template: Template, division_id: int, year: int) -> int:
    """The document number that the next brief of a template gets in a year; each year begins at 1."""
    last = Brief.objects.filter(
        division=division_id, template=template.name, language=template.language, year=year
    ).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def render(
    template_name: str,
    day: date,
    division: Any,
    actor: Actor,
    language: str = CHINESE,
    *,
    number: int | None = None,
) -> Rendered:
    """Render a brief as a draft.

    Args:
        template_name: which template.
        day: as of which day.
        division: a node of the day's tree; None is the county or the reader's own.
        actor: who reads.
        language: "zh-hans" or "en".
        number: the document number; by default the one that publishing now would give.

    Raises:
        NoTemplate: no template has the name.
        Faulty: the template cannot be filled.
        Refused: the reader may not know a figure there.
    """
    template = template_files.find(template_name, language)
    with translation.override(template.language):
        facts = Facts(day, actor, division)
        given = number or next_number(template, facts.division.id, day.year)
        facts.number = given
        filled = fill(template.read(), facts)
    return Rendered(
        docx=filled.docx,
        template=template,
        day=day,
        division=facts.division,
        blocks=filled.blocks,
        links=facts.links,
        uses=list(facts.uses.values()),
        quoted=list(facts.quoted),
        number=given,
        facts=facts,
    )
