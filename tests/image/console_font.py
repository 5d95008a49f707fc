"""The console font of the image, as what a screen is read by: the bits of a cell and the letter they show."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from image import psf


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
    """A PSF2 file; of equal glyphs the first gives its letter."""
    font = psf.read(path)
    letters: dict[str, str] = {}
    same: dict[str, str] = {}
    for picture, names in zip(font.pictures, font.letters, strict=True):
        if names:
            first = letters.setdefault(_drawn(picture, font.width), names[0])
            same |= dict.fromkeys(names, first)
    return Glyphs(font.width, font.height, letters, same)


def _drawn(picture: bytes, width: int) -> str:
    """Rows of whole bytes, the first dot in the highest bit."""
    row = (width + 7) // 8
    rows = (picture[at : at + row] for at in range(0, len(picture), row))
    return "".join(f"{int.from_bytes(line, 'big'):0{row * 8}b}"[:width] for line in rows).translate(
        str.maketrans("01", ".#")
    )
