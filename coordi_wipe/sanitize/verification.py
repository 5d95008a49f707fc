"""Reads a drive back and compares: every byte after an overwrite, samples and canaries for firmware.

NIST SP 800-88 Rev. 1, section 4.7.3 (full verification, representative sampling).
"""

import ctypes
import hashlib
import math
import os
import random
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from coordi_wipe.hardware.host import Block
from coordi_wipe.model.levels import MIN_CANARIES
from coordi_wipe.sanitize.control import Halted, Pace, Trouble
from coordi_wipe.sanitize.pipeline import Checkpoint, Piece, Tick, paced, stretches
from coordi_wipe.sanitize.stream import BLOCK, Stream, aligned

MAX_MISMATCHES = 1000
"""Logical blocks that differ after which reading on would prove nothing more."""

_libc = ctypes.CDLL(None)
_memcmp = _libc.memcmp
_memcmp.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t]
_memcmp.restype = ctypes.c_int
_memset = _libc.memset
_memset.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_size_t]
_memset.restype = ctypes.c_void_p


def _address(view: memoryview) -> int:
    return ctypes.addressof(ctypes.c_char.from_buffer(view))


@dataclass(frozen=True)
class ReadBack:
    """Bytes read and compared, logical blocks that differed, ranges that could not be read."""

    read: int
    mismatches: int
    unreadable: tuple[tuple[int, int], ...]
    places: int


class _EnoughError(Exception):
    """So much differs that reading on would prove nothing more."""


class _Found:
    """What the lanes have read and found between them."""

    def __init__(self) -> None:
        self.read = 0
        self.mismatches = 0
        self._lock = threading.Lock()

    def add(self, length: int, mismatches: int) -> None:
        with self._lock:
            self.read += length
            self.mismatches += mismatches
            if self.mismatches >= MAX_MISMATCHES:
                raise _EnoughError


def read_back(
    block: Block, stream: Stream, size: int, *, trouble: Trouble, pace: Pace, tick: Tick
) -> ReadBack:
    """Reads [0, size) and compares it with the stream; stops early once MAX_MISMATCHES blocks differ.

    Raises Halted when the drive is gone or its error budget spent.
    """
    found = _Found()
    unreadable: list[tuple[int, int]] = []
    with suppress(_EnoughError):
        for stretch in stretches(
            0,
            size,
            _comparer(block, stream, size, found),
            unit=max(block.physical, block.logical),
            checkpoint=Checkpoint(),
            trouble=trouble,
            tick=paced(pace, tick),
        ):
            unreadable += stretch.lost
    if block.size != size:
        raise Halted("vanished", "drive-shrank", planned=size, seen=block.size)
    return ReadBack(found.read, found.mismatches, tuple(unreadable), 1)


def _comparer(block: Block, stream: Stream, size: int, found: _Found) -> Callable[[], Piece]:
    def make() -> Piece:
        memory = aligned(2 * BLOCK)
        scratch, seen = memory[:BLOCK], memory[BLOCK:]

        def piece(offset: int, length: int) -> int:
            expected = stream.view(offset, length, scratch)
            # a read that says it was done and moved nothing must not find what the read before left here
            _memset(_address(seen), expected[0] ^ 0xFF, length)
            read_exactly(block, offset, seen[:length], size)
            differ = _memcmp(_address(seen), _address(expected), length)
            found.add(length, _differing(seen[:length], expected, block.logical) if differ else 0)
            return length

        return piece

    return make


def read_exactly(block: Block, offset: int, into: memoryview, size: int) -> None:
    """Fills `into` from `offset`; a short read is continued, one of nothing is a lost device."""
    done = 0
    while done < len(into):
        count = block.read(offset + done, into[done:])
        count -= 0 if offset + done + count == size else count % block.logical
        if count <= 0:
            raise Halted("vanished", "drive-shrank", planned=size, seen=block.size)
        done += count


def _differing(seen: memoryview, expected: memoryview, logical: int) -> int:
    """How many logical blocks differ."""
    return sum(seen[at : at + logical] != expected[at : at + logical] for at in range(0, len(seen), logical))


def is_still_ours(
    block: Block,
    stream: Stream,
    upto: int,
    places: int = 64,
    *,
    look: Callable[[], None] = lambda: None,
    marked: Callable[[bytes], bool] = lambda _: False,
) -> bool:
    """Whether `places` spread over [0, upto) hold the stream: the drive is as we left it.

    `look` is called before each read, which may take its time, and may raise. `marked` answers whether
    these bytes of LBA 0 are the fingerprint that we may have left there.
    """
    count = max(upto // block.logical, 1)
    scratch, seen = aligned(BLOCK), aligned(max(block.logical, 512))
    for place in sorted({count * i // places for i in range(places)} | {count - 1}):
        offset = place * block.logical
        length = min(block.logical, block.size - offset)
        look()
        read_exactly(block, offset, seen[:length], block.size)
        as_left = seen[:length] == stream.view(offset, length, scratch)
        if not as_left and not (offset == 0 and marked(bytes(seen[:length]))):
            return False
    return True


# --- samples and canaries, for firmware erases ---------------------------------------------------


def strata(blocks: int, count: int, chance: random.Random | random.SystemRandom) -> tuple[int, ...]:
    """`count` block numbers: first, last, and one drawn from each equal part of the drive in between.

    Spread over all of it (usody-sanitize looked at the first 0.2 %). Fewer where the drive is smaller.
    """
    if blocks <= count:
        return tuple(range(blocks))
    inner = count - 2
    drawn = {0, blocks - 1}
    for part in range(inner):
        low = 1 + (blocks - 2) * part // inner
        high = 1 + (blocks - 2) * (part + 1) // inner
        drawn.add(chance.randrange(low, high))
    return tuple(sorted(drawn))


@dataclass(frozen=True)
class Canaries:
    """Random tokens planted before a firmware erase: where, and the hash of each; the tokens are gone."""

    places: tuple[int, ...]
    hashes: tuple[bytes, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of the list of block numbers, for the evidence."""
        return hashlib.sha256(",".join(map(str, self.places)).encode()).hexdigest()


def plant(
    block: Block, chance: random.Random | random.SystemRandom, count: int = MIN_CANARIES + 2
) -> Canaries:
    """Writes a random token over one logical block at each place, and flushes. Raises OSError."""
    places = strata(block.size // block.logical, count, chance)
    scratch = aligned(max(block.logical, 512))[: block.logical]
    hashes = []
    for place in places:
        token = os.urandom(block.logical)
        scratch[:] = token
        if block.write(place * block.logical, scratch) != block.logical:
            raise Halted("vanished", "drive-shrank", planned=block.size, seen=place * block.logical)
        hashes.append(hashlib.sha256(token).digest())
    block.flush()
    return Canaries(places, tuple(hashes))


def alive(block: Block, canaries: Canaries) -> int:
    """How many canaries can still be read: an erase that worked leaves none. Raises OSError."""
    seen = aligned(max(block.logical, 512))[: block.logical]
    survivors = 0
    for place, expected in zip(canaries.places, canaries.hashes, strict=True):
        read_exactly(block, place * block.logical, seen, block.size)
        survivors += hashlib.sha256(seen).digest() == expected
    return survivors


def sample_count(blocks: int, share: float = 0.1, seconds: float = 600, per_second: float = 200) -> int:
    """Places for a sampled read-back: a tenth of the drive, at most ten minutes of random reads."""
    return max(min(math.ceil(blocks * share), int(seconds * per_second)), min(blocks, MIN_CANARIES + 2))
