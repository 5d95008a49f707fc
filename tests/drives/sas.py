"""A simulated SAS drive: SANITIZE, and which commands it supports.

Written from SBC-4 (5.31 SANITIZE, 4.11 sanitize operations) and SPC-5 (6.35).
"""

import struct
from collections.abc import Callable
from pathlib import Path

from coordi_wipe.rehearsal.temper import HONEST, Temper
from drives.ata_registers import HungError, VanishedError
from drives.erasing import DeadError, Erasing, Progress
from drives.media import Media, keep, kept
from drives.scsi import (
    BAD_FIELD,
    ILLEGAL,
    MEDIUM_ERROR,
    NO_SENSE,
    NOT_READY,
    Looks,
    Reply,
    Unit,
    failing,
)

_ACTIONS = {0x01: "overwrite", 0x02: "block", 0x03: "crypto"}
_EXIT = 0x1F
_SANITIZE = 0x48
_ORDINARY = (0x00, 0x03, 0x12, 0x1A, 0x1B, 0x25, 0x28, 0x2A, 0x35, 0x5A, 0x88, 0x8A, 0xA0)
_FAILED = failing(MEDIUM_ERROR, 0x31, 0x03)  # sanitize command failed


class SasDisk:
    """What the drive keeps, and whether it answers for it."""

    def __init__(self, folder: Path, media: Media, temper: Temper, clock: Callable[[], float]) -> None:
        self.media, self.temper = media, temper
        self._path = folder / "sas.json"
        first = not self._path.exists()
        self.progress = kept(self._path, Progress) or Progress()
        self.erasing = Erasing(temper, (media,), self.progress, clock, self.keep)
        if first and temper.running:
            self.erasing.start("sanitize-overwrite")
        if first and temper.failure_mode:
            self.progress.phase = "failed"
        self.keep()

    def keep(self) -> None:
        keep(self._path, self.progress)

    def readable(self) -> bool:
        return self.writable() and not self.media.unreadable

    def writable(self) -> bool:
        return self.erasing.phase not in ("running", "failed")


class SasUnit(Unit):
    """A SAS drive. `sanitize`: of "overwrite", "block", "crypto"."""

    def __init__(
        self,
        folder: Path,
        media: Media,
        looks: Looks,
        temper: Temper = HONEST,
        *,
        sanitize: frozenset[str] = frozenset({"overwrite", "block", "crypto"}),
        clock: Callable[[], float],
        asleep: Callable[[float], None],
    ) -> None:
        self.disk = SasDisk(folder, media, temper, clock)
        self._sanitize = sanitize
        self._asleep = asleep
        super().__init__(looks, self.disk)

    def more(self, cdb: bytes, data: bytes) -> Reply | None:
        del data
        if self.disk.erasing.dead:
            raise DeadError
        if cdb[0] == _SANITIZE:
            return self._erase(cdb)
        if cdb[0] == 0xA3 and cdb[1] & 0x1F == 0x0C:
            return self._supported(cdb)
        return None

    def ready(self) -> Reply:
        key, asc, ascq, progress = self.waiting()
        return Reply() if key == NO_SENSE else failing(key, asc, ascq, progress)

    def waiting(self) -> tuple[int, int, int, float | None]:
        temper = self.disk.temper
        if temper.vanishes == "status":
            raise VanishedError
        if temper.hangs == "status":
            raise HungError
        match self.disk.erasing.phase:
            case "running":
                return NOT_READY, 0x04, 0x1B, self.disk.erasing.share()
            case "failed":
                return MEDIUM_ERROR, 0x31, 0x03, None
        if temper.garbage:
            return 0x0F, 0xAA, 0x55, None
        return NO_SENSE, 0, 0, None

    def unreadable(self) -> Reply:
        key, asc, ascq, progress = self.waiting()
        return failing(MEDIUM_ERROR, 0x11, 0) if key == NO_SENSE else failing(key, asc, ascq, progress)

    def _erase(self, cdb: bytes) -> Reply:
        action, phase = cdb[1] & 0x1F, self.disk.erasing.phase
        if action == _EXIT:
            if phase != "failed":
                return BAD_FIELD
            self.disk.progress.phase = "never"
            self.disk.keep()
            return Reply()
        kind = _ACTIONS.get(action)
        if kind is None or kind not in self._sanitize:
            return BAD_FIELD
        if self.disk.temper.refuses:
            return failing(ILLEGAL, 0x20, 0)
        if phase == "running":
            return self.ready()
        if self.disk.temper.vanishes == "start":
            raise VanishedError
        if self.disk.temper.hangs == "start":
            raise HungError
        self.disk.erasing.start(f"sanitize-{kind}")
        if cdb[1] & 0x80:  # IMMED
            return Reply()
        left = self.disk.erasing.left()
        if left == float("inf"):
            raise HungError
        self._asleep(left)
        return _FAILED if self.disk.erasing.phase == "failed" else Reply()

    def _supported(self, cdb: bytes) -> Reply:
        """REPORT SUPPORTED OPERATION CODES: all of them, or one (with its service action)."""
        options, asked = cdb[2] & 7, cdb[3]
        action = struct.unpack_from(">H", cdb, 4)[0]
        actions = [number for number, kind in _ACTIONS.items() if kind in self._sanitize]
        actions = [*actions, _EXIT] if actions else []
        length = struct.unpack_from(">I", cdb, 6)[0]
        if options == 0:
            rows = [struct.pack(">BBHBBH", code, 0, 0, 0, 0, _length(code)) for code in _ORDINARY]
            rows += [struct.pack(">BBHBBH", _SANITIZE, 0, one, 0, 1, 10) for one in actions]
            rows.append(struct.pack(">BBHBBH", 0xA3, 0, 0x0C, 0, 1, 12))
            listed = b"".join(rows)
            return Reply(data=(struct.pack(">I", len(listed)) + listed)[:length])
        known = asked in _ORDINARY if asked != _SANITIZE else action in actions
        size = _length(asked)
        usage = bytes((asked,)) + b"\xff" * (size - 1)
        return Reply(data=(struct.pack(">BBH", 0, 3 if known else 1, size) + usage)[:length])


def _length(code: int) -> int:
    """Bytes of a command, by its group (SPC-5, 4.2.5.1)."""
    return {0: 6, 1: 10, 2: 10, 4: 16, 5: 12}.get(code >> 5, 12)
