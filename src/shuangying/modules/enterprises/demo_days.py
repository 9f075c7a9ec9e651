"""When the demonstration's market entities were shut, let open and back at work.

Real: that all were shut (the county's report), that Shandong let industry resume no earlier than 10 February, and that cinemas,
places of entertainment and training centres stayed shut. The other days are invented.
"""

import random
from datetime import date, timedelta

from shuangying.core.story import World
from shuangying.modules.enterprises.demo_firms import Firm

SHUT_ON = date(2020, 1, 27)
INDUSTRY_FROM = date(2020, 2, 10)
ALLOWED_ON = {
    "food": date(2020, 1, 28),
    "pharmacy": date(2020, 1, 28),
    "clinic": date(2020, 1, 28),
    "fuel": date(2020, 1, 28),
    "utility": date(2020, 1, 28),
    "market": date(2020, 1, 31),
    "farm": date(2020, 2, 5),
    "transport": date(2020, 2, 13),
    "wholesale": date(2020, 2, 15),
    "repair": date(2020, 2, 18),
    "office": date(2020, 2, 19),
    "factory": date(2020, 2, 20),
    "builder": date(2020, 2, 20),
    "shop": date(2020, 2, 20),
    "hotel": date(2020, 2, 24),
    "beauty": date(2020, 2, 26),
    "restaurant": date(2020, 2, 28),
}
"""From which day on a trade as a whole may open again; the others stay shut. Single firms may earlier, on application."""

WHY = {
    "food": "保障居民生活必需品供应",
    "pharmacy": "保障药品供应",
    "clinic": "保障基本医疗",
    "fuel": "保障车辆用油",
    "utility": "保障水电气热供应",
    "market": "保障菜篮子供应，落实测温、限流",
    "farm": "不误春耕春管",
    "transport": "恢复货运物流",
    "wholesale": "恢复商品供应",
    "repair": "恢复居民生活服务",
    "office": "恢复商务服务",
    "factory": "小微工业企业全面复工",
    "builder": "工程项目复工",
    "shop": "恢复商业经营",
    "hotel": "限制入住率经营",
    "beauty": "预约经营、一人一消毒",
    "restaurant": "只做外卖，不供堂食",
}
"""The reason that is given for each lifting."""

MASKS = {"来氏药业（示例）": date(2020, 1, 29), "朱氏药业（示例）": date(2020, 1, 30)}
"""Makers of masks and medicines, let open before all others."""

STRUCK_OFF_BEFORE, STRUCK_OFF_AFTER, NEW_AFTER = 150, 12, 40
FOUND_OPEN = 180
LAST_DAYS = 9


def shut(world: World, told: list[Firm]) -> None:
    """Give each market entity the day on which it was shut; a few were struck off before, a few opened since."""
    dice = world.dice("shut")
    traders = [firm for firm in told if not firm.large and firm.kind == "trader"]
    special = dice.sample(traders, STRUCK_OFF_BEFORE + NEW_AFTER + FOUND_OPEN)
    for firm in told:
        firm.days["closed_on"] = SHUT_ON
    for firm in special[:STRUCK_OFF_BEFORE]:
        firm.days = {"ended_on": date(2019, 12, 23) + timedelta(days=dice.randrange(30))}
    for firm in special[STRUCK_OFF_BEFORE : STRUCK_OFF_BEFORE + NEW_AFTER]:
        firm.trade, firm.sector = "shop", "F"
        firm.established_on = date(2020, 2, 21) + timedelta(days=dice.randrange(13))
        firm.days = {}
    for firm in special[STRUCK_OFF_BEFORE + NEW_AFTER :]:
        firm.days["closed_on"] = SHUT_ON + timedelta(days=dice.choice((1, 1, 2)))


def resume(world: World, told: list[Firm], approved: dict[str, date]) -> None:
    """Give each market entity the day on which it was back at work: as soon as it might, or some days later, or not yet.

    A firm above designated size waits for its own approval, the others for that of their trade.

    Args:
        approved: the day on which single firms were allowed, by credit code.
    """
    dice = world.dice("resume")
    for firm in told:
        if "closed_on" not in firm.days:
            continue
        allowed = approved.get(firm.code) if firm.large else ALLOWED_ON.get(firm.trade)
        if allowed is None:
            continue
        day = max(allowed, firm.days["closed_on"]) + timedelta(days=_delay(dice, firm))
        if day <= world.today:
            firm.days["resumed_on"] = day
    back = [firm for firm in told if firm.days.get("resumed_on", world.today) < date(2020, 2, 20) and not firm.large]
    for firm in dice.sample(back, STRUCK_OFF_AFTER):
        firm.days["ended_on"] = world.today - timedelta(days=dice.randrange(LAST_DAYS))


def _delay(dice: random.Random, firm: Firm) -> int:
    """How many days after it might a market entity is at work: many wait for staff, goods or customers."""
    if firm.large:
        return dice.choice((0, 0, 0, 1, 1, 2, 3))
    return min(int(dice.expovariate(1 / 4.2)), 60)
