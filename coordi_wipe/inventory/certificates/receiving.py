"""A certificate arrives: verified, then kept with leaf and receipt in one transaction, or not at all."""

from collections.abc import Sequence

import msgspec
from cryptography import x509
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from coordi_wipe.certificate import attachment, evidence_file, number
from coordi_wipe.certificate.rejection import InvalidError, UnreadableError
from coordi_wipe.certificate.verification import Verdict, verify
from coordi_wipe.inventory import folder
from coordi_wipe.inventory.certificates import journal, quarantine, record
from coordi_wipe.inventory.certificates.models import REAL, REHEARSAL, Certificate, Document
from coordi_wipe.model.base import Base, Reason
from coordi_wipe.model.errors import DamagedError

MOST = 10 << 20
"""The largest certificate that is looked at (bytes)."""


class Answer(Base, frozen=True):
    """What is answered: an HTTP status, and JSON, a receipt or reasons."""

    status: int
    body: bytes


class Receipt(Base, frozen=True):
    """What a stick keeps. `proof`: that the log of this kind holds the certificate's digest."""

    digest: str
    number: str
    verdict: str
    rehearsal: bool
    url: str
    proof: str


class _Refusal(Base, frozen=True):
    reasons: tuple[Reason, ...]


def refusal(status: int, *reasons: Reason) -> Answer:
    """An answer that says no, and why."""
    return Answer(status, msgspec.json.encode(_Refusal(reasons)))


def receive(pdf: bytes, digest: str) -> Answer:
    """Takes a certificate of which the sender says that its evidence has this digest (hexadecimal).

    201 and the receipt; 200 and the very same receipt where it is known; else 400, 409, 413, 415 or 422
    with reasons; 501 where only a newer inventory could tell. Never raises on what `pdf` holds.
    """
    if len(pdf) > MOST:
        return refusal(413, Reason("inventory-too-big", {"most": MOST}))
    if not pdf.startswith(b"%PDF-"):
        return refusal(415, Reason("inventory-not-pdf"))
    verdict = _verdict(pdf)
    if any(reason.code == "evidence-newer" for reason in verdict.reasons):
        return refusal(501, Reason("inventory-older"), *verdict.reasons)
    if verdict.evidence is None:
        return refusal(422, *verdict.reasons, *_rehearsal_hint(pdf))
    if verdict.rehearsal and not rehearsal_roots():
        return refusal(422, Reason("inventory-no-rehearsals"))
    evidence = attachment.evidence_of(pdf)
    if number.digest(evidence) != digest:
        return refusal(400, Reason("inventory-digest-differs"))
    try:
        return _kept(pdf, evidence, verdict, record.fields(verdict.evidence))
    except InvalidError as error:
        return refusal(422, error.reason)


def rehearsal_roots() -> Sequence[x509.Certificate]:
    """Whose rehearsals this inventory takes; none: it takes no rehearsals."""
    return folder.rehearsal_roots(settings.INVENTORY_REHEARSALS)


def _verdict(pdf: bytes) -> Verdict:
    trusted = folder.roots(settings.INVENTORY_FOLDER)
    return verify(pdf, trust=trusted, rehearsal_trust=rehearsal_roots())


def _rehearsal_hint(pdf: bytes) -> tuple[Reason, ...]:
    """Of a file that nobody trusted sealed: whether it says itself that it is a rehearsal's."""
    try:
        says_so = evidence_file.decode(attachment.evidence_of(pdf)).rehearsal
    except (UnreadableError, InvalidError, DamagedError, evidence_file.NewerError):
        return ()
    return (Reason("inventory-no-rehearsals"),) if says_so and not rehearsal_roots() else ()


@transaction.atomic
def _kept(pdf: bytes, evidence: bytes, verdict: Verdict, fields: dict[str, object]) -> Answer:
    """Registers what was verified, answers what was registered before, or puts aside what contradicts it."""
    digest = number.digest(evidence)
    kind = REHEARSAL if verdict.rehearsal else REAL
    known = Certificate.objects.filter(digest=digest).first()
    if known is not None:
        return Answer(200, bytes(known.receipt))
    # a number is 50 random bits of the UUID: two jobs never share one, but a stick that lies about its UUID
    same_job = Q(uuid=fields["uuid"]) | Q(number=fields["number"])
    other = Certificate.objects.filter(same_job, kind=kind).first()
    if other is not None:
        quarantine.put(pdf, digest, other, verdict.signer)
        return refusal(409, Reason("inventory-other-content", {"number": other.number}))
    made = Certificate.objects.create(
        digest=digest, kind=kind, received_at=timezone.now(), signer=verdict.signer, receipt=b"", **fields
    )
    Document.objects.create(certificate=made, pdf=pdf, evidence=evidence)
    leaf = journal.append(kind, bytes.fromhex(digest), certificate=made)
    receipt = Receipt(
        digest=digest,
        number=made.number,
        verdict="rehearsal" if verdict.rehearsal else "registered",
        rehearsal=verdict.rehearsal,
        url=f"{settings.INVENTORY_ADDRESS}/C/{number.short_digest(evidence)}",
        proof=journal.proof(leaf),
    )
    made.receipt = msgspec.json.encode(receipt)
    made.save(update_fields=["receipt"])
    return Answer(201, made.receipt)
