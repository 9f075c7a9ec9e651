"""The figures of people: residents, screening, key people, isolation and follow-ups, red agents."""

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuangying.kernel.figures.api import BAD, GOOD, Source, answered_by, ratio
from shuangying.kernel.parties.models import Person
from shuangying.modules.people.models import (
    HUBEI,
    FollowUp,
    Isolation,
    KeyCategory,
    KeyPerson,
    RedAgent,
    Screening,
    ServedHousehold,
)
from shuangying.modules.people.temperatures import FEVER

PEOPLE = _("people")
HEALTH_OFFICE = _("Health office")
SCREENING_GROUP = _("Screening group")

residents = Source(Person, owner=_("Public security office")).count(
    "people.count",
    _("Residents"),
    _(
        "People in the population register who live in the county, as it is known now. Others on whom the county acts are left out."
    ),
    where=Q(resident=True),
    unit=PEOPLE,
)

screening = Source(Screening.state, owner=SCREENING_GROUP)
rows = screening.count(
    "people.screening.rows.count",
    _("Screening: people on lists"),
    _("Rows of the screening lists sent out by 24:00 of the day. Somebody on two lists counts twice."),
    unit=PEOPLE,
)
checked = screening.count(
    "people.screening.checked.count",
    _("Screening: checked"),
    _(
        "Rows of the screening lists about which the village or township had found out where the person is by 24:00 of the day."
    ),
    state="checked",
    unit=PEOPLE,
    more_is=GOOD,
)
screening.count(
    "people.screening.unresolved.count",
    _("Screening: not found"),
    _("Rows of the screening lists whose person was looked for in vain and not found by 24:00 of the day."),
    state="unresolved",
    unit=PEOPLE,
    more_is=BAD,
)
screening.count(
    "people.screening.open.count",
    _("Screening: without an answer"),
    _("Rows of the screening lists on which nobody had answered by 24:00 of the day."),
    state="sent",
    unit=PEOPLE,
    more_is=BAD,
)
screening.count(
    "people.screening.found.count",
    _("Screening: found here"),
    _("Rows of the screening lists whose person was found in the county by 24:00 of the day."),
    state="checked",
    where=Q(outcome=Screening.Outcome.FOUND),
    unit=PEOPLE,
)
ratio(
    "people.screening.checked.share",
    _("Screening: share checked"),
    _("Rows checked over all rows of the screening lists sent out by the day."),
    checked,
    rows,
    more_is=GOOD,
)
PLACES = _("villages")
asked = screening.distinct(
    "people.screening.villages.count",
    "division",
    _("Villages asked to screen"),
    _("Villages and townships with at least one row of a screening list sent to them by 24:00 of the day."),
    unit=PLACES,
)
answering = screening.distinct(
    "people.screening.villages.answering.count",
    "division",
    _("Villages that have answered"),
    _(
        "Villages and townships that had answered at least one row of a screening list by 24:00 of the day, found or not."
    ),
    state=("unresolved", "checked"),
    unit=PLACES,
    more_is=GOOD,
)
screening.distinct(
    "people.screening.villages.open.count",
    "division",
    _("Villages that owe answers"),
    _("Villages and townships with at least one row of a screening list without an answer at 24:00 of the day."),
    state="sent",
    unit=PLACES,
    more_is=BAD,
)
ratio(
    "people.screening.villages.share",
    _("Coverage of villages by screening"),
    _("Villages that have answered over villages asked to screen."),
    answering,
    asked,
    more_is=GOOD,
)

Source(KeyCategory.state, owner=HEALTH_OFFICE).count(
    "people.key_categories.count",
    _("Categories of key people"),
    _("Categories of key people in force at 24:00 of the day."),
    state="in_force",
    unit=_("categories"),
)
key_persons = Source(KeyPerson.state, owner=HEALTH_OFFICE)
key_persons.distinct(
    "people.key_persons.count",
    "person",
    _("Key people taken under control"),
    _(
        "People ever taken under special control by 24:00 of the day, released ones included. Somebody in two categories counts once."
    ),
    unit=PEOPLE,
)
key_persons.distinct(
    "people.key_persons.current.count",
    "person",
    _("Key people under control"),
    _("People under special control and not released at 24:00 of the day. Somebody in two categories counts once."),
    state="controlled",
    unit=PEOPLE,
)

isolation = Source(Isolation.state, owner=HEALTH_OFFICE)
isolated = isolation.count(
    "people.isolation.current.count",
    _("In isolation"),
    _(
        "People in isolation or under observation at 24:00 of the day, at home or in a facility. Nobody is in two places at once."
    ),
    state="isolated",
    unit=PEOPLE,
    more_is=BAD,
)
isolation.count(
    "people.isolation.current.facility.count",
    _("In isolation in facilities"),
    _("People isolated in a facility at 24:00 of the day."),
    state="isolated",
    where=Q(kind=Isolation.Kind.FACILITY),
    unit=PEOPLE,
    more_is=BAD,
)
at_home = answered_by(
    isolation.count(
        "people.isolation.current.home.count",
        _("In isolation at home"),
        _("People isolated at home at 24:00 of the day."),
        state="isolated",
        where=Q(kind=Isolation.Kind.HOME),
        unit=PEOPLE,
        more_is=BAD,
    ),
    kind="village",
    headers=("居家隔离", "居家隔离人数", "居家隔离人员"),
)
at_home_from_hubei = answered_by(
    isolation.count(
        "people.isolation.current.home.hubei.count",
        _("Returned from Hubei, in isolation at home"),
        _(
            "People isolated at home at 24:00 of the day who came from Hubei, as far as the population register says where somebody came from. Who came back earlier and is no longer in isolation is not counted, nor who is in a facility: no record tells who of them is in the village on the day."
        ),
        state="isolated",
        where=Q(kind=Isolation.Kind.HOME, person__origin__code__startswith=HUBEI),
        unit=PEOPLE,
        more_is=BAD,
    ),
    kind="village",
    headers=("湖北返乡居家隔离", "湖北返乡居家隔离人数", "湖北返乡人员居家隔离"),
)
isolation.count(
    "people.isolation.current.observation.count",
    _("Under observation"),
    _("People under observation, at home or at an observation point, at 24:00 of the day."),
    state="isolated",
    where=Q(kind=Isolation.Kind.OBSERVATION),
    unit=PEOPLE,
    more_is=BAD,
)
isolation.count(
    "people.isolation.released.count",
    _("Released from isolation"),
    _(
        "Isolations that had ended with the time served or an early release by 24:00 of the day. Who was moved or taken to hospital is not released."
    ),
    state="released",
    where=Q(outcome__in=(Isolation.Outcome.COMPLETED, Isolation.Outcome.LIFTED)),
    unit=PEOPLE,
    more_is=GOOD,
)
isolation.count(
    "people.isolation.count",
    _("Isolations to date"),
    _(
        "Isolations and observations begun by 24:00 of the day, ended ones included. Somebody moved or isolated again counts again."
    ),
    unit=PEOPLE,
)
overdue = isolation.count(
    "people.isolation.overdue.count",
    _("Isolation past its due day"),
    _("People in isolation at 24:00 of the day whose isolation was due to end by then."),
    state="isolated",
    since="due_on",
    unit=PEOPLE,
    more_is=BAD,
)

due = isolation.count(
    "people.followups.due.count",
    _("Follow-ups due"),
    _("People in isolation at 24:00 of the day: each is followed up once a day at least."),
    state="isolated",
    unit=PEOPLE,
)
followups = Source(FollowUp, on="day", owner=HEALTH_OFFICE)
STILL_ISOLATED = Q(isolation__released_on=None) | Q(isolation__released_on__gt=F("day"))
done = followups.count(
    "people.followups.done.count",
    _("Follow-ups done"),
    _(
        "People followed up on the day who were still in isolation at its 24:00. A follow-up on the day of release is kept and not counted."
    ),
    where=STILL_ISOLATED,
    unit=PEOPLE,
    more_is=GOOD,
)
ratio(
    "people.followups.share",
    _("Share of follow-ups done"),
    _("People in isolation who were followed up on the day over all people in isolation at its 24:00."),
    done,
    due,
    more_is=GOOD,
)
followups.count(
    "people.followups.fever.count",
    _("Fevers among follow-ups"),
    _("People in isolation whose highest temperature on the day was 37.3 ℃ or more."),
    where=Q(temperature__gte=FEVER),
    unit=PEOPLE,
    more_is=BAD,
)
done.to_date(
    "people.followups.count",
    _("Follow-ups to date"),
    _("Follow-ups up to the day, one a person and day; those on the day of release are left out."),
)

agents = Source(RedAgent.state, owner=_("Civil affairs office"))
agents.count(
    "people.red_agents.count",
    _("Red agents"),
    _("Red agents who had served by 24:00 of the day, those who have ended included."),
    unit=PEOPLE,
)
agents.count(
    "people.red_agents.current.count",
    _("Red agents serving"),
    _("Red agents serving at 24:00 of the day."),
    state="serving",
    unit=PEOPLE,
    more_is=GOOD,
)
served = Source(ServedHousehold.state, owner=_("Civil affairs office"))
served.distinct(
    "people.served_households.count",
    "household",
    _("Households served to date"),
    _("Different households that red agents had served by 24:00 of the day."),
    unit=_("households"),
)
served.distinct(
    "people.served_households.current.count",
    "household",
    _("Households served"),
    _("Different households that red agents serve at 24:00 of the day."),
    state="served",
    unit=_("households"),
    more_is=GOOD,
)
