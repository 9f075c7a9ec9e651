"""The pages of briefs: the list with its templates, a draft as the printed page, a published one with what was corrected since."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shuangying.core.problems import Invalid
from shuangying.kernel.audit import api as audit
from shuangying.kernel.briefs import paper, publishing, template_files
from shuangying.kernel.briefs.faults import Faulty
from shuangying.kernel.briefs.models import Brief
from shuangying.kernel.briefs.publishing import Correction
from shuangying.kernel.briefs.rendering import Rendered
from shuangying.kernel.briefs.rendering import render as render_brief
from shuangying.kernel.briefs.template_check import LARGEST
from shuangying.kernel.briefs.template_files import NoTemplate, Template
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.figures.api import MONEY
from shuangying.kernel.registers import numerals
from shuangying.kernel.registers.api import words_for
from shuangying.kernel.registers.writing import Refused

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHOWN = 60
LANGUAGES = {"zh": template_files.CHINESE, "en": template_files.ENGLISH}
PLACEHOLDERS = (
    ('{{ f("projects.started.count") }}', gettext_lazy("the number of a figure")),
    ('{{ yi("projects.started.investment") }}', gettext_lazy("money in 亿元; wan for 万元, bn for billions")),
    ('{{ yu("projects.count") }}', gettext_lazy("a count rounded down: 2500余, 4万余")),
    (
        '{{ change("projects.started.count") }}',
        gettext_lazy("the difference to yesterday in words; with days=7 to last week"),
    ),
    ('{% if known("projects.count") %}…{% endif %}', gettext_lazy("only if the figure is reported")),
    (
        "{{ county }} {{ day }} {{ day.short }} {{ year }} {{ number }}",
        gettext_lazy("county, day, year and document number"),
    ),
    (
        '{%p for p in rows("projects", stage="started", limit=10) %} {{ p.name }} {{ p.investment }} {%p endfor %}',
        gettext_lazy(
            "records under the filters of their list; {%p …%} alone in its paragraph, {%tr …%} alone in a table row"
        ),
    ),
    (
        '{%tr for t in parts("projects.started.investment", limit=5) %} {{ t.name }} {{ t.f("projects.started.count") }} {%tr endfor %}',
        gettext_lazy("the townships with the most"),
    ),
)


def list_page(request: HttpRequest) -> HttpResponse:
    """The drafts of the day, what was published, the templates."""
    return _list(request)


def _list(request: HttpRequest, faults: list[str] | None = None) -> HttpResponse:
    county = _county(request)
    published = [
        brief
        for brief in Brief.objects.select_related("division").prefetch_related("uses")[: SHOWN * 2]
        if publishing.may_read(request.actor, brief)
    ][:SHOWN]
    context = {
        "day": request.as_of,
        "drafts": [{"template": one, "suffix": _suffix(one)} for one in template_files.templates()],
        "published": published,
        "may_publish": publishing.may_publish(request.actor, county),
        "faults": faults or [],
        "placeholders": PLACEHOLDERS,
        "megabytes": LARGEST // 2**20,
    }
    return render(request, "briefs/index.html", context, status=422 if faults else 200)


def draft_page(request: HttpRequest, name: str, language: str) -> HttpResponse:
    """The brief of the as-of day as the printed page, with what to know beside it."""
    template = _template(name, language)
    context: dict[str, Any] = {"template": template, "suffix": language, "day": request.as_of}
    try:
        rendered = _rendered(request, template)
    except Faulty as error:
        context["faults"] = [fault.words for fault in error.faults]
        return render(request, "briefs/draft.html", context, status=422)
    last = Brief.objects.filter(
        day=rendered.day, template=template.name, language=template.language, division=rendered.division.id
    ).first()
    context |= {
        "rendered": rendered,
        "pages": paper.pages(rendered.blocks, rendered.links),
        "may_publish": publishing.may_publish(request.actor, rendered.division),
        "last": last if last is not None and publishing.may_read(request.actor, last) else None,
    }
    return render(request, "briefs/draft.html", context)


def draft_file(request: HttpRequest, name: str, language: str) -> HttpResponse:
    """The draft as a .docx."""
    template = _template(name, language)
    try:
        rendered = _rendered(request, template)
    except Faulty:
        return redirect(f"{reverse('brief-draft', args=[name, language])}?as_of={request.as_of.isoformat()}")
    detail = {"brief_draft": template.name, "language": template.language, "day": request.as_of.isoformat()}
    audit.record(request.actor, "export", division_id=rendered.division.id, detail=detail)
    return _file(rendered.docx, f"{template.label}-{request.as_of.isoformat()}.docx")


@require_POST
def publish_draft(request: HttpRequest, name: str, language: str) -> HttpResponse:
    """Publish the brief of the as-of day."""
    template = _template(name, language)
    back = f"{reverse('brief-draft', args=[name, language])}?as_of={request.as_of.isoformat()}"
    try:
        brief = publishing.publish(template.name, request.as_of, request.actor, template.language)
    except Refused:
        raise Http404 from None
    except Invalid as error:
        messages.warning(request, words_for(error.problem))
        return redirect(back)
    except Faulty:
        return redirect(back)
    messages.success(request, _("%(brief)s is published and frozen.") % {"brief": brief})
    return redirect("brief", pk=brief.pk)


def brief_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A published brief, with what has been corrected since."""
    brief = _brief(request, pk)
    links = {int(key): link for key, link in brief.page["links"].items()}
    later = Brief.objects.filter(
        day=brief.day, template=brief.template, language=brief.language, division=brief.division, pk__gt=brief.pk
    ).first()
    context = {
        "brief": brief,
        "pages": paper.pages(brief.page["blocks"], links),
        "corrections": [_shown(one) for one in publishing.corrections(brief, request.actor)],
        "later": later,
        "uses": brief.uses.values("figure").distinct().count(),
        "draft_url": f"{reverse('brief-draft', args=[brief.template, template_files.SUFFIXES[brief.language]])}"
        f"?as_of={brief.day.isoformat()}",
    }
    return render(request, "briefs/brief.html", context)


def brief_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The published .docx as it was."""
    brief = _brief(request, pk)
    audit.record(request.actor, "export", division_id=brief.division_id, detail={"brief": brief.pk})
    with brief.file.open("rb") as opened:
        return _file(opened.read(), f"{brief}.docx")


def template_file(request: HttpRequest, name: str, language: str) -> HttpResponse:
    """A template with its tags, to be edited in Word."""
    _county(request)
    template = _template(name, language)
    return _file(template.read(), f"{template.name}.{language}.docx")


@require_POST
def upload_template(request: HttpRequest) -> HttpResponse:
    """Keep a county's own template, or say in which paragraph what is wrong."""
    _publisher(request)
    file = request.FILES.get("file")
    if file is None:
        return _list(request, [_("Choose a .docx file first.")])
    language = LANGUAGES.get(request.POST.get("language", ""), template_files.CHINESE)
    name = request.POST.get("name", "").strip() or (file.name or "").rsplit(".", 1)[0].split(".")[0]
    content = file.read(LARGEST + 1)
    try:
        template = template_files.upload(content, name, language, request.actor, request.as_of)
    except Faulty as error:
        return _list(request, [fault.words for fault in error.faults])
    messages.success(request, _("The template %(name)s is kept and used from now on.") % {"name": template.label})
    return redirect("briefs")


@require_POST
def withdraw_template(request: HttpRequest, name: str, language: str) -> HttpResponse:
    """Stop using a county's own template."""
    _publisher(request)
    template = _template(name, language)
    if not template.own:
        raise Http404
    template_files.withdraw(template, request.actor)
    messages.success(request, _("The template %(name)s is no longer used.") % {"name": template.label})
    return redirect("briefs")


def _county(request: HttpRequest) -> Any:
    """The county's node, if the person has a post; else there is nothing here for them."""
    if not (request.actor.is_console or request.actor.posts):
        raise Http404
    try:
        return divisions.tree(request.as_of).county
    except divisions.NoCounty:
        raise Http404 from None


def _publisher(request: HttpRequest) -> None:
    if not publishing.may_publish(request.actor, _county(request)):
        raise Http404


def _template(name: str, suffix: str) -> Template:
    language = LANGUAGES.get(suffix)
    try:
        template = template_files.find(name, language or "")
    except NoTemplate:
        raise Http404 from None
    if template.language != language:
        raise Http404
    return template


def _suffix(template: Template) -> str:
    return template_files.SUFFIXES[template.language]


def _rendered(request: HttpRequest, template: Template) -> Rendered:
    _county(request)
    try:
        return render_brief(template.name, request.as_of, None, request.actor, template.language)
    except Refused:
        raise Http404 from None


def _brief(request: HttpRequest, pk: int) -> Brief:
    brief = get_object_or_404(Brief.objects.select_related("division"), pk=pk)
    if not publishing.may_read(request.actor, brief):
        raise Http404
    return brief


def _shown(correction: Correction) -> dict[str, Any]:
    figure = correction.figure
    money = figure is not None and figure.kind == MONEY

    def text(value: Any) -> str:
        if value is None:
            return _("not reported")
        return (
            "".join(numerals.money(value))
            if money and get_language() != "en"
            else (" ".join(numerals.money(value)) if money else numerals.plain_number(value))
        )

    url = f"{reverse('figure', args=[figure.id])}?as_of={correction.use.day.isoformat()}" if figure else ""
    return {
        "use": correction.use,
        "url": url,
        "label": figure.label if figure else correction.use.label,
        "old": text(correction.old),
        "new": text(correction.new),
        "because": correction.because,
    }


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=DOCX)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
