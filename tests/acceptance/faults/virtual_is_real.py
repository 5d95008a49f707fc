"""The first screen says nothing of a virtual machine in which nothing is signed for real."""

from coordi_wipe.station.station import Station

Station.rehearses_here = lambda self: False  # noqa: ARG005 - blind on purpose
