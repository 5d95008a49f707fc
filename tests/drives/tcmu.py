"""Shows a simulated SCSI or ATA drive to the guest's kernel as /dev/sdX: a TCMU handler in user space.

Written from the kernel's Documentation/target/tcmu-design.rst: a backstore `user`, its UIO ring, a LUN of
tcm_loop. Runs in the guest, as root, with target_core_user and tcm_loop loaded.
"""

import mmap
import os
import struct
from pathlib import Path
from typing import Protocol

from drives.ata_registers import HungError, VanishedError
from drives.erasing import DeadError
from drives.scsi import Looks, Reply

_TARGET = Path("/sys/kernel/config/target")
_TAIL, _HEAD = 64, 12  # mailbox: cmd_tail has a cache line of its own
_COMMAND = 1
_SENSE = 96
_BUSY = 0x08


class Shown(Protocol):
    """What is shown: a unit of this process, or of another one (remote.py)."""

    looks: Looks

    @property
    def blocks(self) -> int: ...
    def execute(self, cdb: bytes, data: bytes) -> Reply: ...


class Handler:
    """Serves the ring of one backstore until the drive is gone."""

    def __init__(self, unit: Shown, name: str) -> None:
        self._unit = unit
        uio = _uio(name)
        self._file = os.open(f"/dev/{uio.name}", os.O_RDWR | os.O_CLOEXEC)
        size = int((uio / "maps/map0/size").read_text(), 16)
        self._ring = mmap.mmap(self._file, size)
        _, _, self._commands, self._size, _ = struct.unpack_from("<HHIII", self._ring, 0)

    def run(self) -> None:
        """Answers commands. Returns when the drive answers no more."""
        while True:
            os.read(self._file, 4)
            while self._one():
                pass
            os.write(self._file, bytes(4))

    def _one(self) -> bool:
        """Serves the next entry; false when there is none."""
        head = struct.unpack_from("<I", self._ring, _HEAD)[0]
        tail = struct.unpack_from("<I", self._ring, _TAIL)[0]
        if head == tail:
            return False
        entry = self._commands + tail
        word = struct.unpack_from("<I", self._ring, entry)[0]
        if word & 7 == _COMMAND:
            self._serve(entry)
        struct.pack_into("<I", self._ring, _TAIL, (tail + (word & ~7)) % self._size)
        return True

    def _serve(self, entry: int) -> None:
        count, _, _, cdb_at = struct.unpack_from("<III4xQ", self._ring, entry + 8)
        cdb = self._ring[cdb_at : cdb_at + 32]
        pieces = [struct.unpack_from("<QQ", self._ring, entry + 48 + 16 * index) for index in range(count)]
        data = b"".join(self._ring[at : at + length] for at, length in pieces)
        try:
            reply = self._unit.execute(cdb, data)
        except (DeadError, VanishedError, HungError):
            reply = Reply(_BUSY)  # the kernel tries again until its own patience ends
        left = reply.data
        for at, length in pieces:
            piece, left = left[:length], left[length:]
            self._ring[at : at + len(piece)] = piece
        struct.pack_into("<BBHI", self._ring, entry + 8, reply.status, 0, 0, 0)
        sense = reply.sense[:_SENSE]
        self._ring[entry + 16 : entry + 16 + len(sense)] = sense


def _uio(name: str) -> Path:
    for one in Path("/sys/class/uio").iterdir():
        if name in (one / "name").read_text():
            return one
    raise FileNotFoundError(name)


def make(unit: Shown, name: str, number: int) -> None:
    """Makes a backstore, and a place on the loop-back host where it can be plugged in."""
    core = _TARGET / "core/user_0" / name
    core.mkdir(parents=True)
    words = f"dev_config=laboratory/{name},dev_size={unit.blocks * unit.looks.logical}"
    words += f",hw_block_size={unit.looks.logical},async=1,nl_reply_supported=-1"
    (core / "control").write_text(words)
    (core / "enable").write_text("1")
    (_group(number) / "lun/lun_0").mkdir(parents=True)
    (_group(number) / "nexus").write_text(f"naa.60014050000001{number:02x}")


def plug(name: str, number: int) -> None:
    """Plugs the drive in: the kernel looks at it now, so its handler must run by then."""
    (_group(number) / "lun/lun_0" / name).symlink_to(_TARGET / "core/user_0" / name)


def pull(name: str, number: int) -> None:
    """Pulls the drive."""
    (_group(number) / "lun/lun_0" / name).unlink()


def _group(number: int) -> Path:
    return _TARGET / f"loopback/naa.60014050000000{number:02x}/tpgt_1"
