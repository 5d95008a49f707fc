"""The lock on a whole drive that keeps udev and other programs off: systemd's block device locking."""

import fcntl
import time

_GLANCE = 0.05  # seconds between two tries


def taken(descriptor: int, patience: float) -> bool:
    """Takes it, for as long as the descriptor lives; whether it was had within so many seconds. Whoever holds
    it is mostly udev, which looks at a drive that has just come or was just written. Raises OSError."""
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                return False
            time.sleep(_GLANCE)
        else:
            return True


def awaited(descriptor: int) -> bool:
    """The same, however long it takes. Raises OSError."""
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    return True
