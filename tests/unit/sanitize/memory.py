"""A Block in memory that keeps what is asked of it, so that rules can be looked at byte by byte."""

import errno
import os
import threading
from dataclasses import dataclass, field

from coordi_wipe.sanitize.stream import BLOCK, Stream, aligned

SIZE = 2 * BLOCK + 5 * 512
"""A few pieces of the pipeline, and a tail."""


@dataclass
class Memory:
    """`content` is the medium; `written` the ranges in the order of their writes."""

    size: int
    logical: int = 512
    physical: int = 512
    written: list[tuple[int, int]] = field(default_factory=list)
    flushes: int = 0
    bad: frozenset[int] = frozenset()  # logical blocks that can neither be read nor written

    def __post_init__(self) -> None:
        self.content = bytearray(b"\xa7" * self.size)
        self._lock = threading.Lock()

    def write(self, offset: int, data: memoryview) -> int:
        self._reach(offset, len(data))
        with self._lock:
            self.content[offset : offset + len(data)] = data
            self.written.append((offset, offset + len(data)))
        return len(data)

    def read(self, offset: int, into: memoryview) -> int:
        self._reach(offset, len(into))
        found = self.content[offset : offset + len(into)]
        into[: len(found)] = found
        return len(found)

    def flush(self) -> None:
        self.flushes += 1

    def _reach(self, offset: int, length: int) -> None:
        if self.bad & set(range(offset // self.logical, -(-(offset + length) // self.logical))):
            raise OSError(errno.EIO, os.strerror(errno.EIO))


def filled(made: Stream, size: int = SIZE, **kind: int) -> Memory:
    """A Block that holds this stream."""
    block = Memory(size, **kind)
    scratch = aligned(BLOCK)
    for offset in range(0, size, BLOCK):
        length = min(BLOCK, size - offset)
        block.content[offset : offset + length] = made.view(offset, length, scratch)
    return block
