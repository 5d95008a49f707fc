"""After disposable drives nothing is left, whatever went wrong; and what is not ours is left alone."""

import fcntl
import os
import signal
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from coordi_wipe.model.errors import MissingError
from coordi_wipe.rehearsal import removal
from coordi_wipe.rehearsal.character import Character, named
from coordi_wipe.rehearsal.demo import demo_set
from coordi_wipe.rehearsal.disposable import disposable
from coordi_wipe.rehearsal.host import RehearsalHost

MIB = 1 << 20
SIZE = 8 * MIB
NOBODY = 65534

pytestmark = pytest.mark.root


class FailingHost(RehearsalHost):
    """This machine, on which one call fails: of run or write, the nth; or every run of one tool."""

    def __init__(self, *, nth=None, tools=(), interrupt=False):
        super().__init__()
        self.calls = 0
        self._nth = nth
        self._tools = tools
        self._error = KeyboardInterrupt if interrupt else OSError

    def run(self, argv, *, timeout):
        if argv[0] in self._tools or any(tool in argv for tool in self._tools):
            raise OSError(2, "not here", argv[0])
        self._count()
        return super().run(argv, timeout=timeout)

    def write(self, path, data):
        self._count()
        super().write(path, data)

    def _count(self):
        self.calls += 1
        if self.calls == self._nth:
            raise self._error


def left(folder):
    """Loop devices over files of this folder, mounts in it, servers of it, and the files."""
    loops = [path for path in Path("/sys/block").glob("loop*/loop/backing_file") if str(folder) in text(path)]
    mounts = [line for line in text(Path("/proc/self/mountinfo")).splitlines() if str(folder) in line]
    return [*loops, *mounts, *folder.iterdir()]


def text(path):
    try:
        return path.read_text()
    except OSError:
        return ""


@contextmanager
def foreign_loop(backing):
    """A loop device that the product did not make."""
    backing.parent.mkdir(parents=True, exist_ok=True)
    backing.write_bytes(bytes(MIB))
    made = subprocess.run(
        ["losetup", "--find", "--show", backing], capture_output=True, text=True, check=True
    )
    node = made.stdout.strip()
    try:
        yield node
    finally:
        subprocess.run(["losetup", "--detach", node], check=True)


def behind(node):
    return text(Path(f"/sys/block/{Path(node).name}/loop/backing_file")).strip()


STACKED = Character(
    expected=("refused",), rate=10**9, held=True
)  # FUSE, a loop device over it, a mount of that


def test_nothing_is_left_after_use(tmp_path):
    with disposable(RehearsalHost(), tmp_path, "drive", SIZE, character=STACKED, kind="loop") as drive:
        assert len(left(tmp_path)) == 4  # loop device, two mounts, folder: this test can see
        assert Path(drive.node).is_block_device()
    assert left(tmp_path) == []


def test_nothing_is_left_after_an_error_inside(tmp_path):
    with pytest.raises(ZeroDivisionError), demo_set(RehearsalHost(), tmp_path, size=SIZE):
        assert len(left(tmp_path)) / 0
    assert left(tmp_path) == []


@pytest.mark.parametrize("interrupt", [False, True], ids=["fails", "interrupted"])
@pytest.mark.parametrize("nth", [1, 2, 3, 4, 5])
def test_nothing_is_left_when_making_it_breaks_half_way(tmp_path, nth, interrupt):
    """The five steps: FUSE, mkfs, losetup, the queue's limit, mount."""
    host = FailingHost(nth=nth, interrupt=interrupt)
    expected = KeyboardInterrupt if interrupt else MissingError
    with pytest.raises(expected), disposable(host, tmp_path, "d", SIZE, character=STACKED, kind="loop"):
        pytest.fail("was made all the same")
    assert host.calls >= nth
    assert left(tmp_path) == []


def test_no_room_is_an_oserror_and_nothing_is_left(tmp_path):
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (MIB, hard))
    try:
        with (
            pytest.raises(OSError, match="too large"),
            disposable(RehearsalHost(), tmp_path, "d", SIZE),
        ):
            pytest.fail("was made all the same")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert left(tmp_path) == []


def test_a_foreign_loop_device_is_left_alone(tmp_path):
    """Next door, in a folder whose name begins like ours, and over a file of the same name."""
    (tmp_path / "ours").mkdir()
    (tmp_path / "drive").mkdir()
    with (
        foreign_loop(tmp_path / "disk.img") as one,
        foreign_loop(tmp_path / "ours" / "drive2" / "disk.img") as two,
        foreign_loop(tmp_path / "drive" / "disk.img") as three,
    ):
        before = [behind(node) for node in (one, two, three)]
        assert all(before)
        with disposable(RehearsalHost(), tmp_path / "ours", "drive", SIZE, character=STACKED):
            pass
        assert [behind(node) for node in (one, two, three)] == before
        assert (tmp_path / "ours" / "drive2" / "disk.img").read_bytes() == bytes(MIB)


def test_a_device_taken_by_another_file_meanwhile_is_left_alone(tmp_path):
    with disposable(RehearsalHost(), tmp_path / ".", "drive", SIZE, kind="loop") as drive:
        subprocess.run(["losetup", "--detach", drive.node], check=True)
        (tmp_path / "other.img").write_bytes(bytes(MIB))
        subprocess.run(["losetup", drive.node, tmp_path / "other.img"], check=True)
    try:
        assert behind(drive.node) == f"{tmp_path}/other.img"
    finally:
        subprocess.run(["losetup", "--detach", drive.node], check=True)


def test_a_folder_that_is_there_is_never_taken(tmp_path):
    (tmp_path / "drive").mkdir()
    (tmp_path / "drive" / "photo.jpg").write_bytes(b"kept")
    with pytest.raises(FileExistsError), disposable(RehearsalHost(), tmp_path, "drive", SIZE):
        pytest.fail("was made all the same")
    assert (tmp_path / "drive" / "photo.jpg").read_bytes() == b"kept"


DEMO = f"""
import sys, time
from pathlib import Path
from coordi_wipe.rehearsal.host import RehearsalHost
from coordi_wipe.rehearsal.demo import demo_set
with demo_set(RehearsalHost(), Path(sys.argv[1]), size={SIZE}) as drives:
    print(*(drive.node for drive in drives), flush=True)
    time.sleep(600)
"""


@contextmanager
def demo_in_another_process(parent):
    process = subprocess.Popen([sys.executable, "-c", DEMO, parent], stdout=subprocess.PIPE, text=True)
    try:
        nodes = process.stdout.readline().split()
        assert len(nodes) == 3
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_ctrl_c_leaves_nothing(tmp_path):
    with demo_in_another_process(tmp_path) as process:
        assert len(left(tmp_path)) > 4
        process.send_signal(signal.SIGINT)
        process.wait(60)
        assert left(tmp_path) == []


def test_what_a_killed_demo_left_goes_with_the_next_one_and_not_before(tmp_path):
    host = RehearsalHost()
    with demo_in_another_process(tmp_path) as process:
        before = left(tmp_path)
        removal.remove_leftovers(host, tmp_path)
        assert left(tmp_path) == before  # it is in use
        process.kill()
        process.wait()
        assert left(tmp_path) == before
        with demo_set(host, tmp_path, size=SIZE) as drives:
            assert len(drives) == 3
            assert len(list(tmp_path.iterdir())) == 1
        assert left(tmp_path) == []


def test_folders_that_are_not_ours_are_left_alone(tmp_path):
    others, fresh, plain = (tmp_path / f"{removal.PREFIX}{name}" for name in ("others", "fresh", "plain"))
    for folder in (others, fresh):
        folder.mkdir()
        (folder / "kept").touch()
    (others / "alive").touch()
    os.chown(others / "alive", NOBODY, NOBODY)
    plain.touch()
    removal.remove_leftovers(RehearsalHost(), tmp_path)
    assert (others / "kept").exists()  # another user's
    assert (fresh / "kept").exists()  # not yet marked as ours
    assert plain.exists()
    (fresh / "alive").touch()
    removal.remove_leftovers(RehearsalHost(), tmp_path)
    assert not fresh.exists()  # marked, and nobody holds it: the same call does remove


def test_a_file_system_with_odd_letters_in_its_path(tmp_path):
    folder = tmp_path / "é and a space"
    folder.mkdir()
    with disposable(RehearsalHost(), folder, "d", SIZE, character=STACKED, kind="loop") as drive:
        assert Path(drive.node).is_block_device()
    assert left(folder) == []


def test_where_the_server_died_its_mount_is_taken_down(tmp_path):
    host = RehearsalHost()
    with disposable(host, tmp_path, "d", SIZE, character=named("unwritable-stretch"), kind="loop"):
        server = subprocess.run(["pgrep", "-f", f"fusedisk {tmp_path}/d/"], capture_output=True, check=True)
        for pid in server.stdout.split():
            os.kill(int(pid), signal.SIGKILL)
    assert left(tmp_path) == []


def test_where_somebody_still_works_on_it_the_drive_goes_with_the_last_of_them(tmp_path, monkeypatch):
    monkeypatch.setattr(removal, "_PATIENCE", 0.1)
    host = RehearsalHost()
    with disposable(host, tmp_path, "d", SIZE, character=named("slow"), kind="loop") as drive:
        user = os.open(drive.node, os.O_RDONLY)
    assert not (tmp_path / "d").exists()
    os.close(user)
    deadline = host.up() + 30
    while left(tmp_path) and host.up() < deadline:
        host.sleep(0.02)
    assert left(tmp_path) == []


@pytest.mark.parametrize("tool", ["fusermount3", "losetup"])
def test_what_could_not_be_taken_down_stays_known_as_ours(tmp_path, monkeypatch, tool):
    """The folder keeps its mark, the loop device its file's path, and the next run finishes."""
    monkeypatch.setattr(removal, "_PATIENCE", 0.1)
    host = RehearsalHost()
    with removal.scratch(host, SIZE, tmp_path) as folder:
        made = disposable(host, folder, "d", SIZE, character=named("slow"), kind="loop")
        stack = ExitStack()
        drive = stack.enter_context(made)
        with monkeypatch.context() as patch:
            patch.setattr(host, "run", FailingHost(tools=(tool,)).run)
            stack.close()
            removal.remove(host, folder)
        if tool == "losetup":
            assert behind(drive.node) == f"{folder}/d/fuse/disk"
        assert (folder / "alive").exists()
    assert left(tmp_path) == []


@pytest.mark.parametrize(
    ("tools", "kinds"),
    [
        ((), ["loop", "loop", "loop"]),
        (("losetup",), ["file", "file", "file"]),
        (("losetup", "mkfs.ext4", "mount"), ["file", "file", "file"]),
        (("mkfs.ext4",), ["loop", "loop", "file"]),
        (("mount",), ["loop", "loop", "file"]),
        (("coordi_wipe.rehearsal.fusedisk",), ["loop", "file", "loop"]),
        (("losetup", "coordi_wipe.rehearsal.fusedisk"), ["file", "file", "file"]),
    ],
    ids=["all there", "no loop", "ordinary user", "no mkfs", "no mount", "no FUSE", "bare container"],
)
def test_the_demo_has_its_three_drives_everywhere(tmp_path, tools, kinds):
    with demo_set(FailingHost(tools=tools), tmp_path, size=SIZE) as drives:
        assert [drive.kind for drive in drives] == kinds
        assert [drive.expected for drive in drives] == [("sanitized",), ("failed",), ("refused",)]
        healthy, failing, held = drives
        assert blocks_written(healthy) == healthy.size // 65536
        assert blocks_written(failing) == failing.size // 65536 // 2
        assert is_held(held)
    assert left(tmp_path) == []


def blocks_written(drive):
    """Blocks of 64 KiB that dd can write one after another to this drive."""
    words = [
        "dd",
        "if=/dev/zero",
        f"of={drive.node}",
        "bs=64k",
        "conv=notrunc",
        f"count={drive.size // 65536}",
    ]
    if drive.kind == "loop":
        words.append("oflag=direct")
    done = subprocess.run(
        [*drive.prefix, "env", "--ignore-signal=XFSZ", *words], capture_output=True, text=True
    )
    out = [line for line in done.stderr.splitlines() if "records out" in line]
    return int(out[0].split("+")[0])


def is_held(drive):
    flags = os.O_RDONLY if drive.kind == "file" else os.O_RDONLY | os.O_EXCL
    try:
        file = os.open(drive.node, flags)
    except OSError:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(file)
    return False
