"""Reading back: every byte after an overwrite; samples and canaries spread over all of a drive."""

import hashlib
import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plugins.properties import examples
from unit.sanitize.memory import SIZE, Memory, filled

from coordi_wipe.model.figures import share_shown
from coordi_wipe.sanitize.control import Budget, Halted, Pace, Trouble
from coordi_wipe.sanitize.stream import BLOCK, Constant, Keystream
from coordi_wipe.sanitize.verification import (
    MAX_MISMATCHES,
    MIN_CANARIES,
    alive,
    plant,
    read_back,
    sample_count,
    strata,
)

many = examples(100)
some = examples(25)
KEY = bytes(range(32))


def look(block, made, size=None, budget=None):
    """A full read-back."""
    budget = budget or Budget()
    return read_back(
        block,
        made,
        size or block.size,
        trouble=Trouble(budget),
        pace=Pace(budget),
        tick=lambda _: None,
    )


# --- full -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("made", [Keystream(KEY), Constant(b"\0"), Constant(b"\x92\x49\x24")])
@pytest.mark.parametrize("size", [512, BLOCK, SIZE, 3 * BLOCK - 1])
def test_what_was_written_is_found(made, size):
    found = look(filled(made, size), made)
    assert (found.read, found.mismatches, found.unreadable) == (size, 0, ())


@some
@given(place=st.integers(0, SIZE - 1), bit=st.integers(0, 7), key=st.binary(min_size=32, max_size=32))
def test_one_turned_bit_anywhere_is_found(place, bit, key):
    block = filled(Keystream(key))
    block.content[place] ^= 1 << bit
    found = look(block, Keystream(key))
    assert (found.read, found.mismatches) == (SIZE, 1)


@some
@given(blocks=st.sets(st.integers(0, SIZE // 512 - 1), min_size=1, max_size=50))
def test_each_logical_block_that_differs_is_counted_once(blocks):
    block = filled(Constant(b"\0"))
    for number in blocks:
        block.content[number * 512 + 7] = 1
        block.content[number * 512 + 500] = 1
    assert look(block, Constant(b"\0")).mismatches == len(blocks)


def test_another_pass_or_key_is_no_match():
    block = filled(Keystream(KEY))
    others = (Keystream(bytes(32)), Keystream(KEY, complement=True), Constant(b"\0"))
    assert all(look(block, other).mismatches >= MAX_MISMATCHES for other in others)


def test_a_stream_one_block_off_is_no_match():
    block = filled(Keystream(KEY))
    block.content[512:] = block.content[:-512]
    assert look(block, Keystream(KEY)).mismatches >= MAX_MISMATCHES


def test_a_drive_full_of_differences_is_not_read_to_its_end():
    size = 64 * BLOCK
    block = Memory(size)
    reads = []
    inner = block.read
    block.read = lambda offset, into: reads.append(len(into)) or inner(offset, into)
    found = look(block, Keystream(KEY))
    assert MAX_MISMATCHES <= found.mismatches <= sum(reads) // 512 < size // 512
    assert found.read < size


def test_unreadable_places_are_not_read_and_not_compared():
    made = Keystream(KEY)
    block = filled(made, physical=4096)
    block.bad = frozenset({3, 4000})
    found = look(block, made)
    assert found.unreadable == ((0, 4096), (4000 * 512, 4000 * 512 + 4096))
    assert (found.read, found.mismatches) == (SIZE - 2 * 4096, 0)


def test_a_drive_that_ends_before_its_size_is_lost():
    made = Keystream(KEY)
    with pytest.raises(Halted) as found:
        look(filled(made), made, size=SIZE + 4096)
    assert (found.value.how, found.value.reason.code) == ("vanished", "drive-shrank")


def test_a_drive_that_grew_is_another_one():
    made = Keystream(KEY)
    with pytest.raises(Halted) as found:
        look(filled(made), made, size=SIZE - 512)
    assert found.value.how == "vanished"


def test_short_reads_are_continued_on_sectors():
    made = Keystream(KEY)
    block = filled(made)
    offsets = []
    inner = block.read

    def short(offset, into):
        offsets.append(offset)
        return min(inner(offset, into), 1500)

    block.read = short
    assert look(block, made).read == SIZE
    assert all(offset % 512 == 0 for offset in offsets)
    assert len(offsets) >= SIZE // 1500


@pytest.mark.parametrize(
    "made", [Constant(b"\0"), Constant(b"\xff"), Constant(b"\x92\x49\x24"), Keystream(KEY)]
)
def test_reads_that_move_nothing_prove_nothing(made):
    block = filled(made)
    block.read = lambda _offset, into: len(into)
    found = look(block, made)
    assert found.mismatches >= MAX_MISMATCHES


@pytest.mark.parametrize("silent", [0, 1, 2])
def test_one_read_that_moves_nothing_is_found(silent):
    made = Constant(b"\0")
    block = filled(made)
    inner = block.read
    block.read = lambda offset, into: len(into) if offset // BLOCK == silent else inner(offset, into)
    found = look(block, made)
    assert found.mismatches == min(BLOCK, SIZE - silent * BLOCK) // 512


# --- where samples lie ------------------------------------------------------------------------------


@many
@given(blocks=st.integers(1, 10**10), count=st.integers(2, 400), seed=st.integers())
def test_samples_are_first_last_and_one_in_every_part(blocks, count, seed):
    places = strata(blocks, count, random.Random(seed))
    assert places == tuple(sorted(set(places)))
    assert len(places) == min(blocks, count)
    assert (places[0], places[-1]) == (0, blocks - 1)
    if blocks > count:
        parts = count - 2
        for part, place in enumerate(places[1:-1]):
            low, high = (1 + (blocks - 2) * (part + more) // parts for more in (0, 1))
            assert low <= place < high


@many
@given(blocks=st.integers(1000, 10**10), seed=st.integers())
def test_samples_are_spread_over_all_of_the_drive(blocks, seed):
    """usody-sanitize looked at the first 0.2 % only."""
    places = strata(blocks, 258, random.Random(seed))
    steps = [after - before for before, after in pairwise(places)]
    assert max(steps) <= 2 * -(-blocks // 256)
    assert sum(place >= blocks // 2 for place in places) >= 258 // 2 - 2


def test_samples_are_drawn_anew_each_time():
    assert strata(10**9, 258, random.SystemRandom()) != strata(10**9, 258, random.SystemRandom())


def test_every_place_of_a_part_can_be_drawn():
    drawn = {place for seed in range(400) for place in strata(12, 4, random.Random(seed))}
    assert drawn == set(range(12))


def test_258_places_would_show_1_2_percent():
    assert f"{share_shown(258):.1%}" == "1.2%"
    assert share_shown(0) == share_shown(-1) == 1.0


@pytest.mark.parametrize(("places", "confidence"), [(258, 0.95), (258, 0.5), (40, 0.95)])
@pytest.mark.parametrize("together", [True, False], ids=["one stretch", "scattered"])
def test_what_it_says_is_what_a_simulation_shows(places, confidence, together):
    """A share that survives, at random places or in one stretch, is hit as often as it says, or more."""
    chance = random.Random(f"{places}{together}")
    blocks, runs = 20_000, 600
    share = share_shown(places, confidence)
    left = round(blocks * share)
    hit = 0
    for _ in range(runs):
        if together:
            start = chance.randrange(1, blocks - 1 - left)
            survivors = set(range(start, start + left))
        else:
            survivors = set(chance.sample(range(1, blocks - 1), left))
        hit += not survivors.isdisjoint(strata(blocks, places, chance))
    # three standard deviations, and two of the places are fixed
    slack = 3 * (confidence * (1 - confidence) / runs) ** 0.5 + 2 / places
    assert hit / runs >= confidence - slack
    if not together:  # no better than it says, either
        assert hit / runs <= confidence + slack


@many
@given(blocks=st.integers(1, 10**11))
def test_a_sampled_read_back_is_a_tenth_within_ten_minutes(blocks):
    count = sample_count(blocks)
    assert min(blocks, MIN_CANARIES + 2) <= count <= blocks
    assert count <= max(120_000, MIN_CANARIES + 2)
    assert count >= min(blocks / 10, 120_000)


# --- canaries ---------------------------------------------------------------------------------------


BIG = 4000 * 512


@pytest.mark.parametrize("kind", [{}, {"logical": 4096, "physical": 4096}])
def test_canaries_live_until_an_erase(kind):
    block = Memory(BIG, **kind)
    canaries = plant(block, random.Random(3))
    assert block.flushes == 1
    assert len(canaries.places) == len(canaries.hashes) == MIN_CANARIES + 2
    assert {canaries.places[0], canaries.places[-1]} == {0, BIG // block.logical - 1}
    assert alive(block, canaries) == len(canaries.places)
    block.content[:] = bytes(BIG)
    assert alive(block, canaries) == 0


def test_half_an_erase_leaves_half_of_them():
    block = Memory(BIG)
    canaries = plant(block, random.Random(3))
    block.content[: BIG // 2] = bytes(BIG // 2)
    expected = sum(place >= BIG // 1024 for place in canaries.places)
    assert alive(block, canaries) == expected
    assert 100 < expected < 160


def test_an_erase_that_brings_the_old_content_back_leaves_none():
    block = Memory(BIG)
    before = bytes(block.content)
    canaries = plant(block, random.Random(3))
    block.content[:] = before
    assert alive(block, canaries) == 0


def test_tokens_are_random_and_only_their_hashes_are_kept():
    block = Memory(BIG)
    canaries = plant(block, random.Random(3))
    tokens = [bytes(block.content[place * 512 : (place + 1) * 512]) for place in canaries.places]
    assert len(set(tokens)) == len(tokens)
    assert tuple(hashlib.sha256(token).digest() for token in tokens) == canaries.hashes
    assert all(len(set(token)) > 128 for token in tokens)


def test_the_digest_is_of_the_places():
    block = Memory(BIG)
    same = [plant(block, random.Random(3)) for _ in range(2)]
    other = plant(block, random.Random(4))
    assert same[0].digest == same[1].digest != other.digest
    listed = ",".join(str(place) for place in other.places)
    assert other.digest == hashlib.sha256(listed.encode()).hexdigest()


def test_a_small_drive_gets_one_in_every_block():
    block = Memory(100 * 512)
    canaries = plant(block, random.Random(3))
    assert canaries.places == tuple(range(100))
    assert alive(block, canaries) == 100


def test_a_canary_that_is_not_taken_whole_is_a_lost_drive():
    block = Memory(BIG)
    block.write = lambda _offset, _data: 256
    with pytest.raises(Halted):
        plant(block, random.Random(3))
