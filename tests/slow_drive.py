"""Loaded by COORDI_WIPE_FAULT (acceptance/sitecustomize): each write takes most of a second, on any drive."""

import time

from coordi_wipe.hardware import claiming

SECONDS = 0.8


class SlowBlock(claiming.DeviceBlock):
    """Obeys, in its own time."""

    def write(self, offset, data):
        time.sleep(SECONDS)
        return super().write(offset, data)


claiming.DeviceBlock = SlowBlock
