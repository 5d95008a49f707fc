"""Our stick: which partitions make it, and what is written where, on a new one and on one that has data.

Partitions 1 to 3 are the system (BIOS boot, EFI, the ISO), 4 is COORDI-EXPORT, 5 the data. An update writes
the system into the places that it has: neither the table nor anything behind partition 3 is touched.
"""

from itertools import pairwise
from typing import NamedTuple

from coordi_wipe.hardware.writing.gpt import SECTOR, Part, Table
from coordi_wipe.model.base import Base
from coordi_wipe.model.errors import RefusedError

LIVE = "c00bd11e-0001-4c1e-8a00-000000000001"
"""The type of partition 3: our own, so that a stick of ours is known by it, and by nothing else."""

MARK = "c00bd11e-"
"""How the number of each stick's table begins, an image's and its own: udev keeps it for the whole drive, so
that a stick is known even where its partitions are not to be seen."""

FACTORY = "c00bd11e-0000-4c1e-8a00-"
"""How each identifier in an image's table begins (live-build/assemble.py); a first boot draws others."""

SYSTEM = {1: "21686148-6449-6e6f-744e-656564454649", 2: "c12a7328-f81f-11d2-ba4b-00a0c93ec93b", 3: LIVE}
EXPORT, DATA = "COORDI-EXPORT", "coordi-data"  # names of partitions 4 and 5 in the table

BOOT_CODE = 440  # bytes of sector 0 that a BIOS runs; behind them stand the identifiers and the old table
ROOM = 64 << 20  # bytes that a stick must have beyond the image, for its data partition
_TABLE = 34 * SECTOR  # bytes: sector 0, the header, 128 entries
_OPENING = 1 << 20  # bytes: sector 0, the table, partition 1; an image of ours is larger
_DOOR = 64 << 10  # bytes: the head of partition 3, without which no boot loader finds the system
_TAIL = 1 << 20  # bytes at the end of a drive: old tables, RAID and ZFS labels


class Span(NamedTuple):
    """Bytes of the image and where they go, all in bytes; then `fill` zeros."""

    source: int
    target: int
    length: int
    fill: int = 0


class Layout(Base, frozen=True):
    """Where everything goes. `voids` (offset, length) are zeroed first; `door` is written last of all.

    Without its door a stick does not start: one whose writing was cut never starts half of two versions.
    `code`: only the boot code of sector 0 is replaced, since the table around it stays.
    """

    update: bool
    spans: tuple[Span, ...]
    door: Span
    voids: tuple[tuple[int, int], ...]
    code: bool

    @property
    def total(self) -> int:
        """Bytes that are written, and read back."""
        return sum(span.length + span.fill for span in self.spans)


def is_ours(table: Table | None) -> bool:
    """Whether this is the table of a stick of ours."""
    return table is not None and all(
        number in table.parts and table.parts[number].type == kind for number, kind in SYSTEM.items()
    )


def is_sound(table: Table) -> bool:
    """Whether the system lies in the order of its numbers, and no partition over another or the table."""
    places = [(0, _TABLE), *sorted((part.start, part.end) for part in table.parts.values())]
    starts = [table.parts[number].start for number in SYSTEM]
    return starts == sorted(starts) and all(one[1] <= other[0] for one, other in pairwise(places))


def named(table: Table, name: str) -> Part | None:
    """The partition of this name behind the system, or None."""
    found = (part for number, part in table.parts.items() if number > max(SYSTEM) and part.name == name)
    return next(found, None)


def whole(size: int, drive: int) -> Layout:
    """The whole image of `size` bytes onto a drive of `drive` bytes. Raises RefusedError: too small."""
    if drive < size + ROOM:
        raise RefusedError("prepare-too-small", size=drive, needed=size + ROOM)
    door = Span(0, 0, _TABLE)
    before = Span(_TABLE, _TABLE, _OPENING - _TABLE)
    rest = Span(_OPENING, _OPENING, size - _OPENING)  # large writes begin at whole MiB: sticks are slow else
    tail = (drive - _TAIL) // SECTOR * SECTOR
    return Layout(
        update=False,
        spans=(door, before, rest),
        door=door,
        voids=((0, _OPENING), (tail, drive - tail)),
        code=False,
    )


def system(image: Table, used: int, there: Table) -> Layout:
    """The image's system into that of a stick with data. `used`: bytes of the image's partition 3 up to its
    last one that is not zero. Raises RefusedError before anything is written when it does not fit, or when
    the partitions there lie over one another.
    """
    if not is_sound(there):
        raise RefusedError("prepare-table-damaged")
    spans: list[Span] = []
    for number in SYSTEM:
        new, old = image.parts[number], there.parts[number]
        needed = used if number == max(SYSTEM) else new.length
        if needed > old.length:
            raise RefusedError("prepare-no-longer-fits", part=number, needed=needed, there=old.length)
        length = min(new.length, old.length)
        spans.append(Span(new.start, old.start, length, old.length - length))
    live = spans.pop()
    door = Span(live.source, live.target, min(_DOOR, live.length))
    rest = Span(live.source + door.length, live.target + door.length, live.length - door.length, live.fill)
    return Layout(
        update=True,
        spans=(*spans, door, rest),
        door=door,
        voids=((door.target, door.length),),
        code=True,
    )
