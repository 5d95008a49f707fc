"""Checks a detached CMS signature in the one form that we make, and the two certificates behind it."""

import asyncio
import datetime
import logging
import warnings
from collections.abc import Sequence
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding

from coordi_wipe.certificate.authority import (
    REHEARSAL_POLICY,
    STICK_POLICY,
    allows_virtual,
    common_name,
    policies,
)
from coordi_wipe.certificate.rejection import InvalidError
from coordi_wipe.certificate.turn import alone
from coordi_wipe.model.base import Base

# Leaves are valid from 2000 to 2049 and clocks are wrong: paths are validated at a moment inside, never now.
_MOMENT = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)

_NEEDED = {"content_type", "message_digest", "signing_certificate_v2"}
_ALLOWED = _NEEDED | {"cms_algorithm_protection"}
_SHA256 = {"algorithm": "sha256"}

# All that asn1crypto, pyHanko and cryptography were seen to raise on hostile bytes.
_HOSTILE = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    OverflowError,
    RecursionError,
    InvalidSignature,
    UnsupportedAlgorithm,
    x509.InvalidVersion,
    x509.DuplicateExtension,
    x509.UnsupportedGeneralNameType,
)


class Seal(Base, frozen=True):
    """Whose seal it is, whether that is a rehearsal authority, and whether its root lets it sign in a virtual
    machine."""

    signer: str
    rehearsal: bool
    virtual: bool


@alone
def check(content: bytes, cms: bytes, roots: Sequence[x509.Certificate]) -> Seal:
    """The seal over `content`, by a leaf directly under one of these roots. Raises InvalidError.

    CMS: RFC 5652 and 5035 (signing-certificate-v2); ETSI EN 319 142-1, B-B. The path: RFC 5280, 6.
    """
    try:
        signed_data = _signed_data(cms)
        leaf, root = _leaf_and_root([choice.chosen.dump() for choice in signed_data["certificates"]], roots)
        if _rebuilt(signed_data, leaf) != cms:
            raise InvalidError("certificate-signature-form", why="CMS")
        _verify(content, signed_data, root)
        return Seal(common_name(leaf), rehearsal=_rehearsal(leaf, root), virtual=allows_virtual(leaf))
    except _HOSTILE as error:
        raise InvalidError("certificate-signature-form", why=type(error).__name__) from error


def _signed_data(cms: bytes) -> Any:
    """The SignedData with its one signer and none but the attributes that we sign."""
    import asn1crypto.tsp  # noqa: F401 (names signing-certificate-v2; a process that signed nothing needs it)
    from asn1crypto.cms import ContentInfo

    data = ContentInfo.load(cms, strict=True)["content"]
    if len(data["signer_infos"]) != 1:
        raise InvalidError("certificate-several-signatures", count=len(data["signer_infos"]))
    signer = data["signer_infos"][0]
    if signer["unsigned_attrs"].native:
        raise InvalidError("certificate-unsigned-attributes")
    attributes = [attribute["type"].native for attribute in signer["signed_attrs"]]
    if len(attributes) != len(set(attributes)) or not _NEEDED <= set(attributes) <= _ALLOWED:
        raise InvalidError("certificate-signature-form", why="attributes")
    return data


def _rebuilt(data: Any, leaf: x509.Certificate) -> bytes:
    """The structure as anyone gets it from the certificates, the signed attributes and the signature's value.

    It must be the one that was read, byte for byte: then no bit outside what is signed can differ.
    """
    from asn1crypto import cms
    from asn1crypto.x509 import Certificate

    own = Certificate.load(leaf.public_bytes(Encoding.DER))
    signer = data["signer_infos"][0]
    names = cms.IssuerAndSerialNumber({"issuer": own.issuer, "serial_number": own.serial_number})
    rebuilt = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [_SHA256],
            "encap_content_info": {"content_type": "data"},
            "certificates": data["certificates"],
            "signer_infos": [
                {
                    "version": "v1",
                    "sid": cms.SignerIdentifier("issuer_and_serial_number", names),
                    "digest_algorithm": _SHA256,
                    "signed_attrs": signer["signed_attrs"],
                    "signature_algorithm": {"algorithm": "sha256_ecdsa"},
                    "signature": signer["signature"].native,
                }
            ],
        }
    )
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": rebuilt}).dump())


def _leaf_and_root(
    embedded: Sequence[bytes], roots: Sequence[x509.Certificate]
) -> tuple[x509.Certificate, x509.Certificate]:
    """The two certificates that a signature carries; the root must be, byte for byte, a trusted one."""
    trusted = {root.public_bytes(Encoding.DER): root for root in roots}
    found = [trusted[data] for data in embedded if data in trusted]
    others = [data for data in embedded if data not in trusted]
    if not found:
        raise InvalidError("certificate-unknown-authority")
    if len(found) != 1 or len(others) != 1:
        raise InvalidError("certificate-signature-form", why=f"{len(embedded)} certificates")
    with warnings.catch_warnings(action="ignore"):  # cryptography's, about forms that are refused below
        return x509.load_der_x509_certificate(others[0]), found[0]


def _verify(content: bytes, signed_data: Any, root: x509.Certificate) -> None:
    """Digest, signature and path, by pyHanko. (What it calls its bottom line is not enough: see strict.)"""
    from asn1crypto import x509 as asn1
    from pyhanko.sign.validation.generic_cms import async_validate_detached_cms
    from pyhanko.sign.validation.settings import KeyUsageConstraints
    from pyhanko_certvalidator import ValidationContext

    for name in ("pyhanko", "pyhanko_certvalidator"):
        logging.getLogger(name).addHandler(logging.NullHandler())  # the verdict says it better
    context = ValidationContext(
        trust_roots=[asn1.Certificate.load(root.public_bytes(Encoding.DER))],
        moment=_MOMENT,
        best_signature_time=_MOMENT,
        allow_fetching=False,
    )
    usage = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=True)
    status = asyncio.run(async_validate_detached_cms(content, signed_data, context, key_usage_settings=usage))
    if not status.intact:
        raise InvalidError("certificate-bytes-changed")
    if not status.valid:
        raise InvalidError("certificate-signature-wrong")
    if not status.trusted:  # its root is one that we trust: so the leaf is not truly from there, or not fit
        raise InvalidError("certificate-not-issued")


def _rehearsal(leaf: x509.Certificate, root: x509.Certificate) -> bool:
    """Whether this leaf rehearses; a leaf of another purpose (a server's, say) seals nothing."""
    carried = policies(leaf)
    if carried == (REHEARSAL_POLICY,) and REHEARSAL_POLICY in policies(root):
        return True
    if carried == (STICK_POLICY,) and REHEARSAL_POLICY not in policies(root):
        return False
    raise InvalidError("certificate-wrong-policy", policies=", ".join(carried))
