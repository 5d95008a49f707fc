"""A drive whose tools are missing is not begun: it would be known and wiped by less."""

import errno

import pytest
from inprocess import with_plan

from coordi_wipe.hardware.linux import LinuxHost
from coordi_wipe.jobs.folder import JobFolder
from coordi_wipe.model.base import Reason
from coordi_wipe.model.drive import Drive, Identity
from coordi_wipe.model.errors import MissingError, RefusedError
from coordi_wipe.sanitize.policy import plan
from coordi_wipe.station.begin import Beginning, Details

DISK = Identity("/dev/none", 1, "M", "S1", "", "", "ata-hdd", "drive", 1 << 30, 512, 512)


class Bare(LinuxHost):
    """This machine without hdparm."""

    def run(self, argv, *, timeout):
        if argv[0] == "hdparm":
            raise OSError(errno.ENOENT, "no such tool", argv[0])
        return super().run(argv, timeout=timeout)


def test_a_missing_tool_is_named_by_its_package_and_nothing_is_begun(tmp_path):
    station = Beginning(Bare(frozenset()), tmp_path / "home", tmp_path / "run")
    with pytest.raises(MissingError) as missing:
        station.begin([plan(Drive(DISK, "sata"))], Details())
    assert missing.value.reason.args == {"packages": "hdparm"}
    assert missing.value.exit_code == 4
    assert list((tmp_path / "home/jobs").glob("*")) == []


def test_a_resume_asks_for_the_same_as_a_start_and_giving_up_does_not(tmp_path, monkeypatch):
    launched = []
    monkeypatch.setattr("coordi_wipe.jobs.launch.launch", lambda folder, *_: launched.append(folder.uuid))
    job = with_plan(plan(Drive(DISK, "sata")))
    folder = JobFolder(tmp_path / "home", tmp_path / "run", job.uuid)
    folder.create(job)
    station = Beginning(Bare(frozenset()), tmp_path / "home", tmp_path / "run")
    with pytest.raises(MissingError):
        station.resume(folder)
    assert launched == []
    folder.cancel()
    station.resume(folder)
    assert launched == [job.uuid]


def test_a_launch_is_announced_before_the_drive_is_looked_for(tmp_path, monkeypatch):
    """That takes seconds on a slow PC, in which nobody shall see a job that was cut off."""
    job = with_plan(plan(Drive(DISK, "sata")))
    folder = JobFolder(tmp_path / "home", tmp_path / "run", job.uuid)
    folder.create(job)
    folder.make_live()
    folder.say_why(Reason("drive-in-use", {"node": DISK.node}))  # the worker before this one
    announced = []

    def find(*_):
        announced.append((folder.log.exists(), folder.why_stopped()))
        raise RefusedError("drive-not-there", node=DISK.node)

    # neither a worker nor this machine's drives: only the order of the two is looked at
    monkeypatch.setattr("coordi_wipe.jobs.launch.launch", lambda *_: None)
    monkeypatch.setattr("coordi_wipe.station.begin.find", find)
    folder.cancel()
    Beginning(Bare(frozenset()), tmp_path / "home", tmp_path / "run").resume(folder)
    assert announced == [(True, None)]


def test_a_machine_whose_drives_cannot_be_read_lets_the_job_say_so(tmp_path, monkeypatch):
    """The job is there by then: cut off without a word, nobody would know why."""

    def find(*_):
        raise OSError(errno.EIO, "no udev")

    job = with_plan(plan(Drive(DISK, "sata")))
    folder = JobFolder(tmp_path / "home", tmp_path / "run", job.uuid)
    folder.create(job)
    folder.cancel()
    monkeypatch.setattr("coordi_wipe.station.begin.find", find)
    Beginning(Bare(frozenset()), tmp_path / "home", tmp_path / "run").resume(folder)
    assert folder.why_stopped() == Reason("worker-not-started", {"error": "no udev"})
