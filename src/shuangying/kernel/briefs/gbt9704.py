"""Write a .docx in the form of GB/T 9704-2012 (党政机关公文格式), for templates that an office then edits in Word.

Sizes from the standard: A4; top margin 37 mm, binding margin 28 mm, text block 156 × 225 mm, 22 lines of 28 characters (5.2);
body 仿宋 size 3, title 小标宋 size 2, headings 黑体 and 楷体 (7.3); head of the issuing office in red, its upper edge 35 mm below
that of the text block (7.2.4), red rule 4 mm below the document number (7.2.7); page number size 4 Song between dashes, 7 mm
below the text block, outside (7.5).
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Twips

from shuangying.kernel.briefs.documents import parts_of, repacked

FANGSONG, XIAOBIAOSONG, HEI, KAI, SONG = "仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "宋体"
FALLBACKS: Mapping[str, str] = {
    FANGSONG: "仿宋,FangSong,STFangsong,Noto Serif CJK SC",
    XIAOBIAOSONG: "方正小标宋_GBK,FZXiaoBiaoSong-B05S,华文中宋,Noto Serif CJK SC",
    HEI: "SimHei,Noto Sans CJK SC",
    KAI: "楷体,KaiTi,STKaiti,Noto Serif CJK SC",
    SONG: "SimSun,Noto Serif CJK SC",
}
"""Which fonts stand in for one that a machine lacks, in order; an office sets its own in Word."""

LATIN = "Times New Roman"
RED = "E60012"
SIZE_2, SIZE_3, SIZE_4, SIZE_SMALL_5 = 22, 16, 14, 9
LINE_TWIPS = 579
"""28.95 pt: 22 lines are 636.9 pt of the 637.8 pt (225 mm) of the text block."""
CHARACTER_SPACE = -860
"""In 1/4096 pt: 16 − 860/4096 = 15.79 pt; 28 characters are 442.1 pt of the 442.2 pt (156 mm)."""
TIGHTER = -6
"""In twips: size 3 set 0.3 pt tighter is 15.7 pt a character, 28 of them 439.6 pt. The styles say so themselves and do not snap
to the character grid, since programs differ in how they snap: Latin digits stand loose in some, and 16 pt in cells of 15.79 pt
take two cells in others. The grid stays for what an office adds in styles of its own."""
TEXT_TWIPS = 8845
TWO_CHARACTERS = 632
TWIPS_PER_MM = 56.7
DATE_TWIPS = 3000
IMPRINT_TWIPS = TEXT_TWIPS - 20
"""A floating table as wide as the text is set as an ordinary one by LibreOffice."""
MADE = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style: id, name in Word, font, size in points, and how it stands."""

    id: str
    name: str
    font: str = FANGSONG
    size: int = SIZE_3
    align: str = "both"
    first_line: int = TWO_CHARACTERS
    line: int = LINE_TWIPS
    before: int = 0
    left: int = 0
    right: int = 0
    hanging: int = 0
    color: str = ""
    width: int = 100
    spacing: int = 0
    keep: bool = False
    borders: str = ""

    def __post_init__(self) -> None:
        if self.size == SIZE_3:
            object.__setattr__(self, "spacing", TIGHTER)


def _rule(side: str, eighths: int, space: int, color: str = "000000") -> str:
    return f'<w:{side} w:val="single" w:sz="{eighths}" w:space="{space}" w:color="{color}"/>'


STYLES: Sequence[Style] = (
    Style("BriefBody", "简报正文"),
    Style(
        "BriefMasthead",
        "简报红头",
        XIAOBIAOSONG,
        36,
        "center",
        0,
        line=920,
        before=1870,
        color=RED,
        width=66,
    ),
    Style("BriefNumber", "简报字号", align="center", first_line=0, borders=_rule("bottom", 18, 11, RED)),
    Style("BriefNote", "简报说明", keep=True),
    Style("BriefBlank", "简报空行", first_line=0, keep=True),
    Style("BriefHeader", "简报页眉", HEI, SIZE_SMALL_5, "center", 0, line=260),
    Style("BriefEnd", "简报末行", first_line=0, line=20),
    Style("BriefTitle", "简报标题", XIAOBIAOSONG, SIZE_2, "center", 0, line=720),
    Style("BriefSubtitle", "简报副题", KAI, SIZE_3, "center", 0),
    Style("BriefAddressee", "简报主送", align="left", first_line=0),
    Style("BriefHeading", "简报一级标题", HEI, keep=True),
    Style("BriefSubheading", "简报二级标题", KAI, keep=True),
    Style("BriefCell", "简报表格", FANGSONG, SIZE_4, "center", 0, line=480),
    Style("BriefCellHead", "简报表头", HEI, SIZE_4, "center", 0, line=480),
    Style("BriefSign", "简报署名", align="right", first_line=0, right=632, keep=True),
    Style("BriefDate", "简报日期", align="right", first_line=0, right=1264),
    Style("BriefCopies", "简报抄送", FANGSONG, SIZE_4, "left", 0, line=520, left=1120, right=280, hanging=840),
    Style("BriefImprint", "简报印发机关", FANGSONG, SIZE_4, "left", 0, line=520, left=280),
    Style("BriefIssued", "简报印发日期", FANGSONG, SIZE_4, "right", 0, line=520, right=280),
)

GRID_RULES = "".join(_rule(side, 4, 0) for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
IMPRINT_RULES = _rule("top", 8, 0) + _rule("bottom", 8, 0) + _rule("insideH", 6, 0)
"""7.4.1: the outer rules of the 版记 0.35 mm, those between 0.25 mm."""
FLOATING = '<w:tblpPr w:vertAnchor="margin" w:horzAnchor="page" w:tblpX="1587" w:tblpYSpec="bottom"/>'


@dataclass
class OfficialDocument:
    """A document of the standard's form, written paragraph by paragraph.

    Args:
        title: the title in Word's properties, by which the template is called.
        language: the language of Latin text, for spelling and for where a line may break: never within a number.
    """

    title: str
    language: str = "en-US"
    document: Any = field(default_factory=docx.Document)

    def __post_init__(self) -> None:
        self._properties()
        self._defaults()
        for style in STYLES:
            self.document.styles.element.append(parse_xml(_style_xml(style)))
        _font_table(self.document)
        self._page()
        self._page_numbers()

    def paragraph(self, text: str, style: str = "BriefBody") -> Any:
        """Add a paragraph in one run, so that its tags stay whole."""
        return _write(self.document.add_paragraph(), text, style)

    def blank(self, lines: int = 1) -> None:
        """Add empty lines."""
        for _line in range(lines):
            self.paragraph("", "BriefBlank")

    def table(self, widths_mm: Sequence[int], head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Add a table; a row of one cell is a tag row such as `{%tr for … %}` and vanishes when filled."""
        table = self.document.add_table(rows=0, cols=len(widths_mm))
        _table_form(table, [round(width * TWIPS_PER_MM) for width in widths_mm], GRID_RULES)
        for position, texts in enumerate([head, *rows]):
            row = table.add_row()
            properties = row._tr.get_or_add_trPr()
            properties.append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
            if position == 0:
                properties.append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
            for cell, text in zip(row.cells, [*texts, *[""] * len(widths_mm)], strict=False):
                _write(cell.paragraphs[0], text, "BriefCell" if position else "BriefCellHead")

    def imprint(self, copies: str, issued_by: str, issued_on: str) -> None:
        """Add the 版记 at the foot of the last page: to whom copies go; who issued it and when."""
        table = self.document.add_table(rows=2, cols=2)
        _table_form(table, (IMPRINT_TWIPS - DATE_TWIPS, DATE_TWIPS), IMPRINT_RULES, FLOATING, margin=0)
        first = table.cell(0, 0).merge(table.cell(0, 1))
        _write(first.paragraphs[0], copies, "BriefCopies")
        _write(table.cell(1, 0).paragraphs[0], issued_by, "BriefImprint")
        _write(table.cell(1, 1).paragraphs[0], issued_on, "BriefIssued")
        self.paragraph("", "BriefEnd")

    def header(self, text: str) -> None:
        """Write a line above the text block of every page; the standard has none, so its tags leave it empty as a rule."""
        section = self.document.sections[0]
        for header in (section.header, section.even_page_header):
            header.is_linked_to_previous = False
            paragraph = header.paragraphs[0]
            for child in list(paragraph._p):
                paragraph._p.remove(child)
            _write(paragraph, text, "BriefHeader")

    def bytes(self) -> bytes:
        """The document, the same whenever it is made."""
        out = io.BytesIO()
        self.document.save(out)
        return repacked(parts_of(out.getvalue()))

    def _properties(self) -> None:
        core = self.document.core_properties
        core.title, core.author, core.last_modified_by, core.comments = self.title, "", "", ""
        core.created = core.modified = MADE
        core.language = self.language

    def _defaults(self) -> None:
        """Body type as the document's default: the character grid is measured from it."""
        styles = self.document.styles.element
        defaults = styles.find(qn("w:docDefaults"))
        if defaults is not None:
            styles.remove(defaults)
        styles.insert(
            0,
            parse_xml(
                f"<w:docDefaults {nsdecls('w')}><w:rPrDefault>{_run_xml(FANGSONG, SIZE_3, language=self.language)}"
                "</w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:before='0' w:after='0'/></w:pPr></w:pPrDefault></w:docDefaults>"
            ),
        )
        normal = self.document.styles["Normal"].element
        for old in (normal.rPr, normal.pPr):
            if old is not None:
                normal.remove(old)
        normal.append(parse_xml(_paragraph_xml(Style("Normal", "Normal", first_line=0))))
        normal.append(parse_xml(_run_xml(FANGSONG, SIZE_3)))

    def _page(self) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        section.header_distance, section.footer_distance = Mm(15), Mm(25.5)
        self.document.settings.odd_and_even_pages_header_footer = True
        old = section._sectPr.find(qn("w:docGrid"))
        if old is not None:
            section._sectPr.remove(old)
        section._sectPr.append(
            parse_xml(
                f'<w:docGrid {nsdecls("w")} w:type="linesAndChars" w:linePitch="{LINE_TWIPS}" w:charSpace="{CHARACTER_SPACE}"/>'
            )
        )

    def _page_numbers(self) -> None:
        """— 1 —, right on odd pages and left on even ones, one character from the edge."""
        section = self.document.sections[0]
        for footer, align, side in (
            (section.footer, "right", "right"),
            (section.even_page_footer, "left", "left"),
        ):
            footer.is_linked_to_previous = False
            paragraph = footer.paragraphs[0]._p
            for child in list(paragraph):
                paragraph.remove(child)
            paragraph.append(
                parse_xml(
                    f'<w:pPr {nsdecls("w")}><w:snapToGrid w:val="0"/><w:spacing w:line="{SIZE_4 * 20}" w:lineRule="exact"/>'
                    f'<w:ind w:{side}="{SIZE_4 * 20}" w:{side}Chars="100"/><w:jc w:val="{align}"/></w:pPr>'
                )
            )
            run = _run_xml(SONG, SIZE_4, latin=SONG)
            for inner in (
                '<w:t xml:space="preserve">— </w:t>',
                '<w:fldChar w:fldCharType="begin"/>',
                '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
                '<w:fldChar w:fldCharType="separate"/>',
                "<w:t>1</w:t>",
                '<w:fldChar w:fldCharType="end"/>',
                '<w:t xml:space="preserve"> —</w:t>',
            ):
                paragraph.append(parse_xml(f"<w:r {nsdecls('w')}>{run.replace(' ' + nsdecls('w'), '')}{inner}</w:r>"))


def _style_xml(style: Style) -> str:
    return (
        f'<w:style {nsdecls("w")} w:type="paragraph" w:customStyle="1" w:styleId="{style.id}"><w:name w:val="{style.name}"/>'
        f'<w:basedOn w:val="Normal"/><w:qFormat/>{_bare(_paragraph_xml(style))}'
        f"{_bare(_run_xml(style.font, style.size, color=style.color, width=style.width, spacing=style.spacing))}</w:style>"
    )


def _paragraph_xml(style: Style) -> str:
    indents = {"left": style.left, "right": style.right, "hanging": style.hanging}
    indents |= {"firstLine": style.first_line} if not style.hanging else {}
    given = "".join(f' w:{name}="{value}"' for name, value in indents.items() if value)
    if style.first_line == TWO_CHARACTERS:
        given += ' w:firstLineChars="200"'
    return (
        f"<w:pPr {nsdecls('w')}>"
        + ("<w:keepNext/>" if style.keep else "")
        + '<w:widowControl w:val="0"/>'
        + (f"<w:pBdr>{style.borders}</w:pBdr>" if style.borders else "")
        + '<w:overflowPunct w:val="0"/><w:snapToGrid w:val="0"/>'
        + f'<w:spacing w:before="{style.before}" w:after="0" w:line="{style.line}" w:lineRule="exact"/>'
        + (f"<w:ind{given}/>" if given else '<w:ind w:firstLine="0" w:firstLineChars="0"/>')
        + f'<w:jc w:val="{style.align}"/></w:pPr>'
    )


def _run_xml(
    font: str, size: int, *, latin: str = LATIN, color: str = "", width: int = 100, spacing: int = 0, language: str = ""
) -> str:
    return (
        f'<w:rPr {nsdecls("w")}><w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:cs="{latin}" w:eastAsia="{font}"/>'
        + '<w:snapToGrid w:val="0"/>'
        + (f'<w:color w:val="{color}"/>' if color else "")
        + f'<w:spacing w:val="{spacing}"/>'
        + (f'<w:w w:val="{width}"/>' if width != 100 else "")
        + f'<w:sz w:val="{size * 2}"/><w:szCs w:val="{size * 2}"/>'
        + (f'<w:lang w:val="{language}" w:eastAsia="zh-CN"/>' if language else "")
        + "</w:rPr>"
    )


def _bare(xml: str) -> str:
    return xml.replace(" " + nsdecls("w"), "", 1)


def _font_table(document: Any) -> None:
    """Name the fallbacks of each font where the document's program looks for them."""
    part = next(part for part in document.part.package.iter_parts() if part.partname == "/word/fontTable.xml")
    fonts = parse_xml(part.blob)
    for font, fallbacks in FALLBACKS.items():
        fonts.append(
            parse_xml(
                f'<w:font {nsdecls("w")} w:name="{font}"><w:altName w:val="{fallbacks}"/><w:charset w:val="86"/>'
                f'<w:family w:val="{"swiss" if font == HEI else "roman"}"/><w:pitch w:val="default"/></w:font>'
            )
        )
    part._blob = docx.oxml.xmlchemy.serialize_for_reading(fonts).encode()


def _write(paragraph: Any, text: str, style: str) -> Any:
    paragraph._p.get_or_add_pPr().append(parse_xml(f'<w:pStyle {nsdecls("w")} w:val="{style}"/>'))
    if text:
        paragraph.add_run(text)
    return paragraph


def _table_form(table: Any, widths: Sequence[int], rules: str, position: str = "", margin: int = 108) -> None:
    """Give a table its widths in twips, its rules, the margin in its cells and, if it floats, its position."""
    old = table._tbl.tblPr
    new = parse_xml(
        f'<w:tblPr {nsdecls("w")}>{position}<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{rules}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f'<w:tblCellMar><w:left w:w="{margin}" w:type="dxa"/><w:right w:w="{margin}" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    )
    table._tbl.replace(old, new)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Twips(width)
