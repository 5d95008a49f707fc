"""Every drive that is read-only is taken for one that our own rule guards, whoever protected it."""

from coordi_wipe.hardware import guard

guard.marked = lambda *_: True
guard.guarded = lambda *_: True
