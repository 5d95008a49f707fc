"""A certificate whose seal does not hold goes nowhere: it is kept, and made anew from the same evidence."""

import os
from pathlib import Path

import pytest
from certificates import makers, samples
from certificates.logs import Log
from inprocess import with_plan

from coordi_wipe.certificate import number
from coordi_wipe.certificate.attachment import evidence_of
from coordi_wipe.certificate.evidence_file import encode
from coordi_wipe.certificate.organisation import Organisation
from coordi_wipe.certificate.root_store import pem
from coordi_wipe.certificate.verification import verify
from coordi_wipe.jobs.folder import JobFolder
from coordi_wipe.ledger.ledger import Ledger
from coordi_wipe.model.base import Reason
from coordi_wipe.model.errors import DamagedError, MissingError
from coordi_wipe.station import custody, papers, sending
from coordi_wipe.sync.outbox import Outbox
from coordi_wipe.sync.settings import Inventory

DATA, GOOD = samples.data("failed"), makers.certificate("failed")
DIGEST = number.digest(DATA)


def broken():
    """The seal's last byte is another one; the evidence in it is whole."""
    start = GOOD.index(b"/Contents <") + len(b"/Contents <")
    end = start + len(GOOD[start : GOOD.index(b">", start)].rstrip(b"0"))
    spoilt = GOOD[: end - 1] + (b"1" if GOOD[end - 1 : end] != b"1" else b"2") + GOOD[end:]
    assert evidence_of(spoilt) == DATA
    assert verify(spoilt, trust=[makers.root()]).verdict == "invalid"
    return spoilt


BROKEN = broken()


class Place:
    """A stick whose key is open, with a job whose worker has ended."""

    def __init__(self, run: Path) -> None:
        self.home, self.run = Path(os.environ["COORDI_WIPE_HOME"]), run
        self.ledger, self.outbox = Ledger(self.home / "ledger.jsonl"), Outbox(self.home / "outbox")
        made = with_plan(samples.failed().plan)
        self.folder = JobFolder(self.home, run, made.uuid)
        self.folder.create(made)
        self.folder.evidence.write_bytes(DATA)
        (self.home / custody.KEYS).mkdir()
        authority = makers.stick()
        (self.home / custody.KEYS / "stick.pem").write_bytes(pem(authority.leaf, authority.root))

    def finish(self):
        return papers.finish(self.folder, self.home, self.run, self.ledger, Organisation())

    def reconcile(self):
        return sending.reconcile(self.home, self.run, self.ledger, self.outbox)

    @property
    def aside(self):
        return sorted(path.name for path in self.folder.durable.glob("certificate.damaged*"))

    def is_mended(self):
        pdf = self.folder.certificate.read_bytes()
        good = verify(pdf, trust=[makers.root()]).verdict == "signed" and evidence_of(pdf) == DATA
        return good and self.outbox.pdf(DIGEST) == pdf


@pytest.fixture
def open_key(monkeypatch):
    monkeypatch.setattr(custody, "authority", lambda *_: makers.stick())


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path / "run")


@pytest.mark.usefixtures("open_key")
def test_one_that_is_broken_before_its_papers_are_done(place):
    place.folder.certificate.write_bytes(BROKEN)
    assert place.finish() is not None
    assert place.is_mended()
    assert place.aside == ["certificate.damaged.pdf"]
    assert (place.folder.durable / "certificate.damaged.pdf").read_bytes() == BROKEN


def test_with_a_locked_key_it_waits_as_any_paper_does(place):
    place.folder.certificate.write_bytes(BROKEN)
    with pytest.raises(MissingError, match="authority-locked"):
        place.finish()
    assert place.folder.certificate.read_bytes() == BROKEN
    assert (place.aside, place.outbox.digests(), list(place.ledger.entries())) == ([], (), [])


def test_one_that_holds_is_gone_on_with_though_the_key_is_locked(place):
    place.folder.certificate.write_bytes(GOOD)
    assert place.finish() is not None
    assert (place.outbox.pdf(DIGEST), place.aside) == (GOOD, [])


@pytest.mark.usefixtures("open_key")
def test_of_other_evidence_it_is_a_contradiction_and_stays(place):
    other = makers.certificate("refused")
    place.folder.certificate.write_bytes(other)
    with pytest.raises(DamagedError, match="certificate-of-other-evidence"):
        place.finish()
    assert (place.folder.certificate.read_bytes(), place.aside) == (other, [])


@pytest.mark.usefixtures("open_key")
def test_broken_twice_both_are_kept(place):
    for content in (BROKEN, b"torn", BROKEN):
        place.folder.certificate.write_bytes(content)
        place.finish()
    assert place.aside == ["certificate.damaged-2.pdf", "certificate.damaged.pdf"]


@pytest.mark.usefixtures("open_key")
def test_one_that_the_inventory_has_refused_is_made_anew_and_sent_again(place):
    """It was broken when it went out; what was said about it is not about the new one."""
    place.folder.certificate.write_bytes(GOOD)
    place.finish()
    place.folder.certificate.write_bytes(BROKEN)
    (place.outbox.folder / f"{DIGEST}.pdf").write_bytes(BROKEN)
    place.outbox.refuse(DIGEST, [Reason("certificate-signature-wrong")])

    assert place.reconcile() == ()

    assert place.is_mended()
    assert place.outbox.waiting() == (DIGEST,)
    assert place.aside == ["certificate.damaged.pdf"]


def test_what_is_broken_here_and_there_is_told_while_the_key_is_locked(place):
    place.folder.certificate.write_bytes(GOOD)
    place.finish()
    place.folder.certificate.write_bytes(BROKEN)
    assert place.reconcile() == ()  # what is to be sent holds
    (place.outbox.folder / f"{DIGEST}.pdf").write_bytes(BROKEN)
    assert [problem.code for problem in place.reconcile()] == ["authority-locked"]


def test_a_rehearsals_log_registers_no_real_certificate(place):
    log, rehearsals = Log(), Log()
    where = Inventory("https://inventory.example", log.public, rehearsals.public)
    place.outbox.put(GOOD, DIGEST)
    place.outbox.register(DIGEST, rehearsals.add(DIGEST), rehearsals.public)
    assert not sending.registered(place.outbox, DIGEST, where)
    place.outbox.register(DIGEST, log.add(DIGEST), log.public)
    assert sending.registered(place.outbox, DIGEST, where)


def test_nor_does_the_real_log_register_a_rehearsal(place):
    log, rehearsals = Log(), Log()
    where = Inventory("https://inventory.example", log.public, rehearsals.public)
    digest = number.digest(encode(samples.rehearsed()))
    place.outbox.put(makers.rehearsal_certificate(), digest)
    place.outbox.register(digest, log.add(digest), log.public)
    assert not sending.registered(place.outbox, digest, where)
