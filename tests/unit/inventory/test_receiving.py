"""A certificate is taken in once, with its receipt; what is not to be believed is refused with its reason."""

import json

import inventories
import pytest
from certificates import makers, samples
from msgspec.structs import replace

from coordi_wipe.certificate import attachment, log, number
from coordi_wipe.certificate.evidence_file import encode

pytestmark = pytest.mark.usefixtures("site")


def digest_of(pdf: bytes) -> str:
    return number.digest(attachment.evidence_of(pdf))


def put(pdf: bytes, digest: str = ""):
    from coordi_wipe.inventory.certificates.receiving import receive

    return receive(pdf, digest or digest_of(pdf))


def codes(answer) -> list[str]:
    return [reason["code"] for reason in json.loads(answer.body)["reasons"]]


def rows() -> tuple[int, int, int]:
    """Certificates, files, leaves."""
    from coordi_wipe.inventory.certificates.models import Certificate, Document, LogLeaf

    return Certificate.objects.count(), Document.objects.count(), LogLeaf.objects.count()


@pytest.mark.parametrize("kind", ["sanitized", "exceptions", "failed", "rehearsed"])
def test_a_certificate_is_registered_with_a_proof_that_checks(kind):
    from coordi_wipe.inventory.certificates import keys
    from coordi_wipe.inventory.certificates.models import REAL, REHEARSAL, Document

    pdf = inventories.paper(kind)
    answer = put(pdf)
    receipt = json.loads(answer.body)
    which = REHEARSAL if kind == "rehearsed" else REAL
    assert answer.status == 201
    entry = log.check(receipt["proof"], bytes.fromhex(digest_of(pdf)), keys.public(which))
    assert entry.size == entry.index + 1
    assert receipt["rehearsal"] == (kind == "rehearsed")
    assert receipt["verdict"] == ("rehearsal" if kind == "rehearsed" else "registered")
    short = number.short_digest(attachment.evidence_of(pdf))
    assert receipt["url"] == f"http://127.0.0.1:8080/C/{short}"
    held = Document.objects.get(certificate=digest_of(pdf))
    assert (bytes(held.pdf), bytes(held.evidence)) == (pdf, attachment.evidence_of(pdf))


def test_the_same_again_gets_the_same_answer_whatever_came_between():
    first = put(inventories.paper("sanitized"))
    put(inventories.paper("failed"))
    again = put(inventories.paper("sanitized"))
    assert (again.status, again.body) == (200, first.body)
    assert rows() == (2, 2, 2)


def test_the_same_evidence_on_another_page_is_the_same_certificate():
    evidence = attachment.evidence_of(inventories.paper("sanitized"))
    first = put(inventories.paper("sanitized"))
    assert put(makers.sealed(evidence)).body == first.body
    assert rows() == (1, 1, 1)


def test_another_content_of_one_job_is_put_aside():
    from coordi_wipe.inventory.certificates.models import Quarantined

    first = put(makers.certificate("sanitized"))
    other = replace(samples.failed(), uuid=samples.UUID.upper())  # however it is written
    pdf = makers.sealed(encode(other))
    for _ in range(2):
        answer = put(pdf)
        assert (answer.status, codes(answer)) == (409, ["inventory-other-content"])
    assert rows() == (1, 1, 1)
    aside = Quarantined.objects.get()
    assert (bytes(aside.pdf), aside.against_id) == (pdf, json.loads(first.body)["digest"])
    assert put(makers.certificate("sanitized")).body == first.body


def test_the_quarantine_is_bounded_in_number_and_size(monkeypatch):
    from coordi_wipe.inventory.certificates import quarantine
    from coordi_wipe.inventory.certificates.models import Quarantined

    against = inventories.kept()
    monkeypatch.setattr(quarantine, "MOST", 2)
    monkeypatch.setattr(quarantine, "MOST_BYTES", 100)
    kept = [quarantine.put(b"x" * size, f"{n:064}", against, "") for n, size in enumerate((60, 50, 40, 0))]
    assert kept == [True, False, True, False]
    assert Quarantined.objects.count() == 2


def test_the_digest_announced_is_that_of_the_evidence():
    answer = put(inventories.paper("sanitized"), "0" * 64)
    assert (answer.status, codes(answer)) == (400, ["inventory-digest-differs"])
    assert rows() == (0, 0, 0)


def test_nobody_is_believed_but_the_roots_that_were_added():
    pdf = makers.sealed(samples.data("sanitized"), makers.homonym())
    answer = put(pdf)
    assert (answer.status, codes(answer)) == (422, ["certificate-unknown-authority"])
    assert rows() == (0, 0, 0)


def test_a_claim_that_does_not_follow_is_refused():
    forged = replace(samples.failed(), claim=samples.sanitized().claim)
    answer = put(makers.sealed(encode(forged)))
    assert (answer.status, codes(answer)) == (422, ["certificate-claim-differs"])
    assert rows() == (0, 0, 0)


def test_a_rehearsal_is_refused_where_none_are_taken():
    from django.test import override_settings

    with override_settings(INVENTORY_REHEARSALS=[]):
        answer = put(inventories.paper("rehearsed"))
    assert answer.status == 422
    assert codes(answer) == ["certificate-unknown-authority", "inventory-no-rehearsals"]
    assert rows() == (0, 0, 0)


@pytest.mark.parametrize(
    ("pdf", "status", "code"),
    [
        (b"", 415, "inventory-not-pdf"),
        (b"PK\3\4 a zip", 415, "inventory-not-pdf"),
        (b"%PDF-1.7 " + b"\0" * 1000, 422, None),
        (b"%PDF-1.7\n" + b"x" * (10 << 20), 413, "inventory-too-big"),
    ],
)
def test_what_is_no_certificate_is_refused(pdf, status, code):
    answer = put(pdf, "0" * 64)
    assert answer.status == status
    assert code is None or codes(answer) == [code]
    assert codes(answer)
    assert rows() == (0, 0, 0)


@pytest.mark.parametrize("changes", [{"uuid": "not one"}, {"size": 2**63}])
def test_evidence_that_no_table_can_hold_is_refused(changes):
    if "size" in changes:
        drive = replace(samples.DRIVE, **changes)
        plan = replace(samples.sanitized().plan, drive=drive)
        evidence = samples.evidence(samples.overwrite_facts(drive), plan=plan)
    else:
        evidence = samples.sanitized(**changes)
    from coordi_wipe.certificate.rejection import InvalidError
    from coordi_wipe.inventory.certificates import record

    with pytest.raises(InvalidError) as refused:
        record.fields(evidence)
    assert refused.value.reason.code == "evidence-odd"


def test_a_row_says_what_the_evidence_says():
    one = inventories.kept("sanitized")
    assert (one.tag, one.pc_tag, one.lot) == ("C23-0412-D1", "C23-0412", "L-2026-11-03")
    assert (one.drive_serial, one.drive_size, one.drive_numbered) == ("S3Z1NB0KX23456D", samples.SIZE, True)
    assert (one.status, one.level, one.technique) == ("sanitized", "clear", "overwrite")
    assert one.ended_at.isoformat() == samples.at(94)


@pytest.mark.parametrize(
    ("tag", "pc"),
    [("C23-0412-D1", "C23-0412"), ("C23-0412", "C23-0412"), ("C23-0412-D12-BAIE-A", "C23-0412"), ("", "")],
)
def test_the_pc_of_a_tag(tag, pc):
    from coordi_wipe.inventory.certificates.record import pc_of

    assert pc_of(tag) == pc


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "yesterday", ""])
def test_a_clock_that_says_nonsense_says_nothing(at):
    from coordi_wipe.inventory.certificates.record import fields

    *facts, end = samples.overwrite_facts()
    assert fields(samples.evidence((*facts, replace(end, at=at))))["ended_at"] is None
