"""The supervisor's root: 32 bytes of entropy make its key, and with its name its certificate, every time."""

import hashlib
from dataclasses import dataclass, field

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from coordi_wipe.certificate.authority import make_root

_INFO = b"coordi-wipe root P-256 v1"
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256 (SP 800-186, 3.2.1.3)
_LENGTH = 48  # bytes: 128 more bits than the order, so that no key is likelier (FIPS 186-5, A.2.1)


@dataclass(frozen=True, slots=True)
class Root:
    """A root that can issue leaves. `entropy` is never shown but as words."""

    entropy: bytes = field(repr=False)
    key: ec.EllipticCurvePrivateKey = field(repr=False)
    certificate: x509.Certificate


def root(entropy: bytes, name: str) -> Root:
    """The root of this entropy and this name: the same bytes whenever it is made again.

    Verifiers know a root by its bytes, so serial number and signature follow from the key as well
    (RFC 6979).
    """
    key = _key(entropy)
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    serial = int.from_bytes(hashlib.sha256(public).digest()[:19])  # positive (RFC 5280, 4.1.2.2)
    return Root(entropy, key, make_root(name, key, serial=serial))


def _key(entropy: bytes) -> ec.EllipticCurvePrivateKey:
    stretched = HKDF(hashes.SHA256(), _LENGTH, salt=None, info=_INFO).derive(entropy)
    return ec.derive_private_key(int.from_bytes(stretched) % (_ORDER - 1) + 1, ec.SECP256R1())


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 of the certificate, hexadecimal: what `openssl x509 -fingerprint -sha256` says."""
    return certificate.fingerprint(hashes.SHA256()).hex()
