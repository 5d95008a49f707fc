"""The page as others see it: one A4 page, every fact in it, nothing outside or on top of anything."""

import io
import itertools
import re
import subprocess

import pikepdf
import pytest
import segno
from certificates import makers, samples
from certificates.pictures import NAMES, ROOT, difference, picture, stale
from msgspec.structs import replace
from PIL import Image

from coordi_wipe.certificate import content, evidence_file, number, readback
from coordi_wipe.certificate.render import render
from coordi_wipe.model.errors import DamagedError

KINDS = [*samples.EVERY_KIND, "rehearsed"]
LANGUAGES = ("fr", "en")
A4 = (595.28, 841.89)


def made(kind):
    return samples.rehearsed() if kind == "rehearsed" else samples.EVERY_KIND[kind]()


def organisation(kind):
    return samples.LONG_ORGANISATION if kind in ("longest", "wordy") else samples.ORGANISATION


def rendered(kind, language="fr"):
    data = evidence_file.encode(made(kind))
    return render(data, organisation(kind), language, signer=makers.LEAF_NAME)


def pdftotext(pdf, *options):
    done = subprocess.run(["pdftotext", *options, "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


def bare(text):
    return "".join(text.split())


def without_artifacts(pdf):
    """The page without its watermark, which lies under everything on purpose."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        kept, inside = [], 0
        for step in pikepdf.parse_content_stream(opened.pages[0]):
            inside += str(step.operator) in ("BMC", "BDC") and (
                inside > 0 or str(step.operands[0]) == "/Artifact"
            )
            if not (inside and str(step.operator) == "Tj"):
                kept.append(step)
            inside -= str(step.operator) == "EMC" and inside > 0
        opened.pages[0].Contents = opened.make_stream(pikepdf.unparse_content_stream(kept))
        out = io.BytesIO()
        opened.save(out)
    return out.getvalue()


def boxes(pdf):
    """Every word with its box (left, top, right, bottom; points from the top left)."""
    found = re.findall(
        r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>',
        pdftotext(pdf, "-bbox"),
    )
    return [(*(float(edge) for edge in word[:4]), word[4]) for word in found]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_one_page_of_a4(kind, language):
    with pikepdf.open(io.BytesIO(rendered(kind, language))) as pdf:
        assert len(pdf.pages) == 1
        assert [round(float(edge), 1) for edge in pdf.pages[0].mediabox] == [0, 0, 595.3, 841.9]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_pdftotext_finds_every_fact(kind, language):
    evidence = made(kind)
    data = evidence_file.encode(evidence)
    # a watermark runs across the lines of a rehearsal: what is tagged is read back without it below
    text = bare(pdftotext(rendered(kind, language), "-raw"))
    facts = [fact for fact in readback.must_say(evidence, data, language) if fact]
    assert len(facts) >= 15
    assert [fact for fact in facts if bare(fact) not in text] == []


FACTS = (
    "Comité d'Accueil Creusois – Co'Ordi",
    "12 rue des Exemples, 23000 Guéret",
    "Attestation d'effacement",
    "EFFACÉ",
    "Niveau : Clear",
    "Samsung SSD 860 EVO 500GB",
    "S3Z1NB0KX23456D",
    "0x5002538e40a1b2c3",
    "SSD SATA",
    "500,1 Go (500 107 862 016 octets)",
    "512 octets (physiques : 512)",
    "donnée par le disque",
    "C23-0412-D1",
    "Dell Inc. Latitude E7470",
    "5XK7Q32",
    "4c4c4544-0058-4b10-8037-b5c04f513332",
    "OP07",
    "L-2026-11-03",
    "Guéret",
    "Méthode cohérente avec NIST SP 800-88 Rev. 2 (Clear)",
    "Réécriture complète, en une passe (aléatoire). Schéma : NIST Clear.",
    "500 107 862 016 octets lus et comparés. Différences : 0. Octets illisibles : 0.",
    "Du 24/11/2026 08:00 UTC au 24/11/2026 09:34 UTC (heure non certifiée). Durée : 1 h 34 min.",
    "Réserves",
    "Sur la parole du fabricant : les cellules de réserve sont hors d'atteinte d'une réécriture.",
    "KVW2J-T3G7K-1",
    "019ab5c2-7a41-7d11-9d3e-7be0a5a1c0f3",
    "ligne 12 du registre de la clé USB, empreinte 8d3f0a61b27c94e5",
    "La clé de la dernière passe est dans evidence.json",
    "Cachet électronique non qualifié, apposé par : Co'Ordi – clé 07",
    "preuve.coordi.example",
    "coordi-wipe 0.1.0",
    "hdparm 9.65+ds-1",
    "non certifié CSPN",
)


def test_a_certificate_says_all_this():
    """Written out by hand: what a donor would look for, in the signed file."""
    text = bare(pdftotext(makers.certificate(), "-raw"))
    facts = (*FACTS, number.digest(samples.data("sanitized")))
    assert [fact for fact in facts if bare(fact) not in text] == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_lost_between_words_and_page(kind, language):
    evidence = made(kind)
    data = evidence_file.encode(evidence)
    page = content.page(evidence, data, organisation(kind), language, makers.LEAF_NAME)
    text = readback.text(rendered(kind, language))
    sections = (page.drive, page.machine, page.method, *page.remarks)
    rows = [*(row for section in sections for row in section.rows), *page.proof]
    words = [page.title, page.number, page.word, page.level, page.sentence, page.warning, page.qr_caption]
    words += [*page.issuer, *page.small_print, *(s.heading for s in sections)]
    words += [text for row in rows for text in (row.label, row.value)]
    items = [item for section in page.remarks for item in section.items]
    if kind == "wordy":
        assert bare(page.more) in text
        items = items[:5]
    assert [word for word in (*words, *items) if bare(word) not in text] == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_stands_outside_the_margins_or_on_another(kind, language):
    pdf = rendered(kind, language)
    words = boxes(without_artifacts(pdf))
    assert len(words) > 80
    for left, top, right, bottom, word in words:
        assert left > 35, word
        assert right < A4[0] - 35, word
        assert top > 20, word
        assert bottom < A4[1] - 20, word
    for one, other in itertools.combinations([inked(word) for word in words], 2):
        across = min(one[2], other[2]) - max(one[0], other[0])
        down = min(one[3], other[3]) - max(one[1], other[1])
        assert across <= 0.5 or down <= 0.5, (one, other)


def inked(word):
    """Where a word's ink is at most: pdftotext's boxes are those of lines, of font height and more."""
    left, top, right, bottom, text = word
    tall = bottom - top
    below = 0.1 if set(text) & set("gjpqyçQ,;()[]") else 0.24
    return left, top + 0.12 * tall, right, bottom - below * tall, text


def test_what_does_not_fit_is_folded_and_says_so():
    text = readback.text(rendered("wordy"))
    assert "suitedansevidence.json" in text
    assert "a-note-that-no-catalogue-knows-yet-0" in text
    assert "a-note-that-no-catalogue-knows-yet-59" not in text
    for whole in ("sanitized", "failed", "longest"):
        assert "suitedansevidence.json(" not in readback.text(rendered(whole))


def test_smallest_letters_can_be_read():
    sizes = set()
    for kind in ("longest", "wordy"):
        with pikepdf.open(io.BytesIO(rendered(kind))) as pdf:
            shown = pikepdf.parse_content_stream(pdf.pages[0])
            sizes |= {float(i.operands[1]) for i in shown if str(i.operator) == "Tf"}
    assert min(sizes) >= 5.4


def test_same_evidence_same_bytes():
    assert rendered("sanitized") == rendered("sanitized")


def test_evidence_is_attached_byte_for_byte():
    with pikepdf.open(io.BytesIO(rendered("sanitized"))) as pdf:
        assert list(pdf.attachments) == ["evidence.json"]
        assert pdf.attachments["evidence.json"].get_file().read_bytes() == samples.data("sanitized")


def test_a_rehearsal_is_watermarked_under_its_text():
    with pikepdf.open(io.BytesIO(rendered("rehearsed"))) as pdf:
        stream = pdf.pages[0].Contents.read_bytes()
    assert stream.index(b"/Artifact BMC") < stream.index(b"/P <</MCID 0>> BDC")
    text = bare(pdftotext(rendered("rehearsed"), "-raw"))
    assert text.count("RÉPÉTITION–SANSVALEUR") == 2
    assert "RÉPÉTITION" not in bare(pdftotext(rendered("sanitized"), "-raw"))


def test_the_qr_code_is_drawn_as_it_should_be(tmp_path):
    """Each module's middle, in the picture of the page, is as dark as the code's own matrix says."""
    data = samples.data("sanitized")
    path = tmp_path / "page"
    command = ["pdftoppm", "-r", "300", "-gray", "-png", "-singlefile", "-", str(path)]
    subprocess.run(command, input=rendered("sanitized"), check=True)
    with pikepdf.open(io.BytesIO(rendered("sanitized"))) as pdf:
        [figure] = [e for e in pdf.objects if isinstance(e, pikepdf.Dictionary) and e.get("/S") == "/Figure"]
        left, bottom, right, top = (float(edge) for edge in figure.A.BBox)
        assert "preuve.coordi.example" in str(figure.Alt)
    address = number.address("preuve.coordi.example", data)
    matrix = segno.make(address, error="m", micro=False, boost_error=False).matrix
    module = (right - left) / len(matrix)
    with Image.open(path.with_suffix(".png")) as opened:
        page = opened.convert("L")
        seen = [
            [
                page.getpixel(
                    (
                        int((left + (x + 0.5) * module) / 72 * 300),
                        int((A4[1] - top + (y + 0.5) * module) / 72 * 300),
                    )
                )
                < 128
                for x in range(len(matrix))
            ]
            for y in range(len(matrix))
        ]
    assert bottom < top
    assert seen == [[bool(dark) for dark in row] for row in matrix]


def test_letters_that_would_lie_are_shown_as_codes():
    drive = replace(samples.DRIVE, serial="AB\N{RIGHT-TO-LEFT OVERRIDE}21\x07", model="Disque 💾")
    evidence = samples.evidence(
        samples.overwrite_facts(drive), plan=replace(samples.sanitized().plan, drive=drive)
    )
    pdf = render(evidence_file.encode(evidence), samples.ORGANISATION, "fr")
    text = bare(pdftotext(pdf, "-raw"))
    assert "AB‹U+202E›21‹U+0007›" in text
    assert "Disque‹U+1F4BE›" in text


@pytest.mark.parametrize("data", [b"", b"{}", b"\x00" * 10])
def test_no_page_without_evidence(data):
    with pytest.raises(DamagedError):
        render(data, samples.ORGANISATION, "fr")


@pytest.mark.parametrize("name", NAMES)
def test_page_images_are_current(name, tmp_path):
    """docs/ shows what the product makes today. `python tests/certificates/pictures.py` renews them."""
    assert difference(picture(name, tmp_path), ROOT / "docs" / name) < 0.002, stale(name)
