"""Files that lie sealed on the disk, each bound to its name."""

import io
import os
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage

from shuangying.kernel.registers.key_ring import ring


class SealedStorage(FileSystemStorage):
    """A folder whose files are sealed under the key ring; they are read and written whole."""

    def _save(self, name: str, content: Any) -> str:
        plain = content.read()
        while True:
            sealed = ring().seal(plain if isinstance(plain, bytes) else plain.encode(), place_of(name))
            kept: str = super()._save(name, ContentFile(sealed))
            if kept == name:
                return kept
            self.delete(kept)
            name = kept

    def _open(self, name: str, mode: str = "rb") -> File:
        if mode != "rb":
            raise ValueError("a sealed file is read whole, or saved anew")
        return File(io.BytesIO(ring().open(self.sealed(name), place_of(name))), name)

    def sealed(self, name: str) -> bytes:
        """The file as it lies on the disk."""
        with open(self.path(name), "rb") as file:
            return file.read()

    def head(self, name: str, length: int) -> bytes:
        """The first bytes of the file as it lies on the disk."""
        with open(self.path(name), "rb") as file:
            return file.read(length)

    def put(self, name: str, sealed: bytes) -> None:
        """Put sealed bytes in the place of a file, at once."""
        draft = self.get_available_name(f"{name}.new")
        super()._save(draft, ContentFile(sealed))
        os.replace(self.path(draft), self.path(name))


def place_of(name: str) -> str:
    """Where a file stands: it opens under no other name."""
    return f"file|{name}"
