"""The table of a stick: read from either end, and never believed when one bit of it is wrong."""

import random

import pytest
import releases

from coordi_wipe.hardware.writing import gpt, layout
from coordi_wipe.hardware.writing.gpt import Part, Table
from coordi_wipe.model.errors import RefusedError

MIB = 1 << 20


@pytest.fixture(scope="module")
def content(tmp_path_factory):
    return releases.make(tmp_path_factory.mktemp("release") / "one", "1").path.read_bytes()


def reader(content):
    return lambda offset, length: bytes(content[offset : offset + length])


def test_both_copies_say_what_sfdisk_wrote(content):
    one, other = gpt.first(reader(content)), gpt.last(reader(content), len(content))
    assert one == other
    assert one.parts[1] == Part(layout.SYSTEM[1], one.parts[1].uuid, "coordi-bios", 34 * 512, 2014 * 512)
    assert [(n, p.name, p.start) for n, p in one.parts.items()] == [
        (1, "coordi-bios", 34 * 512),
        (2, "coordi-esp", MIB),
        (3, "coordi-live", 2 * MIB),
        (4, "COORDI-EXPORT", 4 * MIB),
    ]
    assert layout.is_ours(one)
    assert layout.is_sound(one)
    assert layout.named(one, "COORDI-EXPORT") == one.parts[4]
    assert layout.named(one, "coordi-data") is None


def test_one_wrong_bit_makes_it_none(content):
    """Of the header (92 bytes) each byte; of the entries, some."""
    places = [*range(512, 512 + 92), *random.Random(1).sample(range(1024, 1024 + 128 * 128), 200)]
    for place in places:
        spoiled = bytearray(content)
        spoiled[place] ^= 1 << (place % 8)
        assert gpt.first(reader(spoiled)) is None, place
        assert gpt.last(reader(spoiled), len(content)) is not None


@pytest.mark.parametrize("length", [0, 100, 512, 1000, 1024, 5000])
def test_what_is_too_short_has_none(content, length):
    assert gpt.first(reader(content[:length])) is None
    assert gpt.last(reader(content[:length]), length) is None


def table(*places):
    kinds = [*layout.SYSTEM.values(), "x", "x"]
    return Table(
        "t",
        {
            number + 1: Part(kind, "u", f"part {number + 1}", start * MIB, length * MIB)
            for number, (kind, (start, length)) in enumerate(zip(kinds, places, strict=False))
        },
    )


GOOD = table((1, 1), (2, 1), (3, 4), (7, 1), (8, 8))


@pytest.mark.parametrize(
    "bad",
    [
        table((1, 1), (2, 1), (3, 6), (7, 1), (8, 8)),  # 3 over 4
        table((1, 1), (2, 1), (3, 4), (6, 1), (8, 8)),  # 4 over 3
        table((1, 1), (2, 1), (3, 4), (7, 1), (4, 1)),  # 5 in 3
        table((2, 1), (1, 1), (3, 4)),  # not in the order of their numbers
        table((0, 2), (2, 1), (3, 4)),  # over the table itself
    ],
)
def test_partitions_over_one_another_are_not_written(bad):
    assert layout.is_sound(GOOD)
    assert not layout.is_sound(bad)
    with pytest.raises(RefusedError, match="prepare-table-damaged"):
        layout.system(GOOD, MIB, bad)


def test_an_update_stays_within_the_system():
    larger = table((1, 1), (2, 1), (3, 9), (12, 1))
    made = layout.system(larger, 4 * MIB, GOOD)
    assert made.total == 6 * MIB
    for span in made.spans:
        assert span.target >= MIB
        assert span.target + span.length + span.fill <= 7 * MIB
    for offset, length in made.voids:
        assert offset >= 3 * MIB
        assert offset + length <= 7 * MIB
    with pytest.raises(RefusedError, match="prepare-no-longer-fits"):
        layout.system(larger, 4 * MIB + 1, GOOD)
