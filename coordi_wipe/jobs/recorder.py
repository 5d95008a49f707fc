"""Writes facts down: first where faces read them, then where a power cut cannot reach them."""

import os
from collections.abc import Callable
from pathlib import Path

import msgspec

from coordi_wipe.jobs.folder import JobFolder, decode_facts, whole_lines
from coordi_wipe.ledger import durable
from coordi_wipe.model.errors import DamagedError
from coordi_wipe.model.facts import AnyFact

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
        self._file_system = _file_system(folder.durable)
        kept, live = whole_lines(self._durable), whole_lines(self._live)
        if not (kept.startswith(live) or live.startswith(kept)):
            raise DamagedError("facts-disagree", job=folder.uuid)
        whole = max(kept, live, key=len)
        self.facts: list[AnyFact] = list(decode_facts(whole))
        self._check_whole(whole, folder.uuid)
        self._lines = bytearray(whole)
        self._kept, self._shown = len(kept), len(live)
        self._show()
        self.present = self.keep()

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
        """Makes everything recorded so far durable; false when the stick is away."""
        try:
            if not self._is_there():
                raise FileNotFoundError(self._durable)
            kept = min(self._kept, _size(self._durable))  # shorter if somebody cut it
            _append(self._durable, kept, bytes(self._lines[kept:]), sync=True)
        except OSError:
            self.present = False
        else:
            self._kept = len(self._lines)
            self.present = True
        return self.present

    def look(self) -> bool:
        """Whether the stick is there; if it was away, what it missed is made up for."""
        if self.present and self._is_there():
            return True
        return self.keep()

    def insist(self, pause: Callable[[float], None]) -> None:
        """Waits for the stick: returns only when all facts are durable, or `pause` raises."""
        while not self.keep():
            pause(RETRY)

    def _is_there(self) -> bool:
        try:
            return _file_system(self._durable.parent) == self._file_system
        except OSError:
            return False


def _file_system(folder: Path) -> int:
    return os.statvfs(folder).f_fsid


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
