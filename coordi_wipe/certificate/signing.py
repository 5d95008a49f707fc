"""Signs a page: PAdES, certified so that nothing may change afterwards, in the strict form."""

import io
from typing import Any

from cryptography.hazmat.primitives import serialization

from coordi_wipe.certificate.authority import Authority
from coordi_wipe.certificate.turn import alone

FIELD = "Signature"
RESERVED = 32_768
"""Hexadecimal digits kept for the signature: a time-stamp and a log proof come into them later."""


@alone
def sign(pdf: bytes, authority: Authority, field_label: str = "Cachet électronique") -> bytes:
    """This PDF with its one signature (ETSI EN 319 142-1, B-B; ISO 32000-1, 12.8: DocMDP, no changes).

    `field_label` is what a screen reader says for the invisible signature field (PDF/UA-1, 7.18.1).
    """
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.pdf_utils.writer import copy_into_new_writer
    from pyhanko.sign import fields, signers

    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        name=authority.signer,
        embed_validation_info=False,
    )
    place = fields.SigFieldSpec(FIELD, on_page=0, box=None, readable_field_name=field_label)
    signer = _plain_signer()(metadata, signer=_simple_signer(authority), new_field_spec=place)
    # a fresh file rather than an update of the unsigned one: a certificate has one revision only
    fresh = copy_into_new_writer(PdfFileReader(io.BytesIO(pdf)), {"stream_xrefs": False})
    signed: io.BytesIO = signer.sign_pdf(fresh, bytes_reserved=RESERVED)
    return signed.getvalue()


def _plain_signer() -> Any:
    """pyHanko's signer without the entry that calls the file PDF 2.0, which PDF/A-3 does not know."""
    from pyhanko.sign import signers

    class PlainSigner(signers.PdfSigner):
        def register_extensions(self, pdf_out: object, *, md_algorithm: str) -> None:
            del pdf_out, md_algorithm

    return PlainSigner


def _simple_signer(authority: Authority) -> Any:
    from asn1crypto import keys, x509
    from pyhanko.sign import signers
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    leaf, root = (
        x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))
        for certificate in (authority.leaf, authority.root)
    )
    make_store: Any = SimpleCertificateStore
    store = make_store()
    store.register(root)
    key = authority.key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return signers.SimpleSigner(
        signing_cert=leaf, signing_key=keys.PrivateKeyInfo.load(key), cert_registry=store
    )
