"""What the fingerprint's sector must hold: one computation, for who writes it and for who verifies it.

Beside the claim (claim.py), which it needs. Every field is in the evidence, so no signed evidence can
declare a sector that says anything else about its drive.
"""

import hashlib
from collections.abc import Sequence

from coordi_wipe.model.claim import claim
from coordi_wipe.model.drive import Identity
from coordi_wipe.model.evidence import Evidence
from coordi_wipe.model.facts import AnyFact, Ended, Marked, Read
from coordi_wipe.model.fingerprint import LARGEST, PLACE, SIZE, Fingerprint, decode, encode, serial_digest
from coordi_wipe.model.number import short
from coordi_wipe.model.plan import Plan


def due(
    job: str, plan: Plan, facts: Sequence[AnyFact], drive: Identity, *, rehearsal: bool
) -> Fingerprint | None:
    """The fingerprint of a job (its UUID) that could end like this now, with this drive in sight.

    None where the drive has no room, and unless all that is recorded makes it erased and verified.
    """
    logical = plan.drive.logical
    if not SIZE <= logical <= LARGEST or logical >= plan.drive.size:
        return None
    found = claim(plan, [*facts, Ended("", 0.0, "finished", drive)])
    if found.level == "none":
        return None
    return Fingerprint(
        job=job,
        number=short(job),
        at=next(fact.at for fact in reversed(facts) if isinstance(fact, Read)),
        status="sanitized" if found.status == "sanitized" else "sanitized_with_exceptions",
        level=found.level,
        serial=serial_digest(drive.serial if drive.source == "drive" else ""),
        rehearsal=rehearsal,
    )


def declared_truly(evidence: Evidence) -> bool:
    """Whether the last fingerprint that evidence declares is, byte for byte, the one that was due then.

    Also true where there is none. Earlier ones are not on the drive any more: claim.py sees to that. Never
    raises, whatever the evidence holds.
    """
    marks = [(place, fact) for place, fact in enumerate(evidence.facts) if isinstance(fact, Marked)]
    if not marks:
        return True
    place, mark = marks[-1]
    plan = evidence.plan
    try:
        made = due(evidence.uuid, plan, evidence.facts[:place], plan.drive, rehearsal=evidence.rehearsal)
        if made is None or (mark.offset, mark.length) != (PLACE, plan.drive.logical):
            return False
        data = encode(made, mark.length)
    except ValueError:  # a UUID or a time that is none
        return False
    return decode(data) == made and hashlib.sha256(data).hexdigest() == mark.sha256
