"""A stick's bytes, read on this machine: its partitions, what it keeps, and what may not change."""

import functools
import json
import shutil
import subprocess
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


def of(path: Path) -> dict[str, Partition]:
    """Those of a GPT by name, as sfdisk reads them; CalledProcessError for a table that it does not."""
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
