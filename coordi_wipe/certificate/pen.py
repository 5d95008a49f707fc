"""A pen that goes down the sheet: wrapped text, tables of two columns, lists, each tagged as what it is."""

from collections.abc import Sequence

from coordi_wipe.certificate.content import Row, Section
from coordi_wipe.certificate.sheet import BLACK, GREY, MM, WIDTH, Colour, Sheet
from coordi_wipe.certificate.text import BOLD, MONO, REGULAR, width, wrap

LEFT, RIGHT = 15 * MM, WIDTH - 15 * MM
_SMALLEST = 6.2


def _fitting(value: str, size: float, room: float) -> float:
    """The size at which an exact value stays on one line; where even the smallest is too wide, that."""
    return max(min(size, 0.999 * size * room / max(width(value, MONO, size), 1)), _SMALLEST)


class Pen:
    """Draws at `y` (points from the bottom) and moves below what it drew. `size`: that of plain text."""

    def __init__(self, sheet: Sheet, y: float, size: float) -> None:
        self.sheet, self.y, self.size = sheet, y, size
        self.leading = size * 1.3

    def text(
        self,
        text: str,
        font: str = REGULAR,
        size: float = 0,
        left: float = LEFT,
        right: float = RIGHT,
        colour: Colour = BLACK,
    ) -> None:
        """Wrapped text, marked as content of the element that is open."""
        size = size or self.size
        lines = wrap(text, font, size, right - left)
        leading = max(size * 1.3, self.leading if size < self.size else 0)
        self.sheet.lines(lines, (left, self.y - size * 0.95), font, size, leading, colour)
        self.y -= leading * len(lines)

    def paragraph(self, text: str, font: str = REGULAR, size: float = 0, colour: Colour = BLACK) -> None:
        """Text that stands for itself."""
        with self.sheet.element("P"):
            self.text(text, font, size, colour=colour)

    def section(self, section: Section, left: float = LEFT, right: float = RIGHT) -> None:
        """A heading with a thin rule, then rows or sentences."""
        with self.sheet.element("H2"):
            self.text(section.heading, BOLD, self.size + 1, left, right)
        with self.sheet.decoration() as canvas:
            canvas.setStrokeColorRGB(*GREY)
            canvas.setLineWidth(0.4)
            canvas.line(left, self.y, right, self.y)
        self.y -= self.size * 0.3
        if section.rows:
            self.rows(section.rows, left, right)
        if section.items:
            self.items(section.items, left, right)

    def rows(self, rows: Sequence[Row], left: float, right: float) -> None:
        """A table: labels in one column, values in the other. Exact values in letters that differ."""
        label_size = self.size - 0.5
        labels = min(
            max(width(row.label, REGULAR, label_size) for row in rows) + 2.5 * MM, (right - left) / 3
        )
        with self.sheet.element("Table"):
            for row in rows:
                with self.sheet.element("TR"):
                    self._row(row, left, left + labels, right, label_size)

    def _row(self, row: Row, left: float, middle: float, right: float, label_size: float) -> None:
        top = self.y
        with self.sheet.element("TH"):
            self.text(row.label, REGULAR, label_size, left, middle, GREY)
        below_label, self.y = self.y, top
        with self.sheet.element("TD"):
            if row.exact:
                size = _fitting(row.value, self.size + (0.8 if row.strong else -0.9), right - middle)
                self.text(row.value, MONO, size, middle, right)
            else:
                self.text(row.value, BOLD if row.strong else REGULAR, self.size, middle, right)
        self.y = min(self.y, below_label)

    def items(self, items: Sequence[str], left: float, right: float) -> None:
        """A list, each sentence with its bullet."""
        indent = left + self.size * 0.8
        with self.sheet.element("L"):
            for item in items:
                top = self.y
                with self.sheet.element("LI"):
                    with self.sheet.element("Lbl"):
                        self.text("•", REGULAR, 0, left, right)
                    self.y = top
                    with self.sheet.element("LBody"):
                        self.text(item, REGULAR, 0, indent, right)
