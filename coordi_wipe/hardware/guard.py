"""The live image's write guard: a udev rule makes each drive read-only for the kernel as it appears, and
tells by a property that it was the rule. A claim lifts that, for its own drive and as long as it lasts.

Rule: live-build/includes/usr/lib/udev/rules.d/59-coordi-wipe-guard.rules. A drive that is read-only without
its property is so by a switch of its own, or by a person: nobody here changes that.

`python -m coordi_wipe.hardware.guard NODE DISKSEQ` sets the guard back on a drive whose worker was killed.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from coordi_wipe.hardware import device_lock, ioctls
from coordi_wipe.model.errors import MissingError, RefusedError

DATA = Path("/run/udev/data")
"""udev's database: one file for each device, named `bMAJOR:MINOR`, a property in each line `E:NAME=value`."""

_GUARDED = "COORDI_WIPE_GUARDED"
_DISKSEQ = "COORDI_WIPE_GUARDED_DISKSEQ"
_PATIENCE = 3.0  # seconds for whoever has the drive's lock: udev looks at a drive that was written


def marked(properties: Mapping[str, str], diskseq: int) -> bool:
    """Whether these udev properties say that the rule guards the drive with this diskseq."""
    return properties.get(_GUARDED) == "1" and properties.get(_DISKSEQ, str(diskseq)) == str(diskseq)


def guarded(descriptor: int) -> bool:
    """Whether the rule guards this open block device. Raises OSError when it is no such device any more."""
    number = os.fstat(descriptor).st_rdev
    try:
        lines = (DATA / f"b{os.major(number)}:{os.minor(number)}").read_text(errors="replace").splitlines()
    except OSError:  # no udevd, or it has not seen this one yet
        return False
    properties = dict(
        line.removeprefix("E:").split("=", 1) for line in lines if line[:2] == "E:" and "=" in line
    )
    return marked(properties, ioctls.diskseq(descriptor))


def lift(descriptor: int, node: str) -> bool:
    """Makes sure that this drive may be written; whether `set_back` is due when that is over.

    Raises RefusedError for a drive that is read-only by something else than the guard, and MissingError
    without the right to lift it.
    """
    ours = guarded(descriptor)
    if ours and ioctls.read_only(descriptor):
        try:
            ioctls.set_read_only(descriptor, flag=False)
        except PermissionError as error:
            raise MissingError("drive-not-permitted", node=node) from error
    if ioctls.read_only(descriptor):
        if ours:  # the drive's own switch, behind ours
            set_back(descriptor)
        raise RefusedError("drive-read-only", node=node)
    return ours


def set_back(descriptor: int) -> None:
    """Guards this drive again. One that went has nothing left to guard."""
    with suppress(OSError):
        ioctls.set_read_only(descriptor, flag=True)


def command(node: str) -> Sequence[str]:
    """The program that sets the guard back if its worker cannot; empty for a drive that has no guard."""
    with suppress(OSError):
        descriptor = _opened(node)
        try:
            if guarded(descriptor):
                number = str(ioctls.diskseq(descriptor))
                return (sys.executable, "-m", "coordi_wipe.hardware.guard", node, number)
        finally:
            os.close(descriptor)
    return ()


def main(argv: Sequence[str]) -> int:
    """Guards the drive again, when it is still the one with this diskseq and nobody works on it: whoever does
    sets it back at the end."""
    node, number = argv[1], int(argv[2])
    with suppress(OSError):
        descriptor = _opened(node)
        try:
            if _locked(descriptor) and ioctls.diskseq(descriptor) == number and guarded(descriptor):
                set_back(descriptor)
        finally:
            os.close(descriptor)
    return 0


def _opened(node: str) -> int:
    return os.open(node, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)


def _locked(descriptor: int) -> bool:
    return device_lock.taken(descriptor, _PATIENCE)


if __name__ == "__main__":
    sys.exit(main(sys.argv))
