"""The figures of command: the response level that holds, and who is posted where."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuangying.kernel.figures.api import GOOD, Source, latest
from shuangying.modules.command.models import Posting, ResponseLevel

CADRES = _("cadres")

response_level = latest(
    "command.response_level",
    ResponseLevel,
    _("Response level"),
    _(
        "The emergency response level in force at 24:00 of the day: the division's own newest that has not ended, else that of the division above. Level I is the gravest. A level from 24:00 of a day holds from the next day on."
    ),
    at="from_at",
    until="until_at",
    value="level",
    owner=_("Headquarters office"),
)

postings = Source(Posting.state, owner=_("Organisation department"))
enterprises = postings.count(
    "command.postings.enterprises.count",
    _("Enterprise liaisons"),
    _(
        "Cadres of county departments ever posted to enterprises as liaisons by 24:00 of the day, those who have ended included."
    ),
    where=Q(kind=Posting.Kind.ENTERPRISES),
    unit=CADRES,
)
enterprises_current = postings.count(
    "command.postings.enterprises.current.count",
    _("Enterprise liaisons serving"),
    _("Cadres of county departments posted to enterprises as liaisons at 24:00 of the day."),
    state="serving",
    where=Q(kind=Posting.Kind.ENTERPRISES),
    unit=CADRES,
    more_is=GOOD,
)
