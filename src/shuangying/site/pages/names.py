"""Names to jump to from the search box: registers and figures that a person may open, found by name or initials."""

from collections.abc import Iterator

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from shuangying.kernel.figures.api import all_figures
from shuangying.kernel.figures.pages import visible
from shuangying.kernel.registers import api as registers
from shuangying.site.initials import initials
from shuangying.site.rail import field_of


def names(request: HttpRequest) -> JsonResponse:
    """Each name with what it is, where it leads and the letters that find it."""
    found = [
        {"label": label, "note": note, "url": url, "keys": f"{label} {initials(label)} {id}".casefold()}
        for label, note, url, id in _names(request)
    ]
    return JsonResponse({"names": found})


def _names(request: HttpRequest) -> Iterator[tuple[str, str, str, str]]:
    for register in registers.readable(request.actor):
        url = reverse("register-list", args=[register.id])
        yield str(register.label), _("register, %(field)s") % {"field": field_of(register)}, url, register.id
    for figure in visible(all_figures(), request):
        yield str(figure.label), _("figure"), reverse("figure", args=[figure.id]), figure.id
