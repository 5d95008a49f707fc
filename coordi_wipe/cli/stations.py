"""The station that a command works with: this machine, held to what the environment allows."""

from coordi_wipe.hardware.linux import LinuxHost
from coordi_wipe.station.station import Station


def station() -> Station:
    """Station on this machine."""
    return Station(LinuxHost.from_environment())
