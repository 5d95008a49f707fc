"""The size that was planned is taken for the drive's own (nwipe 25)."""

from msgspec.structs import replace

from coordi_wipe.hardware import claiming
from coordi_wipe.model import drive
from coordi_wipe.sanitize.techniques import overwrite

honest_same = drive.same_drive
honest_write, honest_read = overwrite.write, overwrite.read_back
drive.same_drive = lambda one, other: honest_same(replace(one, size=0), replace(other, size=0))
claiming._compare = lambda *_: None


class Believed:
    """Says that it is as large as was planned."""

    def __init__(self, block, size):
        self._block, self.size = block, size

    def __getattr__(self, name):
        return getattr(self._block, name)


overwrite.write = lambda block, stream, start, size, **more: honest_write(
    Believed(block, size), stream, start, size, **more
)
overwrite.read_back = lambda block, stream, size, **more: honest_read(
    Believed(block, size), stream, size, **more
)
