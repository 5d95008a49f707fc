"""Compares the system of a stick with its release, and changes nothing."""

from typing import Literal

from coordi_wipe.hardware.host import Host
from coordi_wipe.hardware.writing import gpt, iso, layout, target
from coordi_wipe.hardware.writing.gpt import Part, Reader, Table
from coordi_wipe.hardware.writing.image import Image, Tell
from coordi_wipe.hardware.writing.layout import BOOT_CODE, Layout
from coordi_wipe.hardware.writing.writer import first_difference, pieces
from coordi_wipe.model.base import Base
from coordi_wipe.model.drive import Identity
from coordi_wipe.model.errors import DamagedError, RefusedError

_EFI = 2
_NUMBERS = ((67, 71), (6 * 512 + 67, 6 * 512 + 71))
"""The volume number of a FAT32 file system, and its copy (FAT specification 1.03, BS_VolID): the first start
of a stick gives it one of its own."""


class Difference(Base, frozen=True):
    """The first byte that is not the release's: `at` bytes from the beginning of partition `part`; part 0 is
    the boot code of sector 0."""

    part: Literal[0, 1, 2, 3]
    at: int


class Checked(Base, frozen=True):
    """A stick against its release. `version`: as the stick itself tells it; `table`: which copy was read."""

    same: bool
    version: str
    data: bool
    export: bool
    table: Literal["first", "last"]
    difference: Difference | None = None


def check(host: Host, identity: Identity, image: Image, tell: Tell) -> Checked:
    """Reads the system partitions of the stick. Raises DamagedError("stick-not-ours"), RefusedError while
    somebody writes the stick, MissingError without the right to read it, OSError."""
    read = target.reader(host, identity)
    own, copy = gpt.first(read), gpt.last(read, identity.size)
    there = own if own is not None and layout.is_ours(own) else copy
    if there is None or not layout.is_ours(there) or not layout.is_sound(there):
        raise DamagedError("stick-not-ours", node=identity.node)
    live = there.parts[max(layout.SYSTEM)].start
    found = _difference(read, image, there, tell)
    return Checked(
        same=found is None,
        version=iso.version(lambda offset, length: read(live + offset, length)),
        data=layout.named(there, layout.DATA) is not None,
        export=layout.named(there, layout.EXPORT) is not None,
        table="first" if there is own else "last",
        difference=found,
    )


def _difference(read: Reader, image: Image, there: Table, tell: Tell) -> Difference | None:
    code = first_difference(read(0, BOOT_CODE), image.boot)
    if code is not None:
        return Difference(0, code)
    try:
        wanted = layout.system(image.table, image.used, there)
    except RefusedError as error:  # it has not even room for this release
        return Difference(_number(int(error.reason.args["part"])), int(error.reason.args["there"]))
    return _first(read, image, wanted, there, tell)


def _first(read: Reader, image: Image, wanted: Layout, there: Table, tell: Tell) -> Difference | None:
    done = 0
    for _, offset, data in pieces(image, wanted, whole=True):
        number, part = _part_at(there, offset)
        got, expected = read(offset, len(data)), bytes(data)
        if number == _EFI:
            got, expected = (_without_numbers(raw, offset - part.start) for raw in (got, expected))
        at = first_difference(got, expected)
        if at is not None:
            return Difference(_number(number), offset + at - part.start)
        done += len(data)
        tell(done, wanted.total)
    return None


def _part_at(there: Table, offset: int) -> tuple[int, Part]:
    return next((n, there.parts[n]) for n in layout.SYSTEM if offset < there.parts[n].end)


def _without_numbers(raw: bytes, place: int) -> bytes:
    """These bytes of the EFI partition, from `place` in it, with zeros where its volume number stands."""
    masked = bytearray(raw)
    for start, end in _NUMBERS:
        for at in range(max(start - place, 0), min(end - place, len(masked))):
            masked[at] = 0
    return bytes(masked)


def _number(number: int) -> Literal[0, 1, 2, 3]:
    match number:
        case 1 | 2 | 3:
            return number
    return 0
