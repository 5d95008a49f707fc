"""mmc-utils says "Succeed!", and nobody asks the card."""

from coordi_wipe.hardware import mmc
from coordi_wipe.hardware.erasing import Status

mmc.status = lambda _: Status("completed", "status 0x00000900")
