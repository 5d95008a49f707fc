"""Labels drawn: a big word, a sign and a letter, so that no colour is needed and a metre is near enough."""

import functools
from collections.abc import Sequence
from typing import Any

from coordi_wipe.certificate import symbols
from coordi_wipe.certificate.label_content import ResultLabel, TagLabel
from coordi_wipe.certificate.label_paper import ACROSS, DOWN, Paper, printed
from coordi_wipe.certificate.sheet import BLACK, GREY, MM, Colour
from coordi_wipe.certificate.text import BOLD, MONO, REGULAR, width

_WHITE: Colour = (1.0, 1.0, 1.0)
_PALE: Colour = (0.82, 0.82, 0.82)
_EDGE = 1.5 * MM
_BAR = 11 * MM
_QR = 14 * MM
_QUIET = 2 * MM  # four modules of white around a QR code of 29 (ISO/IEC 18004, 9.1)
_SMALLEST = 4.5
_LEADING = 1.02


def results(
    labels: Sequence[ResultLabel], paper: Paper, title: str, language: str, *, skip: int = 0
) -> bytes:
    """A PDF of result labels. Raises UsageError("labels-skip-wrong")."""
    return printed(
        [functools.partial(_result, label=one) for one in labels], paper, title, language, skip=skip
    )


def tags(labels: Sequence[TagLabel], paper: Paper, title: str, language: str, *, skip: int = 0) -> bytes:
    """A PDF of tags. Raises UsageError("labels-skip-wrong")."""
    return printed([functools.partial(_tag, label=one) for one in labels], paper, title, language, skip=skip)


def fitted(text: str, font: str, size: float, room: float) -> tuple[str, float]:
    """The text and the size at which it stays on one line of `room` points.

    What is too long at the smallest size loses its beginning: a number's end is what people compare.
    """
    size = max(min(size, 0.999 * size * room / max(width(text, font, size), 1)), _SMALLEST)
    kept = text
    while width(kept, font, size) > room and len(kept) > 1:
        kept = f"…{kept.removeprefix('…')[1:]}"
    return kept, size


def big(lines: Sequence[str], room: float, tall: float) -> float:
    """The size at which these lines of a headline fill a box of `room` × `tall` points, never more."""
    size = tall / (len(lines) * _LEADING)
    widest = max(width(line, BOLD, size) for line in lines)
    return min(size, 0.999 * size * room / widest)


def _line(canvas: Any, text: str, at: tuple[float, float], font: str, size: float, room: float) -> None:
    text, size = fitted(text, font, size, room)
    canvas.setFont(font, size)
    canvas.drawString(*at, text)


def _result(canvas: Any, label: ResultLabel) -> None:
    left, right, top = _EDGE + _BAR + 2 * MM, ACROSS - _QUIET, DOWN - _QUIET
    ink = symbols.TONES[label.tone] if label.tone else GREY
    if label.watermark:
        _across(canvas, label.watermark)
    _bar(canvas, label, ink)
    room = right - left
    if label.qr:
        room -= _QR + _QUIET + 1 * MM
        canvas.setFillColorRGB(*_WHITE)
        canvas.rect(
            right - _QR - _QUIET, top - _QR - _QUIET, _QR + 2 * _QUIET, _QR + 2 * _QUIET, stroke=0, fill=1
        )
        symbols.qr(canvas, label.qr, right - _QR, top - _QR, _QR)
    _headline(canvas, label, (left, top, room, _QR - 1 * MM), ink)
    canvas.setFillColorRGB(*BLACK)
    if label.code:
        _line(canvas, label.code, (left, 6.7 * MM), BOLD, 18, right - left)
    else:
        _to_be_written(canvas, label.letter, (left, 6.7 * MM), right)
    canvas.setFillColorRGB(*GREY)
    for place, line in enumerate(label.lines):
        _line(
            canvas, line, (left, (3.9 - 2.4 * place) * MM), MONO if place == 0 else REGULAR, 6.2, right - left
        )


def _headline(canvas: Any, label: ResultLabel, box: tuple[float, float, float, float], ink: Colour) -> None:
    """The big words, in the middle of their box. Not erased: white on a dark ground, as on the page."""
    left, top, room, tall = box
    size = big(label.words, room, tall)
    used = len(label.words) * size * _LEADING
    canvas.setFillColorRGB(*ink)
    if label.tone == "bad":
        canvas.rect(left - 2 * MM, top - tall - 0.5 * MM, room + 2.5 * MM, tall + 1 * MM, stroke=0, fill=1)
        canvas.setFillColorRGB(*_WHITE)
    y = top - (tall - used) / 2 - size * 0.92
    canvas.setFont(BOLD, size)
    for line in label.words:
        canvas.drawString(left, y, line)
        y -= size * _LEADING


def _to_be_written(canvas: Any, letter: str, at: tuple[float, float], right: float) -> None:
    """The letter, then a rule for the tag and a box for the check letter."""
    x, y = at
    canvas.setFont(BOLD, 18)
    canvas.drawString(x, y, letter)
    canvas.setStrokeColorRGB(*BLACK)
    canvas.setLineWidth(0.6)
    canvas.line(x + 6 * MM, y, right - 8 * MM, y)
    canvas.rect(right - 6 * MM, y, 6 * MM, 6 * MM, stroke=1, fill=0)


def _bar(canvas: Any, label: ResultLabel, ink: Colour) -> None:
    """The colour, with the sign and the letter of the result in it. Amber: a frame, so that it is another
    one in black too. A rehearsal has an empty one."""
    middle, tall = _EDGE + _BAR / 2, DOWN - 2 * _EDGE
    canvas.setStrokeColorRGB(*ink)
    canvas.setFillColorRGB(*ink)
    if label.tone is None:
        canvas.setLineWidth(1)
        canvas.setDash(3, 2)
        canvas.rect(_EDGE, _EDGE, _BAR, tall, stroke=1, fill=0)
        canvas.setDash()
        return
    framed = label.tone == "amber"
    canvas.setLineWidth(2.4)
    canvas.rect(_EDGE + 1.2, _EDGE + 1.2, _BAR - 2.4, tall - 2.4, stroke=1, fill=int(not framed))
    inside, ground = (ink, _WHITE) if framed else (_WHITE, ink)
    symbols.draw(canvas, label.tone, (middle, DOWN - _EDGE - 6.8 * MM), 3.8 * MM, inside, ground)
    canvas.setFillColorRGB(*inside)
    canvas.setFont(BOLD, 30)
    canvas.drawCentredString(middle, _EDGE + 3 * MM, label.letter)


def _across(canvas: Any, text: str) -> None:
    """Under everything else, from corner to corner."""
    canvas.saveState()
    canvas.translate(ACROSS / 2, DOWN / 2)
    canvas.rotate(20)
    canvas.setFillColorRGB(*_PALE)
    text, size = fitted(text, BOLD, 26, ACROSS * 0.9)
    canvas.setFont(BOLD, size)
    canvas.drawCentredString(0, -size * 0.35, text)
    canvas.restoreState()


def _tag(canvas: Any, label: TagLabel) -> None:
    side, quiet = 20 * MM, 3.9 * MM  # 21 modules, and four
    symbols.qr(canvas, label.text, quiet, (DOWN - side) / 2, side)
    left, right = side + 2 * quiet, ACROSS - _EDGE - 0.5 * MM
    _badge(canvas, label, left)
    canvas.setFillColorRGB(*BLACK)
    _line(canvas, label.text, (left, 11.2 * MM), BOLD, 24, right - left)
    _line(canvas, label.what, (left, 7.4 * MM), REGULAR, 8, right - left)
    _line(canvas, label.check, (left, 4.5 * MM), REGULAR, 7, right - left)
    canvas.setFillColorRGB(*GREY)
    if label.issuer:
        _line(canvas, label.issuer, (left, 1.8 * MM), REGULAR, 5.5, right - left)


def _badge(canvas: Any, label: TagLabel, left: float) -> None:
    """A PC's is black, a drive's is framed: nobody sticks one on the other."""
    wide, tall, bottom = 11 * MM, 6.5 * MM, DOWN - _EDGE - 7 * MM
    canvas.setFillColorRGB(*BLACK)
    canvas.setStrokeColorRGB(*BLACK)
    canvas.setLineWidth(1)
    canvas.roundRect(left, bottom, wide, tall, 1 * MM, stroke=1, fill=int(not label.drive))
    if not label.drive:
        canvas.setFillColorRGB(*_WHITE)
    canvas.setFont(BOLD, 14)
    canvas.drawCentredString(left + wide / 2, bottom + tall / 2 - 4.9, label.badge)
