"""The verdict on a certificate of this stick, as this stick can give it: form, seal, evidence, claim."""

from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509

from coordi_wipe.certificate import number, organisation
from coordi_wipe.jobs.folder import JobFolder
from coordi_wipe.model.base import Base, Reason
from coordi_wipe.model.errors import MissingError
from coordi_wipe.station import locations
from coordi_wipe.station.papers import KEYS
from coordi_wipe.station.station import Station
from coordi_wipe.sync import settings
from coordi_wipe.sync.outbox import State

if TYPE_CHECKING:
    from coordi_wipe.certificate.verification import Registration

_MOST = 64 << 20  # bytes; the verifier itself is stricter
_REHEARSAL_ROOT, _STICK = "rehearsal.pem", "stick.pem"


class Judged(Base, frozen=True):
    """What may be believed of one certificate; `address` is what its QR holds.

    `sealed`: this stick's own authority vouches for it. A company trusts its root, not this stick.
    """

    verdict: str
    status: str
    level: str
    signer: str
    signed_at: str
    reasons: tuple[Reason, ...]
    address: str
    registration: State
    refused: tuple[Reason, ...] = ()


def judge(station: Station, folder: JobFolder) -> Judged:
    """Reads and verifies a certificate: slow, call it off the screen.

    Raises MissingError("expert.paper-gone"), UsageError (the settings).
    """
    from coordi_wipe.certificate.verification import verify

    try:
        with folder.certificate.open("rb") as file:
            pdf = file.read(_MOST)
        evidence = folder.evidence.read_bytes()
    except OSError as error:
        raise MissingError(
            "expert.paper-gone", path=str(folder.certificate), error=error.strerror or ""
        ) from error
    digest = number.digest(evidence)
    keys = station.home / KEYS
    found = verify(
        pdf,
        trust=_roots(keys / _STICK),
        rehearsal_trust=_roots(keys / _REHEARSAL_ROOT),
        allow_rehearsal=True,
        registration=_registration(station, digest),
    )
    return Judged(
        verdict=found.verdict,
        status=found.status,
        level=found.level,
        signer=found.signer,
        signed_at=found.signed_at,
        reasons=found.reasons,
        address=number.address(organisation.load(locations.settings()).verification_host, evidence),
        registration=station.outbox.state(digest),
        refused=station.outbox.reasons(digest),
    )


def _registration(station: Station, digest: str) -> "Registration | None":
    """The receipt that came back, and whose receipts are believed; None where there is none to look at."""
    from coordi_wipe.certificate.verification import Registration

    receipt, where = station.outbox.receipt(digest), settings.load(locations.settings())
    return Registration(receipt, where.log, where.rehearsal_log) if receipt and where is not None else None


def _roots(path: Path) -> list[x509.Certificate]:
    """The authorities of this stick, without its leaf; none where there is no such file."""
    try:
        found = x509.load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError):
        return []
    return [one for one in found if one.issuer == one.subject]
