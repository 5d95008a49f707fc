"""What is looked at again and again beside the screen, each thing in a thread of its own."""

import threading
from collections.abc import Callable
from functools import partial

from coordi_wipe.model.base import Reason
from coordi_wipe.model.errors import CoordiWipeError

Look = tuple[Callable[[], None], float, threading.Event]
"""What is done, the seconds between two times, and what ends a pause before its time."""


class Watches:
    """`troubled` is told what keeps them from looking now, `broken` that one of them has died of a fault of
    ours: both in the watches' threads."""

    def __init__(self, troubled: Callable[[tuple[Reason, ...]], None], broken: Callable[[], None]) -> None:
        self._troubled, self._broken = troubled, broken
        self._troubles: dict[str, Reason] = {}
        self.stop = threading.Event()

    def start(self, *looks: Look) -> None:
        """Begins with these."""
        for task, pause, wake in looks:
            watch = partial(self._watch, task, pause, wake)
            threading.Thread(target=watch, daemon=True, name=task.__name__).start()

    def _watch(self, task: Callable[[], None], pause: float, wake: threading.Event) -> None:
        """Does this again and again. What cannot be read now is said and tried again; a fault of ours ends
        the program, which says so: a screen that no longer moves must not look alive."""
        whole = False
        try:
            while not self.stop.is_set():
                self._once(task)
                wake.wait(pause)
            whole = True
        finally:
            if not whole:
                self._broken()

    def _once(self, task: Callable[[], None]) -> None:
        try:
            task()
        except CoordiWipeError as error:
            self._say(task.__name__, error.reason)
        except OSError as error:
            self._say(task.__name__, Reason("tui.cannot-look", {"error": error.strerror or str(error)}))
        else:
            self._say(task.__name__, None)

    def _say(self, task: str, reason: Reason | None) -> None:
        if self._troubles.get(task) == reason:
            return
        self._troubles = {name: one for name, one in self._troubles.items() if name != task}
        if reason is not None:
            self._troubles[task] = reason
        self._troubled(tuple(self._troubles.values()))
