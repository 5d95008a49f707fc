"""Labels as their readers see them: what each verdict allows, words inside, QR codes square by square."""

import io
import re
import subprocess

import pikepdf
import pytest
import segno
from certificates import label_picture, makers, samples
from certificates.label_picture import label_of
from certificates.pictures import difference
from msgspec.structs import replace
from PIL import Image

from coordi_wipe.certificate import label_content, labels, number, symbols
from coordi_wipe.certificate.evidence_file import encode
from coordi_wipe.certificate.label_paper import PAPERS, ROLL, SHEET
from coordi_wipe.certificate.organisation import Organisation
from coordi_wipe.certificate.text import BOLD, width
from coordi_wipe.certificate.verification import verify
from coordi_wipe.messages.catalogue import languages
from coordi_wipe.model.errors import RefusedError, UsageError
from coordi_wipe.model.tag import Tag, read_label

MM = 72 / 25.4
TONES = ("good", "amber", "bad")


def verdict_on(pdf):
    roots = [makers.root()]
    return verify(pdf, trust=roots, rehearsal_trust=[makers.rehearsing().root], allow_rehearsal=True)


def drawn(*made, paper=ROLL, skip=0):
    return labels.results(made, paper, "essai", "fr", skip=skip)


def pdftotext(pdf, *options):
    return subprocess.run(
        ["pdftotext", *options, "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()


def boxes(pdf):
    """(page, left, top, right, bottom, word) in points from the top left."""
    pages = pdftotext(pdf, "-bbox").split("<page ")[1:]
    return [
        (place, *(float(edge) for edge in word[:4]), word[4])
        for place, page in enumerate(pages)
        for word in re.findall(
            r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>', page
        )
    ]


def squares(pdf):
    """The black runs of the first page, (x, y, wide, tall), as far as they are parts of a QR code."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        steps = pikepdf.parse_content_stream(opened.pages[0])
        return [tuple(map(float, s.operands)) for s in steps if str(s.operator) == "re"]


def matrix(runs, size):
    """Squares drawn, as rows of 0 and 1; by the size of one module."""
    module = min(tall for *_, tall in runs)
    left, top = min(x for x, *_ in runs), max(y for _, y, *_ in runs)
    rows = [[0] * size for _ in range(size)]
    for x, y, wide, _ in runs:
        row, column = round((top - y) / module), round((x - left) / module)
        for step in range(round(wide / module)):
            rows[row][column + step] = 1
    return rows


def qr_of(pdf, text):
    """Drawn and wanted matrix of the QR code of this text."""
    wanted = [list(row) for row in segno.make(text, error="m", micro=False, boost_error=False).matrix]
    runs = squares(pdf)
    module = min(tall for *_, tall in runs)
    return matrix([run for run in runs if abs(run[3] - module) < 1e-3], len(wanted)), wanted


# --- which colour ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "tone"),
    [
        ("sanitized", "good"),
        ("exceptions", "amber"),
        ("failed", "bad"),
        ("unverified", "bad"),
        ("refused", "bad"),
        ("interrupted", "bad"),
        ("firmware", "bad"),
    ],
)
def test_the_colour_is_that_of_the_claim(kind, tone):
    verdict = verdict_on(makers.certificate(kind))
    made = label_of(makers.certificate(kind))
    assert tone == {"sanitized": "good", "sanitized_with_exceptions": "amber"}.get(verdict.status, "bad")
    assert (made.tone, made.letter) == (tone, {"good": "V", "amber": "O", "bad": "R"}[tone])
    assert read_label(made.code) == (tone, Tag("C23-0412", 1))
    assert ("EFFACÉ" in made.words) == (tone == "good")
    assert made.watermark == ""


def test_a_rehearsal_has_no_colour_and_says_so_across():
    made = label_of(makers.rehearsal_certificate())
    assert verdict_on(makers.rehearsal_certificate()).status == "sanitized"
    assert (made.tone, made.letter, made.qr) == (None, "", "")
    assert made.code == "C23-0412-D1"
    shown = pdftotext(drawn(made), "-raw")
    assert shown.count("RÉPÉTITION") == 2
    assert "VÉRIFIÉ" not in shown
    with pytest.raises(UsageError):
        read_label(made.code)


@pytest.mark.parametrize("change", ["tampered", "stranger", "no pdf"])
def test_what_proves_nothing_gets_no_label_at_all(change):
    pdf = makers.certificate()
    if change == "tampered":
        pdf = pdf.replace(b"S3Z1NB0KX23456D", b"S3Z1NB0KX23456E") + b"\n% more"
    elif change == "stranger":
        pdf = makers.sealed(samples.data("sanitized"), makers.homonym())
    else:
        pdf = b"no pdf"
    verdict = verdict_on(pdf)
    with pytest.raises(RefusedError, match="label-not-proven"):
        label_content.tone(verdict)
    with pytest.raises(RefusedError, match="label-not-proven"):
        label_content.result(verdict, b"", samples.ORGANISATION, "fr")


def test_a_seal_of_a_rehearsal_is_never_green_whatever_the_verdict_says():
    verdict = verdict_on(makers.certificate())
    assert label_content.tone(verdict) == "good"
    assert label_content.tone(replace(verdict, verdict="rehearsal")) is None
    assert label_content.tone(replace(verdict, rehearsal=True)) is None
    assert label_content.tone(replace(verdict, valid=False)) == "bad"


def test_without_a_tag_of_ours_the_label_has_no_check_letter():
    evidence = samples.sanitized(tag="")
    pdf = makers.sealed(encode(evidence))
    assert label_of(pdf).code == f"V {samples.DRIVE.serial}"


# --- what is on the paper ----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["sanitized", "exceptions", "failed"])
def test_words_code_number_and_date_can_be_read(kind):
    made = label_of(makers.certificate(kind))
    shown = " ".join(pdftotext(drawn(made)).split())
    for text in (*made.words, made.code, number.short(samples.UUID), samples.DRIVE.serial, "24/11/2026"):
        assert text in shown


def test_the_qr_code_is_the_address_or_the_tag():
    pdf = makers.certificate()
    with_host, without = label_of(pdf), label_of(pdf, organisation=Organisation())
    assert with_host.qr == number.address("preuve.coordi.example", samples.data("sanitized"))
    assert without.qr == "C23-0412-D1"
    for made in (with_host, without):
        shown, wanted = qr_of(drawn(made), made.qr)
        assert shown == wanted


def test_the_qr_code_of_a_tag_is_the_bare_tag():
    made = label_content.of_tag(Tag("C23-0412", 1), Organisation(), "fr")
    shown, wanted = qr_of(labels.tags([made], ROLL, "essai", "fr"), "C23-0412-D1")
    assert shown == wanted


@pytest.mark.parametrize("what", ["result", "tag"])
def test_a_qr_code_has_white_around_it(what):
    """Four modules (ISO/IEC 18004, 9.1), as far as there is a label."""
    if what == "tag":
        pdf = labels.tags(
            [label_content.of_tag(Tag("WWW99-999999"), Organisation(), "fr")], ROLL, "essai", "fr"
        )
    else:
        pdf = drawn(label_of(makers.certificate("failed"), organisation=samples.LONG_ORGANISATION))
    dpi = 600
    page = picture(pdf, dpi)
    runs = squares(pdf)
    module = min(tall for *_, tall in runs)
    code = [run for run in runs if abs(run[3] - module) < 1e-3]
    left, right = min(x for x, *_ in code), max(x + wide for x, _, wide, _ in code)
    low, high = min(y for _, y, *_ in code), max(y + module for _, y, *_ in code)
    far = 4 * module - 0.3
    place = (left - far, 29 * MM - high - far, right + far, 29 * MM - low + far)
    around = page.crop([round(edge * dpi / 72) for edge in place])
    hole = [
        round(edge * dpi / 72)
        for edge in (far - 0.2, far - 0.2, far + right - left + 0.2, far + high - low + 0.2)
    ]
    around.paste(255, hole)
    assert around.getextrema() == (255, 255)


def picture(pdf, dpi):
    """The first page in grey, on white that goes on outside."""
    command = ["pdftoppm", "-r", str(dpi), "-gray", "-singlefile", "-"]
    done = subprocess.run(command, input=pdf, capture_output=True, check=True)
    page = Image.open(io.BytesIO(done.stdout))
    return page.convert("L")


def hard_labels():
    """Names as long as they get, in every language."""
    long = replace(
        label_of(makers.certificate("longest"), organisation=samples.LONG_ORGANISATION),
        code="V WWW99-999999-D99 W",
    )
    endless = replace(long, code="V " + "W" * 120, lines=("M" * 300, "M" * 300))
    blanks = [label_content.blank(tone, language) for tone in TONES for language in languages()]
    words = [
        replace(long, tone=tone, words=label_content.blank(tone, language).words)
        for tone in TONES
        for language in languages()
    ]
    rehearsal = [label_of(makers.rehearsal_certificate(language), language) for language in languages()]
    return [long, endless, *blanks, *words, *rehearsal]


@pytest.mark.parametrize("paper", PAPERS)
def test_nothing_leaves_its_label(paper):
    made = hard_labels()
    tags = [
        label_content.of_tag(Tag("WWW99-999999", drive), samples.LONG_ORGANISATION, language)
        for drive in (None, 99)
        for language in languages()
    ]
    for pdf in (drawn(*made, paper=PAPERS[paper]), labels.tags(tags, PAPERS[paper], "essai", "fr")):
        found = boxes(pdf)
        assert found
        for place, left, top, right, bottom, word in found:
            across, down = PAPERS[paper].cell
            x, y = left % across, (top - PAPERS[paper].top) % down
            inset = (across - 62 * MM) / 2 + 0.8 * MM, (down - 29 * MM) / 2
            assert x >= inset[0], (place, word)
            assert x + right - left <= across - inset[0], (place, word)
            assert y >= inset[1] - 1, (place, word)
            assert y + bottom - top <= down - inset[1] + 1, (place, word)


def test_the_big_words_fill_their_box_and_no_more():
    for lines in (("EFFACÉ", "ET VÉRIFIÉ"), ("W" * 60, "W")):
        size = labels.big(lines, 100, 36)
        assert max(width(line, BOLD, size) for line in lines) <= 100
        assert size * len(lines) <= 36


def test_what_is_too_long_keeps_its_end():
    text, size = labels.fitted("A" * 200 + "7F2A", BOLD, 18, 140)
    assert text.startswith("…")
    assert text.endswith("7F2A")
    assert width(text, BOLD, size) <= 140


def test_results_differ_without_colour():
    made = [label_content.blank(tone, "fr") for tone in TONES]
    assert len({one.words for one in made}) == len({one.letter for one in made}) == 3
    pictures = {
        picture(drawn(replace(one, words=("X",), letter="X", lines=())), 40).tobytes() for one in made
    }
    assert len(pictures) == 3
    assert set(symbols.TONES) == set(TONES)


# --- papers --------------------------------------------------------------------------------------------


def test_a_roll_has_a_label_a_page_and_a_sheet_24():
    made = [label_content.blank("good", "fr")] * 25
    for paper, pages, size in ((ROLL, 25, (62, 29)), (SHEET, 2, (210, 297))):
        with pikepdf.open(io.BytesIO(drawn(*made, paper=paper))) as opened:
            assert len(opened.pages) == pages
            box = opened.pages[0].mediabox
            assert [round(float(edge) / MM) for edge in box[2:]] == list(size)


def test_a_begun_sheet_is_gone_on_with():
    pdf = drawn(*[label_content.blank("bad", "fr")] * 3, paper=SHEET, skip=23)
    places = sorted({(page, int(x // (70 * MM)), int(top // (37 * MM))) for page, x, top, *_ in boxes(pdf)})
    assert places == [(0, 2, 7), (1, 0, 0), (1, 1, 0)]


@pytest.mark.parametrize(("paper", "skip"), [("roll", 1), ("sheet", 24), ("sheet", -1)])
def test_more_than_a_sheet_cannot_be_gone(paper, skip):
    with pytest.raises(UsageError, match="labels-skip-wrong"):
        drawn(label_content.blank("good", "fr"), paper=PAPERS[paper], skip=skip)


def test_labels_stand_where_the_sheet_has_them():
    assert SHEET.columns * SHEET.cell[0] == pytest.approx(SHEET.page[0])
    assert SHEET.rows * SHEET.cell[1] + 2 * SHEET.top == pytest.approx(SHEET.page[1])


def test_same_labels_same_bytes_and_fonts_inside():
    made = [label_content.blank(tone, "fr") for tone in TONES]
    assert drawn(*made) == drawn(*made)
    table = subprocess.run(["pdffonts", "-"], input=drawn(*made), capture_output=True, check=True).stdout
    fonts = [line.split() for line in table.decode().splitlines()[2:]]
    assert fonts
    assert all(font[-5] == "yes" for font in fonts)  # emb


def test_the_picture_in_docs_is_what_is_drawn(tmp_path):
    label_picture.draw(tmp_path / "labels.png")
    assert difference(tmp_path / "labels.png", label_picture.PICTURE) < 0.01
