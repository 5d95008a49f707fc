"""The pipeline over any drive: what it wrote, what it could not, and that both are told exactly."""

import random
import threading
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from outside import digest
from unit.sanitize.memory import Memory

from coordi_wipe.sanitize.control import Budget, Halted, Pace, Trouble
from coordi_wipe.sanitize.pipeline import Checkpoint, stretches, write
from coordi_wipe.sanitize.stream import BLOCK, Keystream

KEY = bytes(range(32))
STREAM = Keystream(KEY)
BAD = st.lists(st.integers(0, 1999), max_size=6)
GEOMETRY = st.sampled_from([(512, 512), (512, 4096), (4096, 4096)])


def expected(offset, length):
    """What the stream holds there."""
    scratch = memoryview(bytearray(BLOCK))
    parts = []
    while length:
        count = min(length, BLOCK - offset % BLOCK)
        parts.append(bytes(STREAM.view(offset, count, scratch)))
        offset, length = offset + count, length - count
    return b"".join(parts)


def written(block, start=0, *, checkpoint=Checkpoint(), budget=Budget()):  # noqa: B008 (frozen)
    return list(
        write(
            block,
            STREAM,
            start,
            block.size,
            checkpoint=checkpoint,
            trouble=Trouble(budget),
            pace=Pace(budget),
            tick=lambda _: None,
        )
    )


@given(
    GEOMETRY, st.integers(1, 2000), st.integers(0, 511), st.lists(st.integers(0, 1999), max_size=6), st.data()
)
def test_all_but_the_physical_sectors_that_fail_is_written_and_just_these_are_told(
    geometry, sectors, odd, bad, data
):
    logical, physical = geometry
    size = sectors * logical + odd
    block = Memory(size, logical, physical, bad=frozenset(b for b in bad if b < size // logical))
    start = data.draw(st.integers(0, size - 1)) // BLOCK * BLOCK
    before = bytes(block.content)
    told = written(block, start, checkpoint=Checkpoint(bytes=data.draw(st.sampled_from([BLOCK, 4 << 30]))))
    lost = [stretch for piece in told for stretch in piece.lost]
    hopeless = {b * logical // physical for b in block.bad if b * logical >= start // physical * physical}
    failing = {unit for unit in hopeless if (unit + 1) * physical > start}
    assert {unit for s, e in lost for unit in range(s // physical, -(-e // physical))} == failing
    assert all(s % physical == 0 and (e % physical == 0 or e == size) for s, e in lost)
    joined = [(start, start), *((piece.start, piece.upto) for piece in told)]
    assert all(one[1] == other[0] for one, other in pairwise(joined))
    assert told[-1].upto == size
    assert len(told) == block.flushes
    for at in range(0, size, 512):
        content = bytes(block.content[at : at + 512])
        if at < start or any(s <= at < e for s, e in lost):
            assert content == before[at : at + 512]
    if not lost:
        assert digest(block.content[start:]) == digest(expected(start, size - start))


@given(st.integers(1, 3 * BLOCK), st.integers(0, 2**32))
def test_short_writes_of_any_length_leave_no_gap(size, seed):
    chance = random.Random(seed)

    class Short(Memory):
        def write(self, offset, data):
            whole = max(len(data) // 512, 1)
            length = min(chance.randint(max(whole // 3, 1), whole) * 512 + chance.choice([0, 17]), len(data))
            return super().write(offset, data[:length])

    block = Short(size)
    written(block)
    assert digest(block.content) == digest(expected(0, size))


def test_pieces_are_handed_out_once_and_keep_to_whole_blocks():
    seen, lock = [], threading.Lock()

    def piece(offset, length):
        with lock:
            seen.append((offset, length))
        return length

    list(
        stretches(
            512,
            5 * BLOCK + 100,
            lambda: piece,
            unit=512,
            checkpoint=Checkpoint(),
            trouble=Trouble(Budget()),
            tick=lambda _: None,
        )
    )
    assert sorted(seen) == [
        (512, BLOCK - 512),
        *((n * BLOCK, BLOCK) for n in range(1, 5)),
        (5 * BLOCK, 100),
    ]


@pytest.mark.parametrize("size", [BLOCK, 2 * BLOCK + 512, 7 * BLOCK])
def test_a_checkpoint_of_one_block_flushes_after_each(size):
    block = Memory(size)
    told = written(block, checkpoint=Checkpoint(bytes=BLOCK))
    assert [piece.upto for piece in told] == [*range(BLOCK, size, BLOCK), size]
    assert block.flushes == len(told)


def test_a_checkpoint_of_no_time_still_gets_on():
    block = Memory(3 * BLOCK)
    told = written(block, checkpoint=Checkpoint(seconds=0))
    assert told[-1].upto == block.size
    assert digest(block.content) == digest(expected(0, block.size))


def test_a_start_at_the_end_writes_nothing():
    block = Memory(BLOCK)
    assert written(block, BLOCK) == []
    assert block.written == []


def test_a_drive_that_takes_nothing_more_is_lost():
    class Ends(Memory):
        def write(self, offset, data):
            return super().write(offset, data) if offset < BLOCK else 0

    with pytest.raises(Halted) as caught:
        written(Ends(3 * BLOCK))
    assert (caught.value.how, caught.value.reason.code) == ("vanished", "drive-shrank")
