"""The mount point of the data: an empty read-only file system lies there, and the stick's own over it.

So that nothing is ever kept in memory by mistake: while no stick is there, whoever wants to write fails.
"""

import os
from pathlib import Path

from coordi_wipe.hardware.process import run
from coordi_wipe.hardware.uses import Mount, mounts

_TIMEOUT = 60.0
_OPTIONS = "nosuid,nodev,noexec,noatime"
_FOLDERS = ("home", "config")


def guard(point: Path) -> None:
    """Makes sure that something is mounted there: else an empty tmpfs, read-only. Raises OSError."""
    if not _there(point):
        point.mkdir(mode=0o755, parents=True, exist_ok=True)
        options = "ro,size=4k,mode=755,nosuid,nodev,noexec"
        _run("mount", "-t", "tmpfs", "-o", options, "coordi-nothing", str(point))


def mounted(point: Path) -> str:
    """The device number (major:minor) of the stick's file system there; empty while there is none."""
    there = _there(point)
    return there[-1].number if there and there[-1].source.startswith("/dev/") else ""


def mount(node: str, point: Path, *, read_only: bool = False) -> None:
    """Mounts the data over the guard, and makes its folders. Raises OSError."""
    # noload: a journal that nobody may replay; what is read then may be a little old
    options = f"ro,noload,{_OPTIONS}" if read_only else f"rw,errors=remount-ro,{_OPTIONS}"
    _run("mount", "-t", "ext4", "-o", options, node, str(point))
    if read_only:
        return
    try:
        for name in _FOLDERS:
            (point / name).mkdir(mode=0o700, exist_ok=True)
    except OSError:
        leave(point)
        raise


def leave(point: Path) -> None:
    """Lets go of the stick's file system, also while files on it are open. Raises OSError."""
    while mounted(point):
        _run("umount", "--lazy", str(point))


def free(point: Path) -> tuple[int, bool]:
    """Bytes that may still be written there, and whether it is read-only. Raises OSError."""
    found = os.statvfs(point)
    return found.f_bavail * found.f_frsize, bool(found.f_flag & os.ST_RDONLY)


def _there(point: Path) -> list[Mount]:
    lines = Path("/proc/self/mountinfo").read_bytes()
    return [mount for mount in mounts(lines) if mount.point == str(point)]


def _run(*argv: str) -> None:
    done = run(argv, timeout=_TIMEOUT)
    if done.code:
        raise OSError(f"{argv[0]}: {done.err.decode(errors='replace').strip()}")
