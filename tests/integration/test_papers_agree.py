"""Evidence, certificate and ledger of a job say the same, or nothing more is written."""

import msgspec
import pytest
from inprocess import with_plan
from msgspec.structs import replace
from unit.model.stories import DRIVE, OVERWRITE_1

from coordi_wipe.certificate import attachment, evidence_file, issue, number, organisation
from coordi_wipe.hardware.linux import LinuxHost
from coordi_wipe.jobs.folder import JobFolder
from coordi_wipe.jobs.worker import evidence
from coordi_wipe.model.base import Reason
from coordi_wipe.model.errors import DamagedError
from coordi_wipe.model.evidence import Claim, LedgerPosition
from coordi_wipe.model.facts import Ended
from coordi_wipe.model.plan import Plan
from coordi_wipe.station import locations, papers
from coordi_wipe.station.station import Station

JOB = with_plan(Plan(DRIVE, None, (OVERWRITE_1,)))
ENDED = Ended(
    "2026-03-01T08:00:00+00:00", 9.0, "refused", DRIVE, Reason("drive-not-there", {"node": "/dev/x"})
)
MADE = evidence(JOB, (ENDED,), LedgerPosition(1, "0" * 64))
BYTES = evidence_file.encode(MADE)
OTHER = evidence_file.encode(replace(MADE, tag="C23-0412-D1"))


@pytest.fixture
def station(tmp_path):
    return Station(LinuxHost(frozenset()), tmp_path / "home", tmp_path / "run")


@pytest.fixture
def folder(station):
    made = JobFolder(station.home, station.run, JOB.uuid)
    made.create(JOB)
    (made.durable / "facts.jsonl").write_bytes(msgspec.json.encode(ENDED) + b"\n")
    made.evidence.write_bytes(BYTES)
    return made


def certificate(station, data):
    issuer = organisation.load(locations.settings())
    return issue.issue(data, papers.signer(station.home, station.run, rehearsal=True), issuer, "fr")


def refused(station, folder):
    """Why its papers are not made; nothing may be in the ledger then."""
    with pytest.raises(DamagedError) as told:
        station.finish(folder)
    assert list(station.ledger.entries()) == []
    assert [reason.code for reason in station.catch_up()] == [told.value.reason.code]
    return told.value.reason.code


def test_a_certificate_that_is_there_already_is_gone_on_with(station, folder):
    """A crash between the certificate and the ledger's line."""
    folder.certificate.write_bytes(certificate(station, BYTES))
    before = folder.certificate.read_bytes()
    assert station.finish(folder) == MADE
    (entry,) = station.ledger.entries()
    assert (entry.content.evidence, entry.content.status) == (number.digest(BYTES), "refused")
    assert folder.certificate.read_bytes() == before


def test_a_certificate_of_other_evidence_is_no_paper_of_this_job(station, folder):
    folder.certificate.write_bytes(certificate(station, OTHER))
    assert refused(station, folder) == "certificate-of-other-evidence"


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n%%EOF\n", b"\xff"])
def test_what_is_no_certificate_is_no_paper(content, station, folder):
    """A failing stick spoilt it: it is made anew, and what was there is kept."""
    folder.certificate.write_bytes(content)
    assert station.finish(folder) == MADE
    assert attachment.evidence_of(folder.certificate.read_bytes()) == BYTES
    assert folder.certificate.with_name("certificate.damaged.pdf").read_bytes() == content
    (entry,) = station.ledger.entries()
    assert station.outbox.pdf(entry.content.evidence) == folder.certificate.read_bytes()


@pytest.mark.parametrize("there", [False, True])
def test_a_claim_that_does_not_follow_from_the_facts_is_signed_by_nobody(there, station, folder):
    """Also where the certificate is there: its own check is over."""
    if there:
        folder.certificate.write_bytes(certificate(station, BYTES))
    folder.evidence.write_bytes(
        evidence_file.encode(replace(MADE, claim=Claim("sanitized_with_exceptions", "clear", "overwrite")))
    )
    assert refused(station, folder) == "evidence-claim-differs"
    assert folder.certificate.exists() == there


def test_what_is_signed_is_what_is_in_the_ledger(station, folder, monkeypatch):
    """Somebody writes evidence.json while its papers are made: one reading, one content."""
    honest = JobFolder.job

    def meanwhile(self):
        self.evidence.write_bytes(OTHER)
        return honest(self)

    with monkeypatch.context() as patch:
        patch.setattr(JobFolder, "job", meanwhile)
        said = station.finish(folder)
    (entry,) = station.ledger.entries()
    signed = attachment.evidence_of(folder.certificate.read_bytes())
    assert (said, signed, entry.content.evidence) == (MADE, BYTES, number.digest(BYTES))
