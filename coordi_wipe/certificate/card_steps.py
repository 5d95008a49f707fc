"""The card's first page: five steps, passwords, three colours, the red bin, what the donor asked."""

from typing import Any

from coordi_wipe.certificate import card_pictures, symbols
from coordi_wipe.certificate.card_page import WHITE, Area, frame, titled, write
from coordi_wipe.certificate.sheet import BLACK, GREY, MM, Colour
from coordi_wipe.certificate.text import BOLD
from coordi_wipe.certificate.wording import Wording
from coordi_wipe.model.tag import LETTERS
from coordi_wipe.model.tone import Tone

_GAP = 3.5 * MM
_STEPS = (
    ("card-scan", "card-scan-more"),
    ("card-confirm", "card-confirm-more"),
    ("card-works", "card-works-more"),
    ("card-result", "card-result-more"),
    ("card-next", "card-next-more"),
)
_COLOURS: dict[Tone, tuple[str, str]] = {
    "good": ("card-green", "card-green-more"),
    "amber": ("card-amber", "card-amber-more"),
    "bad": ("card-red", "card-red-more"),
}


def draw(canvas: Any, area: Area, words: Wording) -> None:
    """Fills the area of a page."""
    head, steps, _, password, _, colours, _, rules = area.rows(
        15 * MM, 131 * MM, _GAP, 27 * MM, _GAP, 50 * MM, _GAP
    )
    write(canvas, head, [words("card-title")], 30, font=BOLD)
    _steps(canvas, steps, words)
    _password(canvas, password, words)
    wide = (colours.wide - 2 * _GAP) / 3
    green, _, amber, _, red = colours.columns(wide, _GAP, wide, _GAP)
    for tone, part in zip(_COLOURS, (green, amber, red), strict=True):
        _colour(canvas, part, words, tone)
    left, _, right = rules.columns((rules.wide - _GAP) / 2, _GAP)
    write(canvas, titled(canvas, left, words("card-bin"), 16), [words("card-bin-more")], 17, middle=True)
    write(canvas, titled(canvas, right, words("card-donor"), 16), [words("card-donor-more")], 17, middle=True)


def _steps(canvas: Any, area: Area, words: Wording) -> None:
    tall = area.tall / len(_STEPS)
    for place, (row, (do, more)) in enumerate(zip(area.rows(*[tall] * 4), _STEPS, strict=True), 1):
        number, picture, _, text = row.columns(20 * MM, 36 * MM, 5 * MM)
        middle = (number.left + 8.5 * MM, row.top - tall / 2)
        canvas.setFillColorRGB(*BLACK)
        canvas.circle(*middle, 8.5 * MM, stroke=0, fill=1)
        canvas.setFillColorRGB(*WHITE)
        canvas.setFont(BOLD, 34)
        canvas.drawCentredString(middle[0], middle[1] - 12, str(place))
        card_pictures.draw(canvas, place, picture.inside(0, 2 * MM))
        above, below = text.inside(0, 1.6 * MM).rows(10 * MM)
        write(canvas, above, [words(do)], 25, font=BOLD, middle=True)
        write(canvas, below, [words(more)], 16.5)
        if place < len(_STEPS):
            canvas.setStrokeColorRGB(*GREY)
            canvas.setLineWidth(0.5)
            canvas.line(row.left, row.bottom, row.right, row.bottom)


def _password(canvas: Any, area: Area, words: Wording) -> None:
    """The loudest thing of the page: whoever guesses locks the PC."""
    frame(canvas, area, line=4)
    asked, do, why = area.inside(6 * MM, 2.5 * MM).rows(6.5 * MM, 9.5 * MM)
    write(canvas, asked, [words("card-password")], 16, middle=True)
    write(canvas, do, [words("card-password-do")], 27, font=BOLD, middle=True)
    write(canvas, why, [words("card-password-why")], 14, middle=True)


def _colour(canvas: Any, area: Area, words: Wording, tone: Tone) -> None:
    """As on the labels: bar filled, framed, or a dark ground; its sign, its letter, its word."""
    ink: Colour = symbols.TONES[tone]
    name, more = _COLOURS[tone]
    frame(canvas, area, ink=ink, line=2)
    head, said, rest = area.rows(15 * MM, 15 * MM)
    if tone == "bad":
        dark = Area(area.left, area.top, area.wide, head.tall + said.tall)
        frame(canvas, dark, ink=ink, ground=ink, line=2)
    framed = tone == "amber"
    frame(canvas, head, ink=ink, ground=None if framed else ink, line=2)
    front, ground = (ink, WHITE) if framed else (WHITE, ink)
    symbols.draw(canvas, tone, (head.left + 9 * MM, head.top - head.tall / 2), 4.6 * MM, front, ground)
    _, title, letter = head.columns(17 * MM, head.wide - 30 * MM)
    write(canvas, title, [words(name)], 19, font=BOLD, ink=front, middle=True)
    write(canvas, letter, [LETTERS[tone]], 28, font=BOLD, ink=front, middle=True, centred=True)
    headline = [words(f"label-word-{tone}-1"), words(f"label-word-{tone}-2")]
    below = WHITE if tone == "bad" else ink
    write(canvas, said.inside(3 * MM, 1 * MM), headline, 16.5, font=BOLD, ink=below, middle=True)
    write(canvas, rest.inside(3 * MM, 1 * MM), [words(more)], 16, middle=True)
