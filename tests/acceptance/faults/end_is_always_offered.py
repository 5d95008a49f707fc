"""The screens offer to switch the PC off at any time."""

from coordi_wipe.tui import ending

ending.is_offered = lambda world: world.live
