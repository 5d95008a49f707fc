"""Knives and glue: cutting certificates open and putting them together again."""

import io
import re
from collections.abc import Callable

import pikepdf
from asn1crypto import cms
from certificates import makers, samples
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pyhanko.sign import fields, signers

from coordi_wipe.certificate import signing
from coordi_wipe.certificate.render import render


def byte_range(pdf: bytes):
    return re.search(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)\]", pdf)


def gap(pdf: bytes) -> tuple[int, int]:
    """From `<` to after `>` of the signature's contents."""
    found = byte_range(pdf)
    return int(found[2]), int(found[3])


def seal(pdf: bytes) -> bytes:
    """The CMS bytes, without padding."""
    start, end = gap(pdf)
    return cms.ContentInfo.load(bytes.fromhex(pdf[start + 1 : end - 1].decode())).dump()


def in_gap(pdf: bytes, change: Callable[[bytes], bytes]) -> bytes:
    start, end = gap(pdf)
    digits = change(pdf[start + 1 : end - 1])
    assert len(digits) == end - start - 2
    return pdf[: start + 1] + digits + pdf[end - 1 :]


def with_seal(pdf: bytes, der: bytes) -> bytes:
    """Another CMS structure in the gap, padded with zeros."""
    return in_gap(pdf, lambda digits: der.hex().upper().encode().ljust(len(digits), b"0"))


def with_cms(pdf: bytes, change: Callable[[cms.ContentInfo], None]) -> bytes:
    info = cms.ContentInfo.load(seal(pdf))
    change(info)
    return with_seal(pdf, info.dump(force=True))


def attachment(pdf: bytes) -> tuple[int, bytes]:
    """Where the deflated evidence stands in the file, and its bytes there."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        packed = opened.attachments["evidence.json"].obj.EF.F.read_raw_bytes()
    return pdf.index(packed), packed


def updated(pdf: bytes, number: int, entries: bytes, data: bytes) -> bytes:
    """An incremental update that puts another stream in the place of this object."""
    before = re.findall(rb"startxref\s+(\d+)", pdf)[-1]
    root, size = re.search(rb"/Root (\d+ \d+ R)", pdf)[1], re.search(rb"/Size (\d+)", pdf)[1]
    stream = b"%d 0 obj\n<< %s /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (
        number,
        entries,
        len(data),
        data,
    )
    table = b"xref\n%d 1\n%010d 00000 n \n" % (number, len(pdf))
    trailer = b"trailer\n<< /Size %s /Root %s /Prev %s >>\n" % (size, root, before)
    end = b"startxref\n%d\n%%%%EOF\n" % (len(pdf) + len(stream))
    return pdf + stream + table + trailer + end


def attach(pdf, name: str, data: bytes) -> None:
    pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, data, filename=name)


def sealed_after(change) -> bytes:
    """A page that someone with our key changed before sealing it."""
    page = render(samples.data("sanitized"), samples.ORGANISATION, "fr", signer=makers.LEAF_NAME)
    with pikepdf.open(io.BytesIO(page)) as pdf:
        change(pdf)
        out = io.BytesIO()
        pdf.save(out, compress_streams=True)
    return signing.sign(out.getvalue(), makers.stick())


def sealed_holding(evidence: bytes) -> bytes:
    """A page about one evidence that attaches another."""

    def swap(pdf):
        del pdf.attachments["evidence.json"]
        attach(pdf, "evidence.json", evidence)

    return sealed_after(swap)


def signed_otherwise(**metadata) -> bytes:
    page = render(samples.data("sanitized"), samples.ORGANISATION, "fr", signer=makers.LEAF_NAME)
    told = signers.PdfSignatureMetadata(
        field_name="Signature",
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        embed_validation_info=False,
        **metadata,
    )
    spec = fields.SigFieldSpec("Signature", on_page=0, box=None)
    signer = signing._plain_signer()(told, signer=signing._simple_signer(makers.stick()), new_field_spec=spec)
    fresh = copy_into_new_writer(PdfFileReader(io.BytesIO(page)), {"stream_xrefs": False})
    return signer.sign_pdf(fresh, bytes_reserved=signing.RESERVED).getvalue()
