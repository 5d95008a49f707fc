"""Our own pipeline on a claimed drive, through the product's code: rates and what they cost in core time."""

import resource
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from coordi_wipe.hardware.discovery import drives
from coordi_wipe.hardware.host import Block
from coordi_wipe.hardware.linux import LinuxHost
from coordi_wipe.sanitize.control import Budget, Pace, Trouble
from coordi_wipe.sanitize.pipeline import Checkpoint, write
from coordi_wipe.sanitize.stream import Constant, Keystream, Stream
from coordi_wipe.sanitize.verification import read_back

RANDOM = Keystream(secrets.token_bytes(32))
ZERO = Constant(b"\0")


@dataclass(frozen=True)
class Ran:
    """Bytes a second; core-seconds (user and system, of this process) a gigabyte (10⁹)."""

    rate: float
    cost: float


@contextmanager
def claimed(node: str) -> Iterator[Block]:
    """The drive at this node, as a worker holds it."""
    host = LinuxHost(only=frozenset({node}))
    (drive,) = drives(host, named=[node])
    with host.claim(drive.identity) as held:
        yield held.blocks[0]


def overwrite(block: Block, stream: Stream) -> Ran:
    """One pass, flushed."""
    budget = Budget()
    with _timed(block.size) as result:
        for _ in write(
            block,
            stream,
            0,
            block.size,
            checkpoint=Checkpoint(),
            trouble=Trouble(budget),
            pace=Pace(budget),
            tick=lambda _: None,
        ):
            pass
    return result[0]


def verify(block: Block, stream: Stream) -> Ran:
    """One full read-back; the drive must hold the stream."""
    budget = Budget()
    with _timed(block.size) as result:
        found = read_back(
            block, stream, block.size, trouble=Trouble(budget), pace=Pace(budget), tick=lambda _: None
        )
    if (found.read, found.mismatches) != (block.size, 0):
        raise AssertionError(f"the read-back found {found}")
    return result[0]


@contextmanager
def _timed(size: int) -> Iterator[list[Ran]]:
    result: list[Ran] = []
    before, start = _core_seconds(), time.monotonic()
    yield result
    seconds, cores = time.monotonic() - start, _core_seconds() - before
    result.append(Ran(size / seconds, cores / (size / 1e9)))


def _core_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
