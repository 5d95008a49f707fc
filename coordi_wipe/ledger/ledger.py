"""The ledger: everything this stick ever set out to do to a drive, and what came of it, line by line.

One file of JSON lines (`entry.py`), each holding the digest of the one before (`chain.py`). It only
ever grows. An append goes on behind a broken chain: refusing would lose the proof of every wipe to
come, while the break stays where `check` names it.
"""

import errno
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from coordi_wipe.ledger import chain, durable
from coordi_wipe.ledger.chain import Report
from coordi_wipe.ledger.entry import KINDS, Absent, Content, Entry, Intent, Kind, Result
from coordi_wipe.model.errors import DamagedError
from coordi_wipe.model.evidence import LedgerPosition

_PATIENCE = {fcntl.LOCK_EX: 10.0, fcntl.LOCK_SH: 1.0}
"""Seconds for another process to write its line; it may hang or have been stopped. A look waits less."""
_AGAIN = 0.01  # seconds between two tries


class Ledger:
    """The ledger file at this path. Its folder must exist: a missing one means a missing stick.

    Every method raises OSError when the file cannot be read or written, or (EBUSY) when another
    process does not let go of it. Any number of processes may append at once.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def append(self, content: Intent | Result | Absent, *, job: str, at: str) -> LedgerPosition:
        """Writes a line, durable on return, and says where it stands.

        The same content for the same job again answers the first position. Raises DamagedError when
        another content of this kind stands there for this job: a proof is never said twice in two ways.
        """
        with _opened(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT, fcntl.LOCK_EX) as file:
            data = _read(file)
            if not data:
                durable.sync_folder(self._path.parent)
            lines = chain.lines_of(data)
            old = len(lines)
            torn = chain.torn_end(lines)
            if torn:
                lines.append(_line(lines, at, "", chain.repair(torn)))
            position = _position(lines, content, job)
            if position is None:
                lines.append(_line(lines, at, job, content))
                position = LedgerPosition(chain.next_number(lines) - 1, chain.digest(lines[-1]))
            unfinished = b"\n" if data and not data.endswith(b"\n") else b""
            _write(file, unfinished + b"".join(line + b"\n" for line in lines[old:]))
            return position

    def find(self, kind: Kind, job: str) -> LedgerPosition | None:
        """Where the line of this kind stands for this job, or None."""
        found = _found(self._lines(), kind, job)
        return found[1] if found else None

    def settled(self) -> frozenset[str]:
        """The jobs whose result it holds, asked in one go: a stick keeps years of jobs. None while it cannot
        be read."""
        try:
            return frozenset(entry.job for entry in self.entries() if isinstance(entry.content, Result))
        except OSError:
            return frozenset()

    def entries(self) -> Iterator[Entry]:
        """Every line that can be read, in order; `check` names those that cannot."""
        return chain.entries(self._lines())

    def check(self) -> Report:
        """Follows the whole chain."""
        return chain.check(self._lines())

    def _lines(self) -> list[bytes]:
        """All lines; none when nothing was ever written."""
        try:
            with _opened(self._path, os.O_RDONLY, fcntl.LOCK_SH) as file:
                return chain.lines_of(_read(file))
        except FileNotFoundError:
            return []


def _line(lines: list[bytes], at: str, job: str, content: Content) -> bytes:
    entry = Entry(chain.next_number(lines), at, job, content, chain.next_previous(lines))
    return msgspec.json.encode(entry)


def _found(lines: list[bytes], kind: Kind, job: str) -> tuple[Entry, LedgerPosition] | None:
    """The first entry of this kind for this job. Only lines that name the job are decoded."""
    for line in lines:
        entry = chain.entry(line) if job.encode() in line else None
        if entry is not None and (entry.kind, entry.job) == (kind, job):
            return entry, LedgerPosition(entry.number, chain.digest(line))
    return None


def _position(lines: list[bytes], content: Intent | Result | Absent, job: str) -> LedgerPosition | None:
    """Where this content already stands for this job, or None."""
    found = _found(lines, KINDS[type(content)], job)
    if found is None:
        return None
    entry, position = found
    if entry.content != content:
        raise DamagedError("ledger-says-otherwise", line=position.line, job=job)
    return position


@contextmanager
def _opened(path: Path, flags: int, lock: int) -> Iterator[int]:
    """The file, open and locked; closing it lets the lock go, and so does the death of the process."""
    file = os.open(path, flags | os.O_CLOEXEC, 0o600)
    try:
        _lock(file, lock, path)
        yield file
    finally:
        os.close(file)


def _lock(file: int, lock: int, path: Path) -> None:
    """Waits for the lock, but not for ever: whoever has it may never let go."""
    until = time.monotonic() + _PATIENCE[lock]
    while True:
        try:
            fcntl.flock(file, lock | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), str(path)) from None
            time.sleep(_AGAIN)
        else:
            return


def _read(file: int) -> bytes:
    parts: list[bytes] = []
    offset = 0
    while part := os.pread(file, 1 << 20, offset):
        parts.append(part)
        offset += len(part)
    return b"".join(parts)


def _write(file: int, data: bytes) -> None:
    """Appends and makes durable, also what a killed process wrote before us and never synced."""
    while data:
        data = data[os.write(file, data) :]
    os.fsync(file)
