import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
USED = re.compile(r"\{% icon ['\"]([\w-]+)['\"]|\bicon\(['\"]([\w-]+)['\"]")


def test_every_icon_that_a_page_names_is_in_the_sprite():
    drawn = set((ROOT / "scripts/icons.txt").read_text().split())
    pages = [path for kind in ("*.html", "*.py") for path in (ROOT / "src/shuangying").rglob(kind)]
    missing = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in pages
        for name in ("".join(found) for found in USED.findall(path.read_text()))
        if name not in drawn
    }
    assert not missing, "add to scripts/icons.txt: " + ", ".join(sorted(missing))
