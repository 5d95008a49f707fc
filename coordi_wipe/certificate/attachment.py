"""What a signed file holds, structure for structure: one page, one seal, one evidence.json."""

import io
import zlib
from typing import Any

from coordi_wipe.certificate import evidence_file, strict
from coordi_wipe.certificate.rejection import InvalidError, UnreadableError
from coordi_wipe.certificate.turn import alone
from coordi_wipe.model.base import Base

_MAX_EVIDENCE = 64_000_000
"""An attachment may not unfold into more than this (bytes)."""


class Held(Base, frozen=True):
    """The attached evidence, byte for byte, and the time that the signature claims (ISO 8601 or empty)."""

    evidence: bytes
    signed_at: str


@alone
def read(pdf: bytes, signed: strict.Signed) -> Held:
    """Looks into a file whose signature holds. Raises UnreadableError, InvalidError."""
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(pdf), attempt_recovery=False, suppress_warnings=True) as opened:
            if opened.is_encrypted:
                raise UnreadableError("certificate-encrypted")
            seal = _only_seal(opened, signed)
            return Held(_only_evidence(opened), _iso(str(seal.get("/M", ""))))
    except pikepdf.PasswordError as error:
        raise UnreadableError("certificate-encrypted") from error
    except (
        pikepdf.PdfError,
        zlib.error,
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        IndexError,
    ) as error:
        raise UnreadableError("certificate-damaged", why=str(error)[:200]) from error


def evidence_of(pdf: bytes) -> bytes:
    """The evidence.json that a certificate holds, byte for byte; whether its signature holds is not asked.

    Raises UnreadableError, InvalidError.
    """
    return read(pdf, strict.read(pdf)).evidence


def _only_seal(pdf: Any, signed: strict.Signed) -> Any:
    """The one signature, which allows no change (ISO 32000-1, 12.8.2.2: DocMDP, P = 1)."""
    fields = [item for item in pdf.objects if _is(item, "/FT", "/Sig")]
    seals = [item for item in pdf.objects if _is(item, "/SubFilter", "/ETSI.CAdES.detached")]
    if len(fields) != 1 or len(seals) != 1 or len(pdf.pages) != 1:
        raise InvalidError("certificate-several-signatures", count=max(len(fields), len(seals)))
    seal = fields[0].V
    if bytes(seal.Contents)[: len(signed.cms)] != signed.cms:
        raise InvalidError("certificate-gap")
    if not _final(pdf, seal):
        raise InvalidError("certificate-not-final")
    return seal


def _final(pdf: Any, seal: Any) -> bool:
    """Whether this signature certifies the file and allows no change to it."""
    try:
        reference = seal.Reference[0]
        return (
            pdf.Root.Perms.DocMDP.objgen == seal.objgen
            and str(reference.TransformMethod) == "/DocMDP"
            and int(reference.TransformParams.P) == 1
        )
    except (KeyError, AttributeError):  # what is not there does not certify
        return False


def _only_evidence(pdf: Any) -> bytes:
    """The bytes of the only embedded file, named evidence.json."""
    specs = [item for item in pdf.objects if _is(item, "/Type", "/Filespec")]
    streams = [item for item in pdf.objects if _is(item, "/Type", "/EmbeddedFile")]
    names = list(pdf.attachments)
    if not names:
        raise InvalidError("certificate-no-evidence")
    counts = (len(specs), len(streams), len(names))
    if counts != (1, 1, 1) or names != [evidence_file.NAME]:
        raise InvalidError("certificate-several-attachments", count=max(counts))
    stream = specs[0].EF.F
    if stream.objgen != streams[0].objgen or pdf.attachments[names[0]].obj.objgen != specs[0].objgen:
        raise InvalidError("certificate-several-attachments", count=2)
    return _inflated(stream)


def _inflated(stream: Any) -> bytes:
    """A stream's bytes, deflated once as we do it, and never more than was promised."""
    if str(stream.get("/Filter", "")) != "/FlateDecode" or "/DecodeParms" in stream:
        raise InvalidError("certificate-no-evidence")
    size = int(stream.Params.Size)
    if not 0 <= size <= _MAX_EVIDENCE:
        raise InvalidError("certificate-too-big", bytes=size, most=_MAX_EVIDENCE)
    inflate = zlib.decompressobj()
    data = inflate.decompress(stream.read_raw_bytes(), size + 1)
    if len(data) != size or not inflate.eof or inflate.unused_data:
        raise InvalidError("certificate-no-evidence")
    return data


def _is(item: Any, key: str, value: str) -> bool:
    """Whether an object is a dictionary or stream with this name under this key."""
    import pikepdf

    return isinstance(item, pikepdf.Dictionary | pikepdf.Stream) and str(item.get(key, "")) == value


def _iso(date: str) -> str:
    """A PDF date (ISO 32000-1, 7.9.4) as ISO 8601; empty where it is none."""
    from pikepdf.models.metadata import decode_pdf_date

    try:
        return str(decode_pdf_date(date).isoformat())
    except ValueError:
        return ""
