#!/usr/bin/env python3
"""Makes the console fonts of the image: build.py FONTS OUT writes coordi-wipe-8x16.psf.gz and -16x32.psf.gz.

FONTS holds Debian's console fonts: /usr/share/consolefonts, or the folder of an unpacked console-setup-linux.
Every glyph of coordi_wipe/tui/glyphs.py is in, and 512 in all: signs from signs-*.txt, lines and blocks from
drawn.py, letters from Terminus. Needs no more than Python. Exit 4: FONTS has no fonts; 1: a glyph is missing.
"""

import argparse
import runpy
import sys
from collections import Counter
from collections.abc import Set
from pathlib import Path

from drawn import drawn
from order import COUNT, EXTRA, SAME, positions
from psf import Bitmap, Font, packed, read

HERE = Path(__file__).resolve().parent
GLYPHS = HERE.parents[1] / "coordi_wipe/tui/glyphs.py"
SIZES = {"8x16": "16", "16x32": "32x16"}  # ours, Debian's
TERMINUS = ("Uni2", "FullGreek")  # the second has Greek capitals of its own


def signs(path: Path) -> dict[str, Bitmap]:
    """What is drawn by hand: a naming line, whose first letter is the sign, then rows of "." and "#"."""
    found: dict[str, list[str]] = {}
    current = ""
    for line in path.read_text().splitlines():
        if line and not line.strip(".#"):
            found[current].append(line)
        elif line and not line.startswith(";"):
            current = line[0]
            found[current] = []
    return {sign: tuple(rows) for sign, rows in found.items()}


def terminus(folder: Path, size: str) -> dict[str, Bitmap]:
    """Letters of Debian's fonts; only those that a table names first, for the others are stand-ins."""
    found: dict[str, Bitmap] = {}
    for name in TERMINUS:
        font = read(folder / f"{name}-Terminus{size}.psf.gz")
        pairs = zip(font.letters, font.glyphs, strict=True)
        found = {letters[0]: glyph for letters, glyph in pairs if letters} | found
    return found


def sources(folder: Path, size: str) -> dict[str, Bitmap]:
    """Every glyph that can be had in this size; ValueError when one has another."""
    width, height = map(int, size.split("x"))
    wanted = set(shown() + EXTRA)
    lines = {letter: glyph for letter in wanted if (glyph := drawn(letter, width, height))}
    found = terminus(folder, SIZES[size]) | lines | signs(HERE / f"signs-{size}.txt")
    for letter, glyph in found.items():
        if len(glyph) != height or {len(row) for row in glyph} != {width}:
            raise ValueError(f"{size}: {letter} has another size")
    return found


def shown() -> str:
    """GLYPHS of the product, without importing its folder's neighbours."""
    return str(runpy.run_path(str(GLYPHS))["GLYPHS"])


def chosen(available: Set[str]) -> list[str]:
    """The letters that get a glyph: all of GLYPHS that are not SAME as another, then extras up to 512."""
    others = set("".join(SAME.values()))
    needed = [letter for letter in shown() if letter not in others]
    missing = [letter for letter in needed if letter not in available]
    if missing:
        raise ValueError("no glyph for " + ", ".join(f"{letter} U+{ord(letter):04X}" for letter in missing))
    extra = [letter for letter in EXTRA if letter in available and letter not in {*others, *needed}]
    letters = (needed + extra)[: COUNT - 1]
    if not len(needed) < COUNT == len(letters) + 1:
        raise ValueError(f"{len(needed)} needed and {len(letters)} to be had, for {COUNT} glyphs")
    return letters


def composed(order: list[str], glyphs: dict[str, Bitmap]) -> Font:
    """The font; ValueError when two glyphs cannot be told apart, or its table misses or repeats a letter."""
    bitmaps = tuple(glyphs[letter] for letter in order)
    twins: dict[Bitmap, str] = {}
    for letter, bitmap in zip(order, bitmaps, strict=True):
        twins[bitmap] = twins.get(bitmap, "") + letter
    if alike := [letters for letters in twins.values() if len(letters) > 1]:
        raise ValueError(f"look the same: {' '.join(alike)}")
    names = tuple(letter + SAME.get(letter, "") for letter in order)
    table = Counter("".join(names))
    if wrong := sorted(
        {letter for letter in shown() if letter not in table} | {c for c in table if table[c] > 1}
    ):
        raise ValueError(f"not once in the table: {' '.join(f'{c} U+{ord(c):04X}' for c in wrong)}")
    return Font(len(bitmaps[0][0]), len(bitmaps[0]), bitmaps, names)


def build(folder: Path, out: Path) -> None:
    """Writes both fonts, with each letter at the same position in both."""
    found = {size: sources(folder, size) for size in SIZES}
    small, large = found.values()
    letters = chosen(small.keys() & large.keys())
    order = positions(
        letters, reaching={letter for letter in letters if any(row[-1] == "#" for row in small[letter])}
    )
    for size, glyphs in found.items():
        (out / f"coordi-wipe-{size}.psf.gz").write_bytes(packed(composed(order, glyphs)))


def main() -> int:
    """Builds; says on standard error what hinders."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("fonts", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    inside = arguments.fonts / "usr/share/consolefonts"
    try:
        build(inside if inside.is_dir() else arguments.fonts, arguments.out)
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        return 4
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
