"""What stops work: errors without hope, the error budget, a crawling drive; and what must not stop it."""

import errno
import os
import threading
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plugins.properties import examples
from unit.sanitize.memory import Memory

from coordi_wipe.sanitize import pipeline
from coordi_wipe.sanitize.control import Budget, Halted, Pace, Terminated, Trouble, hopeless, judge
from coordi_wipe.sanitize.pipeline import Checkpoint, paced, stretches, write
from coordi_wipe.sanitize.stream import BLOCK, Constant

MB = 1_000_000


@dataclass
class Clock:
    """Time that passes when it is told to."""

    now: float = 5000.0

    def __call__(self) -> float:
        return self.now


# --- errors -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "number", [errno.ENODEV, errno.ENXIO, errno.ENOMEDIUM, errno.ENOSPC, errno.ESHUTDOWN]
)
def test_a_drive_that_is_gone_has_vanished(number):
    end = hopeless(OSError(number, os.strerror(number)))
    assert (end.how, end.reason.code) == ("vanished", "drive-vanished")
    assert end.reason.args["error"] == os.strerror(number)


@pytest.mark.parametrize("number", [errno.EROFS, errno.EPERM, errno.EACCES])
def test_a_drive_that_refuses_is_given_up(number):
    end = hopeless(OSError(number, os.strerror(number)))
    assert (end.how, end.reason.code) == ("gave_up", "drive-refuses")


@pytest.mark.parametrize("number", [errno.EIO, errno.ETIMEDOUT, errno.ENODATA, errno.EILSEQ, errno.EREMOTEIO])
def test_a_bad_sector_is_tried_again(number):
    assert hopeless(OSError(number, "bad")) is None
    judge(OSError(number, "bad"))


def test_judging_raises_and_keeps_the_cause():
    error = OSError(errno.ENODEV, "gone")
    with pytest.raises(Halted) as found:
        judge(error)
    assert found.value.__cause__ is error


# --- the error budget -------------------------------------------------------------------------------


def test_error_time_adds_up_to_thirty_minutes():
    trouble = Trouble(Budget())
    for _ in range(60):
        trouble.cost(30)  # half an hour in all is still within
    with pytest.raises(Halted) as found:
        trouble.cost(0.5)
    assert (found.value.how, found.value.reason.code) == ("gave_up", "too-much-error-time")
    assert found.value.reason.args["seconds"] == 1800


def test_the_thousandth_bad_sector_is_the_last():
    trouble = Trouble(Budget())
    for _ in range(999):
        trouble.bad_sector()
    with pytest.raises(Halted) as found:
        trouble.bad_sector()
    assert (found.value.how, found.value.reason.code) == ("gave_up", "too-many-bad-sectors")
    assert found.value.reason.args["count"] == 1000


@given(st.lists(st.floats(0, 100), max_size=60), st.floats(1, 2000))
@examples(100)
def test_the_budget_is_spent_exactly_when_its_sum_is(costs, limit):
    trouble, spent = Trouble(Budget(error_seconds=limit)), 0.0
    for cost in costs:
        spent += cost
        if spent > limit:
            with pytest.raises(Halted):
                trouble.cost(cost)
            return
        trouble.cost(cost)


# --- pace -------------------------------------------------------------------------------------------


def run(pace, clock, seconds, rate, moved=0.0, every=0.5):
    """Ticks for this long at this rate; answers what was moved."""
    for _ in range(round(seconds / every)):
        clock.now += every
        moved += rate * every
        pace.at(round(moved))
    return moved


def test_a_crawler_is_given_up_after_ten_minutes_and_not_before():
    clock = Clock()
    pace = Pace(Budget(), clock)
    pace.at(0)
    moved = run(pace, clock, 599, 0.9 * MB)
    with pytest.raises(Halted) as found:
        run(pace, clock, 2, 0.9 * MB, moved)
    assert (found.value.how, found.value.reason.code) == ("gave_up", "crawling")
    assert found.value.reason.args["rate"] == pytest.approx(0.9 * MB, rel=0.01)


def test_a_drive_just_fast_enough_goes_on():
    clock = Clock()
    run(Pace(Budget(), clock), clock, 7200, 1.01 * MB)


def test_a_fast_drive_that_starts_to_crawl_is_given_up_within_its_window():
    clock = Clock()
    pace = Pace(Budget(), clock)
    moved = run(pace, clock, 3600, 100 * MB)
    start = clock.now
    with pytest.raises(Halted):
        run(pace, clock, 3600, 0.1 * MB, moved)
    assert 590 < clock.now - start < 602


def test_a_drive_that_hangs_is_given_up_too():
    clock = Clock()
    pace = Pace(Budget(), clock)
    moved = run(pace, clock, 60, 100 * MB)
    with pytest.raises(Halted):
        run(pace, clock, 700, 0, moved)


def test_a_pause_shorter_than_the_window_is_forgiven():
    clock = Clock()
    pace = Pace(Budget(), clock)
    moved = run(pace, clock, 600, 100 * MB)
    moved = run(pace, clock, 590, 0, moved)
    run(pace, clock, 1200, 100 * MB, moved)


def test_a_hot_drive_that_rests_does_not_crawl():
    clock = Clock()
    pace = Pace(Budget(), clock)
    moved = run(pace, clock, 700, 100 * MB)

    def tick(_moved):
        clock.now += 1800

    resting = paced(pace, tick)
    resting(round(moved))
    resting(round(moved))
    run(pace, clock, 700, 100 * MB, moved)
    with pytest.raises(Halted):
        run(pace, clock, 700, 0, moved)


def test_what_it_remembers_does_not_grow():
    clock = Clock()
    pace = Pace(Budget(crawl_seconds=10), clock)
    run(pace, clock, 3600, 100 * MB)
    assert len(pace._seen) <= 10 / 0.5 + 2


# --- stopping in the middle of a pass -----------------------------------------------------------------


def passes(block, tick=lambda _: None, budget=None):
    """Writes a whole block of zeros."""
    budget = budget or Budget()
    return write(
        block,
        Constant(b"\0"),
        0,
        block.size,
        checkpoint=Checkpoint(),
        trouble=Trouble(budget),
        pace=Pace(budget),
        tick=tick,
    )


@pytest.mark.parametrize("stop", [Terminated(), Halted("cancelled", "cancelled")])
def test_a_stop_from_outside_ends_the_pass_and_nothing_is_written_after(stop):
    block = Memory(400 * BLOCK)
    inner = block.write
    begun = threading.Event()

    def slow(offset, data):
        begun.set()
        threading.Event().wait(0.01)
        return inner(offset, data)

    block.write = slow

    def tick(_moved):
        if begun.is_set():
            raise stop

    with pytest.raises(type(stop)):
        list(passes(block, tick))
    done = len(block.written)
    assert 0 < done < 400
    assert not [thread for thread in threading.enumerate() if "lane" in thread.name]
    assert len(block.written) == done


def test_a_drive_out_of_budget_is_given_up_in_the_middle():
    block = Memory(64 * BLOCK, physical=4096)
    block.bad = frozenset(range(0, 64 * 2048, 8))
    with pytest.raises(Halted) as found:
        list(passes(block, budget=Budget(bad_sectors=40)))
    assert found.value.reason.code == "too-many-bad-sectors"


def test_a_sweep_that_starts_late_still_moves(monkeypatch):
    """A process stopped for longer than a checkpoint (SIGSTOP) would else never move again."""
    block = Memory(8 * BLOCK)
    real = pipeline.time.monotonic
    leap = iter(range(10**9))
    monkeypatch.setattr(pipeline.time, "monotonic", lambda: real() + 60 * next(leap))
    done = list(passes(block))
    assert [stretch.upto for stretch in done][-1] == 8 * BLOCK
    assert not any(block.content)
    assert len(done) >= 2


@pytest.mark.parametrize("failing", range(3))
def test_a_lane_that_breaks_stops_the_others_and_is_told(failing):
    made = iter(range(10))
    moved = []
    broken = threading.Event()

    def make():
        number = next(made)

        def piece(offset, length):
            if number == failing:
                broken.set()
                raise ZeroDivisionError
            assert broken.wait(60)  # so that each lane gets a piece
            moved.append(offset)
            return length
            return length

        return piece

    with pytest.raises(ZeroDivisionError):
        list(
            stretches(
                0,
                1000 * BLOCK,
                make,
                unit=512,
                checkpoint=Checkpoint(),
                trouble=Trouble(Budget()),
                tick=lambda _: None,
            )
        )
    assert len(moved) < 1000


def test_a_thread_that_cannot_start_leaves_none_behind(monkeypatch):
    started = []
    real = threading.Thread.start

    def start(thread):
        if len(started) == 1:
            raise RuntimeError("can't start new thread")
        started.append(thread)
        real(thread)

    monkeypatch.setattr(threading.Thread, "start", start)
    block = Memory(64 * BLOCK)
    with pytest.raises(RuntimeError):
        list(passes(block))
    assert not started[0].is_alive()


def test_progress_never_goes_back_and_ends_at_the_end():
    block = Memory(40 * BLOCK, physical=4096)
    block.bad = frozenset({5 * 2048 + 3, 17 * 2048, 17 * 2048 + 900, 39 * 2048 + 2047})
    shown = []
    (*_, last) = passes(block, shown.append)
    assert shown == sorted(shown)
    assert last.upto == 40 * BLOCK
    assert 39 * BLOCK <= shown[-1] <= 40 * BLOCK
