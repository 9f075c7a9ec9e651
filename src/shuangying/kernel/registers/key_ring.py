"""The keys of this home: a file outside the database, read again when it changes."""

import base64
import json
import os
from pathlib import Path

from django.conf import settings

from shuangying.core.sealing import Key, KeyRing

_known: tuple[tuple[str, int, int], KeyRing] | None = None


def ring() -> KeyRing:
    """The key ring of this home; a first key is made where there is no file yet."""
    global _known
    file = Path(settings.KEYS_FILE)
    try:
        found = file.stat()
    except FileNotFoundError:
        write(KeyRing(Key.new()))
        found = file.stat()
    stamp = (str(file), found.st_mtime_ns, found.st_ino)
    if _known is None or _known[0] != stamp:
        secrets = json.loads(file.read_text())["keys"]
        _known = stamp, KeyRing(*(Key(base64.b64decode(secret)) for secret in secrets))
    return _known[1]


def write(new: KeyRing) -> None:
    """Put another ring in the file's place at once, readable by its owner only."""
    file = Path(settings.KEYS_FILE)
    text = json.dumps({"keys": [base64.b64encode(key.secret).decode() for key in new.keys]}, indent=1)
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    os.replace(draft, file)
