"""The figures of cases, contacts and tests. They are seen by those who hold the posts for it; no public page shows them."""

from datetime import timedelta

from django.db.models import F, Q
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.figures.api import BAD, GOOD, Source, ratio
from shuangying.modules.cases.models import Case, Contact, Event, Sample

OWNER = _("Health commission, disease control")
CASES, PEOPLE, TESTS = _("cases"), _("people"), _("tests")
IN_TIME = timedelta(hours=24)
"""Within which a result is wanted: the tests of the night of 2 February were answered the next day."""


def _county() -> str:
    county = divisions.home().county
    return "" if county is None else county.path


here = lazy(_county, str)
"""The scope of the home's county, known when the figure is asked for."""

AT_HOME_HERE = Q(home_division__path__startswith=here())
HOSPITAL_HERE = Q(hospital_division__path__startswith=here())
EVER_CONFIRMED = ("confirmed", "discharged", "died")

cases = Source(Case.classification, owner=OWNER)
confirmed = cases.count(
    "cases.confirmed.count",
    _("Confirmed cases"),
    _(
        "People at home in the county who were confirmed by 24:00 of the day, wherever the hospital lies; those discharged or dead since then included. The home is where somebody usually lives."
    ),
    state=EVER_CONFIRMED,
    where=AT_HOME_HERE,
    unit=CASES,
    more_is=BAD,
)
cases.count(
    "cases.confirmed.reported.count",
    _("Confirmed cases by hospital"),
    _(
        "People confirmed by 24:00 of the day in a hospital of the county, wherever their home is: as the bulletins of province and city count."
    ),
    state=EVER_CONFIRMED,
    where=HOSPITAL_HERE,
    unit=CASES,
    more_is=BAD,
)
cases.count(
    "cases.local.count",
    _("Local cases"),
    _("Confirmed cases of people at home in the county who caught it in the county, by 24:00 of the day."),
    state=EVER_CONFIRMED,
    where=AT_HOME_HERE & Q(infection=Case.Infection.LOCAL),
    unit=CASES,
    more_is=BAD,
)
cases.count(
    "cases.imported.count",
    _("Imported cases"),
    _("Confirmed cases of people at home in the county who caught it elsewhere, by 24:00 of the day."),
    state=EVER_CONFIRMED,
    where=AT_HOME_HERE & Q(infection=Case.Infection.IMPORTED),
    unit=CASES,
    more_is=BAD,
)
cases.count(
    "cases.in_hospital.count",
    _("Confirmed cases in hospital"),
    _(
        "People at home in the county who were confirmed and neither discharged nor dead at 24:00 of the day, wherever the hospital lies."
    ),
    state="confirmed",
    where=AT_HOME_HERE,
    unit=CASES,
    more_is=BAD,
)
cases.count(
    "cases.suspected.count",
    _("Suspected cases"),
    _("People at home in the county who were suspected and neither confirmed nor excluded at 24:00 of the day."),
    state="suspected",
    where=AT_HOME_HERE,
    unit=CASES,
    more_is=BAD,
)
cases.count(
    "cases.discharged.count",
    _("Cases discharged"),
    _("People at home in the county who were confirmed and discharged by 24:00 of the day."),
    state="discharged",
    where=AT_HOME_HERE,
    unit=CASES,
    more_is=GOOD,
)
cases.count(
    "cases.died.count",
    _("Deaths"),
    _("People at home in the county who were confirmed and died by 24:00 of the day."),
    state="died",
    where=AT_HOME_HERE,
    unit=CASES,
    more_is=BAD,
)
NEW = (
    AT_HOME_HERE
    & (Q(suspected_on__isnull=False) | Q(confirmed_on__isnull=False))
    & (Q(excluded_on__isnull=True) | Q(confirmed_on__isnull=False))
)
reports = Source(Case, on="reported_at", owner=OWNER)
reports.count(
    "cases.new.count",
    _("New cases on the day"),
    _(
        "Cases of people at home in the county first reported on the day, suspected or confirmed; a suspected case that is confirmed later is new once. Reports without symptoms and those excluded since then do not count."
    ),
    where=NEW,
    unit=CASES,
    more_is=BAD,
)
reports.days_since(
    "cases.days_without.count",
    _("Days without a new case"),
    _(
        "Days since the last new case of somebody at home in the county, by the day of its first report: 0 on that day, none counted before the first case."
    ),
    where=NEW,
    more_is=GOOD,
)
events = Source(Event.state, owner=OWNER)
events.count(
    "cases.events.count",
    _("Case events"),
    _("Events with cases that began by 24:00 of the day, those closed since then included."),
    unit=_("events"),
    more_is=BAD,
)
events.count(
    "cases.events.current.count",
    _("Case events open"),
    _("Events with cases that began and were not closed at 24:00 of the day."),
    state="open",
    unit=_("events"),
    more_is=BAD,
)

contacts = Source(Contact.state, owner=OWNER)
contacts.count(
    "cases.contacts.count",
    _("Contacts traced"),
    _("Close contacts and contacts of theirs traced in the county by 24:00 of the day, whatever became of them."),
    unit=PEOPLE,
)
contacts.count(
    "cases.contacts.close.count",
    _("Close contacts traced"),
    _("Close contacts traced in the county by 24:00 of the day, whatever became of them."),
    where=Q(kind=Contact.Kind.CLOSE),
    unit=PEOPLE,
)
contacts.count(
    "cases.contacts.waiting.count",
    _("Contacts not yet isolated"),
    _("Contacts traced and neither isolated nor released at 24:00 of the day."),
    state="traced",
    unit=PEOPLE,
    more_is=BAD,
)
contacts.count(
    "cases.contacts.isolated.count",
    _("Contacts in isolation"),
    _("Contacts in isolation at 24:00 of the day."),
    state="isolated",
    unit=PEOPLE,
)
contacts.count(
    "cases.contacts.released.count",
    _("Contacts released"),
    _("Contacts released from isolation by 24:00 of the day."),
    state="released",
    unit=PEOPLE,
    more_is=GOOD,
)
contacts.count(
    "cases.contacts.infected.count",
    _("Local close contacts infected"),
    _(
        "Close contacts exposed in the county who became a case by 24:00 of the day. Those who travelled with a case from elsewhere are not local."
    ),
    state="infected",
    where=Q(kind=Contact.Kind.CLOSE, local=True),
    unit=PEOPLE,
    more_is=BAD,
)

samples = Source(Sample, on="sampled_at", owner=OWNER)
samples.count(
    "cases.tests.day.count",
    _("Tests on the day"),
    _("Samples taken from 0:00 to 24:00 of the day."),
    unit=TESTS,
).to_date("cases.tests.count", _("Tests to date"), _("Samples taken up to 24:00 of the day."))
samples.distinct(
    "cases.tests.people.count",
    "person",
    _("People tested"),
    _("How many different people were sampled up to 24:00 of the day, each counted once."),
    to_date=True,
)
results = Source(Sample, on="result_at", owner=OWNER)
answered = results.count(
    "cases.tests.results.day.count",
    _("Results on the day"),
    _("Results of tests that came in on the day."),
    unit=TESTS,
).to_date("cases.tests.results.count", _("Results"), _("Results of tests that came in up to 24:00 of the day."))
results.count(
    "cases.tests.positive.day.count",
    _("Positive results on the day"),
    _("Positive results of tests that came in on the day; somebody tested twice counts twice."),
    where=Q(result=Sample.Outcome.POSITIVE),
    unit=TESTS,
    more_is=BAD,
).to_date(
    "cases.tests.positive.count",
    _("Positive results"),
    _("Positive results of tests that came in up to 24:00 of the day; somebody tested twice counts twice."),
)
in_time = results.count(
    "cases.tests.in_time.day.count",
    _("Results within 24 hours on the day"),
    _("Results that came in on the day, at most 24 hours after the sample."),
    where=Q(result_at__lte=F("sampled_at") + IN_TIME),
    unit=TESTS,
    more_is=GOOD,
).to_date(
    "cases.tests.in_time.count",
    _("Results within 24 hours"),
    _("Results that came in up to 24:00 of the day, at most 24 hours after the sample."),
)
ratio(
    "cases.tests.in_time.share",
    _("Share of results within 24 hours"),
    _("Results within 24 hours of the sample over all results up to 24:00 of the day."),
    in_time,
    answered,
    more_is=GOOD,
)
