"""Drives for tests: loop devices and files full of a token, claimable for one test, gone afterwards.

Made and looked at with other tools than the product's own: what is behind a drive is judged here by
bytes that this file wrote.
"""

import functools
import mmap
import os
import secrets
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from plugins.guard import shared_memory

REASON = "needs root and loop devices"
TOKEN = 16  # bytes
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Drive:
    """A drive that may be wiped: `node` is what is claimed, `backing` the file that holds its bytes."""

    node: str
    backing: Path
    size: int
    sector: int
    sentinel: bytes  # 16 bytes, repeated all over the drive before a test

    def sentinels_left(self) -> int:
        """How many times the sentinel is still in the backing file, at any offset."""
        count, place = 0, -1
        with self.backing.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            while (place := content.find(self.sentinel, place + 1)) >= 0:
                count += 1
        return count


@pytest.hookimpl(tryfirst=True)  # before any fixture
def pytest_runtest_setup(item):
    if item.get_closest_marker("root") is not None and not loop_devices():
        pytest.skip(REASON)


@functools.cache
def loop_devices() -> bool:
    """Whether a loop device can be made here: `losetup --find` alone promises one that cannot be had."""
    if os.geteuid() != 0:
        return False
    with tempfile.NamedTemporaryFile(prefix=shared_memory().rsplit("/", 1)[1], dir=_memory()) as file:
        file.truncate(_CHUNK)
        try:
            with loop_over(Path(file.name)) as node:
                return Path(node).is_block_device()
        except subprocess.CalledProcessError:
            return False


@contextmanager
def file_of_tokens(path: Path, size: int, *, fill: bool = True) -> Iterator[bytes]:
    """A new file of this size full of one token (or sparse), which is yielded; removed afterwards."""
    token = secrets.token_bytes(TOKEN)
    try:
        with path.open("xb") as file:
            file.truncate(size)
            for offset in range(0, size if fill else 0, _CHUNK):
                length = min(_CHUNK, size - offset)
                file.write((token * (length // TOKEN + 1))[:length])
        yield token
    finally:
        path.unlink(missing_ok=True)


@contextmanager
def loop_over(
    backing: Path, *, sector: int = 512, partscan: bool = False, read_only: bool = False
) -> Iterator[str]:
    """A loop device over a file that is there; let go afterwards, whatever happened."""
    argv = [
        "losetup",
        "--find",
        "--show",
        "--sector-size",
        str(sector),
        *(["--partscan"] if partscan else []),
        *(["--read-only"] if read_only else []),
    ]
    node = subprocess.run([*argv, str(backing)], capture_output=True, check=True, text=True).stdout.strip()
    # a partition that was busy when its stick went (a lazy umount) is known on, under whoever gets this node
    # next; with partscan the kernel itself looks anew
    if not partscan:
        subprocess.run(["partx", "--delete", "--nr", "1:16", node], capture_output=True, check=False)
    try:
        yield node
    finally:
        subprocess.run(["losetup", "--detach", node], capture_output=True, check=False)


@pytest.fixture
def loop_drive(tmp_path: Path) -> Iterator[Callable[..., Drive]]:
    """Makes loop devices: `loop_drive(64 << 20, sector=4096, memory=True)`; sizes in bytes.

    `memory`: the file is in /dev/shm, else in tmp_path. `fill=False`: sparse, without sentinel.
    """
    if not loop_devices():
        pytest.skip(REASON)
    with ExitStack() as stack:

        def make(
            size: int = 16 << 20,
            *,
            sector: int = 512,
            fill: bool = True,
            memory: bool = True,
            partscan: bool = False,
        ) -> Drive:
            backing = _place(tmp_path, memory=memory)
            token = stack.enter_context(file_of_tokens(backing, size, fill=fill))
            node = stack.enter_context(loop_over(backing, sector=sector, partscan=partscan))
            allow(node)
            return Drive(node, backing, size, sector, token)

        yield make


@pytest.fixture
def file_drive(tmp_path: Path) -> Iterator[Callable[..., Drive]]:
    """Makes file drives: `file_drive(64 << 20)`; size in bytes."""
    with ExitStack() as stack:

        def make(size: int = 16 << 20, *, fill: bool = True) -> Drive:
            backing = _place(tmp_path, memory=False)
            token = stack.enter_context(file_of_tokens(backing, size, fill=fill))
            allow(str(backing))
            return Drive(str(backing), backing, size, 512, token)

        yield make


def allow(node: str) -> None:
    """Lets the product claim this drive until the test ends (plugins/state.py puts the variable back)."""
    os.environ["COORDI_WIPE_ONLY"] = ":".join(filter(None, [os.environ["COORDI_WIPE_ONLY"], node]))


def _memory() -> str | None:
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


def _place(tmp_path: Path, *, memory: bool) -> Path:
    name = f"drive-{secrets.token_hex(4)}.img"
    return Path(shared_memory() + name) if memory and _memory() else tmp_path / name


def pytest_sessionfinish():
    """Lets go whatever a killed fixture left: loop devices over files of this process."""
    for folder in Path("/sys/block").glob("loop*/loop/backing_file"):
        behind = folder.read_text() if folder.exists() else ""
        if behind.startswith(shared_memory()):
            subprocess.run(
                ["losetup", "--detach", f"/dev/{folder.parts[3]}"], capture_output=True, check=False
            )
    for path in Path("/dev/shm").glob(Path(shared_memory()).name + "*"):
        path.unlink(missing_ok=True)
