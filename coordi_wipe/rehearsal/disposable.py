"""Disposable drives: loop devices over files of our own, file drives where there are no loop devices.

Nothing here ever touches a device that it did not make: a loop device is let go only while the
kernel says that the file behind it is ours.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Literal

from coordi_wipe.hardware.host import Host
from coordi_wipe.model.base import Base
from coordi_wipe.model.errors import MissingError
from coordi_wipe.rehearsal import sentinel

Kind = Literal["loop", "file"]

_TIMEOUT = 60.0  # seconds for losetup, which answers at once


class DisposableDrive(Base, frozen=True):
    """A drive that may be wiped. `node` is what is wiped; `backing` is the file that holds its bytes."""

    name: str
    node: str
    kind: Kind
    backing: str
    size: int
    character: str = "healthy"


@contextmanager
def disposable(
    host: Host, folder: Path, name: str, size: int, *, sector: int = 512, kind: Kind | None = None
) -> Iterator[DisposableDrive]:
    """A drive of `size` bytes, filled with the sentinel, gone when the context ends.

    `kind` None: a loop device if there are any, else a file. Raises MissingError when a loop device
    is asked for and cannot be had, OSError when there is no room.
    """
    backing = folder / f"{name}.img"
    with ExitStack() as stack:
        stack.callback(backing.unlink, missing_ok=True)
        sentinel.fill(backing, size, sector=sector)
        node = None if kind == "file" else _attached(host, backing, sector)
        if node is not None:
            stack.callback(detach, host, node, backing)
        elif kind == "loop":
            raise MissingError("no-loop-device")
        yield DisposableDrive(
            name=name,
            node=node or str(backing),
            kind="loop" if node else "file",
            backing=str(backing),
            size=size,
        )


def _attached(host: Host, file: Path, sector: int) -> str | None:
    """A new loop device over a file, or None where there is none to be had."""
    argv = ["losetup", "--find", "--show", "--partscan", "--direct-io=on", "--sector-size", str(sector)]
    try:
        done = host.run([*argv, str(file)], timeout=_TIMEOUT)
    except OSError:
        return None
    return done.out.decode().strip() if done.code == 0 else None


def detach(host: Host, node: str, file: Path) -> None:
    """Lets a loop device go, if it still stands over this file of ours; another one is left alone."""
    if behind(host, node) == str(file):
        host.run(["losetup", "--detach", node], timeout=_TIMEOUT)


def behind(host: Host, node: str) -> str:
    """The path of the file behind a loop device, as the kernel says it; empty when there is none."""
    try:
        path = host.read(f"/sys/block/{Path(node).name}/loop/backing_file").decode()
    except OSError:
        return ""
    return path.removesuffix("\n")


@contextmanager
def scratch(needed: int) -> Iterator[Path]:
    """A fresh folder with room for `needed` bytes, in memory when half of it stays free; removed after."""
    memory = Path("/dev/shm")  # noqa: S108 (only a place; mkdtemp makes the folder ours)
    fits = memory.is_dir() and shutil.disk_usage(memory).free > 2 * needed
    with tempfile.TemporaryDirectory(prefix="coordi-wipe-rehearsal-", dir=memory if fits else None) as folder:
        yield Path(folder).resolve()
