"""When the screens send certificates: at once what is new, else with patience.

A pass over a full stick costs a second of work, and an inventory that is away stays away for a day of
collecting: asked again every two seconds, it would keep a core busy for nothing.
"""

import time

from coordi_wipe.model.base import Reason
from coordi_wipe.model.errors import RefusedError, UsageError
from coordi_wipe.station.station import Station
from coordi_wipe.sync.delivery import backoff

_LONGEST = 300.0  # seconds of rest: whoever comes back to the workshop does not wait longer


class Sending:
    """Passes over what waits on one stick."""

    def __init__(self, station: Station) -> None:
        self._station = station
        self._left: frozenset[str] = frozenset()
        self._fruitless = 0
        self._rests_until = 0.0
        self.trouble: tuple[Reason, ...] = ()
        """What keeps certificates from going."""

    def look(self) -> None:
        """Sends what waits, unless it was just tried in vain. Nothing is asked where no inventory is set.

        Raises OSError when the stick cannot be read or written.
        """
        waiting = frozenset(self._station.outbox.waiting())
        if waiting <= self._left and time.monotonic() < self._rests_until:
            return
        self.trouble = self._pass() if waiting else ()
        self._left = frozenset(self._station.outbox.waiting())
        self._fruitless = self._fruitless + 1 if self._left else 0
        rest = min(_LONGEST, backoff(self._fruitless)) if self._left else 0.0
        self._rests_until = time.monotonic() + rest

    def _pass(self) -> tuple[Reason, ...]:
        try:
            report = self._station.sync()
        except (UsageError, RefusedError):  # no inventory to send to; another face is at it
            return ()
        return (*report.problems, *filter(None, (report.trouble,)))
