"""A small county with projects in all four batches, as of 5 March 2020."""

from datetime import date
from decimal import Decimal

import pytest

from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.writing import Change, save_many

DAY = date(2020, 3, 5)
YI = Decimal(10**8)
ROWS = (
    (
        "单县医药产业园二期",
        "黄岗镇",
        "12.6",
        {"started_on": date(2020, 2, 24), "collective_start_on": date(2020, 2, 24)},
    ),
    ("高端制冷压缩机项目", "北城街道", "10.3", {"started_on": date(2020, 3, 2)}),
    ("农产品冷链物流中心", "黄岗镇", "3.87", {"started_on": date(2019, 11, 18), "due_on": date(2020, 3, 1)}),
    ("浮龙湖旅游道路提升", "单县", "1.42", {"started_on": date(2019, 5, 1), "completed_on": date(2020, 2, 20)}),
    ("张集镇青山羊良种繁育基地", "黄岗镇", "0.98", {"reserved_on": date(2020, 1, 10)}),
    ("100MW农光互补电站", "北城街道", "5.2", {"planned_on": date(2020, 1, 2)}),
)


@pytest.fixture
def county_projects(place, console):
    """The projects of `ROWS`, one that only a sheet says has started, and one of unknown stage."""
    register = registers.get("projects")
    changes = [
        Change({"name": name, "division": place(where), "investment": Decimal(yi) * YI, **days})
        for name, where, yi, days in ROWS
    ]
    changes.append(
        Change(
            {"name": "板材智能化改造", "division": place("黄岗镇"), "investment": Decimal("2.15") * YI},
            states={"stage": "started"},
            on=date(2020, 2, 1),
        )
    )
    changes.append(Change({"name": "批次不明的项目", "division": place("单县"), "investment": YI}))
    results = save_many(register, console, changes)
    assert {result.outcome for result in results} == {"created"}, [result.problems for result in results]
    return {result.record.name: result.record for result in results}
