"""Small releases of our layout, made by other tools than the product's own: sfdisk and xorriso.

What a first start adds is added here too, by sfdisk: partition 5, and identifiers of the stick's own.
"""

import random
import re
import subprocess
import uuid
from dataclasses import dataclass
from pathlib import Path

MIB = 1 << 20
EFI, LIVE = MIB, 2 * MIB  # where partitions 2 and 3 begin, in bytes
DATA = 8 * MIB
VOLUME_NUMBER = EFI + 67  # of the FAT32 file system in partition 2


@dataclass(frozen=True)
class Release:
    """An image file, and the ISO in it."""

    path: Path
    iso: bytes
    live: int  # MiB of partition 3

    @property
    def export(self) -> int:
        """Where partition 4 begins, in bytes."""
        return LIVE + self.live * MIB

    @property
    def size(self) -> int:
        return self.export + 2 * MIB


def make(folder: Path, version: str, *, live: int = 2, fill: int = 900 << 10) -> Release:
    """A release whose system fills `fill` bytes of `live` MiB; other bytes for another version."""
    folder.mkdir(parents=True)
    iso = _iso(folder, version, fill)
    path = folder / f"coordi-wipe-{version}.img"
    made = Release(path, iso, live)
    noise = random.Random(version)
    with path.open("wb") as file:
        file.truncate(made.size)
        file.write(noise.randbytes(440))
        for offset, data in (
            (34 * 512, noise.randbytes(60_000)),
            (EFI, noise.randbytes(MIB)),
            (LIVE, iso),
            (made.export, noise.randbytes(4096)),
        ):
            file.seek(offset)
            file.write(data)
    _sfdisk(
        path,
        "label: gpt\nfirst-lba: 34\n"
        "start=34,size=2014,type=21686148-6449-6E6F-744E-656564454649,name=coordi-bios\n"
        "start=1MiB,size=1MiB,type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B,name=coordi-esp\n"
        f"start=2MiB,size={live}MiB,type=c00bd11e-0001-4c1e-8a00-000000000001,name=coordi-live\n"
        f"start={2 + live}MiB,size=1MiB,type=EBD0A0A2-B9E5-4433-87C0-68B6B72699C7,name=COORDI-EXPORT\n",
    )
    return made


def packed(release: Release) -> Path:
    """The same image as `.img.zst`, beside it."""
    subprocess.run(["zstd", "-q", "-1", str(release.path)], check=True)
    return Path(f"{release.path}.zst")


def summed(path: Path) -> Path:
    """Its checksum file, as sha256sum writes it."""
    beside = Path(f"{path}.sha256")
    done = subprocess.run(["sha256sum", path.name], cwd=path.parent, check=True, capture_output=True)
    beside.write_bytes(done.stdout)
    return beside


def started_once(stick: Path) -> bytes:
    """Does to a written stick what its first start does: identifiers of its own, and a data partition with
    data in it. Answers the bytes of partitions 4 and 5, which nobody may change from now on."""
    size = stick.stat().st_size
    lines = [
        _renamed(line) for line in _dump(stick).splitlines() if not line.startswith(("last-lba", "device"))
    ]
    _sfdisk(stick, "\n".join([*lines, f"size={DATA // 512},name=coordi-data"]))
    start = behind(stick)
    with stick.open("r+b") as file:
        file.seek(VOLUME_NUMBER)
        file.write(b"\1\2\3\4")
        file.seek(start)
        file.write(random.Random(size).randbytes(MIB + DATA))
    return stick.read_bytes()[start : start + MIB + DATA]


def behind(stick: Path) -> int:
    """Where partition 4 of a stick begins, in bytes, as sfdisk says."""
    line = next(line for line in _dump(stick).splitlines() if "COORDI-EXPORT" in line)
    return int(line.split("start=")[1].split(",")[0]) * 512


def _dump(path: Path) -> str:
    return subprocess.run(["sfdisk", "--dump", str(path)], check=True, capture_output=True, text=True).stdout


def _renamed(line: str) -> str:
    """A line of sfdisk's dump with an identifier of its own."""
    new = str(uuid.uuid4())
    return (
        f"label-id: {new}" if line.startswith("label-id") else re.sub("uuid=[0-9A-F-]+", f"uuid={new}", line)
    )


def _sfdisk(path: Path, script: str, *more: str) -> None:
    argv = ["sfdisk", "-q", "--no-reread", "--no-tell-kernel", *more, str(path)]
    subprocess.run(argv, input=script, text=True, check=True, capture_output=True)


def _iso(folder: Path, version: str, fill: int) -> bytes:
    tree = folder / "tree"
    (tree / ".disk").mkdir(parents=True)
    (tree / "live").mkdir()
    (tree / ".disk/info").write_text(f"Coordi-Wipe {version}\nsecond line\n")
    (tree / "live/filesystem.squashfs").write_bytes(random.Random(f"live {version}").randbytes(fill))
    out = folder / "live.iso"
    argv = ["xorriso", "-as", "mkisofs", "-quiet", "-R", "-J", "-joliet-long", "-V", "COORDI_WIPE"]
    subprocess.run([*argv, "-o", str(out), str(tree)], check=True, capture_output=True)
    return out.read_bytes()
