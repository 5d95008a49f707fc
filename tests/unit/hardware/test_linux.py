"""The real machine, as far as a test may touch it: its own files and loop devices."""

import errno
import os
import threading
import time
from pathlib import Path

import msgspec
import pytest

from coordi_wipe.hardware.discovery import drives
from coordi_wipe.hardware.linux import LinuxHost
from coordi_wipe.hardware.process import run
from coordi_wipe.hardware.tools import PACKAGES
from coordi_wipe.model.errors import RefusedError


@pytest.fixture
def host():
    return LinuxHost.from_environment()


def test_a_tool_runs_in_english_without_input_and_keeps_its_bytes():
    done = run(["sh", "-c", "echo $LC_ALL; cat; printf '\\377'; echo bad >&2; exit 3"], timeout=10)
    assert (done.code, done.out, done.err) == (3, b"C\n\xff", b"bad\n")
    assert done.seconds > 0


def test_a_tool_that_is_missing_or_hangs_is_an_oserror(host, monkeypatch):
    monkeypatch.setitem(PACKAGES, "coordi-wipe-no-such-tool", "none")
    with pytest.raises(FileNotFoundError):
        host.run(["coordi-wipe-no-such-tool", "--version"], timeout=10)
    with pytest.raises(TimeoutError) as raised:
        run(["sleep", "60"], timeout=0.2)
    assert raised.value.errno == errno.ETIMEDOUT


def test_tools_in_sbin_are_found_by_an_ordinary_user(host, monkeypatch):
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    assert host.run(["losetup", "--version"], timeout=10).code == 0


def test_reading_and_listing(host):
    assert b"cpu" in host.read("/proc/stat")
    assert "self" in host.list("/proc")
    assert list(host.list("/sys/class")) == sorted(host.list("/sys/class"))
    with pytest.raises(FileNotFoundError):
        host.read("/sys/no/such/file")


def test_nothing_is_made_by_writing(host, tmp_path):
    with pytest.raises(FileNotFoundError):
        host.write(str(tmp_path / "new"), b"x")
    (tmp_path / "there").write_bytes(b"old")
    host.write(str(tmp_path / "there"), b"new")
    assert (tmp_path / "there").read_bytes() == b"new"


def test_facts(host):
    assert host.facts("memory")["total"] > 1 << 28
    assert host.facts("cpu")["threads"] >= 1
    assert len(host.facts("boot")["id"]) == 36
    assert host.facts("battery").keys() in ({"percent", "plugged"}, set())
    with pytest.raises(OSError, match="facts"):
        host.facts("weather")


def test_facts_about_a_path(host, tmp_path):
    (tmp_path / "drive.img").write_bytes(b"x" * 700)
    (tmp_path / "link").symlink_to("drive.img")
    found = host.facts(f"file:{tmp_path}/link")
    assert (found["kind"], found["size"], found["real"]) == ("file", 700, str(tmp_path / "drive.img"))
    assert host.facts(f"file:{tmp_path}")["kind"] == "folder"
    assert host.facts("file:/dev/null")["kind"] == "character"
    with pytest.raises(FileNotFoundError):
        host.facts(f"file:{tmp_path}/absent")


def test_clocks(host):
    assert abs(host.wall() - time.time()) < 60
    before = host.up()
    assert 0 < before <= host.up()


def test_only_named_nodes_can_be_claimed(file_drive, monkeypatch):
    drive = file_drive(1 << 20)
    identity = drives(LinuxHost(None), named=[drive.node], file_drives=True)[0].identity
    with LinuxHost.from_environment().claim(identity) as claimed:
        assert claimed.identity == identity
    monkeypatch.setenv("COORDI_WIPE_ONLY", "/dev/sda:/dev/sdb")
    with pytest.raises(RefusedError) as raised, LinuxHost.from_environment().claim(identity):
        pass
    assert raised.value.reason.code == "not-claimable"
    monkeypatch.setenv("COORDI_WIPE_ONLY", "")
    with pytest.raises(RefusedError), LinuxHost.from_environment().claim(identity):
        pass


@pytest.mark.parametrize(
    ("offset", "length"), [(0, 16), (511, 2), (4095, 4098), (700_000, 300), (0, 1 << 20)]
)
def test_peek_reads_any_bytes_of_a_file_with_an_odd_tail(host, tmp_path, offset, length):
    content = os.urandom(700_123)
    (tmp_path / "drive.img").write_bytes(content)
    identity = drives(host, named=[str(tmp_path / "drive.img")], file_drives=True)[0].identity
    assert host.peek(identity, offset, length) == content[offset : offset + length]
    assert host.peek(identity, len(content) + 5, 10) == b""


@pytest.mark.root
@pytest.mark.parametrize("sector", [512, 4096])
def test_peek_on_a_device(host, loop_drive, sector):
    drive = loop_drive(4 << 20, sector=sector)
    identity = drives(host, named=[drive.node])[0].identity
    assert host.peek(identity, 16 * 77, 16) == drive.sentinel
    assert host.peek(identity, (4 << 20) - 16, 4096) == drive.sentinel
    assert host.peek(msgspec.structs.replace(identity, size=8 << 20), 8 << 20, 16) == b""


@pytest.mark.root
def test_udev_knows_a_loop_device(host, loop_drive):
    node = loop_drive(1 << 20, fill=False).node
    found = [device for device in host.udev("block") if device["DEVNAME"] == node]
    assert len(found) == 1
    assert found[0]["DEVTYPE"] == "disk"
    assert found[0]["DEVPATH"] == f"/devices/virtual/block/{Path(node).name}"


@pytest.mark.root
def test_changes_are_seen_and_idle_ticks_let_a_caller_stop(host, loop_drive):
    node = loop_drive(1 << 20, fill=False).node
    events = host.watch("block")
    assert next(events) is None or True  # the monitor listens from here on
    uevent = f"/sys/class/block/{Path(node).name}/uevent"
    poke = threading.Timer(0.1, host.write, (uevent, b"change"))
    poke.start()
    deadline = time.monotonic() + 30
    seen = next(
        event for event in events if time.monotonic() > deadline or (event and event["DEVNAME"] == node)
    )
    poke.join()
    assert seen is not None
    assert seen["ACTION"] == "change"


def test_a_guest_of_this_machine_never_sets_its_clock(host):
    """Tests and the demo are held to drives of their own: the clock is nobody's drive."""
    before = host.wall()
    with pytest.raises(PermissionError):
        host.set_wall(before + 3600)
    assert abs(host.wall() - before) < 60
