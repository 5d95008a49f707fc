"""Any command is started outside a claim."""

from coordi_wipe.hardware import harmless

harmless.check = lambda *_: None
