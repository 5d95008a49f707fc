"""Where everything stands on the page, and how it gives way when there is much to say."""

import msgspec

from coordi_wipe.certificate import symbols
from coordi_wipe.certificate.content import Page
from coordi_wipe.certificate.pen import LEFT, RIGHT, Pen
from coordi_wipe.certificate.sheet import BLACK, GREY, HEIGHT, MM, WIDTH, Colour, Sheet, picture
from coordi_wipe.certificate.text import BOLD, MONO, REGULAR, width, wrap
from coordi_wipe.model.errors import DamagedError

_TOP, _BOTTOM = HEIGHT - 12 * MM, 10 * MM
_MIDDLE = (LEFT + RIGHT) / 2
_QR = 26 * MM
_SIZES = (10.8, 10.2, 9.6, 9.2, 8.8, 8.4, 8.0, 7.6, 7.2, 6.8, 6.5)
_MOST_ITEMS = 25
_WHITE: Colour = (1.0, 1.0, 1.0)
_PALE: Colour = (0.88, 0.88, 0.88)


def draw(page: Page) -> Sheet:
    """The page at the largest size at which everything fits.

    Where it does not fit at the smallest, the longest list loses sentences from its end and says so
    (« suite dans evidence.json ») until it does. Raises DamagedError("page-overfull") when even that
    is not enough.
    """
    for size in _SIZES:
        _, spare = _drawn(page, size, spread=0)
        if spare >= 0:
            return _drawn(page, size, spread=spare)[0]
    while True:
        page = _folded(page)
        sheet, spare = _drawn(page, _SIZES[-1], spread=0)
        if spare >= 0:
            return sheet


def _folded(page: Page) -> Page:
    """One sentence less in the longest list (none has more than 24), then the words that say so."""
    longest = max(page.remarks, key=lambda section: len("".join(section.items)))
    kept = tuple(item for item in longest.items if item != page.more)[:_MOST_ITEMS][:-1]
    if not kept:
        raise DamagedError("page-overfull")
    shorter = msgspec.structs.replace(longest, items=(*kept, page.more))
    remarks = tuple(shorter if section is longest else section for section in page.remarks)
    return msgspec.structs.replace(page, remarks=remarks)


def _drawn(page: Page, size: float, spread: float) -> tuple[Sheet, float]:
    """A drawn page, and the height in points that it left over (negative: it does not fit).

    `spread` is left-over height to be given back: a little between sections, the rest above the proof.
    """
    sheet = Sheet(page.language)
    pen = Pen(sheet, _TOP, size)
    gap = size * 0.9 + min(spread / (len(page.remarks) + 3), 4 * MM)
    _watermark(sheet, page)
    _head(pen, page)
    _result(pen, page)
    pen.y -= gap
    _origins(pen, page)
    for section in (page.method, *page.remarks):
        pen.y -= gap
        pen.section(section)
    pen.y -= gap
    if spread:
        pen.y -= max(pen.y - _proof_height(page, size) - _BOTTOM, 0)
    return sheet, _proof(sheet, page, pen.y, size) - _BOTTOM


def _watermark(sheet: Sheet, page: Page) -> None:
    """Under everything else; the same words stand in the band on top, where they are read aloud."""
    if not page.watermark:
        return
    with sheet.decoration() as canvas:
        canvas.translate(WIDTH / 2, HEIGHT / 2)
        canvas.rotate(50)
        canvas.setFillColorRGB(*_PALE)
        canvas.setFont(BOLD, 58)
        canvas.drawCentredString(0, -20, page.watermark)


def _head(pen: Pen, page: Page) -> None:
    """Who issues it, the title, its number."""
    sheet = pen.sheet
    if page.warning:
        tall = 7.5 * MM
        with sheet.decoration() as canvas:
            canvas.setFillColorRGB(*BLACK)
            canvas.rect(LEFT, pen.y - tall, RIGHT - LEFT, tall, stroke=0, fill=1)
        with sheet.element("P"):
            sheet.lines([page.warning], (LEFT + 3 * MM, pen.y - tall + 2.4 * MM), BOLD, 11, 0, _WHITE)
        pen.y -= tall + 3 * MM
    top = pen.y
    left = LEFT + _logo(sheet, page, top)
    for index, line in enumerate(page.issuer):
        with sheet.element("P"):
            font, size, colour = (BOLD, 12.0, BLACK) if index == 0 else (REGULAR, 8.5, GREY)
            pen.text(line, font, size, left, RIGHT - 42 * MM, colour)
    with sheet.element("P"):
        label = f"{page.number_label} "
        x = RIGHT - width(page.number, MONO, 11) - width(label, REGULAR, 9)
        sheet.lines([label], (x, top - 11), REGULAR, 9, 0, GREY)
        sheet.lines([page.number], (RIGHT - width(page.number, MONO, 11), top - 11), MONO, 11, 0)
    pen.y = min(pen.y, top - (15 * MM if page.logo else 5 * MM)) - 3 * MM
    with sheet.element("H1"):
        pen.text(page.title, BOLD, 21)
    pen.y -= 2 * MM


def _logo(sheet: Sheet, page: Page, top: float) -> float:
    """The logo in a box of 34 × 15 mm; gives the room that it takes."""
    if not page.logo:
        return 0
    logo = picture(page.logo)
    across, down = logo.getSize()
    scale = min(34 * MM / across, 15 * MM / down)
    wide, tall = float(across * scale), float(down * scale)
    box = (LEFT, top - tall, LEFT + wide, top)
    with sheet.element("Figure", page.logo_alternative, box), sheet.content() as canvas:
        canvas.drawImage(logo, box[0], box[1], wide, tall)
    return wide + 4 * MM


def _result(pen: Pen, page: Page) -> None:
    """The result in one big word. Not erased: white on a dark ground; with exceptions: a dashed frame."""
    sheet, tone = pen.sheet, symbols.TONES[page.tone]
    ink = _WHITE if page.tone == "bad" else tone
    plain = _WHITE if page.tone == "bad" else BLACK
    x, size = LEFT + 23 * MM, pen.size + 1.4
    sentence = wrap(page.sentence, REGULAR, size, RIGHT - x - 4 * MM)
    big = 36.0
    while width(page.word, BOLD, big) > RIGHT - x - 4 * MM:
        big -= 1
    tall = max(big * 0.74 + (len(sentence) + 1) * size * 1.32 + 11 * MM, 24 * MM)
    with sheet.decoration() as canvas:
        canvas.setStrokeColorRGB(*tone)
        canvas.setFillColorRGB(*tone)
        canvas.setLineWidth(2.2)
        if page.tone == "amber":
            canvas.setDash(7, 3)
        canvas.roundRect(LEFT, pen.y - tall, RIGHT - LEFT, tall, 2 * MM, fill=int(page.tone == "bad"))
        canvas.setDash()
        ground = tone if page.tone == "bad" else _WHITE
        symbols.draw(canvas, page.tone, (LEFT + 12 * MM, pen.y - tall / 2), 7.5 * MM, ink, ground)
    y = pen.y - 5.5 * MM - big * 0.74
    with sheet.element("P"):
        sheet.lines([page.word], (x, y), BOLD, big, 0, ink)
    y -= size * 1.6
    with sheet.element("P"):
        y = sheet.lines([page.level], (x, y), BOLD, size, size * 1.32, plain)
    with sheet.element("P"):
        sheet.lines(sentence, (x, y), REGULAR, size, size * 1.32, plain)
    pen.y -= tall


def _origins(pen: Pen, page: Page) -> None:
    """The drive and the computer that it was in, side by side."""
    top = pen.y
    pen.section(page.drive, LEFT, _MIDDLE - 3 * MM)
    below_drive, pen.y = pen.y, top
    pen.section(page.machine, _MIDDLE + 3 * MM, RIGHT)
    pen.y = min(pen.y, below_drive)


def _proof_height(page: Page, size: float) -> float:
    """What the proof block takes, measured by drawing it on a sheet that nobody sees."""
    return _TOP - _proof(Sheet(page.language), page, _TOP, size)


def _proof(sheet: Sheet, page: Page, y: float, size: float) -> float:
    """What lets a stranger check this page: QR code, digest, ledger, seal; then the small print.

    Begins at `y` and gives the `y` below.
    """
    pen = Pen(sheet, y, min(size, 9.2))
    with sheet.decoration() as canvas:
        canvas.setLineWidth(1)
        canvas.line(LEFT, pen.y, RIGHT, pen.y)
    pen.y -= 4 * MM  # a QR code needs four modules of white around it
    top = pen.y
    box = (LEFT, top - _QR, LEFT + _QR, top)
    with sheet.element("Figure", page.qr_alternative, box), sheet.content() as canvas:
        symbols.qr(canvas, page.qr, box[0], box[1], _QR)
    below_qr = box[1] - 3 * MM
    if page.qr_caption:
        pen.y = below_qr
        with sheet.element("P"):
            pen.text(page.qr_caption, REGULAR, 7.5, LEFT, LEFT + _QR + 2 * MM)
        below_qr = pen.y
    pen.y = top
    pen.rows(page.proof, LEFT + _QR + 6 * MM, RIGHT)
    pen.y = min(pen.y, below_qr) - 1.5 * MM
    for line in page.small_print:
        pen.paragraph(line, REGULAR, max(pen.size - 2, 6.2), GREY)
    return pen.y
