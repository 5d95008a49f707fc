"""COORDI-EXPORT: mounted only while something is copied; whatever is wrong with it is a reason.

The kernels that tests run on may know neither FAT nor our partition table: here the partitions are told by
partx, and the fourth holds ext4. FAT itself is seen in the booted image (tests/image).
"""

import os
import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest
import releases
import sticks
from plugins.drives import loop_over

from coordi_wipe.hardware import process
from coordi_wipe.hardware.linux import LinuxHost
from coordi_wipe.hardware.writing import export_mount
from coordi_wipe.station.exporting import Exported, export_now

pytestmark = pytest.mark.root
SIZE = 32 << 20


HOST = LinuxHost(None)


@pytest.fixture(autouse=True)
def _ext4(monkeypatch):
    """The product mounts FAT, and ext4 is there."""

    def run(argv, *, timeout):
        match list(argv):
            case ["mount", "-t", "vfat", "-o", options, *places]:
                kept = [word for word in options.split(",") if word in ("rw", "nosuid", "nodev", "noexec")]
                assert len(kept) == 4
                argv = ["mount", "-t", "ext4", "-o", ",".join(kept), *places]
            case ["fsck.vfat", "-a", node]:
                argv = ["e2fsck", "-p", node]
        return process.run(argv, timeout=timeout)

    monkeypatch.setattr(export_mount, "run", run)


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    return releases.make(tmp_path_factory.mktemp("release") / "one", "1.0")


@pytest.fixture
def stick(tmp_path, release):
    """The node of one that was started once, with a file system in its fourth partition."""
    backing = tmp_path / "stick.img"
    backing.write_bytes(release.path.read_bytes())
    os.truncate(backing, SIZE)
    releases.started_once(backing)
    with loop_over(backing) as node:
        subprocess.run(["partx", "--update", node], check=True)
        mkfs = ["mkfs.ext4", "-q", "-O", "^has_journal", "-m", "0", f"{node}p4"]
        subprocess.run(mkfs, check=True, capture_output=True)
        try:
            yield node
        finally:
            subprocess.run(["umount", f"{node}p4"], capture_output=True, check=False)
            subprocess.run(["partx", "--delete", node], check=True)


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "home"
    folder.mkdir()
    sticks.done_job(folder)
    return folder


@contextmanager
def opened(node, folder):
    """What is in the fourth partition."""
    folder.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "ext4", f"{node}p4", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def listing(node, folder):
    """Names of the files on it."""
    with opened(node, folder):
        return sorted(path.name for path in folder.glob("*/*"))


def mounted(run):
    return str(run) in Path("/proc/self/mountinfo").read_text()


def test_a_certificate_reaches_the_export(stick, home, tmp_path):
    assert export_now(HOST, home, stick, tmp_path / "run") == Exported(1)
    assert not mounted(tmp_path / "run")
    certificate, summary = listing(stick, tmp_path / "seen")
    assert certificate.startswith("attestation-")
    assert summary.startswith("resume-")


def test_where_nothing_is_new_nothing_is_mounted(stick, home, tmp_path):
    export_now(HOST, home, stick, tmp_path / "run")
    before = (tmp_path / "stick.img").read_bytes()
    assert export_now(HOST, home, stick, tmp_path / "run") == Exported(0)
    assert (tmp_path / "stick.img").read_bytes() == before


def test_a_full_export_is_a_reason_and_the_next_one_goes_on(stick, home, tmp_path):
    with opened(stick, tmp_path / "seen") as folder:
        room = os.statvfs(folder)
        (folder / "big").write_bytes(bytes(room.f_bavail * room.f_frsize - (40 << 10)))
    for _ in range(3):
        sticks.done_job(home)
    answer = export_now(HOST, home, stick, tmp_path / "run")
    assert answer.problem is not None
    assert answer.problem.code == "exporting-full"
    assert not mounted(tmp_path / "run")
    with opened(stick, tmp_path / "seen") as folder:
        (folder / "big").unlink()
    assert export_now(HOST, home, stick, tmp_path / "run").problem is None
    assert len(listing(stick, tmp_path / "seen")) == 5


@pytest.mark.parametrize("trouble", ["no stick", "gone", "no file system"])
def test_an_export_that_is_not_there_is_a_reason(stick, home, tmp_path, loop_drive, trouble):
    node = stick
    match trouble:
        case "no stick":
            node = loop_drive(SIZE, fill=False).node
        case "gone":
            node = "/dev/coordi-wipe-no-such-stick"
        case "no file system":
            with Path(f"{node}p4").open("r+b") as file:
                file.write(bytes(1 << 16))
    answer = export_now(HOST, home, node, tmp_path / "run")
    wanted = "exporting-not-mounted" if trouble == "no file system" else "exporting-absent"
    assert answer.problem is not None
    assert (answer.copied, answer.problem.code) == (0, wanted)
    assert not mounted(tmp_path / "run")


def test_what_a_killed_export_left_mounted_is_let_go(stick, home, tmp_path):
    point = tmp_path / "run/export"
    point.mkdir(parents=True)
    subprocess.run(["mount", "-t", "ext4", f"{stick}p4", str(point)], check=True)
    assert export_now(HOST, home, stick, tmp_path / "run") == Exported(1)
    assert not mounted(tmp_path / "run")
