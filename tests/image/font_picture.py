"""The picture of the console font in docs/: font_picture.py FONTS draws it anew."""

import subprocess
import sys
import tempfile
from pathlib import Path

if __name__ == "__main__":  # run as a script: the tests' folder is not on the path yet
    sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from image.psf import Psf, read
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
PICTURE = ROOT / "docs/console-font.png"
BUILD = ROOT / "live-build/font/build.py"
_COLUMNS, _GAP = 64, 8
_TEXT = [
    "╭──────────┬─────────╮ ✔ Effacé   ✖ Échec   ⚠ Attention",
    "│ ● choisi │ ○ libre │ ■ □ ▶ ◀ ▲ ▼ ← → ↑ ↓ × ² ³ 0 O o",
    "╰──────────┴─────────╯ ━━━━━━╸╺━━━ ░▒▓█ ▁▂▃▄▅▆▇█ ╔══╗",
]


def cells(font: Psf, rows: list[list[bytes]]) -> Image.Image:
    """Pictures beside and below each other, white on black."""
    sheet = Image.new("1", (max(map(len, rows)) * font.width, len(rows) * font.height))
    for y, row in enumerate(rows):
        for x, picture in enumerate(row):
            cell = Image.frombytes("1", (font.width, font.height), picture)
            sheet.paste(cell, (x * font.width, y * font.height))
    return sheet


def _all(font: Psf) -> Image.Image:
    rows = [list(font.pictures[at : at + _COLUMNS]) for at in range(0, len(font.pictures), _COLUMNS)]
    return cells(font, rows)


def _text(font: Psf) -> Image.Image:
    return cells(font, [[font.picture(letter) for letter in line] for line in _TEXT])


def drawn(small: Psf, large: Psf) -> Image.Image:
    """Some lines of a screen in both sizes, then every glyph of both in the order of the font."""
    parts = [_text(small), _text(large), _all(small), _all(large)]
    height = sum(part.height + _GAP for part in parts) + _GAP
    sheet = Image.new("1", (max(part.width for part in parts) + 2 * _GAP, height))
    top = _GAP
    for part in parts:
        sheet.paste(part, (_GAP, top))
        top += part.height + _GAP
    return sheet


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-B", BUILD, sys.argv[1], folder], check=True)
        fonts = [read(Path(folder) / f"coordi-wipe-{size}.psf.gz") for size in ("8x16", "16x32")]
    drawn(*fonts).save(PICTURE, optimize=True)
