"""What stops work on a drive: a person, a signal, the drive itself, or its error budget."""

import errno
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from coordi_wipe.model.base import Base, Reason


class Budget(Base, frozen=True):
    """How much trouble one drive may make before it is given up (SANITIZATION.md, "Overwrite").

    A crawler slows its neighbours: below `crawl_rate` bytes a second for `crawl_seconds` it stops.
    """

    error_seconds: float = 1800.0
    bad_sectors: int = 1000
    crawl_rate: float = 1e6
    crawl_seconds: float = 600.0


class Halted(Exception):
    """Work on this drive is over for good; `how` and `reason` go into the last fact."""

    def __init__(
        self, how: Literal["cancelled", "refused", "vanished", "gave_up"], code: str, **args: str | int
    ) -> None:
        super().__init__(how, code, args)
        self.how = how
        self.reason = Reason(code, args)


class Terminated(Exception):
    """Asked to stop as by a power cut: no last fact, the job can be resumed."""


# The device is gone, or no longer as large as it was: an ENOSPC is a lost device, not a finished pass.
_GONE = frozenset({errno.ENODEV, errno.ENXIO, errno.ENOMEDIUM, errno.ESHUTDOWN, errno.ENOSPC, errno.EBADF})
_FORBIDDEN = frozenset({errno.EROFS, errno.EPERM, errno.EACCES})


def hopeless(error: OSError) -> Halted | None:
    """What this error ends with, or None where a retry or a smaller piece may succeed."""
    if error.errno in _GONE:
        return Halted("vanished", "drive-vanished", error=error.strerror or "")
    if error.errno in _FORBIDDEN:
        return Halted("gave_up", "drive-refuses", error=error.strerror or "")
    return None


def judge(error: OSError) -> None:
    """Raises Halted where trying again cannot help."""
    end = hopeless(error)
    if end is not None:
        raise end from error


@dataclass
class Trouble:
    """Counts what errors cost, over all passes of a job. Raises Halted when the budget is spent."""

    budget: Budget
    clock: Callable[[], float] = time.monotonic
    seconds: float = 0.0
    sectors: int = 0

    def cost(self, seconds: float) -> None:
        self.seconds += seconds
        if self.seconds > self.budget.error_seconds:
            raise Halted("gave_up", "too-much-error-time", seconds=round(self.seconds))

    def bad_sector(self) -> None:
        self.sectors += 1
        if self.sectors >= self.budget.bad_sectors:
            raise Halted("gave_up", "too-many-bad-sectors", count=self.sectors)


@dataclass
class Pace:
    """Watches the rate of one pass. Raises Halted when the drive crawls."""

    budget: Budget
    clock: Callable[[], float] = time.monotonic
    _rested: float = 0.0
    _seen: deque[tuple[float, int]] = field(default_factory=deque)

    def at(self, moved: int) -> None:
        """`moved`: bytes moved since the pass started; called at each tick."""
        now = self.clock() - self._rested
        self._seen.append((now, moved))
        while len(self._seen) > 2 and self._seen[1][0] <= now - self.budget.crawl_seconds:
            self._seen.popleft()
        then, before = self._seen[0]
        if now - then >= self.budget.crawl_seconds and moved - before < self.budget.crawl_rate * (now - then):
            raise Halted("gave_up", "crawling", rate=round((moved - before) / (now - then)))

    def rested(self, seconds: float) -> None:
        """We let the drive rest: that time is not its own."""
        self._rested += seconds
