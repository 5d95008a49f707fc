"""Disposable drives: loop devices over files of our own, file drives where there are no loop devices.

Each drive lives in its own folder, and everything that is made for it (mounts, loop devices, files)
is found again by lying in that folder: nothing here ever touches a device that it did not make.
"""

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from coordi_wipe.hardware.host import Host
from coordi_wipe.model.base import Base
from coordi_wipe.model.errors import MissingError
from coordi_wipe.model.evidence import Status
from coordi_wipe.rehearsal import removal, sentinel
from coordi_wipe.rehearsal.character import HEALTHY, Character, named, save

Kind = Literal["loop", "file"]

_TIMEOUT = 60.0  # seconds for tools that answer at once


class DisposableDrive(Base, frozen=True):
    """A drive that may be wiped. `node` is what is wiped; `backing` is the file that holds its bytes.

    `expected`: how a wipe of it may end. `prefix`: words to put in front of the command that wipes it.
    """

    name: str
    node: str
    kind: Kind
    backing: str
    size: int
    expected: tuple[Status, ...]
    prefix: tuple[str, ...] = ()


@contextmanager
def disposable(
    host: Host,
    folder: Path,
    name: str,
    size: int,
    *,
    character: Character | None = None,
    sector: int = 512,
    kind: Kind | None = None,
) -> Iterator[DisposableDrive]:
    """A drive of `size` bytes full of the sentinel, gone when the context ends.

    `kind` None: a loop device if there are any, else a file. Raises MissingError when a loop device
    is asked for and cannot be had, or when the character needs FUSE; OSError when there is no room.
    """
    nature = named(HEALTHY) if character is None else character
    place = folder.resolve() / name
    place.mkdir()
    lock = None
    try:
        backing = place / "disk.img"
        sentinel.fill(backing, size, sector=sector)
        file = backing if nature.plain else _behind_fuse(host, place, backing, nature)
        node = None if kind == "file" else _loop(host, place, file, sector, held=nature.held)
        if node is None and kind == "loop":
            raise MissingError("no-loop-device")
        lock = _locked(file) if nature.held and node is None else None
        yield DisposableDrive(
            name=name,
            node=node or str(file),
            kind="loop" if node else "file",
            backing=str(backing),
            size=size,
            expected=nature.expected,
        )
    finally:
        if lock is not None:
            os.close(lock)
        removal.remove(host, place)


def _behind_fuse(host: Host, place: Path, backing: Path, character: Character) -> Path:
    """The file of a FUSE mount that lays this character over the backing file."""
    mount = place / "fuse"
    mount.mkdir()
    save(character, place / "character.json")
    argv = [sys.executable, "-m", "coordi_wipe.rehearsal.fusedisk"]
    try:
        done = host.run([*argv, str(mount), str(backing), str(place / "character.json")], timeout=_TIMEOUT)
    except OSError as error:
        raise MissingError("no-fuse") from error
    if done.code or not (mount / "disk").exists():
        raise MissingError("no-fuse")
    return mount / "disk"


def _loop(host: Host, place: Path, file: Path, sector: int, *, held: bool) -> str | None:
    """A new loop device over a file, mounted when it is to be held; None where that cannot be had."""
    if held and not _ran(host, "mkfs.ext4", "-q", "-F", "-b", "4096", "-E", "nodiscard", str(file)):
        return None
    # no --direct-io: tmpfs has none before Linux 6.6, and FUSE files are direct by themselves
    argv = ["losetup", "--find", "--show", "--partscan", "--sector-size", str(sector)]
    try:
        done = host.run([*argv, str(file)], timeout=_TIMEOUT)
    except OSError:
        return None
    if done.code:
        return None
    node = done.out.decode().strip()
    fit = (file.parent != place / "fuse" or _whole_requests(host, node)) and (
        not held or _mounted(host, node, place / "held")
    )
    if not fit:
        removal.detach(host, place)
    return node if fit else None


def _mounted(host: Host, node: str, point: Path) -> bool:
    point.mkdir()
    return _ran(host, "mount", "-t", "ext4", "-o", "ro", node, str(point))


def _whole_requests(host: Host, node: str) -> bool:
    """Keeps requests below the 128 KiB that FUSE takes at once.

    FUSE cuts a larger one, answers a short count when a later piece fails, and the loop driver takes
    a short write for a success (seen on Linux 6.18): the drive would lie where it should fail.
    """
    try:
        host.write(f"/sys/block/{Path(node).name}/queue/max_sectors_kb", b"64")
    except OSError:  # a container's /sys may be read-only
        return False
    return True


def _ran(host: Host, *argv: str) -> bool:
    try:
        return host.run(argv, timeout=_TIMEOUT).code == 0
    except OSError:
        return False


def _locked(file: Path) -> int:
    """Holds a file drive as another program would: by the lock that every claim takes first."""
    descriptor = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    return descriptor
