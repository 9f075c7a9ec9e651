"""The demonstration's closures give the numbers of the county's report, and fit what enterprises did."""

from datetime import date, timedelta

import pytest
from django.db.models import F

from shuangying.demo.county import TODAY
from shuangying.kernel.accounts.api import console
from shuangying.kernel.audit import api as audit
from shuangying.kernel.audit.models import Entry
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.figures import api as figures
from shuangying.modules.closures.covering import differences, uncovered
from shuangying.modules.closures.demo import OLD_TOWN, SILENT, counted_villages
from shuangying.modules.closures.models import Closure, Order
from shuangying.modules.enterprises.models import Enterprise, Resumption

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
DAYS = [date(2020, 1, 20) + timedelta(days=n) for n in range((TODAY - date(2020, 1, 20)).days + 1)]
KINDS = ("villages", "lines", "venues", "enterprises")


def value(id_, day=TODAY):
    return figures.values([figures.get(id_)], day=day, actor=console("tester"))[0].value


def test_502_villages_and_more_than_68000_market_entities_were_closed(whole_demo):
    assert value("closures.villages.count") == 502
    assert 68_000 <= value("closures.enterprises.count") <= 69_360


def test_the_502_are_all_villages_and_the_communities_but_for_six_old_quarters(whole_demo):
    nodes = divisions.tree(TODAY).at_level("village")
    counted = {village.pk for village in counted_villages(TODAY)}
    left_out = [node for node in nodes if node.id not in counted]
    assert (len(nodes), len(counted), len(left_out)) == (508, 502, 6)
    assert all(node.kind == "community" and node.name.endswith(OLD_TOWN) for node in left_out)
    assert {node.name[:2] for node in left_out} == {"北关", "西关", "西郊", "南店", "老山", "南关"}
    assert counted == set(Closure.objects.exclude(village=None).values_list("village", flat=True))


@pytest.mark.parametrize(
    ("id_", "day", "least", "most"),
    [
        ("closures.villages.count", date(2020, 2, 2), 502, 502),
        ("closures.villages.current.count", date(2020, 2, 23), 502, 502),
        ("closures.villages.current.count", TODAY, 50, 250),
        ("closures.enterprises.current.count", date(2020, 2, 2), 50_000, 62_000),
        ("closures.enterprises.current.count", date(2020, 2, 10), 45_000, 58_000),
        ("closures.enterprises.current.count", date(2020, 2, 23), 9_000, 30_000),
        ("closures.enterprises.current.count", TODAY, 500, 5_000),
        ("closures.lines.current.count", date(2020, 2, 2), 45, 55),
        ("closures.lines.current.count", TODAY, 10, 20),
        ("closures.venues.current.count", TODAY, 35, 60),
    ],
)
def test_the_figures_are_plausible_on_the_days_that_matter(whole_demo, id_, day, least, most):
    assert least <= value(id_, day) <= most


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_ever_closed_only_grows_and_holds_what_is_closed(whole_demo, kind):
    asked = [figures.get(f"closures.{kind}.count"), figures.get(f"closures.{kind}.current.count")]
    course = figures.course(asked, DAYS, console("tester"))
    ever, now = ([found or 0 for found in course[figure]] for figure in asked)
    assert ever == sorted(ever)
    assert all(some <= whole for some, whole in zip(now, ever, strict=True))
    assert value(f"closures.{kind}.count", date(2020, 1, 23)) in (0, None)


def test_every_order_closes_what_it_covers_and_nothing_else(whole_demo):
    orders = Order.objects.filter(covers="entities").select_related("division")
    assert orders.count() == 2
    assert [uncovered(order) for order in orders] == [0, 0]
    assert [differences(order) for order in orders] == [([], [], []), ([], [], [])]


def test_nobody_is_back_at_work_while_an_order_closes_it(whole_demo):
    told_by_a_sheet = Enterprise.objects.filter(organisation__name__contains="示例").values("organisation")
    still_shut = Closure.objects.filter(kind="enterprise").exclude(organisation__in=told_by_a_sheet)
    back = dict(Enterprise.objects.exclude(resumed_on=None).values_list("organisation", "resumed_on"))
    rows = still_shut.values_list("organisation", "reopened_on")
    assert not [one for one, opened in rows if one in back and (opened is None or back[one] < opened)]


def test_nothing_reopens_before_it_is_closed_and_no_day_lies_ahead(whole_demo):
    assert not Closure.objects.filter(reopened_on__lt=F("closed_on")).exists()
    assert not Closure.objects.filter(closed_on__lt=F("order__from_on")).exists()
    assert not Closure.objects.filter(reopened_on__gt=TODAY).exists()


def test_cinemas_are_closed_by_two_orders_and_count_once(whole_demo):
    cinemas = Closure.objects.filter(organisation__in=Enterprise.objects.filter(trade="cinema").values("organisation"))
    one = cinemas.values_list("organisation", flat=True).first()
    assert cinemas.filter(organisation=one).count() == 2
    rows = Closure.objects.filter(kind="enterprise")
    assert value("closures.enterprises.count") == rows.count() - cinemas.count() // 2


def test_a_firm_that_applied_opened_before_its_trade(whole_demo):
    early = Resumption.objects.filter(approved_on__lt=date(2020, 2, 15)).values("enterprise__organisation")
    opened = Closure.objects.filter(organisation__in=early)
    assert set(opened.values_list("ended_by", flat=True)) == {"approval", "lifting"}
    assert opened.filter(ended_by="approval").count() > 50


def test_a_township_is_silent_and_another_was_put_right(whole_demo):
    silent = divisions.find(SILENT)
    villages = Closure.objects.filter(kind="village", division__path__startswith=silent.path)
    assert villages.count() > 10
    assert not villages.exclude(reopened_on=None).exists()
    notes = {entry.source.get("demo") for entry in Entry.objects.filter(register="closures")}
    assert "not reopened after all" in notes


def test_what_is_real_is_cited(whole_demo):
    (first, *_) = reversed(audit.history("closures", Closure.objects.filter(kind="village").first().pk))
    assert "502" in first.source["real"]
