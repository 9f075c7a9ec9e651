"""The demonstration's enterprises: as many as the county reports, shut and back at work in an order that makes sense on any day."""

from datetime import date, timedelta

import pytest
from django.db.models import F, Q

from shuangying.core.codes import credit_code
from shuangying.demo.county import TODAY
from shuangying.kernel.accounts.api import console
from shuangying.kernel.audit import api as audit
from shuangying.kernel.audit.models import Entry
from shuangying.kernel.figures import api as figures
from shuangying.kernel.imports import api as imports
from shuangying.kernel.parties.models import Organisation
from shuangying.modules.enterprises.demo_days import ALLOWED_ON, INDUSTRY_FROM, SHUT_ON
from shuangying.modules.enterprises.demo_firms import AREA, NAMED
from shuangying.modules.enterprises.models import Enterprise, Resumption, StaffReport, Ticket, Visit

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
DAYS = [date(2020, 1, 20) + timedelta(days=n) for n in range((TODAY - date(2020, 1, 20)).days + 1)]


def value(id_, day=TODAY):
    return figures.values([figures.get(id_)], day=day, actor=console("tester"))[0].value


def course(id_):
    return [found for _day, found in figures.series(figures.get(id_), DAYS, console("tester"))]


@pytest.mark.parametrize(
    ("id_", "day", "least", "most"),
    [
        ("enterprises.closed.count", date(2020, 1, 23), 0, 0),
        ("enterprises.closed.count", date(2020, 2, 2), 68_000, 69_360),
        ("enterprises.resumed.share", date(2020, 2, 2), 8, 15),
        ("enterprises.resumed.share", date(2020, 2, 10), 15, 25),
        ("enterprises.resumed.share", date(2020, 2, 23), 55, 70),
        ("enterprises.resumed.share", TODAY, 90, 97),
        ("enterprises.industry.resumed.share", date(2020, 2, 10), 5, 20),
        ("enterprises.industry.resumed.share", date(2020, 2, 23), 80, 98),
        ("enterprises.staff.back.share", date(2020, 2, 10), 40, 65),
        ("enterprises.staff.back.share", TODAY, 80, 95),
        ("enterprises.visits.day.count", date(2020, 2, 10), 110, 134),
        ("enterprises.visits.day.count", TODAY, 150, 172),
        ("enterprises.problems.solved.share", TODAY, 65, 90),
    ],
)
def test_the_figures_are_plausible_on_the_days_that_matter(whole_demo, id_, day, least, most):
    assert least <= value(id_, day) <= most


def test_what_had_been_shut_only_grows_and_what_is_back_never_exceeds_it(whole_demo):
    shut, back = course("enterprises.closed.count"), course("enterprises.resumed.count")
    until = DAYS.index(date(2020, 2, 20))
    assert shut[:until] == sorted(shut[:until])
    assert all(some <= whole for some, whole in zip(back, shut, strict=True))


def test_nothing_is_applied_for_or_decided_after_the_day_of_the_demonstration(whole_demo):
    later = Q(applied_on__gt=TODAY) | Q(checked_on__gt=TODAY) | Q(refused_on__gt=TODAY) | Q(approved_on__gt=TODAY)
    assert not Resumption.objects.filter(later).exists()


def test_nobody_is_back_before_being_shut_nor_before_the_trade_or_the_firm_may(whole_demo):
    back = Enterprise.objects.exclude(resumed_on=None)
    assert not back.filter(Q(closed_on=None) | Q(resumed_on__lt=F("closed_on"))).exists()
    typed_in = back.exclude(organisation__name__contains="示例")
    by_trade = typed_in.exclude(pk__in=Resumption.objects.exclude(approved_on=None).values("enterprise"))
    assert by_trade.count() > 60_000
    assert not by_trade.exclude(trade__in=ALLOWED_ON).exists()
    for trade, day in ALLOWED_ON.items():
        assert not by_trade.filter(trade=trade, resumed_on__lt=day).exists()


def test_a_firm_is_back_only_after_its_application_was_checked_and_approved(whole_demo):
    for one in Resumption.objects.exclude(approved_on=None).select_related("enterprise"):
        assert one.applied_on <= one.checked_on <= one.approved_on
        assert one.enterprise.trade in ALLOWED_ON
        first = min(one.approved_on, ALLOWED_ON[one.enterprise.trade])
        assert one.enterprise.resumed_on is None or one.enterprise.resumed_on >= first
    assert Resumption.objects.exclude(refused_on=None).exclude(reasons="").count() >= 20


def test_staff_are_counted_and_firms_visited_only_when_somebody_is_there(whole_demo):
    assert not StaffReport.objects.filter(day__lt=F("enterprise__resumed_on")).exists()
    assert not Visit.objects.filter(day__lt=INDUSTRY_FROM).exists()
    assert not Ticket.objects.filter(Q(raised_on__lt=INDUSTRY_FROM) | Q(solved_on__gt=TODAY)).exists()
    assert not StaffReport.objects.filter(Q(back__gt=F("staff")) | Q(outside__gt=F("back"))).exists()


def test_codes_and_telephones_are_nobody_s(whole_demo):
    made = Organisation.objects.filter(credit_code__contains=AREA).exclude(credit_code__startswith="37")
    assert made.count() >= 68_200
    assert all(credit_code(code) == code for code in made.values_list("credit_code", flat=True)[:500])
    assert all(one.phone.open().startswith("154") for one in made.filter(phone_index__isnull=False)[:100])


def test_what_is_real_of_a_firm_is_its_name_and_said_so(whole_demo):
    for name, _place, _staff in NAMED:
        (created,) = audit.history("parties.organisations", Organisation.objects.get(name=name).pk)
        assert created.source["real"].startswith("name only: http")
    other = Organisation.objects.exclude(name__contains="示例").order_by("pk")[100]
    assert audit.history("parties.organisations", other.pk)[-1].source["real"] == ""


def test_the_story_has_late_reports_corrections_and_rows_in_doubt(whole_demo):
    notes = {entry.source.get("demo") for entry in Entry.objects.filter(register__startswith="enterprises")}
    assert {"reported late", "corrected by the firm", "typed in late: 浮岗镇"} <= notes
    brought = imports.Import.objects.get(register="enterprises")
    assert (brought.counts["review"], brought.counts["rejected"]) == (2, 4)


def test_all_were_shut_on_one_day_but_for_a_few_found_open(whole_demo):
    shut = Enterprise.objects.exclude(closed_on=None)
    assert not shut.filter(closed_on__lt=SHUT_ON).exists()
    assert 100 <= shut.filter(closed_on__gt=SHUT_ON).count() <= 300
