"""Bring the programs that tests run beside Python: a browser, Chinese fonts, gettext, PostgreSQL.

On Debian as root the missing packages are installed. Elsewhere it says what is missing and which lines bring it, and fails:
no test is left out silently.
"""

import glob
import os
import shutil
import subprocess
import sys
from pathlib import Path


def has_chinese_font() -> bool:
    """Whether a font with Chinese glyphs is known to fontconfig."""
    if not shutil.which("fc-list"):
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False).stdout.strip())


NEEDS = {
    "chromium": lambda: shutil.which("chromium") or shutil.which("chromium-browser"),
    "fontconfig": lambda: shutil.which("fc-list"),
    "fonts-noto-cjk": has_chinese_font,
    "gettext": lambda: shutil.which("xgettext"),
    "postgresql": lambda: glob.glob("/usr/lib/postgresql/*/bin/initdb") or shutil.which("initdb"),
}


def missing() -> list[str]:
    """The Debian packages whose programs or fonts this machine lacks."""
    return [package for package, present in NEEDS.items() if not present()]


def bring(packages: list[str]) -> None:
    """Install Debian packages, or exit with the lines to run where that cannot be done here."""
    apt = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if not (Path("/etc/debian_version").exists() and os.geteuid() == 0):
        sys.exit(
            f"The tests also need: {', '.join(packages)}\n"
            "On Debian or Ubuntu, run:\n"
            f"    sudo apt-get update\n    sudo {' '.join(apt)}\n"
            "Elsewhere, install Chromium, a Chinese font (Noto Sans CJK), GNU gettext and PostgreSQL (initdb on the PATH)."
        )
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update"], apt):
        subprocess.run(command, check=True, env=quiet, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)


if __name__ == "__main__":
    if lacking := missing():
        print(f"bringing {', '.join(lacking)} …", flush=True)
        bring(lacking)
        if lacking := missing():
            sys.exit(f"installed, but still not found: {', '.join(lacking)}")
