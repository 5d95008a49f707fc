"""The ext4 file system of the data partition: known by its UUID, made, checked.

Source: the kernel's Documentation/filesystems/ext4/super.rst (superblock); e2fsck(8), exit codes.
"""

import errno
import os
import uuid
from pathlib import Path
from typing import Literal

from coordi_wipe.hardware.process import run

LABEL = "coordi-data"
_PLACE, _LENGTH = 1024, 136  # bytes: where the superblock is, and as much of it as we look at
_MAGIC = b"\x53\xef"
_CHECKING = 1800.0  # seconds: a large stick that was pulled a hundred times
_MAKING = 300.0
_LEFT = 4  # e2fsck: errors are left
_FAILED = 8  # from here on it could not work, or was stopped: no verdict on the file system

Health = Literal["good", "lost"]


def number(node: str) -> str:
    """The UUID of the ext4 file system in this partition; empty where there is none. Raises OSError."""
    with Path(node).open("rb") as file:
        file.seek(_PLACE)
        block = file.read(_LENGTH)
    if len(block) < _LENGTH:  # no partition of ours ends there: the drive went
        raise OSError(errno.EIO, os.strerror(errno.EIO), node)
    if block[56:58] != _MAGIC:
        return ""
    return str(uuid.UUID(bytes=block[104:120]))


def make(node: str) -> None:
    """A new file system over whatever is there, durable on return. Raises OSError.

    No trim and no zeroed tables: both take minutes on a slow stick, and the kernel makes up for the latter.
    """
    done = run(
        [
            "mkfs.ext4",
            *("-q", "-F", "-F", "-L", LABEL, "-m", "0", "-b", "4096"),
            *("-E", "nodiscard,lazy_itable_init=1", node),
        ],
        timeout=_MAKING,
    )
    if done.code:
        raise OSError(f"mkfs.ext4: {done.err.decode(errors='replace').strip()}")
    descriptor = os.open(node, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def check(node: str, *, thoroughly: bool = False) -> Health:
    """Replays the journal and mends what needs it; "lost" when it is no ext4 (then nothing was written) or
    cannot be mended. `thoroughly`: also what calls itself clean. Raises OSError, also when e2fsck came to no
    verdict: one bad read makes no lost file system."""
    if not number(node):  # e2fsck would take a copy of an older file system for it
        return "lost"
    code = _LEFT if thoroughly else _checked("-p", node)
    if code & _LEFT:
        code = _checked("-f", "-y", node)
    return "lost" if code & _LEFT else "good"


def _checked(*what: str) -> int:
    done = run(["e2fsck", *what], timeout=_CHECKING)
    if not 0 <= done.code < _FAILED:
        said = (done.out + done.err).decode(errors="replace").strip()
        raise OSError(errno.EIO, f"e2fsck {done.code}: {said}")
    return done.code
