"""Merge Chinese translations into the one catalogue: `zh.py add` reads `English<TAB>中文` lines from standard input."""

import fcntl
import pathlib
import sys

import polib

CATALOGUE = pathlib.Path(__file__).parent.parent / "src/shuangying/locale/zh_Hans/LC_MESSAGES/django.po"


def add(lines: list[str]) -> int:
    """Set the translation of each given message; keep all others. Returns how many were set."""
    pairs = [line.rstrip("\n").split("\t") for line in lines if line.strip()]
    if bad := [pair for pair in pairs if len(pair) != 2 or not all(pair)]:
        sys.exit(f"not 'English<TAB>中文': {bad[0]}")
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with open(CATALOGUE.parent / ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        catalogue = polib.pofile(str(CATALOGUE)) if CATALOGUE.exists() else polib.POFile(wrapwidth=0)
        catalogue.wrapwidth = 0
        catalogue.metadata.setdefault("Content-Type", "text/plain; charset=UTF-8")
        catalogue.metadata.setdefault("Content-Transfer-Encoding", "8bit")
        catalogue.metadata.setdefault("Language", "zh_Hans")
        catalogue.metadata.setdefault("Plural-Forms", "nplurals=1; plural=0;")
        known = {entry.msgid: entry for entry in catalogue}
        for english, chinese in pairs:
            english, chinese = english.replace("\\n", "\n"), chinese.replace("\\n", "\n")
            entry = known.get(english)
            if entry is None:
                entry = known[english] = polib.POEntry(msgid=english)
                if "%(" in english:
                    entry.flags = ["python-format"]
                catalogue.append(entry)
            entry.msgstr = chinese
            entry.obsolete = False
            entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
        catalogue.sort(key=lambda entry: (entry.obsolete, entry.msgid))
        catalogue.save(str(CATALOGUE))
        catalogue.save_as_mofile(str(CATALOGUE.with_suffix(".mo")))
    return len(pairs)


if __name__ == "__main__":
    if sys.argv[1:] != ["add"]:
        sys.exit(__doc__)
    print(f"{add(sys.stdin.readlines())} messages set")
