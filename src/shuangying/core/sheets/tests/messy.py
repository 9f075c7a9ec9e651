"""Builders of nasty sheets, as counties send them."""

import io
from collections.abc import Sequence
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from shuangying.core.sheets import Wanted

PROJECTS = (
    Wanted("code", ("项目代码",)),
    Wanted("name", ("项目名称", "名称"), required=True),
    Wanted("division", ("乡镇", "所在乡镇", "建设地点"), "division"),
    Wanted("owner", ("建设单位", "业主单位")),
    Wanted("stage", ("类别", "项目类别", "状态"), "state"),
    Wanted("investment", ("总投资", "计划总投资"), "money", unit="亿元"),
    Wanted("done", ("已完成投资", "完成投资"), "money", unit="亿元"),
    Wanted("started_on", ("开工日期", "开工时间"), "date"),
    Wanted("area", ("占地面积", "面积"), "area"),
    Wanted("staff", ("人数",), "number"),
)


def saved(workbook: openpyxl.Workbook) -> bytes:
    """The workbook's file."""
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def sheet_of(rows: Sequence[Sequence[Any]], *merges: str, name: str = "Sheet1") -> tuple[openpyxl.Workbook, Worksheet]:
    """A workbook with one sheet of these rows from A1."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = name
    for row, values in enumerate(rows, 1):
        for column, value in enumerate(values, 1):
            if value is not None:
                sheet.cell(row, column, value)
    for merge in merges:
        sheet.merge_cells(merge)
    return workbook, sheet


def xlsx(rows: Sequence[Sequence[Any]], *merges: str, name: str = "Sheet1") -> bytes:
    """An .xlsx file of these rows from A1."""
    return saved(sheet_of(rows, *merges, name=name)[0])


def batches() -> bytes:
    """Four-column list in batches: ordinals, sub-totals in text, 亿元 and 万元 mixed, a total, notes, a hidden first sheet."""
    workbook, sheet = sheet_of(
        [
            ["单县2020年重点项目一览表（截至2020年3月5日）"],
            ["", "", "", "单位：亿元"],
            ["序号", "类别", "项 目\n名 称", "总投资"],
            ["一、开工项目 小计3个 5.5亿元"],
            [1, "开工", "智能装备产业园", 2.94],
            [2, "开工", "冷链物流中心", "25,000万元"],
            ["3", "开工", "职教中心二期", "０．０６"],
            ["二", "", "储备项目", 3.2],
            [4, "储备", "东沟河治理", "1.2亿"],
            [5, "储备", "高铁片区开发", 2],
            [],
            ["合计", "", "5个", 8.7],
            ["备注：总投资以可研批复为准"],
            ["制表人：李四", "", "审核：王五", "2020年3月5日"],
        ],
        "A1:D1",
        "A4:D4",
        name="重点项目",
    )
    hidden = workbook.create_sheet("参数", 0)
    hidden["A1"] = "x"
    hidden.sheet_state = "hidden"
    sheet.row_dimensions[6].hidden = True
    return saved(workbook)


def two_row_header() -> bytes:
    """A header of two rows, a township column merged downwards, title with 万元."""
    return xlsx(
        [
            ["重点项目调度表", None, None, None, None, None],
            ["填报单位：发改局", None, None, "单位：万元", None, None],
            ["序号", "乡镇", "项目名称", "投资（万元）", None, "开工\n时间"],
            [None, None, None, "总投资", "已完成", None],
            [1, "莱河镇", "甲项目", 12000, 300, "2020.2.24"],
            [2, None, "乙项目", 500.5, None, 43885],
            [3, "郭村镇", "丙项目", "1.5亿元", 20, "2020年2月30日"],
        ],
        "A1:F1",
        "A3:A4",
        "B3:B4",
        "C3:C4",
        "D3:E3",
        "F3:F4",
        "B5:B6",
    )
