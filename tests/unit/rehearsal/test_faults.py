"""A faulty file answers as its character says, byte for byte; the kernel comes later."""

import errno
import os
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordi_wipe.rehearsal.character import Character
from coordi_wipe.rehearsal.faults import FaultyFile

SIZE = 64 * 4096
OLD = bytes(range(256)) * (SIZE // 256)
NEW = OLD[::-1]
MIDDLE = (0.25, 0.5)
START, END = SIZE // 4, SIZE // 2


def faulty(tmp_path, **faults):
    backing = tmp_path / "disk.img"
    backing.write_bytes(OLD)
    return FaultyFile(Character(expected=("failed",), **faults), backing), backing


def fails(number, call, *args):
    with pytest.raises(OSError, match=os.strerror(number)) as caught:
        call(*args)
    assert caught.value.errno == number


def test_healthy_gives_back_what_it_took(tmp_path):
    disk, backing = faulty(tmp_path)
    assert disk.write(100, NEW[100:5000]) == 4900
    disk.flush()
    assert disk.read(0, SIZE) == backing.read_bytes() == OLD[:100] + NEW[100:5000] + OLD[5000:]
    assert disk.read(SIZE - 10, 100) == OLD[-10:]
    assert disk.read(SIZE, 100) == b""


def test_no_drive_grows(tmp_path):
    disk, backing = faulty(tmp_path)
    fails(errno.ENOSPC, disk.write, SIZE - 1, b"ab")
    assert backing.read_bytes() == OLD


@pytest.mark.parametrize(("offset", "length", "fault"), [
    (START - 512, 512, False), (START - 512, 513, True), (START, 1, True), (END - 1, 1, True),
    (END, 512, False), (0, SIZE, True),
])  # fmt: skip
def test_a_write_that_touches_the_stretch_fails_and_changes_nothing(tmp_path, offset, length, fault):
    disk, backing = faulty(tmp_path, unwritable=(MIDDLE,))
    data = NEW[offset : offset + length]
    if fault:
        fails(errno.EIO, disk.write, offset, data)
        assert backing.read_bytes() == OLD
    else:
        assert disk.write(offset, data) == length
        assert disk.read(offset, length) == data
    assert disk.read(START, 512) == OLD[START : START + 512]  # it can still be read


def test_a_read_that_touches_the_stretch_fails(tmp_path):
    disk, _ = faulty(tmp_path, unreadable=(MIDDLE,))
    assert disk.write(0, NEW) == SIZE
    fails(errno.EIO, disk.read, START - 1, 2)
    fails(errno.EIO, disk.read, END - 1, 2)
    assert disk.read(START - 1, 1) == NEW[START - 1 : START]
    assert disk.read(END, 1) == NEW[END : END + 1]


def test_forgetful_says_that_it_wrote(tmp_path):
    disk, backing = faulty(tmp_path, forgetful=(MIDDLE,))
    assert disk.write(0, NEW) == SIZE
    expected = NEW[:START] + OLD[START:END] + NEW[END:]
    assert disk.read(0, SIZE) == backing.read_bytes() == expected


def test_stale_writes_and_reads_the_first_content(tmp_path):
    disk, backing = faulty(tmp_path, stale=(MIDDLE,))
    assert disk.write(0, NEW) == SIZE
    assert backing.read_bytes() == NEW
    assert disk.read(0, SIZE) == NEW[:START] + OLD[START:END] + NEW[END:]
    assert [path.name for path in tmp_path.iterdir()] == ["disk.img"]  # its copy is nobody's to find


def test_vanishing_is_gone_after_its_share_and_stays_gone(tmp_path):
    disk, backing = faulty(tmp_path, vanishes_after=0.5)
    assert disk.write(0, NEW[: SIZE // 2]) == SIZE // 2
    for call in ((disk.write, 0, b"x"), (disk.read, 0, 1), (disk.flush,)):
        fails(errno.ENODEV, *call)
    assert backing.read_bytes() == NEW[: SIZE // 2] + OLD[SIZE // 2 :]


def test_a_flag_file_makes_any_drive_vanish(tmp_path):
    disk, backing = faulty(tmp_path)
    assert disk.write(0, b"x") == 1
    (tmp_path / "disk.img.gone").touch()
    fails(errno.ENODEV, disk.write, 0, b"y")
    assert backing.read_bytes()[:1] == b"x"


def test_short_holds_less_than_it_shows(tmp_path):
    disk, _ = faulty(tmp_path, capacity=0.5)
    assert disk.size == SIZE
    assert disk.write(0, NEW[: SIZE // 2]) == SIZE // 2
    fails(errno.ENOSPC, disk.write, SIZE // 2 - 1, b"ab")


def test_slow_takes_its_time_to_read_and_to_write(tmp_path):
    disk, _ = faulty(tmp_path, rate=SIZE * 20)
    for call, *args in ((disk.write, 0, NEW), (disk.read, 0, SIZE)):
        start = time.monotonic()
        call(*args)
        assert time.monotonic() - start >= 1 / 20  # a lower bound: sleeping never ends early


def test_a_crawler_tries_before_it_fails(tmp_path):
    disk, _ = faulty(tmp_path, unwritable=(MIDDLE,), error_seconds=0.05)
    start = time.monotonic()
    fails(errno.EIO, disk.write, START, b"x")
    assert time.monotonic() - start >= 0.05


@given(st.lists(st.tuples(st.integers(0, SIZE - 1), st.integers(1, 20_000)), max_size=20))
def test_a_forgetful_drive_forgets_its_stretch_and_nothing_else(tmp_path_factory, writes):
    disk, backing = faulty(tmp_path_factory.mktemp("drive"), forgetful=(MIDDLE,))
    expected = bytearray(OLD)
    for offset, length in writes:
        data = NEW[offset : offset + length]
        disk.write(offset, data)
        expected[offset : offset + len(data)] = data
    expected[START:END] = OLD[START:END]
    assert backing.read_bytes() == bytes(expected)
