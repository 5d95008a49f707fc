"""`coordi-wipe stick watch`: called by a service of the live image, after stick_now.py, and by no person.

It runs for ever beside the screens: nothing slow is imported before it is needed.
"""

import os
import time
from collections.abc import Sequence

import typer

from coordi_wipe.cli import output
from coordi_wipe.messages.sentences import sentence
from coordi_wipe.model.place import Place
from coordi_wipe.station import locations

_AGAIN = (0.0, 10.0, 60.0)  # seconds after the ledger grew: a paper may come a little later than its line


def add_to(group: typer.Typer) -> None:
    """Adds the hidden command to the group `stick`."""

    @group.command(hidden=True)
    def watch() -> int:
        """Runs until it is stopped."""
        from coordi_wipe.hardware.linux import LinuxHost
        from coordi_wipe.hardware.stick.paths import Paths
        from coordi_wipe.hardware.stick.watching import Watcher

        watcher, exporter, before = Watcher(Paths(run=locations.run())), Exporter(), None
        for event in LinuxHost.from_environment().watch("block"):
            place = watcher.look(event=event is not None)
            if place != before:
                output.event(place)
            exporter.look(place)
            before = place
        return 0


class Exporter:
    """Copies certificates to COORDI-EXPORT when the ledger has grown."""

    def __init__(self) -> None:
        self._seen: tuple[int, ...] = ()
        self._due: Sequence[float] = ()

    def look(self, place: Place) -> None:
        """Looks once; what goes wrong with a copy is for the journal, and is tried again at the next line."""
        if place.state not in ("ready", "full"):
            return
        now, seen = time.monotonic(), _ledger()
        if seen != self._seen:
            self._seen, self._due = seen, tuple(now + later for later in _AGAIN)
        if self._due and self._due[0] <= now:
            self._due = self._due[1:]
            _export(place)


def _ledger() -> tuple[int, ...]:
    """What changes when a line is added to the ledger; empty while there is none."""
    from coordi_wipe.jobs.worker import LEDGER

    try:
        found = os.stat(locations.home() / LEDGER)
    except OSError:
        return ()
    return (found.st_ino, found.st_size, found.st_mtime_ns)


def _export(place: Place) -> None:
    from coordi_wipe.hardware.linux import LinuxHost
    from coordi_wipe.station import exporting

    host = LinuxHost.from_environment()
    done = exporting.export_now(host, locations.home(), place.device, locations.run())
    if done.problem is not None:
        output.note(sentence(done.problem))
