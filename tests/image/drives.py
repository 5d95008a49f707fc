"""Drives for guests: full of a token; or as a PC brings them, dirty, so that one mount would change them."""

import hashlib
import os
import secrets
import shutil
import struct
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

MIB = 1 << 20
TOKEN = 16  # bytes
_PAGE = 4096


@dataclass(frozen=True)
class Tokens:
    """A file full of one token of 16 bytes; what of it is left is what was not erased."""

    path: Path
    token: bytes

    def left(self) -> int:
        """How often the token is still there, at any offset."""
        return self.path.read_bytes().count(self.token)


def tokens(path: Path, size: int) -> Tokens:
    """A new file of this size, full of a token of its own."""
    token = secrets.token_bytes(TOKEN)
    with path.open("xb") as file:
        for _ in range(size // MIB):
            file.write(token * (MIB // TOKEN))
        file.truncate(size)
    return Tokens(path, token)


def digest(path: Path, start: int = 0, size: int | None = None) -> str:
    """SHA-256 of a file, or of so many bytes of it."""
    with path.open("rb") as file:
        if size is None and not start:
            return hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(start)
        return hashlib.sha256(file.read() if size is None else file.read(size)).hexdigest()


# --- dirty layouts


def _run(*words: object, **more) -> str:
    argv = [str(word) for word in words]
    return subprocess.run(argv, check=True, capture_output=True, text=True, **more).stdout


@contextmanager
def loop(path: Path, offset: int = 0, size: int = 0) -> Iterator[str]:
    """A loop device over a file, or a part of it."""
    part = [f"--offset={offset}", f"--sizelimit={size}"] if size else []
    node = _run("losetup", "--find", "--show", *part, path).strip()
    try:
        yield node
    finally:
        _run("losetup", "--detach", node)


@contextmanager
def mounted(path: Path, kind: str, options: str = "rw") -> Iterator[Path]:
    """A file system in a file, mounted beside it."""
    point = path.with_name(f"{path.name}.mounted")
    point.mkdir()
    try:
        with loop(path) as node:
            _run("mount", "-t", kind, "-o", options, node, point)
            try:
                yield point
            finally:
                _run("umount", point)
    finally:
        point.rmdir()


def dirty_ext4(path: Path, size: int) -> None:
    """An ext4 whose power went: its journal holds commits that are not in their places yet."""
    before = path.with_name(f"{path.name}.before")
    with before.open("xb") as file:
        file.truncate(size)
    _run("mkfs.ext4", "-q", "-F", before)
    with mounted(before, "ext4") as point:
        for number in range(200):
            (point / f"letter-{number}").write_text(f"Une lettre d'un donateur, {number}\n" * 50)
        os.sync()  # into the journal
        for number in range(0, 200, 2):
            (point / f"letter-{number}").unlink()
        _run("sync", "--file-system", point)
        shutil.copyfile(before, path)  # while it is mounted: as it stands when the power goes
    before.unlink()
    if "needs_recovery" not in _run("dumpe2fs", "-h", path):
        raise AssertionError(f"{path} is clean: no mount would change it")


def gpt_with_dirty_ext4_and_hibernated_swap(path: Path) -> None:
    """A laptop with Linux that was put to sleep on disk."""
    with path.open("xb") as file:
        file.truncate(96 * MIB)
    table = "label: gpt\nstart=1MiB,size=64MiB,type=linux\nstart=65MiB,size=24MiB,type=swap\n"
    _run("sfdisk", "-q", path, input=table)
    part = path.with_name(f"{path.name}.part")
    dirty_ext4(part, 64 * MIB)
    swap = path.with_name(f"{path.name}.swap")
    with swap.open("xb") as file:
        file.truncate(24 * MIB)
    _run("mkswap", "-q", swap)
    with swap.open("r+b") as file:
        file.seek(_PAGE - 10)
        file.write(
            b"S1SUSPEND\0"
        )  # the kernel's own word for a swap that holds an image (kernel/power/swap.c)
    with path.open("r+b") as file:
        for source, start in ((part, 1), (swap, 65)):
            file.seek(start * MIB)
            file.write(source.read_bytes())
            source.unlink()


def whole_disk_ext4(path: Path) -> None:
    """No partition table: the file system begins where the drive does."""
    dirty_ext4(path, 64 * MIB)


def btrfs(path: Path) -> None:
    """A btrfs whose power went, with a log tree to replay."""
    before = path.with_name(f"{path.name}.before")
    with before.open("xb") as file:
        file.truncate(128 * MIB)
    _run("mkfs.btrfs", "-q", before)
    try:
        with mounted(before, "btrfs") as point:
            (point / "letter").write_text("Une lettre d'un donateur\n" * 1000)
            _run("sync", point / "letter")
            shutil.copyfile(before, path)
    except subprocess.CalledProcessError:  # this kernel has no btrfs: a clean one, then
        shutil.copyfile(before, path)
    before.unlink()


def lvm(path: Path) -> None:
    """A physical volume with a group of its own; no device mapper is needed to make them."""
    with path.open("xb") as file:
        file.truncate(64 * MIB)
    with loop(path) as node:
        devices = f'devices {{ filter = [ "a|^{node}$|", "r|.*|" ] use_devicesfile = 0 scan = "/dev" }}'
        _run("pvcreate", "--config", devices, "-ff", "-y", node)
        _run("vgcreate", "--config", devices, f"donor{secrets.token_hex(3)}", node)


def md(path: Path) -> None:
    """One half of a mirror, written as version 1.2 of md's superblock (linux/raid/md_p.h)."""
    sectors = 64 * MIB // 512
    with path.open("xb") as file:
        file.truncate(64 * MIB)
        file.seek(8 * 512)
        file.write(_superblock(sectors - 2048, 2048))


def _superblock(size: int, data: int) -> bytes:
    """One device of two, clean; checksum as calc_sb_1_csum() folds it."""
    now = int(time.time())
    head = struct.pack(
        "<4I16s32sQ2IQ2I", 0xA92B4EFC, 1, 0, 0, secrets.token_bytes(16), b"donor:0", now, 1, 0, size, 0, 2
    )
    head = head.ljust(128, b"\0")
    device = struct.pack("<QQQQ2I16s2B2BI", data, size, 8, 0, 0, 0, secrets.token_bytes(16), 0, 0, 0, 0, 0)
    state = struct.pack("<QQQ2I", now, 1, 0xFFFFFFFFFFFFFFFF, 0, 2)
    whole = bytearray((head + device).ljust(192, b"\0") + state)
    whole = whole.ljust(256, b"\0") + struct.pack("<2H", 0, 1)
    whole = bytearray(whole)
    words = sum(struct.unpack_from(f"<{len(whole) // 4}I", whole))
    struct.pack_into("<I", whole, 216, (words & 0xFFFFFFFF) + (words >> 32) & 0xFFFFFFFF)
    return bytes(whole)


LAYOUTS: dict[str, Callable[[Path], None]] = {
    "gpt-ext4-swap": gpt_with_dirty_ext4_and_hibernated_swap,
    "whole-disk-ext4": whole_disk_ext4,
    "btrfs": btrfs,
    "lvm": lvm,
    "md": md,
}


def every_layout(folder: Path) -> Sequence[Path]:
    """A drive of each, whose bytes are to be the same after a boot."""
    found = []
    for name, make in LAYOUTS.items():
        path = folder / f"{name}.img"
        make(path)
        found.append(path)
    return found
