"""Ctrl-C, put off while it would leave something half known."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def put_off() -> Iterator[None]:
    """A Ctrl-C inside is raised (KeyboardInterrupt) only when the context ends."""
    if threading.current_thread() is not threading.main_thread():  # only the main one gets signals
        yield
        return
    asked: list[int] = []

    def remember(number: int, frame: FrameType | None) -> None:
        del frame
        asked.append(number)

    before = signal.signal(signal.SIGINT, remember)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if asked:
        raise KeyboardInterrupt
