"""Fill a .docx template: tags become text, marks are taken out again, and the page is read back as plain blocks."""

import io
import re
import traceback
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import docx
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import TemplateError, TemplateSyntaxError

from shuangying.core.problems import Invalid, Problem
from shuangying.kernel.accounts.api import Actor
from shuangying.kernel.briefs import marks
from shuangying.kernel.briefs.facts import Facts
from shuangying.kernel.briefs.faults import Fault, Faulty
from shuangying.kernel.briefs.sandbox import environment

EARLIEST = (1980, 1, 1, 0, 0, 0)
ALIGN = {"center": "center", "right": "end", "end": "end"}
FAILURES = (TemplateError, Invalid, TypeError, ValueError, ArithmeticError, LookupError, RecursionError)
"""What a tag can raise; figures that the reader may not know are not among them."""

KEPT = "surrogateescape"
"""Parts that are not in UTF-8 pass through unchanged."""

_TAGS = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled template: the document without marks, and its blocks as `blocks_of` gives them."""

    docx: bytes
    blocks: list[dict[str, Any]]


class _Template(DocxTemplate):
    """A template whose faults name the paragraph."""

    def render_xml_part(self, src_xml: str, part: Any, context: Any, jinja_env: Any = None) -> str:
        try:
            return super().render_xml_part(src_xml, part, context, jinja_env)
        except FAILURES as error:
            raise Faulty([_fault_of(error, src_xml)]) from error

    def render_properties(self, context: Any, jinja_env: Any = None) -> None:
        try:
            super().render_properties(context, jinja_env)
        except FAILURES as error:
            raise Faulty([Fault(0, "", Problem("brief_tag_fails", {"why": str(error)}))]) from error


def fill(template: bytes, facts: Facts) -> Filled:
    """Fill a template with the facts of a day.

    Raises:
        Faulty: a tag cannot be filled; names its paragraph.
        Refused: the reader may not know a figure.
    """
    document = _Template(io.BytesIO(template))
    document.render(facts.context(), environment(), autoescape=True)
    marked = io.BytesIO()
    document.save(marked)
    blocks = blocks_of(marked.getvalue())
    return Filled(_without_marks(marked.getvalue()), blocks)


def repacked(parts: Mapping[str, bytes]) -> bytes:
    """The parts of a document in one file that is the same whenever it is made."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, EARLIEST)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return out.getvalue()


def parts_of(document: bytes) -> dict[str, bytes]:
    """The parts of a .docx by name."""
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def blocks_of(document: bytes) -> list[dict[str, Any]]:
    """The body of a document as plain blocks, for a page and for the record.

    Returns:
        In order, `{"kind": "p", "style", "align", "pieces": [{"text", "link", "bold"}]}` or `{"kind": "table", "rows": [[cell]], "widths"}` (in twips)
        with cells `{"pieces", "style", "align", "span", "head"}`; `link` is a mark's key or None.
    """
    opened = docx.Document(io.BytesIO(document))
    styles = {style.style_id: style.name for style in opened.styles}
    return list(_blocks(opened.element.body, styles))


def _blocks(parent: Any, styles: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for element in parent:
        if element.tag == qn("w:p"):
            yield {"kind": "p", "style": _style(element), "align": _align(element), "pieces": _pieces(element)}
        elif element.tag == qn("w:tbl"):
            columns = [int(column.get(qn("w:w"), 0)) for column in element.iter(qn("w:gridCol"))]
            rows = [list(_cells(row)) for row in element.iter(qn("w:tr"))]
            yield {"kind": "table", "rows": rows, "widths": columns}
        elif element.tag == qn("w:sdt"):
            yield from _blocks(element.find(qn("w:sdtContent")), styles)


def _cells(row: Any) -> Iterator[dict[str, Any]]:
    head = row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
    for cell in row.iterchildren(qn("w:tc")):
        paragraphs = list(cell.iterchildren(qn("w:p")))
        span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
        yield {
            "pieces": [piece for paragraph in paragraphs for piece in _pieces(paragraph)],
            "style": _style(paragraphs[0]) if paragraphs else "",
            "align": _align(paragraphs[0]) if paragraphs else "",
            "span": int(span.get(qn("w:val"))) if span is not None else 1,
            "head": head,
        }


def _style(paragraph: Any) -> str:
    style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return "" if style is None else style.get(qn("w:val"))


def _align(paragraph: Any) -> str:
    align = paragraph.find(f"{qn('w:pPr')}/{qn('w:jc')}")
    return "" if align is None else ALIGN.get(align.get(qn("w:val")), "")


def _pieces(paragraph: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    key: int | None = None
    for run in paragraph.iter(qn("w:r")):
        bold = run.find(f"{qn('w:rPr')}/{qn('w:b')}") is not None
        text = "".join(_text(child) for child in run)
        for piece, said in marks.pieces(text, key):
            key = said
            if found and found[-1]["link"] == key and found[-1]["bold"] == bold:
                found[-1]["text"] += piece
            else:
                found.append({"text": piece, "link": key, "bold": bold})
        if text.endswith(marks.CLOSE):
            key = None
    return found


def _text(child: Any) -> str:
    if child.tag == qn("w:t"):
        return child.text or ""
    return {qn("w:tab"): "\t", qn("w:br"): "\n"}.get(child.tag, "")


def _without_marks(document: bytes) -> bytes:
    parts = parts_of(document)
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")):
            parts[name] = marks.strip(content.decode(errors=KEPT)).encode(errors=KEPT)
    return repacked(parts)


def _fault_of(error: Exception, src_xml: str) -> Fault:
    """Say in which paragraph a tag failed: the filler puts each paragraph on its own line."""
    line = getattr(error, "lineno", None)
    if line is None or not isinstance(error, TemplateSyntaxError):
        frames = traceback.extract_tb(error.__traceback__)
        line = next((frame.lineno for frame in reversed(frames) if frame.filename == "<template>"), 1)
    lines = re.sub(r"<w:p([ >])", r"\n<w:p\1", src_xml).split("\n")
    text = _TAGS.sub("", lines[max(0, min(line or 1, len(lines)) - 1)]).strip()
    if isinstance(error, Invalid):
        return Fault(line or 0, text, error.problem)
    return Fault(line or 0, text, Problem("brief_tag_fails", {"why": str(error)}))


def trial(template: bytes, actor: Actor, day: Any) -> list[Fault]:
    """Fill a template to see what fails; the faults that come up."""
    try:
        fill(template, Facts(day, actor, number=1))
    except Faulty as error:
        return error.faults
    return []
