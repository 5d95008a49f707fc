"""Forgeries by someone with a leaf of our root or with a stick's own key; and the structure of a seal."""

import pikepdf
from asn1crypto import cms
from attacks.registry import TRUSTED_TOO, attack
from attacks.tools import attach, in_gap, seal, sealed_after, sealed_holding, signed_otherwise, with_cms
from certificates import makers, samples
from cryptography.hazmat.primitives.asymmetric import ec
from msgspec.structs import replace
from pyhanko.sign import fields

from coordi_wipe.certificate.authority import REHEARSAL_POLICY, STICK_POLICY, Authority, make_leaf, make_root
from coordi_wipe.certificate.evidence_file import encode
from coordi_wipe.model.evidence import Claim


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
    unsaid = encode(replace(good, machine=replace(good.machine, virtual="kvm")))
    return makers.sealed(unsaid, makers.stick_for(unsaid))


@attack("invalid", "certificate-virtual-machine")
def a_virtual_machine_that_is_said_by_a_key_that_may_not_sign_there():
    noted = samples.overwrite_facts(notes=(samples.note("virtual-machine"),))
    machine = replace(samples.MACHINE, virtual="kvm")
    return makers.sealed(encode(samples.evidence(noted, machine=machine)))


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


@attack("invalid", "certificate-several-attachments")
def a_second_file_outside_the_list_of_attachments():
    """Viewers show it beside the page, though no attachment list names it."""

    def hide(pdf):
        extra = pikepdf.AttachedFileSpec(pdf, b"{}", filename="evidence.json")
        pdf.Root.AF.append(extra.obj)

    return sealed_after(hide)
