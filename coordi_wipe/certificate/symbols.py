"""Shapes that need no font and no colour: tick, warning, cross, and a QR code's squares; and three inks."""

import math
from typing import Any

from coordi_wipe.certificate.sheet import Colour

TONES: dict[str, Colour] = {
    "good": (0.03, 0.38, 0.15),
    "amber": (0.60, 0.33, 0.0),
    "bad": (0.68, 0.06, 0.06),
}
"""The ink of each result; never the only sign of it."""


def draw(
    canvas: Any, tone: str, centre: tuple[float, float], radius: float, ink: Colour, ground: Colour
) -> None:
    """The sign of a result in `ink`, its inside in `ground`: tick (good), triangle (amber), cross (bad)."""
    canvas.setFillColorRGB(*ink)
    canvas.setStrokeColorRGB(*ground)
    canvas.setLineWidth(radius * 0.22)
    canvas.setLineCap(1)
    canvas.setLineJoin(1)
    shape = {"good": _tick, "amber": _warning}.get(tone, _cross)
    shape(canvas, *centre, radius)


def _tick(canvas: Any, x: float, y: float, r: float) -> None:
    canvas.circle(x, y, r, stroke=0, fill=1)
    _path(canvas, (x - r * 0.45, y + r * 0.02), (x - r * 0.1, y - r * 0.38), (x + r * 0.48, y + r * 0.36))


def _cross(canvas: Any, x: float, y: float, r: float) -> None:
    """Eight corners, so that the outline alone differs from the tick's circle."""
    octagon = canvas.beginPath()
    for corner in range(8):
        angle = math.pi / 8 + corner * math.pi / 4
        (octagon.lineTo if corner else octagon.moveTo)(x + r * math.cos(angle), y + r * math.sin(angle))
    octagon.close()
    canvas.drawPath(octagon, stroke=0, fill=1)
    arm = r * 0.38
    _path(canvas, (x - arm, y - arm), (x + arm, y + arm))
    _path(canvas, (x - arm, y + arm), (x + arm, y - arm))


def _warning(canvas: Any, x: float, y: float, r: float) -> None:
    triangle = canvas.beginPath()
    triangle.moveTo(x, y + r)
    triangle.lineTo(x + r * 1.1, y - r * 0.85)
    triangle.lineTo(x - r * 1.1, y - r * 0.85)
    triangle.close()
    canvas.drawPath(triangle, stroke=0, fill=1)
    _path(canvas, (x, y + r * 0.35), (x, y - r * 0.2))
    _path(canvas, (x, y - r * 0.56), (x, y - r * 0.57))


def _path(canvas: Any, *points: tuple[float, float]) -> None:
    path = canvas.beginPath()
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    canvas.drawPath(path, stroke=1, fill=0)


def qr(canvas: Any, text: str, left: float, bottom: float, side: float) -> None:
    """A QR code (ISO/IEC 18004, error correction M) as black runs, without its quiet zone."""
    import segno

    rows = [bytes(row) for row in segno.make(text, error="m", micro=False, boost_error=False).matrix]
    module = side / len(rows)
    canvas.setFillColorRGB(0, 0, 0)
    for down, row in enumerate(rows):
        start = 0
        while start < len(row):
            end = start
            while end < len(row) and row[end]:
                end += 1
            if end > start:
                x, y = left + start * module, bottom + side - (down + 1) * module
                canvas.rect(x, y, (end - start) * module, module, stroke=0, fill=1)
            start = end + 1
