"""A loop device in memory that cannot outlive its process: not even kill -9 leaves its gigabytes behind."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SHARED_MEMORY = Path("/dev/shm")
LEFT_FREE = 3 << 30  # bytes of memory that stay free beside the device
_CHUNK = b"\xa7" * (8 << 20)


class NoRoomError(Exception):
    """Not enough free memory, or no loop devices."""


@dataclass(frozen=True)
class Device:
    """`node` of `size` bytes; `descriptor` is what keeps it."""

    node: str
    size: int
    descriptor: int

    @property
    def words(self) -> str:
        return f"{self.node}, {self.size >> 20} MiB, loop over tmpfs, buffered backing, 512-byte sectors"


@contextmanager
def in_memory(size: int) -> Iterator[Device]:
    """Every page is there before anything is measured. Raises NoRoomError."""
    _check_room(size)
    with tempfile.NamedTemporaryFile(prefix="coordi-wipe-bench-", dir=SHARED_MEMORY) as file:
        for _ in range(size // len(_CHUNK)):
            file.write(_CHUNK)
        file.flush()
        node = _losetup("--find", "--show", file.name)
        # detached now, it goes with its last descriptor: this one
        descriptor = os.open(node, os.O_RDONLY)
        _losetup("--detach", node)
    try:
        yield Device(node, size, descriptor)
    finally:
        os.close(descriptor)


def _losetup(*argv: str) -> str:
    try:
        done = subprocess.run(["losetup", *argv], capture_output=True, check=True, text=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise NoRoomError("no loop devices here: root is needed") from error
    return done.stdout.strip()


def _check_room(size: int) -> None:
    memory = dict(line.split(":", 1) for line in Path("/proc/meminfo").read_text().splitlines())
    available = min(int(memory["MemAvailable"].split()[0]) << 10, shutil.disk_usage(SHARED_MEMORY).free)
    if available < size + LEFT_FREE:
        raise NoRoomError(f"{available >> 20} MiB of memory are free; {(size + LEFT_FREE) >> 20} are needed")
