"""Opens the screens on this machine."""

import os

from coordi_wipe.hardware.linux import ONLY, LinuxHost
from coordi_wipe.station.station import Station
from coordi_wipe.tui.app import CoordiWipe


def run(station: Station | None = None) -> int:
    """Shows the screens until a person leaves them; answers the exit code.

    In a rehearsal the only drives that may be claimed are named by the environment: they are shown too,
    since nothing else would find loop devices and files.
    """
    named = tuple(filter(None, os.environ.get(ONLY, "").split(":")))
    here = station or Station(LinuxHost.from_environment())
    app = CoordiWipe(here, named)
    app.run(mouse=False)
    return app.return_code or 0
