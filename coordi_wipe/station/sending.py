"""The stick's certificates go to the inventory: what a crash left out is put into the outbox first."""

import time
from pathlib import Path

import msgspec

from coordi_wipe.certificate import evidence_file, number, organisation
from coordi_wipe.jobs.folder import JobFolder
from coordi_wipe.jobs.worker import LEDGER
from coordi_wipe.ledger.entry import Result
from coordi_wipe.ledger.ledger import Ledger
from coordi_wipe.model.base import Reason
from coordi_wipe.model.errors import CoordiWipeError, UsageError
from coordi_wipe.station import locations, originals, papers
from coordi_wipe.sync import settings
from coordi_wipe.sync.delivery import Clock, Fate, Pass, SyncReport, name, read
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
    home: Path,
    run: Path,
    ledger: Ledger,
    outbox: Outbox,
    where: Inventory,
    *,
    insist: bool = False,
    again: bool = False,
) -> SyncReport:
    """Sends what waits. `again`: also what the inventory has refused.

    Raises RefusedError when another face is at it, OSError when the stick cannot be read or written.
    """
    from coordi_wipe.sync.client import Client  # brings requests along, which is slow to import

    with outbox.sending(), Client(where) as client:
        problems = reconcile(home, run, ledger, outbox, where)
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


def export(
    home: Path, run: Path, ledger: Ledger, outbox: Outbox, path: Path, *, every: bool, replace: bool
) -> Manifest:
    """Writes a ZIP of what waits, or of all, with a copy of the ledger. Raises RefusedError, OSError."""
    problems = reconcile(home, run, ledger, outbox)
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
    """Whether the receipt that is there still proves it, by the log of this kind of certificate: one that a
    failing stick has spoilt is none, and a rehearsal's log registers nothing but rehearsals.

    Where the certificate itself cannot be read, it counts as a real one.
    """
    if outbox.state(digest) != "registered":
        return False
    try:
        rehearsal = read(outbox, digest)[1].rehearsal
    except CoordiWipeError:
        rehearsal = False
    key = where.key(rehearsal=rehearsal)
    return key is not None and outbox.holds(digest, key)


def reconcile(
    home: Path, run: Path, ledger: Ledger, outbox: Outbox, where: Inventory | None = None
) -> tuple[Reason, ...]:
    """Puts every done job's certificate into the outbox that is not there, or not whole, made anew where the
    original is not whole either; answers which of them are lost, and what keeps one from being made.
    Those that are registered need nothing; with `where` only a receipt that holds says so. Raises OSError."""
    problems: list[Reason] = []
    there = set(outbox.digests())
    for entry in ledger.entries():
        result = entry.content
        if not isinstance(result, Result):
            continue
        known = outbox.state(result.evidence) == "registered"
        settled = known if where is None else registered(outbox, result.evidence, where)
        if result.evidence in there and (settled or _is_whole(home, outbox, result.evidence)):
            continue
        try:
            pdf = _original(home, run, entry.job, result.evidence)
        except CoordiWipeError as error:
            if error.reason.code != "stick-absent":  # the key is locked, most often: that is said once
                problems += [] if error.reason in problems else [error.reason]
                continue
            pdf = None
        if pdf is not None:
            outbox.put(pdf, result.evidence)
        elif not settled and result.evidence not in there:
            problems.append(Reason("certificate-lost", {"number": result.number, "job": entry.job}))
    return tuple(problems)


def _is_whole(home: Path, outbox: Outbox, digest: str) -> bool:
    """Whether the outbox holds this certificate, and its seal holds."""
    try:
        pdf, evidence = read(outbox, digest)
        return originals.holds(pdf, home, rehearsal=evidence.rehearsal)
    except CoordiWipeError:
        return False


def _original(home: Path, run: Path, job: str, digest: str) -> bytes | None:
    """The certificate of this evidence in the job's folder, made anew where it does not hold; None where
    nothing is there that it could be made from. Raises CoordiWipeError when it cannot be made now."""
    folder = JobFolder(home, run, job)
    try:
        data = folder.evidence.read_bytes()
    except OSError:
        data = b""
    if number.digest(data) == digest:
        rehearsal = evidence_file.decode(data).rehearsal
        return originals.certificate(
            folder,
            data,
            home,
            rehearsal=rehearsal,
            seal=lambda: papers.signer(home, run, rehearsal=rehearsal),
            issuer=lambda: organisation.load(locations.settings()),
        )
    try:
        pdf = folder.certificate.read_bytes()
    except OSError:
        return None
    held = originals.evidence_in(pdf)
    if held is None or number.digest(held) != digest:
        return None
    return pdf if originals.holds(pdf, home, rehearsal=evidence_file.decode(held).rehearsal) else None
