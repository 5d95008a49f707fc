"""What an erased drive is to say about itself (model/sector.py), and who said it."""

from collections.abc import Sequence

from coordi_wipe.jobs.folder import Job
from coordi_wipe.model import sector
from coordi_wipe.model.drive import Identity
from coordi_wipe.model.facts import AnyFact
from coordi_wipe.model.fingerprint import Fingerprint, decode


def fingerprint(job: Job, facts: Sequence[AnyFact], drive: Identity) -> Fingerprint | None:
    """The fingerprint of a job that could end like this now, with this drive in sight: None where none is
    asked for or none is due."""
    if not job.fingerprint:
        return None
    return sector.due(job.uuid, job.plan, facts, drive, rehearsal=job.rehearsal)


def is_own(job: Job, data: bytes) -> bool:
    """Whether these bytes are a fingerprint of this very job."""
    found = decode(data)
    return found is not None and found.job == job.uuid
