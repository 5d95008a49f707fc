"""Five small drawings for the five steps: black lines, no words, the same in every language."""

from typing import Any

from coordi_wipe.certificate import symbols
from coordi_wipe.certificate.card_page import WHITE, Area
from coordi_wipe.certificate.sheet import BLACK, GREY

_LINE = 1.8
_BARS = (2, 1, 1, 3, 1, 2, 1, 1, 2, 3, 1, 1)  # of a bar code: bar, gap, bar, gap …


def draw(canvas: Any, step: int, area: Area) -> None:
    """The drawing of step 1 to 5, on a field of 100 × 70 that is scaled to the area."""
    canvas.saveState()
    scale = min(area.wide / 100, area.tall / 70)
    canvas.translate(area.left + (area.wide - 100 * scale) / 2, area.bottom + (area.tall - 70 * scale) / 2)
    canvas.scale(scale, scale)
    canvas.setStrokeColorRGB(*BLACK)
    canvas.setFillColorRGB(*WHITE)
    canvas.setLineWidth(_LINE)
    canvas.setLineJoin(1)
    canvas.setLineCap(1)
    (_scan, _confirm, _works, _result, _following)[step - 1](canvas)
    canvas.restoreState()


def _laptop(canvas: Any, left: float, bottom: float, wide: float) -> None:
    tall = wide * 0.62
    canvas.roundRect(left, bottom + wide * 0.1, wide, tall, 3, stroke=1, fill=1)
    canvas.roundRect(left - wide * 0.09, bottom, wide * 1.18, wide * 0.1, 2, stroke=1, fill=1)


def _code(canvas: Any, left: float, bottom: float, tall: float, unit: float = 1.0) -> None:
    canvas.setFillColorRGB(*BLACK)
    for place, part in enumerate(_BARS):
        if place % 2 == 0:
            canvas.rect(left, bottom, part * unit, tall, stroke=0, fill=1)
        left += part * unit
    canvas.setFillColorRGB(*WHITE)


def _scanner(canvas: Any, left: float, bottom: float) -> None:
    """A hand scanner that looks to the left, with its beam."""
    shape = canvas.beginPath()
    for place, (x, y) in enumerate(
        ((0, 16), (20, 22), (23, 10), (15, 8), (12, -10), (3, -8), (6, 6), (2, 6))
    ):
        (shape.lineTo if place else shape.moveTo)(left + x, bottom + y)
    shape.close()
    canvas.setFillColorRGB(*GREY)
    canvas.drawPath(shape, stroke=1, fill=1)
    canvas.setDash(3, 3)
    canvas.line(left - 2, bottom + 12, left - 20, bottom + 17)
    canvas.line(left - 2, bottom + 9, left - 20, bottom + 3)
    canvas.setDash()
    canvas.setFillColorRGB(*WHITE)


def _scan(canvas: Any) -> None:
    _laptop(canvas, 8, 12, 50)
    canvas.roundRect(16, 24, 34, 18, 2, stroke=1, fill=1)
    _code(canvas, 20, 27, 12, 1.37)
    _scanner(canvas, 74, 26)


def _drive(canvas: Any, left: float, bottom: float, wide: float, tall: float) -> None:
    canvas.roundRect(left, bottom, wide, tall, 3, stroke=1, fill=1)
    for x in (left + 4, left + wide - 4):
        for y in (bottom + 4, bottom + tall - 4):
            canvas.circle(x, y, 0.9, stroke=1, fill=0)


def _confirm(canvas: Any) -> None:
    """The same label again, and everything on this drive goes."""
    _drive(canvas, 6, 8, 40, 54)
    symbols.draw(canvas, "amber", (26, 42), 12, BLACK, WHITE)
    canvas.setLineWidth(_LINE)
    canvas.setStrokeColorRGB(*BLACK)
    canvas.setFillColorRGB(*WHITE)
    _code(canvas, 14, 13, 10, 1.3)
    _scanner(canvas, 72, 14)


def _works(canvas: Any) -> None:
    """A bar that grows, and the mains that stay plugged in."""
    _laptop(canvas, 10, 12, 56)
    canvas.rect(17, 29, 42, 10, stroke=1, fill=1)
    canvas.setFillColorRGB(*BLACK)
    canvas.rect(19, 31, 24, 6, stroke=0, fill=1)
    cable = canvas.beginPath()
    cable.moveTo(72, 15)
    cable.curveTo(86, 15, 86, 20, 86, 34)
    canvas.drawPath(cable, stroke=1, fill=0)
    canvas.roundRect(79, 34, 14, 13, 2, stroke=1, fill=1)
    canvas.setLineWidth(3)
    canvas.line(83, 48, 83, 55)
    canvas.line(89, 48, 89, 55)


def _result(canvas: Any) -> None:
    """A label on the drive: its sign, its code."""
    _drive(canvas, 24, 4, 52, 62)
    canvas.roundRect(31, 20, 60, 30, 3, stroke=1, fill=1)
    symbols.draw(canvas, "good", (44, 35), 9, BLACK, WHITE)
    canvas.setLineWidth(3.4)
    canvas.setStrokeColorRGB(*BLACK)
    canvas.line(58, 40, 85, 40)
    canvas.setStrokeColorRGB(*GREY)
    canvas.line(58, 30, 76, 30)


def _following(canvas: Any) -> None:
    """From this PC to the next one."""
    canvas.setDash(3, 3)
    _laptop(canvas, 4, 10, 36)
    canvas.setDash()
    _laptop(canvas, 60, 10, 36)
    canvas.setLineWidth(4.5)
    canvas.line(36, 56, 62, 56)
    canvas.line(55, 63, 63, 56)
    canvas.line(55, 49, 63, 56)
