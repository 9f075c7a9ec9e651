"""Check that the Chinese catalogue holds every text of the program, translated, with the same placeholders.

English needs no catalogue: its texts are the message ids. `--update` adds the missing texts, untranslated, and sets those that the
program no longer uses aside as obsolete entries.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import polib

PACKAGE = Path(__file__).parent.parent / "src/shuangying"
CATALOGUE = PACKAGE / "locale/zh_Hans/LC_MESSAGES/django.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|(?<!%)%(?:%%)*[sd]|\{\w*\}")
LEFT_OUT = ("tests", "migrations", "vendor", "__pycache__")


def extracted() -> polib.POFile:
    """Every text that Django's makemessages finds in a copy of the package."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "shuangying"
        shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("*.po", "*.mo", ".lock", *LEFT_OUT))
        (copy / "locale").mkdir(exist_ok=True)
        command = [sys.executable, "-m", "django", "makemessages", "-v0", "--keep-pot", "--locale", "zh_Hans"]
        done = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
        template = copy / "locale/django.pot"
        if done.returncode:
            sys.exit(f"makemessages failed:\n{done.stdout}{done.stderr}")
        return polib.pofile(str(template)) if template.exists() else polib.POFile()


def placeholders(text: str) -> Counter[str]:
    """The placeholders of a text, each with how often it stands there."""
    return Counter(PLACEHOLDER.findall(text))


def faults(used: polib.POFile, catalogue: polib.POFile) -> list[str]:
    """What is wrong with the catalogue, one line a fault."""
    known = {(entry.msgctxt, entry.msgid): entry for entry in catalogue if not entry.obsolete}
    asked = {(entry.msgctxt, entry.msgid): entry for entry in used}
    found = []
    for key, entry in asked.items():
        place = f"{entry.occurrences[0][0]}:{entry.occurrences[0][1]}" if entry.occurrences else ""
        if key not in known:
            found.append(f"missing: {entry.msgid!r} ({place})")
    for key, entry in known.items():
        texts = [entry.msgstr] if not entry.msgid_plural else list(entry.msgstr_plural.values())
        if key not in asked:
            found.append(f"not used any more: {entry.msgid!r}")
        elif not all(texts):
            found.append(f"not translated: {entry.msgid!r}")
        elif entry.fuzzy:
            found.append(f"fuzzy: {entry.msgid!r}")
        else:
            wanted = placeholders(entry.msgid_plural or entry.msgid)
            found += [
                f"other placeholders: {entry.msgid!r} -> {text!r}"
                for text in texts
                if set(placeholders(text)) != set(wanted)
            ]
    return found


def update(used: polib.POFile, catalogue: polib.POFile) -> None:
    """Add to the catalogue what is used and not in it; set aside what is in it and not used."""
    known = {(entry.msgctxt, entry.msgid): entry for entry in catalogue}
    asked = {(entry.msgctxt, entry.msgid) for entry in used}
    for entry in used:
        if (entry.msgctxt, entry.msgid) not in known:
            catalogue.append(polib.POEntry(msgid=entry.msgid, msgctxt=entry.msgctxt, flags=entry.flags))
    for key, entry in known.items():
        entry.obsolete = key not in asked
    catalogue.wrapwidth = 0
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    catalogue.sort(key=lambda entry: (entry.obsolete, entry.msgid, entry.msgctxt or ""))
    catalogue.save(str(CATALOGUE))


if __name__ == "__main__":
    catalogue = polib.pofile(str(CATALOGUE)) if CATALOGUE.exists() else polib.POFile()
    used = extracted()
    if sys.argv[1:] == ["--update"]:
        update(used, catalogue)
        print(f"{len(faults(used, catalogue))} texts wait for their translation in {CATALOGUE.name}")
    elif found := faults(used, catalogue):
        print(*found, sep="\n")
        sys.exit(f"{len(found)} faults in {CATALOGUE.relative_to(PACKAGE.parent.parent)}")
    else:
        print(f"{len(used)} texts, all translated")
