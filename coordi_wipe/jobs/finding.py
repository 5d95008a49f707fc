"""Which attached drive a job is about: the one that was planned or begun, never one that looks like it."""

from collections.abc import Sequence
from pathlib import Path

from coordi_wipe.hardware.discovery import drives
from coordi_wipe.hardware.host import Host
from coordi_wipe.jobs.folder import Job
from coordi_wipe.model.drive import Drive, Identity, is_numbered, same_drive
from coordi_wipe.model.errors import RefusedError, UsageError
from coordi_wipe.model.facts import AnyFact, Began


def find(host: Host, job: Job, facts: Sequence[AnyFact], boot: str, home: Path) -> Drive:
    """The drive to work on. Before the first byte: the very one that was planned. Later: the one that was
    begun, where it still hangs, or else the only one that shows its identity.

    Raises RefusedError: it is not there, another drive is in its place, or two drives look alike.
    """
    planned = job.plan.drive
    began = next((fact for fact in reversed(facts) if isinstance(fact, Began)), None)
    if began is None and job.boot == boot:
        return attached(host, planned, home)
    if began is None and not is_numbered(planned):
        raise RefusedError("another-drive-here", node=planned.node)  # no byte of ours on it can tell
    if began is not None and began.boot == boot:
        try:
            return attached(host, began.drive, home)
        except RefusedError:
            pass  # it was plugged in again since, here or elsewhere
    if not (planned.serial or planned.wwn):
        here = _named(host, planned, home)
        if here is None:
            raise RefusedError("drive-not-there", node=planned.node)
        if not same_drive(here.identity, planned):
            raise RefusedError("another-drive-here", node=planned.node)
        return here  # its bytes will tell (work.py): nothing else can
    alike = [
        drive for drive in drives(host, protected_paths=[str(home)]) if same_drive(drive.identity, planned)
    ]
    if len(alike) != 1:
        code = "several-drives-alike" if alike else "drive-not-there"
        raise RefusedError(code, node=planned.node, serial=planned.serial)
    return alike[0]


def attached(host: Host, identity: Identity, home: Path) -> Drive:
    """The drive at this node, if it is this one in this attachment. Raises RefusedError."""
    here = _named(host, identity, home)
    if here is None:
        raise RefusedError("drive-not-there", node=identity.node)
    if here.identity.diskseq != identity.diskseq or not same_drive(here.identity, identity):
        raise RefusedError("another-drive-here", node=identity.node)
    return here


def _named(host: Host, identity: Identity, home: Path) -> Drive | None:
    try:
        return drives(
            host, named=[identity.node], file_drives=identity.medium == "file", protected_paths=[str(home)]
        )[0]
    except UsageError:
        return None


def refuse_protected(drive: Drive) -> None:
    """Raises RefusedError with the first reason why this drive may not be touched."""
    if drive.protection:
        why = drive.protection[0]
        raise RefusedError("drive-protected", **{**why.args, "node": drive.identity.node, "why": why.code})
