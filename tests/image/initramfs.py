"""The shipped initramfs: taken apart, or with more files behind its own."""

import gzip
import subprocess
from collections.abc import Mapping
from pathlib import Path

from image import faults, shipped

_MAGIC, _HEADER, _LAST = b"070701", 110, b"TRAILER!!!"


def unpack(folder: Path) -> Path:
    """All of it in this new folder, as the kernel unpacks it: archives in a row, the last ones packed
    (Documentation/driver-api/early-userspace/buffer-format.rst)."""
    folder.mkdir(parents=True)
    path = _shipped(folder.parent)
    at = _behind_plain(path.read_bytes())
    for start, end, filter_ in ((0, at, ["cat"]), (at, path.stat().st_size, ["zstd", "-dc"])):
        with path.open("rb") as file:
            file.seek(start)
            packed = file.read(end - start)
        archive = subprocess.run(filter_, input=packed, check=True, capture_output=True).stdout
        for one in _each(archive):
            argv = ["cpio", "--quiet", "-idu", "--no-absolute-filenames"]
            subprocess.run(argv, cwd=folder, input=one, check=True, capture_output=True)
    return folder


def with_more(path: Path, files: Mapping[str, str]) -> Path:
    """The shipped one with these programs, by their place in it, as a new file: of several archives in a row,
    the kernel keeps what the last one says. Their folders have to be there."""
    tree = path.with_name(f"{path.name}.tree")
    for name, text in files.items():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text(text)
        (tree / name).chmod(0o755)
    argv = ["cpio", "--quiet", "--create", "--format=newc"]
    names = "\n".join(files).encode()  # files alone: a folder named here could take the place of a link
    archive = subprocess.run(argv, cwd=tree, check=True, input=names, capture_output=True).stdout
    path.write_bytes(_shipped(path.parent).read_bytes() + gzip.compress(archive))
    return path


def _shipped(folder: Path) -> Path:
    return faults.stock_initrd(folder) if faults.on("stock-live-boot") else shipped.inside() / "initrd.img"


def _each(data: bytes) -> list[bytes]:
    """Archives that stand in a row, apart: cpio stops at the end of the first."""
    found, at = [], 0
    while at < len(data):
        end = _end(data, at)
        found.append(data[at:end])
        at = _next(data, end)
    return found


def _behind_plain(data: bytes) -> int:
    """Where what is not packed ends."""
    at = 0
    while data[at : at + 6] == _MAGIC:
        at = _next(data, _end(data, at))
    return at


def _end(data: bytes, at: int) -> int:
    """Behind the archive that begins here."""
    while True:
        if data[at : at + 6] != _MAGIC:
            raise ValueError(f"no archive at {at}")
        size, length = int(data[at + 54 : at + 62], 16), int(data[at + 94 : at + 102], 16)
        name = data[at + _HEADER : at + _HEADER + length - 1]
        at = _fourth(_fourth(at + _HEADER + length) + size)
        if name == _LAST:
            return at


def _fourth(at: int) -> int:
    return at + -at % 4


def _next(data: bytes, at: int) -> int:
    """Behind the zeros."""
    while at < len(data) and data[at] == 0:
        at += 1
    return at
