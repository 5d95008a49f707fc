"""The clock of any PC may be set."""

from coordi_wipe.station import clock

clock.is_ours = lambda: True
