"""The stick's certificates go to the inventory: what a crash left out is put into the outbox first."""

import time
from pathlib import Path

import msgspec

from coordi_wipe.certificate import attachment, number
from coordi_wipe.jobs.folder import JobFolder
from coordi_wipe.jobs.worker import LEDGER
from coordi_wipe.ledger.entry import Result
from coordi_wipe.ledger.ledger import Ledger
from coordi_wipe.model.base import Reason
from coordi_wipe.model.errors import CoordiWipeError, UsageError
from coordi_wipe.sync import settings
from coordi_wipe.sync.delivery import Clock, Fate, Pass, SyncReport, name
from coordi_wipe.sync.outbox import Outbox
from coordi_wipe.sync.parcel import Manifest, answers, pack, take
from coordi_wipe.sync.settings import Inventory


def inventory(path: Path) -> Inventory:
    """The inventory of these settings. Raises UsageError, also where none is set."""
    found = settings.load(path)
    if found is None:
        raise UsageError("inventory-not-set", path=str(path))
    return found


def sync(
    home: Path, ledger: Ledger, outbox: Outbox, where: Inventory, *, insist: bool = False, again: bool = False
) -> SyncReport:
    """Sends what waits. `again`: also what the inventory has refused.

    Raises RefusedError when another face is at it, OSError when the stick cannot be read or written.
    """
    from coordi_wipe.sync.client import Client  # brings requests along, which is slow to import

    with outbox.sending(), Client(where) as client:
        problems = reconcile(home, ledger, outbox, where)
        digests = outbox.digests()
        if again:
            for digest in digests:
                if outbox.state(digest) == "refused":
                    outbox.again(digest)
        refused = [digest for digest in digests if outbox.state(digest) == "refused"]
        before = [digest for digest in digests if registered(outbox, digest, where)]
        left = [digest for digest in digests if digest not in {*refused, *before}]
        sent = Pass(outbox, where, client.put, Clock(time.time, time.monotonic), insist=insist)
        fates = {fate.digest: fate for fate in sent.over(left)}
        for digest in refused:
            fates[digest] = Fate(digest, name(outbox, digest), "refused", reasons=outbox.reasons(digest))
        shown = tuple(fates[digest] for digest in digests if digest in fates)
        return SyncReport(where.address, shown, len(before), sent.trouble, problems)


def export(home: Path, ledger: Ledger, outbox: Outbox, path: Path, *, every: bool, replace: bool) -> Manifest:
    """Writes a ZIP of what waits, or of all, with a copy of the ledger. Raises RefusedError, OSError."""
    problems = reconcile(home, ledger, outbox)
    digests = outbox.digests() if every else outbox.waiting()
    try:
        lines = (home / LEDGER).read_bytes()
    except FileNotFoundError:
        lines = b""  # nothing was ever done
    manifest = pack(path, outbox, digests, lines, replace=replace)
    return msgspec.structs.replace(manifest, problems=(*problems, *manifest.problems))


def take_receipts(outbox: Outbox, where: Inventory, path: Path) -> SyncReport:
    """Keeps the receipts of a file of answers. Raises DamagedError, RefusedError, OSError."""
    given = answers(path)
    with outbox.sending():
        return SyncReport(where.address, tuple(take(outbox, where, given)))


def registered(outbox: Outbox, digest: str, where: Inventory) -> bool:
    """Whether the receipt that is there still proves it: one that a failing stick has spoilt is none."""
    keys = [key for key in (where.log, where.rehearsal_log) if key is not None]
    return outbox.state(digest) == "registered" and any(outbox.holds(digest, key) for key in keys)


def reconcile(
    home: Path, ledger: Ledger, outbox: Outbox, where: Inventory | None = None
) -> tuple[Reason, ...]:
    """Puts every done job's certificate into the outbox that is not there, or not whole; answers which of
    them are lost. Those that are registered need nothing; with `where` only a receipt that holds says so.
    Raises OSError."""
    problems: list[Reason] = []
    there = set(outbox.digests())
    for entry in ledger.entries():
        result = entry.content
        if not isinstance(result, Result):
            continue
        known = outbox.state(result.evidence) == "registered"
        settled = known if where is None else registered(outbox, result.evidence, where)
        if settled and result.evidence in there:
            continue
        pdf = _original(home, entry.job, result.evidence)
        if pdf is not None:
            outbox.put(pdf, result.evidence)
        elif not settled and result.evidence not in there:
            problems.append(Reason("certificate-lost", {"number": result.number, "job": entry.job}))
    return tuple(problems)


def _original(home: Path, job: str, digest: str) -> bytes | None:
    """The certificate in the job's folder; None where it is away or about other evidence."""
    try:
        pdf = JobFolder(home, home, job).certificate.read_bytes()
        held = attachment.evidence_of(pdf)
    except (OSError, CoordiWipeError):
        return None
    return pdf if number.digest(held) == digest else None
