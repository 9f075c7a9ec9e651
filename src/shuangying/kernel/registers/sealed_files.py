"""Files that lie sealed on the disk, each bound to its name."""

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
            kept: str = super()._save(name, ContentFile(self.seal(name, plain)))  # type: ignore[misc]
            if kept == name:
                return kept
            self.delete(kept)
            name = kept

    def _open(self, name: str, mode: str = "rb") -> File:
        if mode != "rb":
            raise ValueError("a sealed file is read whole or saved anew")
        return ContentFile(ring().open(self.as_it_lies(name), place_of(name)), name)

    def seal(self, name: str, plain: bytes) -> bytes:
        """What a file of that name would be on the disk."""
        return ring().seal(plain, place_of(name))

    def as_it_lies(self, name: str, length: int = -1) -> bytes:
        """The file's bytes on the disk, or the first `length` of them."""
        with open(self.path(name), "rb") as file:
            return file.read(length)

    def replace(self, name: str, sealed: bytes) -> None:
        """Put other sealed bytes in the place of a file, at once."""
        draft = super()._save(self.get_available_name(f"{name}.new"), ContentFile(sealed))  # type: ignore[misc]
        os.replace(self.path(draft), self.path(name))


def place_of(name: str) -> str:
    """Where a file stands: it opens under no other name."""
    return f"file|{name}"
