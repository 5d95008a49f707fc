"""Every stick is its release."""

from coordi_wipe.hardware.writing import checking

checking._difference = lambda *_: None
