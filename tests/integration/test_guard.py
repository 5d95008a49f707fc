"""The write guard: a claim lifts what our udev rule set, for its own drive, and sets it back in any case."""

import fcntl
import mmap
import os
import signal
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from msgspec.structs import replace

from coordi_wipe.hardware import guard, ioctls
from coordi_wipe.hardware.discovery import drives
from coordi_wipe.hardware.linux import LinuxHost
from coordi_wipe.model.errors import RefusedError

SIZE = 4 << 20
BLKROGET, BLKROSET = 0x125E, 0x125D  # linux/fs.h, written here a second time on purpose

pytestmark = pytest.mark.root


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A udev database of our own."""
    folder = tmp_path / "udev-data"
    folder.mkdir()
    monkeypatch.setattr(guard, "DATA", folder)
    return folder


@pytest.fixture
def drive(loop_drive, data):
    """A loop device as the rule leaves a drive: read-only, and marked."""
    made = loop_drive(SIZE)
    mark(made, data)
    set_flag(made.node, 1)
    yield made
    set_flag(made.node, 0)


def mark(made, data, *, value="1", diskseq=None):
    """Writes what udevd would for this device."""
    number = os.stat(made.node).st_rdev
    lines = ["I:123456", f"E:COORDI_WIPE_GUARDED={value}", "E:ID_MODEL=a=b", "G:systemd", "V:1"]
    if diskseq is not None:
        lines.insert(1, f"E:COORDI_WIPE_GUARDED_DISKSEQ={diskseq}")
    (data / f"b{os.major(number)}:{os.minor(number)}").write_text("\n".join(lines) + "\n")


def set_flag(node, value):
    descriptor = os.open(node, os.O_RDONLY)
    try:
        fcntl.ioctl(descriptor, BLKROSET, struct.pack("i", value))
    finally:
        os.close(descriptor)


def flag(node) -> int:
    """The kernel's own word, under /sys."""
    return int(Path(f"/sys/block/{Path(node).name}/ro").read_text())


def identity(made):
    (found,) = drives(LinuxHost.from_environment(), named=[made.node])
    return found.identity


def write(claimed):
    with mmap.mmap(-1, 4096) as zeros, memoryview(zeros) as view:
        assert claimed.blocks[0].write(0, view) == 4096
        claimed.blocks[0].flush()


def refusal(planned):
    with pytest.raises(RefusedError) as raised, LinuxHost.from_environment().claim(planned):
        pass
    return raised.value.reason.code


def test_a_claim_lifts_the_guard_writes_and_sets_it_back(drive):
    planned = identity(drive)
    with LinuxHost.from_environment().claim(planned) as claimed:
        assert flag(drive.node) == 0
        write(claimed)
    assert flag(drive.node) == 1
    assert drive.backing.read_bytes().startswith(bytes(4096) + drive.sentinel)
    with pytest.raises(OSError, match="not permitted"):  # and it is a guard: nobody else writes
        os.pwrite(descriptor := os.open(drive.node, os.O_RDWR), b"x", 0)
    os.close(descriptor)


def break_off(planned):
    with LinuxHost.from_environment().claim(planned) as claimed:
        done = claimed.run(["blockdev", "--getro", planned.node], timeout=30, free=True)
        assert done.out.strip() == b"0"
        raise ZeroDivisionError


def test_it_is_set_back_after_an_error_and_after_a_tool_had_the_drive(drive):
    planned = identity(drive)
    with pytest.raises(ZeroDivisionError):
        break_off(planned)
    assert flag(drive.node) == 1


def test_a_drive_that_somebody_else_protected_stays_refused(drive, data):
    planned = identity(drive)
    for path in data.iterdir():
        path.unlink()
    assert refusal(planned) == "drive-read-only"
    mark(drive, data, value="0")
    assert refusal(planned) == "drive-read-only"
    # another drive had this number, and udevd has not heard yet that it went
    mark(drive, data, diskseq=planned.diskseq - 1)
    assert refusal(planned) == "drive-read-only"
    assert flag(drive.node) == 1
    mark(drive, data, diskseq=planned.diskseq)
    with LinuxHost.from_environment().claim(planned):
        assert flag(drive.node) == 0


def test_a_switch_on_the_drive_itself_is_told_and_the_guard_stays(drive, monkeypatch):
    planned = identity(drive)
    asked = []

    def read_only(descriptor):
        assert os.fstat(descriptor).st_rdev == os.stat(drive.node).st_rdev
        asked.append(flag(drive.node))
        return True

    monkeypatch.setattr(ioctls, "read_only", read_only)
    assert refusal(planned) == "drive-read-only"
    assert asked == [1, 0]  # asked again once it was lifted
    assert flag(drive.node) == 1


def test_the_guard_is_not_lifted_for_another_drive_nor_for_one_in_use(drive):
    planned = identity(drive)
    assert refusal(replace(planned, diskseq=planned.diskseq + 1)) == "another-drive-here"
    assert flag(drive.node) == 1
    descriptor = os.open(drive.node, os.O_RDONLY | os.O_EXCL)
    try:
        assert refusal(planned) == "drive-in-use"
    finally:
        os.close(descriptor)
    assert flag(drive.node) == 1


class Guarding(LinuxHost):
    """This machine, with a udev whose rule has marked one drive."""

    def __init__(self, node):
        super().__init__(None)
        self.node = node

    def udev(self, subsystem):
        mine = {"COORDI_WIPE_GUARDED": "1"}
        return [
            {**found, **(mine if found["DEVNAME"] == self.node else {})} for found in super().udev(subsystem)
        ]


def test_a_guarded_drive_is_offered_and_one_that_is_read_only_otherwise_is_not(drive):
    (found,) = drives(Guarding(drive.node), named=[drive.node])
    assert found.protection == ()
    (found,) = drives(Guarding("/dev/another"), named=[drive.node])
    assert [reason.code for reason in found.protection] == ["protected-read-only"]


WORKER = """
import sys, time
from pathlib import Path
from coordi_wipe.hardware import guard
from coordi_wipe.hardware.discovery import drives
from coordi_wipe.hardware.linux import LinuxHost
guard.DATA = Path(sys.argv[2])
host = LinuxHost.from_environment()
with host.claim(drives(host, named=[sys.argv[1]])[0].identity):
    print("ours", flush=True)
    time.sleep(600)
"""


def test_a_killed_worker_leaves_the_drive_to_systemd_which_guards_it_again(drive, data):
    argv = guard.command(drive.node)
    assert argv == (
        sys.executable,
        "-m",
        "coordi_wipe.hardware.guard",
        drive.node,
        str(identity(drive).diskseq),
    )
    with subprocess.Popen(
        [sys.executable, "-c", WORKER, drive.node, str(data)], stdout=subprocess.PIPE
    ) as worker:
        try:
            assert worker.stdout.readline() == b"ours\n"
            assert flag(drive.node) == 0
            worker.send_signal(signal.SIGKILL)
        finally:
            worker.kill()
    assert flag(drive.node) == 0  # nobody was left to set it back: that is what ExecStopPost= is for
    before = time.monotonic()
    assert guard.main(argv[2:]) == 0
    assert (flag(drive.node), time.monotonic() - before < 2) == (1, True)


@pytest.fixture
def asked(tmp_path, monkeypatch):
    """What systemd was asked for; `code` is its answer."""
    folder = tmp_path / "programs"
    folder.mkdir()
    program = folder / "systemd-run"

    def answer(code):
        program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >"{folder}/words"\nexit {code}\n')
        program.chmod(0o755)
        return lambda: (folder / "words").read_text().splitlines()

    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    monkeypatch.setattr(guard, "_PATIENCE", 0.1)
    return answer


def test_a_tool_that_outlives_its_worker_is_waited_for_by_a_unit_of_its_own(drive, asked):
    """It hangs in the kernel, say, and systemd cannot kill it: the drive is guarded when it lets go."""
    words, said = guard.command(drive.node)[2:], asked(0)
    descriptor = os.open(drive.node, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)  # the worker's lock, in the tool that has inherited it
    with subprocess.Popen(["sleep", "600"], pass_fds=[descriptor]) as tool:
        os.close(descriptor)
        set_flag(drive.node, 0)
        try:
            assert guard.main(words) == 0
            assert flag(drive.node) == 0
            unit = said()
            assert f"--property=DeviceAllow={drive.node} r" in unit
            again = unit[unit.index("--") + 1 :]
            assert again == [sys.executable, "-m", "coordi_wipe.hardware.guard", *words[1:], "--wait"]
            waiting = threading.Thread(target=guard.main, args=(again[2:],))
            waiting.start()
            waiting.join(0.3)
            assert (waiting.is_alive(), flag(drive.node)) == (True, 0)
        finally:
            tool.kill()
    waiting.join(10)
    assert (waiting.is_alive(), flag(drive.node)) == (False, 1)


@pytest.mark.parametrize("code", [1, None])
def test_a_drive_that_stays_writable_is_a_unit_that_failed(drive, asked, monkeypatch, caplog, code):
    words = guard.command(drive.node)[2:]
    if code is None:  # no systemd
        monkeypatch.setattr(guard, "run", lambda *_, **__: os.stat("/no/such/systemd-run"))
    else:
        asked(code)
    with LinuxHost.from_environment().claim(identity(drive)):
        assert guard.main(words) == 1
    assert f"{drive.node} stays writable" in caplog.text
    assert flag(drive.node) == 1  # by that claim's end


def test_it_is_not_set_back_under_another_worker_nor_on_another_drive(drive, asked):
    planned = identity(drive)
    words = guard.command(drive.node)[2:]
    asked(0)
    with LinuxHost.from_environment().claim(planned) as claimed:
        guard.main(words)
        write(claimed)
    set_flag(drive.node, 0)
    guard.main([*words[:2], str(planned.diskseq + 1)])
    assert flag(drive.node) == 0
    guard.main(["guard", "/dev/no-such-drive", "1"])
    guard.main(words)
    assert flag(drive.node) == 1


def test_a_drive_without_guard_needs_nothing_afterwards(loop_drive, data):
    made = loop_drive(SIZE)
    assert guard.command(made.node) == ()
    assert guard.command("/dev/no-such-drive") == ()
    with LinuxHost.from_environment().claim(identity(made)) as claimed:
        write(claimed)
    assert flag(made.node) == 0
    mark(made, data)
    assert guard.command(made.node)[3:] == (made.node, str(identity(made).diskseq))
