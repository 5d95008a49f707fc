"""What must come of each fault of a drive: the claim, its reason, the facts, and the bytes behind it."""

import threading
import time

import outside
import pytest
import saboteurs
from inprocess import Result, job_for, run
from outside import digest
from saboteurs import FAULTS

from coordi_wipe.model.facts import Began, Ended, Read, Wrote
from coordi_wipe.sanitize.control import Budget, Halted, Terminated
from coordi_wipe.sanitize.pipeline import Checkpoint

MIB = 1 << 20
SIZE = 8 * MIB + 3 * 512

OFTEN = Checkpoint(seconds=60, bytes=MIB)


class Geometry(saboteurs.Front):
    """A drive with other sectors than the file behind it."""

    def __init__(self, inner, logical, physical):
        super().__init__(inner)
        self._sectors = logical, physical

    logical = property(lambda self: self._sectors[0])
    physical = property(lambda self: self._sectors[1])


def bad_stretch_is_all_that_stays(drive, result):
    """Every byte is the key's, but for the stretch that was skipped, which is the sentinel's."""
    (start, end), *others = result.skipped
    assert not others
    content, key = drive.backing.read_bytes(), result.job.keys
    for at, upto in ((0, start), (end, drive.size)):
        assert digest(content[at:upto]) == digest(outside.expected("random", key, at, upto - at))
    assert digest(content[start:end]) == digest((drive.sentinel * (drive.size // 16 + 1))[start:end])
    return start, end


# --- the table ------------------------------------------------------------------------------------

FAILED = {
    "enospc": ("vanished", "drive-vanished"),
    "write-of-nothing": ("vanished", "drive-shrank"),
    "eio-always": ("finished", "not-overwritten"),
    "unreadable": ("finished", "unreadable"),
    "enodev": ("vanished", "drive-vanished"),
    "enodev-reading": ("vanished", "drive-vanished"),
    "read-only": ("gave_up", "drive-refuses"),
    "flush-eio": ("gave_up", "flush-failed"),
    "shrinks": ("vanished", "drive-shrank"),
    "forgets": ("finished", "differences"),
    "flips-a-bit": ("finished", "differences"),
    "eio-everywhere": ("gave_up", "too-many-bad-sectors"),
}
HEALED = ("short-write", "ragged-write", "eio-once")
ELSEWHERE = {"crawls", "hangs"}  # below: they need a budget, or somebody who cancels


def test_each_fault_is_in_one_table():
    assert {*FAILED, *HEALED, *ELSEWHERE} == set(FAULTS)


@pytest.mark.parametrize("fault", FAILED)
def test_fault_ends_as_failed(fault, file_drive):
    how, code = FAILED[fault]
    result = run(job_for(file_drive(SIZE)), FAULTS[fault])
    assert (result.claim.status, result.claim.level) == ("failed", "none")
    assert (result.facts[-1].how, result.code) == (how, code)


@pytest.mark.parametrize(
    "fault", ["enospc", "write-of-nothing", "enodev", "shrinks", "flush-eio", "read-only"]
)
def test_a_pass_that_was_cut_short_is_never_recorded_as_finished(fault, file_drive):
    result = run(job_for(file_drive(SIZE), checkpoint=OFTEN), FAULTS[fault])
    assert all(fact.upto < SIZE for fact in result.of(Wrote)) or fault == "enodev-reading"
    assert not result.of(Read)
    assert result.evidence["keys"] == []  # not published: nothing was read back


def test_what_was_written_before_the_end_is_on_record(file_drive):
    result = run(job_for(file_drive(SIZE), checkpoint=OFTEN), FAULTS["enodev"])
    assert [fact.upto for fact in result.of(Wrote)] == [MIB, 2 * MIB, 3 * MIB, 4 * MIB]


def test_nothing_is_recorded_as_written_when_its_flush_failed(file_drive):
    assert run(job_for(file_drive(SIZE), checkpoint=OFTEN), FAULTS["flush-eio"]).of(Wrote) == []


@pytest.mark.proves_wipe
@pytest.mark.parametrize("fault", HEALED)
def test_fault_that_a_second_try_heals_is_no_fault(fault, file_drive):
    drive = file_drive(SIZE)
    result = run(job_for(drive), FAULTS[fault])
    assert result.claim.status == "sanitized"
    assert result.skipped == ()
    assert outside.faults(result.evidence, drive.backing, drive.sentinel) == []


def test_differences_are_counted_in_sectors(file_drive):
    for fault in ("forgets", "flips-a-bit"):
        (read,) = run(job_for(file_drive(SIZE)), FAULTS[fault]).of(Read)
        assert (read.read, read.mismatches, read.unreadable) == (SIZE, 1, ())


# --- stretches that stay lost ----------------------------------------------------------------------


@pytest.mark.parametrize(("logical", "physical"), [(512, 512), (512, 4096)])
def test_bad_stretch_is_cut_on_physical_sectors_and_its_neighbours_are_written(logical, physical, file_drive):
    drive = file_drive(SIZE)
    result = run(job_for(drive), lambda block: FAULTS["eio-always"](Geometry(block, logical, physical)))
    assert (result.claim.status, result.code) == ("failed", "not-overwritten")
    assert bad_stretch_is_all_that_stays(drive, result) == result.front.bad
    assert result.front.bad[1] - result.front.bad[0] == 3 * physical


@pytest.mark.parametrize("place", [512, 4096 - 512, 4096 * 5 + 1024])
def test_one_bad_logical_sector_costs_one_physical_sector(place, file_drive):
    def front(block):
        one = FAULTS["eio-always"](Geometry(block, 512, 4096))
        one.bad = (place, place + 512)
        return one

    drive = file_drive(SIZE)
    result = run(job_for(drive), front)
    start = place // 4096 * 4096
    assert bad_stretch_is_all_that_stays(drive, result) == (start, start + 4096)


@pytest.mark.root
def test_bad_stretch_on_4k_native_sectors(loop_drive):
    drive = loop_drive(4 * MIB + 4096, sector=4096)
    result = run(job_for(drive), FAULTS["eio-always"])
    assert result.code == "not-overwritten"
    start, end = bad_stretch_is_all_that_stays(drive, result)
    assert (start % 4096, end - start) == (0, 3 * 4096)


def test_unreadable_stretch_is_on_record_and_the_rest_was_read(file_drive):
    result = run(job_for(file_drive(SIZE)), FAULTS["unreadable"])
    (read,) = result.of(Read)
    assert read.unreadable == (result.front.bad,)
    assert (read.read, read.mismatches) == (SIZE - 3 * 512, 0)


@pytest.mark.proves_wipe
def test_bytes_skipped_in_an_earlier_pass_do_not_count_when_the_last_one_takes_them(file_drive):
    """The bad stretch heals after the first pass: the drive put its spare sectors there."""

    class Heals(saboteurs.BadStretch):
        flushes = 0

        def flush(self):
            super().flush()
            self.flushes += 1

        def write(self, offset, data):
            return super().write(offset, data) if self.flushes == 0 else self._inner.write(offset, data)

    drive = file_drive(SIZE)
    result = run(job_for(drive, "dod-3"), Heals)
    assert [bool(fact.skipped) for fact in result.of(Wrote)] == [True, False, False]
    assert result.claim.status == "sanitized"
    assert outside.faults(result.evidence, drive.backing, drive.sentinel) == []


# --- budgets --------------------------------------------------------------------------------------


def test_too_many_bad_sectors(file_drive):
    job = job_for(file_drive(SIZE), budget=Budget(bad_sectors=3))
    result = run(job, FAULTS["eio-always"])
    assert (result.claim.status, result.facts[-1].how) == ("failed", "gave_up")
    assert result.claim.reasons[0].code == "too-many-bad-sectors"
    assert result.claim.reasons[0].args == {"count": 3}


def test_one_bad_sector_less_than_too_many(file_drive):
    result = run(job_for(file_drive(SIZE), budget=Budget(bad_sectors=4)), FAULTS["eio-always"])
    assert result.code == "not-overwritten"


def test_too_much_error_time(file_drive):
    result = run(job_for(file_drive(SIZE), budget=Budget(error_seconds=0)), FAULTS["eio-always"])
    assert (result.facts[-1].how, result.code) == ("gave_up", "too-much-error-time")


def test_crawling(file_drive):
    budget = Budget(crawl_rate=1e12, crawl_seconds=0.3)
    result = run(job_for(file_drive(32 * MIB), budget=budget), FAULTS["crawls"])
    assert (result.facts[-1].how, result.code) == ("gave_up", "crawling")
    assert result.claim.status == "failed"


def test_hanging_write_is_given_up_within_the_budget_of_a_crawler(file_drive):
    budget = Budget(crawl_rate=1e6, crawl_seconds=0.5)
    with Released() as hang:
        result = run(job_for(file_drive(SIZE), budget=budget), hang)
        assert hang.front.hanging.is_set()
    assert (result.facts[-1].how, result.code) == ("gave_up", "crawling")


# --- stopping -------------------------------------------------------------------------------------


class Released:
    """Makes a drive whose write hangs, and lets it go in the end."""

    def __call__(self, block):
        self.front = FAULTS["hangs"](block)
        return self.front

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.front.release.set()


class Watched(saboteurs.Front):
    """Notes when each write was submitted."""

    def __init__(self, inner):
        super().__init__(inner)
        self.at = []

    def write(self, offset, data):
        self.at.append(time.monotonic())
        return super().write(offset, data)


class SlowShort(saboteurs.Front):
    """Writes one sector at a time, slowly: a piece takes far longer than a second."""

    def write(self, offset, data):
        time.sleep(0.01)
        return super().write(offset, data[: self.logical])


def stopping(error, when):
    """A tick that raises once `when()` holds, and notes the moment."""

    def tick(*_):
        if when():
            tick.at = tick.at or time.monotonic()
            raise error

    tick.at = 0.0
    return tick


def late(watched, tick):
    """The writes that were submitted later than a second after the stop."""
    assert tick.at
    return [at for at in watched.at if at > tick.at + 1]


@pytest.mark.parametrize("slow", [FAULTS["crawls"], SlowShort])
def test_cancel_is_an_end_for_good_and_no_write_comes_a_second_later(slow, file_drive):
    """Looked at while the stick is away for a moment: the drive is still ours, and could be written."""
    watched = []

    def front(block):
        watched.append(Watched(block))
        return slow(watched[0])

    def wait_for_the_stick():
        threading.Event().wait(max(tick.at + 1.6 - time.monotonic(), 0))

    tick = stopping(Halted("cancelled", "cancelled"), lambda: len(watched[0].at) > 5)
    result = run(job_for(file_drive(32 * MIB)), front, tick=tick, insist=wait_for_the_stick)
    assert time.monotonic() > tick.at + 1.5
    assert late(watched[0], tick) == []
    assert (result.claim.status, result.facts[-1].how, result.code) == (
        "interrupted",
        "cancelled",
        "cancelled",
    )


def test_cancel_is_heard_while_what_failed_is_tried_again_bit_by_bit(file_drive):
    class SlowShortAndBad(SlowShort, saboteurs.BadStretch):
        """Both."""

    watched = []

    def front(block):
        watched.append(Watched(block))
        front = SlowShortAndBad(watched[0])
        front.bad = (0, 512)
        return front

    tick = stopping(Halted("cancelled", "cancelled"), lambda: len(watched[0].at) > 300)
    result = run(job_for(file_drive(MIB)), front, tick=tick)
    assert len(watched[0].at) < 330  # not the whole of what is left
    assert result.code == "cancelled"


def test_cancel_does_not_wait_for_a_write_that_hangs(file_drive):
    with Released() as hang:
        tick = stopping(Halted("cancelled", "cancelled"), lambda: hang.front.hanging.is_set())
        result = run(job_for(file_drive(SIZE)), hang, tick=tick)
        assert not hang.front.release.is_set()
    assert result.facts[-1].how == "cancelled"


def test_sigterm_leaves_no_end(file_drive):
    job = job_for(file_drive(SIZE), checkpoint=OFTEN)
    result = Result(job)
    with pytest.raises(Terminated):
        run(job, FAULTS["crawls"], before=result, tick=stopping(Terminated(), lambda: result.of(Wrote)))
    assert result.of(Wrote)
    assert not result.of(Ended)
    assert result.code == "not-ended"


@pytest.mark.proves_wipe
def test_stopped_job_goes_on_from_where_it_was(file_drive):
    drive = file_drive(SIZE)
    job = job_for(drive, checkpoint=OFTEN, rewind=MIB)
    result = Result(job)
    with pytest.raises(Terminated):
        run(job, before=result, tick=stopping(Terminated(), lambda: len(result.of(Wrote)) >= 3))
    reached = result.of(Wrote)[-1].upto
    run(job, before=result)
    assert [fact.offset for fact in result.of(Began)] == [0, (reached - MIB) // MIB * MIB]
    assert result.claim.status == "sanitized"
    assert outside.faults(result.evidence, drive.backing, drive.sentinel) == []


# --- odd sizes ------------------------------------------------------------------------------------

ODD = [
    MIB + 512,  # no multiple of 1 MiB, nor of 4096
    2 * MIB - 512,
    MIB + 1,  # a file drive may end anywhere
    MIB + 511,
    3 * MIB - 17,
    4096,
    512,
    100,
    17,
]


@pytest.mark.proves_wipe
@pytest.mark.parametrize("size", ODD)
def test_odd_size_is_wiped_to_its_last_byte(size, file_drive):
    drive = file_drive(size)
    result = run(job_for(drive))
    assert result.claim.status == "sanitized"
    assert (result.of(Wrote)[-1].upto, result.of(Read)[0].read) == (size, size)
    assert outside.faults(result.evidence, drive.backing, drive.sentinel) == []


@pytest.mark.root
@pytest.mark.proves_wipe
@pytest.mark.parametrize(("size", "sector"), [(MIB + 512, 512), (3 * MIB + 4096, 4096), (4096, 4096)])
def test_odd_size_of_a_block_device_is_wiped_to_its_last_sector(size, sector, loop_drive):
    drive = loop_drive(size, sector=sector)
    result = run(job_for(drive))
    assert result.claim.status == "sanitized"
    assert result.of(Read)[0].read == size
    assert outside.faults(result.evidence, drive.backing, drive.sentinel) == []


@pytest.mark.proves_wipe
@pytest.mark.parametrize("method", ["zero", "dod-3", "bsi-2011", "gutmann"])
def test_every_kind_of_last_pass_is_on_the_drive(method, file_drive):
    drive = file_drive(2 * MIB + 512)
    result = run(job_for(drive, method))
    assert result.claim.status == "sanitized"
    assert outside.faults(result.evidence, drive.backing, drive.sentinel) == []
