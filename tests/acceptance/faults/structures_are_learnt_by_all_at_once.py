"""msgspec learns a structure while several threads decode it."""

import msgspec

from coordi_wipe.model import decoding


def json(data, kind, *, strict=True):
    return msgspec.json.decode(data, type=kind, strict=strict)


decoding.json = json
