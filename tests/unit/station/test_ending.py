"""A PC is not switched off over a job; a drive that was wiped stops turning before its PC goes off."""

import errno
import os

import pytest
from inprocess import with_plan
from msgspec.structs import replace

from coordi_wipe.hardware import harmless
from coordi_wipe.hardware.linux import LinuxHost
from coordi_wipe.hardware.process import Finished
from coordi_wipe.jobs.folder import JobFolder
from coordi_wipe.jobs.locks import holding
from coordi_wipe.jobs.recorder import Recorder
from coordi_wipe.model.drive import Drive, Identity
from coordi_wipe.model.errors import RefusedError
from coordi_wipe.model.facts import Began
from coordi_wipe.sanitize.policy import plan
from coordi_wipe.station import ending
from coordi_wipe.station.station import Station

DISK = Identity("/dev/sdy", 7, "M", "S1", "", "", "ata-hdd", "drive", 1 << 30, 512, 512)
OFF = ["systemctl", "poweroff", "--check-inhibitors=yes"]


class Machine(LinuxHost):
    """One that runs nothing, and keeps what it was told to run. `there`: node name → disk sequence number."""

    def __init__(self, **there):
        super().__init__(frozenset())
        self.ran, self.there, self.answers = [], there or {"sdy": 7}, {}

    def run(self, argv, *, timeout):
        assert timeout > 0
        harmless.check(argv)
        self.ran.append(list(argv))
        answer = self.answers.get(argv[0], Finished(0, b"", b"", 0.0))
        if isinstance(answer, OSError):
            raise answer
        return answer

    def read(self, path):
        for name, number in self.there.items():
            if path == f"/sys/block/{name}/diskseq":
                return f"{number}\n".encode()
        raise OSError(errno.ENOENT, "not there", path)

    def facts(self, about):
        return {"id": "this-boot", "virtual": ""} if about == "boot" else super().facts(about)


@pytest.fixture
def station(tmp_path):
    return Station(Machine(), tmp_path / "home", tmp_path / "run")


def begun(station, identity=DISK, boot="this-boot"):
    """A job that was begun on this drive, and whose worker has stopped."""
    job = with_plan(plan(Drive(replace(DISK, node=identity.node), "sata")))
    folder = JobFolder(station.home, station.run, job.uuid)
    folder.create(job)
    os.utime(folder.order, (0, 0))  # a while ago
    folder.make_live()
    Recorder(folder).add(Began("2026-11-28T09:00:00+00:00", 1.0, boot, identity, 0))
    return folder


def ran(station, *names):
    """What was run of these tools, in order."""
    return [argv for argv in station.host.ran if argv[0] in names]


@pytest.mark.parametrize(("ends", "how"), [(ending.power_off, "poweroff"), (ending.restart, "reboot")])
def test_what_was_wiped_stops_turning_and_then_the_pc_goes_off(station, ends, how):
    begun(station)
    ends(station)
    assert ran(station, "hdparm", "sg_start", "systemctl") == [
        ["hdparm", "-y", "/dev/sdy"],
        ["systemctl", how, "--check-inhibitors=yes"],
    ]


def test_a_disk_that_speaks_scsi_is_stopped_in_its_own_words(station):
    begun(station, replace(DISK, medium="usb-disk"))
    ending.power_off(station)
    assert ran(station, "sg_start") == [["sg_start", "--readonly", "--stop", "/dev/sdy"]]


@pytest.mark.parametrize(
    ("drive", "boot", "there"),
    [
        (DISK, "this-boot", {"sdy": 8}),  # another one hangs there by now
        (DISK, "this-boot", {"sda": 7}),  # gone
        (DISK, "another-boot", {"sdy": 7}),  # that of another PC
        (replace(DISK, medium="nvme"), "this-boot", {"sdy": 7}),  # nothing turns
    ],
)
def test_no_other_drive_is_spoken_to(station, drive, boot, there):
    station.host.there = there
    begun(station, drive, boot)
    ending.power_off(station)
    assert ran(station, "hdparm", "sg_start") == []
    assert ran(station, "systemctl") == [OFF]


def test_a_drive_that_does_not_answer_keeps_no_pc_on(station):
    begun(station)
    station.host.answers["hdparm"] = TimeoutError(errno.ETIMEDOUT, "too slow", "hdparm")
    ending.power_off(station)
    assert ran(station, "systemctl") == [OFF]


def refused(station):
    """The reason for which this PC stays on."""
    with pytest.raises(RefusedError) as refusal:
        ending.power_off(station)
    return refusal.value.reason


@pytest.mark.parametrize("put_away", [False, True])
def test_while_a_worker_runs_the_pc_stays_on_and_its_drives_turn(station, put_away):
    folder = begun(station)
    if put_away:
        (folder.live / "put-away").write_text("1")
    with holding(folder.alive, folder.order):
        assert refused(station).args == {"count": 1}
        with pytest.raises(RefusedError):
            ending.restart(station)
    assert ran(station, "systemctl", "hdparm") == []
    ending.power_off(station)
    assert ran(station, "systemctl") == [OFF]


def test_a_worker_that_was_started_this_moment_counts(station):
    begun(station).log.touch()
    assert refused(station).code == "job-runs-yet"
    assert ran(station, "systemctl") == []


@pytest.mark.parametrize(
    "answer",
    [
        Finished(1, b"", b"Operation inhibited by Coordi-Wipe\nmore", 0.0),
        OSError(errno.ENOENT, "No such file or directory", "systemctl"),
    ],
)
def test_systemd_has_the_last_word_and_it_is_passed_on(station, answer):
    station.host.answers["systemctl"] = answer
    reason = refused(station)
    assert reason.code == "power-refused"
    assert reason.args["error"] in ("Operation inhibited by Coordi-Wipe", "No such file or directory")


def test_a_stick_that_was_pulled_keeps_no_pc_on(station):
    folder = begun(station)
    folder.order.unlink()
    (station.home / "ledger.jsonl").mkdir()  # cannot be read
    ending.power_off(station)
    assert ran(station, "hdparm", "systemctl") == [["hdparm", "-y", "/dev/sdy"], OFF]
