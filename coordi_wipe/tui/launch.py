"""Opens the screens on this machine."""

import os
import sys
import time
from pathlib import Path

from coordi_wipe.hardware.linux import ONLY, LinuxHost
from coordi_wipe.model.place import FILE
from coordi_wipe.station import console
from coordi_wipe.station.station import Station
from coordi_wipe.tui import faults
from coordi_wipe.tui.app import CoordiWipe
from coordi_wipe.tui.live import Live, read

_PATIENCE = 60.0  # seconds in which the image's stick must have been opened, or found wanting
_GLANCE = 0.05  # seconds


def run(station: Station | None = None) -> int:
    """Shows the screens until a person leaves them; answers the exit code.

    In a rehearsal the only drives that may be claimed are named by the environment: they are shown too,
    since nothing else would find loop devices and files.
    """
    named = tuple(filter(None, os.environ.get(ONLY, "").split(":")))
    here = station or Station(LinuxHost.from_environment())
    faults.keep(here.run)
    live = read(os.environ)
    if live.here:
        _wait_for_stick(here.run)
    _letters(here, live)
    app = CoordiWipe(here, named, live)
    app.run(mouse=False)
    return app.return_code or 0


def _wait_for_stick(run: Path) -> None:
    """Until the stick's service has said how the place stands. All that is slow to import is here by now:
    both have begun at the same time."""
    until = time.monotonic() + _PATIENCE
    while not (run / FILE).exists() and time.monotonic() < until:
        time.sleep(_GLANCE)


def _letters(station: Station, live: Live) -> None:
    if live.font and sys.stdout.isatty():
        console.begin(station.host, station.run, os.get_terminal_size(sys.stdout.fileno()).columns)
