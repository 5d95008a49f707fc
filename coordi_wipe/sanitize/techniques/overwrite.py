"""Overwrites every addressable byte of a drive, pass by pass, and reads the last pass back in full.

NIST SP 800-88 Rev. 1, table A-5 and following ("Clear"): never Purge, on any medium. What it cannot
reach (spare cells, hidden areas, a hybrid disk's cache) is noted.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from coordi_wipe.hardware.host import Block
from coordi_wipe.model.plan import Step
from coordi_wipe.model.progress import Stage
from coordi_wipe.sanitize.control import Budget, Pace, Trouble
from coordi_wipe.sanitize.pipeline import Checkpoint, write
from coordi_wipe.sanitize.stream import BLOCK, Stream, self_test, stream
from coordi_wipe.sanitize.verification import ReadBack, is_still_ours, read_back


@dataclass(frozen=True)
class Position:
    """Where to (re)start: pass number (from 0) and byte offset in it."""

    number: int = 0
    offset: int = 0


@dataclass(frozen=True)
class Overwrite:
    """One overwrite of one block device. The callbacks record facts and show progress.

    `wrote(number, start, upto, skipped)` must make its fact durable before it returns;
    `tick(stage, number, bytes)` may raise to stop. `marked`: whether these bytes of LBA 0 are a
    fingerprint that this job has written before it was interrupted.
    """

    block: Block
    size: int
    step: Step
    keys: tuple[str, ...]
    checkpoint: Checkpoint
    budget: Budget
    wrote: Callable[[int, int, int, tuple[tuple[int, int], ...]], None]
    tick: Callable[[Stage, int, int], None]
    marked: Callable[[bytes], bool] = lambda _: False
    clock: Callable[[], float] = time.monotonic

    def stream(self, number: int) -> Stream:
        """What pass `number` writes."""
        return stream(self.step.patterns, self.keys, number)

    def run(self, start: Position, *, before_reading: Callable[[], None]) -> ReadBack:
        """Writes from `start` to the end of the last pass, then reads all of it. Raises Halted."""
        self_test(self.step.patterns, self.keys)
        trouble = Trouble(self.budget, self.clock)
        for number in range(start.number, self.step.passes):
            self._write(number, start.offset if number == start.number else 0, trouble)
        before_reading()
        last = self.step.passes - 1
        return read_back(
            self.block,
            self.stream(last),
            self.size,
            trouble=Trouble(self.budget, self.clock),
            pace=Pace(self.budget, self.clock),
            tick=lambda moved: self.tick("verify", last, moved),
        )

    def _write(self, number: int, start: int, trouble: Trouble) -> None:
        for stretch in write(
            self.block,
            self.stream(number),
            start,
            self.size,
            checkpoint=self.checkpoint,
            trouble=trouble,
            pace=Pace(self.budget, self.clock),
            tick=lambda moved: self.tick("write", number, start + moved),
        ):
            self.wrote(number, stretch.start, stretch.upto, stretch.lost)

    def resumed(self, reached: Position, rewind: int) -> Position | None:
        """Where to go on after an interruption at `reached`: some bytes before it, since a drive's cache
        may have lied. None when the drive does not hold what was written, when nothing was yet, or when
        the pass was constant: a blank drive in its place would hold the same."""
        if reached == Position():
            return None
        number, upto = (reached.number, reached.offset) if reached.offset else (reached.number - 1, self.size)
        if not self.step.patterns[number].endswith("random"):
            return None
        try:
            ours = is_still_ours(
                self.block,
                self.stream(number),
                upto,
                look=lambda: self.tick("write", number, upto),
                marked=self.marked,
            )
        except OSError:
            ours = False
        if not ours:
            return None
        return Position(number, max(upto - rewind, 0) // BLOCK * BLOCK)
