"""Which drive may become a stick: a removable one that nobody uses, or one that is told by its serial."""

from collections.abc import Sequence

from coordi_wipe.hardware import discovery
from coordi_wipe.hardware.host import Host
from coordi_wipe.hardware.writing.gpt import SECTOR, Reader
from coordi_wipe.model.base import Reason
from coordi_wipe.model.drive import Drive, Identity
from coordi_wipe.model.errors import MissingError, RefusedError

OURS = "protected-coordi-stick"
"""No stick of ours is ever erased; it may be made anew, or brought up to date."""


def named(host: Host, node: str, protected_paths: Sequence[str] = ()) -> Drive:
    """The drive at this node, to be looked at. Raises UsageError where it is no whole drive."""
    return discovery.drives(host, named=[node], protected_paths=protected_paths)[0]


def writable(drive: Drive, serial: str, *, disposable: bool) -> None:
    """Raises RefusedError unless this drive may be written over.

    `serial`: what the person typed of it, or empty; it stands in for "removable", never for "in use".
    `disposable`: loop devices were named for this process (COORDI_WIPE_ONLY), as in tests.
    """
    identity = drive.identity
    if serial and serial != identity.serial:
        raise RefusedError("prepare-serial-differs", node=identity.node, serial=identity.serial or "–")
    held = [reason for reason in drive.protection if reason.code != OURS]
    if held:
        raise _in_use(identity.node, held[0])
    if drive.transport == "loop" and not disposable:
        raise RefusedError("prepare-loop", node=identity.node)
    if identity.logical != SECTOR:
        raise RefusedError("prepare-sectors", node=identity.node, size=identity.logical)
    if not (drive.removable or serial or drive.transport == "loop"):
        raise RefusedError("prepare-not-removable", node=identity.node, serial=identity.serial or "–")


def reader(host: Host, identity: Identity) -> Reader:
    """Reads the drive, whoever uses it. The reader raises RefusedError while somebody writes it, MissingError
    without the right to open it, OSError of the drive."""

    def read(offset: int, length: int) -> bytes:
        try:
            return host.peek(identity, offset, length)
        except BlockingIOError as error:
            raise RefusedError("drive-locked-by-other", node=identity.node) from error
        except PermissionError as error:
            raise MissingError("drive-not-permitted", node=identity.node) from error

    return read


def _in_use(node: str, why: Reason) -> RefusedError:
    if why.code == "protected-mounted":  # a desktop opens each stick that is put in
        return RefusedError("prepare-mounted", node=node, path=str(why.args.get("path", "")))
    return RefusedError("prepare-protected", node=node, why=why.code, **why.args)
