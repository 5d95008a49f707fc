"""A sheet of paper that remembers what each stroke means: text is tagged, decoration is not."""

import contextlib
import io
from collections.abc import Iterator, Sequence
from typing import Any

from coordi_wipe.certificate.tags import Element
from coordi_wipe.certificate.text import REGULAR, register_fonts
from coordi_wipe.model.errors import DamagedError

Colour = tuple[float, float, float]
BLACK: Colour = (0.0, 0.0, 0.0)
GREY: Colour = (0.33, 0.33, 0.33)
MM = 72 / 25.4
WIDTH, HEIGHT = 210 * MM, 297 * MM


class Sheet:
    """One A4 page. Lengths in points from the bottom left corner; `document` is its structure."""

    def __init__(self, language: str) -> None:
        from reportlab.pdfgen.canvas import Canvas

        register_fonts()
        self._out = io.BytesIO()
        self._canvas: Any = Canvas(
            self._out, pagesize=(WIDTH, HEIGHT), initialFontName=REGULAR, invariant=True, lang=language
        )
        self.document = Element("Document")
        self._open = [self.document]
        self._marked = 0

    def finish(self) -> bytes:
        """The PDF as drawn, not yet tagged."""
        self._canvas.showPage()
        self._canvas.save()
        return self._out.getvalue()

    @contextlib.contextmanager
    def element(
        self, tag: str, alternative: str = "", box: tuple[float, float, float, float] | None = None
    ) -> Iterator[None]:
        """Everything drawn inside belongs to this structure element."""
        element = Element(tag, alternative=alternative, box=box)
        self._open[-1].children.append(element)
        self._open.append(element)
        try:
            yield
        finally:
            self._open.pop()

    @contextlib.contextmanager
    def content(self) -> Iterator[Any]:
        """Strokes that mean something: marked content of the element that is open."""
        self._canvas._code.append(f"/{self._open[-1].tag} <</MCID {self._marked}>> BDC")
        self._open[-1].children.append(self._marked)
        self._marked += 1
        try:
            yield self._canvas
        finally:
            self._canvas._code.append("EMC")

    @contextlib.contextmanager
    def decoration(self) -> Iterator[Any]:
        """Strokes that mean nothing: rules, boxes, the watermark (its words stand elsewhere too)."""
        self._canvas.saveState()
        self._canvas._code.append("/Artifact BMC")
        try:
            yield self._canvas
        finally:
            self._canvas._code.append("EMC")
            self._canvas.restoreState()

    def lines(
        self,
        lines: Sequence[str],
        at: tuple[float, float],
        font: str,
        size: float,
        leading: float,
        colour: Colour = BLACK,
    ) -> float:
        """Draws lines downwards from this baseline; gives the baseline after the last."""
        x, y = at
        with self.content() as canvas:
            canvas.setFillColorRGB(*colour)
            canvas.setFont(font, size)
            for line in lines:
                canvas.drawString(x, y, line)
                y -= leading
        return y


def picture(path: str) -> Any:
    """A picture file as reportlab draws it: on white, without transparency, at most 800 pixels wide.

    Raises DamagedError("logo-unreadable").
    """
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    try:
        with Image.open(path) as opened:
            opened.thumbnail((800, 800))
            layer = opened.convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise DamagedError("logo-unreadable", path=path) from error
    white = Image.new("RGBA", layer.size, (255, 255, 255, 255))
    return ImageReader(Image.alpha_composite(white, layer).convert("RGB"))
