"""The cheap look sees what the full one sees, at each moment of a job's life."""

import os

import msgspec
import pytest
from inprocess import job_for
from tui import situations

from coordi_wipe.jobs import follow
from coordi_wipe.jobs.folder import JobFolder
from coordi_wipe.jobs.locks import holding
from coordi_wipe.jobs.lookout import Lookout, is_put_away, put_away
from coordi_wipe.ledger.entry import Result
from coordi_wipe.ledger.ledger import Ledger
from coordi_wipe.model.base import Reason

MIB = 1 << 20


@pytest.fixture
def folder(tmp_path, file_drive):
    job = job_for(file_drive(MIB))
    made = JobFolder(tmp_path / "home", tmp_path / "run", job.uuid)
    made.durable.mkdir(parents=True)
    made.create(job)
    made.make_live()
    made.announce()  # as a launch does, a while ago
    for file in (made.log, made.order):
        os.utime(file, (0, 0))
    return made


@pytest.fixture
def ledger(tmp_path):
    return Ledger(tmp_path / "home" / "ledger.jsonl")


@pytest.fixture
def lookout(tmp_path, ledger):
    return Lookout(tmp_path / "home", tmp_path / "run", ledger)


def test_each_change_is_seen(folder, lookout, ledger):
    """Interrupted, why, running, its present, over, its papers, the ledger's word: one after the other."""

    def seen():
        (one,) = lookout.look()
        assert one == follow.view(folder, ledger)
        assert (one,) == lookout.look()
        return one

    assert seen().state == "interrupted"
    folder.say_why(Reason("drive-not-there", {"node": "/dev/sda", "error": ""}))
    assert seen().why.code == "drive-not-there"
    with holding(folder.alive, folder.order):
        assert seen().state == "running"
        for done in (0.1, 0.2):
            present = situations.job(done=done).progress
            folder.publish(present)
            assert seen().progress == present
    ended = b'{"fact":"ended","at":"2026-11-28T00:00:00+00:00","up":1.0,"how":"cancelled","drive":'
    ended += msgspec.json.encode(folder.job().plan.drive) + b"}\n"
    (folder.durable / "facts.jsonl").write_bytes(ended)
    assert seen().state == "worked"
    folder.certificate.write_bytes(b"%PDF")
    assert seen().state == "worked"
    ledger.append(Result("interrupted", "none", "ab" * 32, "x.pdf", "n"), job=folder.uuid, at="2026")
    assert seen().state == "done"


def test_put_away_is_seen_no_more_in_this_boot(folder, lookout):
    assert len(lookout.look()) == 1
    put_away(folder)
    assert is_put_away(folder)
    assert lookout.look() == ()


def test_of_another_boot_only_what_is_not_over(folder, lookout):
    """RUN is empty after a boot: what was cut off is there, what was through is for the expert's list."""
    for path in sorted(folder.live.parent.parent.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    assert [one.state for one in lookout.look()] == ["interrupted"]
    folder.certificate.write_bytes(b"%PDF")
    assert lookout.look() == ()


def test_a_damaged_job_is_shown_and_stops_nothing(folder, lookout):
    folder.order.write_bytes(b"{")
    (one,) = lookout.look()
    assert one.drive is None
    assert one.why.code == "job-damaged"


def test_a_worker_that_is_just_starting_is_not_cut_off(folder, lookout):
    """Until it holds its lock, or has said why it cannot."""
    folder.log.touch()
    assert [one.state for one in lookout.look()] == ["running"]
    folder.say_why(Reason("drive-not-there", {"node": "/dev/sda", "error": ""}))
    assert [one.state for one in lookout.look()] == ["interrupted"]


def test_a_job_that_was_made_this_moment_is_not_cut_off(folder, lookout):
    """Its drive is looked for, seconds long on a slow PC, before there is a worker: « Effacement interrompu »
    stood on the screen meanwhile."""
    folder.log.unlink()
    os.utime(folder.order)
    assert [one.state for one in lookout.look()] == ["running"]
    os.utime(folder.order, (0, 0))
    assert [one.state for one in lookout.look()] == ["interrupted"]
    folder.announce()
    assert [one.state for one in lookout.look()] == ["running"]


def test_a_worker_that_begins_during_a_look_is_seen_at_the_next(folder, lookout, monkeypatch):
    """Somebody else held the lock for an instant, then nobody did, then the worker does."""
    view, worker = follow.view, holding(folder.alive, folder.order)
    glance = holding(folder.alive, folder.order, stoppable=False)

    def between(one, ledger):
        glance.__exit__(None, None, None)
        seen = view(one, ledger)
        worker.__enter__()
        return seen

    folder.make_live()
    glance.__enter__()
    monkeypatch.setattr(follow, "view", between)
    assert lookout.look()[0].state == "interrupted"
    monkeypatch.setattr(follow, "view", view)
    assert lookout.look()[0].state == "running"
    worker.__exit__(None, None, None)


@pytest.mark.parametrize("known", [True, False], ids=["seen-before", "never-seen"])
def test_a_stick_that_comes_back_brings_its_jobs_back(folder, lookout, ledger, known):
    """Pulled as a worker began: « Aucun travail sur cette clé » stood on the screen for ever."""
    if known:
        lookout.look()
    away = folder.durable.with_name("away")
    folder.durable.rename(away)
    lookout.look()
    away.rename(folder.durable)
    (one,) = lookout.look()
    assert one == follow.view(folder, ledger)
    assert (one.state, one.why) == ("interrupted", None)
    assert one.drive is not None
