"""The keys of this home: a file outside the database, read again when it changes."""

import base64
import json
import os
import time
from pathlib import Path
from typing import Any

from django.conf import settings

from shuangying.core.sealing import Key, KeyRing

LOOK_AGAIN_AFTER = 1.0
LOOK_AGAIN_USES = 64
"""Seconds for which a ring is used before its file is looked at again, and uses between two looks at the clock."""

_known: tuple[tuple[str, int, int], KeyRing] | None = None
_looked_at: tuple[Any, float] = (None, 0.0)
_uses = 0


def ring(*, fresh: bool = False) -> KeyRing:
    """The key ring of this home; a first key is made where there is no file yet.

    Args:
        fresh: look at the file now, as after meeting a key that is not known.
    """
    global _known, _looked_at, _uses
    _uses += 1
    place = settings.KEYS_FILE
    if _known is not None and _looked_at[0] is place and _uses % LOOK_AGAIN_USES and not fresh:
        return _known[1]
    now = time.monotonic()
    if _known is not None and _looked_at[0] is place and not fresh and now - _looked_at[1] < LOOK_AGAIN_AFTER:
        return _known[1]
    file = Path(place)
    try:
        found = file.stat()
    except FileNotFoundError:
        write(KeyRing(Key.new()))
        found = file.stat()
    stamp = (str(place), found.st_mtime_ns, found.st_ino)
    if _known is None or _known[0] != stamp:
        secrets = json.loads(file.read_text())["keys"]
        _known = stamp, KeyRing(*(Key(base64.b64decode(secret)) for secret in secrets))
    _looked_at = place, now
    return _known[1]


def write(new: KeyRing) -> None:
    """Put another ring in the file's place at once, readable by its owner only."""
    global _looked_at
    file = Path(settings.KEYS_FILE)
    text = json.dumps({"keys": [base64.b64encode(key.secret).decode() for key in new.keys]}, indent=1)
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    os.replace(draft, file)
    _looked_at = (None, 0.0)
