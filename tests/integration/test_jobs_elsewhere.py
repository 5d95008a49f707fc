"""One stick, two live folders (root and a user, another COORDI_WIPE_RUN): one worker, and no word unheard."""

import json

import outside
import pytest
from cli_program import press_ctrl_c, start
from workers import evidence, facts, status, until

from coordi_wipe.jobs.folder import JobFolder
from coordi_wipe.jobs.locks import holding
from coordi_wipe.model.facts import Began, Ended, Wrote
from coordi_wipe.sanitize.pipeline import Checkpoint

pytestmark = pytest.mark.root

MIB = 1 << 20


@pytest.fixture
def drive(loop_drive):
    return loop_drive(16 * MIB)


@pytest.fixture
def at_work(stick, drive):
    """A job whose worker comes half way, and its other live folder."""
    folder = stick.job(drive, checkpoint=Checkpoint(seconds=5, bytes=MIB))
    worker = stick.start(folder, **stick.held)
    until(lambda: facts(folder, Wrote), "it writes")
    return folder, worker


def elsewhere(stick):
    """The environment of somebody with the same stick and another live folder."""
    return {"COORDI_WIPE_RUN": str(stick.run) + "-2"}


def ends_well(stick, drive, folder, worker):
    stick.release()
    assert worker.wait(60) == 0
    assert (len(facts(folder, Began)), [fact.how for fact in facts(folder, Ended)]) == (1, ["finished"])
    assert status(folder) == "sanitized"
    assert outside.faults(evidence(folder), drive.backing, drive.sentinel) == []


@pytest.mark.proves_wipe
def test_a_job_cannot_be_given_up_where_nobody_reaches_its_worker(stick, drive, at_work):
    folder, worker = at_work
    (seen,) = json.loads(stick.ask("jobs", "--json", **elsewhere(stick)).stdout)
    assert seen["state"] == "running"

    said = stick.ask("jobs", "cancel", folder.uuid, **elsewhere(stick))

    assert (said.returncode, said.stdout) == (3, "")
    assert "started by another account" in said.stderr
    assert (worker.poll(), facts(folder, Ended), folder.evidence.exists()) == (None, [], False)
    ends_well(stick, drive, folder, worker)


@pytest.mark.proves_wipe
def test_a_worker_started_elsewhere_leaves_the_job_alone(stick, drive, at_work):
    folder, worker = at_work
    here, stick.run = stick.run, stick.run.with_name("live-2")
    try:
        assert stick.work(JobFolder(stick.home, stick.run, folder.uuid)) == 75
    finally:
        stick.run = here
    assert worker.poll() is None
    ends_well(stick, drive, folder, worker)


@pytest.mark.proves_wipe
def test_ctrl_c_says_that_it_stops_nobody_elsewhere(stick, drive, at_work):
    folder, worker = at_work
    where = {"COORDI_WIPE_HOME": str(stick.home), "LANG": "en_GB.UTF-8", **elsewhere(stick)}
    face = start("wipe", drive.node, "--confirm", drive.node, **where)
    assert b"started by another account" in face.stderr.readline()  # it follows the job
    press_ctrl_c(face)
    _, said = face.communicate(timeout=60)
    assert face.returncode == 130
    assert b"started by another account" in said
    assert b"is stopped" not in said
    assert worker.poll() is None
    ends_well(stick, drive, folder, worker)


@pytest.mark.proves_wipe
def test_papers_are_made_by_one_face_only(stick, drive, at_work):
    folder, worker = at_work
    ends_well(stick, drive, folder, worker)
    with holding(folder.alive, folder.order, stoppable=False):
        listed = stick.ask("jobs", "--json", **elsewhere(stick))
        assert [job["state"] for job in json.loads(listed.stdout)] == ["running"]
        assert not folder.certificate.exists()
    stick.ask("jobs", **elsewhere(stick))
    assert folder.certificate.exists()
