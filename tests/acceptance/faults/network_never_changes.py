"""No cable is ever plugged in."""

from coordi_wipe.station import network

network.signs = lambda host: ()  # noqa: ARG005 - blind on purpose
