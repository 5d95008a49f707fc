"""The card of the bench: two A4 pages to laminate. The five steps and the rules; then each maker's keys."""

import io
from collections.abc import Sequence
from typing import Any

from coordi_wipe.certificate import card_bios, card_steps
from coordi_wipe.certificate.card_makers import Maker, load
from coordi_wipe.certificate.card_page import Area
from coordi_wipe.certificate.sheet import HEIGHT, MM, WIDTH
from coordi_wipe.certificate.text import REGULAR, register_fonts
from coordi_wipe.certificate.wording import Wording

MARGIN = 11 * MM
"""White at each edge: for printers, and for the welded edge of the plastic."""


def card(language: str, makers: Sequence[Maker] | None = None) -> bytes:
    """The card as PDF, its fonts inside; same input, same bytes. `makers`: the product's own where not given.

    Raises DamagedError("card-makers-unreadable").
    """
    from reportlab.pdfgen.canvas import Canvas

    makers = load() if makers is None else makers
    words, area = Wording(language), Area(0, HEIGHT, WIDTH, HEIGHT).inside(MARGIN)
    register_fonts()
    out = io.BytesIO()
    canvas: Any = Canvas(out, (WIDTH, HEIGHT), initialFontName=REGULAR, invariant=True, lang=language)
    canvas.setTitle(words("card-document"))
    card_steps.draw(canvas, area, words)
    canvas.showPage()
    card_bios.draw(canvas, area, words, makers)
    canvas.showPage()
    canvas.save()
    return out.getvalue()
