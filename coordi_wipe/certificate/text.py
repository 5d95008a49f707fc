"""Words on the page: its fonts, what to do with characters they lack, and where lines break."""

import bisect
import functools
import unicodedata
from collections.abc import Mapping

from coordi_wipe.certificate.resources import resource

REGULAR, BOLD, MONO = "Certificate", "Certificate-Bold", "Certificate-Mono"
_FILES = {
    REGULAR: "RobotoCondensed-Regular.ttf",
    BOLD: "RobotoCondensed-Bold.ttf",
    MONO: "NotoSansMono-Regular.ttf",  # a slashed zero, and I, l, 1 apart: for what is compared by eye
}
_RIGHT_TO_LEFT = {"R", "AL", "AN"}  # drawn letter by letter they would read backwards


def register_fonts() -> None:
    """Makes the fonts of certs/fonts known to reportlab, once a process."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    known = pdfmetrics.getRegisteredFontNames()
    for name, file in _FILES.items():
        if name not in known:
            pdfmetrics.registerFont(TTFont(name, str(resource("fonts", file))))


def visible(text: str) -> str:
    """`text` with every character that the page cannot show honestly as its code, ‹U+202E›.

    That is: control and format characters, right-to-left letters, and what no font here has.
    """
    return "".join(
        letter if _honest(letter) else f"‹U+{ord(letter):04X}›"
        for letter in unicodedata.normalize("NFC", text)
    )


def _honest(letter: str) -> bool:
    if unicodedata.category(letter)[0] in "CM" or unicodedata.category(letter) in ("Zl", "Zp"):
        return False
    return unicodedata.bidirectional(letter) not in _RIGHT_TO_LEFT and all(_has(f, letter) for f in _FILES)


def _has(font: str, letter: str) -> bool:
    return ord(letter) in _glyphs(font)


@functools.cache
def _glyphs(font: str) -> Mapping[int, int]:
    """Glyph numbers of a font by code point."""
    from reportlab.pdfbase import pdfmetrics

    register_fonts()
    glyphs: Mapping[int, int] = pdfmetrics.getFont(font).face.charToGlyph
    return glyphs


def width(text: str, font: str, size: float) -> float:
    """Width of a line in points."""
    from reportlab.pdfbase import pdfmetrics

    return float(pdfmetrics.stringWidth(text, font, size))


def wrap(text: str, font: str, size: float, room: float) -> list[str]:
    """Lines no wider than `room` points; breaks at spaces, and inside a word only where it is too long."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if width(longer, font, size) <= room:
            line = longer
            continue
        if line:
            lines.append(line)
        line = word
        while width(line, font, size) > room and len(line) > 1:
            kept = _fitting(line, font, size, room)
            lines.append(line[:kept])
            line = line[kept:]
    return [*lines, line]


def _fitting(word: str, font: str, size: float, room: float) -> int:
    """How many letters of a word go into this room: one at least."""
    return max(bisect.bisect(range(1, len(word) + 1), room, key=lambda n: width(word[:n], font, size)), 1)
