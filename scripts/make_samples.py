"""Make the sample sheets that come with the demo county, as a county office would send them.

They are kept in the package as they are; run this only to change them, then look at them in a spreadsheet program.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

SAMPLES = Path(__file__).parent.parent / "src/shuangying/demo/samples"
MADE_AT = datetime(2020, 3, 5, 8, 30)
THIN = Border(*(Side(style="thin") for _ in range(4)))
TEXT, BOLD = Font(name="宋体", size=12), Font(name="宋体", size=12, bold=True)
TITLE = Font(name="宋体", size=18, bold=True)
MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
RIGHT = Alignment(horizontal="right", vertical="center")
UNITS = {"亿元": Decimal(10**4), "亿": Decimal(10**4), "万元": Decimal(1), "万": Decimal(1), "元": Decimal("0.0001")}


@dataclass(frozen=True)
class Batch:
    """A batch as the sheet heads it: its state's word, its rows (name and amount as written), and, if the sheet is wrong
    about itself, the sum that it states (in 亿元)."""

    word: str
    rows: Sequence[tuple[str, Any]]
    stated: str = ""


DEMO = (
    Batch(
        "开工",
        (
            ("黄岗镇农产品加工车间项目", 0.35),
            ("郭村镇土地整治项目", "8600万元"),
            ("浮岗镇中心小学综合楼工程", 0.24),
            ("李新庄镇肉鸭养殖场项目", "6,200万元"),
            ("徐寨镇苗木基地滴灌改造项目", 0.185),
            ("张集镇采煤沉陷地治理工程", "1.58亿元"),
            ("单县电商创业产业园项目", 2.63),
            ("终兴镇污水处理站工程", "０．４３"),
            ("谢集镇粮油加工车间项目", "0.97 亿"),
            ("城区雨污分流改造工程", 2.16),
            ("县城公厕改造工程", "1250万元"),
        ),
    ),
    Batch(
        "竣工",
        (
            ("杨楼镇便民服务中心工程", "1,860万元"),
            ("朱集镇农贸市场改造项目", 0.23),
            ("时楼镇光伏扶贫电站项目", 0.74),
            ("人民医院门诊楼修缮工程", "5200万"),
        ),
    ),
    Batch(
        "储备",
        (
            ("高老家乡桑蚕养殖项目", 0.56),
            ("曹庄乡大蒜仓储项目", "1.2亿元"),
            ("李田楼镇服装加工项目", "8400万元"),
            ("龙王庙镇边贸市场项目", 2.35),
            ("莱河镇羊绒纺织项目", 3.1),
            ("东城街道科创孵化楼项目", "2.68"),
            ("北城街道慢行绿道工程", "4,700万元"),
            ("南城街道便民菜市场工程", 0.365),
        ),
    ),
    Batch(
        "谋划",
        (
            ("园艺街道智慧医疗装备项目", 6.8),
            ("黄岗镇辣椒加工项目", "1.5亿元"),
            ("终兴镇空铁联运物流港项目", 12),
            ("高韦庄镇木制品检测中心项目", "9500万元"),
            ("蔡堂镇有机肥生产项目", 1.68),
            ("朱集镇秸秆综合利用项目", "2.2 亿元"),
            ("李新庄镇食品包装项目", 1.86),
            ("浮岗镇湿地科普馆项目", "7,800万元"),
            ("莱河镇烧烤食材加工项目", 2.6),
            ("时楼镇山楂深加工项目", "11500万元"),
            ("杨楼镇皮革制品项目", 1.42),
            ("张集镇煤矸石制砖项目", "１．９８"),
            ("谢集镇钢结构加工项目", 3.2),
            ("郭村镇农机机库项目", "5400万元"),
            ("城乡公交一体化工程", 4.6),
            ("5G基站布局工程", "38,500万元"),
            ("县城供热管网工程", 7.2),
            ("档案馆新馆工程", 1.26),
        ),
    ),
)

MESSY = (
    Batch(
        "开工",
        (
            ("健康食品产业园项目", 12.6),
            ("冷链物流园项目", "3.5亿元"),
            ("单县高档家具加工项目", "28,000万元"),
            ("蔡堂镇蔬菜大棚项目", "4600万"),
            ("园区一号路工程", "０．８５"),
            ("园区二号路工程", 0.92),
            ("中医院病房楼工程", "1.86 亿元"),
            ("污水处理厂提标改造工程", "9,650.5万元"),
        ),
    ),
    Batch(
        "竣工",
        (
            ("阳光小学教学楼工程", "3200万元"),
            ("龙王庙镇防汛道路工程", 0.47),
            ("县城绿道工程", "12,345,600元"),
        ),
    ),
    Batch(
        "储备",
        (
            ("冷链物流园项目（二期）", 2.4),
            ("功能糖生产线项目", "5亿元"),
            ("莱河镇烤全羊食品加工项目", "6800万元"),
            ("健康食品产业园项目", 12.6),
        ),
    ),
    Batch(
        "谋划",
        (
            ("单县浮龙湖生态观光项目", 18.5),
            ("风电主机装配项目", "22亿元"),
            ("黄岗镇番茄酱灌装项目", "15,500万元"),
            ("城乡供水一体化工程", 9.3),
            ("智慧养老社区项目", "4.2亿"),
        ),
        stated="56.55",
    ),
)

DATES = (
    ("终兴镇木门加工项目", "终兴镇", 12800, date(2020, 2, 24), "2021年6月30日"),
    ("徐寨镇面粉加工项目", "徐寨镇", 6500, "2020-02-24", date(2020, 12, 31)),
    ("高韦庄镇胶合板项目", "高韦庄镇", "1.35亿元", "2020年2月24日", "2020.10.31"),
    ("朱集镇良种繁育项目", "单县朱集镇", 4200, "2020.2.24", "20201130"),
    ("谢集镇冷库项目", "谢集镇", "3,860", "20200224", "2020年9月30日"),
    ("浮岗镇水厂工程", "浮岗镇", 9700, "２０２０年２月２４日", "2020/12/20"),
    ("张集镇热源站工程", "张集镇", 21500, "2020年2月30日", "2021年3月31日"),
    ("北城街道停车楼工程", "北城办事处", "约3亿元", "2020-03-02", "2021-05-31"),
    ("黄岗镇罐头项目", "黄冈镇", 5600, "2020-03-01", "2020-12-31"),
    ("杨楼镇道路硬化工程", "杨楼镇", 2300, "2020.3.3", "2020.8.31"),
)


def main() -> None:
    """Write the three sheets."""
    SAMPLES.mkdir(exist_ok=True)
    batches("projects_sheet_2020.xlsx", "2020年1月15日", DEMO)
    batches("projects_messy.xlsx", "2020年3月5日", MESSY)
    dates("projects_dates.xlsx")


def batches(file: str, day: str, listed: Sequence[Batch]) -> None:
    """A list in four batches: four columns, no code, no date, sub-totals in the batches' headings and a total below."""
    book, sheet = _sheet("四个一批", (7, 9, 46, 18))
    _merged(sheet, 1, 4, "单县2020年“四个一批”重点推进项目一览表（示例）", TITLE, MIDDLE)
    _merged(sheet, 2, 2, f"截至{day}", TEXT, LEFT)
    _merged(sheet, 2, 4, "单位：亿元", TEXT, RIGHT, first=3)
    _line(sheet, 3, ("序号", "类别", "项目名称", "总投资"), BOLD)
    row, serial, every = 4, 0, Decimal(0)
    for number, batch in zip("一二三四", listed, strict=True):
        amount = sum((_wan(written) for _name, written in batch.rows), Decimal(0))
        every += amount
        _merged(sheet, row, 3, f"{number}、{batch.word}项目  小计{len(batch.rows)}个", BOLD, LEFT, boxed=True)
        _cell(sheet, row, 4, float(batch.stated or amount / 10**4), BOLD, MIDDLE)
        row += 1
        for name, written in batch.rows:
            serial += 1
            _line(sheet, row, (serial, batch.word, name, written), TEXT)
            sheet.cell(row, 3).alignment = LEFT
            row += 1
    _line(sheet, row, ("合计", None, f"{serial}个", float(every / 10**4)), BOLD)
    _merged(sheet, row + 1, 4, "填报单位：县项目办（示例）", TEXT, LEFT)
    _save(book, sheet, file)


def dates(file: str) -> None:
    """A list with dates in several styles and three rows that cannot be right."""
    book, sheet = _sheet("开工计划", (7, 28, 13, 10, 14, 22, 18))
    _merged(sheet, 1, 7, "单县新开工项目情况统计表（示例）", TITLE, MIDDLE)
    _merged(sheet, 2, 7, "统计日期：2020年3月5日", TEXT, LEFT)
    headers = ("序号", "项目名称", "所在乡镇", "类别", "总投资\n（万元）", "开工时间", "计划竣工时间")
    _line(sheet, 3, headers, BOLD)
    for row, (name, place, amount, started, due) in enumerate(DATES, 4):
        _line(sheet, row, (row - 3, name, place, "开工", amount, started, due), TEXT)
        sheet.cell(row, 2).alignment = LEFT
    _save(book, sheet, file)


def _wan(written: Any) -> Decimal:
    """An amount as the sheet writes it, in 万元."""
    text = (
        str(written).translate(str.maketrans("０１２３４５６７８９．", "0123456789.")).replace(",", "").replace(" ", "")
    )
    for unit, factor in UNITS.items():
        if text.endswith(unit):
            return Decimal(text.removesuffix(unit)) * factor
    return Decimal(text) * UNITS["亿元"]


def _sheet(name: str, widths: Sequence[int]) -> tuple[Workbook, Worksheet]:
    book = Workbook()
    book.properties.creator = book.properties.lastModifiedBy = "示例"
    book.properties.created = book.properties.modified = MADE_AT
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = name
    for letter, width in zip("ABCDEFG", widths, strict=False):
        sheet.column_dimensions[letter].width = width
    sheet.row_dimensions[1].height = 36
    return book, sheet


def _cell(sheet: Worksheet, row: int, column: int, value: Any, font: Font, alignment: Alignment) -> None:
    cell = sheet.cell(row, column, value)
    cell.font, cell.alignment, cell.border = font, alignment, THIN
    if isinstance(value, date):
        cell.number_format = "yyyy/m/d"


def _line(sheet: Worksheet, row: int, values: Sequence[Any], font: Font) -> None:
    for column, value in enumerate(values, 1):
        _cell(sheet, row, column, value, font, MIDDLE)
    sheet.row_dimensions[row].height = 34 if any("\n" in str(value) for value in values) else 21


def _merged(
    sheet: Worksheet,
    row: int,
    last: int,
    text: str,
    font: Font,
    alignment: Alignment,
    *,
    first: int = 1,
    boxed: bool = False,
) -> None:
    if boxed:
        for column in range(first, last + 1):
            sheet.cell(row, column).border = THIN
    cell = sheet.cell(row, first, text)
    cell.font, cell.alignment = font, alignment
    if last > first:
        sheet.merge_cells(start_row=row, start_column=first, end_row=row, end_column=last)
    if row > 1:
        sheet.row_dimensions[row].height = 21


def _save(book: Workbook, sheet: Worksheet, file: str) -> None:
    sheet.freeze_panes = "A4"
    sheet.print_title_rows = "1:3"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    book.save(SAMPLES / file)


if __name__ == "__main__":
    main()
