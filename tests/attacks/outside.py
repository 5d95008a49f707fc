"""Forgeries by someone who has none of our keys, and files that are no certificates."""

import io
import zlib

import pikepdf
from attacks.registry import attack
from attacks.tools import attachment, byte_range, gap, updated
from certificates import makers, samples
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

from coordi_wipe.certificate import authority as authorities
from coordi_wipe.certificate import signing
from coordi_wipe.certificate.authority import STICK_POLICY, Authority
from coordi_wipe.certificate.render import render


class Bold(signers.PdfSigner):
    """Signs a file that forbids it."""

    def _enforce_certification_constraints(self, reader):
        del reader


@attack("invalid", "certificate-unknown-authority")
def another_root():
    other = authorities.make_authority("Une autre racine", "Une autre clé", STICK_POLICY)
    return makers.sealed(samples.data("sanitized"), other)


@attack("invalid", "certificate-unknown-authority")
def a_root_with_the_same_name():
    return makers.sealed(samples.data("sanitized"), makers.homonym())


@attack("invalid", "certificate-not-issued")
def a_foreign_leaf_that_carries_our_root():
    stranger = makers.homonym()
    return makers.sealed(samples.data("sanitized"), Authority(stranger.key, stranger.leaf, makers.root()))


@attack("invalid", "certificate-bytes-changed")
def the_seal_of_another_certificate():
    ours, theirs = makers.certificate(), makers.certificate("failed")
    start, end = gap(ours)
    return ours[:start] + theirs[slice(*gap(theirs))] + ours[end:]


@attack("invalid", "certificate-bytes-changed")
def evidence_swapped_in_place():
    """Other evidence, deflated to the same length: every offset of the file stays right."""
    pdf = makers.certificate("failed")
    start, packed = attachment(pdf)
    swapped = zlib.decompress(packed).replace(b'"mismatches":3', b'"mismatches":0')
    for level in range(9, -1, -1):
        deflated = zlib.compress(swapped, level)
        if len(deflated) <= len(packed):
            return pdf[:start] + deflated.ljust(len(packed), b"\n") + pdf[start + len(packed) :]
    raise AssertionError("the swapped evidence does not fit")


@attack("invalid", "certificate-changed-after-signing")
def evidence_swapped_by_an_update():
    pdf = makers.certificate("failed")
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        number = opened.attachments["evidence.json"].obj.EF.F.objgen[0]
    return updated(pdf, number, b"/Type /EmbeddedFile", samples.data("sanitized"))


@attack("invalid", "certificate-not-whole-file")
def evidence_swapped_by_rewriting_the_file():
    with pikepdf.open(io.BytesIO(makers.certificate())) as pdf:
        pdf.attachments["evidence.json"] = pikepdf.AttachedFileSpec(pdf, b"{}", filename="evidence.json")
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


@attack("invalid", "certificate-changed-after-signing")
def a_page_redrawn_by_an_update():
    """The page of a certificate that says « effacé », over one that says the contrary."""
    pdf = makers.certificate("failed")
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        number = opened.pages[0].Contents.objgen[0]
    with pikepdf.open(io.BytesIO(makers.certificate())) as other:
        page = other.pages[0].Contents.read_bytes()
    return updated(pdf, number, b"", page)


@attack("invalid", "certificate-changed-after-signing")
def an_empty_update():
    """pyHanko's own: nothing is changed, and a viewer sees no difference."""
    writer = IncrementalPdfFileWriter(io.BytesIO(makers.certificate()))
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@attack("invalid", "certificate-several-signatures")
def a_second_signature():
    other = authorities.make_authority("Une autre racine", "Une autre clé", STICK_POLICY)
    writer = IncrementalPdfFileWriter(io.BytesIO(makers.certificate()))
    metadata = signers.PdfSignatureMetadata(field_name="Second", md_algorithm="sha256")
    spec = fields.SigFieldSpec("Second", on_page=0, box=None)
    signer = Bold(metadata, signer=signing._simple_signer(other), new_field_spec=spec)
    return signer.sign_pdf(writer).getvalue()


@attack("invalid", "certificate-junk-after")
def junk_at_the_end():
    return makers.certificate() + b"junk"


@attack("invalid", "certificate-junk-after")
def one_more_newline():
    return makers.certificate() + b"\n"


@attack("invalid", "certificate-junk-before")
def junk_before():
    return b"junk\n" + makers.certificate()


@attack("invalid", "certificate-changed-after-signing")
def another_pdf_behind():
    return makers.certificate() + render(samples.data("failed"), samples.ORGANISATION, "fr")


@attack("invalid", "certificate-not-signed")
def the_seal_taken_off():
    return makers.certificate().replace(b"/ByteRange", b"/ByteRangf")


@attack("invalid", "certificate-not-whole-file")
def a_range_that_leaves_the_end_out():
    pdf = makers.certificate()
    first, last = (m := byte_range(pdf)).start(4), m.end(4)
    rest = str(int(m[4]) - 7).rjust(last - first).encode()
    return pdf[:first] + rest + pdf[last:]


@attack("unreadable", "certificate-empty")
def nothing():
    return b""


@attack("unreadable", "certificate-not-pdf")
def no_pdf():
    return b"PK\x03\x04 this is a ZIP, whatever its name says"


@attack("unreadable", "certificate-cut-off")
def cut_off():
    return makers.certificate()[:50_000]


@attack("unreadable", "certificate-too-big")
def huge():
    return makers.certificate() + b"\0" * 20_000_000


@attack("invalid", "certificate-not-signed")
def never_signed():
    return render(samples.data("sanitized"), samples.ORGANISATION, "fr")


@attack("unreadable", "certificate-encrypted")
def encrypted():
    with pikepdf.open(io.BytesIO(render(samples.data("sanitized"), samples.ORGANISATION, "fr"))) as pdf:
        out = io.BytesIO()
        pdf.save(out, encryption=pikepdf.Encryption(owner="secret", user=""))
    return out.getvalue()


@attack("invalid", "certificate-not-whole-file")
def encrypted_after_it_was_sealed():
    with pikepdf.open(io.BytesIO(makers.certificate())) as pdf:
        out = io.BytesIO()
        pdf.save(out, encryption=pikepdf.Encryption(owner="secret", user="secret"))
    return out.getvalue()
