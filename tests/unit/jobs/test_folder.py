"""A job folder: what it answers is derived from its files, and no damage to them raises in a face."""

import fcntl
import json
import os
import shutil
import subprocess
import sys
import uuid

import msgspec
import pytest
from inprocess import with_plan
from msgspec.structs import replace
from unit.model.stories import DRIVE, OVERWRITE_1, OVERWRITE_3

from coordi_wipe.jobs import follow, worker
from coordi_wipe.jobs.folder import JobFolder, folders, new_uuid
from coordi_wipe.jobs.locks import _GLANCE, TakenError, holder, holding
from coordi_wipe.ledger.entry import Result
from coordi_wipe.ledger.ledger import Ledger
from coordi_wipe.model.base import Reason
from coordi_wipe.model.errors import DamagedError
from coordi_wipe.model.facts import Began, Wrote
from coordi_wipe.model.plan import Plan
from coordi_wipe.model.progress import Progress
from coordi_wipe.sanitize.pipeline import Checkpoint

JOB = with_plan(Plan(DRIVE, None, (OVERWRITE_1,)))
THREE = replace(OVERWRITE_3, patterns=("00", "ff", "random"))
NOW = Progress(0, "write", 0, 1, 5, 10, 2.0, 3.0, None, "present", 1.0)


@pytest.fixture
def folder(tmp_path):
    made = JobFolder(tmp_path / "stick", tmp_path / "run", JOB.uuid)
    made.create(JOB)
    made.make_live()
    return made


@pytest.fixture
def ledger(tmp_path):
    return Ledger(tmp_path / "stick/ledger.jsonl")


def state(folder, ledger):
    return follow.view(folder, ledger).state


def test_job_is_read_back_as_it_was_written_and_is_private(folder):
    assert folder.job() == JOB
    assert folder.durable.stat().st_mode & 0o777 == 0o700
    assert (folder.durable / "job.json").stat().st_mode & 0o777 == 0o600
    assert folder.live.stat().st_mode & 0o777 == 0o700


def test_states_follow_from_files_alone(folder, ledger):
    assert state(folder, ledger) == "interrupted"
    with holding(folder.alive, folder.order):
        assert state(folder, ledger) == "running"
    assert state(folder, ledger) == "interrupted"
    (folder.durable / "facts.jsonl").write_text(
        '{"fact":"ended","at":"","up":0,"how":"refused","drive":' + json.dumps(_drive()) + "}\n"
    )
    assert state(folder, ledger) == "worked"
    ledger.append(Result("refused", "none", "00", "x.pdf", "1"), job=folder.uuid, at="")
    assert state(folder, ledger) == "done"


def test_a_ledger_that_cannot_be_read_hides_no_job(folder, ledger, tmp_path):
    (tmp_path / "stick/ledger.jsonl").mkdir()
    with holding(folder.alive, folder.order):
        assert state(folder, ledger) == "running"
    assert state(folder, ledger) == "interrupted"


def test_a_face_that_makes_papers_cannot_be_stopped_as_a_worker_can(folder):
    with holding(folder.alive, folder.order):
        assert holder(folder.alive) == os.getpid()
    with holding(folder.alive, folder.order, stoppable=False):
        assert folder.running
        assert holder(folder.alive) is None
        assert not follow.stop(folder)


def test_a_job_runs_for_every_live_folder_and_is_reached_from_its_own(folder, tmp_path):
    """Root and a user, or a changed COORDI_WIPE_RUN: one stick, two live folders."""
    other = JobFolder(tmp_path / "stick", tmp_path / "other", JOB.uuid)
    other.make_live()
    other.alive.write_text(str(os.getpid()))  # a worker that died long ago: its number may be another's now
    with holding(folder.alive, folder.order):
        assert (folder.running, folder.elsewhere) == (True, False)
        assert (other.running, other.elsewhere) == (True, True)
        assert not follow.stop(other)
        with pytest.raises(TakenError), holding(other.alive, other.order):
            pass
    assert not any((folder.running, folder.elsewhere, other.running, other.elsewhere))


def test_without_the_stick_those_who_share_a_live_folder_still_know(folder):
    with holding(folder.alive, folder.order):
        shutil.rmtree(folder.durable)
        assert folder.running
        with pytest.raises(TakenError), holding(folder.alive, folder.order):
            pass
    with holding(folder.alive, folder.order):  # and there is nothing to lock but `alive`
        assert (folder.running, folder.elsewhere) == (True, False)


def test_a_stick_that_was_pulled_is_not_made_again_on_the_pc(tmp_path):
    home = tmp_path / "stick"
    inside = JobFolder(home, home / "run", JOB.uuid)
    inside.create(JOB)
    inside.make_live()
    shutil.rmtree(home)
    with pytest.raises(FileNotFoundError):
        inside.make_live()
    assert not home.exists()


def _drive():
    return {name: getattr(DRIVE, name) for name in DRIVE.__struct_fields__}


@pytest.mark.parametrize("name", ["alive", "order"])
def test_a_worker_outwaits_a_long_glance_of_the_screens(folder, name):
    """A PC at its limits: a face that looks whether somebody works holds the lock for seconds. A worker that
    gave up then would end without a word, and its job stand at 0 %."""
    folder.alive.touch()
    home, run = folder.durable.parents[1], folder.live.parents[1]
    argv = [sys.executable, "-m", "coordi_wipe.jobs.worker", str(home), str(run), folder.uuid]
    with getattr(folder, name).open() as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        begun = subprocess.Popen(argv)
        with pytest.raises(subprocess.TimeoutExpired):
            begun.wait(_GLANCE + 2)
    assert begun.wait(60) == worker.DONE
    assert folder.ended  # with its own word: there is no such drive


def test_present_is_shown_only_while_somebody_is_at_it(folder, ledger):
    folder.publish(NOW)
    assert follow.view(folder, ledger).progress is None
    with holding(folder.alive, folder.order):
        assert follow.view(folder, ledger).progress == NOW


def test_reason_is_left_and_taken_away(folder, ledger):
    folder.say_why(Reason("drive-not-there", {"node": "/dev/x"}))
    assert follow.view(folder, ledger).why == Reason("drive-not-there", {"node": "/dev/x"})
    folder.say_why(None)
    assert follow.view(folder, ledger).why is None


@pytest.mark.parametrize("name", ["now.json", "why.json"])
@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b'{"fact":1}'])
def test_damaged_live_files_are_as_none(name, content, folder, ledger):
    (folder.live / name).write_bytes(content)
    with holding(folder.alive, folder.order):
        assert follow.view(folder, ledger).progress is None
    assert follow.view(folder, ledger).why is None


def test_damaged_job_is_shown_as_such(folder, ledger):
    (folder.durable / "job.json").write_bytes(b"{")
    view = follow.view(folder, ledger)
    assert (view.state, view.drive, view.why.code) == ("interrupted", None, "job-damaged")


def test_damaged_evidence_is_shown_as_such(folder, ledger):
    folder.evidence.write_bytes(b"{")
    assert follow.view(folder, ledger).why.code == "evidence-damaged"


@pytest.mark.parametrize(
    ("step", "keys"),
    [
        (OVERWRITE_1, ()),
        (OVERWRITE_1, ("",)),
        (OVERWRITE_1, ("00" * 31,)),
        (OVERWRITE_1, ("ZZ" * 32,)),
        (OVERWRITE_1, ("00" * 32, "11" * 32)),
        (THREE, ("00" * 32, "", "11" * 32)),  # a key for a constant
    ],
)
def test_keys_that_do_not_fit_the_plan_are_damage(step, keys, tmp_path):
    made = JobFolder(tmp_path / "stick", tmp_path / "run", JOB.uuid)
    made.create(replace(JOB, plan=Plan(DRIVE, None, (step,)), keys=keys))
    with pytest.raises(DamagedError, match="job-damaged"):
        made.job()


@pytest.mark.parametrize(
    "more",
    [
        {"patterns": ("",)},
        {"patterns": ("RANDOM",)},
        {"patterns": ("0",)},
        {"patterns": ("~random",)},
        {"patterns": ("00", "~00"), "passes": 2},
        {"patterns": ("00", "00")},
        {"patterns": (), "passes": 0},
    ],
)
def test_patterns_that_nobody_can_write_are_damage(more, tmp_path):
    step = replace(OVERWRITE_1, **more)
    made = JobFolder(tmp_path / "stick", tmp_path / "run", JOB.uuid)
    made.create(replace(JOB, plan=Plan(DRIVE, None, (step,)), keys=("",) * len(step.patterns)))
    with pytest.raises(DamagedError, match="job-damaged"):
        made.job()


@pytest.mark.parametrize(
    "more",
    [
        {"checkpoint": Checkpoint(bytes=0)},
        {"checkpoint": Checkpoint(bytes=-1)},
        {"checkpoint": Checkpoint(seconds=0)},
        {"rewind": -1},
    ],
)
def test_settings_that_nobody_can_work_by_are_damage(more, tmp_path):
    made = JobFolder(tmp_path / "stick", tmp_path / "run", JOB.uuid)
    made.create(replace(JOB, **more))
    with pytest.raises(DamagedError, match="job-damaged"):
        made.job()


BEGAN = Began("", 0.0, "boot", DRIVE, 0)
WROTE = Wrote("", 1.0, 0, 0, 0, DRIVE.size)
STRAY = {
    "another step": replace(BEGAN, step=1),
    "a step before the first": replace(BEGAN, step=-1),
    "a pass too many": replace(BEGAN, number=1),
    "behind the end": replace(BEGAN, offset=DRIVE.size + 1),
    "before the start": replace(WROTE, start=-1),
    "wrote of another step": replace(WROTE, step=7),
    "wrote backwards": replace(WROTE, start=2, upto=1),
}


@pytest.mark.parametrize("fact", STRAY.values(), ids=STRAY)
def test_facts_outside_the_plan_are_damage_and_hide_no_job(fact, folder, ledger):
    lines = [msgspec.json.encode(one) for one in (BEGAN, WROTE)]
    (folder.durable / "facts.jsonl").write_bytes(b"\n".join([*lines, b""]))
    assert not folder.damaged
    assert follow.view(folder, ledger).progress.bytes == DRIVE.size
    (folder.durable / "facts.jsonl").write_bytes(b"\n".join([*lines, msgspec.json.encode(fact), b""]))
    assert folder.damaged
    seen = follow.view(folder, ledger)
    assert (seen.state, seen.progress) == ("interrupted", None)
    assert seen.why == Reason("facts-damaged", {"job": JOB.uuid, "line": 3})


def test_publishing_into_a_lost_folder_is_no_loss(folder):
    folder.live.rmdir()
    folder.publish(NOW)
    assert folder.now() is None


def test_cancel_is_a_file_that_stays(folder):
    assert not folder.cancelled
    folder.cancel()
    folder.cancel()
    assert folder.cancelled


def test_folders_are_those_with_a_jobs_name_oldest_first(tmp_path):
    names = sorted(new_uuid() for _ in range(3))
    for name in (*reversed(names), "not-a-job", "..", names[0] + ".part"):
        (tmp_path / "jobs" / name).mkdir(parents=True, exist_ok=True)
    assert [folder.uuid for folder in folders(tmp_path, tmp_path / "run")] == names
    assert folders(tmp_path / "nowhere", tmp_path) == ()


@pytest.mark.parametrize("name", ["", "..", "../../etc", "0" * 36, "01A20E6B-4109-73B6-9D14-EA228027DABBx"])
def test_name_that_is_no_jobs_is_refused(name, tmp_path):
    with pytest.raises(DamagedError, match="job-unknown"):
        JobFolder(tmp_path, tmp_path, name)


def test_uuids_are_version_7_and_sort_by_time(monkeypatch):
    made = [uuid.UUID(new_uuid()) for _ in range(50)]
    assert {(one.version, one.variant) for one in made} == {(7, uuid.RFC_4122)}
    assert len(set(made)) == 50
    earlier = new_uuid()
    monkeypatch.setattr("coordi_wipe.jobs.folder.time.time", lambda: 4e9)
    assert earlier < new_uuid()


def test_stop_reaches_nobody_where_nobody_is(folder):
    assert not follow.stop(folder)
    folder.alive.write_text(str(os.getpid()))  # what a dead worker left: its number may be another's now
    assert not follow.stop(folder)
