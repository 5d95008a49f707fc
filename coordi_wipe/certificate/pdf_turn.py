"""One thread at a time in pikepdf.

Threads that open the first files of a process at once end it by a segmentation fault now and then (pikepdf
10.18.0, Python 3.11: one in some fifty starts on two busy cores; afterwards in msgspec too, so memory was
spoilt). An inventory that receives certificates, and papers that are made side by side, do just that.
"""

import threading
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

_turn = threading.Lock()
_Given = ParamSpec("_Given")
_Made = TypeVar("_Made")


def alone(function: Callable[_Given, _Made]) -> Callable[_Given, _Made]:
    """Nobody else is in pikepdf while this function is: all its objects must be gone when it returns."""

    @wraps(function)
    def waits(*args: _Given.args, **more: _Given.kwargs) -> _Made:
        with _turn:
            return function(*args, **more)

    return waits
