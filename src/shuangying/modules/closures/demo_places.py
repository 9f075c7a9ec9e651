"""Passenger lines and venues of the demonstration."""

from dataclasses import dataclass
from datetime import date

LINES = (
    (
        "intercity",
        date(2020, 1, 27),
        date(2020, 2, 26),
        ("单县—菏泽", "单县—成武", "单县—曹县", "单县—巨野", "单县—定陶", "单县—金乡"),
    ),
    (
        "rural",
        date(2020, 1, 28),
        date(2020, 2, 22),
        (
            *(
                f"单县汽车站—{town}"
                for town in (
                    "郭村",
                    "黄岗",
                    "终兴",
                    "高韦庄",
                    "徐寨",
                    "蔡堂",
                    "朱集",
                    "李新庄",
                    "浮岗",
                    "莱河",
                    "时楼",
                    "杨楼",
                    "张集",
                    "龙王庙",
                    "谢集",
                    "李田楼",
                    "高老家",
                    "曹庄",
                )
            ),
            "城区1路",
            "城区2路",
            "城区3路",
            "城区5路",
        ),
    ),
    (
        "coach",
        date(2020, 1, 26),
        date(2020, 3, 1),
        ("单县—济南", "单县—青岛", "单县—济宁", "单县—泰安", "单县—临沂", "单县—烟台", "单县—淄博"),
    ),
    (
        "coach",
        date(2020, 1, 26),
        None,
        (
            "单县—北京",
            "单县—上海",
            "单县—南京",
            "单县—徐州",
            "单县—商丘",
            "单县—杭州",
            "单县—苏州",
            "单县—无锡",
            "单县—郑州",
            "单县—丰县",
            "单县—砀山",
            "单县—虞城",
        ),
    ),
    ("taxi", date(2020, 1, 29), date(2020, 2, 24), ("全县巡游出租汽车", "全县网络预约出租汽车")),
)
"""Kind, day on which it stopped, first day on which some run again, the lines; the lines beyond the province do not yet."""


@dataclass(frozen=True)
class Venue:
    """A venue that was closed; `real` says that there is one of this name."""

    name: str
    kind: str
    place: str
    closed_on: date = date(2020, 1, 24)
    reopened_on: date | None = None
    real: bool = False


VENUES = (
    Venue("浮龙湖生态旅游度假区", "scenic", "浮岗镇", real=True),
    Venue("单县博物馆", "culture", "北城街道", real=True),
    Venue("单县图书馆（示例）", "culture", "北城街道"),
    Venue("单县文化馆（示例）", "culture", "南城街道"),
    Venue("单县科技馆（示例）", "culture", "园艺街道"),
    Venue("单县体育馆（示例）", "sport", "园艺街道"),
    Venue("湖西影城（示例）", "cinema", "南城街道"),
    Venue("单州影城（示例）", "cinema", "园艺街道"),
    Venue("星光国际影城（示例）", "cinema", "东城街道"),
    Venue("东方剧院（示例）", "cinema", "北城街道"),
    *(
        Venue(f"{town}文化广场（示例）", "culture", town, date(2020, 1, 26), date(2020, 3, 2))
        for town in ("黄岗镇", "终兴镇", "郭村镇")
    ),
    *(
        Venue(f"{town}综合文化站（示例）", "culture", town, date(2020, 1, 26))
        for town in (
            "徐寨镇",
            "蔡堂镇",
            "朱集镇",
            "李新庄镇",
            "莱河镇",
            "时楼镇",
            "杨楼镇",
            "张集镇",
            "龙王庙镇",
            "谢集镇",
            "李田楼镇",
            "高老家乡",
            "曹庄乡",
            "高韦庄镇",
        )
    ),
)
