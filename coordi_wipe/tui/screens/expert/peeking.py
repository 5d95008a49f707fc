"""Reads a window of a drive off the screen, and stops waiting where the drive does not answer.

`Host.peek` reads and changes nothing: it may look at any drive, also one that must never be erased.
"""

import threading
import time
from collections.abc import Callable

from coordi_wipe.hardware.host import Host
from coordi_wipe.model.base import Base
from coordi_wipe.model.drive import Identity
from coordi_wipe.model.errors import RefusedError

PATIENCE = 10.0
"""Seconds until a drive counts as not answering."""


class Window(Base, frozen=True):
    """Bytes of a drive from this offset, read at this time (seconds since 1970)."""

    identity: Identity
    offset: int
    data: bytes
    at: float


class _Answer:
    """One read under way, and what came of it."""

    def __init__(self) -> None:
        self.ready = threading.Event()
        self.data = b""
        self.error: OSError | None = None


class Peeking:
    """One read at a time of each drive: a drive that hangs holds one thread, not one for each key."""

    def __init__(self, host: Host, patience: float = PATIENCE) -> None:
        self._host = host
        self._patience = patience
        self._hanging: dict[str, _Answer] = {}

    def window(self, identity: Identity, offset: int, length: int) -> Window:
        """Waits for the bytes; call it off the screen.

        Raises RefusedError("expert.drive-hangs"), and OSError when the drive cannot be read there.
        """
        before = self._hanging.get(identity.node)
        if before is not None and not before.ready.is_set():
            raise RefusedError("expert.drive-hangs", node=identity.node)
        answer = _Answer()
        self._hanging[identity.node] = answer
        read: Callable[[], None] = lambda: self._read(answer, identity, offset, length)  # noqa: E731
        threading.Thread(target=read, daemon=True, name="expert-peek").start()
        if not answer.ready.wait(self._patience):
            raise RefusedError("expert.drive-hangs", node=identity.node)
        if answer.error is not None:
            raise answer.error
        return Window(identity, offset, answer.data, time.time())

    def _read(self, answer: _Answer, identity: Identity, offset: int, length: int) -> None:
        try:
            answer.data = self._host.peek(identity, offset, length)
        except OSError as error:
            answer.error = error
        finally:
            answer.ready.set()
