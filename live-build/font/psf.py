"""Console fonts as files: reads PSF1 and PSF2, writes PSF2 (the format: kbd, src/psf.h).

A glyph is a tuple of rows of "." and "#", as it stands in signs-8x16.txt.
"""

import gzip
import io
import struct
from dataclasses import dataclass
from pathlib import Path

Bitmap = tuple[str, ...]

PSF1, PSF2 = b"\x36\x04", b"\x72\xb5\x4a\x86"
HEADER = struct.Struct("<4s7I")  # magic, version, header size, flags, glyphs, bytes a glyph, height, width
HAS_TABLE = 1
END1, SEQUENCE1 = 0xFFFF, 0xFFFE
END2, SEQUENCE2 = b"\xff", b"\xfe"


@dataclass(frozen=True)
class Font:
    """Glyphs in their order, and for each the letters that it shows, its own letter first."""

    width: int
    height: int
    glyphs: tuple[Bitmap, ...]
    letters: tuple[str, ...]


def read(path: Path) -> Font:
    """A font file; gzip or not; OSError or ValueError when it is none."""
    raw = path.read_bytes()
    data = gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
    if data[:2] == PSF1:
        return _psf1(data)
    if data[:4] == PSF2:
        return _psf2(data)
    raise ValueError(f"{path} is no console font")


def _psf1(data: bytes) -> Font:
    """Always 8 wide; bit 0 of the mode says 512 glyphs; the table is UCS-2."""
    mode, height = data[2], data[3]
    count = 512 if mode & 1 else 256
    letters, current, in_sequence = [], "", False
    for (code,) in struct.iter_unpack("<H", data[4 + count * height :]):
        if code == END1:
            letters.append(current)
            current, in_sequence = "", False
        elif code == SEQUENCE1 or in_sequence:
            in_sequence = True  # letters that are written as several codes: of no use here
        else:
            current += chr(code)
    return Font(8, height, _bitmaps(data[4:], count, 8, height), tuple(letters[:count]))


def _psf2(data: bytes) -> Font:
    _, _, start, _, count, size, height, width = HEADER.unpack_from(data)
    table = data[start + count * size :].split(END2)[:count]
    letters = tuple(entry.split(SEQUENCE2)[0].decode() for entry in table)
    return Font(width, height, _bitmaps(data[start:], count, width, height), letters)


def _bitmaps(data: bytes, count: int, width: int, height: int) -> tuple[Bitmap, ...]:
    row = (width + 7) // 8
    ink = str.maketrans("01", ".#")
    lines = [
        f"{int.from_bytes(data[at : at + row], 'big'):0{row * 8}b}"[:width].translate(ink)
        for at in range(0, count * height * row, row)
    ]
    return tuple(tuple(lines[at : at + height]) for at in range(0, count * height, height))


def packed(font: Font) -> bytes:
    """The font as a PSF2 file in gzip, without a date: the same font gives the same bytes."""
    row = (font.width + 7) // 8
    bits = str.maketrans(".#", "01")
    glyphs = b"".join(
        (int(line.translate(bits), 2) << (row * 8 - font.width)).to_bytes(row, "big")
        for glyph in font.glyphs
        for line in glyph
    )
    table = b"".join(letters.encode() + END2 for letters in font.letters)
    header = HEADER.pack(
        PSF2, 0, HEADER.size, HAS_TABLE, len(font.glyphs), font.height * row, font.height, font.width
    )
    file = io.BytesIO()
    # gzip.compress writes another byte for the system from one Python to the next
    with gzip.GzipFile(filename="", mode="wb", fileobj=file, compresslevel=9, mtime=0) as packing:
        packing.write(header + glyphs + table)
    return file.getvalue()
