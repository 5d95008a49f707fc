"""The card's second page: each maker's keys and settings, and what to do when nothing starts or shows."""

from collections.abc import Sequence
from typing import Any

from coordi_wipe.certificate.card_makers import Maker, said
from coordi_wipe.certificate.card_page import (
    WHITE,
    Area,
    fits,
    fitting,
    frame,
    height,
    lines,
    steps,
    titled,
    write,
)
from coordi_wipe.certificate.sheet import BLACK, GREY, MM
from coordi_wipe.certificate.text import BOLD, REGULAR
from coordi_wipe.certificate.wording import Wording

_GAP = 3 * MM
_COLUMNS = (25 * MM, 29 * MM, 30 * MM, 28 * MM, 32 * MM)  # the trap takes the rest
_HEADS = ("card-maker", "card-boot", "card-setup", "card-secure-boot", "card-storage", "card-trap")
_FONTS = (BOLD, BOLD, BOLD, REGULAR, REGULAR, REGULAR)
_LARGEST, _KEYS = 13.5, 1.1  # points; how much larger names and keys are
_PALE = (0.93, 0.93, 0.93)
_EMPTY = "–"
_EDGE = (1.4 * MM, 0.9 * MM)
_HELP = (
    ("card-stick", ("card-stick-1", "card-stick-2", "card-stick-3", "card-stick-4")),
    ("card-no-drive", ("card-no-drive-1", "card-no-drive-2", "card-no-drive-3", "card-no-drive-4")),
    ("card-black", ("card-black-1", "card-black-2", "card-black-3")),
)

Cells = tuple[str, ...]


def draw(canvas: Any, area: Area, words: Wording, makers: Sequence[Maker]) -> None:
    """Fills the area of a page; the more makers, the smaller their words."""
    head, how, table, _, helps = area.rows(13 * MM, 8 * MM, 189 * MM, _GAP)
    write(canvas, head, [words("card-bios")], 28, font=BOLD)
    write(canvas, how, [words("card-bios-how")], 14)
    _table(
        canvas, table, [words(code) for code in _HEADS], [_cells(maker, words.language) for maker in makers]
    )
    wide = (helps.wide - 2 * _GAP) * 0.365
    stick, _, drive, _, black = helps.columns(wide, _GAP, wide, _GAP)
    for part, (title, codes) in zip((stick, drive, black), _HELP, strict=True):
        room = titled(canvas, part, words(title), 14)
        steps(canvas, room, [words(code) for code in codes], 14)


def _cells(maker: Maker, language: str) -> Cells:
    row = (maker.name, maker.boot, maker.setup, maker.secure_boot, maker.storage, maker.trap)
    return tuple(said(cell, language) or _EMPTY for cell in row)


def _table(canvas: Any, area: Area, heads: Sequence[str], rows: Sequence[Cells]) -> None:
    head, body = area.rows(12 * MM)
    canvas.setFillColorRGB(*BLACK)
    canvas.rect(head.left, head.bottom, head.wide, head.tall, stroke=0, fill=1)
    titles = [cell.inside(*_EDGE) for cell in head.columns(*_COLUMNS)]
    size = min(fitting([text], BOLD, 13, cell) for text, cell in zip(heads, titles, strict=True))
    for cell, text in zip(titles, heads, strict=True):
        write(canvas, cell, [text], size, font=BOLD, ink=WHITE, middle=True)
    size = _LARGEST
    while sum(needs := [_tall(row, size, area) for row in rows]) > body.tall:
        size *= 0.98
    spare = (body.tall - sum(needs)) / len(rows)
    for place, (part, row) in enumerate(zip(body.rows(*[n + spare for n in needs]), rows, strict=False)):
        _row(canvas, part, row, size, shaded=place % 2 == 1)
    frame(canvas, area, ink=GREY, line=0.8, round_=0)


def _row(canvas: Any, area: Area, row: Cells, size: float, *, shaded: bool) -> None:
    if shaded:
        canvas.setFillColorRGB(*_PALE)
        canvas.rect(area.left, area.bottom, area.wide, area.tall, stroke=0, fill=1)
    for place, (cell, text) in enumerate(zip(area.columns(*_COLUMNS), row, strict=True)):
        large = size * (_KEYS if _FONTS[place] == BOLD else 1)
        write(canvas, cell.inside(*_EDGE), [text], large, font=_FONTS[place], middle=True)
        if place:
            canvas.setStrokeColorRGB(*GREY)
            canvas.setLineWidth(0.3)
            canvas.line(cell.left, area.top, cell.left, area.bottom)


def _tall(row: Cells, size: float, area: Area) -> float:
    """Points that this row needs for its cells at this size."""
    tall = 0.0
    for text, font, column in zip(row, _FONTS, area.columns(*_COLUMNS), strict=True):
        large = size * (_KEYS if font == BOLD else 1)
        room = column.inside(*_EDGE)
        if not fits([text], font, large, Area(room.left, room.top, room.wide, 10_000.0)):
            large = fitting([text], font, large, room)
        tall = max(tall, height(len(lines([text], font, large, room.wide)), large))
    return tall + 2 * _EDGE[1]
