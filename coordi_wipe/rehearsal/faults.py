"""A file that answers reads and writes as a drive of some character would."""

import errno
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from coordi_wipe.rehearsal.character import Character, Range, ranges

GONE = ".gone"
"""Suffix of the file whose presence beside the backing file makes the drive vanish."""


class FaultyFile:
    """The drive's bytes are those of `backing`; every fault comes as OSError with the errno of a drive."""

    def __init__(self, character: Character, backing: Path) -> None:
        self._file = os.open(backing, os.O_RDWR | os.O_CLOEXEC)
        self.size = os.fstat(self._file).st_size
        self._character = character
        self._gone = backing.with_name(backing.name + GONE)
        self._first = _copy(backing) if character.stale else self._file
        self._unwritable = ranges(character.unwritable, self.size)
        self._unreadable = ranges(character.unreadable, self.size)
        self._forgetful = ranges(character.forgetful, self.size)
        self._stale = ranges(character.stale, self.size)
        self._end = self._share(character.capacity)
        self._written = 0

    def read(self, offset: int, length: int) -> bytes:
        """Up to `length` bytes from `offset` on; fewer at the end."""
        end = min(offset + length, self.size)
        self._pass_time(end - offset)
        self._be_there()
        if _touches(self._unreadable, offset, end):
            self._fail(errno.EIO)
        return b"".join(
            os.pread(self._first if stale else self._file, upto - start, start)
            for start, upto, stale in _pieces(self._stale, offset, end)
        )

    def write(self, offset: int, data: bytes) -> int:
        """Writes all of `data`, or says that it did."""
        end = offset + len(data)
        self._pass_time(len(data))
        self._be_there()
        if end > self._end:
            self._fail(errno.ENOSPC)
        if _touches(self._unwritable, offset, end):
            self._fail(errno.EIO)
        for start, upto, forgotten in _pieces(self._forgetful, offset, end):
            if not forgotten:
                _write_all(self._file, data[start - offset : upto - offset], start)
        self._written += len(data)
        return len(data)

    def flush(self) -> None:
        """Makes durable what was not dropped."""
        self._be_there()
        os.fsync(self._file)

    def _share(self, share: float | None) -> int:
        return self.size if share is None else round(share * self.size)

    def _pass_time(self, length: int) -> None:
        if self._character.rate and length > 0:
            time.sleep(length / self._character.rate)

    def _be_there(self) -> None:
        after = self._character.vanishes_after
        if (after is not None and self._written >= self._share(after)) or self._gone.exists():
            raise OSError(errno.ENODEV, os.strerror(errno.ENODEV))

    def _fail(self, number: int) -> None:
        time.sleep(self._character.error_seconds)
        raise OSError(number, os.strerror(number))


def _touches(stretches: tuple[Range, ...], start: int, end: int) -> bool:
    return any(start < upto and end > begin for begin, upto in stretches)


def _pieces(stretches: tuple[Range, ...], start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """[start, end) cut where a stretch begins or ends; each piece says whether it is in one."""
    cuts = sorted({start, end, *(cut for stretch in stretches for cut in stretch if start < cut < end)})
    for begin, upto in pairwise(cuts):
        yield begin, upto, _touches(stretches, begin, upto)


def _write_all(file: int, data: bytes, offset: int) -> None:
    while data:
        count = os.pwrite(file, data, offset)
        data, offset = data[count:], offset + count


def _copy(backing: Path) -> int:
    """A copy of the file as it is now, which nobody can see and which goes with the process."""
    with backing.open("rb") as source, tempfile.TemporaryFile(dir=backing.parent) as copy:
        shutil.copyfileobj(source, copy, 1 << 20)
        copy.flush()
        return os.dup(copy.fileno())
