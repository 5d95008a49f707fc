"""COORDI-EXPORT names a rehearsal as it names a proof, and the day's summary does not tell them apart."""

from msgspec.structs import replace

from coordi_wipe.station import exporting

_honest = exporting._evidence


def _real(home, entry):
    found = _honest(home, entry)
    return None if found is None else replace(found, rehearsal=False)


exporting._evidence = _real
