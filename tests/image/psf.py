"""Reads a PSF2 console font both ways: what a letter looks like, and which letter a picture is.

A picture is packed rows, first dot highest: what Pillow's Image.tobytes() gives of a cell in mode "1".
Nothing of live-build/font is used: what that writes is judged here.
"""

import gzip
import struct
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path


@dataclass(frozen=True)
class Psf:
    """A font: its pictures in their order, and for each the letters that the Unicode table gives it."""

    width: int
    height: int
    pictures: tuple[bytes, ...]
    letters: tuple[str, ...]

    @cached_property
    def positions(self) -> dict[str, int]:
        """Where each letter stands; as in the kernel, the last entry of a table counts."""
        return {letter: at for at, letters in enumerate(self.letters) for letter in letters}

    @cached_property
    def _readings(self) -> dict[bytes, str]:
        pairs = zip(self.pictures, self.letters, strict=True)
        return {picture: letters[0] for picture, letters in reversed(list(pairs)) if letters}

    def picture(self, letter: str) -> bytes:
        """What the letter looks like; KeyError when the font has none."""
        return self.pictures[self.positions[letter]]

    def letter(self, picture: bytes) -> str | None:
        """The first letter of the glyph that looks so (a space for all spaces), None when none does."""
        return self._readings.get(picture)

    def dots(self, letter: str) -> list[list[bool]]:
        """The same picture as rows of dots."""
        row = -(-self.width // 8)
        picture = self.picture(letter)
        lines = [picture[at : at + row] for at in range(0, len(picture), row)]
        return [[bool(line[x // 8] << (x % 8) & 0x80) for x in range(self.width)] for line in lines]


def read(path: Path) -> Psf:
    """A PSF2 file, packed by gzip or not, with a Unicode table of single code points."""
    data = path.read_bytes()
    if data.startswith(b"\x1f\x8b"):
        data = gzip.decompress(data)
    magic, version, start, flags, count, size, height, width = struct.unpack_from("<4s7I", data)
    assert magic == b"\x72\xb5\x4a\x86", f"{path} is no PSF2 font"
    assert (version, flags) == (0, 1), "it has a Unicode table"
    assert size == height * -(-width // 8)
    table = data[start + count * size :]
    entries = table.split(b"\xff")
    assert len(entries) == count + 1, "the table has an entry a glyph"
    assert entries[-1] == b""
    pictures = tuple(data[at : at + size] for at in range(start, start + count * size, size))
    return Psf(width, height, pictures, tuple(entry.decode() for entry in entries[:-1]))
