"""Merge Chinese translations into the one catalogue.

`zh.py add` reads lines from standard input, `English<TAB>中文` or, for a text with a context, `context<TAB>English<TAB>中文`.
"""

import fcntl
import pathlib
import sys

import polib

CATALOGUE = pathlib.Path(__file__).parent.parent / "src/shuangying/locale/zh_Hans/LC_MESSAGES/django.po"
METADATA = {
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Language": "zh_Hans",
    "Plural-Forms": "nplurals=1; plural=0;",
}


def read(lines: list[str]) -> list[tuple[str | None, str, str]]:
    """(context, English, Chinese) of each line; exits at the first that is not of this form."""
    read = []
    for line in filter(str.strip, lines):
        fields = [field.replace("\\n", "\n") for field in line.rstrip("\n").split("\t")]
        if len(fields) not in (2, 3) or not all(fields):
            sys.exit(f"not 'English<TAB>中文': {line}")
        read.append((fields[0] if len(fields) == 3 else None, fields[-2], fields[-1]))
    return read


def add(translations: list[tuple[str | None, str, str]]) -> int:
    """Set the translation of each given message; keep all others. Returns how many were set."""
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with open(CATALOGUE.parent / ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        catalogue = polib.pofile(str(CATALOGUE)) if CATALOGUE.exists() else polib.POFile()
        catalogue.wrapwidth = 0
        catalogue.metadata = METADATA
        known = {(entry.msgctxt, entry.msgid): entry for entry in catalogue}
        for context, english, chinese in translations:
            entry = known.get((context, english))
            if entry is None:
                entry = known[context, english] = polib.POEntry(msgid=english, msgctxt=context)
                if "%(" in english:
                    entry.flags = ["python-format"]
                catalogue.append(entry)
            entry.msgstr = chinese
            entry.obsolete = False
            entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
        catalogue.sort(key=lambda entry: (entry.obsolete, entry.msgid, entry.msgctxt or ""))
        catalogue.save(str(CATALOGUE))
        catalogue.save_as_mofile(str(CATALOGUE.with_suffix(".mo")))
    return len(translations)


if __name__ == "__main__":
    if sys.argv[1:] != ["add"]:
        sys.exit(__doc__)
    print(f"{add(read(sys.stdin.readlines()))} messages set")
