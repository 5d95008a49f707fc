"""What an erase left: classified, and compared with what was there."""

import errno
import os

import pytest
from unit.sanitize.memory import Memory

from coordi_wipe.sanitize.content_kind import Glance, glances, kind, like_before
from coordi_wipe.sanitize.control import Halted

BIG = 64 << 10
LETTER = b"une lettre de quelqu'un, et sa reponse. ".ljust(512, b".")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (bytes(512), "zeros"),
        (b"\xff" * 4096, "ones"),
        (bytes.fromhex("33cc55aa") * 128, "pattern"),  # a Seagate disk after its sanitize
        (b"abc" * 170 + b"ab", "pattern"),
        (b"\x5a" * 512, "pattern"),
        (LETTER, "other"),
        (bytes(511) + b"\x01", "other"),
    ],
)
def test_what_a_block_holds(data, expected):
    assert kind(data) == expected


def test_what_no_one_can_compress_is_noise():
    assert kind(os.urandom(512)) == kind(os.urandom(4096)) == "noise"


def test_only_what_is_no_constant_counts_as_like_before():
    before = {
        1: Glance("other", b"a"),
        2: Glance("noise", b"b"),
        3: Glance("zeros", b"c"),
        4: Glance("other", b"d"),
    }
    assert like_before(before, before) == 3
    assert like_before(before, before | {1: Glance("zeros", b"c"), 2: Glance("noise", b"e")}) == 1
    assert like_before(before, {}) == 0


def test_what_cannot_be_read_is_left_out():
    block = Memory(BIG)
    block.content[:] = LETTER * (BIG // 512)
    block.bad = frozenset({9})
    found = glances(block, [0, 5, 9, 11])
    assert set(found) == {0, 5, 11}
    assert {one.kind for one in found.values()} == {"other"}


def test_a_drive_that_goes_while_it_is_looked_at_is_no_unreadable_sector():
    block = Memory(BIG)

    def gone(_offset, _into):
        raise OSError(errno.ENODEV, "gone")

    block.read = gone
    with pytest.raises(Halted) as found:
        glances(block, [0, 1])
    assert found.value.how == "vanished"
