"""Evidence becomes a signed page, which is checked as a stranger would before anyone gets it."""

from coordi_wipe.certificate import evidence_file
from coordi_wipe.certificate.authority import Authority
from coordi_wipe.certificate.organisation import Organisation
from coordi_wipe.certificate.readback import missing
from coordi_wipe.certificate.render import render
from coordi_wipe.certificate.signing import sign
from coordi_wipe.certificate.verification import verify
from coordi_wipe.certificate.wording import Wording
from coordi_wipe.model.errors import DamagedError, RefusedError


def issue(evidence: bytes, authority: Authority, organisation: Organisation, language: str) -> bytes:
    """The signed certificate of these bytes of evidence.json.

    Raises RefusedError("certificate-rehearsal-differs") where evidence and authority do not go together,
    DamagedError where the evidence cannot be read or our own work would not be accepted.
    """
    decoded = evidence_file.decode(evidence)
    if decoded.rehearsal != authority.rehearsal:
        raise RefusedError("certificate-rehearsal-differs")
    page = render(evidence, organisation, language, signer=authority.signer)
    unsaid = missing(page, decoded, evidence, language)
    if unsaid:
        raise DamagedError("certificate-page-differs", missing=", ".join(unsaid)[:200])
    signed = sign(page, authority, Wording(language)("page-signature-field"))
    verdict = verify(signed, trust=[authority.root], allow_rehearsal=True)
    if verdict.evidence != decoded:
        raise DamagedError("certificate-not-accepted", why=", ".join(r.code for r in verdict.reasons))
    return signed
