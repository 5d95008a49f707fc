"""Where everything stands on the page, and how it gives way when there is much to say."""

from collections.abc import Sequence

import msgspec

from coordi_wipe.certificate.content import Page, Row, Section
from coordi_wipe.certificate.sheet import BLACK, GREY, HEIGHT, MM, WIDTH, Colour, Sheet
from coordi_wipe.certificate.text import BOLD, MONO, REGULAR, width, wrap

_LEFT, _RIGHT = 15 * MM, WIDTH - 15 * MM
_TOP, _BOTTOM = HEIGHT - 12 * MM, 10 * MM
_QR = 27 * MM
_SIZES = (9.5, 9.0, 8.5, 8.0, 7.5, 7.0, 6.5)
_TONES: dict[str, Colour] = {
    "good": (0.04, 0.40, 0.16),
    "amber": (0.62, 0.34, 0.0),
    "bad": (0.70, 0.05, 0.05),
}


class Overfull(Exception):
    """What has to be said does not fit at this size."""


def draw(page: Page) -> Sheet:
    """The page at the largest size at which everything fits; then with its longest lists folded.

    Raises Overfull only when nothing is left to fold.
    """
    for size in _SIZES:
        try:
            return _draw(page, size)
        except Overfull:
            continue
    return draw(_folded(page))


def _folded(page: Page) -> Page:
    """One sentence less in the longest list, which then says that there are more in evidence.json."""
    longest = max(page.remarks, key=lambda section: len(section.items))
    if len(longest.items) <= 2:
        raise Overfull
    items = longest.items
    kept = items[:-2] if items[-1] == page.more else items[:-1]
    shorter = msgspec.structs.replace(longest, items=(*kept, page.more))
    remarks = tuple(shorter if section is longest else section for section in page.remarks)
    return msgspec.structs.replace(page, remarks=remarks)


def _draw(page: Page, size: float) -> Sheet:
    sheet = Sheet()
    body = _Body(sheet, page, size)
    body.watermark()
    body.head()
    body.result()
    body.origins()
    body.section(page.method)
    for section in page.remarks:
        body.section(section)
    body.proof()
    return sheet


class _Body:
    """A pen that goes down the sheet."""

    def __init__(self, sheet: Sheet, page: Page, size: float) -> None:
        self.sheet, self.page, self.size = sheet, page, size
        self.leading = size * 1.28
        self.y = _TOP
        self.colour = _TONES[page.tone]

    def watermark(self) -> None:
        if not self.page.watermark:
            return
        with self.sheet.decoration() as canvas:
            canvas.translate(WIDTH / 2, HEIGHT / 2)
            canvas.rotate(52)
            canvas.setFillColorRGB(0.87, 0.87, 0.87)
            canvas.setFont(BOLD, 50)
            canvas.drawCentredString(0, -18, self.page.watermark)

    def head(self) -> None:
        for index, line in enumerate(self.page.issuer):
            with self.sheet.element("P"):
                self.text(line, BOLD if index == 0 else REGULAR, self.size + (1.5 if index == 0 else -1))
        self.y -= 4
        with self.sheet.element("H1"):
            self.y -= 10
            self.text(self.page.title, BOLD, 19)

    def result(self) -> None:
        page = self.page
        if page.warning:
            with self.sheet.element("P"):
                self.text(page.warning, BOLD, self.size)
        sentence = wrap(page.sentence, REGULAR, self.size + 1, _RIGHT - _LEFT - 8 * MM)
        big = 30.0
        while width(f"{page.symbol} {page.word}", BOLD, big) > _RIGHT - _LEFT - 8 * MM:
            big -= 1
        tall = big + (len(sentence) + 1.6) * (self.size + 1) * 1.3 + 6
        with self.sheet.decoration() as canvas:
            canvas.setStrokeColorRGB(*self.colour)
            canvas.setLineWidth(2)
            canvas.rect(_LEFT, self.y - tall, _RIGHT - _LEFT, tall)
        x, self.y = _LEFT + 4 * MM, self.y - big - 1
        with self.sheet.element("P"):
            self.sheet.lines([f"{page.symbol} {page.word}"], (x, self.y), BOLD, big, 0, self.colour)
        self.y -= (self.size + 1) * 1.7
        with self.sheet.element("P"):
            self.y = self.sheet.lines([page.level], (x, self.y), BOLD, self.size + 1, (self.size + 1) * 1.3)
        with self.sheet.element("P"):
            self.y = self.sheet.lines(sentence, (x, self.y), REGULAR, self.size + 1, (self.size + 1) * 1.3)
        self.y -= 8

    def origins(self) -> None:
        """Drive and machine, side by side."""
        middle = (_LEFT + _RIGHT) / 2
        top = self.y
        ends = []
        for section, left, right in (
            (self.page.drive, _LEFT, middle - 3 * MM),
            (self.page.machine, middle + 3 * MM, _RIGHT),
        ):
            self.y = top
            self.section(section, left, right)
            ends.append(self.y)
        self.y = min(ends)

    def section(self, section: Section, left: float = _LEFT, right: float = _RIGHT) -> None:
        self.y -= self.leading * 0.6
        with self.sheet.element("H2"):
            self.text(section.heading, BOLD, self.size + 1, left, right)
        if section.rows:
            self.rows(section.rows, left, right)
        if section.items:
            with self.sheet.element("L"):
                for item in section.items:
                    with self.sheet.element("LI"), self.sheet.element("LBody"):
                        self.text(f"• {item}", REGULAR, self.size, left, right)

    def rows(self, rows: Sequence[Row], left: float, right: float) -> None:
        labels = max(width(row.label, BOLD, self.size - 0.5) for row in rows) + 3 * MM
        with self.sheet.element("Table"):
            for row in rows:
                with self.sheet.element("TR"):
                    y = self.y
                    with self.sheet.element("TH"):
                        self.text(row.label, BOLD, self.size - 0.5, left, right, GREY)
                    after_label, self.y = self.y, y
                    with self.sheet.element("TD"):
                        font, size = (MONO, self.size - 0.8) if row.exact else (REGULAR, self.size)
                        self.text(row.value, font, size, left + labels, right)
                    self.y = min(self.y, after_label)

    def proof(self) -> None:
        left = _LEFT + _QR + 5 * MM
        self.y -= self.leading * 0.5
        top = self.y
        self.rows(self.page.proof, left, _RIGHT)
        self.qr(top)
        self.y = min(self.y, top - _QR - self.leading)
        for line in self.page.small_print:
            with self.sheet.element("P"):
                self.text(line, REGULAR, max(self.size - 2, 6), colour=GREY)
        if self.y < _BOTTOM:
            raise Overfull

    def qr(self, top: float) -> None:
        import segno

        code = segno.make(self.page.qr, error="m", micro=False, boost_error=False)
        rows = [list(row) for row in code.matrix]
        side = _QR / len(rows)
        box = (_LEFT, top + self.size - _QR, _LEFT + _QR, top + self.size)
        with self.sheet.element("Figure", self.page.qr_alternative, box), self.sheet.content() as canvas:
            canvas.setFillColorRGB(*BLACK)
            for down, row in enumerate(rows):
                for right, dark in enumerate(row):
                    if dark:
                        x, y = _LEFT + right * side, box[3] - (down + 1) * side
                        canvas.rect(x, y, side, side, stroke=0, fill=1)
        if self.page.qr_caption:
            with self.sheet.element("P"):
                self.sheet.lines([self.page.qr_caption], (_LEFT, box[1] - 8), REGULAR, 7, 8)

    def text(
        self,
        text: str,
        font: str,
        size: float,
        left: float = _LEFT,
        right: float = _RIGHT,
        colour: Colour = BLACK,
    ) -> None:
        """Wrapped text at the pen, which moves below it."""
        lines = wrap(text, font, size, right - left)
        leading = max(size * 1.28, self.leading if size <= self.size else 0)
        self.sheet.lines(lines, (left, self.y - size * 0.3), font, size, leading, colour)
        self.y -= leading * len(lines)
