"""The keys of this home: a file or a variable outside the database. A file is read again when it changes."""

import base64
import json
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from shuangying.core.sealing import Key, KeyRing

LOOK_AGAIN_AFTER = 1.0
"""Seconds for which a ring is used before its file is looked at again; a rotation waits for longer between its steps."""

_known: tuple[Any, KeyRing] | None = None
_looked_at: tuple[Any, float] = (None, 0.0)


def ring(*, fresh: bool = False) -> KeyRing:
    """The key ring of this home. In a home folder a first key is made where there is none yet.

    Args:
        fresh: look at the file now, as after meeting a key that is not known.

    Raises:
        ImproperlyConfigured: there are no keys where `SHUANGYING_KEYS` says, or what is there are none.
    """
    global _known, _looked_at
    file, now = settings.KEYS_FILE, time.monotonic()
    if _known is not None and _looked_at[0] is file and now - _looked_at[1] < LOOK_AGAIN_AFTER and not fresh:
        return _known[1]
    stamp = settings.KEYS_GIVEN or _stamp(Path(file))
    if _known is None or _known[0] != stamp:
        _known = stamp, _parsed(settings.KEYS_GIVEN or Path(file).read_text())
    _looked_at = file, now
    return _known[1]


def written(*keys: Key) -> str:
    """Keys as the file and the variable hold them, the newest first."""
    return json.dumps({"keys": [base64.b64encode(key.secret).decode() for key in keys]})


def write(new: KeyRing) -> None:
    """Put another ring in the file's place at once, readable by its owner only."""
    global _looked_at
    file = Path(settings.KEYS_FILE)
    os.replace(_draft(file, new), file)
    _looked_at = (None, 0.0)


def _stamp(file: Path) -> tuple[str, int, int]:
    try:
        found = file.stat()
    except FileNotFoundError:
        if settings.KEYS_NAMED:
            raise ImproperlyConfigured(
                f"SHUANGYING_KEYS names {file}, which is not there. Put the keys back; or, for a new county, "
                f"make the first: shuangying keys new > {file}"
            ) from None
        _make_first(file)
        found = file.stat()
    return str(file), found.st_mtime_ns, found.st_ino


def _make_first(file: Path) -> None:
    """Make the first key; of several processes that do so at once, one wins and all use its key."""
    draft = _draft(file, KeyRing(Key.new()))
    with suppress(FileExistsError):
        os.link(draft, file)
    draft.unlink()


def _draft(file: Path, new: KeyRing) -> Path:
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(written(*new.keys))
        out.flush()
        os.fsync(out.fileno())
    return draft


def _parsed(text: str) -> KeyRing:
    try:
        return KeyRing(*(Key(base64.b64decode(secret, validate=True)) for secret in json.loads(text)["keys"]))
    except (ValueError, KeyError, TypeError):
        raise ImproperlyConfigured(
            'The key ring cannot be read. Write it as {"keys": ["32 bytes in base64"]}.'
        ) from None
