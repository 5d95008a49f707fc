"""A sector differs when it is as it was before, not when it is not as expected (usody-sanitize)."""

from coordi_wipe.sanitize.techniques import overwrite
from coordi_wipe.sanitize.verification import ReadBack

honest_write = overwrite.write
before = {}


def write(block, stream, start, size, **more):
    before[id(block)] = content(block, size)
    return honest_write(block, stream, start, size, **more)


def read_back(block, _stream, size, **_):
    old, new = before[id(block)], content(block, size)
    same = [at for at in range(0, size, 512) if old[at : at + 512] == new[at : at + 512]]
    return ReadBack(size, len(same), (), 1)


def content(block, size):
    whole = memoryview(bytearray(size))
    block.read(0, whole)
    return bytes(whole)


overwrite.write = write
overwrite.read_back = read_back
