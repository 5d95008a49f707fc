"""Writes facts down: first where faces read them, then where a power cut cannot reach them."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import msgspec

from coordi_wipe.jobs.folder import JobFolder, decode_facts, whole_lines
from coordi_wipe.jobs.stick import trouble
from coordi_wipe.ledger import durable
from coordi_wipe.model.errors import DamagedError
from coordi_wipe.model.facts import AnyFact
from coordi_wipe.model.progress import Stick

RETRY = 2.0
"""Seconds between two attempts while the stick is away."""


class Recorder:
    """facts.jsonl twice: the durable file is always a prefix of the live one.

    Only the file system that held the job at the start is written to: another stick that takes the
    place of ours gets nothing. A live file that is full or swept away stops no work. Raises OSError when
    there are facts that cannot be read, DamagedError when they cannot be gone on with.
    """

    def __init__(self, folder: JobFolder) -> None:
        self._folder = folder
        self._durable = folder.durable / "facts.jsonl"
        self._live = folder.live / "facts.jsonl"
        self._file_system = os.statvfs(folder.durable).f_fsid
        kept, live = whole_lines(self._durable), whole_lines(self._live)
        if not (kept.startswith(live) or live.startswith(kept)):
            raise DamagedError("facts-disagree", job=folder.uuid)
        whole = max(kept, live, key=len)
        self.facts: list[AnyFact] = list(decode_facts(whole))
        self._check_whole(whole, folder.uuid)
        self._lines = bytearray(whole)
        self._kept, self._shown = len(kept), len(live)
        self._show()
        self.stick: Stick = "present"
        self.keep()

    @property
    def present(self) -> bool:
        """Whether all that was recorded is durable, as far as we have looked."""
        return self.stick == "present"

    def _check_whole(self, whole: bytes, job: str) -> None:
        if len(self.facts) != len(whole.splitlines()):
            raise DamagedError("facts-damaged", job=job, line=len(self.facts) + 1)

    def add(self, fact: AnyFact) -> bool:
        """Records a fact; false while it cannot be made durable."""
        self._lines += msgspec.json.encode(fact) + b"\n"
        self.facts.append(fact)
        self._show()
        return self.keep()

    def _show(self) -> None:
        try:
            self._folder.make_live()
            shown = min(self._shown, _size(self._live))
            _append(self._live, shown, bytes(self._lines[shown:]))
        except OSError:
            return  # those who look see less; the stick has it
        self._shown = len(self._lines)

    def keep(self) -> bool:
        """Makes everything recorded so far durable; false, and `stick` says why, when it cannot be done.

        Raises DamagedError when other facts came to this job meanwhile: what another station wrote on a stick
        that was away is no less true than ours, and is not written over.
        """
        try:
            self._look_at_file_system()
            kept = self._there()
            _append(self._durable, kept, bytes(self._lines[kept:]), sync=True)
        except OSError as error:
            self.stick = trouble(error)
        else:
            self._kept = len(self._lines)
            self.stick = "present"
        return self.present

    def _there(self) -> int:
        """How many bytes of ours the durable file holds: looked at whenever it is not as we left it, and when
        it was out of our hands. Shorter if somebody cut it."""
        if self.present and _size(self._durable) == self._kept:
            return self._kept
        there = whole_lines(self._durable)
        if not self._lines.startswith(there):
            raise DamagedError("facts-disagree", job=self._folder.uuid)
        return len(there)

    def look(self) -> bool:
        """Whether the stick takes facts; if it did not, what it missed is made up for."""
        if self.present:
            try:
                self._look_at_file_system()
            except OSError as error:
                self.stick = trouble(error)
            return self.present
        return self.keep()

    def insist(self, pause: Callable[[float], None]) -> None:
        """Waits for the stick: returns only when all facts are durable, or `pause` raises."""
        while not self.keep():
            pause(RETRY)

    def _look_at_file_system(self) -> None:
        """Raises OSError unless ours is there and can be written: a kernel that finds a fault in a file
        system makes it read-only."""
        found = os.statvfs(self._durable.parent)
        if found.f_fsid != self._file_system:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(self._durable))
        if found.f_flag & os.ST_RDONLY:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(self._durable))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _append(path: Path, size: int, data: bytes, *, sync: bool = False) -> None:
    """Puts `data` behind the first `size` bytes; what lies there is a torn line."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        os.ftruncate(descriptor, size)
        at = size
        while data:
            written = os.pwrite(descriptor, data, at)
            data, at = data[written:], at + written
        if sync:
            os.fsync(descriptor)
            if size == 0:
                durable.sync_folder(path.parent)
    finally:
        os.close(descriptor)
