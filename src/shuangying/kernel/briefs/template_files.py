"""Which templates there are: those that come with the program, and the county's own, which stand in their place."""

import hashlib
import io
import re
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from xml.etree import ElementTree

from django.apps import apps
from django.core.files.base import ContentFile
from django.db import transaction

from shuangying.core.problems import Problem
from shuangying.kernel.accounts.api import Actor
from shuangying.kernel.audit import api as audit
from shuangying.kernel.briefs.faults import Fault, Faulty
from shuangying.kernel.briefs.models import TemplateFile
from shuangying.kernel.briefs.template_check import UNREADABLE, check
from shuangying.kernel.divisions import api as divisions

FOLDER = "brief_templates"
CHINESE, ENGLISH = "zh-hans", "en"
SUFFIXES = {CHINESE: "zh", ENGLISH: "en"}
DAILY = "daily"
_NAME = re.compile(r"[\w-]{1,40}")
TITLE = "{http://purl.org/dc/elements/1.1/}title"
LONGEST_TITLE = 200


class NoTemplate(LookupError):
    """No template has that name; `args[0]` is the name."""


@dataclass(frozen=True, slots=True)
class Template:
    """A template in one language.

    Attributes:
        name: how the command line and addresses call it.
        language: "zh-hans" or "en".
        label: the document's title.
        own: whether the county uploaded it.
        file: where it lies, if it comes with the program.
        uploaded_at, uploaded_by: of the county's own.
    """

    name: str
    language: str
    label: str
    own: bool = False
    file: Path | None = None
    row: TemplateFile | None = None

    def read(self) -> bytes:
        """The .docx."""
        if self.file is not None:
            return self.file.read_bytes()
        assert self.row is not None
        with self.row.file.open("rb") as opened:
            return opened.read()

    @property
    def uploaded_at(self) -> datetime | None:
        """When the county's own was uploaded."""
        return self.row.uploaded_at if self.row else None

    @property
    def uploaded_by(self) -> str:
        """Who uploaded it."""
        return self.row.uploaded_by if self.row else ""


def templates() -> list[Template]:
    """All templates in use, by name and language: the county's own before the shipped one of the same name."""
    found = {(one.name, one.language): one for one in shipped()}
    seen: set[tuple[str, str]] = set()
    for row in TemplateFile.objects.order_by("-pk"):
        key = (row.name, row.language)
        if key not in seen and not row.withdrawn:
            label = title_of(row) or (found[key].label if key in found else row.name)
            found[key] = Template(row.name, row.language, label, own=True, row=row)
        seen.add(key)
    return [found[key] for key in sorted(found, key=lambda key: (key[0] != DAILY, key[0], key[1] != CHINESE))]


def shipped() -> list[Template]:
    """The templates in the `brief_templates` folders of all rooms: `<name>.<zh|en>.docx`."""
    found = []
    for config in apps.get_app_configs():
        for file in sorted(Path(config.path, FOLDER).glob("*.*.docx")):
            name, suffix, _docx = file.name.rsplit(".", 2)
            language = ENGLISH if suffix == "en" else CHINESE
            found.append(Template(name, language, _title(file.read_bytes()) or name, file=file))
    return found


def find(name: str, language: str = CHINESE) -> Template:
    """The template of a name, in the language if there is one, else in another.

    Raises:
        NoTemplate: no template has the name.
    """
    named = [one for one in templates() if one.name == name]
    if not named:
        raise NoTemplate(name)
    return next((one for one in named if one.language == language), named[0])


def upload(content: bytes, name: str, language: str, actor: Actor, day: date) -> Template:
    """Keep a county's own template after checking it.

    Raises:
        Faulty: with all faults found; nothing is kept.
    """
    name = name.strip()
    if not _NAME.fullmatch(name):
        raise Faulty([Fault(0, "", Problem("brief_name_wrong", {}))])
    if faults := check(content, actor, day):
        raise Faulty(faults)
    digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        row = TemplateFile(name=name, language=language, digest=digest, uploaded_by=actor.name or actor.login)
        row.file.save(f"{SUFFIXES[language]}-{digest[:16]}.docx", ContentFile(content), save=False)
        row.save()
        _note(actor, row, "uploaded")
    return find(name, language)


def withdraw(template: Template, actor: Actor) -> None:
    """Stop using a county's own template; the shipped one of that name, if any, is used again."""
    assert template.row is not None
    with transaction.atomic():
        template.row.withdrawn = True
        template.row.save(update_fields=["withdrawn"])
        _note(actor, template.row, "withdrawn")


def title_of(row: TemplateFile) -> str:
    """The title that an uploaded document bears in Word's properties, "" without one."""
    with row.file.open("rb") as opened:
        return _title(opened.read())


def _title(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            core = ElementTree.fromstring(archive.read("docProps/core.xml"))
    except UNREADABLE:
        return ""
    return core.findtext(TITLE, "").strip()[:LONGEST_TITLE]


def _note(actor: Actor, row: TemplateFile, what: str) -> None:
    county = divisions.home().county
    audit.record(
        actor,
        "settings",
        division_id=county.pk if county else None,
        detail={"brief_template": row.name, "language": row.language, "sha256": row.digest, "what": what},
    )
