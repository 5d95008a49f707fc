"""What keeps the stick from being written to: each cause asks for something else of the person."""

import errno

from coordi_wipe.model.progress import Stick

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


def trouble(error: OSError) -> Stick:
    """What this error says of the stick; an error that tells nothing better is a missing stick."""
    if error.errno in _FULL:
        return "full"
    return "read-only" if error.errno == errno.EROFS else "missing"
