"""The root on paper: its 24 words, numbered, and the same as a QR code; one A4 page for a safe."""

import datetime
import io
import shlex
from typing import Any

from coordi_wipe.certificate import root_key, root_words, symbols, tags
from coordi_wipe.certificate.authority import common_name
from coordi_wipe.certificate.pen import LEFT, RIGHT, Pen
from coordi_wipe.certificate.root_key import Root
from coordi_wipe.certificate.sheet import GREY, HEIGHT, MM, Sheet
from coordi_wipe.certificate.text import BOLD, MONO, REGULAR
from coordi_wipe.certificate.turn import alone
from coordi_wipe.certificate.vault import plain
from coordi_wipe.certificate.wording import Wording

_COLUMNS, _ROW, _WORD = 3, 12 * MM, 19  # of words; points
_QR = 50 * MM
_PREFIX = 16  # digits of the fingerprint that the command repeats: enough to notice a slip
_KEEP = ("page-root-print", "page-root-safe", "page-root-secret", "page-root-passphrase")


def paper(root: Root, day: datetime.date, language: str) -> bytes:
    """The page as PDF, tagged, in memory only: whoever asked for it decides where it lies."""
    words, name = Wording(language), common_name(root.certificate)
    sheet = Sheet(language)
    pen = Pen(sheet, HEIGHT - 18 * MM, 13)
    title = words("page-root-title", name=name)
    with sheet.element("H1"):
        pen.text(title, BOLD, 24)
    pen.y -= 2 * MM
    pen.paragraph(words("page-root-what", day=day.isoformat()), colour=GREY)
    pen.y -= 6 * MM
    _words(pen, root)
    pen.y -= 4 * MM
    _list(pen, words("page-root-keep"), [words(code) for code in _KEEP])
    _again(pen, words, root, name)
    return _tagged(sheet, title, language)


def grouped(fingerprint: str) -> str:
    """A fingerprint in fours, as people compare it."""
    return " ".join(fingerprint[at : at + 4] for at in range(0, len(fingerprint), 4))


def _words(pen: Pen, root: Root) -> None:
    """Down the columns, as they are read aloud; the number small, the word large."""
    words = root_words.words_of(root.entropy)
    down = len(words) // _COLUMNS
    top, column = pen.y, (RIGHT - LEFT) / _COLUMNS
    with pen.sheet.element("L"):
        for place, word in enumerate(words):
            x, y = LEFT + place // down * column, top - (place % down + 1) * _ROW + 3 * MM
            with pen.sheet.element("LI"):
                with pen.sheet.element("Lbl"):
                    pen.sheet.lines([f"{place + 1}."], (x + 2 * MM, y), REGULAR, 11, 11, GREY)
                with pen.sheet.element("LBody"):
                    pen.sheet.lines([word], (x + 10 * MM, y), BOLD, _WORD, _WORD)
            with pen.sheet.decoration() as canvas:
                canvas.setStrokeColorRGB(*GREY)
                canvas.setLineWidth(0.3)
                canvas.line(x + 2 * MM, y - 2.4 * MM, x + column - 4 * MM, y - 2.4 * MM)
    pen.y = top - down * _ROW


def _list(pen: Pen, heading: str, sentences: list[str], right: float = RIGHT) -> None:
    with pen.sheet.element("H2"):
        pen.text(heading, BOLD, 16)
    pen.y -= 1 * MM
    pen.items(sentences, LEFT, right)
    pen.y -= 4 * MM


def _again(pen: Pen, words: Wording, root: Root, name: str) -> None:
    """How the root comes back: the command, the fingerprint to compare, the words as a QR code."""
    top, right = pen.y, RIGHT - _QR - 6 * MM
    made = root_key.fingerprint(root.certificate)
    _list(pen, words("page-root-again"), [words("page-root-type"), words("page-root-order")], right)
    with pen.sheet.element("P"):
        pen.text(words("page-root-fingerprint"), REGULAR, 0, LEFT, right)
        half = len(made) // 2
        for part in (made[:half], made[half:]):
            pen.text(grouped(part), MONO, 10.5, LEFT, right)
    below, pen.y = pen.y, top - _QR
    box = (RIGHT - _QR, top - _QR, RIGHT, top)
    with pen.sheet.element("Figure", words("page-root-qr"), box), pen.sheet.content() as canvas:
        # capitals without accents: what every code reader can type, and the denser kind of code
        symbols.qr(canvas, plain(" ".join(root_words.words_of(root.entropy))).upper(), *box[:2], _QR)
    pen.y -= 1.5 * MM
    with pen.sheet.element("Caption"):
        pen.text(words("page-root-qr"), REGULAR, 9, RIGHT - _QR, RIGHT, GREY)
    pen.y = min(pen.y, below) - 4 * MM
    with pen.sheet.element("P"):
        command = f"coordi-wipe authority restore --fingerprint {made[:_PREFIX]} --name {_quoted(name)}"
        pen.text(command, MONO, 8.4)


def _quoted(name: str) -> str:
    """A name as a shell takes it, with the quotes that people know where they do."""
    return shlex.quote(name) if set(name) & set('"$`\\!') else f'"{name}"'


@alone
def _tagged(sheet: Sheet, title: str, language: str) -> bytes:
    import pikepdf

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(sheet.finish())) as pdf:
        opened: Any = pdf
        tags.attach(opened, sheet.document)
        opened.Root.Lang = pikepdf.String(language)
        opened.docinfo["/Title"] = title
        opened.save(out)
    return out.getvalue()
