"""The console font of the image, as what a screen is read by: the bits of a cell and the letter they show."""

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PSF = Path(__file__).resolve().parents[2] / "live-build/font/psf.py"


def _reader():
    spec = importlib.util.spec_from_file_location("image_psf", PSF)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


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
    """A PSF file. Of two letters whose glyphs are the other's negative, each is found by its own bits."""
    font = _reader().read(path)
    letters: dict[str, str] = {}
    same: dict[str, str] = {}
    for glyph, names in zip(font.glyphs, font.letters, strict=True):
        if names:
            letters.setdefault("".join(glyph), names[0])
            same |= {name: letters["".join(glyph)] for name in names}
    return Glyphs(font.width, font.height, letters, same)
