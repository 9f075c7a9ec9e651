"""What an .xls file says beside its values: cells that show an error, hidden rows and columns.

A reader of values gives an error such as #REF! as empty, and an empty cell changes nothing: the clerk would never learn of
it. So the records that hold errors are looked up (MS-XLS 2.4.24 BoolErr, 2.4.127 Formula, 2.5.10 Bes, in the container of
MS-CFB).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

FREE = 0xFFFFFFF0
ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
END, FORMULA, BOUND_SHEET, BOOL_ERROR, ROW, COLUMNS = 0x000A, 0x0006, 0x0085, 0x0205, 0x0208, 0x007D
HIDDEN_ROW = 0x20
SECTORS = {9: 512, 12: 4096}


@dataclass
class BinaryExtras:
    """What one sheet of an .xls file holds beside values; rows and columns from 1."""

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


def binary_extras(content: bytes, sheet: str) -> BinaryExtras:
    """What the named sheet of an .xls file holds beside values; nothing where the file is built otherwise than expected."""
    found = BinaryExtras()
    try:
        stream = _workbook_stream(content)
        start = next(offset for name, offset in _sheets(stream) if name == sheet)
        for kind, data in _records(stream, start):
            if kind == END:
                break
            _note(found, kind, data)
    except (struct.error, LookupError, StopIteration, UnicodeDecodeError):
        return BinaryExtras()
    return found


def _note(found: BinaryExtras, kind: int, data: bytes) -> None:
    if kind in (BOOL_ERROR, FORMULA):
        row, column = struct.unpack_from("<HH", data)
        if kind == BOOL_ERROR and data[7] == 1:
            found.errors[row + 1, column + 1] = ERRORS.get(data[6], "#N/A")
        elif kind == FORMULA and data[12:14] == b"\xff\xff" and data[6] == 2:
            found.errors[row + 1, column + 1] = ERRORS.get(data[8], "#N/A")
    elif kind == ROW and struct.unpack_from("<H", data, 12)[0] & HIDDEN_ROW:
        found.hidden_rows.add(struct.unpack_from("<H", data)[0] + 1)
    elif kind == COLUMNS and struct.unpack_from("<H", data, 8)[0] & 1:
        first, last = struct.unpack_from("<HH", data)
        found.hidden_columns.update(range(first + 1, last + 2))


def _sheets(stream: bytes) -> Iterator[tuple[str, int]]:
    for kind, data in _records(stream, 0):
        if kind == END:
            return
        if kind == BOUND_SHEET:
            letters, wide = data[6], data[7] & 1
            name = data[8 : 8 + letters * (1 + wide)]
            yield name.decode("utf-16-le" if wide else "latin-1"), struct.unpack_from("<I", data)[0]


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _workbook_stream(content: bytes) -> bytes:
    """The stream that holds the sheets, put together from its sectors."""
    size = SECTORS[struct.unpack_from("<H", content, 30)[0]]
    cutoff = struct.unpack_from("<I", content, 56)[0]

    def sector(number: int) -> bytes:
        return content[(number + 1) * size : (number + 2) * size]

    tables = [number for number in struct.unpack_from("<109I", content, 76) if number < FREE]
    more = struct.unpack_from("<I", content, 68)[0]
    while more < FREE and len(tables) * size < len(content):
        *listed, more = struct.unpack(f"<{size // 4}I", sector(more))
        tables += [number for number in listed if number < FREE]
    following = [number for table in tables for number in struct.unpack(f"<{size // 4}I", sector(table))]

    def chained(number: int) -> bytes:
        parts: list[bytes] = []
        while number < FREE and len(parts) <= len(following):
            parts.append(sector(number))
            number = following[number]
        return b"".join(parts)

    folder = chained(struct.unpack_from("<I", content, 48)[0])
    _name, start, length = next(entry for entry in _entries(folder) if entry[0] in ("Workbook", "Book"))
    if length >= cutoff:
        return chained(start)[:length]
    _root, roots, _length = next(_entries(folder))
    small, numbers = chained(roots), chained(struct.unpack_from("<I", content, 60)[0])
    return _small_stream(small, struct.unpack(f"<{len(numbers) // 4}I", numbers), start)[:length]


def _entries(folder: bytes) -> Iterator[tuple[str, int, int]]:
    """The streams of the container: name, first sector and length; the first is the root."""
    for at in range(0, len(folder), 128):
        letters = struct.unpack_from("<H", folder, at + 64)[0]
        name = folder[at : at + max(letters - 2, 0)].decode("utf-16-le", "replace")
        yield (name, *struct.unpack_from("<II", folder, at + 116))


def _small_stream(small: bytes, following: tuple[int, ...], number: int) -> bytes:
    """A stream of less than 4096 bytes, kept in pieces of 64."""
    parts: list[bytes] = []
    while number < FREE and len(parts) <= len(following):
        parts.append(small[number * 64 : number * 64 + 64])
        number = following[number]
    return b"".join(parts)
