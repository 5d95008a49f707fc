"""Evidence becomes a certificate, a ledger line and a copy where it was asked for.

Each is made from the one before, and making it again changes nothing: a crash in between costs nothing.
"""

import os
import re
from pathlib import Path

from coordi_wipe.certificate import authority, evidence_file, number, organisation
from coordi_wipe.certificate.authority import Authority
from coordi_wipe.certificate.organisation import Organisation
from coordi_wipe.jobs.folder import Job, JobFolder
from coordi_wipe.jobs.locks import holding
from coordi_wipe.ledger import durable
from coordi_wipe.ledger.entry import Result
from coordi_wipe.ledger.ledger import Ledger
from coordi_wipe.model.claim import claim
from coordi_wipe.model.errors import DamagedError, MissingError
from coordi_wipe.model.evidence import Evidence
from coordi_wipe.sanitize import estimate
from coordi_wipe.station import custody, originals
from coordi_wipe.sync import outbox
from coordi_wipe.sync.outbox import Outbox

KEYS = custody.KEYS


def signer(home: Path, run: Path, *, rehearsal: bool) -> Authority:
    """Who signs on this stick: the rehearsal authority what is a rehearsal, the supervisor's leaf the rest.

    A job knows which it is since its start; a locked key changes nothing about that. Raises
    MissingError("authority-locked") until it is unlocked, other MissingError, DamagedError, OSError.
    """
    return authority.rehearsal(home / KEYS) if rehearsal else custody.authority(home, run)


def finish(folder: JobFolder, home: Path, run: Path, ledger: Ledger, issuer: Organisation) -> Evidence | None:
    """Makes what is still missing of a job's papers; None while its worker has not ended.

    The bytes of evidence.json are read once: those that are signed are those in the ledger. Raises
    TakenError when somebody else is at it, OSError when the stick cannot be written, DamagedError when the
    papers contradict one another (nothing goes into the ledger then), MissingError("authority-locked") when
    the key is locked (the same: what is left is done once it is unlocked), and MissingError when all is done
    but for the copy: that is told once, and keeps nothing from being done.
    """
    folder.make_live()
    with holding(folder.alive, folder.order, stoppable=False):
        try:
            data = folder.evidence.read_bytes()
        except FileNotFoundError:
            return None
        evidence = evidence_file.decode(data)
        if claim(evidence.plan, evidence.facts) != evidence.claim:
            raise DamagedError("evidence-claim-differs", job=folder.uuid)
        job = folder.job()
        pdf = originals.certificate(
            folder,
            data,
            home,
            rehearsal=evidence.rehearsal,
            seal=lambda: signer(home, run, rehearsal=evidence.rehearsal),
            issuer=lambda: issuer,
        )
        Outbox(home / outbox.FOLDER).put(pdf, number.digest(data))
        # tried before the ledger's line, so that a crash in between tries it again
        trouble = _copy(folder, job, evidence)
        ledger.append(
            Result(
                status=evidence.claim.status,
                level=evidence.claim.level,
                evidence=number.digest(data),
                certificate=file_name(evidence) if job.out else folder.certificate.name,
                number=number.short(evidence.uuid),
            ),
            job=folder.uuid,
            at=evidence.facts[-1].at,
        )
        if trouble is not None:
            raise MissingError("copy-not-made", path=job.out, error=trouble.strerror or str(trouble))
        return evidence


def _copy(folder: JobFolder, job: Job, evidence: Evidence) -> OSError | None:
    """The certificate under a name of its own in the folder that was asked for (nwipe 676: two drives'
    certificates had one name). Answers what keeps it from being there."""
    if not job.out:
        return None
    target = Path(job.out) / file_name(evidence)
    original = folder.certificate.read_bytes()
    try:
        if not target.exists() or target.read_bytes() != original:
            durable.write(target, original, mode=0o644)
    except OSError as error:
        return error
    return None


def paper(folder: JobFolder, evidence: Evidence) -> Path:
    """Where a job's certificate lies: the copy that was asked for, else the original."""
    out = folder.job().out
    copy = Path(out) / file_name(evidence)
    return copy if out and copy.exists() else folder.certificate


def file_name(evidence: Evidence) -> str:
    """`certificate-NUMBER-SERIAL.pdf`; the number alone makes it unique."""
    serial = re.sub(r"[^A-Za-z0-9]+", "-", evidence.tag or evidence.plan.drive.serial)[:40].strip("-")
    return f"certificate-{number.short(evidence.uuid)}{'-' + serial if serial else ''}.pdf"


def check(home: Path, out: str, settings: Path, drives: int = 1, *, rehearsal: bool = True) -> None:
    """Finds out before a wipe of so many drives, not after, whether its papers can be made, signed and kept.

    `rehearsal`: whether any of them is one. A locked key holds up no wipe: its papers are made later.
    Raises MissingError, DamagedError (the key) and UsageError (the settings).
    """
    for folder in (home, *([Path(out)] if out else [])):
        check_writable(folder, estimate.papers(drives))
    if rehearsal:
        authority.rehearsal(home / KEYS)
    custody.stick(home)
    organisation.load(settings)


def check_writable(folder: Path, needed: int) -> None:
    """Whether this folder takes files and has room for `needed` bytes. Raises MissingError."""
    probe = folder / f".coordi-wipe-{os.getpid()}"
    try:
        durable.make_folder(folder)
        durable.write(probe, b"\0" * 4096)
        probe.unlink()
        room = os.statvfs(folder)
    except OSError as error:
        raise MissingError("folder-not-writable", path=str(folder), error=error.strerror or "") from error
    if room.f_bavail * room.f_frsize < needed:
        raise MissingError("folder-full", path=str(folder), needed=needed)
