"""Whatever is named is written over: in use, fixed, or another than the one that was told."""

from coordi_wipe.hardware.writing import target

target.writable = lambda *_, **__: None
