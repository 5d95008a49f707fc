"""The image of a release as a file, `.img` or `.img.zst`: looked at to its end before it is believed.

A `.zst` is unpacked by the program `zstd` (RFC 8878) into a pipe: no byte of it is kept on a disk.
"""

import hashlib
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

from coordi_wipe.hardware.writing import gpt
from coordi_wipe.hardware.writing.gpt import SECTOR, Table
from coordi_wipe.hardware.writing.layout import BOOT_CODE, SYSTEM, is_ours, is_sound
from coordi_wipe.model.base import Base
from coordi_wipe.model.errors import DamagedError, MissingError, UsageError

CHUNK = 4 << 20  # bytes
PACKED = ".zst"
_HEAD = 1 << 20  # bytes: the table lies in them
_SUM = re.compile(r"([0-9a-fA-F]{64}) [ *](.+)")  # a line of sha256sum(1)

Tell = Callable[[int, int], None]
"""How far a stage is: bytes done, bytes in all."""


class Image(Base, frozen=True):
    """A release: bytes when unpacked, its table, its boot code. `used`: bytes of partition 3 up to its last
    one that is not zero. `digest`: SHA-256 of the unpacked bytes. `checked`: its checksum file agreed."""

    path: str
    size: int
    table: Table
    boot: bytes
    used: int
    digest: str
    checked: bool


@contextmanager
def unpacked(path: Path) -> Iterator[BufferedReader]:
    """The image's bytes from its beginning. Raises MissingError("packages-missing") without zstd, OSError,
    and at the end DamagedError where zstd found the file to be none of its own, or torn."""
    with path.open("rb") as file:
        if path.suffix != PACKED:
            yield file
            return
        out, into = os.pipe()
        with open(out, "rb") as pipe:
            tool = _unpacking(file, into)
            try:
                yield pipe
                torn = not pipe.read(1) and tool.wait() != 0
            finally:
                tool.kill()
                tool.wait()
        if torn:
            raise DamagedError("image-damaged", path=str(path))


def _unpacking(file: BufferedReader, into: int) -> subprocess.Popen[bytes]:
    """zstd at work, from a file to this end of a pipe, which is its own from now on."""
    try:
        return subprocess.Popen(
            ["zstd", "--decompress", "--stdout", "--quiet"],
            stdin=file,
            stdout=into,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "LC_ALL": "C"},
        )
    except FileNotFoundError as error:
        raise MissingError("packages-missing", packages="zstd") from error
    finally:
        os.close(into)


def look(path: Path, tell: Tell) -> Image:
    """Reads the whole image once, with its checksum file where there is one, and writes nothing.

    Raises UsageError (no such file), DamagedError (its checksum differs, it is torn, it is no image of
    ours), MissingError (no zstd), OSError.
    """
    if not path.is_file():
        raise UsageError("image-not-there", path=str(path))
    checked = _checked(path)
    digest, size, used = hashlib.sha256(), 0, 0
    with unpacked(path) as stream:
        head = stream.read(_HEAD)
        table = gpt.first(lambda offset, length: head[offset : offset + length])
        if table is None or not is_ours(table) or not is_sound(table) or len(head) < _HEAD:
            raise DamagedError("image-not-ours", path=str(path))
        live, piece = table.parts[max(SYSTEM)], head
        while piece:
            digest.update(piece)
            used = max(used, _last_byte(piece, size, live.end))
            size += len(piece)
            tell(min(size, live.end), live.end)
            piece = stream.read(CHUNK)
    if size % SECTOR or size < max(part.end for part in table.parts.values()):
        raise DamagedError("image-damaged", path=str(path))
    return Image(
        path=str(path),
        size=size,
        table=table,
        boot=head[:BOOT_CODE],
        used=max(used - live.start, 0),
        digest=digest.hexdigest(),
        checked=checked,
    )


def _last_byte(piece: bytes, offset: int, upto: int) -> int:
    """The place behind the last byte before `upto` that is not zero, or 0."""
    own = piece[: max(upto - offset, 0)].rstrip(b"\0")
    return offset + len(own) if own else 0


def _checked(path: Path) -> bool:
    """Whether there is a checksum file beside it and it agrees. Raises DamagedError where it does not."""
    beside = path.with_name(f"{path.name}.sha256")
    try:
        lines = beside.read_text(errors="replace").splitlines()
    except FileNotFoundError:
        return False
    found = [match for line in lines if (match := _SUM.fullmatch(line.strip()))]
    # a browser renames what it loads twice: a file of one line is about the file that it lies beside
    own = [match for match in found if Path(match[2]).name == path.name] or (found if len(found) == 1 else [])
    if not own:
        raise DamagedError("image-checksum-unreadable", path=str(beside))
    with path.open("rb") as file:
        seen = hashlib.file_digest(file, "sha256").hexdigest()
    if seen != own[0][1].lower():
        raise DamagedError("image-checksum-differs", path=str(path))
    return True
