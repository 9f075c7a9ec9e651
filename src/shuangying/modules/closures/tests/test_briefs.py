"""What stands beside a brief: who works while an order closes them, and whom an order has missed."""

from datetime import date

import pytest

from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.writing import act, save
from shuangying.modules.closures.briefs import at_work_while_closed, not_covered
from shuangying.modules.closures.models import Closure, Order

SHUT, DAY = date(2020, 1, 27), date(2020, 2, 10)


@pytest.fixture
def closed(place, console):
    """One shop that an order on all market entities closes."""
    values = {"organisation.name": "甲", "division": place("黄岗镇"), "opened_on": date(2015, 1, 1), "trade": "shop"}
    shop = save(registers.get("enterprises"), console, values)
    order = {
        "number": "1号",
        "issuer": "县指挥部（示例）",
        "document": "关停通告",
        "basis": "《传染病防治法》第四十二条",
        "higher_decision": "省人民政府Ⅰ级响应",
        "covers": "entities",
        "from_on": SHUT,
        "division": place("单县"),
    }
    save(registers.get("closures.orders"), console, order)
    shop.refresh_from_db()
    return shop


def found(check, actor, day=DAY):
    return [finding.text for finding in check(day, divisions.tree(day).county, actor)]


def test_a_shop_at_work_that_nobody_let_open_stands_beside_the_brief(closed, console):
    assert found(at_work_while_closed, console) == []
    save(registers.get("enterprises"), console, {"resumed_on": DAY}, record=closed)
    assert found(at_work_while_closed, console) == ["未获准恢复而已复工的市场主体：1户"]
    assert found(at_work_while_closed, console, SHUT) == []


def test_what_an_order_missed_stands_beside_the_brief_until_it_is_closed(closed, console):
    assert found(not_covered, console) == []
    Closure.objects.all().delete()
    assert found(not_covered, console) == ["1号应关未关的市场主体：1户"]
    assert found(not_covered, console, date(2020, 1, 26)) == []
    act(registers.get("closures.orders"), console, Order.objects.get(), "cover", {}, "漏关")
    assert found(not_covered, console) == []
