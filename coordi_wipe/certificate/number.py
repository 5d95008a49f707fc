"""The number that people read, and the digest in the forms that a page, a QR code and an address need."""

import base64
import hashlib

from coordi_wipe.model.number import short, well_formed

__all__ = ["address", "digest", "short", "short_digest", "well_formed"]


def digest(evidence: bytes) -> str:
    """SHA-256 of the evidence's bytes, hexadecimal: the identity of a certificate."""
    return hashlib.sha256(evidence).hexdigest()


def short_digest(evidence: bytes) -> str:
    """The first 128 bits of the digest in 26 characters of base32 (RFC 4648)."""
    return base64.b32encode(hashlib.sha256(evidence).digest()[:16]).decode().rstrip("=")


def address(host: str, evidence: bytes) -> str:
    """What the QR code holds: where to verify, or the digest itself where no inventory is set.

    Capitals only, so that the code stays in the compact alphanumeric mode (ISO/IEC 18004, 7.4.4).
    """
    return f"HTTPS://{host.upper()}/C/{short_digest(evidence)}" if host else digest(evidence).upper()
