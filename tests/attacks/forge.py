"""Forged and mangled certificates, each with the verdict and the reason that it must get."""

import io
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass

import pikepdf
from asn1crypto import cms
from certificates import makers, samples
from cryptography.hazmat.primitives.asymmetric import ec
from msgspec.structs import replace
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pyhanko.sign import fields, signers

from coordi_wipe.certificate import authority as authorities
from coordi_wipe.certificate import signing
from coordi_wipe.certificate.authority import REHEARSAL_POLICY, STICK_POLICY, Authority, make_leaf, make_root
from coordi_wipe.certificate.evidence_file import encode
from coordi_wipe.certificate.render import render
from coordi_wipe.model.evidence import Claim


@dataclass(frozen=True)
class Attack:
    make: Callable[[], bytes]
    verdict: str
    reason: str


ATTACKS: dict[str, Attack] = {}


def attack(verdict: str, reason: str):
    def register(make):
        ATTACKS[make.__name__.replace("_", " ")] = Attack(make, verdict, reason)
        return make

    return register


class Bold(signers.PdfSigner):
    """Signs a file that forbids it."""

    def _enforce_certification_constraints(self, reader):
        del reader


# --- someone without our key -------------------------------------------------------------------------


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


# --- the gap and the CMS structure -------------------------------------------------------------------


@attack("invalid", "certificate-gap")
def something_in_the_padding():
    return in_gap(makers.certificate(), lambda digits: digits[:-2] + b"01")


@attack("invalid", "certificate-gap")
def lower_case_digits():
    return in_gap(makers.certificate(), bytes.lower)


@attack("invalid", "certificate-gap")
def a_comment_in_the_gap():
    return in_gap(makers.certificate(), lambda digits: digits[:-6] + b"%hello"[:6])


@attack("invalid", "certificate-unsigned-attributes")
def an_unsigned_attribute():
    def add(info):
        attribute = cms.CMSAttribute({"type": "content_type", "values": ["data"]})
        info["content"]["signer_infos"][0]["unsigned_attrs"] = [attribute]

    return with_cms(makers.certificate(), add)


@attack("invalid", "certificate-signature-form")
def a_third_certificate():
    def add(info):
        from asn1crypto import x509
        from cryptography.hazmat.primitives.serialization import Encoding

        extra = x509.Certificate.load(makers.homonym().leaf.public_bytes(Encoding.DER))
        info["content"]["certificates"].append(cms.CertificateChoices({"certificate": extra}))

    return with_cms(makers.certificate(), add)


@attack("invalid", "certificate-signature-wrong")
def a_seal_value_of_another():
    other = cms.ContentInfo.load(seal(makers.certificate("failed")))
    value = other["content"]["signer_infos"][0]["signature"].native

    def put(info):
        info["content"]["signer_infos"][0]["signature"] = value

    return with_cms(makers.certificate(), put)


# --- someone with a leaf of our root, or with the key itself -----------------------------------------


@attack("invalid", "certificate-wrong-policy")
def a_leaf_without_policy():
    return makers.sealed(samples.data("sanitized"), makers.leaf_of_root(None, "serveur.coordi.example"))


@attack("invalid", "certificate-wrong-policy")
def a_rehearsal_leaf_under_the_real_root():
    return makers.sealed(encode(samples.rehearsed()), makers.leaf_of_root(REHEARSAL_POLICY))


@attack("invalid", "certificate-wrong-policy")
def a_stick_leaf_under_the_rehearsal_root():
    key, root_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root = make_root("RÉPÉTITION (essai)", root_key, REHEARSAL_POLICY)
    TRUSTED_TOO.append(root)
    leaf = make_leaf("clé promue", key.public_key(), root, root_key, STICK_POLICY)
    return makers.sealed(samples.data("sanitized"), Authority(key, leaf, root))


TRUSTED_TOO: list = []
"""Roots that a careless person trusts: the verdict must not depend on their care."""


@attack("invalid", "certificate-signature-form")
def a_leaf_below_a_leaf():
    """A stick that plays authority: its leaf is no CA."""
    stick, key = makers.stick(), ec.generate_private_key(ec.SECP256R1())
    leaf = make_leaf("clé fille", key.public_key(), stick.leaf, stick.key, STICK_POLICY)
    pdf = makers.sealed(samples.data("sanitized"), Authority(key, leaf, stick.leaf))

    def add(info):
        from asn1crypto import x509
        from cryptography.hazmat.primitives.serialization import Encoding

        root = x509.Certificate.load(makers.root().public_bytes(Encoding.DER))
        info["content"]["certificates"].append(cms.CertificateChoices({"certificate": root}))

    return with_cms(pdf, add)


@attack("invalid", "certificate-claim-differs")
def a_claim_edited_and_sealed_again():
    claimed = Claim("sanitized", "clear", "overwrite")
    return makers.sealed(encode(replace(samples.failed(), claim=claimed)))


@attack("invalid", "certificate-claim-differs")
def a_fact_edited_and_sealed_again():
    good = samples.sanitized()
    return makers.sealed(encode(replace(good, facts=samples.overwrite_facts(mismatches=1))))


@attack("invalid", "certificate-claim-differs")
def a_level_raised():
    good = samples.sanitized()
    return makers.sealed(encode(replace(good, claim=replace(good.claim, level="purge"))))


@attack("invalid", "certificate-claim-differs")
def an_exception_left_out():
    amber = samples.exceptions()
    return makers.sealed(encode(replace(amber, claim=replace(amber.claim, status="sanitized", reasons=()))))


@attack("invalid", "certificate-rehearsal-differs")
def a_rehearsal_key_under_real_evidence():
    return makers.sealed(samples.data("sanitized"), makers.rehearsing())


@attack("invalid", "certificate-rehearsal-differs")
def a_real_key_under_a_rehearsal():
    return makers.sealed(encode(samples.rehearsed()))


@attack("invalid", "certificate-rehearsal-medium")
def an_exercise_drive_passed_off_as_real():
    return makers.sealed(encode(replace(samples.rehearsed(), rehearsal=False)))


@attack("invalid", "certificate-virtual-machine")
def a_virtual_machine_that_is_not_said():
    good = samples.sanitized()
    return makers.sealed(encode(replace(good, machine=replace(good.machine, virtual="kvm"))))


@attack("invalid", "evidence-damaged")
def a_field_that_no_one_knows():
    return sealed_holding(samples.data("sanitized")[:-1] + b',"comment":"approved"}')


@attack("unreadable", "evidence-newer")
def evidence_of_the_future():
    return sealed_holding(encode(replace(samples.sanitized(), version=999)))


@attack("invalid", "certificate-not-final")
def sealed_but_open_to_changes():
    return signed_otherwise(certify=True, docmdp_permissions=fields.MDPPerm.FILL_FORMS)


@attack("invalid", "certificate-not-final")
def sealed_but_not_certified():
    return signed_otherwise(certify=False)


@attack("invalid", "certificate-several-attachments")
def two_attachments_sealed():
    return sealed_after(lambda pdf: attach(pdf, "evidence2.json", b"{}"))


@attack("invalid", "certificate-several-attachments")
def evidence_under_another_name():
    def rename(pdf):
        del pdf.attachments["evidence.json"]
        attach(pdf, "preuves.json", samples.data("sanitized"))

    return sealed_after(rename)


@attack("invalid", "certificate-no-evidence")
def no_evidence_sealed():
    def remove(pdf):
        del pdf.attachments["evidence.json"]

    return sealed_after(remove)


@attack("invalid", "certificate-no-evidence")
def evidence_that_unfolds_into_more_than_it_says():
    def inflate(pdf):
        stream = pdf.attachments["evidence.json"].obj.EF.F
        size = int(stream.Params.Size)
        stream.write(samples.data("sanitized") + b" " * 50_000_000)
        stream.Params.Size = size

    return sealed_after(inflate)


# --- files that are no certificates ------------------------------------------------------------------


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


# --- tools of the trade ------------------------------------------------------------------------------


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
