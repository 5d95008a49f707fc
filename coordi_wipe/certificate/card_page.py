"""Areas of a page, and text that stays inside its area: smaller where it must be, never cut, never over."""

import re
from collections.abc import Sequence
from typing import Any

from coordi_wipe.certificate.sheet import BLACK, Colour
from coordi_wipe.certificate.text import BOLD, REGULAR, width, wrap
from coordi_wipe.model.base import Base

LEADING = 1.22
_UNDER = 0.26  # how far letters reach below their line, in sizes
_STEP = 0.96  # from one size that was tried to the next
_INDENT = 1.3  # of a numbered step, in sizes
_ENDLESS = 10_000.0  # points: no page is as tall
WHITE: Colour = (1.0, 1.0, 1.0)


class Area(Base, frozen=True):
    """A rectangle; points from the page's lower left corner to its own left and top edges."""

    left: float
    top: float
    wide: float
    tall: float

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.top - self.tall

    @property
    def right(self) -> float:
        """The right edge."""
        return self.left + self.wide

    def inside(self, across: float, down: float | None = None) -> "Area":
        """What is left when both sides lose `across`, top and bottom `down` (the same where not given)."""
        down = across if down is None else down
        return Area(self.left + across, self.top - down, self.wide - 2 * across, self.tall - 2 * down)

    def rows(self, *tall: float) -> tuple["Area", ...]:
        """Cut from top to bottom into rows this tall; the last one takes the rest."""
        made, top = [], self.top
        for part in tall:
            made.append(Area(self.left, top, self.wide, part))
            top -= part
        return (*made, Area(self.left, top, self.wide, top - self.bottom))

    def columns(self, *wide: float) -> tuple["Area", ...]:
        """Cut from left to right into columns this wide; the last one takes the rest."""
        made, left = [], self.left
        for part in wide:
            made.append(Area(left, self.top, part, self.tall))
            left += part
        return (*made, Area(left, self.top, self.right - left, self.tall))


def lines(texts: Sequence[str], font: str, size: float, room: float) -> list[str]:
    """The lines of some paragraphs, one after another; no line begins with a mark or ends with a quote."""
    return [line for text in texts for line in wrap(_bound(text), font, size, room)]


def _bound(text: str) -> str:
    """French puts spaces before marks and inside quotes, which no line may break at."""
    return re.sub(r" (?=[:?!;»›])|(?<=«) ", "\u00a0", text)


def fits(texts: Sequence[str], font: str, size: float, area: Area) -> bool:
    """Whether these paragraphs fill no more than the area, without a word being broken."""
    words = [word for text in texts for word in _bound(text).split(" ")]
    if any(width(word, font, size) > area.wide for word in words):
        return False
    return height(len(lines(texts, font, size, area.wide)), size) <= area.tall


def height(count: int, size: float) -> float:
    """Points that this many lines take."""
    return ((count - 1) * LEADING + 1 + _UNDER) * size


def fitting(texts: Sequence[str], font: str, size: float, area: Area) -> float:
    """The largest size, `size` at most, at which these paragraphs fit into the area."""
    while not fits(texts, font, size, area):
        size *= _STEP
    return size


def write(
    canvas: Any,
    area: Area,
    texts: Sequence[str],
    size: float,
    *,
    font: str = REGULAR,
    ink: Colour = BLACK,
    middle: bool = False,
    centred: bool = False,
) -> None:
    """Paragraphs in an area, at most this large; in the middle of its height, of its width, or neither."""
    size = fitting(texts, font, size, area)
    found = lines(texts, font, size, area.wide)
    spare = (area.tall - height(len(found), size)) / 2 if middle else 0
    y = area.top - spare - size
    canvas.setFillColorRGB(*ink)
    canvas.setFont(font, size)
    for line in found:
        canvas.drawString(area.left + ((area.wide - width(line, font, size)) / 2 if centred else 0), y, line)
        y -= size * LEADING


def steps(canvas: Any, area: Area, texts: Sequence[str], size: float) -> None:
    """A numbered list, its numbers before the text, at most this large."""
    gap = 0.35
    while sum(tall := _each(texts, size, area)) + gap * size * (len(texts) - 1) > area.tall:
        size *= _STEP
    top = area.top
    for place, (text, part) in enumerate(zip(texts, tall, strict=True), 1):
        number, body = Area(area.left, top, area.wide, part).columns(_INDENT * size)
        write(canvas, number, [f"{place}."], size, font=BOLD)
        write(canvas, body, [text], size)
        top -= part + gap * size


def _each(texts: Sequence[str], size: float, area: Area) -> list[float]:
    """Points that each step takes at this size; none fits where a word is wider than the area."""
    room = area.wide - _INDENT * size
    if not all(fits([text], REGULAR, size, Area(0, 0, room, _ENDLESS)) for text in texts):
        return [_ENDLESS]
    return [height(len(lines([text], REGULAR, size, room)), size) for text in texts]


def frame(
    canvas: Any,
    area: Area,
    *,
    ink: Colour = BLACK,
    ground: Colour | None = None,
    line: float = 1.2,
    round_: float = 5,
) -> None:
    """A box with round corners, its stroke inside the area."""
    canvas.setStrokeColorRGB(*ink)
    canvas.setFillColorRGB(*(ground or WHITE))
    canvas.setLineWidth(line)
    kept = area.inside(line / 2)
    canvas.roundRect(
        kept.left, kept.bottom, kept.wide, kept.tall, round_, stroke=1, fill=int(ground is not None)
    )


def titled(canvas: Any, area: Area, title: str, size: float, *, ink: Colour = BLACK) -> Area:
    """A box with its title in white on a dark bar; gives what is left for the text."""
    frame(canvas, area, ink=ink)
    bar, rest = area.rows(size * 1.75)
    frame(canvas, bar, ink=ink, ground=ink)
    write(canvas, bar.inside(8, 1), [title], size, font=BOLD, ink=WHITE, middle=True)
    return rest.inside(8, 5)
