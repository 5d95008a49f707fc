"""From a file to a verdict with reasons: form, signature, authority, evidence, claim, in that order."""

from collections.abc import Sequence
from typing import Literal

from cryptography import x509

from coordi_wipe.certificate import attachment, evidence_file, log, number, signature, strict
from coordi_wipe.certificate.authority import REHEARSAL_POLICY, policies
from coordi_wipe.certificate.log import LogKey
from coordi_wipe.certificate.rejection import InvalidError, UnreadableError
from coordi_wipe.certificate.signature import Seal
from coordi_wipe.model.base import Base, Level, Reason
from coordi_wipe.model.claim import claim
from coordi_wipe.model.drive import REHEARSAL_MEDIA
from coordi_wipe.model.errors import DamagedError
from coordi_wipe.model.evidence import Evidence, Status
from coordi_wipe.model.facts import Noted
from coordi_wipe.model.sector import declared_truly


class Registration(Base, frozen=True):
    """What is said to prove that a certificate is registered: the log's proof (text), and whose proofs are
    believed, for each kind of certificate. A rehearsal's log registers nothing but rehearsals."""

    receipt: str
    log: LogKey | None = None
    rehearsal_log: LogKey | None = None


class Verdict(Base, frozen=True):
    """What may be believed of a file. Everything after `reasons` comes from what is signed, or is empty.

    `valid`: a good signature and status `sanitized`. `signed_at`: ISO 8601, as far as `time_source`
    (the evidence's clock) can be trusted. `reasons`: why not, or what is still missing.
    """

    verdict: Literal["registered", "signed", "invalid", "rehearsal", "unreadable"]
    valid: bool
    registered: bool = False
    status: Status | Literal[""] = ""
    level: Level = "none"
    reasons: tuple[Reason, ...] = ()
    signer: str = ""
    serials: tuple[str, ...] = ()
    rehearsal: bool = False
    signed_at: str = ""
    time_source: str = ""
    evidence: Evidence | None = None


def verify(
    pdf: bytes,
    *,
    trust: Sequence[x509.Certificate],
    rehearsal_trust: Sequence[x509.Certificate] = (),
    allow_rehearsal: bool = False,
    registration: Registration | None = None,
) -> Verdict:
    """The verdict on the bytes of a file. Never raises on what they hold.

    Registered it is by a proof that holds for this very evidence, and by nothing else; a proof that does not
    hold lowers nothing either: the certificate is then as it would be without.

    A root that bears the rehearsal policy counts as one wherever it is given: it never vouches for proof,
    and a root in `rehearsal_trust` without that policy vouches for nothing.
    """
    roots = [*trust, *(root for root in rehearsal_trust if REHEARSAL_POLICY in policies(root))]
    try:
        signed = strict.read(pdf)
        seal = signature.check(signed.content, signed.cms, roots)
        held = attachment.read(pdf, signed)
        evidence = evidence_file.decode(held.evidence)
        _check_evidence(evidence, seal)
    except (UnreadableError, evidence_file.NewerError) as refusal:
        return Verdict("unreadable", valid=False, reasons=(refusal.reason,))
    except (InvalidError, DamagedError) as refusal:
        return Verdict("invalid", valid=False, reasons=(refusal.reason,))
    believed = allow_rehearsal or not seal.rehearsal
    registered = _is_registered(held.evidence, registration, rehearsal=seal.rehearsal)
    sealed: Literal["registered", "signed"] = "registered" if registered else "signed"
    return Verdict(
        "rehearsal" if seal.rehearsal else sealed,
        valid=believed and evidence.claim.status == "sanitized",
        registered=bool(registered),
        status=evidence.claim.status,
        level=evidence.claim.level,
        reasons=_remarks(evidence, rehearsal=seal.rehearsal, registered=registered),
        signer=seal.signer,
        serials=(evidence.plan.drive.serial,),
        rehearsal=seal.rehearsal,
        signed_at=held.signed_at,
        time_source=evidence.clock,
        evidence=evidence,
    )


def _check_evidence(evidence: Evidence, seal: Seal) -> None:
    """Whether the evidence agrees with itself and with who sealed it. Raises InvalidError."""
    if evidence.rehearsal != seal.rehearsal:
        raise InvalidError("certificate-rehearsal-differs")
    if claim(evidence.plan, evidence.facts) != evidence.claim:
        raise InvalidError("certificate-claim-differs")
    if not declared_truly(evidence):
        raise InvalidError("certificate-fingerprint-differs")
    if seal.rehearsal:
        return
    if evidence.plan.drive.medium in REHEARSAL_MEDIA:
        raise InvalidError("certificate-rehearsal-medium", medium=evidence.plan.drive.medium)
    noted = any(isinstance(fact, Noted) and fact.reason.code == "virtual-machine" for fact in evidence.facts)
    if (evidence.machine.virtual or noted) and not (noted and seal.virtual):
        raise InvalidError("certificate-virtual-machine", virtual=evidence.machine.virtual)


def _is_registered(data: bytes, registration: Registration | None, *, rehearsal: bool) -> bool | None:
    """Whether the log of this kind holds this evidence; None where nothing is said to show it."""
    key = None
    if registration is not None and registration.receipt:
        key = registration.rehearsal_log if rehearsal else registration.log
    if registration is None or key is None:
        return None
    try:
        log.check(registration.receipt, bytes.fromhex(number.digest(data)), key)
    except InvalidError:
        return False
    return True


def _remarks(evidence: Evidence, *, rehearsal: bool, registered: bool | None) -> tuple[Reason, ...]:
    """What keeps a well-sealed file from being a proof, or what is still to be done."""
    remarks = [Reason("certificate-rehearsal")] if rehearsal else []
    if evidence.claim.status == "sanitized_with_exceptions":
        remarks.append(Reason("certificate-exceptions"))
    elif evidence.claim.status != "sanitized":
        remarks.append(Reason("certificate-not-erased", {"status": evidence.claim.status}))
    if registered is False:
        remarks.append(Reason("log-proof"))
    elif not remarks and not registered:
        remarks.append(Reason("certificate-to-be-registered"))
    return tuple(remarks)
