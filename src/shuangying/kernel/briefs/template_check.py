"""Check an uploaded template before it is kept: the file, its tags, the figures and registers they name."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from xml.etree import ElementTree

import docx
from docx.oxml.ns import qn
from jinja2 import TemplateSyntaxError, nodes
from jinja2.meta import find_undeclared_variables

from shuangying.core.problems import Problem
from shuangying.kernel.accounts.api import Actor
from shuangying.kernel.briefs import documents
from shuangying.kernel.briefs.facts import NAMES, WORDS
from shuangying.kernel.briefs.faults import Fault
from shuangying.kernel.briefs.sandbox import environment
from shuangying.kernel.figures import api as figures
from shuangying.kernel.registers import api as registers

LARGEST = 5 * 2**20
LARGEST_UNPACKED = 40 * 2**20
MOST_PARTS = 500
PART_METHODS = ("f", "yi", "bn")
NOT_COLUMNS = ("sort", "q", "figure", "division", "limit")
LAYOUT_TAGS = ("cellbg", "colspan", "hm", "vm")
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    ValueError,
)
"""What reading a broken or encrypted package or part raises."""

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_BRACES = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_SCOPED = re.compile(r"^(\{\{|\{%)-?(?:p|tr|tc|r)\s")
_QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})
ENDS = {"endif": "if", "endfor": "for"}


def check(template: bytes, actor: Actor, day: date) -> list[Fault]:
    """What is wrong with a template; an empty list if it can be used.

    Args:
        template: the file.
        actor, day: for whom and which day it is filled on trial.
    """
    if problem := _file_problem(template):
        return [Fault(0, "", problem)]
    reader = _Reader()
    for number, text in _paragraphs(template):
        reader.read(number, text)
    return reader.finish() or _numbered(documents.trial(template, actor, day), template)


def _file_problem(template: bytes) -> Problem | None:
    if len(template) > LARGEST:
        return Problem("brief_file_too_large", {"most": LARGEST // 2**20})
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                return Problem("brief_file_too_large", {"most": LARGEST // 2**20})
            names = {part.filename for part in parts}
            if "word/document.xml" not in names:
                return Problem("brief_not_a_document", {})
            if any("vbaProject" in name or "/embeddings/" in name or "activeX" in name for name in names):
                return Problem("brief_has_macros", {})
            relations = [archive.read(name) for name in names if name.lower().endswith(".rels")]
            outside = any(_refers_outside(part) for part in relations)
        docx.Document(io.BytesIO(template))
    except UNREADABLE:
        return Problem("brief_not_a_document", {})
    return Problem("brief_refers_outside", {}) if outside else None


def _refers_outside(relations: bytes) -> bool:
    return any(
        relation.get("TargetMode", "").lower() == "external" and not relation.get("Type", "").endswith("/hyperlink")
        for relation in ElementTree.fromstring(relations).iter()
    )


def _paragraphs(template: bytes) -> Iterator[tuple[int, str]]:
    """All paragraphs with their number; those of headers and footers have 0."""
    opened = docx.Document(io.BytesIO(template))
    for number, paragraph in enumerate(opened.element.body.iter(qn("w:p")), 1):
        yield number, _text_of(paragraph)
    for part in opened.part.package.iter_parts():
        if part.partname.startswith(("/word/header", "/word/footer")):
            for paragraph in part.element.iter(qn("w:p")):
                yield 0, _text_of(paragraph)


def _text_of(paragraph: Any) -> str:
    return "".join(text.text or "" for text in paragraph.iter(qn("w:t"))).translate(_QUOTES)


def _numbered(faults: list[Fault], template: bytes) -> list[Fault]:
    """Faults of the filler with the number that the paragraph has in the document."""
    texts = list(_paragraphs(template))
    found = []
    for fault in faults:
        wanted = fault.text.translate(_QUOTES)
        number = next((number for number, text in texts if wanted and wanted in text), 0)
        found.append(Fault(number or fault.paragraph, fault.text, fault.problem))
    return found


@dataclass
class _Reader:
    """Reads tags paragraph by paragraph and keeps what is open."""

    faults: list[Fault] = field(default_factory=list)
    open: list[tuple[str, int, str]] = field(default_factory=list)
    names: set[str] = field(default_factory=lambda: {*NAMES, *WORDS, "loop"})
    rows: dict[str, Any] = field(default_factory=dict)
    used: list[tuple[int, str, set[str]]] = field(default_factory=list)

    def read(self, number: int, text: str) -> None:
        """Check the tags of one paragraph."""
        if left := _BRACES.search(_TAG.sub("", text)):
            self._fault(number, text, "brief_tag_unclosed", tag=left[0])
        for match in _TAG.finditer(text):
            tag = _SCOPED.sub(r"\1 ", match[0])
            if tag.startswith("{#"):
                continue
            inside = tag[2:-2].strip(" -\xa0")
            if tag.startswith("{{"):
                self._parse(number, text, f"{{{{ {inside} }}}}", match[0])
            else:
                self._statement(number, text, inside, match[0])

    def finish(self) -> list[Fault]:
        """All faults: those of tags, of names that nothing defines, of tags left open."""
        for number, text, names in self.used:
            for name in sorted(names - self.names):
                self._fault(number, text, "brief_no_such_name", name=name)
        for word, number, text in self.open:
            self._fault(number, text, "brief_tag_without_end", tag=word)
        return self.faults

    def _fault(self, number: int, text: str, code: str, **params: Any) -> None:
        self.faults.append(Fault(number, text, Problem(code, params)))

    def _statement(self, number: int, text: str, inside: str, tag: str) -> None:
        word = inside.split(None, 1)[0] if inside else ""
        if word in LAYOUT_TAGS:
            return
        if word in ENDS:
            if not self.open or self.open[-1][0] != ENDS[word]:
                self._fault(number, text, "brief_end_without_tag", tag=word)
            else:
                self.open.pop()
        elif word == "else":
            if not self.open:
                self._fault(number, text, "brief_end_without_tag", tag=word)
        elif word in ("if", "for"):
            self.open.append((word, number, text))
            self._parse(number, text, f"{{% {inside} %}}{{% end{word} %}}", tag)
        elif word == "elif":
            self._parse(number, text, f"{{% if 1 %}}{{% {inside} %}}{{% endif %}}", tag)
        elif word == "set":
            self._parse(number, text, f"{{% {inside} %}}", tag)
        else:
            self._fault(number, text, "brief_unknown_tag", tag=tag)

    def _parse(self, number: int, text: str, source: str, tag: str) -> None:
        try:
            tree = environment().parse(source)
            unknown = find_undeclared_variables(tree)
        except (TemplateSyntaxError, ValueError, RecursionError) as error:
            self._fault(number, text, "brief_tag_wrong", tag=tag, why=getattr(error, "message", str(error)))
            return
        found: list[nodes.For | nodes.Assign] = [*tree.find_all(nodes.For), *tree.find_all(nodes.Assign)]
        for loop in found:
            self.names |= {name.name for name in loop.target.find_all(nodes.Name)} | (
                {loop.target.name} if isinstance(loop.target, nodes.Name) else set()
            )
            asked = loop.iter if isinstance(loop, nodes.For) else loop.node
            register = _register_of(asked)
            if isinstance(asked, nodes.Name) and asked.name in self.rows:
                register = self.rows[asked.name][0]
            if isinstance(loop.target, nodes.Name) and register is not None:
                self.rows[loop.target.name] = (register, isinstance(loop, nodes.For))
        self.used.append((number, text, unknown))
        for call in tree.find_all(nodes.Call):
            self._call(number, text, call)
        for reference in tree.find_all(nodes.Getattr):
            self._reference(number, text, reference)

    def _call(self, number: int, text: str, call: nodes.Call) -> None:
        name = call.node.name if isinstance(call.node, nodes.Name) else ""
        is_part = isinstance(call.node, nodes.Getattr) and call.node.attr in PART_METHODS
        first = call.args[0].value if call.args and isinstance(call.args[0], nodes.Const) else None
        if not isinstance(first, str):
            return
        if is_part or NAMES.get(name) == "figure":
            if first not in {figure.id for figure in figures.all_figures()}:
                self._fault(number, text, "brief_no_such_figure", id=first)
        elif NAMES.get(name) == "register":
            register = _register_of(call)
            if register is None:
                self._fault(number, text, "brief_no_such_register", id=first)
                return
            for keyword in call.kwargs:
                base = keyword.key.removesuffix("_from").removesuffix("_to")
                if keyword.key not in (*NOT_COLUMNS, *register.by_name) and base not in register.by_name:
                    self._fault(number, text, "brief_no_such_column", register=register.label, name=keyword.key)

    def _reference(self, number: int, text: str, reference: nodes.Getattr) -> None:
        if not isinstance(reference.node, nodes.Name) or reference.node.name not in self.rows:
            return
        register, is_record = self.rows[reference.node.name]
        if is_record and reference.attr not in register.by_name:
            self._fault(number, text, "brief_no_such_column", register=register.label, name=reference.attr)


def _register_of(node: Any) -> Any:
    """The register that a call of `rows` names, None if it is no such call or names none."""
    if not (isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name == "rows"):
        return None
    if not (node.args and isinstance(node.args[0], nodes.Const)):
        return None
    return next((one for one in registers.all_registers() if one.id == node.args[0].value), None)
