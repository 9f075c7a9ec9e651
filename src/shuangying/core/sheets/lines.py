"""What a line under the header is: data, a batch's heading, a sub-total, a total, a note, a repeated header, or blank."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from shuangying.core.codes import fold
from shuangying.core.problems import Invalid
from shuangying.core.sheets.grid import Grid
from shuangying.core.sheets.header import Wanted, header_forms
from shuangying.core.sheets.layout import ACROSS, Layout
from shuangying.core.sheets.sections import Sections
from shuangying.core.sheets.values import is_empty, typed
from shuangying.core.units import MONEY_UNITS, parse_yuan

Kind = Literal["data", "title", "header", "batch", "subtotal", "total", "blank", "note"]

ORDINAL = r"[一二三四五六七八九十]{1,3}"
OUTER = re.compile(rf"^(第?{ORDINAL}[、.．,，:：]|第{ORDINAL}[批类组期部分]+[:：、]?)")
INNER = re.compile(rf"^\({ORDINAL}\)[、.]?")
ALONE = re.compile(rf"^\(?{ORDINAL}\)?[、.]?$")
SUM_WORD = re.compile(r"^(合计|总计|共计|小计|累计|总合计|分计)(?=$|[:：(\d]|共|个|项|数)")
ONLY_SUM_WORD = re.compile(r"^(合计|总计|共计|小计|累计|总合计|分计)[:：]?$")
SUM_ENDING = re.compile(r"^.{0,16}(合计|总计|小计|共计)[:：]?$")
NOTE = re.compile(
    r"^((制表|填表|填报|编制|审核|审批|复核|报送|上报|统计|联系|负责|分管|主管|单位负责|签字|签章|盖章|电话)[^:：]{0,6}"
    r"|(备注|注|说明|附注|附|附件|日期|时间|单位)[\d一二三四五]?)[:：]"
)
BREAKDOWN = re.compile(r"^其中[:：]?$|^其中[:：]")
DAY_ALONE = re.compile(r"^(截至|制表日期)?\d{4}年\d{1,2}月\d{1,2}日?$")
COUNT = re.compile(r"(?<![\d.,])(\d[\d,]*)(个项目|个|项目|项|家|户|人|笔|宗|处|件|村|条)")
STATING_WORDS = re.compile(
    r"(小计|合计|总计|共计|累计|分计|共|计划总投资|总投资|投资额|投资|项目数|个数|[,，、;；:：.。()（）\[\]])$"
)
SUM = re.compile(r"(\d[\d,]*(?:\.\d+)?)(万亿元|亿元|万元|亿|万|元)")
UNIT = re.compile(r"[(\[]?单位:[^)\]]*[)\]]?|\([百千万亿]*元?\)$")
QUANTITIES = ("number", "money", "area")


@dataclass(frozen=True)
class Sum:
    """A stated sum of a column, with the last place that it gives: 298.94亿元 is stated to a million yuan."""

    value: Decimal
    step: Decimal


@dataclass(frozen=True)
class Line:
    """One line of the sheet, classified.

    Args:
        label: of a batch or sum, what it is about, without ordinals and numbers ("开工项目").
        level: of a batch, 1 for 一、 and 2 for （一）; a batch ends the ones of its level and below.
        count, sums: what a batch or sum states, by wanted column.
    """

    row: int
    kind: Kind
    label: str = ""
    level: int = 0
    count: int | None = None
    sums: Mapping[str, Sum] | None = None


class Classifier:
    """Tells the lines of one sheet apart."""

    def __init__(self, grid: Grid, layout: Layout, columns: Mapping[str, Wanted]) -> None:
        self.grid, self.layout = grid, layout
        self.sections = Sections(grid, layout, tuple(columns.values()))
        self.read = {
            each.column: columns[each.wanted] for each in layout.headings if each.wanted and each.wanted in columns
        }
        self.texts = {column for column, wanted in self.read.items() if wanted.kind not in QUANTITIES}
        self.amounts = {column: wanted for column, wanted in self.read.items() if wanted.kind in QUANTITIES}
        self.keys = [column for column, wanted in self.read.items() if wanted.kind == "key"]
        self.header = {each.column: header_forms(each.text) for each in layout.headings if each.parts}
        self.beginnings = {column: {form[0] for form in forms if form} for column, forms in self.header.items()}
        self.numbered = self._has_arabic_numbers()

    def line(self, row: int) -> Line:
        """Classify a row below the header."""
        filled = self.grid.filled(row)
        if not filled:
            return Line(row, "blank")
        if self._repeats_header(filled) or self.sections.at(row).foreign == row:
            return Line(row, "header")
        column, text = next(iter(filled.items()))
        lead = fold(text)
        if any(each in filled for each in self.keys):
            return Line(row, "data")
        if self._is_note(row, filled, column, lead):
            return Line(row, "note", text)
        others = [each for each in filled if each != column and each in self.texts and not self._is_count(filled[each])]
        return self._sum_or_batch(row, filled, column, lead, others) or Line(row, "data")

    def heads_batch_above_header(self, row: int) -> bool:
        """Whether a title line is a batch's heading (一、开工项目), under which the first table stands."""
        texts = set(self.grid.filled(row).values())
        return len(texts) == 1 and bool(OUTER.match(lead := fold(texts.pop())) or INNER.match(lead))

    def _is_note(self, row: int, filled: dict[int, str], column: int, lead: str) -> bool:
        if len(filled) == 1 and DAY_ALONE.match(lead):
            return True
        if len(filled) == 1 and len(lead) > 40 and self._is_wide(row, column):
            return True
        if BREAKDOWN.match(lead):
            return True
        amounts = any(self._sum(row, each, wanted) for each, wanted in self.amounts.items())
        return bool(NOTE.match(lead)) and len(filled) <= 4 and not amounts

    def _sum_or_batch(self, row: int, filled: dict[int, str], column: int, lead: str, others: list[int]) -> Line | None:
        serial = column == self.layout.numbering
        second = fold(filled[others[0]]) if others else ""
        if ONLY_SUM_WORD.match(lead) or (not others and (SUM_WORD.match(lead) or SUM_ENDING.match(lead))):
            return self._stating(row, self._kind_of_sum(lead), lead, 0, filled)
        if serial and len(others) == 1 and SUM_WORD.match(second):
            return self._stating(row, self._kind_of_sum(second), second, 0, filled)
        if serial and len(others) <= 1 and self.numbered and ALONE.match(lead):
            return self._stating(row, "batch", second, 2 if lead.startswith("(") else 1, filled)
        if not others and (OUTER.match(lead) or INNER.match(lead)):
            return self._stating(row, "batch", lead, 2 if INNER.match(lead) else 1, filled)
        if not others and self._heads_rows(row, column, lead):
            return self._stating(row, "batch", lead, 3, filled)
        return None

    def _kind_of_sum(self, folded: str) -> Kind:
        return "subtotal" if "小计" in folded or "分计" in folded or self._inside_batch(folded) else "total"

    def _inside_batch(self, lead: str) -> bool:
        """一、开工项目合计 sums one batch; 合计, 全县合计 and 总计 sum all."""
        bare = re.sub(r"(合计|总计|共计)[:：]?.*$", "", lead)
        return bool(OUTER.match(lead) or INNER.match(lead)) or (
            bool(bare) and not re.search(r"全|总|本|县$|市$|区$", bare)
        )

    def _heads_rows(self, row: int, column: int, lead: str) -> bool:
        """A line that holds one short text, merged over columns or standing where serial numbers stand."""
        aside = column == self.layout.numbering and len(self.read) > 1 and not re.fullmatch(r"[A-Za-z]?[\d.-]+", lead)
        return len(lead) <= 40 and (aside or self._is_wide(row, column))

    def _is_wide(self, row: int, column: int) -> bool:
        merge = next((each for each in self.grid.merged if each.top == row and each.left == column), None)
        return merge is not None and merge.right - merge.left + 1 >= max(2, len(self.read) // 2)

    def _stating(self, row: int, kind: Kind, lead: str, level: int, filled: dict[int, str]) -> Line:
        text = fold("".join(value for column, value in filled.items() if column not in self.amounts))
        count = COUNT.search(text)
        if count is None:
            plain = [filled[each] for each in self.texts & filled.keys() if re.fullmatch(r"\d+", fold(filled[each]))]
            number = int(fold(plain[0])) if plain else None
        else:
            number = int(count[1].replace(",", ""))
        return Line(row, kind, batch_name(lead), level, number, self._sums(row, text))

    def _sums(self, row: int, text: str) -> dict[str, Sum]:
        sums: dict[str, Sum] = {}
        for column, wanted in self.amounts.items():
            if (found := self._sum(row, column, wanted)) is not None:
                sums[wanted.name] = found
        money = [one.name for one in self.amounts.values() if one.kind == "money" and ACROSS not in one.name]
        if money and money[0] not in sums and (stated := SUM.search(text)):
            sums[money[0]] = _with_step(parse_yuan(stated[0]), stated[1], stated[2])
        return sums

    def _sum(self, row: int, column: int, wanted: Wanted) -> Sum | None:
        value = self.grid.at(row, column)
        if is_empty(value, wanted.kind):
            return None
        unit = unit_of(self.sections.at(row).layout, column, wanted)
        try:
            number = typed(value, wanted.kind, unit=unit, number_format=self.grid.formats.get((row, column), ""))
        except Invalid:
            return None
        if not isinstance(number, int | Decimal):
            return None
        if wanted.kind != "money":
            return Sum(Decimal(number), Decimal(1).scaleb(min(0, int(Decimal(number).as_tuple().exponent))))
        stated = SUM.search(fold(self.grid.text(row, column)))
        return _with_step(
            Decimal(number), stated[1] if stated else self.grid.text(row, column), stated[2] if stated else unit or "元"
        )

    def _repeats_header(self, filled: Mapping[int, str]) -> bool:
        hits = sum(1 for column, text in filled.items() if self._is_header(column, text))
        if hits >= 2 and hits * 2 >= len(filled):
            return True
        return len(filled) >= 3 and [fold(text) for text in filled.values()] == [
            str(n) for n in range(1, len(filled) + 1)
        ]

    def _is_header(self, column: int, text: str) -> bool:
        """Whether a text is the column's header; most are told by their first letter, which costs little."""
        first = fold(text[:2])[:1].strip("*:")
        if first and first not in self.beginnings.get(column, ()):
            return False
        return bool(set(header_forms(text)) & set(self.header.get(column, ())))

    def _has_arabic_numbers(self) -> bool:
        """Whether rows are numbered 1, 2, 3, so that 一 and 二 in the same column number batches."""
        column = self.layout.numbering
        rows = range(self.layout.first_row, self.grid.height + 1)
        return column is not None and any(self._is_serial(column, fold(self.grid.text(row, column))) for row in rows)

    def _is_serial(self, column: int, folded: str) -> bool:
        return column == self.layout.numbering and re.fullmatch(r"[\d.-]+", folded) is not None

    @staticmethod
    def _is_count(text: str) -> bool:
        return re.fullmatch(r"共?(\d[\d,]*)(个|项|家|户|人|笔|宗|处|件|村|条)?(项目)?", fold(text)) is not None


def unit_of(layout: Layout, column: int, wanted: Wanted) -> str | None:
    """The unit of money in a column where a cell names none: the header's, else the title's, else the reader's."""
    if wanted.kind != "money":
        return wanted.unit if wanted.kind == "area" and wanted.unit else None
    heading = next(each for each in layout.headings if each.column == column)
    return heading.unit or layout.unit or wanted.unit or None


def batch_name(folded: str) -> str:
    """What a batch is called: 一、开工项目(小计64个,298.94亿元) is 开工项目."""
    bare = re.sub(rf"^({ORDINAL}[、.．,，:：]|\({ORDINAL}\)[、.]?|第{ORDINAL}[、:：])", "", folded)
    name = COUNT.sub("", SUM.sub("", UNIT.sub("", bare)))
    while (shorter := STATING_WORDS.sub("", name)) != name:
        name = shorter
    return name


def _with_step(yuan: Decimal, number: str, unit: str) -> Sum:
    places = len(number.partition(".")[2]) if re.fullmatch(r"[\d,]+(\.\d+)?", number) else 2
    factor = MONEY_UNITS.get(unit) or MONEY_UNITS.get(f"{unit}元") or Decimal(1)
    return Sum(yuan, factor.scaleb(-places))
