"""Project sheets as counties keep them."""

from typing import Any

from shuangying.core.codes import check_character
from shuangying.core.sheets.tests.messy import xlsx


def number(order: int, born: str = "19800101") -> str:
    """A right identity number of an area that was never assigned: odd orders are men, even ones women."""
    body = f"372999{born}{order:03}"
    return body + check_character(body)


def four_batches(*, wrong_total: bool = False) -> bytes:
    """Title with the day and unit, batches with sub-totals, no code, no date; one project twice, one second phase."""
    rows: list[list[Any]] = [
        ["单县重点项目一览表（截至2020年3月5日）"],
        [None, None, None, "单位：亿元"],
        ["序号", "类别", "项目名称", "总投资"],
        ["一、开工项目 小计3个 5.3亿元"],
        [1, "开工", "智能装备产业园", 2.94],
        [2, "开工", "冷链物流中心", "22,000万元"],
        [3, "开工", "单县黄岗镇污水处理厂", "0.16"],
        ["二、竣工项目 小计2个"],
        [4, "竣工", "冷链物流中心", 2.2],
        [5, "竣工", "职教中心", 1],
        ["三、储备项目 小计1个 3亿元"],
        [6, "储备", "智能装备产业园（二期）", 3],
        ["合计", None, "6个", 12.5 if wrong_total else 11.5],
        ["制表人：李四"],
    ]
    return xlsx(rows, "A1:D1", "A4:D4", "A8:D8", "A11:D11")


def dated(*, name: str = "职教中心") -> bytes:
    """Dates in four styles and three wrong rows."""
    return xlsx(
        [
            ["重点项目开工情况（单位：万元）"],
            ["项目名称", "乡镇", "总投资", "开工时间"],
            [name, "黄岗", 10000, "2020年2月24日"],
            ["高铁片区开发", "北城街道办事处", "3亿元", 43885],
            ["李庄村道路", "李庄村", 25.5, "2020.2.24"],
            ["东沟河治理", "", 800, "20200224"],
            ["甲项目", "黄冈镇", 10, "2020-02-24"],
            ["乙项目", "黄岗镇", "约3亿", "2020-02-24"],
            [None, "黄岗镇", 5, "2020年2月30日"],
        ]
    )
