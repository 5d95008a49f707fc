"""Composes the stick's GUID partition table: what stands in both copies, and the bytes of each.

Source: UEFI 2.10, section 5.3 (protective MBR 5.2.3, header 5.3.2, entries 5.3.3). Reading and believing a
copy is writing/gpt.py's part; here the entries stay raw, so that what we do not know (attributes) is kept.
"""

import struct
import uuid
import zlib
from collections.abc import Mapping

from coordi_wipe.hardware.writing import gpt
from coordi_wipe.hardware.writing.gpt import SECTOR, Reader
from coordi_wipe.model.base import Base

COUNT, SIZE = 128, 128
ENTRIES = COUNT * SIZE  # bytes of all entries
ALIGN = 1 << 20  # bytes
GENERIC = uuid.UUID("0fc63daf-8483-4772-8e79-3d69d8477de4")
"""Type "Linux filesystem data" (Discoverable Partitions Specification: linux-generic)."""

_HEADER = struct.Struct("<8sIIIIQQQQ16sQIII")
_ENTRY = struct.Struct("<16s16sQQQ72s")
_SIGNATURE, _REVISION = b"EFI PART", 0x10000
_BEHIND = 1 + ENTRIES // SECTOR  # sectors of the copy at the end
_PROTECTIVE = 0xEE
_MOST = 0xFFFFFFFF  # sectors that the protective MBR can tell


class Entries(Base, frozen=True):
    """What both copies say: the disk's GUID (as it lies there), and the entries, raw."""

    disk: bytes
    raw: bytes

    def disk_uuid(self) -> str:
        """In small letters."""
        return str(uuid.UUID(bytes_le=self.disk))

    def uuid_of(self, number: int) -> str:
        """Of the partition with this number, from 1."""
        at = (number - 1) * SIZE + 16
        return str(uuid.UUID(bytes_le=self.raw[at : at + 16]))

    def with_part(self, number: int, name: str, start: int, length: int) -> "Entries":
        """One more partition, in bytes, with a UUID of its own."""
        text = name.encode("utf-16-le")
        first, last = start // SECTOR, (start + length) // SECTOR - 1
        entry = _ENTRY.pack(GENERIC.bytes_le, uuid.uuid4().bytes_le, first, last, 0, text)
        return self._replaced((number - 1) * SIZE, entry)

    def renamed(self, number: int, name: str) -> "Entries":
        """The partition under another name."""
        return self._replaced((number - 1) * SIZE + 56, name.encode("utf-16-le").ljust(72, b"\0"))

    def numbered(self, disk: uuid.UUID, parts: Mapping[int, uuid.UUID]) -> "Entries":
        """With other identifiers: the disk's, and those of these partitions."""
        raw = self
        for number, own in parts.items():
            raw = raw._replaced((number - 1) * SIZE + 16, own.bytes_le)
        return Entries(disk.bytes_le, raw.raw)

    def _replaced(self, at: int, data: bytes) -> "Entries":
        return Entries(self.disk, self.raw[:at] + data + self.raw[at + len(data) :])


def first(read: Reader) -> Entries | None:
    """What the copy at the beginning says; None where it does not hold. Raises OSError."""
    return _entries(read, 1) if gpt.first(read) is not None else None


def last(read: Reader, size: int) -> Entries | None:
    """The same of the copy in the last sector of a drive of `size` bytes."""
    return _entries(read, size // SECTOR - 1) if gpt.last(read, size) is not None else None


def points_to_end(read: Reader, size: int) -> bool:
    """Whether the copy at the beginning knows where the drive ends: an image does not."""
    return int(_HEADER.unpack_from(read(SECTOR, SECTOR))[6]) == size // SECTOR - 1


def usable_end(size: int) -> int:
    """The first byte that no partition may have, on a drive of `size` bytes."""
    return (size // SECTOR - _BEHIND) * SECTOR


def head(entries: Entries, size: int, sector: bytes) -> bytes:
    """The drive's first sectors up to the end of the entries: `sector`, the one that stands there now, with
    its protective entry made as long as the drive, the header, the entries. Its other entries, one of which
    old BIOSes want to see active, stay as they are."""
    header = _header(entries, own=1, other=size // SECTOR - 1, place=2, size=size)
    return _protecting(sector, size) + header.ljust(SECTOR, b"\0") + entries.raw


def tail(entries: Entries, size: int) -> bytes:
    """The drive's last sectors: the entries, then the header."""
    end = size // SECTOR - 1
    header = _header(entries, own=end, other=1, place=end - ENTRIES // SECTOR, size=size)
    return entries.raw + header.ljust(SECTOR, b"\0")


def _entries(read: Reader, sector: int) -> Entries | None:
    fields = _HEADER.unpack(read(sector * SECTOR, SECTOR)[: _HEADER.size])
    disk, place, count, size = fields[9:13]
    if (count, size) != (COUNT, SIZE):
        return None
    return Entries(disk, read(place * SECTOR, ENTRIES))


def _header(entries: Entries, *, own: int, other: int, place: int, size: int) -> bytes:
    def packed(crc: int) -> bytes:
        return _HEADER.pack(
            _SIGNATURE,
            _REVISION,
            _HEADER.size,
            crc,
            0,
            own,
            other,
            1 + _BEHIND,
            size // SECTOR - 1 - _BEHIND,
            entries.disk,
            place,
            COUNT,
            SIZE,
            zlib.crc32(entries.raw),
        )

    return packed(zlib.crc32(packed(0)))


def _protecting(sector: bytes, size: int) -> bytes:
    made = bytearray(sector)
    for at in range(446, 510, 16):
        if made[at + 4] == _PROTECTIVE:
            struct.pack_into("<I", made, at + 12, min(size // SECTOR - 1, _MOST))
    return bytes(made)
