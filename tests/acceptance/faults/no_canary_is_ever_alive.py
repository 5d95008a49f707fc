"""Nobody finds a canary again: a drive that erased nothing looks like one that erased all."""

from coordi_wipe.sanitize import firmware

firmware.alive = lambda *_: 0
