"""Papers reach the outbox before the ledger says that the job is done, and a crash in between is mended."""

import os
from pathlib import Path

import pytest
from certificates import makers, samples
from inprocess import with_plan

from coordi_wipe.certificate import number
from coordi_wipe.certificate.log import LogKey
from coordi_wipe.certificate.organisation import Organisation
from coordi_wipe.jobs.folder import JobFolder
from coordi_wipe.ledger.ledger import Ledger
from coordi_wipe.station import papers, sending
from coordi_wipe.sync.outbox import Outbox
from coordi_wipe.sync.settings import Inventory

DATA, DIGEST = samples.data("failed"), number.digest(samples.data("failed"))


@pytest.fixture
def home():
    return Path(os.environ["COORDI_WIPE_HOME"])


@pytest.fixture
def job(home, tmp_path):
    """A job whose worker has ended; its certificate is made."""
    made = with_plan(samples.failed().plan)
    folder = JobFolder(home, tmp_path / "run", made.uuid)
    folder.create(made)
    folder.evidence.write_bytes(DATA)
    folder.certificate.write_bytes(makers.certificate("failed"))
    return folder


def test_the_outbox_has_it_before_the_ledger(home, job, tmp_path, monkeypatch):
    ledger, outbox = Ledger(home / "ledger.jsonl"), Outbox(home / "outbox")
    monkeypatch.setattr(Ledger, "append", lambda *_, **__: pytest.fail("killed"))
    with pytest.raises(pytest.fail.Exception):
        papers.finish(job, home, tmp_path / "run", ledger, Organisation())
    assert outbox.state(DIGEST) == "waiting"
    monkeypatch.undo()

    assert papers.finish(job, home, tmp_path / "run", ledger, Organisation()) is not None
    assert outbox.digests() == (DIGEST,)
    assert outbox.pdf(DIGEST) == makers.certificate("failed")


@pytest.mark.parametrize("harm", [lambda path: path.unlink(), lambda path: path.write_bytes(b"torn")])
def test_what_a_crash_or_a_failing_stick_took_from_the_outbox_is_put_back(home, job, tmp_path, harm):
    ledger, outbox = Ledger(home / "ledger.jsonl"), Outbox(home / "outbox")
    papers.finish(job, home, tmp_path / "run", ledger, Organisation())
    harm(outbox.folder / f"{DIGEST}.pdf")

    assert sending.reconcile(home, tmp_path / "run", ledger, outbox) == ()

    assert outbox.pdf(DIGEST) == makers.certificate("failed")
    job.certificate.unlink()
    (outbox.folder / f"{DIGEST}.pdf").unlink()
    (lost,) = sending.reconcile(home, tmp_path / "run", ledger, outbox)
    assert lost.code == "certificate-lost"


def test_a_receipt_that_proves_nothing_hides_no_certificate(home, job, tmp_path):
    """A failing stick, or somebody who wants a paper not to be sent: sync says so, and sends it."""
    ledger, outbox = Ledger(home / "ledger.jsonl"), Outbox(home / "outbox")
    papers.finish(job, home, tmp_path / "run", ledger, Organisation())
    (outbox.folder / f"{DIGEST}.pdf").unlink()
    (outbox.folder / f"{DIGEST}.receipt").write_text("c2sp.org/tlog-proof@v1")
    where = Inventory("https://inventory.example", LogKey("essai", bytes(32)))

    assert sending.reconcile(home, tmp_path / "run", ledger, outbox, where) == ()
    assert outbox.pdf(DIGEST) == makers.certificate("failed")
    assert not sending.registered(outbox, DIGEST, where)

    job.certificate.unlink()
    (outbox.folder / f"{DIGEST}.pdf").unlink()
    (lost,) = sending.reconcile(home, tmp_path / "run", ledger, outbox, where)
    assert lost.code == "certificate-lost"
