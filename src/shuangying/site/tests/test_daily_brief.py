"""The shipped brief read back: GB/T 9704-2012 by machine, and that the files are what the script writes."""

import io
import zipfile

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm

from shuangying.site import daily_brief

FILES = {"daily.zh.docx": daily_brief.chinese, "daily.en.docx": daily_brief.english}
MM_A_TWIP = 25.4 / 1440


@pytest.fixture(params=FILES)
def document(request):
    return docx.Document(io.BytesIO((daily_brief.FOLDER / request.param).read_bytes()))


def style(document, id_):
    return next(one.element for one in document.styles if one.style_id == id_)


def value(element, path, attribute="w:val"):
    found = element.find("/".join(qn(step) for step in path.split("/")))
    return None if found is None else found.get(qn(attribute))


@pytest.mark.parametrize("name", FILES)
def test_the_shipped_file_is_what_the_script_writes(name):
    assert (daily_brief.FOLDER / name).read_bytes() == FILES[name]()


def test_the_page_is_a4_with_the_text_block_of_the_standard(document):
    (section,) = document.sections
    assert (section.page_width.mm, section.page_height.mm) == pytest.approx((210, 297), abs=0.1)
    assert (section.top_margin.mm, section.left_margin.mm) == pytest.approx((37, 28), abs=0.1)
    width = section.page_width - section.left_margin - section.right_margin
    height = section.page_height - section.top_margin - section.bottom_margin
    assert width / Mm(1) == pytest.approx(156, abs=0.1)
    assert height / Mm(1) == pytest.approx(225, abs=0.1)


def test_the_grid_holds_22_lines_of_28_characters(document):
    grid = document.sections[0]._sectPr.find(qn("w:docGrid"))
    assert grid.get(qn("w:type")) == "linesAndChars"
    line = int(grid.get(qn("w:linePitch"))) / 20
    character = 16 + int(grid.get(qn("w:charSpace"))) / 4096
    assert line <= 28.99
    assert int(225 / 25.4 * 72 / line) == 22
    assert character == pytest.approx(15.79, abs=0.005)
    assert int(156 / 25.4 * 72 / character) == 28


def test_body_lines_and_characters_keep_to_the_grid_without_snapping(document):
    body = style(document, "BriefBody")
    assert value(body, "w:pPr/w:spacing", "w:line") == "579"
    assert value(body, "w:pPr/w:spacing", "w:lineRule") == "exact"
    pitch = 16 + int(value(body, "w:rPr/w:spacing")) / 20
    assert int(156 / 25.4 * 72 / pitch) == 28
    assert value(body, "w:pPr/w:ind", "w:firstLineChars") == "200"


FONTS = [
    ("BriefBody", "仿宋_GB2312", 16),
    ("BriefTitle", "方正小标宋简体", 22),
    ("BriefHeading", "黑体", 16),
    ("BriefSubheading", "楷体_GB2312", 16),
    ("BriefMasthead", "方正小标宋简体", 36),
    ("BriefCopies", "仿宋_GB2312", 14),
]


@pytest.mark.parametrize(("id_", "font", "points"), FONTS)
def test_each_style_has_its_chinese_font_and_size(document, id_, font, points):
    element = style(document, id_)
    assert value(element, "w:rPr/w:rFonts", "w:eastAsia") == font
    assert int(value(element, "w:rPr/w:sz")) == points * 2


def test_the_head_is_red_and_stands_over_a_red_rule(document):
    assert value(style(document, "BriefMasthead"), "w:rPr/w:color") == "E60012"
    rule = style(document, "BriefNumber").find(f"{qn('w:pPr')}/{qn('w:pBdr')}/{qn('w:bottom')}")
    assert (rule.get(qn("w:color")), rule.get(qn("w:space"))) == ("E60012", "11")


def test_page_numbers_stand_outside_between_dashes(document):
    assert document.settings.odd_and_even_pages_header_footer
    section = document.sections[0]
    for footer, align, side in ((section.footer, "right", "right"), (section.even_page_footer, "left", "left")):
        (paragraph,) = footer.paragraphs
        assert value(paragraph._p, "w:pPr/w:jc") == align
        assert value(paragraph._p, "w:pPr/w:ind", f"w:{side}Chars") == "100"
        assert [node.text for node in paragraph._p.iter(qn("w:instrText"))] == [" PAGE "]
        assert paragraph.text == "— 1 —"
        fonts = paragraph._p.find(f"{qn('w:r')}/{qn('w:rPr')}/{qn('w:rFonts')}")
        assert (fonts.get(qn("w:eastAsia")), fonts.get(qn("w:ascii"))) == ("宋体", "宋体")
        assert value(paragraph._p, "w:r/w:rPr/w:sz") == "28"
    middle_of_line_mm = 35 - section.footer_distance.mm - 14 / 72 * 25.4 / 2
    assert middle_of_line_mm == pytest.approx(7, abs=0.1)


def test_every_chinese_font_has_fallbacks(document):
    part = next(part for part in document.part.package.iter_parts() if part.partname == "/word/fontTable.xml")
    table = docx.oxml.parse_xml(part.blob)
    named = {font.get(qn("w:name")): value(font, "w:altName") for font in table.iter(qn("w:font"))}
    for font in ("仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "宋体"):
        assert named[font]


@pytest.mark.parametrize("name", FILES)
def test_every_tag_stands_whole_in_one_run(name):
    with zipfile.ZipFile(daily_brief.FOLDER / name) as archive:
        root = docx.oxml.parse_xml(archive.read("word/document.xml"))
    for text in root.iter(qn("w:t")):
        content = text.text or ""
        assert content.count("{{") == content.count("}}")
        assert content.count("{%") == content.count("%}")
