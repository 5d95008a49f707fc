"""Lines, blocks and shades drawn for any size, so that they meet: no font has all of them.

Debian's Terminus says of many that it has them and shows another: a light line for a heavy and a double one.
"""

import unicodedata
from collections.abc import Callable
from math import hypot

from psf import Bitmap

QUARTERS = {  # upper left, upper right, lower left, lower right
    "▘": "1000", "▝": "0100", "▖": "0010", "▗": "0001", "▚": "1001",
    "▞": "0110", "▛": "1110", "▜": "1101", "▙": "1011", "▟": "0111",
}  # fmt: skip
SIDES = ("LEFT", "RIGHT", "UP", "DOWN")
BOTH = {"HORIZONTAL": ("LEFT", "RIGHT"), "VERTICAL": ("UP", "DOWN")}
Has = Callable[[int, int], bool]


def drawn(letter: str, width: int, height: int) -> Bitmap | None:
    """A glyph of Unicode's Box Drawing or Block Elements; None when it is none that is drawn here."""
    code = ord(letter)
    if 0x2500 <= code <= 0x257F:
        return _line(unicodedata.name(letter).removeprefix("BOX DRAWINGS "), width, height)
    has = _block(code, width, height)
    return has and _bitmap(has, width, height)


def _bitmap(has: Has, width: int, height: int) -> Bitmap:
    return tuple("".join(".#"[has(x, y)] for x in range(width)) for y in range(height))


# --- lines ---------------------------------------------------------------------------------------------


def _line(name: str, width: int, height: int) -> Bitmap | None:
    """`name` is a style and sides: "LIGHT DOWN AND RIGHT", "LIGHT ARC UP AND LEFT", "HEAVY LEFT"."""
    style, *words = name.replace(" AND ", " ").split()
    is_arc = words[0] == "ARC"
    sides = {side for word in words[is_arc:] for side in BOTH.get(word, (word,))}
    if style not in ("LIGHT", "HEAVY", "DOUBLE") or not sides <= set(SIDES):
        return None  # dashes, diagonals, two styles in one
    if is_arc:
        return _arc(sides, width, height)
    light = _cross(sides, width, height, heavier=0)
    heavy = _cross(sides, width, height, heavier=1)
    shapes: dict[str, Has] = {
        "LIGHT": light,
        "HEAVY": heavy,
        "DOUBLE": lambda x, y: heavy(x, y) and not light(x, y),
    }
    return _bitmap(shapes[style], width, height)


def _cross(sides: set[str], width: int, height: int, heavier: int) -> Has:
    """Strokes from the middle to these sides: an eighth of the width thick, a heavier one three eighths."""
    unit = width // 8
    left, top = width // 2 - 1 - heavier * unit, height // 2 - 1 - heavier * unit
    right, bottom = left + (1 + 2 * heavier) * unit, top + (1 + 2 * heavier) * unit
    if len(sides) == 1:  # ╸ and ╺ are halves of ━: together a bar that grows
        x_from = x_to = width // 2
        y_from = y_to = height // 2
    else:
        x_from, x_to, y_from, y_to = left, right, top, bottom
    spans = {
        "LEFT": (0, x_to, top, bottom),
        "RIGHT": (x_from, width, top, bottom),
        "UP": (left, right, 0, y_to),
        "DOWN": (left, right, y_from, height),
    }
    chosen = [spans[side] for side in sides]
    return lambda x, y: any(a <= x < b and c <= y < d for a, b, c, d in chosen)


def _arc(sides: set[str], width: int, height: int) -> Bitmap:
    """A quarter of a ring, then straight to the edges where the light lines of the neighbours begin."""
    unit = width // 8
    radius = 3 * unit
    x_line, y_line = (width // 2 - 1) + unit / 2, (height // 2 - 1) + unit / 2  # middles of the strokes
    x_sign, y_sign = (1 if "RIGHT" in sides else -1), (1 if "DOWN" in sides else -1)

    def has(x: int, y: int) -> bool:
        across = (x + 0.5 - x_line) * x_sign  # how far from the upright stroke, towards the open side
        along = (y + 0.5 - y_line) * y_sign
        if across >= radius:
            return abs(along) <= unit / 2
        if along >= radius:
            return abs(across) <= unit / 2
        return abs(hypot(radius - across, radius - along) - radius) <= unit / 2

    return _bitmap(has, width, height)


# --- blocks --------------------------------------------------------------------------------------------


def _block(code: int, width: int, height: int) -> Has | None:
    if 0x2581 <= code <= 0x2588:  # ▁ to █
        return lambda _, y: y >= height * (0x2588 - code) // 8
    if 0x2589 <= code <= 0x258F:  # ▉ to ▏
        return lambda x, _: x < width * (0x2590 - code) // 8
    if quarters := QUARTERS.get(chr(code)):
        return lambda x, y: quarters[(x >= width // 2) + 2 * (y >= height // 2)] == "1"
    unit = width // 8
    single: dict[str, Has] = {
        "▀": lambda _, y: y < height // 2,
        "▐": lambda x, _: x >= width // 2,
        "▔": lambda _, y: y < height // 8,
        "▕": lambda x, _: x >= width * 7 // 8,
        "░": lambda x, y: (x // unit + 2 * (y // unit % 2)) % 4 == 0,
        "▒": lambda x, y: (x // unit + y // unit) % 2 == 0,
        "▓": lambda x, y: (x // unit + 2 * (y // unit % 2)) % 4 != 3,
    }
    return single.get(chr(code))
