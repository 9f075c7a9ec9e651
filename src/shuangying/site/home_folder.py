"""The home folder: where a county's database, files and secrets lie."""

import json
import os
import secrets
from pathlib import Path

DATABASE = "shuangying.db"
SECRETS = "secrets.json"


def path() -> Path:
    """The home folder named by `SHUANGYING_HOME`, by default `~/.shuangying`; made on first use, for its owner only.

    A database that others on the machine could read, as one copied back from a backup may be, is closed to them.
    """
    folder = Path(os.environ.get("SHUANGYING_HOME") or "~/.shuangying").expanduser()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / "files").mkdir(mode=0o700, exist_ok=True)
    for file in folder.glob(f"{DATABASE}*"):
        if file.stat().st_mode & 0o077 and file.stat().st_uid == os.geteuid():
            file.chmod(0o600)
    return folder


def secret(name: str) -> str:
    """The named secret of this home; made on first use and kept with owner-only rights in `secrets.json`."""
    file = path() / SECRETS
    known = json.loads(file.read_text()) if file.exists() else {}
    if name not in known:
        known[name] = secrets.token_urlsafe(50)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as out:
            json.dump(known, out, indent=1)
    return known[name]


def keys_file() -> Path:
    """Where the keys lie under which sensitive values are sealed: `SHUANGYING_KEYS`, by default `keys.json` in the home."""
    return Path(os.environ.get("SHUANGYING_KEYS") or path() / "keys.json").expanduser()
