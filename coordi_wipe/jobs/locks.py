"""The lock that says that a job's worker is alive; the drive's own locks belong to hardware/."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_GLANCE = 0.5  # seconds


class TakenError(Exception):
    """Somebody else holds the job."""


@contextmanager
def holding(alive: Path, *, stoppable: bool = True) -> Iterator[None]:
    """Holds the job for as long as the context lasts, or this process lives. Raises TakenError.

    `stoppable`: a worker leaves its number, so that a face can stop it. A face that makes papers leaves
    none: nobody may stop it.
    """
    descriptor = os.open(alive, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _lock(descriptor, alive)
        os.ftruncate(descriptor, 0)
        if stoppable:
            os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, alive: Path) -> None:
    # a face that only looks holds a shared lock for an instant
    deadline = time.monotonic() + _GLANCE
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > deadline:
                raise TakenError(str(alive)) from error
            time.sleep(0.01)
        else:
            return


def is_locked(alive: Path) -> bool:
    """Whether somebody holds the job now."""
    try:
        descriptor = os.open(alive, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.close(descriptor)


def holder(alive: Path) -> int | None:
    """The worker that holds the job now, or None."""
    if not is_locked(alive):
        return None
    try:
        return int(alive.read_bytes())
    except (OSError, ValueError):
        return None
