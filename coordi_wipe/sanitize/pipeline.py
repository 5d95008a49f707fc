"""Moves bytes between a stream and a drive: several lanes, each making its piece and then moving it.

While one lane waits for the drive, another computes: production and writing, reading and comparing
overlap without queues between them. Memory: two BLOCKs a lane. Python runs once a BLOCK, never once a
sector, as long as nothing fails.
"""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from coordi_wipe.hardware.host import Block
from coordi_wipe.sanitize.control import Halted, Pace, Trouble, judge
from coordi_wipe.sanitize.stream import BLOCK, Stream, aligned

LANES = 3
_LAST_PIECE = 0.9  # seconds that the lanes have to end their piece when work stops
_TICK = 0.1  # seconds between two looks at cancel, pace and progress

Piece = Callable[[int, int], int]
"""Moves [offset, offset + length), or its beginning, and answers how many bytes; raises OSError.

Each lane has its own, with its own memory."""

Tick = Callable[[int], None]
"""Called ten times a second with the bytes moved so far; may raise to stop."""


@dataclass(frozen=True)
class Stretch:
    """[start, upto) was moved, but for the `lost` ranges."""

    start: int
    upto: int
    lost: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Checkpoint:
    """A flush and a fact at least this often, whichever comes first."""

    seconds: float = 5.0
    bytes: int = 4 << 30


class _Sweep:
    """One run of the lanes over [start, end), until the deadline or the first failure."""

    def __init__(self, start: int, end: int, deadline: float) -> None:
        self.start = start
        self.next = start
        self.end = end
        self.deadline = deadline
        self.moved = 0
        self.failures: list[tuple[int, int, OSError, float]] = []
        self.crash: BaseException | None = None
        self._open = True
        self._stopped = False
        self._lock = threading.Lock()

    def stop(self) -> None:
        """From now on nothing is moved any more, but for what a lane has just asked of the drive."""
        with self._lock:
            self._open = False
            self._stopped = True

    def lane(self, piece: Piece) -> None:
        """What one thread does."""
        try:
            while (at := self._take()) is not None:
                self._move(piece, *at)
        except BaseException as error:  # noqa: BLE001 - handed to the thread that waits, and raised there
            self.crash = error
            self.stop()

    def _take(self) -> tuple[int, int] | None:
        with self._lock:
            if not self._open or self.next >= self.end:
                return None
            # late as it may be (a stopped process), one piece is moved: a sweep always gets on
            if self.next > self.start and time.monotonic() > self.deadline:
                return None
            offset = self.next
            # pieces keep to multiples of BLOCK, whatever the start
            length = min(BLOCK - offset % BLOCK, self.end - offset)
            self.next += length
            return offset, length

    def _move(self, piece: Piece, offset: int, length: int) -> None:
        while length and not self._stopped:
            start = time.monotonic()
            try:
                count = piece(offset, length)
            except OSError as error:
                with self._lock:
                    self.failures.append((offset, length, error, time.monotonic() - start))
                    self._open = False  # the others end their piece; what failed is looked at first
                return
            offset, length = offset + count, length - count
            with self._lock:
                self.moved += count


def stretches(
    start: int,
    end: int,
    make_piece: Callable[[], Piece],
    *,
    unit: int,
    checkpoint: Checkpoint,
    trouble: Trouble,
    tick: Tick,
) -> Iterator[Stretch]:
    """Moves [start, end) and yields a stretch at each checkpoint; what fails is salvaged down to `unit`.

    Raises Halted when the drive is gone or its budget spent, and whatever `tick` raises.
    """
    pieces = [make_piece() for _ in range(LANES)]
    moved = 0
    while start < end:
        began = time.monotonic()
        upto = min(end, start + checkpoint.bytes)
        lost: list[tuple[int, int]] = []
        at = start
        while at < upto and (at == start or time.monotonic() < began + checkpoint.seconds):
            sweep = _Sweep(at, upto, began + checkpoint.seconds)
            _run(sweep, pieces, partial(_onward, tick, moved))
            lost += _salvaged(sweep, pieces[0], unit, trouble, partial(tick, moved + sweep.moved))
            moved += sweep.next - at
            at = sweep.next
        yield Stretch(start, at, tuple(_merged(lost)))
        start = at


def _onward(tick: Tick, before: int, now: int) -> None:
    tick(before + now)


def _salvaged(
    sweep: _Sweep, piece: Piece, unit: int, trouble: Trouble, tick: Callable[[], None]
) -> list[tuple[int, int]]:
    """What stays lost of everything that failed in this sweep."""
    lost: list[tuple[int, int]] = []
    for offset, length, error, seconds in sorted(sweep.failures, key=lambda failure: failure[0]):
        judge(error)
        trouble.cost(seconds)
        lost += _salvage(piece, offset, length, unit, trouble, tick)
    return lost


def _run(sweep: _Sweep, pieces: list[Piece], tick: Tick) -> None:
    threads = [threading.Thread(target=sweep.lane, args=(piece,), daemon=True) for piece in pieces]
    try:
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            for thread in threads:
                thread.join(_TICK / len(threads))
            tick(sweep.moved)
    except BaseException:
        sweep.stop()
        for thread in threads:  # no write is submitted any more; one that hangs is not waited for
            if thread.is_alive():
                thread.join(_LAST_PIECE / len(threads))
        raise
    if sweep.crash is not None:
        raise sweep.crash


def _salvage(
    piece: Piece, offset: int, length: int, unit: int, trouble: Trouble, tick: Callable[[], None]
) -> list[tuple[int, int]]:
    """Tries again, then halves down to the physical sector; answers the ranges that stay lost."""
    start = trouble.clock()
    try:
        while length:
            tick()
            start = trouble.clock()
            count = piece(offset, length)
            offset, length = offset + count, length - count
    except OSError as error:
        judge(error)
        trouble.cost(trouble.clock() - start)
    else:
        return []
    # cut on physical sectors: a 512-byte write on a 512e drive makes it read the bad 4 KiB first
    middle = (offset + length // 2) // unit * unit
    if middle <= offset:
        middle = offset - offset % unit + unit
    if middle >= offset + length:
        trouble.bad_sector()
        return [(offset, offset + length)]
    return [
        *_salvage(piece, offset, middle - offset, unit, trouble, tick),
        *_salvage(piece, middle, offset + length - middle, unit, trouble, tick),
    ]


def _merged(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Neighbouring ranges as one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if merged and merged[-1][1] >= start:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def writer(block: Block, stream: Stream, size: int) -> Callable[[], Piece]:
    """Pieces that write the stream, once each. A write of nothing is a lost device."""

    def make() -> Piece:
        scratch = aligned(BLOCK)

        def piece(offset: int, length: int) -> int:
            count = block.write(offset, stream.view(offset, length, scratch))
            # what is left must start on a sector
            count -= 0 if offset + count == size else count % block.logical
            if count <= 0:
                _lost_device(block, size)
            return count

        return piece

    return make


def _lost_device(block: Block, size: int) -> None:
    raise Halted("vanished", "drive-shrank", planned=size, seen=block.size)


def paced(pace: Pace, tick: Tick) -> Tick:
    """A tick that watches the drive's pace; what the tick itself takes (a hot drive rests) is not counted."""

    def watched(moved: int) -> None:
        pace.at(moved)
        start = pace.clock()
        tick(moved)
        pace.rested(pace.clock() - start)

    return watched


def write(
    block: Block,
    stream: Stream,
    start: int,
    size: int,
    *,
    checkpoint: Checkpoint,
    trouble: Trouble,
    pace: Pace,
    tick: Tick,
) -> Iterator[Stretch]:
    """Writes [start, size) of a pass; every stretch is flushed to the medium when it is yielded."""

    for stretch in stretches(
        start,
        size,
        writer(block, stream, size),
        unit=max(block.physical, block.logical),
        checkpoint=checkpoint,
        trouble=trouble,
        tick=paced(pace, tick),
    ):
        if block.size != size:
            _lost_device(block, size)
        try:
            block.flush()
        except OSError as error:
            judge(error)
            raise Halted("gave_up", "flush-failed", error=error.strerror or "") from error
        yield stretch
