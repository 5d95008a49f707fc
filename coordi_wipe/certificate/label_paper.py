"""The papers that labels are printed on: a roll, a label a page, or an A4 sheet of 24."""

import io
from collections.abc import Callable, Sequence
from typing import Any

from coordi_wipe.certificate.sheet import HEIGHT, MM, WIDTH
from coordi_wipe.certificate.text import REGULAR, register_fonts
from coordi_wipe.model.base import Base
from coordi_wipe.model.errors import UsageError

ACROSS, DOWN = 62 * MM, 29 * MM
"""A label, on either paper: what is drawn stays within this box."""


class Paper(Base, frozen=True):
    """Lengths in points. `left`, `top`: from the page's corner to its first label; `cell`: one label."""

    page: tuple[float, float]
    columns: int
    rows: int
    left: float
    top: float
    cell: tuple[float, float]


ROLL = Paper((ACROSS, DOWN), 1, 1, 0, 0, (ACROSS, DOWN))
SHEET = Paper((WIDTH, HEIGHT), 3, 8, 0, 0.5 * MM, (70 * MM, 37 * MM))
"""24 labels of 70 × 37 mm, the common one: no margin at the sides, 0.5 mm above and below. Each drawing
stands in the middle of its label, 4 mm from the edge, where every printer reaches."""

PAPERS = {"roll": ROLL, "sheet": SHEET}

Draw = Callable[[Any], None]


def printed(labels: Sequence[Draw], paper: Paper, title: str, language: str, *, skip: int = 0) -> bytes:
    """A PDF of these labels, each drawn with its own origin at the lower left; same input, same bytes.

    `skip`: labels that are gone from the first sheet. Raises UsageError("labels-skip-wrong").
    """
    from reportlab.pdfgen.canvas import Canvas

    each = paper.columns * paper.rows
    if not 0 <= skip < each:
        raise UsageError("labels-skip-wrong", most=each - 1)
    register_fonts()
    out = io.BytesIO()
    canvas: Any = Canvas(out, paper.page, initialFontName=REGULAR, invariant=True, lang=language)
    canvas.setTitle(title)
    for place, label in enumerate(labels, skip):
        if place > skip and place % each == 0:
            canvas.showPage()
        row, column = divmod(place % each, paper.columns)
        canvas.saveState()
        canvas.translate(
            paper.left + column * paper.cell[0] + (paper.cell[0] - ACROSS) / 2,
            paper.page[1] - paper.top - (row + 1) * paper.cell[1] + (paper.cell[1] - DOWN) / 2,
        )
        label(canvas)
        canvas.restoreState()
    canvas.save()
    return out.getvalue()
