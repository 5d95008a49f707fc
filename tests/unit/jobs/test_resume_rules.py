"""Where an interrupted job stood, and how far before that it goes on: from facts alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from unit.model.stories import DRIVE, SIZE, began, read, wrote

from coordi_wipe.jobs.resume import MAX_REWIND, MIN_REWIND, attachment, reached, rewind
from coordi_wipe.sanitize.techniques.overwrite import Position

GIB, MIB = 1 << 30, 1 << 20


@pytest.mark.parametrize(
    ("facts", "position"),
    [
        ([], Position()),
        ([began()], Position()),
        ([began(), wrote(0, 512)], Position(0, 512)),
        ([began(), wrote(0, 1024), began(512)], Position(0, 512)),
        ([began(), wrote(0, SIZE), wrote(0, 512, number=1)], Position(1, 512)),
        ([began(), wrote(0, SIZE), wrote(0, SIZE, number=1), read()], Position(1, SIZE)),
        ([began(), wrote(0, SIZE), wrote(0, 512, number=1), began(512, number=0)], Position(0, 512)),
        ([began(), wrote(0, SIZE), began(step=1)], Position(0, SIZE)),  # another step's
    ],
)
def test_how_far_it_had_come(facts, position):
    assert reached(facts, 0) == position


def at(up, start, upto):
    return replace(wrote(start, upto), up=float(up))


@pytest.mark.parametrize(
    ("facts", "least"),
    [
        ([], MIN_REWIND),
        ([began()], MIN_REWIND),
        ([at(0, 0, MIB)], MIN_REWIND),  # never less than 64 MiB
        ([at(0, 0, 100 * MIB), at(59, 100 * MIB, 300 * MIB)], 300 * MIB),  # the last minute
        ([at(0, 0, 100 * MIB), at(61, 100 * MIB, 300 * MIB)], 200 * MIB),
        ([at(0, 0, 5 * GIB)], MAX_REWIND),  # never more than 1 GiB
        ([at(500, 0, 100 * MIB), at(3, 100 * MIB, 300 * MIB)], 200 * MIB),  # a reboot: the clock began anew
    ],
)
def test_how_much_is_written_again(facts, least):
    assert rewind(facts) == least


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(1, 4 * GIB)), max_size=20))
def test_what_is_written_again_is_within_its_bounds(steps):
    facts, up, place = [began()], 0, 0
    for seconds, length in steps:
        up, place = up + seconds, place + length
        facts.append(at(up, place - length, place))
    assert MIN_REWIND <= rewind(facts) <= MAX_REWIND


def plugged(diskseq, boot="boot-1"):
    return began(boot=boot, drive=replace(DRIVE, diskseq=diskseq))


@pytest.mark.parametrize(
    ("facts", "where"),
    [
        ([], ("", -1)),
        ([plugged(7)], ("", -1)),
        ([plugged(7), wrote(0, 512)], ("boot-1", 7)),
        ([plugged(7), wrote(0, 512), plugged(8)], ("boot-1", 7)),
        ([plugged(7), wrote(0, 512), plugged(8), wrote(512, 1024)], ("boot-1", 8)),
        ([plugged(7), wrote(0, 512), plugged(1, "boot-2"), wrote(512, 1024)], ("boot-2", 1)),
    ],
)
def test_where_it_was_last_written(facts, where):
    assert attachment(facts) == where
