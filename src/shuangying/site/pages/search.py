"""Search: registers' rows, divisions and figures that a person may see."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.figures.api import all_figures
from shuangying.kernel.figures.pages import visible
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.listing import NUMBER, sealed_forms

MOST = 10


def search_page(request: HttpRequest) -> HttpResponse:
    """What the words are found in, a group a register.

    The box posts what is typed; an identity number or phone typed in full goes on as its look-up values alone, so that it
    gets into no address.
    """
    if request.method == "POST":
        text = request.POST.get("q", "").strip()
        forms = sealed_forms(text)
        asked = [(NUMBER, form) for form in forms] or [("q", text)]
        return redirect(f"{reverse('search')}?{urlencode(asked)}")
    words, forms = request.GET.get("q", "").strip(), [form for form in request.GET.getlist(NUMBER) if form]
    groups: list[dict[str, Any]] = []
    if forms:
        groups = list(_records(request, {NUMBER: forms}))
    elif words:
        groups = [*_records(request, {"q": [words]}), _figures(request, words), _divisions(request, words)]
    context = {"query": words, "by_number": bool(forms), "groups": [group for group in groups if group["hits"]]}
    return render(request, "site/search.html", context)


def _records(request: HttpRequest, params: dict[str, list[str]]) -> Iterator[dict[str, Any]]:
    for register in registers.readable(request.actor):
        listing = registers.Listing(register, request.actor, request.as_of, params, MOST)
        sight = register.sight(request.actor)
        hits = [
            {
                "text": register.title_of(row, sight),
                "note": row.division.name,
                "url": reverse("record", args=[register.id, row.uid]),
            }
            for row in listing.rows
        ]
        more = f"{reverse('register-list', args=[register.id])}?{listing.query()}" if listing.next_query else ""
        yield {"label": register.label, "hits": hits, "more": more}


def _figures(request: HttpRequest, words: str) -> dict[str, Any]:
    figures = [
        figure
        for figure in visible(all_figures(), request)
        if words.casefold() in f"{figure.label} {figure.id}".casefold()
    ]
    return {
        "label": _("Figures"),
        "hits": [
            {"text": figure.label, "note": figure.id, "url": reverse("figure", args=[figure.id])}
            for figure in figures[:MOST]
        ],
        "more": "",
    }


def _divisions(request: HttpRequest, words: str) -> dict[str, Any]:
    tree = divisions.tree(request.as_of)
    nodes = [node for level in ("township", "village") for node in tree.at_level(level) if words in node.name]
    return {
        "label": _("Divisions"),
        "hits": [
            {
                "text": node.name,
                "note": tree.nodes[node.parent_id].name if node.parent_id else "",
                "url": _division_url(request, node),
            }
            for node in nodes[:MOST]
        ],
        "more": "",
    }


def _division_url(request: HttpRequest, node: Any) -> str:
    """The rows of a division in the first register that the person may read there, else nothing."""
    for register in registers.readable(request.actor):
        if register.reach(request.actor).covers(node.path):
            return f"{reverse('register-list', args=[register.id])}?division={node.code}"
    return ""
