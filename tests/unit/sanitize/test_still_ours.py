"""After an interruption: whether a drive still holds what was written to it, as far as it was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plugins.properties import examples
from unit.sanitize.memory import SIZE, Memory, filled

from coordi_wipe.sanitize.control import Terminated
from coordi_wipe.sanitize.stream import BLOCK, Keystream
from coordi_wipe.sanitize.verification import is_still_ours

some = examples(25)
KEY = bytes(range(32))


@some
@given(upto=st.integers(1, SIZE // 512).map(lambda blocks: blocks * 512))
def test_a_drive_half_written_is_ours_up_to_there(upto):
    block = filled(Keystream(KEY))
    block.content[upto:] = b"\xa7" * (SIZE - upto)
    assert is_still_ours(block, Keystream(KEY), upto)


@pytest.mark.parametrize("kind", [{}, {"logical": 4096, "physical": 4096}])
def test_foreign_content_is_not_ours(kind):
    size = 2 * BLOCK
    assert not is_still_ours(Memory(size, **kind), Keystream(KEY), size)
    assert not is_still_ours(filled(Keystream(bytes(32)), size, **kind), Keystream(KEY), size)
    assert is_still_ours(filled(Keystream(KEY), size, **kind), Keystream(KEY), size)


@some
@given(start=st.integers(0, SIZE // 512), share=st.integers(4, 100))
def test_a_foreign_stretch_of_a_thirty_second_is_seen(start, share):
    """64 places, evenly spread: any stretch longer than two steps holds one of them."""
    blocks = SIZE // 512
    length = blocks * share // 100
    block = filled(Keystream(KEY))
    end = min(start, blocks - length) + length
    block.content[(end - length) * 512 : end * 512] = bytes(length * 512)
    assert not is_still_ours(block, Keystream(KEY), SIZE)


def test_whoever_must_stop_is_asked_before_each_place():
    """A dying drive takes half a minute for each: a cancel cannot wait for all."""
    looks = []

    def look():
        looks.append(len(looks))
        if len(looks) == 3:
            raise Terminated

    with pytest.raises(Terminated):
        is_still_ours(filled(Keystream(KEY)), Keystream(KEY), SIZE, look=look)
    assert looks == [0, 1, 2]


def test_the_last_block_written_is_always_looked_at():
    block = filled(Keystream(KEY))
    block.content[SIZE - 1] ^= 1
    assert not is_still_ours(block, Keystream(KEY), SIZE)
    assert is_still_ours(block, Keystream(KEY), SIZE - 512)


def test_places_are_64_and_spread():
    block = filled(Keystream(KEY), 64 * BLOCK)
    seen = []
    inner = block.read
    block.read = lambda offset, into: seen.append(offset) or inner(offset, into)
    assert is_still_ours(block, Keystream(KEY), 64 * BLOCK)
    assert len(seen) == 65
    assert {offset // BLOCK for offset in seen} == set(range(64))
