"""The brief as LibreOffice sets it: 22 lines of 28 characters, page numbers between dashes. Runs where LibreOffice is installed."""

import os
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from shuangying.kernel.briefs.gbt9704 import OfficialDocument

pdfium = pytest.importorskip("pypdfium2")
SOFFICE = shutil.which("soffice")
FONTS = Path(__file__).parents[4] / "scripts" / "brief_fonts.conf"


def has_chinese_fonts():
    listing = shutil.which("fc-list")
    return bool(listing and subprocess.run([listing, ":lang=zh"], capture_output=True, timeout=60).stdout.strip())


pytestmark = [
    pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed"),
    pytest.mark.skipif(not has_chinese_fonts(), reason="no Chinese font is installed"),
]


def pages_of(document, folder):
    (folder / "brief.docx").write_bytes(document)
    home = f"-env:UserInstallation=file://{folder}/office"
    command = [SOFFICE, home, "--headless", "--convert-to", "pdf", "--outdir", folder, folder / "brief.docx"]
    subprocess.run(
        command, check=True, capture_output=True, timeout=120, env={**os.environ, "FONTCONFIG_FILE": str(FONTS)}
    )
    with pdfium.PdfDocument(folder / "brief.pdf") as pdf:
        return [page.get_textpage().get_text_bounded().splitlines() for page in pdf]


def test_a_full_page_has_22_lines_of_28_characters_and_its_number(tmp_path):
    document = OfficialDocument("")
    document.paragraph("汉字" * 700)
    first, second, third = pages_of(document.bytes(), tmp_path)
    lengths = Counter(len(line.strip()) for line in first if "汉" in line)
    assert lengths == {28: 21, 26: 1}
    assert [page[-1].replace(" ", "") for page in (first, second, third)] == ["—1—", "—2—", "—3—"]
