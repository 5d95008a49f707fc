"""Whoever measures a guest's time is alone with it: the other guests of this machine end first, or wait."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from image import shipped


@contextmanager
def taken(*, alone: bool) -> Iterator[None]:
    """A guest's turn for as long as the context lasts; side by side with others, or without any."""
    with (shipped.work() / "coordi-wipe-guests.turn").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        yield
