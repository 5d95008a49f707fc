"""An interrupted job: where it goes on, and what it does when drive or stick are not as it left them."""

import fcntl
import shutil
import signal
import subprocess
from contextlib import contextmanager, suppress
from pathlib import Path

import outside
import pytest
from inprocess import Result, job_for, run
from outside import digest
from workers import bytes_read, bytes_written, evidence, facts, status, until

from coordi_wipe.jobs import follow
from coordi_wipe.model.facts import Began, Ended, Read, Wrote
from coordi_wipe.sanitize.pipeline import Checkpoint

MIB = 1 << 20
OFTEN = Checkpoint(seconds=5, bytes=MIB)
SLOWLY = {"COORDI_WIPE_SABOTEUR": "crawls"}


def interrupted(stick, folder, *, number=0, how=signal.SIGKILL):
    """A worker that is stopped once it has come three checkpoints far in a pass; its exit code."""
    worker = stick.start(folder, **SLOWLY)
    until(
        lambda: (
            worker.poll() is not None
            or len([fact for fact in facts(folder, Wrote) if fact.number == number]) >= 3
        ),
        "three checkpoints",
    )
    worker.send_signal(how)
    return worker.wait()


def whole(folder, drive):
    """It ended as it should, for our code and from outside."""
    assert status(folder) == "sanitized"
    assert outside.faults(evidence(folder), drive.backing, drive.sentinel) == []


# --- where it goes on -----------------------------------------------------------------------------


@pytest.mark.root
@pytest.mark.proves_wipe
def test_goes_on_a_rewind_before_the_last_checkpoint(stick, loop_drive):
    drive = loop_drive(16 * MIB)
    folder = stick.job(drive, checkpoint=OFTEN, rewind=2 * MIB)
    assert interrupted(stick, folder) == -9
    upto = facts(folder, Wrote)[-1].upto
    assert stick.work(folder) == 0
    assert [began.offset for began in facts(folder, Began)] == [0, upto - 2 * MIB]
    whole(folder, drive)


@pytest.mark.root
@pytest.mark.proves_wipe
def test_without_a_chosen_rewind_at_least_64_mib_are_written_again(stick, loop_drive):
    """Here that is all there is: a drive's cache may have lied about anything so recent."""
    drive = loop_drive(8 * MIB)
    folder = stick.job(drive, checkpoint=OFTEN)
    interrupted(stick, folder)
    assert stick.work(folder) == 0
    assert [began.offset for began in facts(folder, Began)] == [0, 0]
    whole(folder, drive)


@pytest.mark.root
@pytest.mark.proves_wipe
def test_sigterm_stops_as_a_power_cut_does(stick, loop_drive):
    drive = loop_drive(16 * MIB)
    folder = stick.job(drive, checkpoint=OFTEN, rewind=MIB)
    assert interrupted(stick, folder, how=signal.SIGTERM) == 143
    assert not facts(folder, Ended)
    assert not folder.evidence.exists()
    assert (folder.durable / "facts.jsonl").read_bytes() == (folder.live / "facts.jsonl").read_bytes()
    assert drive.sentinels_left() > 0
    assert stick.work(folder) == 0
    assert facts(folder, Began)[1].offset > 0
    whole(folder, drive)


@pytest.mark.root
@pytest.mark.proves_wipe
def test_goes_on_in_the_pass_that_it_had_reached(stick, loop_drive):
    drive = loop_drive(6 * MIB)
    folder = stick.job(drive, "bsi-2011", checkpoint=OFTEN, rewind=MIB)
    for number in (1, 2):
        assert interrupted(stick, folder, number=number) == -9
    assert stick.work(folder) == 0
    assert [began.number for began in facts(folder, Began)] == [0, 1, 2]
    assert all(began.offset > 0 for began in facts(folder, Began)[1:])
    whole(folder, drive)


# --- stopped after any fact -----------------------------------------------------------------------


class Cut(Exception):
    """The power."""


def cut_after(count):
    """Cuts the power after so many facts."""
    left = iter(range(count, -1, -1))

    def cut(_fact):
        if next(left) == 1:
            raise Cut

    return cut


@pytest.mark.proves_wipe
@pytest.mark.parametrize("method", ["nist-clear", "dod-3"])
def test_cut_after_any_fact_it_comes_to_the_same_end(method, file_drive):
    """After the first, the second, the third fact… and again as far in the run that goes on."""
    for count in range(1, 40):
        drive = file_drive(2 * MIB + 512)
        result = Result(job_for(drive, method, checkpoint=OFTEN, rewind=MIB))
        for limit in (count, count, 1000):
            with suppress(Cut):
                run(result.job, before=result, on_fact=cut_after(limit))
            if result.of(Ended):
                break
            assert result.code == "not-ended"
        assert result.status == "sanitized"
        assert outside.faults(result.evidence, drive.backing, drive.sentinel) == []
        if len(result.of(Began)) == 1:  # not cut at all: it came through
            break
    assert count == len(result.facts) > 5


@pytest.mark.proves_wipe
def test_cut_between_two_passes_it_goes_on_at_the_end_of_the_first(file_drive):
    drive = file_drive(4 * MIB)
    job = job_for(drive, "bsi-2011", checkpoint=OFTEN, rewind=MIB)
    result = Result(job)

    def cut(fact):
        if isinstance(fact, Wrote) and (fact.number, fact.upto) == (0, drive.size):
            raise Cut

    with pytest.raises(Cut):
        run(job, before=result, on_fact=cut)
    run(job, before=result)
    assert [(began.number, began.offset) for began in result.of(Began)] == [(0, 0), (0, 3 * MIB)]
    assert result.claim.status == "sanitized"
    assert outside.faults(result.evidence, drive.backing, drive.sentinel) == []


@pytest.mark.proves_wipe
@pytest.mark.parametrize("place", [0, MIB, 2 * MIB - 512])
def test_drive_that_lost_what_it_had_taken_is_written_from_0(place, file_drive):
    """A cache that lied: one of the places that are looked at no longer holds the stream."""
    drive = file_drive(4 * MIB)
    job = job_for(drive, checkpoint=OFTEN, rewind=0)
    result = Result(job)
    with pytest.raises(Cut):
        run(job, before=result, on_fact=cut_after(4))
    assert result.of(Wrote)[-1].upto == 2 * MIB
    with drive.backing.open("r+b") as file:
        file.seek(place)
        file.write(bytes(512))
    run(job, before=result)
    assert [began.offset for began in result.of(Began)] == [0, 0]
    assert result.claim.status == "sanitized"
    assert outside.faults(result.evidence, drive.backing, drive.sentinel) == []


def test_read_back_of_a_resumed_job_covers_what_was_written_before(file_drive):
    """Bytes that go between two runs, where nobody looks before going on: the read-back finds them."""
    drive = file_drive(4 * MIB)
    job = job_for(drive, checkpoint=OFTEN, rewind=0)
    result = Result(job)
    with pytest.raises(Cut):
        run(job, before=result, on_fact=cut_after(4))
    with drive.backing.open("r+b") as file:
        file.seek(MIB + 5 * 512)
        file.write(bytes(512))
    run(job, before=result)
    assert [began.offset for began in result.of(Began)] == [0, 2 * MIB]
    assert (result.claim.status, result.code) == ("failed", "differences")


def read_upto(folder):
    """How far its worker has read back; 0 while it still writes."""
    now = folder.now()
    return now.bytes if now is not None and now.stage == "verify" else 0


@pytest.mark.root
@pytest.mark.proves_wipe
def test_killed_while_it_reads_back_it_reads_everything_again(stick, faulty_drive):
    drive = faulty_drive(16 * MIB, rate=15_000_000)
    folder = stick.job(drive, checkpoint=OFTEN, rewind=MIB)
    for _ in range(2):
        worker = stick.start(folder)
        until(lambda: read_upto(folder) or worker.poll() is not None, "it reads back")  # noqa: B023
        worker.kill()
        assert worker.wait() == -9
        (folder.live / "now.json").unlink()
        assert folder.facts()[-1].upto == drive.size
        assert not facts(folder, Read)
        assert not folder.evidence.exists()
    before = bytes_read(drive.node), bytes_written(drive.node)
    assert stick.work(folder) == 0
    assert [began.offset for began in facts(folder, Began)] == [0, drive.size - MIB, drive.size - MIB]
    (read,) = facts(folder, Read)
    assert (read.read, read.mismatches) == (drive.size, 0)
    assert bytes_read(drive.node) - before[0] >= drive.size
    assert bytes_written(drive.node) - before[1] <= MIB + 512  # the fingerprint
    whole(folder, drive)


# --- another drive --------------------------------------------------------------------------------


@pytest.mark.root
@pytest.mark.proves_wipe
@pytest.mark.parametrize(
    ("method", "blank"),
    [("random", 0), ("zero", 0), ("dod-3", 0), ("random", 4 * MIB), ("dod-3", 4 * MIB)],
)
def test_bytes_of_another_drive_in_its_place_are_written_from_0(method, blank, stick, loop_drive):
    """Same size, same place, no serial: only what it holds tells it from ours, and zeros tell nothing."""
    drive = loop_drive(8 * MIB)
    folder = stick.job(drive, method, checkpoint=OFTEN, rewind=0)
    assert interrupted(stick, folder) == -9
    swap(drive, blank=blank)
    assert stick.work(folder) == 0
    assert [(began.number, began.offset) for began in facts(folder, Began)] == [(0, 0), (0, 0)]
    whole(folder, drive)


@pytest.mark.root
@pytest.mark.parametrize("size", [8 * MIB + 512, 8 * MIB - 512, 16 * MIB])
def test_drive_of_another_size_in_its_place_is_refused_and_not_written(size, stick, loop_drive):
    drive = loop_drive(8 * MIB)
    folder = stick.job(drive, checkpoint=OFTEN)
    assert interrupted(stick, folder) == -9
    swap(drive, size)
    before = bytes_written(drive.node), digest(drive.backing.read_bytes())
    assert stick.work(folder) == 3
    assert (bytes_written(drive.node), digest(drive.backing.read_bytes())) == before
    assert folder.why_stopped().code == "another-drive-here"
    assert len(facts(folder, Began)) == 1
    assert not folder.evidence.exists()


@pytest.mark.root
@pytest.mark.proves_wipe
def test_drive_that_is_away_is_waited_for(stick, loop_drive):
    drive = loop_drive(8 * MIB)
    folder = stick.job(drive, checkpoint=OFTEN, rewind=MIB)
    assert interrupted(stick, folder) == -9
    with somebody_elses(drive):
        assert stick.work(folder) == 3
        assert folder.why_stopped().code == "drive-locked-by-other"
    assert stick.work(folder) == 0
    assert folder.why_stopped() is None
    assert facts(folder, Began)[1].offset > 0
    whole(folder, drive)


def swap(drive, size=None, blank=0):
    """Puts the bytes of another drive, perhaps of another size and blank so far, where this one is."""
    size = size or drive.size
    with drive.backing.open("r+b") as file:
        file.truncate(size)
        file.write(bytes(blank) + (drive.sentinel * (size // 16 + 1))[: size - blank])
    subprocess.run(["losetup", "--set-capacity", drive.node], check=True)
    subprocess.run(["blockdev", "--flushbufs", drive.node], check=True)


@contextmanager
def somebody_elses(drive):
    """Another program has the drive."""
    with Path(drive.node).open("rb") as device:
        fcntl.flock(device, fcntl.LOCK_EX)
        yield


# --- the stick pulled -----------------------------------------------------------------------------


@contextmanager
def pulled(folder, *, other=False):
    """The job's folder is away; with `other`, a file system of somebody else is in its place."""
    away = folder.durable.with_name("away")
    if other:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "other", folder.durable], check=True)
    else:
        folder.durable.rename(away)
    try:
        yield
    finally:
        if other:
            subprocess.run(["umount", folder.durable], check=True)
        else:
            away.rename(folder.durable)


@pytest.mark.root
@pytest.mark.proves_wipe
@pytest.mark.parametrize("other", [False, True], ids=["nothing", "another stick"])
def test_stick_pulled_during_the_work(other, stick, loop_drive):
    drive = loop_drive(8 * MIB)
    folder = stick.job(drive, checkpoint=OFTEN)
    worker = stick.start(folder, **stick.held)
    until(lambda: facts(folder, Wrote), "it writes")
    with pulled(folder, other=other):
        until(lambda: folder.now() and folder.now().stick == "missing", "it notices")
        stick.release()
        until(lambda: facts(folder, Ended), "the drive's part is over")
        until(lambda: folder.now().stage == "waiting", "it waits")
        assert worker.poll() is None
        assert not other or not list(folder.durable.iterdir())
        view = follow.view(folder, stick.ledger)
        assert (view.state, view.progress.stick) == ("running", "missing")
    assert worker.wait(60) == 0
    assert (folder.durable / "facts.jsonl").read_bytes() == (folder.live / "facts.jsonl").read_bytes()
    whole(folder, drive)


@pytest.mark.root
@pytest.mark.proves_wipe
def test_stick_and_power_lost_together(stick, loop_drive):
    """What was recorded while the stick was away is gone with the power: the work is done again."""
    drive = loop_drive(8 * MIB)
    folder = stick.job(drive, checkpoint=OFTEN, rewind=0)
    worker = stick.start(folder, **stick.held)
    until(lambda: facts(folder, Wrote), "it writes")
    with pulled(folder):
        kept = len((folder.durable.with_name("away") / "facts.jsonl").read_bytes().splitlines())
        stick.release()
        until(lambda: facts(folder, Ended), "the drive's part is over")
        worker.kill()
        worker.wait()
        shutil.rmtree(stick.run)
    assert len(folder.facts()) == kept
    assert not folder.ended
    assert stick.work(folder) == 0
    assert len(facts(folder, Began)) == 2
    whole(folder, drive)
