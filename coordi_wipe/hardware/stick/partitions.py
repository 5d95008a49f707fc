"""The stick's partitions in the kernel: told to it before the table has them, and while others are in use.

Source: linux/blkpg.h. No program of Debian's util-linux does it: addpart(8) is in a package of its own.
"""

import errno
import fcntl
import os
import struct
import time
from array import array
from pathlib import Path

_CLASS = Path("/sys/class/block")
_BLKPG = 0x1269
_ADD, _DELETE = 1, 2
_ORDER = "iiiP"  # struct blkpg_ioctl_arg: what is asked, flags, length and address of the data
_DATA = "qqi64s64s4x"  # struct blkpg_partition: start and length in bytes, number, two names
_PATIENCE = 5.0  # seconds for a node to appear


def node(disk: str, number: int, start: int, length: int) -> str:
    """The node of the partition with this number and place (bytes) of the disk with this kernel name; the
    kernel is told of it where it knows it otherwise or not at all. Raises OSError, also when it has no such
    partition then."""
    there = _name(disk, number)
    if there and _place(there) != (start, length):
        _ask(disk, _DELETE, number)
        there = ""
    if not there:
        _ask(disk, _ADD, number, start, length)
        there = _name(disk, number)
    if not there or _place(there) != (start, length):
        raise OSError(errno.ENXIO, os.strerror(errno.ENXIO), disk)
    _wait_for(Path("/dev", there))
    return f"/dev/{there}"


def _ask(disk: str, order: int, number: int, start: int = 0, length: int = 0) -> None:
    data = array("B", struct.pack(_DATA, start, length, number, b"", b""))
    address, size = data.buffer_info()
    descriptor = os.open(f"/dev/{disk}", os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.ioctl(descriptor, _BLKPG, struct.pack(_ORDER, order, 0, size, address))
    finally:
        os.close(descriptor)


def _name(disk: str, number: int) -> str:
    for entry in os.scandir(_CLASS / disk):
        if entry.is_dir() and _text(Path(entry.path, "partition")) == str(number):
            return entry.name
    return ""


def _place(name: str) -> tuple[int, int]:
    start, length = (int(_text(_CLASS / name / what) or "0") for what in ("start", "size"))
    return start * 512, length * 512  # sysfs counts in sectors of 512, whatever the drive's are


def _wait_for(path: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while not path.is_block_device():
        if time.monotonic() > until:
            raise OSError(errno.ENXIO, os.strerror(errno.ENXIO), str(path))
        time.sleep(0.01)


def _text(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""
