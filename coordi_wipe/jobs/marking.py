"""What an erased drive is to say about itself (model/fingerprint.py), and who said it."""

from collections.abc import Sequence

from coordi_wipe.jobs.folder import Job
from coordi_wipe.model.claim import claim
from coordi_wipe.model.facts import AnyFact, Ended, Read
from coordi_wipe.model.fingerprint import LARGEST, SIZE, Fingerprint, decode, serial_digest
from coordi_wipe.model.number import short


def fingerprint(job: Job, facts: Sequence[AnyFact], end: Ended) -> Fingerprint | None:
    """The fingerprint of a job that could end like this now: None where none is asked for, where the drive
    has no room, and unless all that is recorded makes it erased and verified."""
    found = claim(job.plan, [*facts, end])
    logical = job.plan.drive.logical
    fits = SIZE <= logical <= LARGEST and logical < job.plan.drive.size
    if not (job.fingerprint and fits) or found.level == "none":
        return None
    return Fingerprint(
        job=job.uuid,
        number=short(job.uuid),
        at=next(fact.at for fact in reversed(facts) if isinstance(fact, Read)),
        status="sanitized" if found.status == "sanitized" else "sanitized_with_exceptions",
        level=found.level,
        serial=serial_digest(end.drive.serial if end.drive.source == "drive" else ""),
        rehearsal=job.rehearsal,
    )


def is_own(job: Job, data: bytes) -> bool:
    """Whether these bytes are a fingerprint of this very job."""
    found = decode(data)
    return found is not None and found.job == job.uuid
