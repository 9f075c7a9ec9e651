"""Copy what pages need of the npm packages into the site's static folder, with each package's licence beside it.

The icons named in `scripts/icons.txt` become the symbols of one sprite: `<use href="…/vendor/icons.svg#search">`.
"""

import pathlib
import re
import shutil
import sys

ROOT = pathlib.Path(__file__).parent.parent
PACKAGES = ROOT / "node_modules"
VENDOR = ROOT / "src/shuangying/site/static/vendor"
FILES = {
    "htmx.org": "dist/htmx.min.js",
    # The smallest of the published builds that has tooltips, ARIA descriptions and the SVG renderer.
    "echarts": "dist/echarts.common.min.js",
}
NOTICES = {"htmx.org": ["LICENSE"], "echarts": ["LICENSE", "NOTICE"], "@tabler/icons": ["LICENSE"]}
SYMBOL = (
    '<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
    'stroke-linecap="round" stroke-linejoin="round">{shapes}</symbol>'
)


def symbol(name: str, svg: str) -> str:
    """One outline icon as a symbol; stroke width is left to the style sheet, the empty bounding box is dropped."""
    shapes = re.search(r"<svg.*?>(.*)</svg>", svg, re.S)[1]
    shapes = re.sub(r'<path stroke="none" d="M0 0h24v24H0z" fill="none" ?/>', "", shapes)
    return SYMBOL.format(name=name, shapes=re.sub(r"\s*\n\s*", "", shapes))


def sprite(names: list[str]) -> str:
    """The sprite of the named outline icons; exits naming those that the icon package does not have."""
    folder = PACKAGES / "@tabler/icons/icons/outline"
    if unknown := [name for name in names if not (folder / f"{name}.svg").exists()]:
        sys.exit(f"scripts/icons.txt: no such icon: {', '.join(unknown)}")
    symbols = (symbol(name, (folder / f"{name}.svg").read_text()) for name in names)
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def copy() -> int:
    """Lay the vendor folder anew and return how many files it then has."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    for package, path in FILES.items():
        shutil.copyfile(PACKAGES / package / path, VENDOR / pathlib.Path(path).name)
    (VENDOR / "icons.svg").write_text(sprite((ROOT / "scripts/icons.txt").read_text().split()))
    for package, notices in NOTICES.items():
        for notice in notices:
            shutil.copyfile(PACKAGES / package / notice, VENDOR / f"{package.replace('/', '-')}.{notice}.txt")
    return len(list(VENDOR.iterdir()))


if __name__ == "__main__":
    print(f"{copy()} files in {VENDOR.relative_to(ROOT)}")
