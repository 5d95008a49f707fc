"""Reads a GUID partition table: the first copy, or the one at the end of the drive.

Source: UEFI 2.10, section 5.3 (header 5.3.2, entries 5.3.3). A copy whose checksums do not hold is none.
"""

import struct
import uuid
import zlib
from collections.abc import Callable, Mapping

from coordi_wipe.model.base import Base

Reader = Callable[[int, int], bytes]
"""Bytes at an offset; fewer at the end. Both in bytes. Raises OSError."""

SECTOR = 512  # bytes: our image is made for drives of such sectors
_HEADER = struct.Struct("<8sIIIIQQQQ16sQIII")
_ENTRY = struct.Struct("<16s16sQQQ72s")
_SIGNATURE = b"EFI PART"
_MOST = 1024  # entries: more are no table but noise
_NONE = bytes(16)


class Part(Base, frozen=True):
    """One partition: where it begins and how long it is, in bytes; `type` and `uuid` in small letters."""

    type: str
    uuid: str
    name: str
    start: int
    length: int

    @property
    def end(self) -> int:
        """The first byte behind it."""
        return self.start + self.length


class Table(Base, frozen=True):
    """A whole table: partitions by their number, from 1."""

    uuid: str
    parts: Mapping[int, Part]


def first(read: Reader) -> Table | None:
    """The copy at the beginning of a drive; None where there is none that is whole. Raises OSError."""
    return _table(read, 1)


def last(read: Reader, size: int) -> Table | None:
    """The copy in the last sector of a drive of this size, in bytes; None as above. Raises OSError."""
    return _table(read, size // SECTOR - 1) if size >= 3 * SECTOR else None


def _table(read: Reader, sector: int) -> Table | None:
    raw = read(sector * SECTOR, SECTOR)
    if len(raw) < SECTOR or raw[:8] != _SIGNATURE:
        return None
    _, _, length, crc, _, own, _, _, _, disk, place, count, size, entries_crc = _HEADER.unpack_from(raw)
    if not _HEADER.size <= length <= SECTOR or own != sector:
        return None
    if zlib.crc32(raw[:16] + bytes(4) + raw[20:length]) != crc:
        return None
    if count > _MOST or size % _ENTRY.size or not _ENTRY.size <= size <= SECTOR:
        return None
    entries = read(place * SECTOR, count * size)
    if len(entries) < count * size or zlib.crc32(entries) != entries_crc:
        return None
    found = ((number, _part(entries, number * size)) for number in range(count))
    return Table(_uuid(disk), {number + 1: part for number, part in found if part is not None})


def _part(entries: bytes, offset: int) -> Part | None:
    kind, own, start, end, _, name = _ENTRY.unpack_from(entries, offset)
    if kind == _NONE or end < start:
        return None
    words = name.decode("utf-16-le", errors="replace").split("\0", 1)[0]
    return Part(_uuid(kind), _uuid(own), words, start * SECTOR, (end - start + 1) * SECTOR)


def _uuid(raw: bytes) -> str:
    return str(uuid.UUID(bytes_le=raw))
