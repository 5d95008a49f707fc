"""Takes down what was made for disposable drives: mounts, loop devices, files, in this order.

What is ours is what lies under a folder of ours: a mount point in it, a loop device over a file in
it. Everything else is left alone, whatever it is called.
"""

import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from coordi_wipe.hardware.host import Host

PREFIX = "coordi-wipe-rehearsal-"

_MEMORY = Path("/dev/shm")  # noqa: S108 (only a place; mkdtemp makes the folder ours)
_ALIVE = "alive"  # locked for as long as the folder is in use
_TIMEOUT = 60.0  # seconds for tools that answer at once
_PATIENCE = 5.0  # seconds until what was let go must be gone


@contextmanager
def scratch(host: Host, needed: int, parent: Path | None = None) -> Iterator[Path]:
    """A fresh folder with room for `needed` bytes, gone with all that is in it when the context ends.

    Without `parent` it is in memory where half of that stays free, else among the temporary files.
    What crashed runs left is removed first. Raises OSError.
    """
    for place in {parent or _MEMORY, Path(tempfile.gettempdir())}:
        remove_leftovers(host, place)
    if parent is None and _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > 2 * needed:
        parent = _MEMORY
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent)).resolve()
    lock = os.open(folder / f"{_ALIVE}.part", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        (folder / f"{_ALIVE}.part").rename(folder / _ALIVE)  # it is seen only when it is locked
        yield folder
    finally:
        remove(host, folder)
        os.close(lock)


def remove_leftovers(host: Host, parent: Path) -> None:
    """Removes every scratch folder of ours in `parent` whose maker has died."""
    for folder in parent.glob(f"{PREFIX}*"):
        try:
            lock = os.open(folder / _ALIVE, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
        except OSError:  # just being made, just being removed, or somebody else's
            continue
        try:
            if os.fstat(lock).st_uid == os.getuid():
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                remove(host, folder.resolve())
        except BlockingIOError:
            continue  # in use
        finally:
            os.close(lock)


def remove(host: Host, place: Path) -> None:
    """Takes down everything under this folder, and the folder."""
    for point, kind in reversed(_mounts(host, place)):
        if not kind.startswith("fuse"):
            _run(host, "umount", point)
    let_go = detach(host, place)
    for point, kind in reversed(_mounts(host, place)):
        if kind.startswith("fuse"):
            _unmount_fuse(host, point, lazily=let_go)
    for path in place.iterdir():
        if path.name != _ALIVE:  # last: while anything is left, the next run must know it as ours
            _delete(path)
    if all(path.name == _ALIVE for path in place.iterdir()):
        _delete(place)


def _delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def detach(host: Host, place: Path) -> bool:
    """Lets go every loop device over a file in this folder, and no other.

    True: all are gone, or go by themselves when their last user does.
    """
    told = [_run(host, "losetup", "--detach", node) for node in _loops(host, place)]
    return _until(host, lambda: not _loops(host, place)) or all(told)


def behind(host: Host, node: str) -> str:
    """The path of the file behind a loop device, as the kernel says it; empty when there is none."""
    try:
        path = host.read(f"/sys/block/{Path(node).name}/loop/backing_file").decode()
    except OSError:
        return ""
    return path.removesuffix("\n")


def _loops(host: Host, place: Path) -> list[str]:
    try:
        names = host.list("/sys/block")
    except OSError:  # a container without /sys has no loop devices
        return []
    nodes = [f"/dev/{name}" for name in names if name.startswith("loop")]
    return [node for node in nodes if behind(host, node).startswith(f"{place}/")]


def _mounts(host: Host, place: Path) -> list[tuple[str, str]]:
    """Mount points under this folder with their file systems, oldest first (proc_pid_mountinfo(5))."""
    found = []
    for line in host.read("/proc/self/mountinfo").decode().splitlines():
        fields, _, source = line.partition(" - ")
        point = re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), fields.split(" ")[4])
        if point.startswith(f"{place}/"):
            found.append((point, source.split(" ")[0]))
    return found


def _run(host: Host, *argv: str) -> bool:
    try:
        return host.run(argv, timeout=_TIMEOUT).code == 0
    except OSError:
        return False


def _unmount_fuse(host: Host, point: str, *, lazily: bool) -> None:
    """The kernel lets go of the file a moment after its loop device.

    `lazily`: while somebody still works on that, the mount only goes out of sight, and ends with the
    last of them. Never with a loop device that stays: nothing would tell any more that it is ours.
    """
    if not _until(host, lambda: _run(host, "fusermount3", "-u", point)) and lazily:
        _run(host, "fusermount3", "-u", "-z", point)


def _until(host: Host, done: Callable[[], bool]) -> bool:
    """Waits until something is done, for a while; whether it is."""
    deadline = host.up() + _PATIENCE
    while not done():
        if host.up() > deadline:
            return False
        host.sleep(0.02)
    return True
