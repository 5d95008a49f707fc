"""JSON, TOML and plain tables into our structures: the one door, since msgspec's own is not safe for threads.

msgspec 0.22.0 learns the fields of a structure when it is decoded for the first time; a second thread that
decodes it meanwhile meets an unfinished table and ends the process (SIGSEGV). Here each type is learnt by one
thread, before anybody decodes it.
"""

import threading
from typing import Any, TypeVar, overload

import msgspec

_T = TypeVar("_T")
_Decoder = msgspec.json.Decoder[Any]

_learning = threading.Lock()
_known: dict[tuple[object, bool], _Decoder] = {}


def _learnt(kind: Any, *, strict: bool = True) -> _Decoder:
    """The decoder of this type, its structures and theirs known to msgspec."""
    known = _known.get((kind, strict))
    if known is None:
        with _learning:
            known = _known[kind, strict] = msgspec.json.Decoder(kind, strict=strict)
    return known


@overload
def json(data: bytes | str, kind: type[_T], *, strict: bool = True) -> _T: ...
@overload
def json(data: bytes | str, kind: Any, *, strict: bool = True) -> Any: ...
def json(data: bytes | str, kind: Any, *, strict: bool = True) -> Any:
    """What this JSON says. Raises msgspec.DecodeError; ValidationError is one."""
    return _learnt(kind, strict=strict).decode(data)


def toml(data: bytes | str, kind: type[_T]) -> _T:
    """What this TOML says. Raises as `json` does."""
    _learnt(kind)
    return msgspec.toml.decode(data, type=kind)


def table(data: Any, kind: type[_T]) -> _T:
    """What these dicts and lists say. Raises msgspec.ValidationError."""
    _learnt(kind)
    return msgspec.convert(data, kind)
