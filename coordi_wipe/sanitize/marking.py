"""Writes the fingerprint over one verified block, and puts the last pass back where it was written.

What is on the block afterwards is looked at, never supposed: a drive may refuse, ignore or spoil a write.
"""

from typing import Literal

from coordi_wipe.hardware.host import Block
from coordi_wipe.sanitize.control import Halted, hopeless, judge
from coordi_wipe.sanitize.pipeline import writer
from coordi_wipe.sanitize.stream import BLOCK, Stream, aligned
from coordi_wipe.sanitize.verification import read_exactly

Outcome = Literal["marked", "as-before", "something-else", "unreadable"]
"""What the block holds: the fingerprint, written and flushed; still the last pass; neither, or nothing that
can be said; nothing that can be read."""

_TRIES = 2


class _Text:
    """The sector as a stream that is written from offset 0."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def view(self, offset: int, length: int, scratch: memoryview) -> memoryview:
        scratch[:length] = self._data[offset : offset + length]
        return scratch[:length]


def mark(block: Block, data: bytes, stream: Stream, size: int) -> Outcome:
    """Writes one block at LBA 0 that holds `stream`, flushes and reads it. Raises Halted when the drive is
    gone, or cannot flush its cache: then nobody knows what it will hold."""
    taken = _written(block, _Text(data), len(data), size)
    _flush(block)
    seen = aligned(BLOCK)[: len(data)]
    seen[:] = bytes(byte ^ 0xFF for byte in data)  # a read that moved nothing must not find what was wanted
    try:
        read_exactly(block, 0, seen, size)
    except OSError as error:
        judge(error)
        return "unreadable"
    if seen == stream.view(0, len(data), aligned(BLOCK)):
        return "as-before"
    return "marked" if taken and seen == data else "something-else"


def put_back(block: Block, stream: Stream, length: int, size: int) -> bool:
    """Writes `length` bytes of the stream at LBA 0 again, and flushes; whether the drive took them.
    Raises Halted as `mark` does."""
    taken = _written(block, stream, length, size)
    _flush(block)
    return taken


def _written(block: Block, stream: Stream, length: int, size: int) -> bool:
    """Whether one of a few tries went through. A drive that forbids writing is left as it is."""
    piece = writer(block, stream, size)()
    for _ in range(_TRIES):
        try:
            at = 0
            while at < length:
                at += piece(at, length - at)
        except OSError as error:
            end = hopeless(error)
            if end is not None and end.how == "vanished":
                raise end from error
        else:
            return True
    return False


def _flush(block: Block) -> None:
    try:
        block.flush()
    except OSError as error:
        judge(error)
        raise Halted("gave_up", "flush-failed", error=error.strerror or "") from error
