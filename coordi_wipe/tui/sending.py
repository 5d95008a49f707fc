"""When the screens send certificates: at once what is new, else with patience.

A pass over a full stick costs a second of work, and an inventory that is away stays away for a day of
collecting: asked again every two seconds, it would keep a core busy for nothing. A cable that is plugged in,
or an address that comes, ends the patience.
"""

import time

from coordi_wipe.model.base import Reason
from coordi_wipe.model.errors import RefusedError, UsageError
from coordi_wipe.station import clock, network
from coordi_wipe.station.station import Station
from coordi_wipe.sync.delivery import backoff

_LONGEST = 300.0  # seconds of rest: whoever comes back to the workshop does not wait longer
_AWAKE = 90.0  # seconds after the network changed in which nothing is left alone: it may come up slowly
_HOUR = 3600.0  # seconds between two questions what time it is, once it is known
_SAID = ("time-not-believed", "time-not-set")  # the others are no trouble of anybody's, or sync's own


class Sending:
    """Passes over what waits on one stick."""

    def __init__(self, station: Station) -> None:
        self._station = station
        self._left: frozenset[str] = frozenset()
        self._fruitless = 0
        self._rests_until = 0.0
        self._network: object = None
        self._awake_until = 0.0
        self._timeless = 0
        self._time_rests_until = 0.0
        self._kept: tuple[Reason, ...] = ()
        self._time: tuple[Reason, ...] = ()

    @property
    def trouble(self) -> tuple[Reason, ...]:
        """What keeps certificates from going, or the clock from being set."""
        return self._kept + self._time

    def look(self) -> None:
        """Sends what waits, unless it was just tried in vain. Nothing is asked where no inventory is set.

        Raises OSError when the stick cannot be read or written.
        """
        self._look_at_network()
        self._look_at_clock()  # first: with a wrong one, no connection is believed
        waiting = frozenset(self._station.outbox.waiting())
        if waiting <= self._left and time.monotonic() < self._rests_until:
            return
        self._kept = self._pass() if waiting else ()
        self._left = frozenset(self._station.outbox.waiting())
        self._fruitless = self._fruitless + 1 if self._left else 0
        rest = min(_LONGEST, backoff(self._fruitless)) if self._left else 0.0
        self._rests_until = time.monotonic() + rest

    def _look_at_network(self) -> None:
        now = network.signs(self._station.host)
        before, self._network = self._network, now
        if before is not None and now != before:
            self._fruitless = self._timeless = 0
            self._rests_until = self._time_rests_until = 0.0
            self._awake_until = time.monotonic() + _AWAKE

    def _look_at_clock(self) -> None:
        """Asks what time it is where the clock is ours: until it is known, then now and then."""
        here = self._station
        clock.notice_network_time(here.host, here.run)
        if not clock.is_ours() or time.monotonic() < self._time_rests_until:
            return
        try:
            unknown = clock.set_from_inventory(here.host, here.run, here.inventory())
        except UsageError:  # no inventory to ask; what is wrong in the settings is said elsewhere
            self._time_rests_until = time.monotonic() + _LONGEST
            return
        self._timeless = self._timeless + 1 if unknown is not None else 0
        rest = _HOUR if unknown is None else min(_LONGEST, backoff(self._timeless))
        self._time_rests_until = time.monotonic() + rest
        self._time = (unknown,) if unknown is not None and unknown.code in _SAID else ()

    def _pass(self) -> tuple[Reason, ...]:
        awake = time.monotonic() < self._awake_until
        try:
            report = self._station.sync(insist=awake)
        except (UsageError, RefusedError):  # no inventory to send to; another face is at it
            return ()
        return (*report.problems, *filter(None, (report.trouble,)))
