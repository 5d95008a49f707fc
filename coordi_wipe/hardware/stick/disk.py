"""The whole stick, open: direct reads and writes of its table, under the lock that keeps udev away."""

import errno
import fcntl
import mmap
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from coordi_wipe.hardware import ioctls
from coordi_wipe.hardware.writing.gpt import Reader

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
    drive that keeps its pages whole splits it."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
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


@contextmanager
def held(node: str) -> Iterator[OpenDisk]:
    """The drive, writable and locked: until the end, udev neither looks at it nor reads its table anew.

    Lifts the kernel's read-only flag, which the guard's rule set. Raises OSError: EROFS when the stick's own
    switch forbids writing.
    """
    writable(node)
    descriptor = os.open(node, os.O_RDWR | os.O_CLOEXEC | os.O_DIRECT)
    try:
        _lock(descriptor)
        yield OpenDisk(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def reading(node: str) -> Iterator[Reader]:
    """Reads a drive that refuses to be written. Raises OSError."""
    descriptor = os.open(node, os.O_RDONLY | os.O_CLOEXEC)
    try:
        yield lambda offset, length: os.pread(descriptor, length, offset)
    finally:
        os.close(descriptor)


def writable(node: str) -> None:
    """Lifts the kernel's read-only flag of this drive. Raises OSError: EROFS, the drive says so itself."""
    descriptor = os.open(node, os.O_RDONLY | os.O_CLOEXEC)
    try:
        if ioctls.read_only(descriptor):
            ioctls.set_read_only(descriptor, flag=False)
        if ioctls.read_only(descriptor):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), node)
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> None:
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:  # the lock only keeps udev from looking too early
                return
            time.sleep(0.02)
        else:
            return
