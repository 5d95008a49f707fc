"""The data partition begins before partition 4 ends."""

from msgspec.structs import replace

from coordi_wipe.hardware.stick import growth

honest = growth.room


def over(there, size):
    found = honest(there, size)
    return found and replace(found, start=found.start - (2 << 20))


growth.room = over
