"""What a simulated drive keeps: its bytes and its firmware's state, in a folder that outlives the process.

State is synced at each transition and read again at the start: who kills the guest cuts the power of the PC,
and not the memory of the drive.
"""

import os
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import msgspec

_PIECE = 1 << 20

State = TypeVar("State", bound=msgspec.Struct)


class Media:
    """The bytes of one namespace or unit. Sizes and offsets in bytes.

    `spare`: bytes behind the last address that an overwrite never reaches and only an honest erase does.
    """

    def __init__(self, path: Path, size: int, *, spare: int = 0) -> None:
        self.size = size
        self.path = path
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._closing = weakref.finalize(self, os.close, self._file)
        if os.fstat(self._file).st_size != size + spare:
            os.ftruncate(self._file, size + spare)
        self._whole = size + spare
        self._written = _Ranges(path.with_suffix(".written"))
        self.unreadable = False

    def read(self, offset: int, length: int) -> bytes:
        return os.pread(self._file, min(length, self.size - offset), offset)

    def write(self, offset: int, data: bytes) -> None:
        at = 0
        while at < len(data):
            at += os.pwrite(self._file, data[at:], offset + at)
        self._written.add(offset, offset + len(data))
        self.unreadable = False

    def sync(self) -> None:
        os.fdatasync(self._file)
        self._written.save()

    def erase(self, start: int, upto: int, leaves: str) -> None:
        """Fills [start, upto), spare bytes included, with what this firmware leaves."""
        self._overlay(start, self._whole if upto >= self.size else upto, leaves)

    def _overlay(self, start: int, upto: int, leaves: str) -> None:
        if leaves == "random":
            self._fill(start, upto, os.urandom)
            return
        pattern = bytes.fromhex(leaves)
        if any(pattern):
            block = pattern * (_PIECE // len(pattern))
            self._fill(start, upto, lambda length: block[:length])
        else:
            self._punch(start, upto)

    def erase_addressed(self, upto: int, leaves: str) -> None:
        """Fills [0, upto) and leaves the spare bytes: an erase of an eMMC before its sanitize."""
        self._overlay(0, min(upto, self.size), leaves)

    def erase_spare(self, leaves: str) -> None:
        """Fills the spare bytes alone: a sanitize of an eMMC."""
        self._overlay(self.size, self._whole, leaves)

    def erase_mapped(self, leaves: str) -> None:
        """Erases what was ever written through this door, and nothing else."""
        for start, upto in self._written.all():
            self._overlay(start, upto, leaves)
        self._written.clear()

    @property
    def spare(self) -> bytes:
        """The cells that nobody can address: what a laboratory would read."""
        return os.pread(self._file, self._whole - self.size, self.size)

    def hide_in_spare(self, data: bytes) -> None:
        """Leaves a trace of somebody's file in the cells that nobody can address."""
        os.pwrite(self._file, data[: self._whole - self.size], self.size)

    def close(self) -> None:
        """Lets the file go, as nobody who still holds the drive would."""
        self._closing()

    def _fill(self, start: int, upto: int, make: Callable[[int], bytes]) -> None:
        for offset in range(start, upto, _PIECE):
            os.pwrite(self._file, make(min(_PIECE, upto - offset)), offset)

    def _punch(self, start: int, upto: int) -> None:
        # a hole reads as zeros, and costs no time on a drive of gigabytes
        if start == 0 and upto >= self._whole:
            os.ftruncate(self._file, 0)
            os.ftruncate(self._file, self._whole)
        else:
            self._fill(start, upto, bytes)


class _Ranges:
    """Joined [start, upto) ranges, kept in a file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        known = path.read_bytes() if path.exists() else b"[]"
        self._ranges = msgspec.json.decode(known, type=list[tuple[int, int]])

    def add(self, start: int, upto: int) -> None:
        apart = [one for one in self._ranges if one[1] < start or one[0] > upto]
        met = [one for one in self._ranges if not (one[1] < start or one[0] > upto)]
        ends = [(start, upto), *met]
        apart.append((min(one[0] for one in ends), max(one[1] for one in ends)))
        self._ranges = sorted(apart)

    def all(self) -> list[tuple[int, int]]:
        return list(self._ranges)

    def clear(self) -> None:
        self._ranges = []

    def save(self) -> None:
        _durable(self._path, msgspec.json.encode(self._ranges))


def keep(path: Path, state: msgspec.Struct) -> None:
    """Writes the firmware's state so that a cut leaves the old one or the new one."""
    _durable(path, msgspec.json.encode(state))


def kept(path: Path, kind: type[State]) -> State | None:
    """The firmware's state as it was when the power went, or None."""
    return msgspec.json.decode(path.read_bytes(), type=kind) if path.exists() else None


def _durable(path: Path, data: bytes) -> None:
    part = path.with_suffix(path.suffix + ".part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
