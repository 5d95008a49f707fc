"""Commands that return only when the drive is done: run beside the work, so that it can still be watched."""

import threading
from collections.abc import Callable

from coordi_wipe.hardware.erasing import Status
from coordi_wipe.sanitize.control import Halted
from coordi_wipe.sanitize.firmware import FailedError

_ALMOST = 0.99  # what time alone can say of an erase that reports no progress


class Waiting:
    """One blocking erase. `work` returns the drive's own word behind it, or raises FailedError or Halted.

    Killing the tool stops no drive: nothing here interrupts it.
    """

    def __init__(self, work: Callable[[], Status], estimate: float, clock: Callable[[], float]) -> None:
        self._estimate = estimate
        self._clock = clock
        self._began = clock()
        self._end: Status | FailedError | Halted | OSError | None = None
        self._thread = threading.Thread(target=self._run, args=(work,), daemon=True)
        self._thread.start()

    def _run(self, work: Callable[[], Status]) -> None:
        try:
            self._end = work()
        except (FailedError, Halted, OSError) as error:
            self._end = error

    def look(self) -> Status:
        """How far it is, by the clock alone. Raises what the work raised."""
        if self._thread.is_alive():
            passed = (self._clock() - self._began) / self._estimate if self._estimate else 0.0
            return Status("running", "waiting", min(passed, _ALMOST))
        if isinstance(self._end, Status):
            return self._end
        raise self._end or FailedError("firmware-answers-nothing", status="")
