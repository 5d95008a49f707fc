"""The locks that say that somebody works on a job; the drive's own locks belong to hardware/.

`alive` lies where a reboot empties it, and each user may have such a place: it has the worker's number.
job.json lies on the stick, of which there is one: it keeps out workers from every such place. A stick that
was pulled takes its lock along; `alive` still tells those who share it.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

_GLANCE = 0.5  # seconds


class TakenError(Exception):
    """Somebody else holds the job."""


@contextmanager
def holding(alive: Path, order: Path, *, stoppable: bool = True, patience: float = _GLANCE) -> Iterator[None]:
    """Holds the job for as long as the context lasts, or this process lives. Raises TakenError.

    `order`: its job.json; where that cannot be opened or locked (the stick is away), `alive` has to do.
    `stoppable`: a worker leaves its number, so that a face can stop it. A face that makes papers leaves
    none: nobody may stop it. `patience`: seconds in which others' glances have to be over.
    """
    descriptor = os.open(alive, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _lock(descriptor, alive, patience)
        os.ftruncate(descriptor, 0)
        with _also(order, patience):
            if stoppable:
                os.pwrite(descriptor, str(os.getpid()).encode(), 0)
            yield
    finally:
        os.close(descriptor)


@contextmanager
def _also(order: Path, patience: float) -> Iterator[None]:
    # after `alive` and let go before it: whoever shares the live folder never takes us for somebody elsewhere
    with ExitStack() as stack:
        with suppress(OSError):  # it is not there, or its file system has no locks
            descriptor = os.open(order, os.O_RDONLY | os.O_CLOEXEC)
            stack.callback(os.close, descriptor)
            _lock(descriptor, order, patience)
        yield


def _lock(descriptor: int, alive: Path, patience: float) -> None:
    # a face that only looks holds a shared lock for an instant
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > deadline:
                raise TakenError(str(alive)) from error
            time.sleep(0.01)
        else:
            return


def is_locked(path: Path) -> bool:
    """Whether somebody holds the job now by this one of its locks."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False  # this file system has no locks
    else:
        return False
    finally:
        os.close(descriptor)


def holder(alive: Path) -> int | None:
    """The worker of this live folder that holds the job now, or None."""
    if not is_locked(alive):
        return None
    try:
        return int(alive.read_bytes())
    except (OSError, ValueError):
        return None
