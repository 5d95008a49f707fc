"""Disposable drives through the kernel's block layer: their sizes, and every fault of a character."""

import errno
import mmap
import os
import subprocess
import time
from pathlib import Path

import pytest

from coordi_wipe.hardware.linux import LinuxHost
from coordi_wipe.model.drive import Identity
from coordi_wipe.model.errors import RefusedError
from coordi_wipe.rehearsal import sentinel
from coordi_wipe.rehearsal.character import Character, named
from coordi_wipe.rehearsal.disposable import disposable
from coordi_wipe.rehearsal.host import RehearsalHost

MIB = 1 << 20
SIZE = 8 * MIB
MIDDLE = (0.25, 0.5)
START, END = 2 * MIB, 4 * MIB

pytestmark = pytest.mark.root


@pytest.fixture
def host():
    return RehearsalHost()


@pytest.fixture
def make(host, tmp_path):
    """Makes one disposable loop device in tmp_path, with faults."""

    def make(size=SIZE, *, sector=512, **faults):
        character = Character(expected=("failed",), **faults) if faults else None
        return disposable(host, tmp_path, "drive", size, sector=sector, character=character, kind="loop")

    return make


class Device:
    """A block device opened for direct reads and writes, one request a call."""

    def __init__(self, node):
        self._file = os.open(node, os.O_RDWR | os.O_DIRECT)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self._file)

    def write(self, offset, data):
        with mmap.mmap(-1, len(data)) as buffer:
            buffer[:] = data
            return os.pwrite(self._file, buffer, offset)

    def read(self, offset, length):
        with mmap.mmap(-1, length) as buffer:
            got = os.preadv(self._file, [buffer], offset)
            return buffer[:got]

    def fails(self, call, *args):
        """The errno with which this call fails."""
        with pytest.raises(OSError) as caught:  # noqa: PT011
            call(*args)
        return caught.value.errno


def asked(what, node):
    return int(subprocess.run(["blockdev", f"--get{what}", node], capture_output=True, check=True).stdout)


def dd(*words):
    """Runs dd; how many whole blocks it wrote, and whether it failed."""
    done = subprocess.run(["dd", *words], capture_output=True, text=True, check=False)
    out = next(line for line in done.stderr.splitlines() if "records out" in line)
    return int(out.split("+")[0]), done.returncode != 0


@pytest.mark.parametrize(
    ("size", "sector"),
    [(SIZE, 512), (SIZE, 4096), (SIZE + 512, 512), (SIZE + 7 * 512, 512), (SIZE + 4096, 4096), (4096, 512)],
)
@pytest.mark.parametrize("faults", [{}, {"rate": 10**9}], ids=["plain", "over FUSE"])
def test_a_real_block_device_full_of_the_sentinel(make, size, sector, faults):
    with make(size, sector=sector, **faults) as drive:
        assert drive.kind == "loop"
        assert (asked("size64", drive.node), asked("ss", drive.node)) == (size, sector)
        assert drive.size == size
        with Device(drive.node) as device:
            last = size - sector
            assert device.read(last, sector) == sentinel.tokens(last, sector)[-sector:]
            assert device.write(last, bytes(sector)) == sector
        assert Path(drive.backing).stat().st_size == size
        assert Path(drive.backing).read_bytes()[last:] == bytes(sector)


def test_what_is_written_is_in_the_backing_file(make, tmp_path):
    noise = tmp_path / "noise"
    noise.write_bytes(os.urandom(SIZE))
    with make(rate=10**9) as drive:
        assert sentinel.first_token(Path(drive.backing)) == 0
        assert dd(f"if={noise}", f"of={drive.node}", "bs=1M", "oflag=direct") == (8, False)
        assert Path(drive.backing).read_bytes() == noise.read_bytes()
        assert sentinel.first_token(Path(drive.backing)) is None


def test_dd_stops_exactly_at_the_unwritable_stretch_and_goes_on_behind_it(make):
    with make(unwritable=(MIDDLE,)) as drive:
        block = 64 << 10
        words = ["if=/dev/zero", f"of={drive.node}", f"bs={block}", "oflag=direct"]
        assert dd(*words, f"count={SIZE // block}") == (START // block, True)
        assert dd(*words, f"seek={END // block}", f"count={(SIZE - END) // block}") == (
            (SIZE - END) // block,
            False,
        )
        expected = bytes(START) + sentinel.tokens(START, END - START) + bytes(SIZE - END)
        assert Path(drive.backing).read_bytes() == expected


@pytest.mark.parametrize("sector", [512, 4096])
def test_a_write_across_the_edge_fails_as_a_whole_request(make, sector):
    with make(unwritable=(MIDDLE,), sector=sector) as drive, Device(drive.node) as device:
        assert device.write(START - sector, bytes(sector)) == sector
        assert device.fails(device.write, START - sector, bytes(2 * sector)) == errno.EIO
        assert device.fails(device.write, END - sector, bytes(sector)) == errno.EIO
        assert device.write(END, bytes(sector)) == sector
        assert device.read(END, sector) == bytes(sector)


@pytest.mark.parametrize("place", [0.5, 0.51, 0.55, 0.6])
def test_a_large_write_with_a_fault_in_its_middle_is_never_a_success(make, place):
    """FUSE cuts a large request into pieces, and the loop driver calls a short write a success."""
    with make(unwritable=((place, place + 0.001),)) as drive, Device(drive.node) as device:
        for length in (128 << 10, MIB, SIZE):
            failed = [o for o in range(0, SIZE, length) if not written(device, o, length)]
            assert failed == [int(place * SIZE) // length * length]


def written(device, offset, length):
    try:
        return device.write(offset, bytes(length)) == length
    except OSError:
        return False


def test_an_unreadable_stretch(make):
    with make(unreadable=(MIDDLE,)) as drive, Device(drive.node) as device:
        assert device.fails(device.read, START, 4096) == errno.EIO
        assert device.fails(device.read, END - 4096, 8192) == errno.EIO
        assert device.read(START - 4096, 4096) == sentinel.tokens(START - 4096, 4096)
        assert device.read(END, 4096) == sentinel.tokens(END, 4096)


def test_a_forgetful_stretch_acknowledges_and_drops(make):
    with make(forgetful=(MIDDLE,)) as drive, Device(drive.node) as device:
        assert device.write(START - 4096, bytes(8192)) == 8192
        assert device.read(START - 4096, 8192) == bytes(4096) + sentinel.tokens(START, 4096)
        assert Path(drive.backing).read_bytes()[START : START + 4096] == sentinel.tokens(START, 4096)


def test_stale_reads_give_the_first_content(make):
    with make(stale=((0.0, 1.0),)) as drive, Device(drive.node) as device:
        assert device.write(MIB, bytes(MIB)) == MIB
        assert device.read(MIB, MIB) == sentinel.tokens(MIB, MIB)
        assert Path(drive.backing).read_bytes()[MIB : 2 * MIB] == bytes(MIB)


def test_a_slow_drive_takes_its_time(make):
    with make(rate=16 * MIB) as drive, Device(drive.node) as device:
        start = time.monotonic()
        assert device.write(0, bytes(4 * MIB)) == 4 * MIB
        assert time.monotonic() - start >= 4 / 16  # a lower bound: the drive never hurries


def test_a_drive_vanishes_in_the_middle(make):
    with make(vanishes_after=0.5) as drive, Device(drive.node) as device:
        assert device.write(0, bytes(SIZE // 2)) == SIZE // 2
        assert device.fails(device.write, SIZE // 2, bytes(4096)) in {errno.ENODEV, errno.EIO}
        assert device.fails(device.read, 0, 4096) in {errno.ENODEV, errno.EIO}
        assert Path(drive.backing).read_bytes()[SIZE // 2 :] == sentinel.tokens(SIZE // 2, SIZE // 2)


def test_a_drive_vanishes_when_it_is_pulled(make):
    with make(rate=10**9) as drive, Device(drive.node) as device:
        assert device.write(0, bytes(4096)) == 4096
        Path(drive.backing + ".gone").touch()
        assert device.fails(device.write, 4096, bytes(4096)) in {errno.ENODEV, errno.EIO}


def test_a_short_drive_is_full_before_its_end(make):
    with make(capacity=0.5) as drive, Device(drive.node) as device:
        assert asked("size64", drive.node) == SIZE
        assert device.write(0, bytes(SIZE // 2)) == SIZE // 2
        assert device.fails(device.write, SIZE // 2, bytes(4096)) in {errno.ENOSPC, errno.EIO}


def test_other_tools_see_a_drive_that_was_in_use(make):
    with make() as drive:
        seen = subprocess.run(["blkid", "-p", "-o", "export", drive.node], capture_output=True, text=True)
        assert "PTTYPE=dos" in seen.stdout


@pytest.mark.parametrize(("kind", "code"), [("loop", "drive-in-use"), ("file", "drive-locked-by-other")])
def test_a_held_drive_is_refused_and_stays_as_it_is(host, tmp_path, kind, code):
    with disposable(host, tmp_path, "held", SIZE, character=named("held"), kind=kind) as drive:
        before = Path(drive.backing).read_bytes()
        assert drive.expected == ("refused",)
        identity = Identity(
            node=drive.node, diskseq=0, model="", serial="", wwn="", firmware="",
            medium=drive.kind, source="none", size=SIZE, logical=512, physical=512,
        )  # fmt: skip
        with pytest.raises(RefusedError) as caught, LinuxHost(frozenset({drive.node})).claim(identity):
            pass
        assert caught.value.reason.code == code
        assert Path(drive.backing).read_bytes() == before
        assert b"SENTINEL" in before


def test_held_by_a_mount_that_others_see(host, tmp_path):
    with disposable(host, tmp_path, "held", SIZE, character=named("held"), kind="loop") as drive:
        mounts = Path("/proc/self/mountinfo").read_text()
        assert f" {tmp_path}/held/held " in mounts
        assert f" {drive.node} ro" in mounts
        assert (
            subprocess.run(
                ["blkid", "-p", "-o", "value", "-s", "TYPE", drive.node], capture_output=True
            ).stdout
            == b"ext4\n"
        )
