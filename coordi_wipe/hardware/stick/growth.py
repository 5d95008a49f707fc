"""Completes the stick's table: the data partition, identifiers of its own, the copy at the end of the drive.

Each step may be cut at any moment, and the next boot finishes it (tests cut each write at each sector):
- A copy of the table is written only while the other one holds, and is flushed before anything else is.
- What the kernel and GRUB read is the first copy. Its header and the entries that change lie in the drive's
  first page, which one direct request writes.
- The data partition is announced when its file system is there; the sector of the entries for partitions 1
  to 4 does not change with it. Identifiers change afterwards, and with them only the header and that sector:
  GRUB believes entries without their checksum, and agrees with the copy that the kernel takes even where only
  the first of both sectors was written.
- The dummy active entry of the protective MBR, which some old BIOSes want, is kept.
"""

import uuid
from collections.abc import Callable

from coordi_wipe.hardware.stick import table
from coordi_wipe.hardware.stick.disk import Disk
from coordi_wipe.hardware.stick.table import ALIGN, Entries
from coordi_wipe.hardware.writing import gpt, layout
from coordi_wipe.hardware.writing.gpt import SECTOR, Part, Table
from coordi_wipe.model.errors import DamagedError

LEAST = 32 << 20  # bytes of a data partition
SPARE = 1 << 30  # bytes: of more room than that, half is left, for a second one beside a damaged first
DAMAGED = "coordi-damaged"
"""What a data partition is called from when another one took its place; nobody touches it again."""

_LIVE = max(layout.SYSTEM)
_PAGE = 4096  # bytes

Make = Callable[[int, int, int], None]
"""Makes a file system where the partition with this number will be: its start and length in bytes."""


def mended(disk: Disk) -> Table:
    """The stick's table, read from the copy that holds; the first one is made whole from the last one where
    that is needed. Raises DamagedError("place-damaged") when neither is a table of ours, OSError."""
    there, entries = _held(disk)
    if entries is not None:
        _write_first(disk, entries)
    return there


def found(disk: Disk) -> Table:
    """The same table, and nothing is written. Raises DamagedError("place-damaged"), OSError."""
    return _held(disk)[0]


def _held(disk: Disk) -> tuple[Table, Entries | None]:
    """The table, and the entries that the first copy is made of where it does not hold."""
    there = gpt.first(disk.read)
    if there is not None and layout.is_ours(there) and table.first(disk.read) is not None:
        return there, None
    there, entries = gpt.last(disk.read, disk.size), table.last(disk.read, disk.size)
    if there is None or entries is None or not layout.is_ours(there):
        raise DamagedError("place-damaged")
    return there, entries


def grown(disk: Disk, make: Make) -> Table:
    """The table with a data partition; without one when there is no room. Raises OSError."""
    there = mended(disk)
    if layout.named(there, layout.DATA) is not None:
        return there
    return _added(disk, make, _entries(disk)) or there


def beside(disk: Disk, make: Make) -> Table | None:
    """The table with another data partition: the one there is renamed, and otherwise left as it is. None when
    there is no room. Raises OSError."""
    there = mended(disk)
    number = number_of(there, layout.DATA)
    entries = _entries(disk)
    return _added(disk, make, entries.renamed(number, DAMAGED) if number else entries)


def numbered(disk: Disk, remember: Callable[[str], None]) -> Table:
    """The table with identifiers of this stick's own in the place of the image's: two sticks of one image are
    then two. `remember` is told partition 3's, which this boot's kernel line has not. Raises OSError."""
    there = mended(disk)
    alike = [number for number, part in there.parts.items() if part.uuid.startswith(layout.FACTORY)]
    if not alike and not there.uuid.startswith(layout.FACTORY):
        return there
    entries = _entries(disk).numbered(_own(), {number: uuid.uuid4() for number in alike})
    remember(entries.uuid_of(_LIVE))
    _write_first(disk, entries)
    return _parsed(entries, disk.size)


def _own() -> uuid.UUID:
    """A number for a stick's table: its own, and still a stick's."""
    mark = bytes.fromhex(layout.MARK.strip("-"))
    return uuid.UUID(bytes=mark + uuid.uuid4().bytes[len(mark) :])


def mirrored(disk: Disk) -> None:
    """Makes the copy at the end say what the first one says. Raises OSError."""
    entries = _entries(disk)
    if not table.points_to_end(disk.read, disk.size):  # a whole image, on a larger stick without room
        _write_last(disk, entries)
        _write_first(disk, entries)
    elif table.last(disk.read, disk.size) != entries:
        _write_last(disk, entries)


def number_of(there: Table, name: str) -> int:
    """The number of the partition of this name behind the system; 0 where there is none."""
    return next((n for n, part in there.parts.items() if n > _LIVE and part.name == name), 0)


def room(there: Table, size: int) -> Part | None:
    """Where another partition goes on a drive of this size; None when too little is left behind the last."""
    start = -(-max(part.end for part in there.parts.values()) // ALIGN) * ALIGN
    length = table.usable_end(size) // ALIGN * ALIGN - start
    if length < LEAST:
        return None
    if length >= SPARE:
        length = length // 2 // ALIGN * ALIGN
    return Part(str(table.GENERIC), "", layout.DATA, start, length)


def _added(disk: Disk, make: Make, entries: Entries) -> Table | None:
    there = _parsed(entries, disk.size)
    place = room(there, disk.size)
    if place is None:
        return None
    number = next(n for n in range(_LIVE + 1, 1 + _PAGE // SECTOR) if n not in there.parts)
    make(number, place.start, place.length)
    entries = entries.with_part(number, layout.DATA, place.start, place.length)
    _write_last(disk, entries)
    _write_first(disk, entries)
    return _parsed(entries, disk.size)


def _entries(disk: Disk) -> Entries:
    entries = table.first(disk.read)
    if entries is None:
        raise DamagedError("place-damaged")
    return entries


def _parsed(entries: Entries, size: int) -> Table:
    head = table.head(entries, size, bytes(SECTOR))
    there = gpt.first(lambda offset, length: head[offset : offset + length])
    if there is None:
        raise DamagedError("place-damaged")
    return there


def _write_last(disk: Disk, entries: Entries) -> None:
    data = table.tail(entries, disk.size)
    disk.write(disk.size - len(data), data)
    disk.flush()


def _write_first(disk: Disk, entries: Entries) -> None:
    data = table.head(entries, disk.size, disk.read(0, SECTOR))
    if disk.read(_PAGE, len(data) - _PAGE) != data[_PAGE:]:  # only where a table is mended
        disk.write(_PAGE, data[_PAGE:])
        disk.flush()
    disk.write(0, data[:_PAGE])
    disk.flush()
