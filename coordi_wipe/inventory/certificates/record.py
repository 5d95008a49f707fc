"""From evidence to the row that is searched: every field says what the evidence says."""

import datetime
import re
import uuid
from typing import Any

from coordi_wipe.certificate import number
from coordi_wipe.certificate.rejection import InvalidError
from coordi_wipe.model.drive import is_numbered
from coordi_wipe.model.evidence import Evidence
from coordi_wipe.model.facts import Ended

_DRIVE_PART = re.compile(r"-D\d+\b.*$", re.IGNORECASE)
_MOST = 2**63 - 1  # what a column of SQLite holds
_YEARS = range(1971, 2100)


def fields(evidence: Evidence) -> dict[str, Any]:
    """The columns of a certificate that come from its evidence. Raises InvalidError("evidence-odd")."""
    drive, machine = evidence.plan.drive, evidence.machine
    if not 0 <= drive.size <= _MOST:
        raise InvalidError("evidence-odd", field="size")
    job = job_id(evidence)
    return {
        "uuid": job,
        "number": number.short(job),
        "status": evidence.claim.status,
        "level": evidence.claim.level,
        "technique": evidence.claim.technique,
        "tag": evidence.tag,
        "pc_tag": pc_of(evidence.tag),
        "drive_model": drive.model,
        "drive_serial": drive.serial,
        "drive_wwn": drive.wwn,
        "drive_size": drive.size,
        "drive_numbered": is_numbered(drive),
        "machine_vendor": machine.vendor,
        "machine_product": machine.product,
        "machine_serial": machine.serial,
        "lot": evidence.lot,
        "operator": evidence.operator,
        "ended_at": _ended_at(evidence),
    }


def job_id(evidence: Evidence) -> str:
    """The job's UUID in its one usual form: another spelling is not another job."""
    try:
        return str(uuid.UUID(evidence.uuid))
    except ValueError as error:
        raise InvalidError("evidence-odd", field="uuid") from error


def pc_of(tag: str) -> str:
    """The PC's part of a tag: `C23-0412` of `C23-0412-D1`; the whole where it names no drive."""
    return _DRIVE_PART.sub("", tag)


def _ended_at(evidence: Evidence) -> datetime.datetime | None:
    """When the work ended by the stick's clock; None where it did not, or where that is no date."""
    ends = [fact.at for fact in evidence.facts if isinstance(fact, Ended)]
    try:
        found = datetime.datetime.fromisoformat(ends[-1])
    except (IndexError, ValueError):
        return None
    if found.year not in _YEARS:  # no clock runs there, and a conversion to UTC could leave the calendar
        return None
    return found if found.tzinfo else found.replace(tzinfo=datetime.UTC)
