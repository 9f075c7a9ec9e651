"""Make one picture a module of all its lists, records, forms and figure pages, as they look in a demonstration.

What there is to picture is found from the declarations. The home is served for as long as it takes, and left as it was.
"""

import argparse
import contextlib
import html
import http.client
import math
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-gpu"]
HEIGHTS = {1440: 900, 390: 844}
TALLEST = 1.6
"""How many screens of a page a picture shows at most."""
COLUMN = 620
SHAPE = 1.4
"""How much wider than tall the whole picture is, about."""
STYLE = """body { margin: 0; padding: 24px; background: #d9d6cd; font: 15px/1.4 "Noto Sans CJK SC", sans-serif; color: #1c1b19 }
h1 { margin: 0 0 16px; font-size: 26px } main { columns: %(columns)d; column-gap: 20px }
figure { margin: 0 0 20px; break-inside: avoid } img { display: block; width: 100%%; border: 1px solid #87837a; background: #fff }
figcaption { padding: 0 0 4px } figcaption b { font-weight: 600 } figcaption span { color: #45433e }"""


@dataclass(frozen=True)
class Shot:
    """One page to picture: what it is, where it is."""

    caption: str
    address: str


def main() -> None:
    """Picture the modules that the command line names, all by default."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--home", required=True, type=Path, help="the home of a demonstration")
    reader.add_argument("--out", required=True, type=Path, help="the folder for the pictures")
    reader.add_argument("--module", action="append", help="a module, such as gates; by default all")
    reader.add_argument("--width", type=int, default=1440, help="of the screen, in pixels; 390 is a phone")
    reader.add_argument("--lang", choices=("zh", "en"), default="zh")
    reader.add_argument("--theme", choices=("light", "dark"), default="light")
    reader.add_argument("--login", default="clerk", help="as whom the pages are seen")
    reader.add_argument("--no-figures", action="store_true", help="leave the pages of figures out")
    asked = reader.parse_args()
    found = declared(asked.home)
    if unknown := set(asked.module or ()) - found.keys():
        sys.exit(f"no such module: {', '.join(sorted(unknown))}; there are {', '.join(found)}")
    asked.out.mkdir(parents=True, exist_ok=True)
    with served(asked.home) as url, browser() as chromium:
        window = chromium.new_context(
            base_url=url,
            locale="zh-CN",
            viewport={"width": asked.width, "height": HEIGHTS.get(asked.width, 900)},
            color_scheme=asked.theme,
        )
        page = window.new_page()
        log_in(page, asked.login, asked.lang)
        for module in asked.module or found:
            registers, figures = found[module]
            shots = [*register_shots(page, registers), *([] if asked.no_figures else figure_shots(figures))]
            name = f"{module}-{asked.width}-{asked.lang}-{asked.theme}.png"
            count = picture(window, page, module, shots, asked.out / name)
            print(f"{asked.out / name}: {count} pages")


def declared(home: Path) -> dict[str, tuple[list[str], list[str]]]:
    """The ids of registers and figures by module, in the order of the menu."""
    os.environ["SHUANGYING_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shuangying.site.settings")
    import django

    django.setup()
    from shuangying.kernel.figures.api import all_figures
    from shuangying.kernel.registers.api import all_registers

    found: dict[str, tuple[list[str], list[str]]] = {}
    for place, declarations in enumerate((all_registers(), all_figures())):
        for one in declarations:
            found.setdefault(one.id.partition(".")[0], ([], []))[place].append(one.id)
    return found


@contextlib.contextmanager
def served(home: Path) -> Iterator[str]:
    """The address of a server of its own on a free port, ended afterwards."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    program = Path(sys.executable).parent / "shuangying"
    server = subprocess.Popen(
        [program, "serve", "--home", str(home), "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    try:
        while not answers(port):
            if server.poll() is not None:
                assert server.stderr is not None
                sys.exit(server.stderr.read().decode())
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=30)


def answers(port: int) -> bool:
    """Whether the server is ready."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


@contextlib.contextmanager
def browser() -> Iterator[Browser]:
    """The machine's own Chromium."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if not program:
        sys.exit("no chromium on this machine; run: make bring")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=QUIET + sandbox)
        yield chromium
        chromium.close()


def log_in(page: Page, login: str, lang: str) -> None:
    """Log in as one of the demonstration's people, and choose the language."""
    from shuangying.demo.county import PASSWORD

    page.goto("/login")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.goto(f"/?lang={lang}")


def register_shots(page: Page, ids: list[str]) -> Iterator[Shot]:
    """Per register its list, its first record, what can be done to that record, and its forms."""
    for id in ids:
        answer = page.goto(f"/r/{id}/")
        if answer is None or not answer.ok:
            yield Shot(f"{id} list: {answer and answer.status}", f"/r/{id}/")
            continue
        yield Shot(f"{id} list", f"/r/{id}/")
        first = page.locator("[data-row]").first
        writable = page.locator(f"a[href='/r/{id}/new']").count() > 0
        if first.count():
            record = first.get_attribute("href") or ""
            yield Shot(f"{id} record", record)
            page.goto(record)
            for action in page.locator("a[href*='/do/']").all():
                yield Shot(f"{id} action", action.get_attribute("href") or "")
            if page.locator("a[href$='/edit']").count():
                yield Shot(f"{id} change", f"{record}edit")
        if writable:
            yield Shot(f"{id} new", f"/r/{id}/new")


def figure_shots(ids: list[str]) -> Iterator[Shot]:
    """The page of each figure."""
    return (Shot(id, f"/figures/{id}/") for id in ids)


def picture(window: BrowserContext, page: Page, module: str, shots: list[Shot], out: Path) -> int:
    """Picture the pages and lay them out on one sheet; returns how many there are."""
    width = page.viewport_size["width"] if page.viewport_size else 1440
    column = min(width, COLUMN)
    with tempfile.TemporaryDirectory() as folder:
        laid, height = [], 0.0
        for number, shot in enumerate(shots):
            file = Path(folder) / f"{number}.png"
            tall = photograph(page, shot.address, file)
            height += tall * column / width + 50
            caption = f"<b>{html.escape(shot.caption)}</b> <span>{html.escape(shortened(shot.address))}</span>"
            laid.append(f"<figure><figcaption>{caption}</figcaption><img src='{file.name}'></figure>")
        columns = max(1, round(math.sqrt(height * SHAPE / column)))
        sheet = Path(folder) / "sheet.html"
        style = STYLE % {"columns": columns}
        title = f"{module} · {width} px"
        sheet.write_text(
            f"<!doctype html><meta charset=utf-8><style>{style}</style><h1>{title}</h1><main>{''.join(laid)}</main>"
        )
        board = window.new_page()
        board.set_viewport_size({"width": columns * (column + 20) + 28, "height": 800})
        board.goto(sheet.as_uri())
        board.screenshot(path=out, full_page=True)
        board.close()
    return len(shots)


def photograph(page: Page, address: str, file: Path) -> float:
    """Picture a page from its top, at most `TALLEST` screens of it; returns the height."""
    page.goto(address)
    page.wait_for_load_state("networkidle")
    size = page.viewport_size or {"width": 1440, "height": 900}
    whole = page.evaluate("document.documentElement.scrollHeight")
    height = min(max(whole, size["height"] / 2), size["height"] * TALLEST)
    clip = {"x": 0, "y": 0, "width": size["width"], "height": height}
    page.screenshot(path=file, full_page=True, clip=clip)
    return height


def shortened(address: str) -> str:
    """The address with the long id of a record cut."""
    return re.sub(r"([0-9a-f]{8})-[0-9a-f-]{27}", r"\1…", address)


if __name__ == "__main__":
    main()
