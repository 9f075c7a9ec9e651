"""Any table, written in any of the styles of header, unit and day that counties use, reads back equal."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shuangying.core.sheets import find_layout, open_book, read_table
from shuangying.core.sheets.tests.messy import PROJECTS, saved, sheet_of
from shuangying.core.units import MONEY_UNITS, format_yuan, plain

EPOCH = date(1899, 12, 30)
FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")

names = st.from_regex(r"[甲乙丙丁莱河郭村𠅤山桥园]{2,8}(·[东西南北]区)?(（[二三]期）)?", fullmatch=True)
yuan = st.integers(1, 10**14).map(lambda fen: Decimal(fen).scaleb(-2)) | st.integers(1, 5000).map(
    lambda n: Decimal(n * 10**6)
)
days = st.dates(date(2000, 1, 1), date(2030, 12, 31))
records = st.lists(
    st.tuples(names, yuan, days, st.sampled_from(["莱河镇", "郭村镇", "北城街道"])), min_size=1, max_size=6
)

MONEY_STYLES = {
    "plain": lambda value, unit: format_yuan(value, unit),
    "with unit": lambda value, unit: format_yuan(value, unit) + unit,
    "yuan named": lambda value, _unit: f"{plain(value)}元",
    "short unit": lambda value, _unit: format_yuan(value, "亿元") + "亿",
    "thousands": lambda value, unit: f"{Decimal(format_yuan(value, unit)):,f}",
    "full width": lambda value, unit: format_yuan(value, unit).translate(FULL_WIDTH),
    "spaced": lambda value, unit: f" {format_yuan(value, unit)} {unit} ",
}
DAY_STYLES = {
    "iso": lambda day: day.isoformat(),
    "chinese": lambda day: f"{day.year}年{day.month}月{day.day}日",
    "dots": lambda day: f"{day.year}.{day.month}.{day.day}",
    "slashes": lambda day: f"{day.year}/{day.month:02}/{day.day:02}",
    "compact": lambda day: day.strftime("%Y%m%d"),
    "full width": lambda day: f"{day.year}年{day.month}月{day.day}日".translate(FULL_WIDTH),
    "serial": lambda day: (day - EPOCH).days,
    "cell of a day": lambda day: datetime(day.year, day.month, day.day),
}
UNIT_PLACES = ("header", "title", "own line")


def table_in(drawn, data):
    """The rows of a sheet in drawn styles, and the merges of its title."""
    unit = data.draw(st.sampled_from(sorted(MONEY_UNITS)))
    unit_place = data.draw(st.sampled_from(UNIT_PLACES))
    money = data.draw(st.sampled_from(["总投资", "计划总投资", "总 投 资"])) + (
        f"（{unit}）" if unit_place == "header" else ""
    )
    header = [
        "序号",
        data.draw(st.sampled_from(["项目名称", "*项目名称", "项目\n名称", "项 目 名 称"])),
        money,
        "开工时间",
        "所在乡镇",
    ]
    title = "全县重点项目一览表" + (f"（单位：{unit}）" if unit_place == "title" else "")
    above = [[title]] + ([["", "", "", f"单位：{unit}"]] if unit_place == "own line" else [])
    above += [[]] * data.draw(st.integers(0, 2))
    rows = []
    for number, (name, investment, day, township) in enumerate(drawn, 1):
        style = data.draw(st.sampled_from(sorted(MONEY_STYLES)))
        day_style = data.draw(st.sampled_from(sorted(DAY_STYLES)))
        serial = number if data.draw(st.booleans()) else str(number)
        rows.append([serial, name, MONEY_STYLES[style](investment, unit), DAY_STYLES[day_style](day), township])
    return [*above, header, *rows]


def read_back(content):
    grid = open_book(content).grid()
    layout = find_layout(grid, PROJECTS)
    table = read_table(grid, layout, PROJECTS)
    assert [fault for row in table.data for fault in row.faults] == []
    return [
        tuple(row.cells.get(name) for name in ("name", "investment", "started_on", "division")) for row in table.data
    ]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(records, st.data())
def test_an_xlsx_in_any_styles_reads_back_equal(drawn, data):
    workbook, _sheet = sheet_of(table_in(drawn, data), "A1:E1")
    assert read_back(saved(workbook)) == drawn


@settings(max_examples=150, deadline=None)
@given(records, st.data(), st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]), st.sampled_from([",", "\t", ";"]))
def test_a_csv_in_any_styles_reads_back_equal(drawn, data, encoding, delimiter):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(
        [cell.date().isoformat() if isinstance(cell, datetime) else cell for cell in row]
        for row in table_in(drawn, data)
    )
    assert read_back(out.getvalue().encode(encoding)) == drawn


@settings(max_examples=100, deadline=None)
@given(st.lists(yuan, min_size=1, max_size=8))
def test_a_total_in_the_sheets_unit_is_confirmed_and_a_wrong_one_contradicted(amounts):
    total = sum(amounts, Decimal(0))
    rows = [
        ["项目名称", "总投资"],
        *[[f"{chr(0x7532 + n)}项目", f"{plain(amount)}元"] for n, amount in enumerate(amounts)],
    ]
    for stated, verdict in ((total, "equal"), (total + 1, "different")):
        workbook, _sheet = sheet_of([*rows, ["合计", f"{plain(stated)}元"]])
        grid = open_book(saved(workbook)).grid()
        layout = find_layout(grid, PROJECTS)
        assert [each.verdict for each in read_table(grid, layout, PROJECTS).compare()] == [verdict]


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused_with_a_reason(content):
    from shuangying.core.problems import Invalid

    try:
        grid = open_book(content).grid()
    except Invalid:
        return
    table = read_table(grid, find_layout(grid, PROJECTS), PROJECTS)
    assert [row.number for row in table.rows] == sorted({row.number for row in table.rows})
