"""The fingerprint's sector: what it holds afterwards is looked at, whatever the drive said."""

import errno
import os

import pytest
from unit.sanitize.memory import SIZE, filled

from coordi_wipe.sanitize.control import Halted
from coordi_wipe.sanitize.marking import mark, put_back
from coordi_wipe.sanitize.stream import Keystream

STREAM = Keystream(bytes(range(32)))
DATA = b"COORDI-WIPE".ljust(512, b"\0")


def failing(number):
    def fail(*_):
        raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.parametrize("logical", [512, 4096])
def test_one_block_is_written_flushed_and_read(logical):
    block = filled(STREAM, 1 << 20, logical=logical)
    before = bytes(block.content)
    data = DATA.ljust(logical, b"\0")
    assert mark(block, data, STREAM, block.size) == "marked"
    assert bytes(block.content) == data + before[logical:]
    assert (block.written, block.flushes) == ([(0, logical)], 1)
    assert put_back(block, STREAM, logical, block.size)
    assert bytes(block.content) == before
    assert block.flushes == 2


@pytest.mark.parametrize("number", [errno.EIO, errno.EROFS])
def test_a_drive_that_refuses_keeps_what_was_verified(number):
    block = filled(STREAM)
    before = bytes(block.content)
    block.write = failing(number)
    assert mark(block, DATA, STREAM, SIZE) == "as-before"
    assert not put_back(block, STREAM, 512, SIZE)
    assert bytes(block.content) == before


def test_a_drive_that_ignores_the_write_keeps_what_was_verified():
    block = filled(STREAM)
    block.write = lambda _offset, data: len(data)
    assert mark(block, DATA, STREAM, SIZE) == "as-before"


def test_a_write_that_fails_once_is_tried_again():
    block = filled(STREAM)
    write, left = block.write, [errno.EIO]

    def once(offset, data):
        if left:
            failing(left.pop())()
        return write(offset, data)

    block.write = once
    assert mark(block, DATA, STREAM, SIZE) == "marked"


def test_neither_the_one_nor_the_other_is_something_else():
    block = filled(STREAM)
    write = block.write
    block.write = lambda offset, _data: write(offset, memoryview(bytes(512)))
    assert mark(block, DATA, STREAM, SIZE) == "something-else"


def test_bytes_that_a_failed_write_left_are_not_believed():
    block = filled(STREAM)
    block.content[:512] = DATA
    block.write = failing(errno.EIO)
    assert mark(block, DATA, STREAM, SIZE) == "something-else"


def test_a_read_that_moves_nothing_finds_no_fingerprint():
    block = filled(STREAM)
    block.read = lambda _offset, into: len(into)
    assert mark(block, DATA, STREAM, SIZE) == "something-else"


def test_what_cannot_be_read_is_said():
    block = filled(STREAM)
    block.read = failing(errno.EIO)
    assert mark(block, DATA, STREAM, SIZE) == "unreadable"


@pytest.mark.parametrize(
    ("what", "number", "how"),
    [
        ("write", errno.ENODEV, "vanished"),
        ("read", errno.ENODEV, "vanished"),
        ("flush", errno.ENODEV, "vanished"),
        ("flush", errno.EIO, "gave_up"),
    ],
)
def test_gone_or_unable_to_flush_is_the_end(what, number, how):
    block = filled(STREAM)
    setattr(block, what, failing(number))
    with pytest.raises(Halted) as halted:
        mark(block, DATA, STREAM, SIZE)
    assert halted.value.how == how
