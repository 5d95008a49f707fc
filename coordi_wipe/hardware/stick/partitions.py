"""The stick's partitions in the kernel: told to it before the table has them, and while others are in use."""

import os
import time
from pathlib import Path

from coordi_wipe.hardware.process import run
from coordi_wipe.hardware.writing.gpt import SECTOR

_CLASS = Path("/sys/class/block")
_TIMEOUT = 20.0
_PATIENCE = 5.0  # seconds for a node to appear


def node(disk: str, number: int, start: int, length: int) -> str:
    """The node of the partition with this number and place (bytes) of the disk with this kernel name; the
    kernel is told of it where it knows it otherwise or not at all. Raises OSError."""
    there = _name(disk, number)
    if there and _place(there) != (start, length):
        _run("delpart", f"/dev/{disk}", str(number))
        there = ""
    if not there:
        _run("addpart", f"/dev/{disk}", str(number), str(start // SECTOR), str(length // SECTOR))
        there = _name(disk, number)
    _wait_for(Path("/dev", there))
    return f"/dev/{there}"


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
    while not path.is_block_device() and time.monotonic() < until:
        time.sleep(0.01)


def _text(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""


def _run(*argv: str) -> None:
    done = run(argv, timeout=_TIMEOUT)
    if done.code:
        raise OSError(f"{argv[0]}: {done.err.decode(errors='replace').strip()}")
