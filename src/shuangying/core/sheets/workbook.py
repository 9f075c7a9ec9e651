"""What an .xlsx file says beside its values: size, merged and hidden parts, formulas without a result, units in formats.

Reads the parts themselves, because a spreadsheet library would first build every styled cell of a sheet that somebody
coloured down to row 1,048,576.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from posixpath import join, normpath
from typing import IO
from xml.etree import ElementTree

from shuangying.core.problems import Invalid
from shuangying.core.sheets.grid import Merge, Uncalculated, place

RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True)
class Limits:
    """How large a file may be before it is refused."""

    unpacked_bytes: int = 200 * 2**20
    rows: int = 100_000
    columns: int = 400
    cells: int = 2_500_000
    merges: int = 50_000


@dataclass(frozen=True)
class Extras:
    """What one sheet holds beside values.

    Args:
        lost: what a reader of values gives as empty: formulas without a result, and errors such as #N/A.
        styled_cells: the number of cells, empty ones with a style and those under merged ranges included.
    """

    merged: tuple[Merge, ...]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    formats: dict[tuple[int, int], str]
    lost: dict[tuple[int, int], Uncalculated | str]
    styled_cells: int


def check_size(content: bytes, limits: Limits) -> None:
    """Refuse a packed file that would unpack to more than it may.

    Raises:
        Invalid: `not_a_sheet` (no readable zip file or no workbook in it), `file_too_large`.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = packed.namelist()
            unpacked = sum(part.file_size for part in packed.infolist())
    except (zipfile.BadZipFile, ValueError, OSError):
        raise Invalid("not_a_sheet") from None
    if "xl/workbook.xml" not in names:
        raise Invalid("not_a_sheet")
    if unpacked > limits.unpacked_bytes or len(names) > 5000:
        raise Invalid("file_too_large", most=limits.unpacked_bytes // 2**20)


def extras(content: bytes, sheet: str, limits: Limits) -> Extras:
    """What the named sheet of an .xlsx file holds beside its values.

    Raises:
        Invalid: `sheet_too_large`, before anything has been built from it; `not_a_sheet` for broken parts.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            formats = _formats_with_text(packed)
            with packed.open(_part_of(packed, sheet)) as part:
                return _scan(part, formats, limits)
    except Invalid:
        raise
    except (KeyError, ValueError, StopIteration, ElementTree.ParseError, zipfile.BadZipFile, OSError):
        raise Invalid("not_a_sheet") from None


def check_merges(merged: Sequence[Merge], limits: Limits) -> None:
    """Refuse more merged ranges, or larger ones, than a sheet can hold.

    Raises:
        Invalid: `sheet_too_large`.
    """
    if len(merged) > limits.merges or sum(each.area for each in merged) > limits.cells:
        raise Invalid("sheet_too_large", rows=limits.rows, columns=limits.columns)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _elements(content: bytes, name: str) -> Iterator[ElementTree.Element]:
    return (element for element in ElementTree.fromstring(content).iter() if _local(element.tag) == name)


def _part_of(packed: zipfile.ZipFile, sheet: str) -> str:
    targets = {
        element.get("Id"): element.get("Target", "")
        for element in _elements(packed.read("xl/_rels/workbook.xml.rels"), "Relationship")
    }
    wanted = next(
        element for element in _elements(packed.read("xl/workbook.xml"), "sheet") if element.get("name") == sheet
    )
    relation = wanted.get(RELATION) or next(value for key, value in wanted.items() if _local(key) == "id")
    target = targets[relation]
    return target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))


def _formats_with_text(packed: zipfile.ZipFile) -> dict[str, str]:
    """Style index to number format, for formats that say 元 or 亿."""
    if "xl/styles.xml" not in packed.namelist():
        return {}
    root = ElementTree.fromstring(packed.read("xl/styles.xml"))
    codes = {e.get("numFmtId"): e.get("formatCode", "") for e in root.iter() if _local(e.tag) == "numFmt"}
    cells = next((element for element in root if _local(element.tag) == "cellXfs"), ())
    named = {str(index): codes.get(style.get("numFmtId"), "") for index, style in enumerate(cells)}
    return {index: code for index, code in named.items() if "元" in code or "亿" in code}


class _Scan:
    """The state of one pass over a sheet's part."""

    def __init__(self, formats: dict[str, str], limits: Limits) -> None:
        self.styles, self.limits = formats, limits
        self.row = self.column = self.last_row = self.last_column = self.cells = self.merged_cells = 0
        self.formula: str | None = None
        self.value = ""
        self.style = self.type = ""
        self.merged: list[Merge] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.formats: dict[tuple[int, int], str] = {}
        self.lost: dict[tuple[int, int], Uncalculated | str] = {}

    def begin(self, tag: str, element: ElementTree.Element) -> None:
        if tag == "row":
            self.row, self.column = int(element.get("r") or self.row + 1), 0
            if self.row < 1:
                raise Invalid("not_a_sheet")
            if element.get("hidden") in ("1", "true"):
                self.hidden_rows.add(self.row)
        elif tag == "c":
            reference = element.get("r")
            self.column = place(reference)[1] if reference else self.column + 1
            self.formula, self.value = None, ""
            self.style, self.type = element.get("s", "0"), element.get("t", "n")
            self.cells += 1
            if self.cells > 4 * self.limits.cells:
                raise Invalid("sheet_too_large", rows=self.limits.rows, columns=self.limits.columns)
        elif tag == "col" and element.get("hidden") in ("1", "true"):
            first, last = int(element.get("min", 0)), int(element.get("max", 0))
            self.hidden_columns.update(range(first, min(last, self.limits.columns) + 1))
        elif tag == "mergeCell":
            first_cell, _colon, last_cell = element.get("ref", "").partition(":")
            self.merged.append(Merge(*place(first_cell), *place(last_cell or first_cell)))
            self.merged_cells += self.merged[-1].area
            if len(self.merged) > self.limits.merges or self.merged_cells > self.limits.cells:
                check_merges(self.merged, self.limits)

    def end(self, tag: str, element: ElementTree.Element) -> None:
        if tag == "f":
            self.formula = element.text or ""
        elif tag in ("v", "t"):
            self.value += element.text or ""
        elif tag == "c":
            self._end_cell()

    def _end_cell(self) -> None:
        if not self.value and self.formula is None:
            return
        self.last_row, self.last_column = max(self.last_row, self.row), max(self.last_column, self.column)
        limits = self.limits
        if (
            self.last_row > limits.rows
            or self.last_column > limits.columns
            or self.last_row * self.last_column > limits.cells
        ):
            raise Invalid("sheet_too_large", rows=limits.rows, columns=limits.columns)
        if self.type == "e":
            self.lost[self.row, self.column] = self.value or "#N/A"
        elif not self.value:
            self.lost[self.row, self.column] = Uncalculated(f"={self.formula}")
        if self.style in self.styles:
            self.formats[self.row, self.column] = self.styles[self.style]


def _scan(part: IO[bytes], formats: dict[str, str], limits: Limits) -> Extras:
    scan = _Scan(formats, limits)
    for event, element in ElementTree.iterparse(part, events=("start", "end")):
        tag = _local(element.tag)
        if event == "start":
            scan.begin(tag, element)
        else:
            scan.end(tag, element)
            if tag in ("c", "row", "sheetData", "mergeCell"):
                element.clear()
    return Extras(
        tuple(scan.merged),
        frozenset(scan.hidden_rows),
        frozenset(scan.hidden_columns),
        scan.formats,
        scan.lost,
        scan.cells + scan.merged_cells,
    )
