"""Loaded by COORDI_WIPE_FAULT (acceptance/sitecustomize): 1 January 2000, an empty clock battery's date."""

import datetime
import time

_really = time.time
_BEHIND = _really() - 946_684_800 - 3600  # seconds: it is one in the morning, UTC


class _LikeReal(type):
    def __instancecheck__(cls, instance):
        return isinstance(instance, _Real)


_Real = datetime.datetime


class _Old(_Real, metaclass=_LikeReal):
    @classmethod
    def now(cls, tz=None):
        return _Real.fromtimestamp(time.time(), tz)

    @classmethod
    def utcnow(cls):
        return _Real.fromtimestamp(time.time(), datetime.UTC).replace(tzinfo=None)


time.time = lambda: _really() - _BEHIND
datetime.datetime = _Old
