"""A claim does not know of the write guard: a guarded drive is refused like any that is read-only."""

from coordi_wipe.hardware import guard

guard.marked = lambda *_: False
