"""Writes an image onto a claimed drive by its layout, and reads every byte of it back.

What lies on the way is written before the door (layout.py), with the drive's cache flushed in between: a cut
at any moment leaves a stick that starts as before, does not start, or is whole.
"""

import errno
import hashlib
import mmap
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from coordi_wipe.hardware.host import Block
from coordi_wipe.hardware.writing.gpt import SECTOR
from coordi_wipe.hardware.writing.image import CHUNK, Image, Tell, unpacked
from coordi_wipe.hardware.writing.layout import BOOT_CODE, Layout, Span
from coordi_wipe.model.errors import DamagedError

_PAGE = 4096  # bytes: direct reads of any drive are aligned to this

Piece = tuple[Span, int, memoryview]
"""A span, a place on the drive, and the bytes for it: a multiple of SECTOR, good until the next piece."""


def write(block: Block, image: Image, layout: Layout, tell: Tell) -> None:
    """Writes the image. Raises OSError of the drive or of the file, DamagedError of the image."""
    for offset, length in layout.voids:
        _put_bytes(block, offset, bytes(length))
    block.flush()
    door, done = b"", 0
    for span, offset, data in pieces(image, layout):
        if span == layout.door:
            door += bytes(data)
        else:
            put(block, offset, data)
        done += len(data)
        tell(done, layout.total)
    if layout.code:
        _put_code(block, image.boot)
    block.flush()
    _put_bytes(block, layout.door.target, door)
    block.flush()


def compare(block: Block, image: Image, layout: Layout, tell: Tell) -> None:
    """Reads back and compares byte for byte. Raises DamagedError("prepare-read-back-differs", at=…) with the
    place on the drive in bytes, DamagedError("image-changed"), and OSError."""
    own, done = _buffer(), 0
    for _, offset, data in pieces(image, layout, whole=True):
        got = own[: len(data)]
        get(block, offset, got)
        different = first_difference(bytes(got), bytes(data))
        if different is not None:
            raise DamagedError("prepare-read-back-differs", at=offset + different)
        done += len(data)
        tell(done, layout.total)
    if layout.code and read(block, 0, BOOT_CODE) != image.boot:
        raise DamagedError("prepare-read-back-differs", at=0)


def pieces(image: Image, layout: Layout, *, whole: bool = False) -> Iterator[Piece]:
    """What is to lie where, in the order of the image. `whole`: the file is read to its end, and
    DamagedError("image-changed") raised unless it is the one that was looked at."""
    digest, place, buffer = hashlib.sha256(), 0, _buffer()
    with unpacked(Path(image.path)) as stream:

        def some(length: int) -> Iterator[memoryview]:
            nonlocal place
            while length:
                view = buffer[: min(length, CHUNK)]
                if _fill(stream.readinto, view) < len(view):
                    raise DamagedError("image-changed", path=image.path)
                if whole:
                    digest.update(view)
                place, length = place + len(view), length - len(view)
                yield view

        for span in layout.spans:
            for _ in some(span.source - place):
                pass
            offset = span.target
            for view in some(span.length):
                yield span, offset, view
                offset += len(view)
            yield from _zeros(buffer, span)
        for _ in some(image.size - place if whole else 0):
            pass
    if whole and digest.hexdigest() != image.digest:
        raise DamagedError("image-changed", path=image.path)


def put(block: Block, offset: int, data: memoryview) -> None:
    """Writes all of it, however little the drive takes at once."""
    while data:
        count = block.write(offset, data)
        if count <= 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        offset, data = offset + count, data[count:]


def get(block: Block, offset: int, into: memoryview) -> None:
    """Reads all of it. Raises OSError(EIO) where the drive ends before."""
    while into:
        count = block.read(offset, into)
        if count <= 0:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        offset, into = offset + count, into[count:]


def read(block: Block, offset: int, length: int) -> bytes:
    """Bytes at any offset, few of them; fewer at the drive's end. Raises OSError."""
    start = offset // _PAGE * _PAGE
    end = min(-(-(offset + length) // _PAGE) * _PAGE, block.size)
    if not 0 <= start < end:
        return b""
    view = memoryview(mmap.mmap(-1, end - start))
    get(block, start, view)
    return bytes(view[offset - start : offset - start + length])


def first_difference(one: bytes, other: bytes) -> int | None:
    """The first place where two runs of bytes differ, be it the end of one; None where they do not."""
    if one == other:
        return None
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, pair in pairs if pair[0] != pair[1]), min(len(one), len(other)))


def _buffer() -> memoryview:
    """CHUNK bytes that a direct read or write takes: an anonymous map lies on a page."""
    return memoryview(mmap.mmap(-1, CHUNK))


def _fill(readinto: Callable[[memoryview], int], view: memoryview) -> int:
    got = 0
    while got < len(view) and (count := readinto(view[got:])):
        got += count
    return got


def _zeros(buffer: memoryview, span: Span) -> Iterator[Piece]:
    offset, left = span.target + span.length, span.fill
    while left:
        view = buffer[: min(left, CHUNK)]
        view[:] = bytes(len(view))
        yield span, offset, view
        offset, left = offset + len(view), left - len(view)


def _put_bytes(block: Block, offset: int, data: bytes) -> None:
    buffer = _buffer()
    for start in range(0, len(data), CHUNK):
        piece = data[start : start + CHUNK]
        buffer[: len(piece)] = piece
        put(block, offset + start, buffer[: len(piece)])


def _put_code(block: Block, boot: bytes) -> None:
    """The boot code of sector 0, without what stands behind it; nothing is written where it is there."""
    before = read(block, 0, SECTOR)
    if before[:BOOT_CODE] != boot:
        _put_bytes(block, 0, boot + before[BOOT_CODE:])
