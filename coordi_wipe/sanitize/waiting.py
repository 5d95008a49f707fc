"""Commands that return only when the drive is done: run beside the work, so that it can still be watched."""

import threading
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue

from coordi_wipe.hardware.erasing import Status
from coordi_wipe.sanitize.control import Halted
from coordi_wipe.sanitize.firmware import Commands, FailedError

_ALMOST = 0.99  # what time alone can say of an erase that reports no progress


class Waiting:
    """One blocking erase. `work` returns the drive's own word behind it, or raises FailedError or Halted.

    Killing the tool stops no drive: nothing here interrupts it. What its commands answered is recorded by
    whoever looks, in one thread with everything else.
    """

    def __init__(self, work: Callable[[Commands], Status], commands: Commands, estimate: float) -> None:
        self._commands = commands
        self._estimate = estimate
        self._began = commands.around.clock()
        self._said: SimpleQueue[tuple[Sequence[str], int, str]] = SimpleQueue()
        self._end: Status | Exception = FailedError("firmware-answers-nothing", status="")
        beside = Commands(commands.claimed, commands.around, lambda *said: self._said.put(said))
        self._thread = threading.Thread(target=self._run, args=(work, beside), daemon=True)
        self._thread.start()

    def _run(self, work: Callable[[Commands], Status], beside: Commands) -> None:
        try:
            self._end = work(beside)
        except (FailedError, Halted, OSError) as error:
            self._end = error

    def look(self) -> Status:
        """How far it is, by the clock alone. Raises what the work raised."""
        over = not self._thread.is_alive()
        self._record()
        if not over:
            passed = (self._commands.around.clock() - self._began) / self._estimate if self._estimate else 0.0
            return Status("running", "waiting", min(passed, _ALMOST))
        if isinstance(self._end, Status):
            return self._end
        raise self._end

    def _record(self) -> None:
        while True:
            try:
                said = self._said.get_nowait()
            except Empty:
                return
            self._commands.around.ran(*said)
