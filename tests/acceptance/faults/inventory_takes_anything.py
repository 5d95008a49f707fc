"""The inventory keeps what it could not verify: the evidence is read, its seal is not looked at."""

from coordi_wipe.certificate import attachment, evidence_file, verification
from coordi_wipe.certificate.rejection import InvalidError, UnreadableError
from coordi_wipe.certificate.verification import Verdict
from coordi_wipe.model.errors import DamagedError


def _unlooked(pdf, **_):
    try:
        evidence = evidence_file.decode(attachment.evidence_of(pdf))
    except (UnreadableError, InvalidError, DamagedError, evidence_file.NewerError) as error:
        return Verdict("invalid", valid=False, reasons=(error.reason,))
    return Verdict("signed", valid=True, signer="?", rehearsal=evidence.rehearsal, evidence=evidence)


verification.verify = _unlooked
