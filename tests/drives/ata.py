"""A simulated ATA disk at its registers: identity, passwords, sanitize, hidden sectors, SMART.

Written from the text of ACS-4 (T13/BSR INCITS 529): 4.11 (HPA), 4.16 (SANITIZE DEVICE), 4.18 (Security,
states SEC0 to SEC6), 7.10 (DCO, ACS-2), 7.1 (accessible max address), 7.44 (SANITIZE DEVICE).
"""

import hashlib
import struct
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct, field

from coordi_wipe.rehearsal.temper import HONEST, Temper
from drives.ata_pages import Now, Shape, identify, smart_data, summed, with_checksum
from drives.ata_registers import ABORTED, FAULTY, Answer, HungError, Registers, VanishedError, sanitizes
from drives.erasing import DeadError, Erasing, Progress
from drives.media import Media, keep, kept

_TRIES = 5  # wrong passwords before the count expires
OURS = b"coordi-wipe"  # the documented password of the product, as the field knows it


class Kept(Struct):
    """What the drive remembers without power."""

    password: bytes = b""  # SHA-256 of the user's; empty: none set
    maximum: bool = False
    visible: int = 0  # sectors that are shown; 0: all
    real: int = 0  # sectors behind a DCO that are shown; 0: all
    erasing: bool = False  # a security erase was begun and is not over
    progress: Progress = field(default_factory=Progress)


class AtaDisk:
    """One disk in one folder. `clock`: seconds of its own time; `asleep` passes that time."""

    def __init__(
        self,
        folder: Path,
        media: Media,
        shape: Shape,
        temper: Temper = HONEST,
        *,
        clock: Callable[[], float],
        asleep: Callable[[float], None],
    ) -> None:
        self.shape, self.temper, self.media = shape, temper, media
        self._asleep = asleep
        self._path = folder / "ata.json"
        first = kept(self._path, Kept) is None
        self.kept = kept(self._path, Kept) or self._as_made()
        self.erasing = Erasing(temper, (media,), self.kept.progress, clock, self.keep)
        if first and temper.running:
            self.erasing.start("sanitize-overwrite")
        if first and temper.failure_mode:
            self.kept.progress.phase = "failed"
        self.plug()
        self.keep()

    def _as_made(self) -> Kept:
        made = Kept()
        total = self.media.size // self.shape.logical
        if self.temper.hidden:
            made.visible = total - round(total * self.temper.hidden)
        if self.temper.overlay:
            made.real = total - round(total * self.temper.overlay)
        if self.temper.locked:
            made.password = _digest(OURS if self.temper.locked == "ours" else b"somebody")
        return made

    def plug(self) -> None:
        """The power comes: what is only kept with power is as the PC's firmware makes it (ACS-4, 4.18.11)."""
        self.locked = bool(self.kept.password)
        self.frozen = self.temper.frozen
        self.frozen_sanitize = self.temper.frozen_sanitize
        self.antifreeze = False
        self.prepared = False
        self.tries = 0 if self.temper.expired else _TRIES
        self.amax_set = False

    def wake(self) -> None:
        """A sleep of the PC is over; its firmware freezes again what does not thaw."""
        frozen, sanitize = self.frozen, self.frozen_sanitize
        self.plug()
        self.frozen = frozen and not self.temper.thaws
        self.frozen_sanitize = sanitize and not self.temper.thaws

    def keep(self) -> None:
        """Makes the state durable."""
        keep(self._path, self.kept)

    @property
    def sectors(self) -> int:
        """Logical sectors that IDENTIFY shows."""
        return min(self.kept.visible or self.native, self.native)

    @property
    def native(self) -> int:
        """Logical sectors that an HPA or AMA could show: a DCO hides deeper."""
        return self.kept.real or self.media.size // self.shape.logical

    def run(self, registers: Registers, data: bytes = b"") -> Answer:
        """One command. Raises DeadError, VanishedError, HungError."""
        if self.erasing.dead:
            raise DeadError
        answer = self._known(registers)(registers, data)
        return self._spoiled(answer)

    def _known(self, registers: Registers) -> Callable[[Registers, bytes], Answer]:
        command = registers.command
        sanitizing = self.erasing.phase == "running" and "sanitize" in self.kept.progress.kind
        failed = self.kept.progress.phase == "failed" and "sanitize" in (
            self.kept.progress.kind or "sanitize"
        )
        if command in (0xEC, 0xE5, 0xE1, 0xE0, 0xB4):
            pass  # allowed while it sanitizes (ACS-4, table 29)
        elif sanitizing or failed:
            return _aborts
        return _COMMANDS.get(command, lambda _: _aborts)(self)

    def _spoiled(self, answer: Answer) -> Answer:
        if self.temper.blank_status:
            return Answer(0, 0, 0, 0, answer.data)
        if self.temper.garbage and not answer.data:
            return Answer(0x7F, 0xA5, 0x5A5A, 0xDEAD_BEEF_CAFE, b"")
        return answer

    def readable(self) -> bool:
        """Whether ordinary reads and writes are answered. Raises DeadError."""
        if self.locked or self.media.unreadable:
            return False
        return self.erasing.phase not in ("running",) and not (
            self.kept.progress.phase == "failed" and "sanitize" in (self.kept.progress.kind or "sanitize")
        )

    def writable(self) -> bool:
        """The same for writes: what may be read only after it was written takes writes."""
        unreadable, self.media.unreadable = self.media.unreadable, False
        try:
            return self.readable()
        finally:
            self.media.unreadable = unreadable

    # --- identity ------------------------------------------------------------------------------------

    def identify(self, registers: Registers, data: bytes) -> Answer:
        """IDENTIFY DEVICE."""
        del registers, data
        return Answer(data=self.page())

    def page(self) -> bytes:
        """What IDENTIFY DEVICE hands out by now."""
        now = Now(
            sectors=self.sectors,
            password=bool(self.kept.password),
            locked=self.locked,
            frozen=self.frozen,
            expired=self.tries == 0,
            maximum=self.kept.maximum,
        )
        return identify(self.shape, now)

    # --- Security (ACS-4, 4.18) ----------------------------------------------------------------------

    def set_password(self, registers: Registers, data: bytes) -> Answer:
        del registers
        if self._no_security() or self.locked:
            return _ABORT
        word = struct.unpack_from("<H", data)[0]
        if not word & 1:
            self.kept.password = _digest(data[2:34])
            self.kept.maximum = bool(word & 0x100)
            self.keep()
        return Answer()

    def unlock(self, registers: Registers, data: bytes) -> Answer:
        del registers
        if self._no_security() or not self._opens(data):
            return _ABORT
        self.locked = False
        return Answer()

    def disable_password(self, registers: Registers, data: bytes) -> Answer:
        del registers
        if self._no_security() or self.locked or not self._opens(data):
            return _ABORT
        self.kept.password = b""
        self.keep()
        return Answer()

    def erase_prepare(self, registers: Registers, data: bytes) -> Answer:
        del registers, data
        self.prepared = not self._no_security()
        return Answer() if self.prepared else _ABORT

    def erase_unit(self, registers: Registers, data: bytes) -> Answer:
        """SECURITY ERASE UNIT: blocks until it is over, and takes the password away (7.41)."""
        del registers
        prepared, self.prepared = self.prepared, False
        enhanced = bool(struct.unpack_from("<H", data)[0] & 2)
        if (
            self._no_security()
            or not prepared
            or self.temper.refuses
            or (enhanced and not self.shape.enhanced)
        ):
            return _ABORT
        if not self._opens(data):
            return _ABORT
        self._leave_at("start")
        self.kept.erasing, self.locked = True, True
        self.erasing.start("security-enhanced" if enhanced else "security")
        left = self.erasing.left()
        if self.temper.hangs or left == float("inf"):
            raise HungError
        self._asleep(left)
        if self.erasing.phase == "failed":
            self.keep()
            return _ABORT
        self.kept.erasing, self.locked, self.kept.password, self.kept.maximum = False, False, b"", False
        self.keep()
        return Answer()

    def freeze_lock(self, registers: Registers, data: bytes) -> Answer:
        del registers, data
        if self.locked or not self.shape.security:
            return _ABORT
        self.frozen = True
        return Answer()

    def _no_security(self) -> bool:
        return not self.shape.security or self.frozen

    def _opens(self, data: bytes) -> bool:
        """Whether this password block opens the drive; a wrong one costs a try."""
        if self.tries == 0:
            return False
        master = struct.unpack_from("<H", data)[0] & 1
        if not master and (not self.kept.password or _digest(data[2:34]) == self.kept.password):
            return True
        self.tries -= bool(self.kept.password)
        return False

    # --- SANITIZE DEVICE (ACS-4, 7.36) ---------------------------------------------------------------

    def sanitize(self, registers: Registers, data: bytes) -> Answer:
        del data
        if not self.shape.sanitize:
            return _ABORT
        if registers.feature == 0x0000:
            self._leave_at("status")
            return self._sanitize_status(clear=bool(registers.count & 1))
        if registers.feature == 0x0020 and registers.lba & 0xFFFF_FFFF == 0x4672_4C6B:
            self.frozen_sanitize = not self.antifreeze
            return Answer() if self.frozen_sanitize else _ABORT
        if registers.feature == 0x0040 and registers.lba & 0xFFFF_FFFF == 0x416E_7469:
            self.antifreeze = not self.frozen_sanitize
            return Answer() if self.antifreeze else _ABORT
        kind = sanitizes(registers)
        if kind is None or kind not in self.shape.sanitize or self.temper.refuses:
            return Answer(FAULTY, ABORTED, lba=2)
        if self.frozen_sanitize:
            return Answer(FAULTY, ABORTED, lba=3)
        if self.locked or self.erasing.phase == "running":
            return Answer(FAULTY, ABORTED, lba=4)
        self._leave_at("start")
        self.erasing.start(f"sanitize-{kind}")
        return self._sanitize_status(clear=False)

    def _sanitize_status(self, *, clear: bool) -> Answer:
        phase = self.erasing.phase
        progress = self.kept.progress
        if phase == "failed":
            if clear:
                progress.phase = "never"
                self.keep()
            else:
                return Answer(FAULTY, ABORTED, lba=1)
        bits = (phase == "done") << 15 | (phase == "running") << 14
        bits |= self.frozen_sanitize << 13 | self.antifreeze << 12
        share = round(self.erasing.share() * 0xFFFF) if phase == "running" else 0xFFFF
        return Answer(count=bits, lba=share)

    def _leave_at(self, moment: str) -> None:
        if self.temper.vanishes == moment:
            raise VanishedError
        if self.temper.hangs == moment:
            raise HungError

    # --- hidden sectors ------------------------------------------------------------------------------

    def native_max(self, registers: Registers, data: bytes) -> Answer:
        """READ NATIVE MAX ADDRESS (EXT): the last address that an HPA could show."""
        del registers, data
        return Answer(lba=self.native - 1) if self.shape.hides == "hpa" else _ABORT

    def set_max(self, registers: Registers, data: bytes) -> Answer:
        """SET MAX ADDRESS (EXT): shows sectors up to this address."""
        del data
        if self.shape.hides != "hpa" or registers.lba >= self.native:
            return _ABORT
        self.kept.visible = registers.lba + 1
        self.keep()
        return Answer()

    def accessible_max(self, registers: Registers, data: bytes) -> Answer:
        """GET NATIVE MAX and SET ACCESSIBLE MAX ADDRESS EXT: one change a power cycle (7.1)."""
        del data
        if self.shape.hides != "ama":
            return _ABORT
        if registers.feature == 0:
            return Answer(lba=self.native - 1)
        if registers.feature != 1 or self.amax_set or registers.lba >= self.native:
            return _ABORT
        self.kept.visible, self.amax_set = registers.lba + 1, True
        self.keep()
        return Answer()

    def overlay(self, registers: Registers, data: bytes) -> Answer:
        """DEVICE CONFIGURATION IDENTIFY and RESTORE (ACS-2, 7.10)."""
        del data
        if not self.shape.overlay:
            return _ABORT
        if registers.feature == 0xC2:
            words = [0] * 256
            last = self.media.size // self.shape.logical - 1
            words[0], words[1], words[2], words[7] = 2, 7, 0x7F, 0x3FFF
            for index in range(4):
                words[3 + index] = last >> 16 * index & 0xFFFF
            return Answer(data=with_checksum(words))
        if registers.feature == 0xC0 and self.sectors == self.native:
            self.kept.real = 0
            self.keep()
            return Answer()
        return _ABORT

    # --- the rest ------------------------------------------------------------------------------------

    def smart(self, registers: Registers, data: bytes) -> Answer:
        """SMART READ DATA, THRESHOLDS and RETURN STATUS; every log is empty."""
        del data
        match registers.feature & 0xFF:
            case 0xD0:
                return Answer(data=smart_data())
            case 0xD1:
                return Answer(data=summed(struct.pack("<H", 1)))
            case 0xD5:
                return Answer(data=summed(b""))
            case 0xDA:
                return Answer(lba=0xC24F00)
            case 0xD4 | 0xD8 | 0xD2:
                return Answer()
        return _ABORT

    def nothing(self, registers: Registers, data: bytes) -> Answer:
        """A command that changes nothing here: flush, standby, idle, set features."""
        del registers, data
        return Answer(count=0xFF)


_ABORT = Answer(FAULTY, ABORTED)


def _aborts(registers: Registers, data: bytes) -> Answer:
    del registers, data
    return _ABORT


_COMMANDS: dict[int, Callable[[AtaDisk], Callable[[Registers, bytes], Answer]]] = {
    0xEC: lambda disk: disk.identify,
    0xF1: lambda disk: disk.set_password,
    0xF2: lambda disk: disk.unlock,
    0xF3: lambda disk: disk.erase_prepare,
    0xF4: lambda disk: disk.erase_unit,
    0xF5: lambda disk: disk.freeze_lock,
    0xF6: lambda disk: disk.disable_password,
    0xB4: lambda disk: disk.sanitize,
    0xF8: lambda disk: disk.native_max,
    0x27: lambda disk: disk.native_max,
    0xF9: lambda disk: disk.set_max,
    0x37: lambda disk: disk.set_max,
    0x78: lambda disk: disk.accessible_max,
    0xB1: lambda disk: disk.overlay,
    0xB0: lambda disk: disk.smart,
    **dict.fromkeys((0xE0, 0xE1, 0xE2, 0xE3, 0xE5, 0xE7, 0xEA, 0xEF), lambda disk: disk.nothing),
}


def _digest(password: bytes) -> bytes:
    return hashlib.sha256(password.ljust(32, b"\0")).digest()
