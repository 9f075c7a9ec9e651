"""The figures of enterprises: how many are shut and back at work, how many of their staff, what liaison officers saw and solved."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuangying.kernel.figures.api import BAD, GOOD, Source, ratio
from shuangying.modules.enterprises.models import INDUSTRY, Enterprise, Resumption, Scale, StaffReport, Ticket, Visit

OFFICE = _("Work resumption office")
ENTITIES = _("market entities")
FIRMS = _("firms")
LARGE_INDUSTRY = Q(scale=Scale.ABOVE, sector__in=[str(section) for section in INDUSTRY])

entities = Source(Enterprise.state, owner=_("Market supervision office"))
staff = Source(StaffReport.state, owner=OFFICE)
applications = Source(Resumption.state, owner=OFFICE)
visits = Source(Visit, on="day", owner=OFFICE)
tickets = Source(Ticket.state, owner=OFFICE)

count = entities.count(
    "enterprises.count",
    _("Market entities"),
    _("Firms, traders and cooperatives that are registered and not struck off at 24:00 of the day, shut or at work."),
    state=("open", "closed", "resumed"),
    unit=ENTITIES,
)
closed_ever = entities.count(
    "enterprises.closed.count",
    _("Market entities on the register that were shut for the epidemic"),
    _(
        "Market entities shut for the epidemic on the day or before, those back at work included; struck-off ones are left out."
    ),
    state=("closed", "resumed"),
    unit=ENTITIES,
)
closed = entities.count(
    "enterprises.closed.current.count",
    _("Market entities shut"),
    _("Market entities shut for the epidemic at 24:00 of the day."),
    state="closed",
    unit=ENTITIES,
    more_is=BAD,
)
resumed = entities.count(
    "enterprises.resumed.count",
    _("Market entities back at work"),
    _("Market entities that were shut for the epidemic and are back at work at 24:00 of the day."),
    state="resumed",
    unit=ENTITIES,
    more_is=GOOD,
)
share_resumed = ratio(
    "enterprises.resumed.share",
    _("Share of market entities back at work"),
    _("Market entities back at work over all that had been shut for the epidemic by 24:00 of the day."),
    resumed,
    closed_ever,
    more_is=GOOD,
)
industry = entities.count(
    "enterprises.industry.count",
    _("Industry above designated size, shut in all"),
    _(
        "Firms of mining, manufacturing and supply above designated size that had been shut for the epidemic by 24:00 of the day."
    ),
    state=("closed", "resumed"),
    where=LARGE_INDUSTRY,
    unit=FIRMS,
)
industry_resumed = entities.count(
    "enterprises.industry.resumed.count",
    _("Industry above designated size, back at work"),
    _("Firms of mining, manufacturing and supply above designated size that are back at work at 24:00 of the day."),
    state="resumed",
    where=LARGE_INDUSTRY,
    unit=FIRMS,
    more_is=GOOD,
)
industry_share_resumed = ratio(
    "enterprises.industry.resumed.share",
    _("Share of industry above designated size back at work"),
    _("Firms of industry above designated size back at work over all of them that had been shut by 24:00 of the day."),
    industry_resumed,
    industry,
    more_is=GOOD,
)

staff_all = staff.sum(
    "enterprises.staff.count",
    "staff",
    _("Staff of the firms that report"),
    _("How many work in normal times in the firms that report, by the latest report of each up to the day."),
    state="latest",
    unit=_("people"),
)
staff_back = staff.sum(
    "enterprises.staff.back.count",
    "back",
    _("Staff back at their posts"),
    _("How many are back at their posts in the firms that report, by the latest report of each up to the day."),
    state="latest",
    unit=_("people"),
    more_is=GOOD,
)
staff_outside = staff.sum(
    "enterprises.staff.outside.count",
    "outside",
    _("Staff back from outside the province"),
    _("How many of the staff back at their posts came from outside the province, by the latest report of each firm."),
    state="latest",
    unit=_("people"),
)
share_back = ratio(
    "enterprises.staff.back.share",
    _("Share of staff back at their posts"),
    _("Staff back at their posts over all staff of the firms that report, by the latest report of each."),
    staff_back,
    staff_all,
    more_is=GOOD,
)

pending = applications.count(
    "enterprises.resumptions.pending.count",
    _("Applications to resume work, undecided"),
    _("Applications to resume work that were neither approved nor refused at 24:00 of the day."),
    state=("applied", "checked"),
    unit=_("applications"),
    more_is=BAD,
)
approved = applications.count(
    "enterprises.resumptions.approved.count",
    _("Applications to resume work, approved"),
    _("Applications to resume work that had been approved by 24:00 of the day."),
    state="approved",
    unit=_("applications"),
    more_is=GOOD,
)
refused = applications.count(
    "enterprises.resumptions.refused.count",
    _("Applications to resume work, refused"),
    _("Applications to resume work that had been refused by 24:00 of the day. A firm may have applied again."),
    state="refused",
    unit=_("applications"),
)

visits_of_day = visits.count(
    "enterprises.visits.day.count",
    _("Liaison visits of the day"),
    _("Visits and calls that liaison officers paid to firms on the day."),
    unit=_("visits"),
    more_is=GOOD,
)
visits_to_date = visits_of_day.to_date(
    "enterprises.visits.count",
    _("Liaison visits, in all"),
    _("Visits and calls that liaison officers paid to firms on the day or before."),
)

raised = tickets.count(
    "enterprises.problems.count",
    _("Difficulties raised"),
    _("Difficulties that firms had raised by 24:00 of the day, solved ones included."),
    state=("open", "solved"),
    unit=_("difficulties"),
)
unsolved = tickets.count(
    "enterprises.problems.open.count",
    _("Difficulties unsolved"),
    _("Difficulties that firms had raised and that were not solved at 24:00 of the day."),
    state="open",
    unit=_("difficulties"),
    more_is=BAD,
)
solved = tickets.count(
    "enterprises.problems.solved.count",
    _("Difficulties solved"),
    _("Difficulties of firms that had been solved by 24:00 of the day."),
    state="solved",
    unit=_("difficulties"),
    more_is=GOOD,
)
share_solved = ratio(
    "enterprises.problems.solved.share",
    _("Share of difficulties solved"),
    _("Difficulties solved over all raised by 24:00 of the day."),
    solved,
    raised,
    more_is=GOOD,
)
