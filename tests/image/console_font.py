"""The console font of the image, as what a screen is read by: the bits of a cell and the letter they show."""

import gzip
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from image import psf

_PSF1 = 0x0436


@dataclass(frozen=True)
class Glyphs:
    """A font: `letters` maps a cell's rows, joined, "#" where it is drawn, to the letter; `same` maps a
    letter to the one that shares its glyph."""

    width: int
    height: int
    letters: Mapping[str, str]
    same: Mapping[str, str]

    def shown(self, text: str) -> str:
        """How this font writes a text: letters that share a glyph are the first of them."""
        return "".join(self.same.get(letter, letter) for letter in text)


def read(path: Path) -> Glyphs:
    """A PSF2 file."""
    font = psf.read(path)
    return _glyphs(font.width, font.height, font.pictures, font.letters)


def read_old(path: Path) -> Glyphs:
    """A PSF1 file (kbd, src/psf.h): 8 wide, its table in UCS-2, sequences of letters left out."""
    data = gzip.decompress(path.read_bytes())
    magic, mode, height = struct.unpack_from("<HBB", data)
    if magic != _PSF1:
        raise ValueError(f"{path} is no PSF1 font")
    end = 4 + height * (512 if mode & 1 else 256)
    pictures = [data[at : at + height] for at in range(4, end, height)]
    table = data[end:].decode("utf-16-le", "surrogatepass").split("\uffff")
    names = [entry.partition("\ufffe")[0] for entry in table]
    return _glyphs(8, height, pictures, names[: len(pictures)])


def _glyphs(width: int, height: int, pictures: Sequence[bytes], names: Sequence[str]) -> Glyphs:
    """Of equal glyphs the first gives its letter."""
    letters: dict[str, str] = {}
    same: dict[str, str] = {}
    for picture, its in zip(pictures, names, strict=True):
        if its:
            first = letters.setdefault(_drawn(picture, width), its[0])
            same |= dict.fromkeys(its, first)
    return Glyphs(width, height, letters, same)


def _drawn(picture: bytes, width: int) -> str:
    """Rows of whole bytes, the first dot in the highest bit."""
    row = (width + 7) // 8
    rows = (picture[at : at + row] for at in range(0, len(picture), row))
    return "".join(f"{int.from_bytes(line, 'big'):0{row * 8}b}"[:width] for line in rows).translate(
        str.maketrans("01", ".#")
    )
