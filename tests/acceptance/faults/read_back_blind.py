"""The read-back says that it read everything and that all was as expected (nwipe 17)."""

from coordi_wipe.sanitize.techniques import overwrite
from coordi_wipe.sanitize.verification import ReadBack

overwrite.read_back = lambda _block, _stream, size, **_: ReadBack(size, 0, (), 1)
