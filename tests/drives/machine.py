"""A claimed simulated drive: real tools through the laboratory, its bytes through its own commands."""

import errno
import os
import struct
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from coordi_wipe.hardware.process import Finished
from coordi_wipe.model.drive import Identity
from drives.ata_registers import HungError, VanishedError
from drives.erasing import DeadError
from drives.mmc import Emmc
from drives.nvme import Completion, Controller
from drives.relay import Laboratory
from drives.scsi import Reply, Unit

_MOMENT = 0.003  # real seconds: a thread that was just begun gets its turn


class Clock:
    """Time that passes only when somebody lets it: the drive as it works, the PC as it waits.

    Tools that run beside the waiting are let finish first: how fast this machine is must not matter.
    """

    def __init__(self) -> None:
        self.now = 1000.0
        self._beside: set[threading.Thread] = set()

    def __call__(self) -> float:
        return self.now

    def work(self, seconds: float) -> None:
        """The drive works for so long."""
        self.now += seconds

    def sleep(self, seconds: float) -> None:
        """The PC waits for so long."""
        time.sleep(_MOMENT)
        for one in self._beside - {threading.current_thread()}:
            one.join()
        self.now += seconds

    def seen(self) -> None:
        """This thread runs a tool."""
        self._beside.add(threading.current_thread())


def _fail(number: int) -> OSError:
    return OSError(number, os.strerror(number))


class ScsiBlock:
    """Reads and writes by READ (16) and WRITE (16)."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self.logical, self.physical = unit.looks.logical, unit.looks.physical

    @property
    def size(self) -> int:
        return self._unit.blocks * self.logical

    def read(self, offset: int, into: memoryview) -> int:
        reply = self._do(0x88, offset, len(into), b"")
        into[: len(reply.data)] = reply.data
        return len(reply.data)

    def write(self, offset: int, data: memoryview) -> int:
        self._do(0x8A, offset, len(data), bytes(data))
        return len(data)

    def flush(self) -> None:
        self._answered(lambda: self._unit.execute(bytes((0x35,)).ljust(16, b"\0"), b""))

    def _do(self, code: int, offset: int, length: int, data: bytes) -> Reply:
        cdb = struct.pack(">BBQIBB", code, 0, offset // self.logical, length // self.logical, 0, 0)
        return self._answered(lambda: self._unit.execute(cdb, data))

    def _answered(self, execute: Callable[[], Reply]) -> Reply:
        try:
            reply = execute()
        except (DeadError, VanishedError, HungError) as error:
            raise _fail(errno.ENODEV) from error
        if reply.status:
            raise _fail(errno.EIO)
        return reply


class NamespaceBlock:
    """Reads and writes of one namespace."""

    def __init__(self, controller: Controller, number: int) -> None:
        self._controller, self._number = controller, number
        self.logical = self.physical = controller.form.sector

    @property
    def size(self) -> int:
        return self._controller.medium[self._number - 1].size

    def read(self, offset: int, into: memoryview) -> int:
        first, count = offset // self.logical, len(into) // self.logical
        done = self._answered(lambda: self._controller.read(self._number, first, count))
        into[:] = done.data
        return len(into)

    def write(self, offset: int, data: memoryview) -> int:
        self._answered(lambda: self._controller.write(self._number, offset // self.logical, bytes(data)))
        return len(data)

    def flush(self) -> None:
        self._answered(lambda: self._controller.flush(self._number))

    def _answered(self, execute: Callable[[], Completion]) -> Completion:
        try:
            done = execute()
        except (DeadError, VanishedError, HungError) as error:
            raise _fail(errno.ENODEV) from error
        if done.status:
            raise _fail(errno.EIO)
        return done


class CardBlock:
    """Reads and writes of a card's user area."""

    def __init__(self, card: Emmc) -> None:
        self._card = card
        self.logical = self.physical = 512

    @property
    def size(self) -> int:
        return self._card.media.size

    def read(self, offset: int, into: memoryview) -> int:
        self._there()
        into[:] = self._card.read(offset, len(into))
        return len(into)

    def write(self, offset: int, data: memoryview) -> int:
        self._there()
        self._card.media.write(offset, bytes(data))
        return len(data)

    def flush(self) -> None:
        self._there()
        self._card.media.sync()

    def _there(self) -> None:
        if self._card.erasing.dead:
            raise _fail(errno.ENODEV)


SimulatedBlock = ScsiBlock | NamespaceBlock | CardBlock


@dataclass(frozen=True)
class SimulatedClaim:
    """A drive that is ours. A tool whose drive hangs is given up at once."""

    laboratory: Laboratory
    clock: Clock
    identity: Identity
    blocks: Sequence[SimulatedBlock]

    def run(self, argv: Sequence[str], *, timeout: float, free: bool = False) -> Finished:
        del timeout, free
        self.clock.seen()
        try:
            done = self.laboratory.run(*argv)
        except subprocess.TimeoutExpired as error:
            raise TimeoutError(errno.ETIMEDOUT, "too slow", argv[0]) from error
        return Finished(done.returncode, done.stdout, done.stderr, 0.0)
