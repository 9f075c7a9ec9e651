"""What one check of the installation found, and how to mend it."""

import stat
from dataclasses import dataclass
from pathlib import Path

from shuangying.cli.words import _


@dataclass(frozen=True)
class Finding:
    """What one check found; `mend` says what to do where it is not well."""

    check: str
    well: bool
    found: str
    mend: str = ""


def rights(check: str, path: Path, mend: bool) -> Finding:
    """Whether a file or folder is there and only its owner can read it."""
    if not path.exists():
        return Finding(check, False, _("%(path)s does not exist") % {"path": path}, _("Run shuangying init or demo."))
    open_to_others = stat.S_IMODE(path.stat().st_mode) & 0o077
    if open_to_others and mend:
        path.chmod(0o700 if path.is_dir() else 0o600)
        open_to_others = 0
    if open_to_others:
        mode = "700" if path.is_dir() else "600"
        found = _("others on this machine can read %(path)s") % {"path": path}
        return Finding(check, False, found, f"chmod {mode} {path}")
    return Finding(check, True, str(path))
