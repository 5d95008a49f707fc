"""While no stick is there, its mount point is a folder in memory like any other."""

from coordi_wipe.hardware.stick import mounting

mounting.guard = lambda point: point.mkdir(parents=True, exist_ok=True)
