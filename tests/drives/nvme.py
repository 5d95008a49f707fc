"""A simulated NVMe drive at its commands: identify, namespaces, format, sanitize with its log and witness.

Written from NVM Express Base 2.0c: 5.14 (Format NVM), 5.17 (Identify), 5.16.1.25 (Sanitize Status log),
5.24 (Sanitize), 8.21 (sanitize operations), 8.12 (namespace write protection).
"""

import struct
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct

from coordi_wipe.rehearsal.temper import HONEST, Temper
from drives.ata_registers import HungError, VanishedError
from drives.erasing import DeadError, Erasing, Progress
from drives.media import Media, keep, kept

# status: status code type << 8 | status code (figure 94 and following)
OK, INVALID_OPCODE, INVALID_FIELD, INVALID_NAMESPACE = 0x000, 0x001, 0x002, 0x00B
SANITIZE_FAILED, SANITIZING, WRITE_PROTECTED, OUT_OF_RANGE = 0x01C, 0x01D, 0x020, 0x080
INVALID_FORMAT, ACCESS_DENIED = 0x10A, 0x286
UNRECOVERED = 0x281
_NO_RETRY = 0x4000

_EVERY = 0xFFFF_FFFF
_ACTIONS = {2: "block", 3: "overwrite", 4: "crypto"}
_BITS = {"crypto": 1, "block": 2, "overwrite": 4}
_STATES = {"never": 0, "done": 1, "running": 2, "failed": 3}
_ERASED = 1 << 8  # Global Data Erased
_PAGE = 4096


class Command(Struct, frozen=True):
    """One submission: `words` are CDW10 to CDW15."""

    opcode: int
    namespace: int = 0
    words: tuple[int, ...] = (0,) * 6
    length: int = 0


class Completion(Struct, frozen=True):
    """Status, result (DW0), data for the PC."""

    status: int = OK
    result: int = 0
    data: bytes = b""


class Form(Struct, frozen=True):
    """What the drive says that it is. `sanitize`: of "crypto", "block", "overwrite".

    `every`: a format reaches every namespace whichever it names (FNA bits 0 and 1). `unallocated`: bytes of
    capacity that no namespace has. `detached`: identifiers of namespaces that no controller shows.
    """

    model: str = "SIMULATED NVME 512"
    serial: str = "SIMNVME0001"
    firmware: str = "1.0"
    sanitize: frozenset[str] = frozenset({"crypto", "block", "overwrite"})
    formats: bool = True
    crypto_format: bool = True
    every: bool = False
    manages: bool = False
    unallocated: int = 0
    detached: tuple[int, ...] = ()
    sector: int = 512
    estimate: int = 4


class Kept(Struct):
    """What the drive remembers without power."""

    progress: Progress
    asked: int = 0  # CDW10 of the last sanitize
    erased: bool = False  # Global Data Erased
    unrestricted: bool = False  # the failed sanitize allowed to leave its failure mode
    protected: bool = False


class Controller:
    """One drive in one folder: a controller and its namespaces, numbered from 1."""

    def __init__(
        self,
        folder: Path,
        medium: Sequence[Media],
        form: Form,
        temper: Temper = HONEST,
        *,
        clock: Callable[[], float],
        asleep: Callable[[float], None],
    ) -> None:
        self.form, self.temper, self.medium = form, temper, tuple(medium)
        self._asleep = asleep
        self._path = folder / "nvme.json"
        first = not self._path.exists()
        self.kept = kept(self._path, Kept) or Kept(Progress(), protected=temper.write_protected)
        self.erasing = Erasing(temper, self.medium, self.kept.progress, clock, self._changed)
        if first and temper.running:
            self.erasing.start("sanitize-block")
        if first and temper.failure_mode:
            self.kept.progress.phase = "failed"
        self.blocked = temper.frozen
        self.locked = bool(temper.locked)
        self._changed()

    def _changed(self) -> None:
        if self.kept.progress.phase == "done" and "sanitize" in self.kept.progress.kind:
            self.kept.erased = True
        keep(self._path, self.kept)

    def wake(self) -> None:
        """A sleep of the PC is over: Block SID is gone where the firmware does not set it again."""
        self.blocked = self.blocked and not self.temper.thaws

    def admin(self, command: Command, data: bytes = b"") -> Completion:
        """One admin command. Raises DeadError, VanishedError, HungError."""
        if self.erasing.dead:
            raise DeadError
        answer = _ADMIN.get(command.opcode)
        if answer is None:
            return Completion(INVALID_OPCODE | _NO_RETRY)
        if command.opcode not in _WHILE_SANITIZING and not self._idle():
            return self._sanitizes()
        return answer(self, command, data)

    def _sanitizes(self) -> Completion:
        running = self.erasing.phase == "running"
        return Completion((SANITIZING if running else SANITIZE_FAILED) | _NO_RETRY)

    def _idle(self) -> bool:
        sanitizing = "sanitize" in (self.kept.progress.kind or "sanitize")
        return not (sanitizing and self.erasing.phase in ("running", "failed"))

    # --- reads and writes ----------------------------------------------------------------------------

    def read(self, namespace: int, block: int, count: int) -> Completion:
        """Read of the NVM command set."""
        media = self._media(namespace)
        refused = self._refused(media, block, count)
        if refused or media is None:
            return refused or Completion(INVALID_NAMESPACE | _NO_RETRY)
        if media.unreadable:
            return Completion(UNRECOVERED | _NO_RETRY)
        return Completion(data=media.read(block * self.form.sector, count * self.form.sector))

    def write(self, namespace: int, block: int, data: bytes) -> Completion:
        """Write of the NVM command set: clears Global Data Erased."""
        media = self._media(namespace)
        refused = self._refused(media, block, len(data) // self.form.sector)
        if refused or media is None:
            return refused or Completion(INVALID_NAMESPACE | _NO_RETRY)
        if self.kept.protected:
            return Completion(WRITE_PROTECTED | _NO_RETRY)
        media.write(block * self.form.sector, data)
        if self.kept.erased:
            self.kept.erased = False
            keep(self._path, self.kept)
        return Completion()

    def flush(self, namespace: int) -> Completion:
        """Flush of the NVM command set."""
        for media in self.medium if namespace == _EVERY else [self._media(namespace)]:
            if media is not None:
                media.sync()
        return Completion()

    def _refused(self, media: Media | None, block: int, count: int) -> Completion | None:
        if media is None:
            return Completion(INVALID_NAMESPACE | _NO_RETRY)
        if not self._idle():
            return Completion(
                (SANITIZING if self.erasing.phase == "running" else SANITIZE_FAILED) | _NO_RETRY
            )
        if self.locked:
            return Completion(ACCESS_DENIED | _NO_RETRY)
        if (block + count) * self.form.sector > media.size:
            return Completion(OUT_OF_RANGE | _NO_RETRY)
        return None

    def _media(self, namespace: int) -> Media | None:
        return self.medium[namespace - 1] if 1 <= namespace <= len(self.medium) else None

    # --- who it is -----------------------------------------------------------------------------------

    def identify(self, command: Command, data: bytes) -> Completion:
        """Identify, CNS 00h to 03h, 10h and 11h."""
        del data
        number, structure = command.namespace, command.words[0] & 0xFF
        shown = list(range(1, len(self.medium) + 1))
        match structure:
            case 0x01:
                return Completion(data=self._controller())
            case 0x00 | 0x11:
                media = self._media(number)
                return Completion(data=bytes(_PAGE) if media is None else self._namespace(number, media))
            case 0x02 | 0x10:
                listed = sorted({*shown, *(self.form.detached if structure == 0x10 else ())})
                numbers = [one for one in listed if one > number]
                return Completion(data=struct.pack(f"<{len(numbers)}I", *numbers).ljust(_PAGE, b"\0"))
            case 0x03 if self._media(number):
                return Completion(data=(bytes((2, 16, 0, 0)) + self._guid(number)).ljust(_PAGE, b"\0"))
        return Completion(INVALID_FIELD | _NO_RETRY)

    def _controller(self) -> bytes:
        """Identify Controller (figure 275)."""
        form, page = self.form, bytearray(_PAGE)
        struct.pack_into("<HH", page, 0, 0x1B36, 0x1B36)
        page[4:24], page[24:64] = form.serial.encode().ljust(20), form.model.encode().ljust(40)
        page[64:72] = form.firmware.encode().ljust(8)
        page[77] = 5  # largest transfer: 32 pages
        struct.pack_into("<HI", page, 78, 1, 0x0002_0000)
        page[111] = 1  # an I/O controller
        struct.pack_into("<H", page, 256, form.formats << 1 | form.manages << 3)
        page[259], page[260], page[261] = 3, 0x03, 0x02
        struct.pack_into("<HH", page, 266, 343, 353)  # warning and critical temperature, kelvin
        total = sum(media.size for media in self.medium) + form.unallocated
        page[280:296], page[296:312] = total.to_bytes(16, "little"), form.unallocated.to_bytes(16, "little")
        struct.pack_into("<H", page, 320, 10)  # keep alive: seconds / 10
        struct.pack_into("<I", page, 328, sum(_BITS[one] for one in form.sanitize))
        page[512], page[513] = 0x66, 0x44
        struct.pack_into("<HI", page, 514, 128, len(self.medium) + len(form.detached))
        page[524] = (3 if form.every else 0) | form.crypto_format << 2
        page[525] = 1  # volatile write cache
        page[531] = 1  # namespace write protection
        struct.pack_into("<I", page, 536, (1 << 20) | 1)  # SGLs, for fabrics
        return bytes(page)

    def _namespace(self, number: int, media: Media) -> bytes:
        page, blocks = bytearray(_PAGE), media.size // self.form.sector
        struct.pack_into("<QQQ", page, 0, blocks, blocks, blocks)
        page[99] = self.kept.protected
        page[104:120] = self._guid(number)
        struct.pack_into("<I", page, 128, (self.form.sector.bit_length() - 1) << 16)
        return bytes(page)

    def _guid(self, number: int) -> bytes:
        return self.form.serial.encode().ljust(15, b"0")[:15] + bytes((number,))

    # --- logs ----------------------------------------------------------------------------------------

    def log(self, command: Command, data: bytes) -> Completion:
        """Get Log Page: errors, SMART, firmware slots, sanitize status."""
        del data
        length = ((command.words[0] >> 16 | (command.words[1] & 0xFFFF) << 16) + 1) * 4
        offset = command.words[2]
        page = {0x02: self._smart, 0x81: self._sanitize_status}.get(
            command.words[0] & 0xFF, lambda: bytes(512)
        )()
        return Completion(data=page[offset : offset + length].ljust(length, b"\0"))

    def _smart(self) -> bytes:
        page = bytearray(512)
        struct.pack_into("<BHBBB", page, 0, 0, 308, 100, 10, 2)
        page[112:128], page[128:144] = (321).to_bytes(16, "little"), (1234).to_bytes(16, "little")
        return bytes(page)

    def _sanitize_status(self) -> bytes:
        if self.temper.vanishes == "status":
            raise VanishedError
        if self.temper.hangs == "status":
            raise HungError
        if self.temper.garbage:
            return b"\xa5" * 512
        ours = "sanitize" in (self.kept.progress.kind or "sanitize")
        phase = self.erasing.phase if ours else "never"
        share = round(self.erasing.share() * 0xFFFF) if phase == "running" else 0xFFFF
        status = _STATES[phase] | (_ERASED if self.kept.erased else 0)
        times = (self.form.estimate, self.form.estimate, 2, *(0xFFFF_FFFF,) * 3)
        return struct.pack("<HHI6I", share, status, self.kept.asked, *times).ljust(512, b"\0")

    # --- erases --------------------------------------------------------------------------------------

    def format(self, command: Command, data: bytes) -> Completion:
        """Format NVM: returns when it is over; without a Secure Erase Setting it erases nothing."""
        del data
        setting = command.words[0] >> 9 & 7
        refused = self._no_format(command, setting)
        if refused is not None:
            return Completion(refused | _NO_RETRY)
        if setting == 0:
            return Completion()
        self._leave_at_start()
        every = self.form.every or command.namespace == _EVERY
        named = self.medium if every else self.medium[command.namespace - 1 : command.namespace]
        self.erasing.only(named)
        self.erasing.start("format-crypto" if setting == 2 else "format")
        left = self.erasing.left()
        if left == float("inf"):
            raise HungError
        self._asleep(left)
        failed = self.erasing.phase == "failed"
        self.erasing.only(self.medium)
        return Completion(UNRECOVERED | _NO_RETRY) if failed else Completion()

    def _no_format(self, command: Command, setting: int) -> int | None:
        if not self.form.formats or self.temper.refuses:
            return INVALID_OPCODE
        if self.locked:
            return ACCESS_DENIED
        if self.blocked:
            return INVALID_FORMAT
        if self.kept.protected:
            return WRITE_PROTECTED
        if command.namespace != _EVERY and self._media(command.namespace) is None:
            return INVALID_NAMESPACE
        if setting > 2 or (setting == 2 and not self.form.crypto_format) or command.words[0] & 0xF:
            return INVALID_FORMAT
        return None

    def sanitize(self, command: Command, data: bytes) -> Completion:
        """Sanitize: begins and returns at once (8.21)."""
        del data
        word = command.words[0]
        action, phase = word & 7, self.erasing.phase
        if action == 1:
            return self._leave_failure(phase)
        kind = _ACTIONS.get(action)
        if kind is None or kind not in self.form.sanitize or self.temper.refuses:
            return Completion((INVALID_OPCODE if self.temper.refuses else INVALID_FIELD) | _NO_RETRY)
        if phase == "running":
            return Completion(SANITIZING | _NO_RETRY)
        if self.locked:
            return Completion(ACCESS_DENIED | _NO_RETRY)
        if self.kept.protected:
            return Completion(WRITE_PROTECTED | _NO_RETRY)
        self._leave_at_start()
        self.kept.asked, self.kept.unrestricted, self.kept.erased = word, bool(word & 8), False
        self.erasing.only(self.medium)
        self.erasing.start(f"sanitize-{kind}")
        return Completion()

    def _leave_failure(self, phase: str) -> Completion:
        if phase != "failed" or not self.kept.unrestricted:
            return Completion(SANITIZE_FAILED | _NO_RETRY if phase == "failed" else OK)
        self.kept.progress.phase = "never"
        self._changed()
        return Completion()

    def _leave_at_start(self) -> None:
        if self.temper.vanishes == "start":
            raise VanishedError
        if self.temper.hangs == "start":
            raise HungError

    # --- the rest ------------------------------------------------------------------------------------

    def security_receive(self, command: Command, data: bytes) -> Completion:
        """Security Receive: the list of protocols; Opal's level 0 discovery with Block SID."""
        del data
        protocol, specific = command.words[0] >> 24, command.words[0] >> 8 & 0xFFFF
        length = command.words[1]
        if protocol == 0:
            return Completion(data=(bytes(6) + struct.pack(">H", 2) + b"\x00\x01").ljust(length, b"\0"))
        if protocol == 1 and specific == 1:
            tper = struct.pack(">HBB", 0x0001, 0x10, 12) + b"\x11" + bytes(11)
            locking = (
                struct.pack(">HBB", 0x0002, 0x10, 12) + bytes((0x0F if self.locked else 0x09,)) + bytes(11)
            )
            block = struct.pack(">HBB", 0x0402, 0x10, 12) + bytes((2 if self.blocked else 0,)) + bytes(11)
            body = tper + locking + block
            page = struct.pack(">I", 44 + len(body)) + struct.pack(">I", 1) + bytes(40) + body
            return Completion(data=page.ljust(length, b"\0")[:length])
        return Completion(INVALID_FIELD | _NO_RETRY)

    def features(self, command: Command, data: bytes) -> Completion:
        """Get and Set Features: queues, and Namespace Write Protection (84h)."""
        del data
        feature = command.words[0] & 0xFF
        if feature == 0x07:
            return Completion(result=0x0003_0003)
        if feature == 0x84 and command.opcode == 0x09:
            self.kept.protected = bool(command.words[1] & 7)
            self._changed()
        return Completion(result=int(self.kept.protected) if feature == 0x84 else 0)

    def nothing(self, command: Command, data: bytes) -> Completion:
        """A command that changes nothing here."""
        del command, data
        return Completion()


_Answer = Callable[[Controller, Command, bytes], Completion]
_ADMIN: dict[int, _Answer] = {
    0x02: Controller.log,
    0x06: Controller.identify,
    0x09: Controller.features,
    0x0A: Controller.features,
    0x18: Controller.nothing,
    0x80: Controller.format,
    0x82: Controller.security_receive,
    0x84: Controller.sanitize,
}
_WHILE_SANITIZING = frozenset({0x02, 0x06, 0x09, 0x0A, 0x18, 0x84})  # figure 586, shortened
