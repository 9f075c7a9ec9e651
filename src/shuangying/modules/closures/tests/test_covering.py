"""An order closes what it covers, whenever that is entered, until it or a part of it is lifted."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shuangying.kernel.figures import api as figures
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.writing import Change, Rejected, act, delete, restore, save, save_many
from shuangying.modules.closures.covering import Span, Terms, differences, uncovered
from shuangying.modules.closures.models import Closure, Order
from shuangying.modules.enterprises.models import Enterprise, Resumption

DAY = date(2020, 1, 27)
LATER = date(2020, 2, 10)
OPENED = date(2015, 5, 1)
BASIS = {
    "issuer": "县指挥部（示例）",
    "document": "关停通告",
    "basis": "《传染病防治法》第四十二条",
    "higher_decision": "省人民政府Ⅰ级响应",
    "covers": "entities",
    "from_on": DAY,
}


def entity(actor, division, name, **values):
    register = registers.get("enterprises")
    known = {"organisation.name": name, "division": division, "opened_on": OPENED, "trade": "shop"}
    return save(register, actor, known | values)


def order(actor, division, number="1号", **values):
    return save(registers.get("closures.orders"), actor, {**BASIS, "number": number, "division": division, **values})


def rows(**wanted):
    return Closure.objects.live().filter(**wanted)


def names():
    return set(rows(reopened_on=None).values_list("organisation__name", flat=True))


def value(id_, day, actor):
    return figures.values([figures.get(id_)], day=day, actor=actor)[0].value


def test_an_order_closes_every_market_entity_in_its_division(place, console):
    entity(console, place("黄岗镇"), "甲")
    entity(console, place("李庄村民委员会"), "乙")
    entity(console, place("北城街道"), "丙")
    order(console, place("黄岗镇"))
    assert names() == {"甲", "乙"}
    assert set(rows().values_list("closed_on", "kind")) == {(DAY, "enterprise")}
    shut = Enterprise.objects.filter(closed_on=DAY).values_list("organisation__name", flat=True)
    assert set(shut) == {"甲", "乙"}


def test_an_order_on_a_trade_closes_that_trade_alone(place, console):
    entity(console, place("黄岗镇"), "影院", trade="cinema")
    entity(console, place("黄岗镇"), "超市", trade="food")
    order(console, place("单县"), trade="cinema")
    assert names() == {"影院"}


def test_what_is_entered_later_is_closed_from_the_order_s_day_or_its_own(place, console):
    order(console, place("单县"))
    entity(console, place("黄岗镇"), "老店")
    entity(console, place("黄岗镇"), "新店", opened_on=LATER)
    days = dict(rows().values_list("organisation__name", "closed_on"))
    assert days == {"老店": DAY, "新店": LATER}


def test_a_saved_market_entity_can_be_saved_again_at_once(place, console):
    order(console, place("单县"))
    saved = entity(console, place("黄岗镇"), "甲")
    assert saved.closed_on == DAY
    assert save(registers.get("enterprises"), console, {"staff": 8}, record=saved).staff == 8


def test_a_changed_trade_falls_under_other_orders(place, console):
    order(console, place("单县"), trade="cinema")
    one = entity(console, place("黄岗镇"), "甲")
    assert names() == set()
    one = save(registers.get("enterprises"), console, {"trade": "cinema"}, record=one)
    assert names() == {"甲"}
    save(registers.get("enterprises"), console, {"trade": "food"}, record=one)
    assert names() == set()


def test_a_deleted_market_entity_is_no_longer_counted(place, console):
    one = entity(console, place("黄岗镇"), "误录")
    order(console, place("单县"))
    one.refresh_from_db()
    delete(registers.get("enterprises"), console, one, "entered twice")
    assert not rows().exists()


def test_what_was_struck_off_before_the_order_is_not_closed(place, console):
    entity(console, place("黄岗镇"), "注销户", ended_on=date(2019, 12, 1))
    order(console, place("单县"))
    assert names() == set()


def test_a_lifted_trade_opens_and_what_comes_later_of_it_is_not_closed(place, console):
    entity(console, place("黄岗镇"), "超市", trade="food")
    entity(console, place("黄岗镇"), "影院", trade="cinema")
    one = order(console, place("单县"))
    act(registers.get("closures.orders"), console, one, "lift", {"trade": "food", "lifted_on": LATER}, "保供")
    assert names() == {"影院"}
    entity(console, place("黄岗镇"), "新超市", trade="food", opened_on=LATER)
    assert names() == {"影院"}
    assert rows(ended_by="lifting", reopened_on=LATER).count() == 1
    assert one.lifted_on is None


def test_a_lifted_area_opens(place, console):
    entity(console, place("李庄村民委员会"), "甲")
    entity(console, place("北城街道"), "乙")
    one = order(console, place("单县"))
    act(
        registers.get("closures.orders"),
        console,
        one,
        "lift",
        {"division": place("黄岗镇"), "lifted_on": LATER},
        "低风险",
    )
    assert names() == {"乙"}


def test_lifting_the_whole_order_opens_all_and_counts_stay(place, console):
    entity(console, place("黄岗镇"), "甲")
    one = order(console, place("单县"))
    entered = {"trade": "", "division": place("单县"), "lifted_on": LATER}
    act(registers.get("closures.orders"), console, one, "lift", entered, "解除")
    assert Order.objects.get().lifted_on == LATER
    days = (DAY, LATER - timedelta(days=1), LATER)
    assert [value("closures.enterprises.count", day, console) for day in days] == [1, 1, 1]
    assert [value("closures.enterprises.current.count", day, console) for day in days] == [1, 1, 0]
    assert value("closures.enterprises.reopened.share", LATER, console) == 100


def test_a_corrected_lifting_moves_what_it_opened(place, console):
    entity(console, place("黄岗镇"), "超市", trade="food")
    one = order(console, place("单县"))
    register = registers.get("closures.liftings")
    lifted = save(register, console, {"order": one, "trade": "food", "from_on": LATER, "reason": "保供"})
    lifted = save(register, console, {"from_on": date(2020, 2, 3)}, record=lifted)
    assert rows().get().reopened_on == date(2020, 2, 3)
    delete(register, console, lifted, "wrong order")
    assert rows().get().reopened_on is None


def test_what_alone_may_open_stays_open(place, console):
    entity(console, place("黄岗镇"), "甲")
    one = order(console, place("单县"))
    row = rows().get()
    act(registers.get("closures"), console, row, "reopen", {"reopened_on": date(2020, 2, 12)}, "口罩生产")
    register = registers.get("closures.liftings")
    save(register, console, {"order": one, "from_on": date(2020, 2, 20), "reason": "全面复工"})
    row.refresh_from_db()
    assert (row.reopened_on, row.ended_by) == (date(2020, 2, 12), "own")


def test_an_approved_application_opens_the_firm(place, console, person):
    firm = entity(console, place("黄岗镇"), "甲")
    order(console, place("单县"))
    firm.refresh_from_db()
    register = registers.get("enterprises.resumptions")
    values = {"enterprise": firm, "applied_on": date(2020, 2, 8), "checked_on": date(2020, 2, 9)}
    asked = save(register, console, values)
    act(register, person("leader", "单县"), asked, "approve", {"approved_on": LATER}, "条件具备")
    row = rows().get()
    assert (row.reopened_on, row.ended_by) == (LATER, "approval")
    assert Resumption.objects.get().reasons == "条件具备"


def test_a_firm_whose_approval_is_taken_back_is_closed_again(place, console):
    firm = entity(console, place("黄岗镇"), "甲")
    order(console, place("单县"))
    register = registers.get("enterprises.resumptions")
    told = {"enterprise": firm, "applied_on": date(2020, 2, 8), "checked_on": date(2020, 2, 9), "approved_on": LATER}
    approved = save(register, console, told)
    assert value("closures.enterprises.current.count", LATER, console) == 0
    approved.refresh_from_db()
    delete(register, console, approved, "批错了")
    assert value("closures.enterprises.current.count", LATER, console) == 1
    approved.refresh_from_db()
    approved = restore(register, console, approved)
    assert rows().get().reopened_on == LATER


def test_a_village_listed_under_an_order_opens_with_its_township(place, console):
    one = order(console, place("单县"), covers="listed")
    register = registers.get("closures")
    save(register, console, {"order": one, "village": place("李庄村民委员会")})
    save(register, console, {"order": one, "village": place("北关社区居民委员会")})
    save(
        registers.get("closures.liftings"),
        console,
        {"order": one, "area": place("黄岗镇"), "from_on": LATER, "reason": "低风险"},
    )
    assert value("closures.villages.count", LATER, console) == 2
    assert value("closures.villages.current.count", LATER, console) == 1
    assert Enterprise.objects.count() == 0


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"higher_decision": ""}, "higher_decision_missing"),
        ({"covers": "listed", "trade": "cinema"}, "trade_without_entities"),
    ],
)
def test_an_order_that_cannot_be_is_refused(place, console, values, code):
    with pytest.raises(Rejected) as error:
        order(console, place("单县"), **values)
    assert [problem.code for _column, problem in error.value.problems] == [code]


def test_what_an_order_closes_does_not_change(place, console):
    one = order(console, place("单县"), trade="cinema")
    with pytest.raises(Rejected) as error:
        save(registers.get("closures.orders"), console, {"trade": "bath"}, record=one)
    assert error.value.problems[0][1].code == "order_target_fixed"


def test_nothing_is_closed_before_there_is_an_order_nor_two_things_by_one_line(place, console):
    one = order(console, place("单县"), covers="listed")
    register = registers.get("closures")
    with pytest.raises(Rejected) as early:
        save(register, console, {"order": one, "name": "单县—菏泽", "closed_on": date(2020, 1, 20)})
    with pytest.raises(Rejected) as both:
        save(register, console, {"order": one, "name": "单县—菏泽", "village": place("李庄村民委员会")})
    codes = [error.value.problems[0][1].code for error in (early, both)]
    assert codes == ["closed_before_order", "closure_of_one_thing"]


def test_a_deleted_order_takes_what_it_covers_along_and_brings_it_back(place, console):
    entity(console, place("黄岗镇"), "甲")
    register = registers.get("closures.orders")
    one = order(console, place("单县"))
    delete(register, console, one, "entered by mistake")
    assert not rows().exists()
    one.refresh_from_db()
    restore(register, console, one)
    assert names() == {"甲"}


def test_an_order_on_which_listed_closures_rest_stays(place, console):
    one = order(console, place("单县"), covers="listed")
    save(registers.get("closures"), console, {"order": one, "village": place("李庄村民委员会")})
    with pytest.raises(Rejected) as error:
        delete(registers.get("closures.orders"), console, one, "entered by mistake")
    assert error.value.problems[0][1].code == "order_has_closures"
    assert Order.objects.get().deleted_at is None


TRADES = ("food", "cinema", "shop")
days = st.integers(0, 40).map(lambda n: DAY + timedelta(days=n))
steps = st.lists(
    st.one_of(
        st.tuples(st.just("order"), st.sampled_from(("", *TRADES)), st.sampled_from(("单县", "黄岗镇")), days),
        st.tuples(st.just("lift"), st.sampled_from(("", *TRADES)), st.sampled_from(("", "黄岗镇")), days),
        st.tuples(st.just("enter"), st.sampled_from(TRADES), st.sampled_from(("北城街道", "李庄村民委员会")), days),
        st.tuples(st.just("change"), st.sampled_from(TRADES), st.integers(0, 3), days),
    ),
    max_size=8,
)


@pytest.mark.django_db
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=steps, asked=st.lists(days, min_size=1, max_size=3))
def test_whatever_is_written_in_whatever_order_the_count_is_what_the_orders_cover(place, console, told, asked):
    from django.db import transaction

    with transaction.atomic():
        _tell(place, console, told)
        for day in asked:
            assert (value("closures.enterprises.current.count", day, console) or 0) == len(_covered(day))
        assert all(uncovered(one) == 0 for one in Order.objects.select_related("division"))
        assert all(differences(one) == ([], [], []) for one in Order.objects.select_related("division"))
        transaction.set_rollback(True)


def _tell(place, console, told):
    for number, (what, trade, where, day) in enumerate(told):
        if what == "order":
            order(console, place(where), f"{number}号", trade=trade, from_on=day)
        elif what == "enter":
            entity(console, place(where), f"第{number}家", trade=trade, opened_on=day)
        elif what == "change":
            known = list(Enterprise.objects.select_related("division").order_by("pk"))
            if where < len(known):
                save_many(registers.get("enterprises"), console, [Change({"trade": trade}, known[where])])
        else:
            for one in Order.objects.select_related("division").order_by("pk")[:1]:
                values = {"trade": trade, "area": place(where) if where else None}
                lifting = {"order": one, "from_on": day, "reason": "逐步放开", **values}
                save_many(registers.get("closures.liftings"), console, [Change(lifting)])


def _covered(day):
    """The definition, as slowly as it can be said."""
    found = set()
    for entity in Enterprise.objects.select_related("division"):
        for one in Order.objects.select_related("division"):
            begun = max(one.from_on, entity.opened_on)
            if not (entity.division.path.startswith(one.division.path) and one.trade in ("", entity.trade)):
                continue
            lifted = [
                lifting.from_on
                for lifting in registers.get("closures.liftings").model.objects.filter(order=one).select_related("area")
                if lifting.trade in ("", entity.trade)
                and (lifting.area is None or entity.division.path.startswith(lifting.area.path))
            ]
            if begun <= day and all(day < each for each in lifted):
                found.add(entity.pk)
    return found


@pytest.mark.parametrize(
    ("liftings", "begun", "expected"),
    [
        ((), OPENED, Span(DAY)),
        ((("shop", "/1/", LATER),), OPENED, Span(DAY, LATER, "lifting")),
        ((("food", "/1/", LATER),), OPENED, Span(DAY)),
        (
            (("", "/1/2/", LATER), ("shop", "", DAY + timedelta(days=2))),
            OPENED,
            Span(DAY, DAY + timedelta(days=2), "lifting"),
        ),
        ((("shop", "/1/", LATER),), LATER, None),
        ((), LATER, Span(LATER)),
    ],
)
def test_the_span_of_one_shop(liftings, begun, expected):
    assert Terms("/1/", "", DAY, liftings).span("shop", "/1/2/3/", begun) == expected
