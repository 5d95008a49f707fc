"""What GRUB's graphical terminal says: its own font (PF2), drawn and compared with a picture."""

import struct
from collections.abc import Mapping
from pathlib import Path

from image.screen import Picture

Dots = frozenset[tuple[int, int]]
_LIT = 100  # of 255: letters are grey
_STEP = 8  # dots from one letter to the next


def says(text: str, seen: Picture, font: Path, rows: int = 30) -> bool:
    """Whether this, and nothing else, stands in the first rows of dots of a picture."""
    lit = frozenset(
        (x, y) for y in range(rows) for x in range(seen.width) if seen.pixels[(y * seen.width + x) * 3] > _LIT
    )
    return _moved(lit) == _moved(_drawn(text, font.read_bytes()))


def _drawn(text: str, data: bytes) -> Dots:
    """Dots of a line, its base line at 0, y downwards. A glyph (grub-mkfont.c, write_font_pf2): width,
    height, distance from left and base line, then one bit for each dot, without any at the ends of rows."""
    index = _index(data)
    found = set()
    for number, letter in enumerate(text):
        width, height, left, base, _ = struct.unpack_from(">HHhhh", data, index[ord(letter)])
        at = index[ord(letter)] + 10
        for dot in range(width * height):
            if data[at + dot // 8] >> (7 - dot % 8) & 1:
                found.add((number * _STEP + left + dot % width, dot // width - height - base))
    return frozenset(found)


def _index(data: bytes) -> Mapping[int, int]:
    """Where each letter's glyph begins: the section CHIX has code, flags and offset of each."""
    at = 0
    while True:
        name, length = struct.unpack_from(">4sI", data, at)
        if name == b"CHIX":
            each = struct.iter_unpack(">IBI", data[at + 8 : at + 8 + length])
            return {code: offset for code, _, offset in each}
        at += 8 + length


def _moved(dots: Dots) -> Dots:
    """Where it stands does not matter."""
    left, top = (min((dot[axis] for dot in dots), default=0) for axis in (0, 1))
    return frozenset((x - left, y - top) for x, y in dots)
