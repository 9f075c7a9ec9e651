"""What the tutorial of forty sheets quotes is what its commands print."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs/tutorial/forty-sheets.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
LISTS = re.compile(r"^`(\w+\.csv)`[^\n]*\n\n```csv\n(.*?)^```$", re.M | re.S)
LEFT_OUT = "…"
MENDED = ("receipts/returnees_by_village.xlsx", "B10", "张菜园村")
"""The cell that the reader mends by hand before sending the sheet again."""
ALL_IN_ONE = """
import contextlib, io, json, sys
import openpyxl
from shuangying.cli import main
commands, (file, cell, value) = json.load(sys.stdin)
printed = []
for words in commands:
    if file in words:
        book = openpyxl.load_workbook(file)
        book.worksheets[0][cell].value = value
        book.save(file)
    with contextlib.redirect_stdout(io.StringIO()) as out:
        try:
            main(words, prog_name="shuangying")
        except SystemExit as ended:
            assert ended.code in (0, 1, None), words
    printed.append(out.getvalue())
json.dump(printed, sys.stdout)
"""


def commands(block):
    """The words of each command of the program in a block."""
    return [words[1:] for words in map(shlex.split, block.splitlines()) if words[0] == "shuangying"]


@pytest.fixture(scope="module")
def blocks():
    return BLOCK.findall(PAGE.read_text())


@pytest.fixture(scope="module")
def printed(blocks, tmp_path_factory):
    """What each command of the page prints, run one after the other by one process in a folder of the sheets."""
    folder = tmp_path_factory.mktemp("sheets")
    for sheet in (ROOT / "src/shuangying/demo/samples").glob("*.xlsx"):
        shutil.copy(sheet, folder)
    for name, text in LISTS.findall(PAGE.read_text()):
        (folder / name).write_text(text)
    words = [one for language, block in blocks if language == "sh" for one in commands(block)]
    own = {name: value for name, value in os.environ.items() if not name.startswith(("SHUANGYING_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-c", ALL_IN_ONE],
        input=json.dumps([words, MENDED]),
        cwd=folder,
        env={**own, "SHUANGYING_HOME": str(tmp_path_factory.mktemp("home"))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return iter(json.loads(done.stdout))


def test_each_output_that_is_quoted_is_what_the_commands_in_english_above_it_print(blocks, printed):
    quoted = 0
    for (language, block), (after, text) in pairwise([*blocks, ("", "")]):
        if language != "sh":
            continue
        told = [(words, next(printed)) for words in commands(block)]
        lines = "".join(text for words, text in told if "--lang" in words)
        if after != "text":
            continue
        parts = text.split(f"{LEFT_OUT}\n")
        assert lines.startswith(parts[0])
        assert lines.endswith(parts[-1])
        for part in filter(None, parts):
            before, found, lines = lines.partition(part)
            assert found == part, f"not printed, or not there:\n{part}"
            assert not before or before.endswith("\n")
            quoted += part.count("\n")
    assert quoted > 60
