"""A code that nobody numbered shares the number of a drive that was not erased."""

from coordi_wipe.model import situations

situations.UNKNOWN = "D-31"
