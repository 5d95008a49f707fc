"""A FUSE mount with one file, `disk`, that obeys a character: a loop device over it is a faulty drive.

    python -m coordi_wipe.rehearsal.fusedisk MOUNT BACKING CHARACTER

returns once the file is there and serves it in the background, until `fusermount3 -u MOUNT`.
Nothing is cached on the way (direct_io): what the kernel asks is what the character answers.
"""

import errno
import os
import stat
import sys
from pathlib import Path

from coordi_wipe.rehearsal.character import load
from coordi_wipe.rehearsal.faults import FaultyFile

DISK = "disk"


class FuseDisk:
    """The operations of the file system: a folder and a file of fixed size. Whatever is not here fails."""

    use_ns = True  # asked for by mfusepy: times in nanoseconds

    def __init__(self, disk: FaultyFile) -> None:
        self._disk = disk

    def getattr(self, path: str, _handle: int | None = None) -> dict[str, int]:
        owner = {"st_uid": os.getuid(), "st_gid": os.getgid()}
        if path == "/":
            return {"st_mode": stat.S_IFDIR | 0o700, "st_nlink": 2, **owner}
        if path == f"/{DISK}":
            return {"st_mode": stat.S_IFREG | 0o600, "st_nlink": 1, "st_size": self._disk.size, **owner}
        raise OSError(errno.ENOENT, os.strerror(errno.ENOENT))

    def readdir(self, _path: str, _handle: int) -> list[str]:
        return [".", "..", DISK]

    def open(self, _path: str, _flags: int) -> int:
        return 0

    def read(self, _path: str, size: int, offset: int, _handle: int) -> bytes:
        return self._disk.read(offset, size)

    def write(self, _path: str, data: bytes, offset: int, _handle: int) -> int:
        return self._disk.write(offset, data)

    def fsync(self, _path: str, _datasync: int, _handle: int) -> int:
        self._disk.flush()
        return 0


def main(mount: str, backing: str, character: str) -> None:
    """Mounts, goes into the background, serves. One thread: a drive does one thing after another."""
    os.environ["FUSE_LIBRARY_PATH"] = "libfuse.so.2"  # else mfusepy starts ldconfig to look for it
    import mfusepy

    disk = FuseDisk(FaultyFile(load(Path(character)), Path(backing)))
    mfusepy.FUSE(disk, mount, nothreads=True, direct_io=True, fsname="coordi-wipe-rehearsal")


if __name__ == "__main__":
    main(*sys.argv[1:])
