"""What every simulated SCSI unit answers: who it is, how large, reads and writes.

Written from SPC-5 (INQUIRY, REQUEST SENSE, REPORT SUPPORTED OPERATION CODES) and SBC-4 (READ, WRITE,
READ CAPACITY, SYNCHRONIZE CACHE, block device VPD pages).
"""

import struct
from collections.abc import Callable
from typing import Protocol

from msgspec import Struct

from drives.media import Media

GOOD, CHECK = 0x00, 0x02
NO_SENSE, RECOVERED, NOT_READY, MEDIUM_ERROR, ILLEGAL, PROTECT = 0, 1, 2, 3, 5, 7


class Reply(Struct, frozen=True):
    """Status, data for the PC, sense data."""

    status: int = GOOD
    data: bytes = b""
    sense: bytes = b""


def sense(key: int, asc: int, ascq: int, progress: float | None = None) -> bytes:
    """Fixed format sense data (SPC-5, 4.4.3); `progress`: share done, in the sense key specific bytes."""
    specific = (
        b"\0\0\0" if progress is None else b"\x80" + struct.pack(">H", min(round(progress * 65536), 65535))
    )
    return struct.pack(">BBBIBIBBB", 0x70, 0, key, 0, 10, 0, asc, ascq, 0) + specific


def failing(key: int, asc: int, ascq: int, progress: float | None = None) -> Reply:
    """CHECK CONDITION with this sense."""
    return Reply(CHECK, b"", sense(key, asc, ascq, progress))


UNKNOWN_CODE = failing(ILLEGAL, 0x20, 0)
BAD_FIELD = failing(ILLEGAL, 0x24, 0)


class Looks(Struct, frozen=True):
    """What INQUIRY and its pages say. `rotation` as in ATA: 1 is solid state; 0: not said. `naa`: 8 bytes."""

    vendor: str
    product: str
    revision: str
    serial: str
    naa: int
    rotation: int = 0
    removable: bool = False
    logical: int = 512
    physical: int = 512


class Bytes(Protocol):
    """The bytes behind a unit, and whether it answers for them."""

    media: Media

    def readable(self) -> bool: ...
    def writable(self) -> bool: ...


class Unit:
    """One direct access unit. A kind of drive answers more commands through `more`."""

    def __init__(self, looks: Looks, behind: Bytes) -> None:
        self.looks = looks
        self.behind = behind

    def execute(self, cdb: bytes, data: bytes) -> Reply:
        """One command. `data`: what the PC sends. Raises what the drive behind it raises."""
        more = self.more(cdb, data)
        if more is not None:
            return more
        answer = _ANSWERS.get(cdb[0])
        return UNKNOWN_CODE if answer is None else answer(self, cdb, data)

    def more(self, cdb: bytes, data: bytes) -> Reply | None:
        """What this kind of drive answers itself; None: what every unit answers."""
        del cdb, data
        return None

    def synchronize(self) -> Reply:
        """SYNCHRONIZE CACHE."""
        self.behind.media.sync()
        return Reply()

    def ready(self) -> Reply:
        """TEST UNIT READY."""
        return Reply()

    def waiting(self) -> tuple[int, int, int, float | None]:
        """What REQUEST SENSE says."""
        return NO_SENSE, 0, 0, None

    def pages(self) -> dict[int, bytes]:
        """Vital product data: page code → what stands behind its header."""
        looks = self.looks
        found = {
            0x80: looks.serial.encode(),
            0xB0: bytes(60),
            0xB1: struct.pack(">H", looks.rotation).ljust(60, b"\0"),
        }
        if looks.naa:
            found[0x83] = bytes((1, 3, 0, 8)) + looks.naa.to_bytes(8, "big")
        return found

    @property
    def blocks(self) -> int:
        return self.behind.media.size // self.looks.logical

    def inquiry(self, cdb: bytes) -> Reply:
        """INQUIRY, and its vital product data."""
        length = struct.unpack_from(">H", cdb, 3)[0]
        if not cdb[1] & 1:
            return Reply(data=self.standard()[:length])
        pages = self.pages()
        pages[0x00] = bytes(sorted({0, *pages}))
        body = pages.get(cdb[2])
        if body is None:
            return BAD_FIELD
        return Reply(data=(bytes((0, cdb[2])) + struct.pack(">H", len(body)) + body)[:length])

    def standard(self) -> bytes:
        """Standard INQUIRY data (SPC-5, 6.6.2): version SPC-4, 96 bytes."""
        looks = self.looks
        texts = looks.vendor.ljust(8)[:8] + looks.product.ljust(16)[:16] + looks.revision.ljust(4)[:4]
        head = bytes((0, 0x80 if looks.removable else 0, 6, 2, 91, 0, 0, 2))
        return (head + texts.encode()).ljust(96, b"\0")

    def capacity10(self) -> Reply:
        """READ CAPACITY (10)."""
        return Reply(data=struct.pack(">II", min(self.blocks - 1, 0xFFFF_FFFF), self.looks.logical))

    def capacity16(self, cdb: bytes) -> Reply:
        """READ CAPACITY (16), which is SERVICE ACTION IN (16) with one action."""
        if cdb[1] & 0x1F != 0x10:
            return BAD_FIELD
        per = (self.looks.physical // self.looks.logical).bit_length() - 1
        data = struct.pack(">QIBB", self.blocks - 1, self.looks.logical, 0, per).ljust(32, b"\0")
        return Reply(data=data[: struct.unpack_from(">I", cdb, 10)[0]])

    def modes(self, cdb: bytes) -> Reply:
        """MODE SENSE: the caching page with its write cache on, and nothing else."""
        page = bytes((0x08, 0x12, 0x04)).ljust(20, b"\0") if cdb[2] & 0x3F in (0x08, 0x3F) else b""
        if cdb[0] == 0x1A:
            return Reply(data=(bytes((3 + len(page), 0, 0x10, 0)) + page)[: cdb[4]])
        return (struct.pack(">HBBHH", 6 + len(page), 0, 0x10, 0, 0) + page)[
            : struct.unpack_from(">H", cdb, 7)[0]
        ]

    def read(self, cdb: bytes) -> Reply:
        """READ (6), (10), (16)."""
        start, count = self._range(cdb)
        if start + count > self.blocks:
            return failing(ILLEGAL, 0x21, 0)
        if not self.behind.readable():
            return self.unreadable()
        logical = self.looks.logical
        try:
            return Reply(data=self.behind.media.read(start * logical, count * logical))
        except OSError:
            return failing(MEDIUM_ERROR, 0x11, 0)

    def write(self, cdb: bytes, data: bytes) -> Reply:
        """WRITE (6), (10), (16)."""
        start, count = self._range(cdb)
        if start + count > self.blocks:
            return failing(ILLEGAL, 0x21, 0)
        if not self.behind.writable():
            return self.unreadable()
        logical = self.looks.logical
        try:
            self.behind.media.write(start * logical, data[: count * logical])
        except OSError:
            return failing(MEDIUM_ERROR, 0x0C, 0)
        return Reply()

    def unreadable(self) -> Reply:
        """What a read of bytes is answered that are not to be had."""
        return failing(MEDIUM_ERROR, 0x11, 0)

    def _range(self, cdb: bytes) -> tuple[int, int]:
        """First block and count of a READ or WRITE of 6, 10 or 16 bytes."""
        match cdb[0]:
            case 0x08 | 0x0A:
                return int.from_bytes(cdb[1:4], "big") & 0x1F_FFFF, cdb[4] or 256
            case 0x28 | 0x2A:
                return struct.unpack_from(">I", cdb, 2)[0], struct.unpack_from(">H", cdb, 7)[0]
        start, count = struct.unpack_from(">QI", cdb, 2)
        return start, count


_ANSWERS: dict[int, Callable[[Unit, bytes, bytes], Reply]] = {
    0x00: lambda unit, *_: unit.ready(),
    0x03: lambda unit, cdb, _: Reply(data=sense(*unit.waiting())[: cdb[4] or 18]),
    0x12: lambda unit, cdb, _: unit.inquiry(cdb),
    0x25: lambda unit, *_: unit.capacity10(),
    0x9E: lambda unit, cdb, _: unit.capacity16(cdb),
    0xA0: lambda *_: Reply(data=struct.pack(">I", 8) + bytes(12)),
    **dict.fromkeys((0x1A, 0x5A), lambda unit, cdb, _: unit.modes(cdb)),
    **dict.fromkeys((0x08, 0x28, 0x88), lambda unit, cdb, _: unit.read(cdb)),
    **dict.fromkeys((0x0A, 0x2A, 0x8A), lambda unit, cdb, data: unit.write(cdb, data)),
    **dict.fromkeys((0x35, 0x91), lambda unit, *_: unit.synchronize()),
    **dict.fromkeys((0x1B, 0x1E), lambda *_: Reply()),  # START STOP UNIT, PREVENT ALLOW MEDIUM REMOVAL
}
