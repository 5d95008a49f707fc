"""Of two sticks that are copies of one another, the first is taken."""

from coordi_wipe.hardware.stick import opening

honest = opening.opened
opening.opened = lambda sticks, paths, wanted="": honest(sticks[:1], paths, wanted)
