"""The live image's write guard: a udev rule makes each drive read-only for the kernel as it appears, and
tells by a property that it was the rule. A claim lifts that, for its own drive and as long as it lasts.

Rule: live-build/includes/usr/lib/udev/rules.d/59-coordi-wipe-guard.rules. A drive that is read-only without
its property is so by a switch of its own, or by a person: nobody here changes that.

`python -m coordi_wipe.hardware.guard NODE DISKSEQ` sets the guard back on a drive whose worker was killed,
once nobody has the drive any more.
"""

import logging
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress

from coordi_wipe.hardware import device_lock, ioctls, udev_data
from coordi_wipe.hardware.process import run
from coordi_wipe.model.errors import MissingError, RefusedError

DATA = udev_data.FOLDER

_GUARDED = "COORDI_WIPE_GUARDED"
_DISKSEQ = "COORDI_WIPE_GUARDED_DISKSEQ"
_PATIENCE = 3.0  # seconds for whoever has the drive's lock: udev looks at a drive that was written
_START = 20.0  # seconds for systemd to start a unit
_WAIT = "--wait"
_LOG = logging.getLogger(__name__)


def marked(properties: Mapping[str, str], diskseq: int) -> bool:
    """Whether these udev properties say that the rule guards the drive with this diskseq."""
    return properties.get(_GUARDED) == "1" and properties.get(_DISKSEQ, str(diskseq)) == str(diskseq)


def guarded(descriptor: int) -> bool:
    """Whether the rule guards this open block device. Raises OSError when it is no such device any more."""
    number = os.fstat(descriptor).st_rdev
    properties = udev_data.properties(f"{os.major(number)}:{os.minor(number)}", DATA)
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
    """Guards the drive again, when it is still the one with this diskseq, once nobody has its lock: under a
    worker it would stop the work. Waits for that a little, and then leaves it to a unit that waits for as
    long as it takes (`--wait`): a tool that outlived its worker may hang in the kernel with the drive.

    1: nobody is left to do it; the drive is guarded again by the next claim, or at the next start.
    """
    node, number, waits = argv[1], int(argv[2]), argv[3:] == [_WAIT]
    with suppress(OSError):
        descriptor = _opened(node)
        try:
            if not _is_due(descriptor, number):
                return 0
            if not (device_lock.awaited(descriptor) if waits else _locked(descriptor)):
                return _left_to_a_unit(node, number)
            if _is_due(descriptor, number):
                set_back(descriptor)
        finally:
            os.close(descriptor)
    return 0


def _is_due(descriptor: int, number: int) -> bool:
    return ioctls.diskseq(descriptor) == number and guarded(descriptor)


def _left_to_a_unit(node: str, number: int) -> int:
    """Starts the unit that waits: whatever else runs in a worker's own unit, systemd ends with it."""
    unit = (
        "systemd-run",
        "--collect",
        "--quiet",
        f"--unit=coordi-wipe-guard-{number}-{os.getpid()}",
        "--property=DevicePolicy=closed",
        f"--property=DeviceAllow={node} r",
        *("--", sys.executable, "-m", "coordi_wipe.hardware.guard", node, str(number), _WAIT),
    )
    try:
        done = run(unit, timeout=_START)
    except OSError as error:
        _LOG.warning("%s stays writable: %s", node, error)
        return 1
    if done.code:
        _LOG.warning("%s stays writable: %s", node, done.err.decode(errors="replace").strip())
    return 1 if done.code else 0


def _opened(node: str) -> int:
    return os.open(node, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)


def _locked(descriptor: int) -> bool:
    return device_lock.taken(descriptor, _PATIENCE)


if __name__ == "__main__":
    sys.exit(main(sys.argv))
