"""One thread at a time in the libraries that read, sign and judge papers.

Threads that came together in a process's first moments ended it in pikepdf 10.18.0 (SIGSEGV, in 5 of 36
starts of an inventory on two busy cores), and of six copies of one good certificate one was refused once
(names that asn1crypto learns while it is first imported, we suppose). With this door: 0 of 36. All of it is
work under Python's one lock: waiting for each other costs next to nothing.
"""

import threading
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

_turn = threading.RLock()  # one that calls another does not wait for itself
_Given = ParamSpec("_Given")
_Made = TypeVar("_Made")


def alone(function: Callable[_Given, _Made]) -> Callable[_Given, _Made]:
    """Nobody else is in these libraries while this function is: their objects are gone when it returns."""

    @wraps(function)
    def waits(*args: _Given.args, **more: _Given.kwargs) -> _Made:
        with _turn:
            return function(*args, **more)

    return waits
