"""A picture of a guest's screen, read: each cell is compared with the glyphs of the console font.

Colours do not matter: the commoner of a cell's first pixel and the rest is the ground. VGA text mode has
cells of 9 × 16, of which the ninth column repeats or is empty; a framebuffer has them as wide as the font.
"""

import re
import struct
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from image.console_font import Glyphs

VGA_TEXT = (720, 400)
UNKNOWN = "\ufffd"
_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " "})


@dataclass(frozen=True)
class Picture:
    """`pixels`: rows from top to bottom, three bytes each pixel."""

    width: int
    height: int
    pixels: bytes

    def png(self) -> bytes:
        """The same as a PNG file (RFC 2083), eight bits a channel."""
        row = self.width * 3
        lines = b"".join(b"\0" + self.pixels[at : at + row] for at in range(0, len(self.pixels), row))
        head = struct.pack(">IIBBBBB", self.width, self.height, 8, 2, 0, 0, 0)
        chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
            for kind, data in chunks
        )

    def is_black(self) -> bool:
        return not any(self.pixels)


def picture(ppm: bytes) -> Picture:
    """What QEMU's screendump writes: a P6 file with 8 bits a channel, without comments. ValueError else."""
    magic, size, most, pixels = ppm.split(b"\n", 3)  # pixels may begin with what looks like white space
    if magic != b"P6" or most != b"255":
        raise ValueError("no P6 picture of 8 bits")
    width, height = map(int, size.split())
    if len(pixels) != width * height * 3:
        raise ValueError(f"{len(pixels)} bytes of pixels where {width * height * 3} belong")
    return Picture(width, height, pixels)


def lines(seen: Picture, fonts: Sequence[Glyphs]) -> list[str]:
    """The text on a picture by the font that knows most of it, spaces at the ends of lines cut off."""
    tried = [_by(seen, font) for font in fonts if font.width <= 16]
    return max(tried, key=_known)


def _known(text: Sequence[str]) -> float:
    """How much of what is not empty was recognised, and how much that was."""
    cells = [letter for line in text for letter in line if letter != " "]
    return sum(letter != UNKNOWN for letter in cells) - 2.0 * sum(letter == UNKNOWN for letter in cells)


def _by(seen: Picture, font: Glyphs) -> list[str]:
    stride = 9 if (seen.width, seen.height) == VGA_TEXT and font.width == 8 else font.width
    known: dict[bytes, str] = {}
    found = []
    for top in range(0, seen.height - font.height + 1, font.height):
        row = ""
        for left in range(0, seen.width - stride + 1, stride):
            cell = _cell(seen, left, top, font)
            if cell not in known:
                known[cell] = _letter(cell, font)
            row += known[cell]
        found.append(row.rstrip())
    return found


def _cell(seen: Picture, left: int, top: int, font: Glyphs) -> bytes:
    starts = range(
        (top * seen.width + left) * 3, ((top + font.height) * seen.width + left) * 3, seen.width * 3
    )
    return b"".join(seen.pixels[at : at + font.width * 3] for at in starts)


def _letter(cell: bytes, font: Glyphs) -> str:
    """A cell in one colour is a space: that a full block is not one cannot be seen without its neighbours."""
    pixels = [cell[at : at + 3] for at in range(0, len(cell), 3)]
    colours = set(pixels)
    if len(colours) == 1:
        return " "
    if len(colours) > 2:
        return UNKNOWN
    first = pixels[0]
    drawn = "".join("." if pixel == first else "#" for pixel in pixels)
    negative = drawn.translate(str.maketrans(".#", "#."))
    return font.letters.get(drawn) or font.letters.get(negative) or UNKNOWN


def words(text: Sequence[str]) -> str:
    """All of a screen in one line: how a sentence broke over lines does not matter."""
    return " ".join(" ".join(text).translate(_SPACES).split())


def found(wanted: str, seen: str) -> bool:
    """Whether these words stand there; of letters that no font of ours draws (the kernel has a few),
    one in four may be any."""
    if wanted in seen:
        return True
    if UNKNOWN not in seen:
        return False
    pattern = "".join(f"(?:{re.escape(letter)}|{UNKNOWN})" for letter in wanted)
    return any(match.group().count(UNKNOWN) * 4 <= len(wanted) for match in re.finditer(pattern, seen))


class Screen:
    """The screen of a guest. `take`: gives a PPM; `fonts`: those that the image may have loaded."""

    def __init__(self, take: Callable[[], bytes], fonts: Sequence[Glyphs]) -> None:
        self._take, self._fonts = take, fonts
        self.last = Picture(0, 0, b"")

    def look(self) -> list[str]:
        """What stands on it now, line by line."""
        self.last = picture(self._take())
        return lines(self.last, self._fonts)

    def wait(
        self,
        *wanted: str,
        seconds: float,
        gone: Sequence[str] = (),
        never: Sequence[str] = (),
        every: float = 0.5,
    ) -> str:
        """Waits until all these words stand on the screen and none of `gone`; AssertionError with the
        screen when they do not in time, or as soon as one of `never` stands there."""
        for seen in self._looks(seconds, every):
            if all(self._as_shown(word, seen) for word in wanted) and not self._any(gone, seen):
                return seen
            if self._any(never, seen):
                break
        raise self._never(wanted)

    def first(self, *wanted: str, seconds: float) -> str:
        """Waits until one of these stands on the screen, and answers which; AssertionError as of `wait`."""
        for seen in self._looks(seconds):
            if found := self._any(wanted, seen):
                return found
        raise self._never(wanted)

    def _looks(self, seconds: float, every: float = 0.5) -> Iterator[str]:
        """The words on it, again and again until the time is over; once at least."""
        end = time.monotonic() + seconds
        while True:
            yield words(self.look())
            if time.monotonic() > end:
                return
            time.sleep(every)

    def _any(self, sentences: Sequence[str], seen: str) -> str:
        """The first of these that stands there; empty for none."""
        return next((one for one in sentences if self._as_shown(one, seen)), "")

    def _never(self, wanted: Sequence[str]) -> AssertionError:
        text = "\n".join(lines(self.last, self._fonts))
        return AssertionError(f"{wanted} never came; the screen:\n{text}")

    def _as_shown(self, sentence: str, seen: str) -> bool:
        plain = " ".join(sentence.translate(_SPACES).split())
        return any(found(font.shown(plain), seen) for font in self._fonts)

    def keep(self, path: Path) -> None:
        """The last picture, as a PNG file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self.last.png())
