"""The whole stick, open: direct reads and writes of its table, under the lock that keeps udev away."""

import errno
import mmap
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from coordi_wipe.hardware import device_lock, guard, ioctls
from coordi_wipe.hardware.writing import gpt, layout
from coordi_wipe.model.errors import DamagedError, MissingError, RefusedError

_PATIENCE = 10.0  # seconds for whoever looks at the stick just now: udev, mostly


class Disk(Protocol):
    """Bytes at offsets, in whole sectors. Everything raises OSError."""

    @property
    def size(self) -> int: ...
    def read(self, offset: int, length: int) -> bytes: ...
    def write(self, offset: int, data: bytes) -> None: ...
    def flush(self) -> None: ...


class OpenDisk:
    """A drive behind a descriptor. A write is one request to the drive: up to a page, no power cut on a
    drive that keeps its pages whole splits it. `mounted`: whoever holds it says so, and it stays writable."""

    mounted = False

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._number = ioctls.diskseq(descriptor)
        self.size = ioctls.size(descriptor)

    def read(self, offset: int, length: int) -> bytes:
        with mmap.mmap(-1, length) as window:
            got = os.preadv(self._descriptor, [window], offset)
            return window[:got]

    def write(self, offset: int, data: bytes) -> None:
        with mmap.mmap(-1, len(data)) as window:  # page-aligned, which a direct write asks for
            window[:] = data
            if os.pwritev(self._descriptor, [window], offset) != len(data):
                raise OSError(errno.EIO, os.strerror(errno.EIO))

    def flush(self) -> None:
        os.fsync(self._descriptor)

    def still_there(self) -> None:
        """Raises OSError (ENXIO) once another card lies in the reader's slot: its partitions have the names
        that this one's had."""
        if ioctls.diskseq(self._descriptor) != self._number:
            raise OSError(errno.ENXIO, os.strerror(errno.ENXIO))


@contextmanager
def held(node: str, attached: int | None = None) -> Iterator[OpenDisk]:
    """The drive, writable and locked: until the end, udev neither looks at it nor reads its table anew.

    Lifts the write guard of the attachment (diskseq) `attached` when the drive has a table of ours, and sets
    it back unless something of it was mounted. Raises OSError: EROFS when something else than the guard
    forbids writing, EBUSY when others keep its lock, ENXIO when it is another drive by now; and
    DamagedError("place-damaged") when it is not ours: then nothing was written nor lifted.
    """
    flags = os.O_CLOEXEC | os.O_DIRECT
    with _opened(node, os.O_RDONLY | os.O_NOFOLLOW | flags) as first:
        _lock(first)
        number = ioctls.diskseq(first)
        _same(number, number if attached is None else attached, node)
        _ours(OpenDisk(first))
        lifted, disk = _lifted(first, node), None
        try:
            with _opened(f"/proc/self/fd/{first}", os.O_RDWR | flags) as descriptor:
                _same(ioctls.diskseq(descriptor), number, node)
                disk = OpenDisk(descriptor)
                yield disk
        finally:
            if lifted and not (disk is not None and disk.mounted):
                guard.set_back(first)


@contextmanager
def _opened(path: str, flags: int) -> Iterator[int]:
    descriptor = os.open(path, flags)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _same(number: int, attached: int, node: str) -> None:
    if number != attached:
        raise OSError(errno.ENXIO, os.strerror(errno.ENXIO), node)


def _ours(disk: Disk) -> None:
    for there in (gpt.first(disk.read), gpt.last(disk.read, disk.size)):
        if there is not None and layout.is_ours(there):
            return
    raise DamagedError("place-damaged")


def _lifted(descriptor: int, node: str) -> bool:
    try:
        return guard.lift(descriptor, node)
    except RefusedError as error:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), node) from error
    except MissingError as error:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM), node) from error


@contextmanager
def reading(node: str, attached: int) -> Iterator[OpenDisk]:
    """This attachment of a drive that refuses to be written. Raises OSError; ENXIO when it is another one."""
    with _opened(node, os.O_RDONLY | os.O_CLOEXEC | os.O_DIRECT) as descriptor:
        _same(ioctls.diskseq(descriptor), attached, node)
        yield OpenDisk(descriptor)


def _lock(descriptor: int) -> None:
    if not device_lock.taken(descriptor, _PATIENCE):  # a worker, an image writer: not ours to write
        raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))
