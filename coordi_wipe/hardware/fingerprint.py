"""Reads what a drive says about itself in its first sector. Looks, and never waits long."""

from contextlib import suppress
from threading import Thread

from coordi_wipe.hardware.host import Host
from coordi_wipe.hardware.identity import TIMEOUT
from coordi_wipe.model.drive import Identity
from coordi_wipe.model.fingerprint import PLACE, SIZE, Fingerprint, decode


def fingerprint(host: Host, identity: Identity) -> Fingerprint | None:
    """The fingerprint on this drive; None where there is none, where the drive cannot be read (in TIMEOUT
    seconds), or while somebody works on it."""
    if identity.size < SIZE:
        return None
    seen: list[bytes] = []

    def look() -> None:
        with suppress(OSError):
            seen.append(host.peek(identity, PLACE, SIZE))

    # a read that hangs in the kernel cannot be stopped: it is left behind
    thread = Thread(target=look, daemon=True)
    thread.start()
    thread.join(TIMEOUT)
    return decode(seen[0]) if seen else None
