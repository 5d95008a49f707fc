"""A simulated eMMC card at its commands: extended CSD, erase, trim, secure erase, sanitize, boot areas.

Written from JEDEC JESD84-B51: 6.6.9 to 6.6.13 (erase, trim, sanitize, secure erase), 6.13 (card status),
7.4 (extended CSD).
"""

import struct
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from coordi_wipe.rehearsal.temper import HONEST, Temper
from drives.ata_registers import HungError, VanishedError
from drives.erasing import DeadError, Erasing, Progress
from drives.media import Media, keep, kept
from drives.relay import Asked, Told, number

_ILLEGAL, _ADDRESS, _PARAMETER, _PROTECTED, _SWITCH = 1 << 22, 1 << 30, 1 << 27, 1 << 15, 1 << 7
_READY = 0x900  # in the transfer state, ready for data
_SECTOR = 512
_MMC, _BLOCK = 3, 4
_SANITIZE_START, _WRITE_BYTE = 165, 3
_WHAT = {0x0: "erase", 0x1: "trim", 0x3: "discard", 0x80000000: "secure-erase"}


class Card(Struct, frozen=True):
    """What the card says that it is."""

    sanitize: bool = True
    secure: bool = True
    trim: bool = True
    revision: int = 8
    boot: int = 2  # boot areas of 128 KiB times this
    life: int = 1


class Emmc:
    """One card in one folder: its user area; an erase waits for a sanitize to reach what was trimmed."""

    def __init__(
        self,
        folder: Path,
        media: Media,
        card: Card,
        temper: Temper = HONEST,
        *,
        clock: Callable[[], float],
        asleep: Callable[[float], None],
    ) -> None:
        self.media, self.card, self.temper = media, card, temper
        self._asleep = asleep
        self._path = folder / "mmc.json"
        self.progress = kept(self._path, Progress) or Progress()
        self.erasing = Erasing(temper, (media,), self.progress, clock, self.keep)
        self._range = [0, 0]
        self._status = 0

    def keep(self) -> None:
        """Makes the state durable."""
        keep(self._path, self.progress)

    def __call__(self, asked: Asked) -> Told:
        if asked.kind == _BLOCK:
            return number(asked.command, self.media.size, _SECTOR, _SECTOR)
        if asked.kind != _MMC:
            return Told(error=25)
        if self.erasing.dead:
            raise DeadError
        _, _, opcode, argument = struct.unpack_from("<iiII", asked.head)
        data = b""
        match opcode:
            case 8:
                data = self._registers()
            case 13:
                pass
            case 35 | 36:
                self._range[opcode - 35] = argument
            case 38:
                self._erase(argument)
            case 6:
                self._switch(argument >> 16 & 0xFF, argument >> 8 & 0xFF)
            case _:
                self._status |= _ILLEGAL
        status = _READY | self._status
        if opcode == 13:  # what went wrong behind a busy signal is told here, once
            self._status = 0
        return Told(sensed=struct.pack("<4I", status if opcode == 13 else _READY, 0, 0, 0), data=data)

    def read(self, offset: int, length: int) -> bytes:
        """Bytes of the user area. Raises OSError where they are not to be had."""
        if self.media.unreadable:
            raise OSError(5, "Input/output error")
        return self.media.read(offset, length)

    def _registers(self) -> bytes:
        page, card = bytearray(512), self.card
        page[192], page[196] = card.revision, 0x57
        features = card.secure | card.trim << 4 | card.sanitize << 6
        page[231] = features
        struct.pack_into("<I", page, 212, self.media.size // _SECTOR)
        page[168], page[226] = 4, card.boot
        page[224], page[221], page[175] = 1, 1, 1
        page[267], page[268], page[269] = 1, card.life, card.life
        return bytes(page)

    def _erase(self, argument: int) -> None:
        what = _WHAT.get(argument)
        known = what == "erase" or {
            "trim": self.card.trim,
            "discard": True,
            "secure-erase": self.card.secure,
        }.get(what or "", False)
        first, last = self._range
        if what is None or not known or self.temper.refuses:
            self._status |= _PARAMETER
            return
        if last < first or (last + 1) * _SECTOR > self.media.size:
            self._status |= _ADDRESS
            return
        if self.temper.write_protected:
            self._status |= _PROTECTED  # it passes over the protected groups and ends well
            return
        self._work(what)

    def _switch(self, index: int, value: int) -> None:
        if index != _SANITIZE_START:
            return
        if not self.card.sanitize or not value or self.temper.refuses:
            self._status |= _SWITCH
            return
        self._work("sanitize")

    def _work(self, what: str) -> None:
        if self.temper.vanishes == "start":
            raise VanishedError
        if self.temper.hangs == "start":
            raise HungError
        self.erasing.start(f"emmc-{what}")
        left = self.erasing.left()
        if left == float("inf"):
            raise HungError
        self._asleep(left)
        if self.erasing.phase == "failed":
            self._status |= 1 << 19  # a general error
