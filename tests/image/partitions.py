"""A stick's bytes, read on this machine: its partitions, what it keeps, and what may not change."""

import functools
import json
import shutil
import struct
import subprocess
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from image import drives, shipped

SECTOR = 512
SYSTEM = ("coordi-bios", "coordi-esp", "coordi-live")
DATA = "coordi-data"
EXPORT = "COORDI-EXPORT"


@dataclass(frozen=True)
class Partition:
    """`start` and `size` in bytes."""

    name: str
    start: int
    size: int
    uuid: str
    type: str


def first_copy(path: Path) -> bytes | None:
    """The entries of the table at the beginning, which is the one that GRUB reads; None where its checksums
    do not hold. sfdisk takes the copy at the end without a word, and --verify calls that no error."""
    return _entries(path, 1)


def last_copy(path: Path) -> bytes | None:
    """The same of the copy in the last sector."""
    return _entries(path, path.stat().st_size // SECTOR - 1)


def _entries(path: Path, sector: int) -> bytes | None:
    """UEFI 2.10, 5.3.2: both checksums, and a header that stands where it says."""
    with path.open("rb") as file:
        file.seek(sector * SECTOR)
        raw = file.read(SECTOR)
        length, crc, own = struct.unpack_from("<II4xQ", raw, 12)
        place, count, size, sum_ = struct.unpack_from("<QIII", raw, 72)
        whole = zlib.crc32(raw[:16] + bytes(4) + raw[20:length]) == crc
        if raw[:8] != b"EFI PART" or not whole or own != sector:
            return None
        file.seek(place * SECTOR)
        entries = file.read(count * size)
    return entries if zlib.crc32(entries) == sum_ else None


def of(path: Path) -> dict[str, Partition]:
    """Those of a GPT by name, as sfdisk reads them: from the copy at the end where the first does not hold.
    CalledProcessError for a table that it does not read."""
    said = subprocess.run(["sfdisk", "--json", path], check=True, capture_output=True, text=True).stdout
    return {
        one.get("name", one["node"]): Partition(
            one.get("name", ""), one["start"] * SECTOR, one["size"] * SECTOR, one.get("uuid", ""), one["type"]
        )
        for one in json.loads(said)["partitiontable"]["partitions"]
    }


def system_changed(path: Path) -> Sequence[str]:
    """Names of system partitions that are not the release's, byte for byte."""
    released, found = _released(shipped.stick()), of(path)
    return [name for name in SYSTEM if released[name] != _digest(path, found[name])]


@functools.cache
def _released(image: Path) -> dict[str, str]:
    return {name: _digest(image, part) for name, part in of(image).items()}


def _digest(path: Path, part: Partition) -> str:
    return drives.digest(path, part.start, part.size)


@contextmanager
def kept(path: Path, name: str = DATA, *, write: bool = False) -> Iterator[Path]:
    """The data partition of a stick's raw file, mounted beside it; written only when told."""
    part = of(path)[name]
    point = path.with_name(f"{path.name}.{name}")
    point.mkdir()
    kind, options = ("vfat", "ro") if name == EXPORT else ("ext4", "rw" if write else "ro")
    try:
        with drives.loop(path, part.start, part.size) as node:
            subprocess.run(["mount", "-t", kind, "-o", options, node, point], check=True, capture_output=True)
            try:
                yield point
            finally:
                subprocess.run(["umount", point], check=True, capture_output=True)
    finally:
        point.rmdir()


def certificates(path: Path, to: Path) -> Sequence[Path]:
    """Copies of the certificates that lie on the data partition."""
    to.mkdir(exist_ok=True)
    with kept(path) as point:
        found = sorted(point.glob("home/jobs/*/certificate.pdf"))
        return [Path(shutil.copyfile(pdf, to / f"{pdf.parent.name}.pdf")) for pdf in found]
