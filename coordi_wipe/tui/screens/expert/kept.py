"""Sectors that a person has looked at, as they were the first time: to be shown beside what is there later.

They are the donor's data: files for root only (0600) in the folder that a reboot empties, never on the stick,
and never more than a few. Where the live folder lies on the stick they are kept in memory alone.
"""

import hashlib
import os
from pathlib import Path

import msgspec

from coordi_wipe.model import decoding
from coordi_wipe.model.base import Base
from coordi_wipe.model.drive import Identity, is_numbered

FOLDER = "viewed"
MOST_SECTORS = 512
"""Of one drive: 256 KiB of sectors of 512 bytes. What is seen first stays; later ones are not kept."""

MOST_DRIVES = 64


class Seen(Base, frozen=True):
    """A sector as it was. `offset` in bytes; `sha256` (hex) of `data`; `at` seconds since 1970."""

    offset: int
    data: bytes
    sha256: str
    at: float


class Kept:
    """What was viewed of each drive in this boot."""

    def __init__(self, run: Path, home: Path) -> None:
        self._folder = None if run.is_relative_to(home) else run / FOLDER
        self._memory: dict[str, dict[int, Seen]] = {}

    def keep(self, identity: Identity, offset: int, data: bytes, at: float) -> bool:
        """Keeps a sector unless one is kept from there already; whether one is. Raises OSError."""
        key = _key(identity)
        there = self._drive(key)
        if offset in there:
            return True
        if len(there) >= MOST_SECTORS or len(self._memory) > MOST_DRIVES:
            return False
        seen = Seen(offset, data, hashlib.sha256(data).hexdigest(), at)
        if self._folder is not None:
            _write(self._folder / key, seen)
        there[offset] = seen
        return True

    def before(self, identity: Identity, offset: int) -> Seen | None:
        """The sector that was first seen here, or None."""
        return self._drive(_key(identity)).get(offset)

    def forget(self, identity: Identity) -> None:
        """Removes all that was kept of this drive: from now on, other sectors are « before ». OSError."""
        key = _key(identity)
        self._memory[key] = {}
        if self._folder is not None:
            for path in _files(self._folder / key):
                path.unlink(missing_ok=True)

    def _drive(self, key: str) -> dict[int, Seen]:
        if key not in self._memory:
            found = [_read(path) for path in _files(self._folder / key)] if self._folder is not None else []
            self._memory[key] = {seen.offset: seen for seen in found if seen is not None}
        return self._memory[key]


def _key(identity: Identity) -> str:
    """A drive's folder: the same one in another socket, unless the drive does not say who it is."""
    place = () if is_numbered(identity) else (identity.node, identity.diskseq)
    who = (identity.model, identity.serial, identity.wwn, identity.size, identity.logical, *place)
    return hashlib.sha256(repr(who).encode()).hexdigest()[:32]


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.json"))[:MOST_SECTORS]


def _write(folder: Path, seen: Seen) -> None:
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    part = folder / f"{seen.offset}.part"
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600), "wb") as file:
        file.write(msgspec.json.encode(seen))
    part.replace(folder / f"{seen.offset}.json")


def _read(path: Path) -> Seen | None:
    """What was kept in this file; None for what is torn or is not what its digest says."""
    try:
        seen = decoding.json(path.read_bytes(), Seen)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None
    return seen if hashlib.sha256(seen.data).hexdigest() == seen.sha256 else None
