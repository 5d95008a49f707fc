"""A stick that is full or became read-only in the middle of the work: told as such, and waited for."""

import os
import subprocess

import outside
import pytest
from workers import evidence, facts, status, until

from coordi_wipe.cli.progress import words
from coordi_wipe.jobs import follow
from coordi_wipe.model.facts import Ended, Wrote
from coordi_wipe.sanitize.pipeline import Checkpoint

MIB = 1 << 20
PAGE = 4096
OFTEN = Checkpoint(seconds=5, bytes=MIB)
FULL = "la clé est pleine. Retirez-en des fichiers."
READ_ONLY = "la clé refuse l'écriture. Cherchez son petit verrou."


@pytest.fixture
def small_stick(stick):
    """A stick of one MiB."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", stick.home], check=True)
    yield stick
    stick.kill_all()
    subprocess.run(["umount", stick.home], check=True)


def fill(stick, *, free=0):
    """Puts other files on the stick until there is no more room than this many pages."""
    room = os.statvfs(stick.home)
    (stick.home / "filler").write_bytes(bytes(room.f_bavail * room.f_frsize - free * PAGE))
    assert os.statvfs(stick.home).f_bavail * room.f_frsize == free * PAGE


def remount(stick, how):
    argv = ["mount", "-o", f"remount,{how}", stick.home]
    # busy while the worker has a file open
    until(lambda: subprocess.run(argv, capture_output=True, check=False).returncode == 0, "it is remounted")


def waits_for(stick, folder):
    """The worker waits, and whoever looks at the job sees why; the sentence."""
    until(lambda: folder.now() and folder.now().stage == "waiting", "it waits")
    job = follow.view(folder, stick.ledger)
    assert job.state == "running"
    return job.progress.stick, words(job).replace("\N{NO-BREAK SPACE}", " ")


def whole(folder, drive):
    assert (folder.durable / "facts.jsonl").read_bytes() == (folder.live / "facts.jsonl").read_bytes()
    assert status(folder) == "sanitized"
    assert outside.faults(evidence(folder), drive.backing, drive.sentinel) == []


@pytest.mark.root
@pytest.mark.proves_wipe
@pytest.mark.parametrize("free", [0, 1], ids=["none for facts", "none for the ledger"])
def test_a_stick_that_is_full_at_the_start_lets_nothing_begin(free, small_stick, loop_drive):
    drive = loop_drive(4 * MIB)
    folder = small_stick.job(drive)
    fill(small_stick, free=free)
    worker = small_stick.start(folder)
    stick, said = waits_for(small_stick, folder)
    assert (stick, FULL in said) == ("full", True)
    assert drive.sentinels_left() == drive.size // 16
    (small_stick.home / "filler").unlink()
    assert worker.wait(60) == 0
    whole(folder, drive)


@pytest.mark.root
@pytest.mark.proves_wipe
def test_a_stick_that_fills_up_during_the_work(small_stick, loop_drive):
    """Its last page still takes a few facts; the evidence finds no room."""
    drive = loop_drive(8 * MIB)
    folder = small_stick.job(drive, checkpoint=OFTEN)
    worker = small_stick.start(folder, **small_stick.held)
    until(lambda: facts(folder, Wrote), "it writes")
    fill(small_stick)
    small_stick.release()
    until(lambda: facts(folder, Ended), "the drive's part is over")
    stick, said = waits_for(small_stick, folder)
    assert (stick, FULL in said) == ("full", True)
    assert not folder.evidence.exists()
    (small_stick.home / "filler").unlink()
    assert worker.wait(60) == 0
    whole(folder, drive)


@pytest.mark.root
@pytest.mark.proves_wipe
def test_a_stick_that_becomes_read_only_during_the_work(small_stick, loop_drive):
    drive = loop_drive(8 * MIB)
    folder = small_stick.job(drive, checkpoint=OFTEN)
    worker = small_stick.start(folder, **small_stick.held)
    until(lambda: facts(folder, Wrote), "it writes")
    remount(small_stick, "ro")
    # noticed at once, although the drive hangs and there is nothing to record
    until(lambda: folder.now() and folder.now().stick == "read-only", "it notices")
    small_stick.release()
    until(lambda: facts(folder, Ended), "the drive's part is over")
    stick, said = waits_for(small_stick, folder)
    assert (stick, READ_ONLY in said) == ("read-only", True)
    remount(small_stick, "rw")
    assert worker.wait(60) == 0
    whole(folder, drive)
